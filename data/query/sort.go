package query

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"probity/data/entry"
)

// sorted gives the positions found in the order of a field. Values of a
// dictionary follow the Unicode collation (numbers by their value); amounts
// follow their number; long texts follow their folded bytes. Empty ones come
// last, equals newest first.
func (e *Engine) sorted(ctx context.Context, s *snapshot, found set, total int, by Sort) ([]uint32, error) {
	if by.Field == fieldStatus {
		status := e.reviewed(s).status
		return distribute(found, total, uint32(len(Statuses)), by.Ascending, func(pos uint32) uint32 { return uint32(status[pos]) }), ctx.Err()
	}
	f, ok := lookupField(by.Field)
	if !ok || len(f.columns) == 0 {
		if s.owners[by.Field] == nil {
			return nil, fmt.Errorf("there is no field %s", by.Field)
		}
		f = field{name: by.Field, columns: []string{by.Field}}
	}
	name := ""
	for _, candidate := range s.existing(f) { // the first that occurs
		if s.owners[candidate] != nil || computed(candidate) {
			name = candidate
			break
		}
	}
	if name == "" {
		return distribute(found, total, 1, true, func(uint32) uint32 { return 0 }), nil
	}
	c, err := s.column(ctx, name)
	if err != nil {
		return nil, err
	}
	if c.mixed {
		return s.byText(ctx, c, found, total, by.Ascending)
	}
	ranks, most := c.collated()
	empty := most + 1
	return distribute(found, total, empty+1, true, func(pos uint32) uint32 {
		code := c.codes.at(pos)
		switch {
		case code == 0:
			return empty
		case by.Ascending:
			return ranks[code]
		}
		return most - ranks[code]
	}), ctx.Err()
}

// distribute is a counting sort of the positions by key, below limit; equal
// keys stay newest first.
func distribute(found set, total int, limit uint32, ascending bool, key func(uint32) uint32) []uint32 {
	place := func(pos uint32) uint32 {
		if k := key(pos); ascending {
			return k
		} else {
			return limit - 1 - k
		}
	}
	next := make([]uint32, limit+1)
	found.each(func(pos uint32) { next[place(pos)+1]++ })
	for i := range limit {
		next[i+1] += next[i]
	}
	out := make([]uint32, total)
	found.each(func(pos uint32) {
		k := place(pos)
		out[next[k]] = pos
		next[k]++
	})
	return out
}

// collated ranks the values of the dictionary; each has a rank of its own.
func (c *column) collated() (ranks []uint32, most uint32) {
	c.rankOnce.Do(func() {
		order := make([]uint32, len(c.dict))
		for i := range order {
			order[i] = uint32(i)
		}
		if c.name == entry.Amount {
			byAmount(order, c.dict)
		} else {
			byCollation(order, c.dict)
		}
		c.ranks = make([]uint32, len(c.dict))
		for rank, code := range order {
			c.ranks[code] = uint32(rank)
		}
		c.rankMax = uint32(len(order) - 1)
	})
	return c.ranks, c.rankMax
}

func byCollation(order []uint32, dict []string) {
	collator, buffer := collate.New(language.Und, collate.Numeric), &collate.Buffer{}
	keys := make([][]byte, len(dict))
	arena := make([]byte, 0, 16*len(dict))
	for i, text := range dict {
		key := collator.KeyFromString(buffer, text)
		from := len(arena)
		arena = append(arena, key...)
		keys[i] = arena[from:len(arena):len(arena)]
		buffer.Reset()
	}
	slices.SortFunc(order, func(a, b uint32) int {
		if c := bytes.Compare(keys[a], keys[b]); c != 0 {
			return c
		}
		return strings.Compare(dict[a], dict[b])
	})
}

func byAmount(order []uint32, dict []string) {
	type number struct {
		value float64
		ok    bool
	}
	numbers := make([]number, len(dict))
	for i, text := range dict {
		numbers[i].value, numbers[i].ok = parseAmount(text)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		x, y := numbers[a], numbers[b]
		switch {
		case x.ok != y.ok:
			if x.ok {
				return -1
			}
			return 1
		case x.ok && x.value != y.value:
			return cmp.Compare(x.value, y.value)
		}
		return strings.Compare(dict[a], dict[b])
	})
}

// byText sorts long texts by their folded bytes, then by their own.
func (s *snapshot) byText(ctx context.Context, c *column, found set, total int, ascending bool) ([]uint32, error) {
	type item struct {
		key  uint64 // the first folded bytes
		pos  uint32
		part int32
	}
	value := func(i item) []byte {
		if i.part < 0 {
			return []byte(c.dict[c.codes.at(i.pos)])
		}
		return c.arenas[i.part].Bytes(int(s.rowAt[i.pos] - s.parts[i.part].base))
	}
	items := make([]item, 0, total)
	var empty []uint32
	var scratch []byte
	code := uint32(c.arenaCode())
	found.each(func(pos uint32) {
		i := item{pos: pos, part: -1}
		if c.codes.at(pos) == code {
			i.part = int32(s.partIndex(s.rowAt[pos]))
		}
		text := value(i)
		if len(text) == 0 {
			empty = append(empty, pos)
			return
		}
		scratch = appendFold(scratch[:0], text[:min(len(text), 24)])
		for at := range 8 {
			i.key <<= 8
			if at < len(scratch) && len(scratch) > 0 {
				i.key |= uint64(scratch[at])
			}
		}
		items = append(items, i)
	})
	var stopped atomic.Bool
	release := context.AfterFunc(ctx, func() { stopped.Store(true) })
	defer release()
	direction := 1
	if !ascending {
		direction = -1
	}
	var left, right []byte
	slices.SortFunc(items, func(a, b item) int {
		if a.key != b.key {
			return direction * cmp.Compare(a.key, b.key)
		}
		if stopped.Load() {
			return 0
		}
		x, y := value(a), value(b)
		left, right = appendFold(left[:0], x), appendFold(right[:0], y)
		d := bytes.Compare(left, right)
		if d == 0 {
			d = bytes.Compare(x, y)
		}
		if d != 0 {
			return direction * d
		}
		return cmp.Compare(a.pos, b.pos)
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := make([]uint32, 0, total)
	for _, i := range items {
		out = append(out, i.pos)
	}
	return append(out, empty...), nil
}
