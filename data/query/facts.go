package query

import (
	"context"
	"math"
	"slices"
	"sync"

	"probity/data/columns"
	"probity/data/entry"
)

// Facts are what an answer rests on, and what the log cannot show of it.
type Facts struct {
	Entries, Untimed int // in the whole log
	First, Last      entry.Micros
	Sources          []SourceFacts  // in the order of import
	Uncovered        []Span         // of the period that is asked for, by no source
	Missing          []MissingField // what is asked about and not everywhere recorded
	Absent           []string       // categories that never occur in the log
	Damage           []Damage
}

// SourceFacts is one source.
type SourceFacts struct {
	Name                    string
	SHA256                  [32]byte
	Entries, Found, Untimed int // Found: under the filter
	First, Last             entry.Micros
}

// Span is a stretch of time from an instant to before another.
type Span struct{ From, To entry.Micros }

// MissingField is a field that the filter asks about.
type MissingField struct {
	Field   string
	Sources []string // that have no such field at all
	Empty   int      // entries of the asked period in which it is empty
	Of      int      // entries of the asked period
}

// coverage is when the parts of a log were recorded; it is found once.
type coverage struct {
	mu    sync.Mutex
	ready bool
	first []entry.Micros // by part
	last  []entry.Micros
	timed []int
}

