package intake

// skipLine gives the line at the front, which is too long for a record, as one
// that cannot be read, without holding it in memory. Its line end stays. end
// gives the index of the first line end, -1 where there is none.
func (s *source) skipLine(reason string, end func([]byte) int) (*piece, error) {
	p := &piece{offset: s.offset, reason: reason, rest: true}
	leaf := newLeafHash()
	for {
		at := end(s.text)
		found := at >= 0
		if !found {
			at = len(s.text)
		}
		next := at
		for at > 0 && (s.text[at-1] == '\r' || s.eof && s.text[at-1] == '\n') {
			at--
		}
		if found || !s.eof {
			next = at
		}
		n := s.width(at)
		leaf.add(s.raw[:n])
		if s.drop(max(n, s.width(next))); found || s.eof {
			break
		}
		if err := s.fill(pieceSize); err != nil {
			return nil, err
		}
	}
	p.leaf, p.length = leaf.leaf(), leaf.length
	return p, nil
}

// width is how many of the source's bytes the first n of the text are.
func (s *source) width(n int) int {
	switch {
	case !s.cs.wide():
		return n
	case n == len(s.text) && s.eof:
		return len(s.raw)
	}
	return min(s.cs.width(s.text[:n], s.raw), len(s.raw))
}

// drop removes n of the source's bytes from the front.
func (s *source) drop(n int) {
	s.offset += int64(n)
	if n > len(s.raw)/2 {
		n = len(s.raw) - copy(s.raw, s.raw[n:])
		s.raw = s.raw[:len(s.raw)-n]
	} else {
		s.raw = s.raw[n:]
	}
	s.decode()
}
