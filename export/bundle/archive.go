package bundle

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"
)

// Budgets for archives that strangers made.
const (
	maxMembers   = 100_000
	maxDirectory = 64 << 20 // bytes of the central directory
	maxUnpacked  = 64 << 30 // bytes of all members together
	maxRatio     = 200      // of a member of more than ratioFrom bytes
	ratioFrom    = 64 << 20
)

// archive reads a ZIP strictly (APPNOTE 6.3.10): members lie one behind the
// other from the first byte to the directory, both headers of each agree, and
// nothing stands before, between or behind. The standard library accepts all
// of that, and readers that differ in what they accept see different files.
type archive struct {
	r       io.ReaderAt
	members []member
}

type member struct {
	name              string
	method, flags     uint16
	crc               uint32
	packed, size      int64
	offset, dataStart int64
	extern            uint32
	maker             byte
}

var (
	errNoArchive = errors.New("is not a bundle: this is not a ZIP archive")
	errCutOff    = errors.New("is cut off: the end is missing; ask for it again")
)

// openArchive reads the directory. Problems are what makes the archive
// unusable, all of them; err is for what is no archive at all.
func openArchive(r io.ReaderAt, size int64) (a *archive, problems []Problem, err error) {
	a = &archive{r: r}
	bad := func(name, detail string) {
		problems = append(problems, Problem{What: "archive", File: name, Detail: detail})
	}
	end, count, start, length, err := findDirectory(r, size)
	if err != nil {
		return nil, nil, err
	}
	if count > maxMembers || length > maxDirectory {
		bad("", fmt.Sprintf("it lists %d files in %d bytes, more than any bundle has", count, length))
		return a, problems, nil
	}
	if start < 0 || length < 0 || start+length != end {
		bad("", "bytes stand before the archive or behind its list of files")
		return a, problems, nil
	}
	directory := make([]byte, length)
	if _, err := r.ReadAt(directory, start); err != nil {
		return nil, nil, fmt.Errorf("cannot be read at the archive's list of files: %w", err)
	}
	for len(directory) > 0 {
		m, n, err := readMember(directory)
		if err != nil {
			bad("", err.Error())
			return a, problems, nil
		}
		directory = directory[n:]
		a.members = append(a.members, m)
	}
	if int64(len(a.members)) != count {
		bad("", fmt.Sprintf("it says that it holds %d files and lists %d", count, len(a.members)))
	}
	var names []string
	var total int64
	for i := range a.members {
		m := &a.members[i]
		names = append(names, m.name)
		if why := badName(m.name); why != "" {
			bad(m.name, why)
		}
		total += m.size
		switch {
		case m.flags&1 != 0:
			bad(m.name, "it is encrypted")
		case m.method != 0 && m.method != 8:
			bad(m.name, fmt.Sprintf("it is compressed with method %d; only stored and deflated files are read", m.method))
		case m.method == 0 && m.packed != m.size:
			bad(m.name, "its two sizes contradict each other")
		case m.maker == 3 && m.extern>>28 != 0 && m.extern>>28 != 8 && m.extern>>28 != 4:
			bad(m.name, "it is a link or a device, not a file")
		case strings.HasSuffix(m.name, "/") && m.size > 0:
			bad(m.name, "a folder has content")
		case m.size > ratioFrom && m.size/max(m.packed, 1) > maxRatio:
			bad(m.name, fmt.Sprintf("it would grow more than %d-fold when unpacked", maxRatio))
		}
		if why := a.checkLocal(m); why != "" {
			bad(m.name, why)
		}
	}
	if total > maxUnpacked || total < 0 {
		bad("", fmt.Sprintf("unpacked it would take %d bytes, more than is read", total))
	}
	problems = append(problems, collisions(names)...)
	return a, append(problems, a.layout(start)...), nil
}

