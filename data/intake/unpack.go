package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"probity/data/fault"
)

// lookInto is how many bytes of a container's content are looked at: some tenths
// of a second. Most packed exports are less, so that their end is seen as well.
const lookInto = 96 << 20

// maxMembers is how many files a ZIP may hold.
const maxMembers = 10_000

// unpack replaces a sample of packed bytes by one of their content.
func (s *sample) unpack(f *os.File, member string) error {
	s.container = containerOf(s.head)
	if s.container == containerFile {
		if member != "" {
			return fault.New(fault.Unusable, "%s is not a ZIP, so it has no member %q; leave the member out.", s.name, member)
		}
		return nil
	}
	rd := &Reading{Container: s.container}
	outer := s.size
	switch s.container {
	case containerZip:
		if err := s.choose(f, member); err != nil {
			return err
		}
		rd.Member, rd.Packed = s.member, s.packed
		outer = s.packed.Size
	case containerGzip:
		s.why = "begins with the mark of gzip; what it holds is read"
	case containerZstd:
		s.why = "begins with the mark of Zstandard; what it holds is read"
	}
	if s.container != containerZip && member != "" {
		return fault.New(fault.Unusable, "%s is not a ZIP, so it has no member %q; leave the member out.", s.name, member)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return unreadable(s.path, err)
	}
	counted := &counter{r: f}
	c, err := Content(counted, rd)
	if err != nil {
		return named(s.name, err)
	}
	defer c.Close()
	s.head, s.parts = nil, nil
	all, err := io.ReadAll(io.LimitReader(c, wholeSize+4))
	if err != nil {
		return named(s.name, err)
	}
	s.size, s.whole = int64(len(all)), len(all) <= wholeSize
	s.head = all
	if len(all) == 0 {
		return fault.New(fault.Unusable, "%s holds nothing (0 bytes); export it again.", s.name)
	}
	if s.whole {
		return nil
	}
	s.head = all[:headSize]
	read := s.look(c, all)
	switch {
	case s.packed != nil:
		s.size = s.packed.Length
	case counted.n >= outer:
		s.size = read
	default: // as well packed as what was looked at
		s.size = max(read, int64(float64(read)*float64(outer)/float64(max(counted.n, 1))))
	}
	return nil
}

// look keeps pieces of the content behind its beginning: one from the middle of
// what is looked at, the last, and smaller ones at even distances. Damage behind
// the beginning is left for the import to tell. It gives how much was read.
func (s *sample) look(c io.Reader, begin []byte) (read int64) {
	small, large := &spread{size: furtherSize, every: 4 * furtherSize, most: 2 * furtherParts}, &spread{size: partSize, every: 4 * partSize, most: 16}
	for read = headSize; read+partSize <= int64(len(begin)); read += partSize {
		small.add(read, begin[read:read+partSize])
		large.add(read, begin[read:read+partSize])
	}
	c = io.MultiReader(bytes.NewReader(begin[read:]), c)
	last, block := bytes.Clone(begin[read-partSize:read]), make([]byte, partSize)
	for read < lookInto {
		n, err := io.ReadFull(c, block)
		if read += int64(n); err != nil {
			last = append(last[n&^3:], block[:n&^3]...)
			break
		}
		small.add(read-partSize, block)
		large.add(read-partSize, block)
		last, block = block, last
	}
	s.more = small.pieces
	if n := len(large.pieces); n > 0 {
		s.parts = append(s.parts, large.pieces[n/2])
	}
	s.parts = append(s.parts, last)
	return read
}

// spread keeps pieces at even distances of a text whose length is not known.
type spread struct {
	size   int
	every  int64
	most   int
	pieces [][]byte
	next   int64
}

