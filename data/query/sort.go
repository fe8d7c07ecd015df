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

// sortKey gives every position its place among others, below limit.
type sortKey struct {
	limit uint32
	of    func(pos uint32) uint32
}

// sorted gives the positions found in the order of several fields, the first
// the most important. Values of a dictionary follow the Unicode collation
// (numbers by their value); amounts follow their number; long texts follow
// their folded bytes. Empty ones come last, equals newest first.
func (e *Engine) sorted(ctx context.Context, s *snapshot, found set, total int, by []Sort) ([]uint32, error) {
	order := make([]uint32, 0, total)
	found.each(func(pos uint32) { order = append(order, pos) })
	if last := by[len(by)-1]; last.byTime() {
		by = by[:len(by)-1]
		if last.Ascending {
			timed, _ := slices.BinarySearch(order, uint32(s.timed))
			slices.Reverse(order[:timed])
		}
	}
	for i := len(by) - 1; i >= 0; i-- {
		key, err := e.sortKey(ctx, s, found, total, by[i])
		if err == nil {
			order, err = distribute(ctx, order, key)
		}
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, fmt.Errorf("sort by %s: %w", Typed(by[i].Field), err)
		}
	}
	return order, ctx.Err()
}

func (s Sort) byTime() bool { return s.Field == "" || s.Field == "time" || s.Field == fieldDate }

func (e *Engine) sortKey(ctx context.Context, s *snapshot, found set, total int, by Sort) (sortKey, error) {
	if by.byTime() {
		return s.timeKey(by.Ascending), nil
	}
	if by.Field == fieldStatus {
		status, most := e.reviewed(s).status, uint32(len(Statuses)-1)
		return directed(most, by.Ascending, func(pos uint32) uint32 { return uint32(status[pos]) }), nil
	}
	f, ok := lookupField(by.Field)
	if !ok || len(f.columns) == 0 {
		if s.forms[by.Field] == nil {
			return sortKey{}, fmt.Errorf("there is no field %s", by.Field)
		}
		f = field{name: by.Field, columns: []string{by.Field}}
	}
	c, err := s.firstColumn(ctx, f)
	if err != nil {
		return sortKey{}, err
	}
	if c == nil {
		return sortKey{1, func(uint32) uint32 { return 0 }}, nil
	}
	if c.mixed {
		return s.textKey(ctx, c, found, total, by.Ascending)
	}
	ranks, most, err := c.collated(ctx)
	if err != nil {
		return sortKey{}, err
	}
	places := make([]uint32, len(ranks))
	for code, rank := range ranks {
		if !by.Ascending {
			rank = most - rank
		}
		places[code] = rank
	}
	places[0] = most + 1
	limit := most + 2
	switch {
	case c.codes.b1 != nil:
		return sortKey{limit, func(pos uint32) uint32 { return places[c.codes.b1[pos]] }}, nil
	case c.codes.high != nil:
		low, high := c.codes.b2, c.codes.high
		return sortKey{limit, func(pos uint32) uint32 { return places[uint32(low[pos])|uint32(high[pos])<<16] }}, nil
	case c.codes.b2 != nil:
		return sortKey{limit, func(pos uint32) uint32 { return places[c.codes.b2[pos]] }}, nil
	}
	return sortKey{limit, func(pos uint32) uint32 { return places[c.codes.b4[pos]] }}, nil
}

// firstColumn gives the first column of a field that occurs, nil where none does.
func (s *snapshot) firstColumn(ctx context.Context, f field) (*column, error) {
	names, err := s.existing(ctx, f)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if c, err := s.column(ctx, name); err != nil || c != nil {
			return c, err
		}
	}
	return nil, nil
}

func directed(most uint32, ascending bool, of func(uint32) uint32) sortKey {
	if ascending {
		return sortKey{most + 1, of}
	}
	return sortKey{most + 1, func(pos uint32) uint32 { return most - of(pos) }}
}

// timeKey gives equal times the same place; entries without one come last.
func (s *snapshot) timeKey(ascending bool) sortKey {
	ranks := make([]uint32, s.rows)
	rank := uint32(0)
	for pos := range s.timed {
		if pos > 0 && s.times.at(pos) != s.times.at(pos-1) {
			rank++
		}
		ranks[pos] = rank
	}
	if ascending {
		for pos := range s.timed {
			ranks[pos] = rank - ranks[pos]
		}
	}
	for pos := s.timed; pos < s.rows; pos++ {
		ranks[pos] = rank + 1
	}
	return sortKey{rank + 2, func(pos uint32) uint32 { return ranks[pos] }}
}