// findDirectory finds the end record, or its ZIP64 form.
func findDirectory(r io.ReaderAt, size int64) (end, count, start, length int64, err error) {
	tail := make([]byte, min(size, 22+65535))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return 0, 0, 0, 0, err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < 22 {
		var head [4]byte
		if n, _ := r.ReadAt(head[:], 0); n == len(head) && string(head[:]) == "PK\x03\x04" {
			return 0, 0, 0, 0, errCutOff
		}
		return 0, 0, 0, 0, errNoArchive
	}
	e := tail[at:]
	if int(binary.LittleEndian.Uint16(e[20:])) != len(e)-22 {
		return 0, 0, 0, 0, fmt.Errorf("is not a bundle: the ZIP archive is cut off, or bytes stand behind its end")
	}
	end = size - int64(len(e))
	count = int64(binary.LittleEndian.Uint16(e[10:]))
	length, start = int64(binary.LittleEndian.Uint32(e[12:])), int64(binary.LittleEndian.Uint32(e[16:]))
	if binary.LittleEndian.Uint16(e[4:]) != 0 || binary.LittleEndian.Uint16(e[8:]) != uint16(count) {
		return 0, 0, 0, 0, fmt.Errorf("is not a bundle: the ZIP archive is one of several parts")
	}
	if count != 0xffff && length != 0xffffffff && start != 0xffffffff {
		return end, count, start, length, nil
	}
	var locator [20]byte
	if _, err := r.ReadAt(locator[:], end-20); err != nil || string(locator[:4]) != "PK\x06\x07" {
		return end, count, start, length, nil // exactly 65,535 files and no ZIP64
	}
	at64 := int64(binary.LittleEndian.Uint64(locator[8:]))
	var e64 [56]byte
	if at64 != end-20-56 {
		return 0, 0, 0, 0, fmt.Errorf("is not a bundle: the ZIP archive's end contradicts itself")
	}
	if _, err := r.ReadAt(e64[:], at64); err != nil || string(e64[:4]) != "PK\x06\x06" {
		return 0, 0, 0, 0, fmt.Errorf("is not a bundle: the ZIP archive's end contradicts itself")
	}
	count, length = int64(binary.LittleEndian.Uint64(e64[32:])), int64(binary.LittleEndian.Uint64(e64[40:]))
	return at64, count, int64(binary.LittleEndian.Uint64(e64[48:])), length, nil
}

// readMember reads one header of the directory and gives its length.
func readMember(b []byte) (m member, n int, err error) {
	cut := fmt.Errorf("its list of files is damaged")
	if len(b) < 46 || string(b[:4]) != "PK\x01\x02" {
		return m, 0, cut
	}
	le := binary.LittleEndian
	nameLen, extraLen, commentLen := int(le.Uint16(b[28:])), int(le.Uint16(b[30:])), int(le.Uint16(b[32:]))
	n = 46 + nameLen + extraLen + commentLen
	if len(b) < n {
		return m, 0, cut
	}
	m = member{
		name: string(b[46 : 46+nameLen]), maker: b[5], flags: le.Uint16(b[8:]), method: le.Uint16(b[10:]), crc: le.Uint32(b[16:]),
		packed: int64(le.Uint32(b[20:])), size: int64(le.Uint32(b[24:])), extern: le.Uint32(b[38:]), offset: int64(le.Uint32(b[42:])),
	}
	extra, ok := extraField(b[46+nameLen:46+nameLen+extraLen], 1)
	if !ok {
		return m, 0, cut
	}
	for _, v := range []*int64{&m.size, &m.packed, &m.offset} {
		if *v != 0xffffffff || extra == nil {
			continue
		}
		if len(extra) < 8 {
			return m, 0, cut
		}
		*v, extra = int64(le.Uint64(extra)), extra[8:]
	}
	if m.size < 0 || m.packed < 0 || m.offset < 0 {
		return m, 0, cut
	}
	return m, n, nil
}

// extraField finds a block of the extra field; ok is false when it is damaged.
func extraField(b []byte, id uint16) (block []byte, ok bool) {
	for len(b) >= 4 {
		n := int(binary.LittleEndian.Uint16(b[2:]))
		if len(b) < 4+n {
			return nil, false
		}
		if binary.LittleEndian.Uint16(b) == id {
			block = b[4 : 4+n]
		}
		b = b[4+n:]
	}
	return block, true
}

