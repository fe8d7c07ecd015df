package query

import (
	"bytes"
	"sync/atomic"

	"probity/data/columns"
)

// matcher asks whether a text is one of the values of a leaf.
type matcher struct {
	values  []value
	needles []pattern // folded texts of contains
	begins  [][]byte  // folded texts of prefix
	wholes  [][]byte  // folded texts of subtree
	same    map[string]struct{}
	others  []value // filled, network, amount
}

func newMatcher(values []value) *matcher {
	m := &matcher{values: values, same: map[string]struct{}{}}
	for _, v := range values {
		switch v.kind {
		case contains:
			m.needles = append(m.needles, newPattern(appendFold(nil, v.text)))
		case prefix:
			m.begins = append(m.begins, appendFold(nil, v.text))
		case subtree:
			m.wholes = append(m.wholes, appendFold(nil, v.text))
		case exact:
			m.same[v.text] = struct{}{}
		case oneOf:
			for _, name := range v.names {
				m.same[name] = struct{}{}
			}
		default:
			m.others = append(m.others, v)
		}
	}
	return m
}

// table marks the codes of a dictionary whose values match; any reports
// whether there are some.
func (m *matcher) table(c *column) (table []uint8, any bool) {
	table = make([]uint8, max(len(c.dict), 256))
	real := len(c.dict)
	if c.mixed {
		real--
	}
	mark := func(i int) {
		if i < real {
			table[i], any = 1, true
		}
	}
	if len(m.same) == 1 {
		for text := range m.same {
			for i, v := range c.dict {
				if v == text {
					mark(i)
				}
			}
		}
	} else if len(m.same) > 0 {
		for i, v := range c.dict {
			if _, ok := m.same[v]; ok {
				mark(i)
			}
		}
	}
	for _, v := range m.others {
		for i, text := range c.dict {
			if v.matches(text) {
				mark(i)
			}
		}
	}
	if len(m.needles)+len(m.begins)+len(m.wholes) == 0 {
		return table, any
	}
	arena, ends := c.foldedDict()
	for i := range m.needles {
		hits(arena, ends, 0, &m.needles[i], mark)
	}
	from := uint32(0)
	for i, end := range ends {
		text := arena[from:end]
		from = end
		for _, begin := range m.begins {
			if bytes.HasPrefix(text, begin) {
				mark(i)
			}
		}
		for _, whole := range m.wholes {
			if bytes.Equal(text, whole) {
				mark(i)
			}
		}
	}
	return table, any
}

func (v value) matches(text string) bool {
	switch v.kind {
	case filled:
		return text != ""
	case network:
		return text != "" && inNetwork(v.net, text)
	case amount:
		n, ok := parseAmount(text)
		return ok && v.within.from <= n && n <= v.within.to
	}
	return false
}

// hits calls found with the index of every value that holds needle. The values
// lie one after the other; ends count from base.
func hits[E uint32 | uint64](arena []byte, ends []E, base E, needle *pattern, found func(int)) {
	i, at, dense := 0, 0, false
	for i < len(ends) {
		next := needle.index(arena[at:], &dense)
		if next < 0 {
			return
		}
		at += next
		for int(ends[i]-base) <= at && i < len(ends)-1 {
			i++
		}
		if end := int(ends[i] - base); at+len(needle.needle) <= end {
			found(i)
			at = end
			i++
		} else {
			at++
		}
	}
}

// text asks about one value; scratch is reused.
func (m *matcher) text(text []byte, scratch *[]byte) bool {
	if _, ok := m.same[string(text)]; ok {
		return true
	}
	for _, v := range m.others {
		if v.matches(string(text)) {
			return true
		}
	}
	if len(m.needles)+len(m.begins)+len(m.wholes) == 0 {
		return false
	}
	return m.folded(text, scratch)
}

func (m *matcher) folded(text []byte, scratch *[]byte) bool {
	if cap(*scratch) < len(text) {
		*scratch = make([]byte, 0, 2*len(text))
	}
	low := (*scratch)[:len(text)]
	if lowerASCII(low, text) {
		low = appendFold(low[:0], text)
		*scratch = low
	}
	for _, needle := range m.needles {
		if bytes.Contains(low, needle.needle) {
			return true
		}
	}
	for _, begin := range m.begins {
		if bytes.HasPrefix(low, begin) {
			return true
		}
	}
	for _, whole := range m.wholes {
		if bytes.Equal(low, whole) {
			return true
		}
	}
	return false
}

// scan adds the positions whose code the table marks.
func (v *evaluation) scan(c *column, table []uint8, out set) error {
	return inParallel(v.ctx, v.s.rows, func(_, from, to int) {
		words := out[from/64:]
		switch {
		case c.codes.b1 != nil:
			scanBytes(c.codes.b1[from:to], (*[256]uint8)(table), words)
		case c.codes.b2 != nil:
			scanWide(c.codes.b2[from:to], table, words)
		default:
			scanWide(c.codes.b4[from:to], table, words)
		}
	})
}

