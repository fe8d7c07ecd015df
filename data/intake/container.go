package intake

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"probity/data/fault"
)

// Containers that a source can be; the content of gzip and Zstandard is one
// export, a ZIP holds one or several.
const (
	containerFile = "file"
	containerGzip = "gzip"
	containerZstd = "zstd"
	containerZip  = "zip"
)

// A container that holds more than freeContent may unpack to at most maxRatio
// times its size, and none to more than maxContent: logs shrink to a tenth or
// a thirtieth, archives made to fill a disk to a thousandth and less.
const (
	freeContent = 64 << 20
	maxRatio    = 400
	maxContent  = 256 << 30
	maxWindow   = 128 << 20 // of Zstandard
)

// Packed says where a ZIP holds the member that is read, as its directory
// tells it.
type Packed struct {
	Offset int64  `json:"offset"` // of the packed bytes in the source
	Size   int64  `json:"size"`   // of the packed bytes
	Method uint16 `json:"method"` // APPNOTE.TXT, section 4.4.5
	Length int64  `json:"length"` // of the content
	CRC32  uint32 `json:"crc32"`
}

// Compression methods of ZIP (APPNOTE.TXT, section 4.4.5) that can be read.
const (
	zipStored   = 0
	zipDeflated = 8
	zipBzip2    = 12
	zipZstd     = 93
	zipZstdOld  = 20
)

// Content gives the bytes that records lie in: those of the source itself, or
// what its container holds. src must give the whole source from its beginning;
// it is read in order and not to its end. Offsets and lengths of records count
// in the content.
func Content(src io.Reader, rd *Reading) (io.ReadCloser, error) {
	switch rd.Container {
	case "", containerFile:
		return io.NopCloser(src), nil
	case containerGzip, containerZstd:
		return unpackStream(rd.Container, src)
	case containerZip:
		return unpackMember(src, rd)
	}
	return nil, fault.New(fault.Unusable, "The container %q is not known here; it can be file, gzip, zstd or zip. A newer Probity may have read this source.", rd.Container)
}

// content unpacks, counts and keeps within the budget.
type content struct {
	from   io.Reader
	packed *counter
	free   func()
	read   int64
	what   string
	err    error
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *content) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.from.Read(p)
	c.read += int64(n)
	switch {
	case c.read > freeContent && c.read/maxRatio > c.packed.n || c.read > maxContent:
		c.err = fault.New(fault.Unusable, "The %s unpacks to more than %d times its size (%s bytes so far); that is no log, it may have been made to fill the disk. Unpack it by hand if you trust it.", c.what, maxRatio, thousands(c.read))
		return 0, c.err
	case err != nil && !errors.Is(err, io.EOF):
		if !errors.Is(err, fault.Unusable) {
			err = damagedContainer(c.what, c.read, err)
		}
		c.err = err
	case err != nil:
		c.err = io.EOF
	}
	return n, c.err
}

func damagedContainer(what string, at int64, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fault.New(fault.Unusable, "The %s ends too early, after %s bytes of content; it was cut off. Fetch it again.", what, thousands(at))
	}
	return fault.New(fault.Unusable, "The %s is damaged after %s bytes of content: %w. Fetch it again.", what, thousands(at), err)
}

func (c *content) Close() error {
	if c.free != nil {
		c.free()
		c.free = nil
	}
	return nil
}

func unpackStream(container string, src io.Reader) (*content, error) {
	c := &content{packed: &counter{r: src}}
	switch container {
	case containerGzip:
		c.what = "gzip archive"
		z, err := gzip.NewReader(bufio.NewReaderSize(c.packed, 256<<10))
		if err != nil {
			return nil, damagedContainer(c.what, 0, err)
		}
		c.from = z
	case containerZstd:
		c.what = "Zstandard archive"
		z, err := zstd.NewReader(c.packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, damagedContainer(c.what, 0, err)
		}
		c.from, c.free = z, z.Close
	}
	return c, nil
}

// unpackMember gives the content of a member and checks its length and CRC-32
// at the end.
func unpackMember(src io.Reader, rd *Reading) (*content, error) {
	p := rd.Packed
	if p == nil || p.Offset < 0 || p.Size < 0 || p.Length < 0 {
		return nil, fault.New(fault.Unusable, "The reading does not tell where in the ZIP the member %q lies; inspect the file again.", rd.Member)
	}
	what := fmt.Sprintf("member %q of the ZIP", rd.Member)
	if n, err := io.CopyN(io.Discard, src, p.Offset); err != nil {
		if !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, fault.New(fault.Unusable, "The %s should begin at byte %s, but the file has only %s; it was cut off. Fetch it again.", what, thousands(p.Offset), thousands(n))
	}
	c := &content{packed: &counter{r: io.LimitReader(src, p.Size)}, what: what}
	var from io.Reader
	switch p.Method {
	case zipStored:
		from = c.packed
	case zipDeflated:
		z := flate.NewReader(bufio.NewReaderSize(c.packed, 256<<10))
		from, c.free = z, func() { z.Close() }
	case zipBzip2:
		from = bzip2.NewReader(bufio.NewReaderSize(c.packed, 256<<10))
	case zipZstd, zipZstdOld:
		z, err := zstd.NewReader(c.packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, damagedContainer(what, 0, err)
		}
		from, c.free = z, z.Close
	default:
		return nil, fault.New(fault.Unusable, "The %s is packed with a method (%d) that is not known here; unpack it and import the file inside.", what, p.Method)
	}
	c.from = &checked{r: from, want: p}
	return c, nil
}

// checked holds content against the length and the CRC-32 that the ZIP tells.
type checked struct {
	r    io.Reader
	n    int64
	sum  uint32
	want *Packed
}

var errContent = errors.New("its content does not have the checksum that the ZIP tells")

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.sum = crc32.Update(c.sum, crc32.IEEETable, p[:n])
	if c.n > c.want.Length {
		return n, errContent
	}
	if errors.Is(err, io.EOF) && (c.n != c.want.Length || c.sum != c.want.CRC32) {
		if c.n < c.want.Length {
			return n, io.ErrUnexpectedEOF
		}
		return n, errContent
	}
	return n, err
}

// containerOf tells by its first bytes what a file is packed in.
func containerOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B, 8}):
		return containerGzip
	case bytes.HasPrefix(head, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		return containerZstd
	case len(head) >= 4 && head[0]&0xF0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2A, 0x4D, 0x18}): // a skippable frame
		return containerZstd
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return containerZip
	}
	return containerFile
}
