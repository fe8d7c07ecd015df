package query

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"probity/data/columns"
)

// Value is a value of a field with the number of entries that have it; the
// empty text stands for those that have none.
type Value struct {
	Text  string
	Count int
}

// Facet lists the values of a field, the most frequent first, equals by text.
type Facet struct {
	Field    string
	Values   []Value
	Distinct int // all values that occur and hold the text searched for, shown or not
}

// Repeats reports whether the values of a field are few enough to be counted at
// once: most of them do not lie as texts of which nearly every entry has one of
// its own.
func (e *Engine) Repeats(name string) bool {
	s := e.now.Load()
	f, ok := lookupField(name)
	if !ok {
		f.columns = []string{name}
	}
	for _, c := range f.columns {
		long := 0
		for _, form := range s.forms[c] {
			if form == columns.InTexts {
				long++
			}
		}
		if 2*long > len(s.forms[c]) {
			return false
		}
	}
	return true
}

// Facet counts the values of a field among the entries that satisfy the
// conditions of f that are not about that field. Limit 0 gives all values;
// search keeps those that hold a text, whatever its case. For status all
// decisions come in their order, also with count 0. The target is the name or
// else the id; an entry counts for both its entities. The values named in also
// are listed after the others where they are not among them, whatever their count.
func (e *Engine) Facet(ctx context.Context, f Filter, name string, limit int, search string, also ...string) (Facet, error) {
	s := e.now.Load()
	known, ok := lookupField(name)
	if !ok {
		known = field{name: name, columns: []string{name}}
	}
	out := Facet{Field: known.name}
	terms := f.without(known.name)
	found, err := e.evaluation(ctx, s, terms).all(terms)
	if err != nil {
		return out, err
	}
	if known.name == fieldStatus {
		return e.statusFacet(ctx, s, found, search)
	}
	if len(known.columns) == 0 {
		return out, fmt.Errorf("%s has no values to list", Typed(name))
	}
	counts, err := s.tally(ctx, known, found)
	if err != nil {
		return out, err
	}
	counts.top(&out, limit, search)
	counts.add(&out, also)
	return out, ctx.Err()
}

func (e *Engine) statusFacet(ctx context.Context, s *snapshot, found set, search string) (Facet, error) {
	out := Facet{Field: fieldStatus}
	status := e.reviewed(s).status
	counts := make([]int, len(Statuses))
	found.each(func(pos uint32) { counts[status[pos]]++ })
	for i, name := range Statuses {
		if strings.Contains(name, fold(search)) {
			out.Values = append(out.Values, Value{name, counts[i]})
			if counts[i] > 0 {
				out.Distinct++
			}
		}
	}
	return out, ctx.Err()
}

// tallied holds counts by code, and by text what lies in long texts or in two
// columns.
type tallied struct {
	c      *column
	counts []uint32
	long   *interner // values that lie in long texts, with their counts
	more   map[string]int
}

func (s *snapshot) tally(ctx context.Context, f field, found set) (*tallied, error) {
	var cols []*column
	names, err := s.existing(ctx, f)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		c, err := s.column(ctx, name)
		if err != nil {
			return nil, err
		}
		if c != nil {
			cols = append(cols, c)
		}
	}
	if len(cols) == 0 {
		return &tallied{more: map[string]int{"": found.count()}}, nil
	}
	if len(cols) == 1 {
		return s.count(ctx, cols[0], found)
	}
	if f.name == fieldEntity {
		return s.countEither(ctx, cols[0], cols[1], found)
	}
	return s.countNamed(ctx, cols[0], cols[1], found)
}

// count tallies one column.
func (s *snapshot) count(ctx context.Context, c *column, found set) (*tallied, error) {
	workers := workersFor(s.rows)
	own := make([][]uint32, workers)
	for w := range own {
		own[w] = make([]uint32, max(c.dict.len(), 256))
	}
	err := inParallel(ctx, s.rows, func(w, from, to int) {
		c.codes.count(from, to, found[from/64:(to+63)/64], own[w])
	})
	if err != nil {
		return nil, err
	}
	t := &tallied{c: c, counts: own[0][:c.dict.len()]}
	for _, other := range own[1:] {
		for i := range t.counts {
			t.counts[i] += other[i]
		}
	}
	code := c.arenaCode()
	if code < 0 || t.counts[code] == 0 {
		return t, nil
	}
	if t.long, err = s.countTexts(ctx, c, found, int(t.counts[code])); err != nil {
		return nil, err
	}
	t.counts[code] = 0
	for i, n := range t.counts { // a value can lie in both
		if n > 0 {
			t.long.count(bytesOf(c.dict.at(uint32(i))), n)
		}
	}
	t.counts = nil
	return t, ctx.Err()
}

// countTexts counts the long texts of a column among what was found.
func (s *snapshot) countTexts(ctx context.Context, c *column, found set, n int) (*interner, error) {
	own := make([]*interner, workersFor(s.rows))
	for w := range own {
		own[w] = newInterner(n)
	}
	err := s.eachText(ctx, c, found, func(w int, _ uint32, text []byte) { own[w].count(text, 1) })
	for _, in := range own[1:] {
		for i, text := range in.texts {
			own[0].count(text, in.counts[i])
		}
	}
	return own[0], err
}

