package intake

import (
	"context"
	"errors"
	"io"
	"sync"

	"probity/data/evidence"
)

// Pieces are cut near pieceSize; a record may take up to maxRecord bytes.
const (
	pieceSize  = 4 << 20
	maxRecord  = 64 << 20
	bufferSize = pieceSize + 64<<10
	startSize  = 64 << 10 // of the first buffer, for small sources
	maxLost    = 200      // lines with a stray quote that are given up one by one
)

// piece is a run of whole records.
type piece struct {
	text   []byte // the records in an encoding that extends ASCII
	raw    []byte // the source's bytes of text; the same where nothing was transcoded
	offset int64  // of raw in the source
	reason string // why the piece is one record that cannot be read; empty: it can
	spans  []span // JSON: where the records lie in text

	reasons []string // JSON: why spans cannot be read; empty: all can

	splits *splits // CSV: of broken records
	buffer []byte  // that only this piece uses

	last  bool // nothing follows
	above bool // stands above the table: only what is set apart counts

	// The remainder of a broken file, which is not held in memory.
	rest   bool
	leaf   evidence.Hash
	length int64
	lines  int64 // line ends of text and of the remainder
}

// source reads a file as text and keeps count of the original bytes.
type source struct {
	ctx    context.Context
	r      io.Reader
	cs     *charset
	raw    []byte
	text   []byte // of raw; raw itself where nothing is transcoded
	offset int64  // of raw in the source
	eof    bool
}

// buffers are those of pieces that were parsed; batches hold no part of them.
var buffers sync.Pool

// newBuffer gives an empty buffer with room for size bytes.
func newBuffer(size int) []byte {
	if size > bufferSize/8 && size <= bufferSize {
		if b, ok := buffers.Get().(*[]byte); ok {
			return (*b)[:0]
		}
		size = bufferSize
	}
	return make([]byte, 0, size)
}

// done gives the piece's buffer back.
func (p *piece) done() {
	if b := p.buffer; cap(b) == bufferSize {
		buffers.Put(&b)
	}
	p.buffer, p.text, p.raw, p.splits = nil, nil, nil, nil
}

// fill reads until at least size bytes are at hand or the source ends.
func (s *source) fill(size int) error {
	if s.eof || len(s.raw) >= size {
		return nil
	}
	s.text = nil // it is made anew
	for len(s.raw) < size {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		if len(s.raw) == cap(s.raw) {
			s.raw = append(newBuffer(min(size, max(startSize, 8*cap(s.raw)))), s.raw...)
		}
		n, err := s.r.Read(s.raw[len(s.raw):min(size, cap(s.raw), len(s.raw)+1<<20)])
		s.raw = s.raw[:len(s.raw)+n]
		if errors.Is(err, io.EOF) {
			s.eof = true
			break
		}
		if err != nil {
			return err
		}
	}
	s.decode()
	return nil
}

func (s *source) decode() {
	if s.cs.wide() {
		s.text = s.cs.widen(s.raw, s.eof)
	} else {
		s.text = s.raw
	}
}

// take removes n bytes of text from the front and gives them as a piece that
// stays valid.
func (s *source) take(n int) *piece {
	k := n
	if s.cs.wide() {
		k = s.cs.width(s.text[:n], s.raw)
		if n == len(s.text) && s.eof {
			k = len(s.raw)
		}
	}
	p := &piece{text: s.text[:n:n], raw: s.raw[:k:k], offset: s.offset}
	p.buffer = s.raw
	rest := s.raw[k:]
	s.raw = append(newBuffer(max(len(rest), min(len(s.raw), pieceSize))), rest...)
	s.offset += int64(k)
	s.decode()
	return p
}

// skipBOM drops the byte order mark.
func (s *source) skipBOM() error {
	if err := s.fill(4); err != nil {
		return err
	}
	if n := s.cs.afterBOM(s.raw); n > 0 {
		s.raw = s.raw[n:]
		s.offset += int64(n)
		s.decode()
	}
	return nil
}