// add takes the text that begins at an offset.
func (p *spread) add(at int64, text []byte) {
	for from := 0; from+p.size <= len(text); from += p.size {
		if at+int64(from) < p.next {
			continue
		}
		p.pieces = append(p.pieces, bytes.Clone(text[from:from+p.size]))
		p.next = at + int64(from) + p.every
		if len(p.pieces) <= p.most {
			continue
		}
		kept := p.pieces[:0]
		for i := 0; i < len(p.pieces); i += 2 {
			kept = append(kept, p.pieces[i])
		}
		clear(p.pieces[len(kept):])
		p.pieces = kept
		p.next += p.every
		p.every *= 2
	}
}

// named puts the name of the file before what is wrong with it.
func named(name string, err error) error {
	return fault.New(fault.Unusable, "%s: %w", name, err)
}

// choose finds the member of a ZIP that is an export: the one that was named,
// or the only one, or the first, and then the others are asked for.
func (s *sample) choose(f *os.File, member string) error {
	z, err := zip.NewReader(f, s.size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return fault.New(fault.Unusable, "%s is a ZIP archive or an Excel workbook (XLSX) that cannot be read: %w. It may be cut off or a part of several; fetch it again.", s.name, err)
	}
	if len(z.File) > maxMembers {
		return fault.New(fault.Unusable, "%s is a ZIP archive of %s files; unpack it and import the exports among them.", s.name, thousands(int64(len(z.File))))
	}
	if what := officeOf(z); what != "" {
		return fault.New(fault.Unusable, "%s is %s, not a text export; %s.", s.name, what, officeTodo[what])
	}
	var exports []*zip.File
	var refused []string
	for _, m := range z.File {
		name := memberName(m)
		if m.FileInfo().IsDir() || strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(path.Base(name), ".") || strings.EqualFold(path.Base(name), "thumbs.db") {
			continue
		}
		if why := s.usable(f, m); why != "" {
			refused = append(refused, fmt.Sprintf("“%s” %s", name, why))
			continue
		}
		if slices.ContainsFunc(exports, func(x *zip.File) bool { return memberName(x) == name }) {
			return fault.New(fault.Unusable, "%s holds two files with the name %q; unpack it and import them one by one.", s.name, name)
		}
		exports = append(exports, m)
		s.members = append(s.members, name)
	}
	if member != "" {
		found := slices.Index(s.members, member)
		if found < 0 && !slices.ContainsFunc(z.File, func(m *zip.File) bool { return memberName(m) == member }) {
			return fault.New(fault.Unusable, "%s holds no file %q; it holds %s.", s.name, member, listed(z.File))
		}
		if found < 0 {
			refused = slices.DeleteFunc(refused, func(r string) bool { return !strings.HasPrefix(r, "“"+member+"”") })
			exports = nil
		} else {
			exports = exports[found : found+1]
		}
	}
	if len(exports) == 0 {
		if len(refused) > 0 {
			return fault.New(fault.Unusable, "%s holds no export that can be read: %s.", s.name, strings.Join(refused[:min(len(refused), 3)], "; "))
		}
		return fault.New(fault.Unusable, "%s is an empty ZIP archive; export it again.", s.name)
	}
	m := exports[0]
	s.member = memberName(m)
	if s.packed, err = packedOf(m); err != nil {
		return fault.New(fault.Unusable, "%s: the file %q in it cannot be found: %w. Fetch it again.", s.name, s.member, err)
	}
	switch {
	case member != "":
		s.why, s.sure = fmt.Sprintf("a ZIP; you chose “%s”", s.member), true
	case len(exports) == 1:
		s.why, s.sure = fmt.Sprintf("a ZIP whose only export is “%s”", s.member), true
		if len(refused) > 0 {
			s.why += "; " + strings.Join(refused[:min(len(refused), 3)], "; ")
		}
	default:
		s.why = fmt.Sprintf("a ZIP of %s", count(len(exports), "export", "exports"))
		s.question = &Question{Key: "member", Text: fmt.Sprintf("It holds %s; which one is to be imported? Name it with --member, or import all of them with --member '*'.", count(len(exports), "export", "exports"))}
		s.question.Choices = s.members
	}
	return nil
}

