package query

import (
	"slices"
	"sync/atomic"
)

// inTexts adds the positions whose long text in one of the columns matches.
// Where few of those within are not found yet, only their texts are read; else
// all are, and whole is true: the answer is right everywhere.
func (v *evaluation) inTexts(long []*column, m *matcher, within, out set) (whole bool, err error) {
	s := v.s
	rest := fullSet(s.rows)
	if within != nil {
		copy(rest, within)
	}
	rest.andNot(out)
	if n := rest.count(); n*8 < s.rows {
		return within == nil, v.inSomeTexts(long, m, rest, n, out)
	}
	type piece struct {
		column   *column
		segment  int
		from, to int
	}
	var pieces []piece
	for _, c := range long {
		for _, i := range c.longs {
			for from := 0; from < s.segments[i].rows; from += 1 << 14 {
				pieces = append(pieces, piece{c, i, from, min(from+1<<14, s.segments[i].rows)})
			}
		}
	}
	return true, v.gather(len(pieces), m, out, func(i int, b *block, found set) error {
		p := pieces[i]
		t, err := s.long(v.ctx, p.segment, p.column.name, true)
		if err != nil || t == nil {
			return err
		}
		base := s.segments[p.segment].base
		b.search(t, p.from, p.to, nil, func(row int) { found.add(s.posOf[base+Row(row)]) })
		return nil
	})
}

// gather does n pieces of work with all processors and adds what they find.
func (v *evaluation) gather(n int, m *matcher, out set, work func(i int, b *block, found set) error) error {
	workers := min(workersFor(v.s.rows), max(n, 1))
	own, errs := make([]set, workers), make([]error, workers)
	var next atomic.Int64
	together(workers, func(w int) {
		own[w] = newSet(v.s.rows)
		b := newBlock(m)
		for v.ctx.Err() == nil && errs[w] == nil {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			errs[w] = work(i, b, own[w])
		}
	})
	for w, found := range own {
		if errs[w] != nil {
			return errs[w]
		}
		out.or(found)
	}
	return v.ctx.Err()
}

// inSomeTexts looks at the texts of n positions, segment by segment.
func (v *evaluation) inSomeTexts(long []*column, m *matcher, rest set, n int, out set) error {
	s := v.s
	if n == 0 {
		return v.ctx.Err()
	}
	counts := make([]uint32, len(s.segments)+1)
	where := make([]uint16, 0, n)
	narrow := len(s.segments) <= 1<<16
	of := func(row Row) int { return s.segmentOf(row) }
	rest.each(func(pos uint32) {
		i := of(s.rowAt[pos])
		if counts[i+1]++; narrow {
			where = append(where, uint16(i))
		}
	})
	var touched []int
	for i := range s.segments {
		if counts[i+1] > 0 {
			touched = append(touched, i)
		}
		counts[i+1] += counts[i]
	}
	next := append([]uint32(nil), counts...)
	positions := make([]uint32, n)
	k := 0
	rest.each(func(pos uint32) {
		i := 0
		if narrow {
			i = int(where[k])
			k++
		} else {
			i = of(s.rowAt[pos])
		}
		positions[next[i]] = pos
		next[i]++
	})
	return v.gather(len(touched), m, out, func(at int, b *block, found set) error {
		i := touched[at]
		base := s.segments[i].base
		for _, c := range long {
			if _, ok := slices.BinarySearch(c.longs, i); !ok {
				continue
			}
			t, err := s.long(v.ctx, i, c.name, true)
			if err != nil {
				return err
			}
			if t == nil {
				continue
			}
			for _, pos := range positions[counts[i]:counts[i+1]] {
				if !found.has(pos) && m.text(t.Bytes(int(s.rowAt[pos]-base)), &b.scratch) {
					found.add(pos)
				}
			}
		}
		return v.ctx.Err()
	})
}

// block searches arenas a piece at a time, so that several needles are looked
// for while its texts are at hand.
type block struct {
	m       *matcher
	scratch []byte
	simple  bool // only needles, so that untouched rows need no second look
	plain   bool // all of them
}

func newBlock(m *matcher) *block {
	simple := len(m.same)+len(m.others)+len(m.begins)+len(m.wholes) == 0
	return &block{m: m, simple: simple, plain: !slices.ContainsFunc(m.needles, special)}
}

// search calls found with the rows from … to-1 whose text matches, with some
// perhaps several times. It may leave out those that are done.
func (b *block) search(t *arena, from, to int, done set, found func(row int)) {
	each := func(among set, matches func(text []byte, scratch *[]byte) bool) {
		for row := from; row < to; row++ {
			if (among == nil || among.has(uint32(row))) && (done == nil || !done.has(uint32(row))) && matches(t.Bytes(row), &b.scratch) {
				found(row)
			}
		}
	}
	if !b.simple || done != nil && 8*(len(t.Ends)-done.count()) < len(t.Ends) {
		each(nil, b.m.text)
		return
	}
	wide, among := t.letters()
	if !b.plain {
		among = wide
	}
	if among != nil {
		each(among, b.m.folded)
	}
	const size = 32 << 10
	for from < to {
		var start uint32
		if from > 0 {
			start = t.Ends[from-1]
		}
		n := 1
		for from+n < to && t.Ends[from+n]-start <= size {
			n++
		}
		if !done.full(from, from+n) {
			ends := t.Ends[from : from+n]
			b.m.plain.hits(t.Arena[start:ends[n-1]], ends, start, func(i int) { found(from + i) })
		}
		from += n
	}
}
