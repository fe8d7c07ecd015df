package query

import (
	"context"
	"slices"

	"probity/data/columns"
)

// A workspace gives up a dictionary that grows past its limit. Over the whole
// log such a column can still repeat (ten million entries about a hundred
// thousand customers): then it gets a dictionary here, and is counted, sorted
// and searched like the others.
const (
	internFrom  = 1 << 17 // distinct values from which repeating counts
	internShare = 8       // entries that share a value, on average, for a dictionary to be worth its room
)

// intern gives the column a dictionary; done is false where its values hardly
// repeat.
func (s *snapshot) intern(ctx context.Context, c *column, forms []columns.Form, dict []string, limits []int, maps [][]uint32, longs []int) (done bool, err error) {
	seen, total := 0, 0
	for _, i := range longs {
		total += s.segments[i].rows
	}
	if total < internFrom {
		return false, nil
	}
	index := newInterner(1 << 16)
	for _, value := range dict {
		index.id(bytesOf(value))
	}
	held := make([][]uint32, len(s.segments))
	for _, i := range longs {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		t, err := s.long(ctx, i, c.name, true)
		if err != nil {
			return false, err
		}
		seg := &s.segments[i]
		codes := make([]uint32, seg.rows)
		if t != nil {
			for row := range codes {
				codes[row] = index.id(t.Bytes(row))
			}
		}
		held[i] = codes
		seen += seg.rows
		if n := len(index.texts); n > internFrom && n > seen/5*3 {
			return false, nil
		}
	}
	if len(index.texts) > total/internShare {
		return false, nil
	}
	dict = slices.Clip(dict)
	for _, text := range index.texts[len(dict):] {
		dict = append(dict, string(text)) // so that the texts are not kept for it
	}
	out := newCodes(s.rows, len(dict))
	if err := s.place(ctx, c.name, forms, &out, limits, maps); err != nil {
		return false, err
	}
	for i, codes := range held {
		if codes != nil {
			seg := &s.segments[i]
			for row, pos := range s.posOf[seg.base : int(seg.base)+seg.rows] {
				out.put(pos, codes[row])
			}
		}
	}
	c.dict, c.codes, c.longs, c.mixed = dict, out, nil, false
	s.pool.forget(func(k pieceKey) bool { return k.column == c.name })
	return true, nil
}