// countNamed tallies the first column, and the second where the first is empty.
func (s *snapshot) countNamed(ctx context.Context, a, b *column, found set) (*tallied, error) {
	t, err := s.count(ctx, a, found)
	if err != nil || t.counts != nil && t.counts[0] == 0 {
		return t, err
	}
	v := &evaluation{ctx: ctx, s: s}
	nameless := newSet(s.rows)
	if err := v.none([]string{a.name}, nameless); err != nil {
		return nil, err
	}
	nameless.and(found)
	ids, err := s.count(ctx, b, nameless)
	if err != nil {
		return nil, err
	}
	both := newInterner(1 << 12)
	t.into(both, false) // what is nameless counts by its id
	ids.into(both, true)
	return &tallied{c: a, long: both}, nil
}

// into puts the counts into one table, that of the empty text if asked to.
func (t *tallied) into(in *interner, empty bool) {
	for code, n := range t.counts {
		if n > 0 && (code > 0 || empty) {
			in.count(bytesOf(t.c.dict.at(uint32(code))), n)
		}
	}
	if t.long != nil {
		for i, text := range t.long.texts {
			if len(text) > 0 || empty {
				in.count(text, t.long.counts[i])
			}
		}
	}
	for text, n := range t.more {
		if text != "" || empty {
			in.count(bytesOf(text), uint32(n))
		}
	}
}

// countEither tallies both columns; an entry with the same value in both
// counts once, one that is empty in both counts for the empty value.
func (s *snapshot) countEither(ctx context.Context, a, b *column, found set) (*tallied, error) {
	t := &tallied{more: map[string]int{}}
	add := func(x, y string, n int) {
		if x != "" || y == "" {
			t.more[x] += n
		}
		if y != "" && y != x {
			t.more[y] += n
		}
	}
	// Texts are looked at once for each pair of codes.
	wide := b.dict.len()
	dense := make([]uint32, 0)
	if a.dict.len()*wide <= 1<<20 {
		dense = make([]uint32, a.dict.len()*wide)
	}
	pairs := map[[2]uint32]int{}
	steps := 0
	var failed error
	found.each(func(pos uint32) {
		if steps++; steps&0xffff == 0 && ctx.Err() != nil {
			return
		}
		x, y := a.codes.at(pos), b.codes.at(pos)
		switch {
		case int(x) == a.arenaCode() || int(y) == b.arenaCode():
			row := s.rowAt[pos]
			x, err := a.at(ctx, s, row)
			y, other := b.at(ctx, s, row)
			if failed == nil {
				failed = errors.Join(err, other)
			}
			add(x, y, 1)
		case len(dense) > 0:
			dense[int(x)*wide+int(y)]++
		default:
			pairs[[2]uint32{x, y}]++
		}
	})
	for i, n := range dense {
		if n > 0 {
			add(a.dict.at(uint32(i/wide)), b.dict.at(uint32(i%wide)), int(n))
		}
	}
	for p, n := range pairs {
		add(a.dict.at(p[0]), b.dict.at(p[1]), n)
	}
	if failed == nil {
		failed = ctx.Err()
	}
	return t, failed
}

// smallest is a heap whose root is the value that comes last in the list.
type smallest []Value

func before(a, b Value) int {
	if d := cmp.Compare(b.Count, a.Count); d != 0 {
		return d
	}
	return strings.Compare(a.Text, b.Text)
}

func (h smallest) Len() int           { return len(h) }
func (h smallest) Less(i, j int) bool { return before(h[i], h[j]) > 0 }
func (h smallest) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *smallest) Push(v any)        { *h = append(*h, v.(Value)) }
func (h *smallest) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (t *tallied) top(out *Facet, limit int, search string) {
	var top smallest
	add := func(v Value) {
		out.Distinct++
		switch {
		case limit <= 0 || len(top) < limit:
			if top = append(top, v); len(top) == limit {
				heap.Init(&top)
			}
		case before(v, top[0]) < 0:
			top[0] = v
			heap.Fix(&top, 0)
		}
	}
	needle := appendFold(nil, search)
	var wanted []bool
	if t.counts != nil && len(needle) > 0 {
		wanted = make([]bool, len(t.counts))
		arena, ends := t.c.foldedDict()
		text := newPattern(needle)
		hits(arena, ends, 0, &text, func(i int) { wanted[i] = true })
	}
	var scratch []byte
	for text, n := range t.more {
		if len(needle) > 0 {
			if scratch = appendFold(scratch[:0], text); !bytes.Contains(scratch, needle) {
				continue
			}
		}
		if n > 0 {
			add(Value{text, n})
		}
	}
	for code, n := range t.counts {
		if n > 0 && (wanted == nil || wanted[code]) {
			add(Value{t.c.dict.at(uint32(code)), int(n)})
		}
	}
	if t.long != nil {
		for i, text := range t.long.texts {
			if len(needle) > 0 {
				if scratch = appendFold(scratch[:0], text); !bytes.Contains(scratch, needle) {
					continue
				}
			}
			if n := int(t.long.counts[i]); limit > 0 && len(top) == limit && n < top[0].Count {
				out.Distinct++ // without making a string of it
			} else {
				add(Value{string(text), n})
			}
		}
	}
	slices.SortFunc(top, before)
	out.Values = top
}