func scanBytes(codes []uint8, table *[256]uint8, out []uint64) {
	for w := 0; len(codes) > 0; w++ {
		n := min(64, len(codes))
		var bits uint64
		if n == 64 {
			for j := 0; j < 64; j += 4 {
				b := codes[j : j+4 : j+4]
				bits |= (uint64(table[b[0]]) | uint64(table[b[1]])<<1 | uint64(table[b[2]])<<2 | uint64(table[b[3]])<<3) << j
			}
		} else {
			for j, code := range codes[:n] {
				bits |= uint64(table[code]) << j
			}
		}
		out[w] |= bits
		codes = codes[n:]
	}
}

func scanWide[T uint16 | uint32](codes []T, table []uint8, out []uint64) {
	for w := 0; len(codes) > 0; w++ {
		n := min(64, len(codes))
		var bits uint64
		for j, code := range codes[:n] {
			bits |= uint64(table[code]) << j
		}
		out[w] |= bits
		codes = codes[n:]
	}
}

// arenas adds the positions whose long text matches. Where few positions are
// asked for, only those are read; else all are, and whole is true.
func (v *evaluation) arenas(c *column, m *matcher, within, out set) (whole bool, err error) {
	s := v.s
	if within != nil {
		rest := within.clone()
		rest.andNot(out)
		if rest.count()*8 < s.rows {
			return false, v.sparse(c, m, rest, out)
		}
	}
	type piece struct {
		part     int
		from, to int
	}
	var pieces []piece
	for i, t := range c.arenas {
		if t == nil {
			continue
		}
		for from := 0; from < len(t.Ends); from += 1 << 14 {
			pieces = append(pieces, piece{i, from, min(from+1<<14, len(t.Ends))})
		}
	}
	workers := workersFor(s.rows)
	own := make([]set, workers)
	for i := range own {
		own[i] = newSet(s.rows)
	}
	var next atomic.Int64
	together(workers, func(w int) {
		block := newBlock(m)
		for v.ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= len(pieces) {
				return
			}
			p := pieces[i]
			base := s.parts[p.part].base
			block.search(c.arenas[p.part], p.from, p.to, func(row int) { own[w].add(s.posOf[base+Row(row)]) })
		}
	})
	for _, found := range own {
		out.or(found)
	}
	return true, v.ctx.Err()
}

func (v *evaluation) sparse(c *column, m *matcher, rest, out set) error {
	s, code := v.s, uint32(c.arenaCode())
	return inParallel(v.ctx, s.rows, func(_, from, to int) {
		var scratch []byte
		for w := from / 64; w*64 < to; w++ {
			(rest[w : w+1]).each(func(bit uint32) {
				pos := uint32(w*64) + bit
				if c.codes.at(pos) != code {
					return
				}
				row := s.rowAt[pos]
				p := s.partIndex(row)
				if m.text(c.arenas[p].Bytes(int(row-s.parts[p].base)), &scratch) {
					out.add(pos)
				}
			})
		}
	})
}

// block searches arenas a piece at a time: some 32 KB are put in lower case in
// one go and searched as a whole; only values with other letters than ASCII
// are folded by themselves.
type block struct {
	m       *matcher
	low     []byte
	scratch []byte
	found   []bool
	simple  bool // only needles, so that untouched rows need no second look
}

func newBlock(m *matcher) *block {
	return &block{m: m, simple: len(m.same)+len(m.others)+len(m.begins)+len(m.wholes) == 0}
}

func (b *block) search(t *columns.Text, from, to int, found func(row int)) {
	if !b.simple {
		for row := from; row < to; row++ {
			if b.m.text(t.Bytes(row), &b.scratch) {
				found(row)
			}
		}
		return
	}
	const size = 32 << 10
	for from < to {
		var start uint64
		if from > 0 {
			start = t.Ends[from-1]
		}
		n := 1
		for from+n < to && t.Ends[from+n]-start <= size {
			n++
		}
		ends := t.Ends[from : from+n]
		raw := t.Arena[start:ends[n-1]]
		if cap(b.low) < len(raw) {
			b.low = make([]byte, max(size, len(raw)))
		}
		low := b.low[:len(raw)]
		other := lowerASCII(low, raw)
		if cap(b.found) < n {
			b.found = make([]bool, n)
		}
		b.found = b.found[:n]
		clear(b.found)
		for i := range b.m.needles {
			hits(low, ends, start, &b.m.needles[i], func(i int) { b.found[i] = true })
		}
		for i := range ends {
			if !b.found[i] && other {
				if text := t.Bytes(from + i); !isASCII(text) {
					b.found[i] = b.m.folded(text, &b.scratch)
				}
			}
			if b.found[i] {
				found(from + i)
			}
		}
		from += n
	}
}