// distribute is a counting sort of positions by a key; equal ones stay as they
// are.
func distribute(ctx context.Context, order []uint32, key sortKey) ([]uint32, error) {
	n := len(order)
	workers := workersFor(n)
	if int(key.limit) > 4*n {
		workers = 1
	}
	next := make([][]uint32, workers)
	side := func(w int) []uint32 { return order[n*w/workers : n*(w+1)/workers] }
	const stretch = 1 << 16
	together(workers, func(w int) {
		counts := make([]uint32, key.limit)
		for own := side(w); len(own) > 0 && ctx.Err() == nil; {
			k := min(stretch, len(own))
			for _, pos := range own[:k] {
				counts[key.of(pos)]++
			}
			own = own[k:]
		}
		next[w] = counts
	})
	sum := uint32(0)
	for k := range key.limit {
		for w := range workers {
			count := next[w][k]
			next[w][k] = sum
			sum += count
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := make([]uint32, n)
	together(workers, func(w int) {
		places := next[w]
		for own := side(w); len(own) > 0 && ctx.Err() == nil; {
			k := min(stretch, len(own))
			for _, pos := range own[:k] {
				place := key.of(pos)
				out[places[place]] = pos
				places[place]++
			}
			own = own[k:]
		}
	})
	return out, ctx.Err()
}

// collatedMost is up to how many distinct values a column follows the
// collation; past it, its values follow their folded bytes like long texts.
const collatedMost = 1 << 20

// collated ranks the values of the dictionary; each has a rank of its own.
func (c *column) collated(ctx context.Context) (ranks []uint32, most uint32, err error) {
	c.ranking.Lock()
	defer c.ranking.Unlock()
	if c.ranks != nil {
		return c.ranks, c.rankMax, nil
	}
	order := make([]uint32, c.dict.len())
	for i := range order {
		order[i] = uint32(i)
	}
	if c.name == entry.Amount {
		byAmount(order, &c.dict)
	} else if c.dict.len() > collatedMost {
		order, err = sortedBy(ctx, order, func(a, b uint32) int {
			x, y := bytesOf(c.dict.at(a)), bytesOf(c.dict.at(b))
			return cmp.Or(compareFolded(x, y), bytes.Compare(x, y))
		})
		if err != nil {
			return nil, 0, err
		}
	} else if order, err = byCollation(ctx, order, &c.dict); err != nil {
		return nil, 0, err
	}
	ranks = make([]uint32, c.dict.len())
	for rank, code := range order {
		ranks[code] = uint32(rank)
	}
	c.ranks, c.rankMax = ranks, uint32(len(order)-1)
	c.ranked.Store(4 * int64(len(ranks)))
	return c.ranks, c.rankMax, nil
}

// byCollation sorts by the default Unicode collation (UTS #10, DUCET) with
// numbers by their value.
func byCollation(ctx context.Context, order []uint32, dict *dictionary) ([]uint32, error) {
	keys := make([][]byte, dict.len())
	inStretches(dict.len(), func(from, to int) {
		collator, buffer := collate.New(language.Und, collate.Numeric), &collate.Buffer{}
		arena := make([]byte, 0, 1<<16)
		var text []byte
		for i := from; i < to; i++ {
			if i&0x3ff == 0 && ctx.Err() != nil {
				return
			}
			text = raised(text[:0], dict.at(uint32(i)))
			key := collator.Key(buffer, text)
			if len(arena)+len(key) > cap(arena) {
				arena = make([]byte, 0, max(1<<16, len(key)))
			}
			start := len(arena)
			arena = append(arena, key...)
			keys[i] = arena[start:len(arena):len(arena)]
			buffer.Reset()
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return sortedBy(ctx, order, func(a, b uint32) int {
		if c := bytes.Compare(keys[a], keys[b]); c != 0 {
			return c
		}
		return strings.Compare(dict.at(a), dict.at(b))
	})
}

// raised appends s with every number in it one higher: the collation gives 0 no
// weight, so that "file 0" would come after "file 9".
func raised(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		end := i
		for end < len(s) && '0' <= s[end] && s[end] <= '9' {
			end++
		}
		if end == i {
			dst = append(dst, s[i])
			i++
			continue
		}
		dst = append(append(dst, '0'), s[i:end]...)
		at := len(dst) - 1
		for ; dst[at] == '9'; at-- {
			dst[at] = '0'
		}
		dst[at]++
		i = end
	}
	return dst
}

// sortedBy sorts on all processors. It ends early when ctx is done.
func sortedBy[T any](ctx context.Context, items []T, compare func(a, b T) int) ([]T, error) {
	var stopped atomic.Bool
	release := context.AfterFunc(ctx, func() { stopped.Store(true) })
	defer release()
	stoppable := func(a, b T) int {
		if stopped.Load() {
			return 0
		}
		return compare(a, b)
	}
	n := len(items)
	workers := 1
	for n >= 1<<14 && workers*2 <= min(workersFor(1<<20), 8) {
		workers *= 2
	}
	together(workers, func(w int) { slices.SortFunc(items[n*w/workers:n*(w+1)/workers], stoppable) })
	spare := items
	if workers > 1 {
		spare = make([]T, n)
	}
	for ; workers > 1; workers /= 2 {
		together(workers/2, func(w int) {
			from, middle, to := n*(2*w)/workers, n*(2*w+1)/workers, n*(2*w+2)/workers
			a, b, out := items[from:middle], items[middle:to], spare[from:to]
			for i := range out {
				if len(b) == 0 || len(a) > 0 && stoppable(a[0], b[0]) <= 0 {
					out[i], a = a[0], a[1:]
				} else {
					out[i], b = b[0], b[1:]
				}
			}
		})
		items, spare = spare, items
	}
	return items, ctx.Err()
}

func byAmount(order []uint32, dict *dictionary) {
	type number struct {
		value float64
		ok    bool
	}
	numbers := make([]number, dict.len())
	for i, text := range dict.all() {
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
		return strings.Compare(dict.at(a), dict.at(b))
	})
}
