package bundle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// maxPiece bounds one line or row of a file that a stranger made.
const maxPiece = 64 << 20

// stream looks ahead in a file; a nil stream stands for a file that is missing
// and has no lines. Its error is the reader's; at the end of the
// file there is none.
type stream struct {
	ctx  context.Context
	r    io.ReadCloser
	buf  []byte
	from int
	mark int // where the last line began; it is kept for back
	eof  bool
	err  error
}

func newStream(ctx context.Context, r io.ReadCloser) *stream {
	return &stream{ctx: ctx, r: r, buf: make([]byte, 0, 1<<17)}
}

func (s *stream) Close() error { return s.r.Close() }

// more makes room and reads on; it reports whether there was anything.
func (s *stream) more() bool {
	if s.eof || s.err != nil {
		return false
	}
	if s.err = s.ctx.Err(); s.err != nil {
		return false
	}
	if s.mark > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[s.mark:])]
		s.from, s.mark = s.from-s.mark, 0
	}
	if len(s.buf) == cap(s.buf) {
		if cap(s.buf) >= maxPiece {
			s.err = fmt.Errorf("a line is longer than %d bytes", maxPiece)
			return false
		}
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
	s.buf = s.buf[:len(s.buf)+n]
	switch {
	case errors.Is(err, io.EOF):
		s.eof = true
	case err != nil:
		s.err = err
	}
	return n > 0 || err == nil
}

// ahead gives what is buffered, at least n bytes when the file has them.
func (s *stream) ahead(n int) []byte {
	for len(s.buf)-s.from < n && s.more() {
	}
	return s.buf[s.from:]
}

// starts reports whether the file goes on with p.
func (s *stream) starts(p []byte) bool { return bytes.HasPrefix(s.ahead(len(p)), p) }

func (s *stream) skip(n int) {
	s.from += n
	s.mark = s.from
}

func (s *stream) ended() bool { return len(s.ahead(1)) == 0 }

// find gives the place of p ahead, looking at most limit bytes far.
func (s *stream) find(p []byte, limit int) int {
	return bytes.Index(s.ahead(limit)[:min(limit, len(s.buf)-s.from)], p)
}

// line gives the next line without its LF; whole is false when the LF is
// missing. The bytes hold until the next call.
func (s *stream) line() (line []byte, whole, ok bool) {
	if s == nil {
		return nil, false, false
	}
	s.mark = s.from
	for at := 0; ; {
		if i := bytes.IndexByte(s.buf[s.from+at:], '\n'); i >= 0 {
			line = s.buf[s.from : s.from+at+i]
			s.from += at + i + 1
			return line, true, true
		}
		at = len(s.buf) - s.from
		if !s.more() {
			break
		}
	}
	line = s.buf[s.from:]
	s.from = len(s.buf)
	return line, false, len(line) > 0
}

// back undoes the last line.
func (s *stream) back() {
	if s != nil {
		s.from = s.mark
	}
}

// peek gives up to n lines ahead, as copies.
func (s *stream) peek(n int) (out [][]byte) {
	if s == nil {
		return nil
	}
	at := 0
	for len(out) < n {
		i := bytes.IndexByte(s.buf[s.from+at:], '\n')
		if i >= 0 {
			out = append(out, bytes.Clone(s.buf[s.from+at:s.from+at+i]))
			at += i + 1
			continue
		}
		if !s.more() {
			break
		}
	}
	return out
}

// csvRecord reads a record as RFC 4180 has it and gives its cells and length;
// ok is false when it is none.
func (s *stream) csvRecord() (cells []string, length int, ok bool) {
	b := s.ahead(1)
	at := func(i int) (byte, bool) {
		if i >= len(b) {
			b = s.ahead(i + 1)
		}
		if i >= len(b) {
			return 0, false
		}
		return b[i], true
	}
	var cell []byte
	i := 0
	for {
		cell = cell[:0]
		c, more := at(i)
		if more && c == '"' {
			for i++; ; i++ {
				if c, more = at(i); !more {
					return nil, len(b), false
				}
				if c == '"' {
					if next, _ := at(i + 1); next != '"' {
						break
					}
					i++
				}
				cell = append(cell, c)
			}
			i++
			c, more = at(i)
		}
		for more && c != ',' && c != '\n' && !(c == '\r' && follows(at, i+1, '\n')) {
			cell = append(cell, c)
			i++
			c, more = at(i)
		}
		cells = append(cells, string(cell))
		switch {
		case !more:
			return cells, i, i > 0
		case c == ',':
			i++
		case c == '\r':
			return cells, i + 2, true
		default:
			return cells, i + 1, true
		}
	}
}

func follows(at func(int) (byte, bool), i int, want byte) bool {
	c, ok := at(i)
	return ok && c == want
}
