package query

import (
	"bytes"
	"context"
	"slices"
	"sync/atomic"
)

// matcher asks whether a text is one of the values of a leaf.
type matcher struct {
	values  []value
	needles []*pattern // folded texts of contains
	plain   words      // those that are found in texts as they are
	all     words      // all of them, in folded texts
	begins  [][]byte   // folded texts of prefix
	wholes  [][]byte   // folded texts of subtree
	same    map[string]struct{}
	others  []value // filled, network, amount
}

func newMatcher(values []value) *matcher {
	m := &matcher{values: values, same: map[string]struct{}{}}
	for _, v := range values {
		switch v.kind {
		case contains:
			p := newPattern(appendFold(nil, v.text))
			m.needles = append(m.needles, &p)
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
	m.all = newWords(m.needles)
	if m.plain = m.all; slices.ContainsFunc(m.needles, special) {
		m.plain = newWords(slices.DeleteFunc(slices.Clone(m.needles), special))
	}
	return m
}

// special reports whether a text is found after folding only.
func special(p *pattern) bool { return !p.plain }

// table marks the codes of a dictionary whose values match; any reports
// whether there are some.
func (m *matcher) table(ctx context.Context, c *column) (table []uint8, any bool, err error) {
	real := c.dict.len()
	table = make([]uint8, max(real, 256))
	if c.mixed {
		real--
	}
	var arena []byte
	var ends []uint32
	if len(m.needles)+len(m.begins)+len(m.wholes) > 0 {
		arena, ends = c.foldedDict()
	}
	var some atomic.Bool
	err = inParallel(ctx, real, func(_, from, to int) {
		if m.inDictionary(&c.dict, arena, ends, table, from, to) {
			some.Store(true)
		}
	})
	return table, some.Load(), err
}

// inDictionary marks the values from … to-1 that match.
func (m *matcher) inDictionary(dict *dictionary, arena []byte, ends []uint32, table []uint8, from, to int) (any bool) {
	mark := func(i int) { table[i], any = 1, true }
	stretch := dict.stretch(from, to)
	switch {
	case len(m.same) == 1:
		for text := range m.same {
			for code, v := range stretch {
				if v == text {
					mark(int(code))
				}
			}
		}
	case len(m.same) > 1:
		for code, v := range stretch {
			if _, ok := m.same[v]; ok {
				mark(int(code))
			}
		}
	}
	for _, v := range m.others {
		for code, text := range stretch {
			if v.matches(text) {
				mark(int(code))
			}
		}
	}
	if arena == nil || from >= to {
		return any
	}
	start := uint32(0)
	if from > 0 {
		start = ends[from-1]
	}
	m.all.hits(arena[start:ends[to-1]], ends[from:to], start, func(i int) { mark(from + i) })
	if len(m.begins)+len(m.wholes) == 0 {
		return any
	}
	for i, end := range ends[from:to] {
		text := arena[start:end]
		start = end
		for _, begin := range m.begins {
			if bytes.HasPrefix(text, begin) {
				mark(from + i)
			}
		}
		for _, whole := range m.wholes {
			if bytes.Equal(text, whole) {
				mark(from + i)
			}
		}
	}
	return any
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
func hits(arena []byte, ends []uint32, base uint32, needle *pattern, found func(int)) {
	f := needle.in(arena)
	for i, at := 0, 0; i < len(ends); {
		if at = f.next(at); at < 0 {
			return
		}
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
	if m.all.in(low) {
		return true
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
