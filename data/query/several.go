package query

import "encoding/binary"

// several finds any of many folded texts in long ones, whatever the case of
// ASCII letters, in one pass: only every so many places are looked at, as far
// apart as the shortest of them allows, for two bytes that stand next to each
// other near the beginning of one.
type several struct {
	needles []*pattern
	step    int
	pairs   [1 << 16 / 64]uint64 // two bytes, as they may stand in a text
	heads   [1 << 16]uint16      // by two bytes: 1 + the first clue, 0 for none
	clues   []clue
}

// clue says where two bytes stand in a needle.
type clue struct {
	needle, offset uint16
	next           uint16 // 1 + the next clue with the same two bytes, 0 for none
}

const (
	severalFrom = 6 // so many are looked for together rather than one by one
	severalStep = 8 // at most
	severalMost = (1<<16 - 1) / (4 * severalStep)
)

// newSeveral takes texts of two bytes at least.
func newSeveral(needles []*pattern) *several {
	s := &several{needles: needles, step: severalStep}
	for _, p := range needles {
		s.step = min(s.step, len(p.needle)-1)
	}
	for i, p := range needles {
		for offset := range s.step {
			for _, a := range cases(p.needle[offset]) {
				for _, b := range cases(p.needle[offset+1]) {
					pair := uint16(a) | uint16(b)<<8
					s.pairs[pair>>6] |= 1 << (pair & 63)
					s.clues = append(s.clues, clue{uint16(i), uint16(offset), s.heads[pair]})
					s.heads[pair] = uint16(len(s.clues))
				}
			}
		}
	}
	return s
}

func cases(c byte) []byte {
	if bothCases(c) != 0 {
		return []byte{c, c - caseBit}
	}
	return []byte{c}
}

// hits calls found with the index of every value that holds one of them, as
// the function hits does for one.
func (s *several) hits(arena []byte, ends []uint32, base uint32, found func(int)) {
	row, begin := 0, 0
	for i := 0; i+1 < len(arena); i += s.step {
		pair := binary.LittleEndian.Uint16(arena[i:])
		if s.pairs[pair>>6]>>(pair&63)&1 == 0 {
			continue
		}
		for next := s.heads[pair]; next != 0; {
			c := s.clues[next-1]
			next = c.next
			needle, at := s.needles[c.needle], i-int(c.offset)
			if at < begin || at+len(needle.needle) > len(arena) {
				continue
			}
			for int(ends[row]-base) <= at {
				begin = int(ends[row] - base)
				row++
			}
			if end := int(ends[row] - base); at+len(needle.needle) <= end && needle.whole(arena, at) {
				found(row)
				if row++; row == len(ends) {
					return
				}
				begin, i = end, end-s.step
				break
			}
		}
	}
}

// words is texts that are looked for together, and the others.
type words struct {
	together *several
	alone    []*pattern
}

func newWords(needles []*pattern) words {
	var g words
	var some []*pattern
	for _, p := range needles {
		if len(p.needle) > 1 && len(some) < severalMost {
			some = append(some, p)
		} else {
			g.alone = append(g.alone, p)
		}
	}
	if len(some) < severalFrom {
		g.alone = needles
	} else {
		g.together = newSeveral(some)
	}
	return g
}

func (g *words) hits(arena []byte, ends []uint32, base uint32, found func(int)) {
	if g.together != nil {
		g.together.hits(arena, ends, base, found)
	}
	for _, p := range g.alone {
		hits(arena, ends, base, p, found)
	}
}

// in reports whether a text holds one of them.
func (g *words) in(text []byte) bool {
	any := false
	if g.together != nil && len(text) > 0 {
		ends := [1]uint32{uint32(len(text))}
		g.together.hits(text, ends[:], 0, func(int) { any = true })
	}
	for i := 0; i < len(g.alone) && !any; i++ {
		f := g.alone[i].in(text)
		any = f.next(0) >= 0
	}
	return any
}
