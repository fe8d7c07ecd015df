package query

import (
	"context"
	"slices"
	"sync"

	"probity/data/entry"
)

// Result holds the entries that a filter found, in order. It stays as it was
// when the log grows. It is safe for use by several goroutines at once.
type Result struct {
	s         *snapshot
	found     *ranked
	ascending bool // by time, oldest first
	timed     int  // of the found ones, those with a time

	order   []uint32 // positions in order, where it is not by time
	once    sync.Once
	inverse []uint32 // position → place
}

// Run finds the entries of a filter, in the order of several fields, the first
// the most important; the order is the filter's own where none is given.
func (e *Engine) Run(ctx context.Context, f Filter, by ...Sort) (*Result, error) {
	s := e.now.Load()
	if by = slices.DeleteFunc(slices.Clone(by), func(s Sort) bool { return s == Sort{} }); len(by) == 0 {
		by = f.Sorts()
	}
	found, err := e.evaluation(ctx, s, f.terms).all(f.terms)
	if err != nil {
		return nil, err
	}
	r := &Result{s: s, found: rank(found)}
	r.timed = r.found.rankOf(s.timed)
	switch {
	case len(by) == 0:
	case len(by) == 1 && by[0].byTime():
		r.ascending = by[0].Ascending
	default:
		if r.order, err = e.sorted(ctx, s, found, r.found.total, by); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Len is the number of entries found.
func (r *Result) Len() int { return r.found.total }

// Row gives the i-th entry; i goes from 0 to Len()-1.
func (r *Result) Row(i int) Row { return r.s.rowAt[r.position(i)] }

// position is where in time the i-th entry stands.
func (r *Result) position(i int) uint32 {
	if r.order != nil {
		return r.order[i]
	}
	if r.ascending && i < r.timed {
		i = r.timed - 1 - i
	}
	return r.found.at(i)
}

// Index gives the place of an entry; ok is false where it was not found.
func (r *Result) Index(row Row) (i int, ok bool) {
	if int(row) >= r.s.rows {
		return 0, false
	}
	pos := r.s.posOf[row]
	if !r.found.has(pos) {
		return 0, false
	}
	if r.order != nil {
		r.once.Do(func() {
			r.inverse = make([]uint32, r.s.rows)
			for place, pos := range r.order {
				r.inverse[pos] = uint32(place)
			}
		})
		return int(r.inverse[pos]), true
	}
	i = r.found.rankOf(int(pos))
	if r.ascending && i < r.timed {
		i = r.timed - 1 - i
	}
	return i, true
}

// Has reports whether an entry was found.
func (r *Result) Has(row Row) bool { return int(row) < r.s.rows && r.found.has(r.s.posOf[row]) }

// Span gives the times of the oldest and the newest entry found, entry.NoTime
// where none has a time.
func (e *Engine) Span(_ context.Context, r *Result) (first, last entry.Micros) {
	if r.timed == 0 {
		return entry.NoTime, entry.NoTime
	}
	return r.s.timeAt(int(r.found.at(r.timed - 1))), r.s.timeAt(int(r.found.at(0)))
}
