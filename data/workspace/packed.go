package workspace

import (
	"crypto/sha256"
	"io"
	"path/filepath"
	"strconv"

	"probity/data/evidence"
	"probity/data/intake"
)

// packed is a file that holds its export in a container (gzip, Zstandard, a
// member of a ZIP). The content is the source: what is stored, hashed and
// identified is the export itself, however it was packed. The event says in
// what it came.
type packed struct {
	rd   *intake.Reading // with the container
	raw  io.Reader       // the file, counted and hashed
	hash interface {
		io.Writer
		Sum([]byte) []byte
	}
	n int64
}

func (p *packed) Write(b []byte) (int, error) {
	p.n += int64(len(b))
	return p.hash.Write(b)
}

// within makes the content of a container the source and gives the reading of
// the content.
func (s *sourceFile) within(rd *intake.Reading) (*intake.Reading, error) {
	if rd.Container == "" || rd.Container == "file" {
		return rd, nil
	}
	s.packed = &packed{rd: rd}
	inner := *rd
	inner.Container, inner.Member, inner.Packed = "file", "", nil
	return &inner, s.rewind()
}

// rewind goes back to the beginning of the source.
func (s *sourceFile) rewind() error {
	if _, err := s.f.Seek(0, io.SeekStart); err != nil {
		return s.unreadable(err)
	}
	if s.packed == nil {
		s.content = s.f
		return nil
	}
	s.free()
	p := s.packed
	p.hash, p.n = sha256.New(), 0
	p.raw = io.TeeReader(s.f, p)
	content, err := intake.Content(p.raw, p.rd)
	if err != nil {
		return err
	}
	s.content = content
	return nil
}

// free gives back what unpacking needed.
func (s *sourceFile) free() {
	if c, ok := s.content.(io.Closer); ok && s.content != io.Reader(s.f) {
		c.Close()
	}
}

// done is how many bytes of the file were read.
func (s *sourceFile) done() int64 {
	if s.packed != nil {
		return s.packed.n
	}
	return s.size
}

// finish reads what comes behind the content, for the hash of the file.
func (p *packed) finish() error {
	if p == nil {
		return nil
	}
	_, err := io.Copy(io.Discard, p.raw)
	return err
}

// fields are what an event says of the container; none for a plain file.
func (s *sourceFile) fields() map[string]string {
	if s.packed == nil {
		return nil
	}
	return map[string]string{
		"container":        s.packed.rd.Container,
		"container_name":   filepath.Base(s.path),
		"container_member": s.packed.rd.Member,
		"container_size":   strconv.FormatInt(s.packed.n, 10),
		"container_sha256": evidence.Hex([32]byte(s.packed.hash.Sum(nil))),
	}
}
