package query

import (
	"context"
	"sync/atomic"

	"probity/data/columns"
)

// A workspace gives up a dictionary that grows past its limit. Over the whole
// log such a column can still repeat (ten million entries about a hundred
// thousand customers): then it gets a dictionary here, and is counted, sorted
// and searched like the others. internShare is how many entries must share a
// value, on average, for a dictionary to take less room than the texts.
const internShare = 2

// intern gives the column a dictionary; done is false where its values hardly
// repeat. Each processor numbers the values of its segments; the numbers are
// joined at the end.
func (s *snapshot) intern(ctx context.Context, c *column, forms []columns.Form, dict []string, limits []int, maps [][]uint32, longs []int) (done bool, err error) {
	total := 0
	for _, i := range longs {
		total += s.segments[i].rows
	}
	if total < internFrom {
		return false, nil
	}
	workers := min(workersFor(s.rows), len(longs))
	own, held, by := make([]*interner, workers), make([][]uint32, len(s.segments)), make([]int, len(s.segments))
	for w := range own {
		own[w] = newInterner(1 << 16)
		own[w].id(nil)
	}
	for _, value := range dict { // the first processor's numbers become those of the column
		own[0].id(bytesOf(value))
	}
	if len(own[0].texts) != len(dict) { // a value stands there twice
		return false, nil
	}
	var seldom atomic.Bool
	seen, kept, room := make([]int, workers), make([]pages, workers), make([]columns.LongText, workers)
	err = s.eachSegment(ctx, longs, func(w, i int) error {
		if seldom.Load() {
			return nil
		}
		t, err := s.passing(ctx, i, c.name, &room[w])
		if err != nil {
			return err
		}
		codes := make([]uint32, s.segments[i].rows)
		if t != nil {
			own[w].ids(t, codes, func(id uint32) {
				own[w].texts[id] = bytesOf(kept[w].keep(own[w].texts[id])) // so that the segment can go
			})
		}
		held[i], by[i] = codes, w
		seen[w] += len(codes)
		n := len(own[w].texts)
		if w == 0 {
			n -= len(dict)
		}
		if n > internFrom && n > seen[w]/5*3 {
			seldom.Store(true)
		}
		return nil
	})
	if err != nil || seldom.Load() {
		return false, err
	}
	all, remap := own[0], make([][]uint32, workers)
	for w := 1; w < workers; w++ {
		in := own[w]
		own[w] = nil
		remap[w] = make([]uint32, len(in.texts))
		for number, text := range in.texts {
			remap[w][number] = all.id(text)
		}
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
	}
	if len(all.texts) > total/internShare {
		return false, nil
	}
	size := 0
	for _, text := range all.texts {
		size += len(text)
	}
	if size > dictionaryMost {
		return false, nil
	}
	out := newCodes(s.rows, len(all.texts))
	if err := s.place(ctx, c.name, forms, &out, limits, maps); err != nil {
		return false, err
	}
	err = s.eachSegment(ctx, longs, func(_, i int) error {
		seg, to := &s.segments[i], remap[by[i]]
		out.place(s.posOf[seg.base:int(seg.base)+seg.rows], held[i], to)
		held[i] = nil
		return nil
	})
	if err != nil {
		return false, err
	}
	if c.dict, err = dictionaryOf(all.texts); err != nil {
		return false, err
	}
	c.codes, c.longs, c.mixed = out, nil, false
	s.pool.forget(func(k pieceKey) bool { return k.column == c.name && k.segment >= 0 })
	return true, nil
}

// passing gives the texts of a segment that are looked at once, nil where they
// are damaged. They may lie in room, which the next ones then take.
func (s *snapshot) passing(ctx context.Context, i int, name string, room *columns.LongText) (*columns.LongText, error) {
	if s.hurt.has(mark{i, name}) {
		return nil, nil
	}
	if s.forms[name][i] == columns.InTexts {
		return s.unpacked(ctx, i, name, room)
	}
	t, err := s.long(ctx, i, name, false)
	if err != nil || t == nil {
		return nil, err
	}
	return &t.LongText, nil
}

// eachText calls use with the positions found whose value is a long text, in the
// order of the rows, as texts lie; nil stands for a damaged one. Each worker is
// one goroutine.
func (s *snapshot) eachText(ctx context.Context, c *column, found set, use func(worker int, pos uint32, text []byte)) error {
	return s.eachSegment(ctx, c.longs, func(w, i int) error {
		t, err := s.long(ctx, i, c.name, true)
		if err != nil {
			return err
		}
		seg := &s.segments[i]
		for row, pos := range s.posOf[seg.base : int(seg.base)+seg.rows] {
			switch {
			case !found.has(pos):
			case t == nil:
				use(w, pos, nil)
			default:
				use(w, pos, t.Bytes(row))
			}
		}
		return nil
	})
}
