package query

import (
	"context"
	"math/bits"
	"sort"
)

// set holds a bit per position; bits past the last position are 0.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func fullSet(n int) set {
	s := newSet(n)
	s.fill(0, n)
	return s
}

func (s set) has(i uint32) bool { return s[i>>6]>>(i&63)&1 != 0 }
func (s set) add(i uint32)      { s[i>>6] |= 1 << (i & 63) }

// fill sets the bits from … to-1.
func (s set) fill(from, to int) {
	for from < to && from&63 != 0 {
		s.add(uint32(from))
		from++
	}
	for ; to-from >= 64; from += 64 {
		s[from>>6] = ^uint64(0)
	}
	for ; from < to; from++ {
		s.add(uint32(from))
	}
}

// full reports whether all bits from … to-1 are set; in no set none is.
func (s set) full(from, to int) bool {
	if s == nil {
		return from >= to
	}
	for ; from < to && from&63 != 0; from++ {
		if !s.has(uint32(from)) {
			return false
		}
	}
	for ; to-from >= 64; from += 64 {
		if s[from>>6] != ^uint64(0) {
			return false
		}
	}
	for ; from < to; from++ {
		if !s.has(uint32(from)) {
			return false
		}
	}
	return true
}

func (s set) count() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

func (s set) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

func (s set) clone() set { return append(set(nil), s...) }

func (s set) and(o set) {
	o = o[:len(s)]
	for i := range s {
		s[i] &= o[i]
	}
}

func (s set) andNot(o set) {
	o = o[:len(s)]
	for i := range s {
		s[i] &^= o[i]
	}
}

func (s set) or(o set) {
	o = o[:len(s)]
	for i := range s {
		s[i] |= o[i]
	}
}

// ranked is a set that knows how many bits lie before a position.
type ranked struct {
	set
	before []uint32 // bits before word 8·i
	total  int
}

func rank(s set) *ranked {
	r := &ranked{set: s, before: make([]uint32, len(s)/8+1)}
	n := 0
	for i, w := range s {
		if i&7 == 0 {
			r.before[i/8] = uint32(n)
		}
		n += bits.OnesCount64(w)
	}
	if len(s)&7 == 0 {
		r.before[len(s)/8] = uint32(n)
	}
	r.total = n
	return r
}

// rankOf counts the bits before position i.
func (r *ranked) rankOf(i int) int {
	word := i >> 6
	n := int(r.before[word/8])
	for w := word &^ 7; w < word; w++ {
		n += bits.OnesCount64(r.set[w])
	}
	if i&63 != 0 {
		n += bits.OnesCount64(r.set[word] & (1<<(i&63) - 1))
	}
	return n
}

// at gives the position of the i-th bit, counted from 0; i must be below total.
func (r *ranked) at(i int) uint32 {
	block := sort.Search(len(r.before), func(b int) bool { return int(r.before[b]) > i }) - 1
	rest := i - int(r.before[block])
	word := block * 8
	for {
		n := bits.OnesCount64(r.set[word])
		if rest < n {
			break
		}
		rest -= n
		word++
	}
	w := r.set[word]
	for ; rest > 0; rest-- {
		w &= w - 1
	}
	return uint32(word<<6 + bits.TrailingZeros64(w))
}

// each calls f with every position in ascending order.
func (s set) each(f func(uint32)) {
	for i, w := range s {
		for w != 0 {
			f(uint32(i<<6 + bits.TrailingZeros64(w)))
			w &= w - 1
		}
	}
}

// back calls f with every position below end in descending order, until it
// fails or ctx is done.
func (s set) back(ctx context.Context, end int, f func(uint32) error) error {
	for i := (end+63)/64 - 1; i >= 0; i-- {
		if i&0x3ff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		w := s[i]
		if rest := end - i*64; rest < 64 {
			w &= 1<<rest - 1
		}
		for w != 0 {
			top := 63 - bits.LeadingZeros64(w)
			if err := f(uint32(i<<6 + top)); err != nil {
				return err
			}
			w &^= 1 << top
		}
	}
	return nil
}