func packedOf(m *zip.File) (*Packed, error) {
	at, err := m.DataOffset()
	if err != nil {
		return nil, err
	}
	return &Packed{Offset: at, Size: int64(m.CompressedSize64), Method: m.Method, Length: int64(m.UncompressedSize64), CRC32: m.CRC32}, nil
}

// memberName is the name of a member in UTF-8; old programs write it in code
// page 437 (APPNOTE.TXT, appendix D).
func memberName(m *zip.File) string {
	if m.NonUTF8 || !utf8.ValidString(m.Name) {
		if !utf8.ValidString(m.Name) {
			if name, err := charmap.CodePage437.NewDecoder().String(m.Name); err == nil {
				return name
			}
		}
	}
	return m.Name
}

// usable tells why a member cannot be an export; empty when it can.
func (s *sample) usable(f *os.File, m *zip.File) string {
	switch {
	case m.Flags&1 != 0 || m.Method == 99:
		return "is protected by a password; unpack it with the password and import the file inside"
	case !slices.Contains([]uint16{zipStored, zipDeflated, zipBzip2, zipZstd, zipZstdOld}, m.Method):
		return fmt.Sprintf("is packed with a method (%d) that is not known here; unpack it and import the file inside", m.Method)
	case m.UncompressedSize64 == 0:
		return "is empty"
	case m.UncompressedSize64 > maxContent, m.UncompressedSize64 > freeContent && m.UncompressedSize64/maxRatio > m.CompressedSize64:
		return fmt.Sprintf("unpacks to %s bytes, which is no log's packing", thousands(int64(min(m.UncompressedSize64, 1<<62))))
	}
	p, err := packedOf(m)
	if err != nil || p.Size < 0 || p.Offset > s.size-p.Size {
		return "lies outside of the archive, which is damaged"
	}
	c, err := Content(io.NewSectionReader(f, 0, s.size), &Reading{Container: containerZip, Member: memberName(m), Packed: p})
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(c, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "is damaged"
	}
	inner := &sample{name: memberName(m), head: head[:n]}
	if err := inner.recognise(); err != nil {
		return "is not a text export"
	}
	cs, err := charsetOf(firstCharset(inner))
	if err != nil || inner.binary(cs, inner.text(cs, inner.head, 0, false)) != nil {
		return "is not a text export"
	}
	return ""
}

func firstCharset(s *sample) string {
	name, _ := detectCharset(s)
	return name
}

func listed(files []*zip.File) string {
	var names []string
	for _, m := range files[:min(len(files), 10)] {
		names = append(names, memberName(m))
	}
	if len(files) > 10 {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

var officeTodo = map[string]string{
	"an Excel workbook (XLSX)":   "open it and save the table as CSV, or unpack it first",
	"a document of an office":    "save its table as CSV",
	"a bundle of Probity":        "open it instead of importing it",
	"a program (JAR or similar)": "choose an export",
}

// officeOf tells which other kind of file a ZIP is.
func officeOf(z *zip.Reader) string {
	for _, m := range z.File[:min(len(z.File), 2000)] {
		switch name := memberName(m); {
		case name == "xl/workbook.xml" || name == "xl/workbook.bin":
			return "an Excel workbook (XLSX)"
		case name == "word/document.xml" || name == "ppt/presentation.xml" || name == "content.xml" && hasMember(z, "mimetype"):
			return "a document of an office"
		case name == "bagit.txt" && hasMember(z, "data/evidence/seal.json"):
			return "a bundle of Probity"
		case name == "META-INF/MANIFEST.MF":
			return "a program (JAR or similar)"
		}
	}
	return ""
}

func hasMember(z *zip.Reader, name string) bool {
	return slices.ContainsFunc(z.File, func(m *zip.File) bool { return m.Name == name })
}

// tarball reports a tar archive (POSIX.1-2001, ustar).
func tarball(head []byte) bool {
	return len(head) > 262 && bytes.Equal(head[257:262], []byte("ustar"))
}