// Facts says what the answers under a filter rest on.
func (e *Engine) Facts(ctx context.Context, f Filter) (*Facts, error) {
	s := e.now.Load()
	found, err := e.evaluation(ctx, s, f.terms).all(f.terms)
	if err != nil {
		return nil, err
	}
	out := &Facts{Entries: s.rows, Untimed: s.rows - s.timed, First: entry.NoTime, Last: entry.NoTime}
	if s.timed > 0 {
		out.First, out.Last = s.timeAt(s.timed-1), s.timeAt(0)
	}
	covered, err := s.coverage(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := s.countParts(ctx, found)
	if err != nil {
		return nil, err
	}
	for i := range s.parts {
		p := &s.parts[i]
		out.Sources = append(out.Sources, SourceFacts{Name: p.Name, SHA256: p.Source, Entries: p.rows, Found: counts[i], Untimed: p.rows - covered.timed[i], First: covered.first[i], Last: covered.last[i]})
	}
	out.Uncovered = covered.leaves(s.asked(f))
	if out.Missing, err = e.missing(ctx, s, f); err != nil {
		return nil, err
	}
	categories, err := e.Facet(ctx, Filter{}, entry.Category, 0, "")
	if err != nil {
		return nil, err
	}
	for _, name := range entry.Categories {
		if !slices.ContainsFunc(categories.Values, func(v Value) bool { return v.Text == name }) {
			out.Absent = append(out.Absent, name)
		}
	}
	out.Damage = e.Damage()
	return out, ctx.Err()
}

// coverage finds when each part begins and ends.
func (s *snapshot) coverage(ctx context.Context) (*coverage, error) {
	c := &s.covered
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ready {
		return c, nil
	}
	spans := make([]stretchOfTimes, len(s.segments))
	err := s.eachSegment(ctx, nil, func(_, i int) error {
		seg := &s.segments[i]
		one := stretchOfTimes{oldest: math.MaxInt64, newest: math.MinInt64}
		for _, pos := range s.posOf[seg.base : int(seg.base)+seg.rows] {
			if int(pos) < s.timed {
				t := s.times.at(int(pos))
				one.timed++
				one.oldest, one.newest = min(one.oldest, t), max(one.newest, t)
			}
		}
		spans[i] = one
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.first, c.last, c.timed = make([]entry.Micros, len(s.parts)), make([]entry.Micros, len(s.parts)), make([]int, len(s.parts))
	for i := range s.parts {
		c.first[i], c.last[i] = entry.NoTime, entry.NoTime
	}
	for i, one := range spans {
		if p := s.segments[i].part; one.timed > 0 {
			if c.timed[p] == 0 || one.oldest < c.first[p] {
				c.first[p] = one.oldest
			}
			c.last[p] = max(c.last[p], one.newest)
			c.timed[p] += one.timed
		}
	}
	c.ready = true
	return c, nil
}

// countParts counts what was found by part.
func (s *snapshot) countParts(ctx context.Context, found set) ([]int, error) {
	counts := make([]int, len(s.segments))
	err := s.eachSegment(ctx, nil, func(_, i int) error {
		seg := &s.segments[i]
		for _, pos := range s.posOf[seg.base : int(seg.base)+seg.rows] {
			if found.has(pos) {
				counts[i]++
			}
		}
		return nil
	})
	out := make([]int, len(s.parts))
	for i, n := range counts {
		out[s.segments[i].part] += n
	}
	return out, err
}

// asked gives the period that a filter asks about: its dates, with an open
// beginning that of the log, with an open end that of the log or the present,
// whichever is later. Without dates it is all of the log.
func (s *snapshot) asked(f Filter) []Span {
	if s.timed == 0 {
		return nil
	}
	first, last := s.timeAt(s.timed-1), s.timeAt(0)+1
	n := f.first(fieldDate)
	if n == nil {
		return []Span{{first, last}}
	}
	var out []Span
	for _, v := range n.values {
		one := Span{v.period.from, v.period.to}
		if one.From == openFrom {
			one.From = min(first, one.To)
		}
		if one.To == openTo {
			one.To = max(last, f.at.now().UnixMicro(), one.From)
		}
		out = append(out, one)
	}
	return out
}

// leaves gives what of the stretches no part covers, in the order of time.
func (c *coverage) leaves(asked []Span) []Span {
	var have []Span
	for i, n := range c.timed {
		if n > 0 {
			have = append(have, Span{c.first[i], c.last[i] + 1})
		}
	}
	byTime := func(a, b Span) int {
		switch {
		case a.From < b.From:
			return -1
		case a.From > b.From:
			return 1
		}
		return 0
	}
	slices.SortFunc(have, byTime)
	slices.SortFunc(asked, byTime)
	var out []Span
	for _, a := range asked {
		at := a.From
		if len(out) > 0 {
			at = max(at, out[len(out)-1].To)
		}
		for _, h := range have {
			if h.From > at && at < a.To {
				out = append(out, Span{at, min(h.From, a.To)})
			}
			at = max(at, h.To)
		}
		if at < a.To {
			out = append(out, Span{at, a.To})
		}
	}
	return out
}

// missing looks for the fields of a filter that are not recorded everywhere.
func (e *Engine) missing(ctx context.Context, s *snapshot, f Filter) ([]MissingField, error) {
	var names []string
	var asked []field
	each(f.terms, func(n *node) {
		if len(n.field.columns) > 0 && n.field.name != fieldSource && !slices.Contains(names, n.field.name) {
			names, asked = append(names, n.field.name), append(asked, n.field)
		}
	})
	if len(asked) == 0 {
		return nil, nil
	}
	var dates []*node
	if n := f.first(fieldDate); n != nil {
		dates = []*node{n}
	}
	period, err := e.evaluation(ctx, s, dates).all(dates)
	if err != nil {
		return nil, err
	}
	var out []MissingField
	for _, one := range asked {
		columns, err := s.existing(ctx, one)
		if err != nil {
			return nil, err
		}
		empty := newSet(s.rows)
		v := &evaluation{ctx: ctx, s: s}
		if err := v.none(columns, empty); err != nil {
			return nil, err
		}
		empty.and(period)
		m := MissingField{Field: one.name, Empty: empty.count(), Of: period.count()}
		for i := range s.parts {
			if p := &s.parts[i]; p.rows > 0 && !s.partHas(i, columns) && !slices.Contains(m.Sources, p.Name) {
				m.Sources = append(m.Sources, p.Name)
			}
		}
		if m.Empty > 0 || m.Sources != nil {
			out = append(out, m)
		}
	}
	return out, nil
}

// partHas reports whether a part has one of the columns.
func (s *snapshot) partHas(number int, names []string) bool {
	for i := s.parts[number].segments; i < len(s.segments) && s.segments[i].part == number; i++ {
		for _, name := range names {
			if forms := s.forms[name]; forms != nil && forms[i] != columns.Nowhere || computed(name) {
				return true
			}
		}
	}
	return false
}

// each calls f with every leaf.
func each(nodes []*node, f func(*node)) {
	for _, n := range nodes {
		if n.kind == leafNode {
			f(n)
		}
		each(n.kids, f)
	}
}