// checkLocal compares the header before the data with that of the directory.
func (a *archive) checkLocal(m *member) string {
	var h [30]byte
	if _, err := a.r.ReadAt(h[:], m.offset); err != nil || string(h[:4]) != "PK\x03\x04" {
		return "the file that the list names is not there"
	}
	le := binary.LittleEndian
	rest := make([]byte, int(le.Uint16(h[26:]))+int(le.Uint16(h[28:])))
	if _, err := a.r.ReadAt(rest, m.offset+30); err != nil {
		return "the file that the list names is cut off"
	}
	name, extra := rest[:le.Uint16(h[26:])], rest[le.Uint16(h[26:]):]
	m.dataStart = m.offset + 30 + int64(len(rest))
	flags := le.Uint16(h[6:])
	if string(name) != m.name {
		return fmt.Sprintf("its two headers give two names, the other is %q", name)
	}
	if le.Uint16(h[8:]) != m.method || flags != m.flags {
		return "its two headers contradict each other in how it is packed"
	}
	crc, packed, size := le.Uint32(h[14:]), int64(le.Uint32(h[18:])), int64(le.Uint32(h[22:]))
	if flags&8 != 0 && crc == 0 && packed == 0 && size == 0 {
		return ""
	}
	if packed == 0xffffffff || size == 0xffffffff {
		if block, ok := extraField(extra, 1); ok && len(block) >= 16 {
			size, packed = int64(le.Uint64(block)), int64(le.Uint64(block[8:]))
		}
	}
	if flags&8 != 0 && packed == 0 && size == 0 {
		packed, size = m.packed, m.size
	}
	if flags&8 != 0 && crc == 0 {
		crc = m.crc
	}
	if crc != m.crc || packed != m.packed || size != m.size {
		return "its two headers contradict each other in size or checksum"
	}
	return ""
}

// layout demands that members tile the archive. Behind a member whose sizes
// follow it (flag bit 3) stands a data descriptor of 12 to 24 bytes.
func (a *archive) layout(directory int64) (out []Problem) {
	list := make([]*member, len(a.members))
	for i := range a.members {
		list[i] = &a.members[i]
	}
	slices.SortFunc(list, func(x, y *member) int { return cmp.Compare(x.offset, y.offset) })
	at := int64(0)
	for i, m := range list {
		if m.dataStart == 0 {
			return out // its own problem is told
		}
		if m.offset < at {
			out = append(out, Problem{What: "archive", File: m.name, Detail: "it overlaps another file"})
		} else if m.offset > at {
			out = append(out, Problem{What: "archive", File: m.name, Detail: "bytes that belong to no file stand before it"})
		}
		at = m.dataStart + m.packed
		next := directory
		if i+1 < len(list) {
			next = list[i+1].offset
		}
		if gap := next - at; m.flags&8 != 0 && (gap == 12 || gap == 16 || gap == 20 || gap == 24) {
			at = next
		}
	}
	if at != directory {
		out = append(out, Problem{What: "archive", Detail: "bytes that belong to no file stand before the list of files"})
	}
	return out
}

// open reads a member; size and checksum are checked at its end.
func (a *archive) open(m *member) io.ReadCloser {
	section := io.NewSectionReader(a.r, m.dataStart, m.packed)
	c := &checkedReader{m: m}
	if m.method == 8 {
		c.packed = bufio.NewReaderSize(section, 1<<16)
		inflate := flate.NewReader(c.packed)
		c.r, c.close = inflate, inflate.Close
	} else {
		c.r = section
	}
	return c
}

// damaged is the error of a member whose bytes do not fit its checksum.
type damaged struct{ name, why string }

func (d *damaged) Error() string { return fmt.Sprintf("%s is damaged: %s", d.name, d.why) }

type checkedReader struct {
	r      io.Reader
	packed *bufio.Reader
	m      *member
	crc    uint32
	n      int64
	close  func() error
}

func (c *checkedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.crc = crc32.Update(c.crc, crc32.IEEETable, p[:n])
	c.n += int64(n)
	switch {
	case c.n > c.m.size:
		return 0, &damaged{c.m.name, "it is larger than the archive says"}
	case err == nil:
		return n, nil
	case err != io.EOF:
		return n, &damaged{c.m.name, "it cannot be unpacked (" + err.Error() + ")"}
	case c.n != c.m.size:
		return n, &damaged{c.m.name, "it is shorter than the archive says"}
	case c.crc != c.m.crc:
		return n, &damaged{c.m.name, "its checksum does not fit"}
	}
	if c.packed != nil {
		if _, more := c.packed.ReadByte(); more != io.EOF {
			return n, &damaged{c.m.name, "bytes stand behind its compressed content"}
		}
	}
	return n, io.EOF
}

func (c *checkedReader) Close() error {
	if c.close != nil {
		return c.close()
	}
	return nil
}
