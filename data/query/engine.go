package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"probity/data/columns"
	"probity/data/entry"
	"probity/data/fault"
)

// Engine answers filters over all entries of a store. It is safe for use by
// several goroutines at once.
type Engine struct {
	store  Store
	now    atomic.Pointer[snapshot]
	marks  atomic.Pointer[Marks]
	reload sync.Mutex
	pool   *pool
}

// snapshot is the log as it was when it was loaded. Positions count from the
// newest entry to the oldest; among equal times later parts, and within them
// later records, come first; entries without a time come last.
type snapshot struct {
	store    Segmented
	pool     *pool
	parts    []part
	segments []segment // in the order of rows
	rows     int

	generation uint64

	*arrangement
	fields []string                  // columns that occur
	forms  map[string][]columns.Form // column → how it lies, by segment

	mu     sync.Mutex
	loaded map[string]*column
	slots  atomic.Pointer[map[string]*column] // a copy of loaded, for who shows many values
	cache  leafCache

	impersonated impersonations

	reference *reference // what reference lists say; nil where there are none

	marking sync.Mutex
	marked  *marked

	binning sync.Mutex
	edges   map[edgesKey]*edges

	covered coverage
	hurt    *damages
}

type part struct {
	columns.Part
	base     Row
	rows     int // that can be read: all or none
	segments int // the number of its first one
	places   *places
}

// segment is a stretch of rows whose columns are read together.
type segment struct {
	part, index int
	base        Row
	rows        int
}

// New loads the times of all entries; other columns are read when they are
// first asked for. What is damaged is left out and named by Damage.
func New(ctx context.Context, store Store) (*Engine, error) {
	e := &Engine{store: store, pool: newPool()}
	return e, e.Reload(ctx)
}

// Reload takes up what changed in the store: parts that were added, replaced,
// or withdrawn. Where all parts that were known are still the first ones, their
// rows keep their numbers; otherwise rows are numbered anew (Generation tells),
// and whoever holds a Result or a Row must ask again.
func (e *Engine) Reload(ctx context.Context) error {
	e.reload.Lock()
	defer e.reload.Unlock()
	parts, err := e.store.Parts()
	if err != nil {
		return fmt.Errorf("list the parts of the log: %w", err)
	}
	old := e.now.Load()
	same := func(a part, b columns.Part) bool { return a.Part == b }
	if old != nil && slices.EqualFunc(old.parts, parts, same) {
		return nil
	}
	s, err := load(ctx, segmented(e.store, parts), e.pool, parts, old)
	if err != nil {
		return err
	}
	if old != nil {
		s.reference = old.reference
		s.generation = old.generation
		if len(old.parts) > len(parts) || !slices.EqualFunc(old.parts, parts[:len(old.parts)], same) {
			s.generation++
		}
	}
	e.now.Store(s)
	e.pool.forget(func(k pieceKey) bool {
		return !slices.ContainsFunc(parts, func(p columns.Part) bool { return p.Key == k.part && p.Rows == k.rows })
	})
	return nil
}

// Generation rises whenever rows get other numbers than before.
func (e *Engine) Generation() uint64 { return e.now.Load().generation }

func load(ctx context.Context, store Segmented, pool *pool, parts []columns.Part, old *snapshot) (*snapshot, error) {
	s := &snapshot{store: store, pool: pool, forms: map[string][]columns.Form{}, loaded: map[string]*column{}, edges: map[edgesKey]*edges{}, hurt: &damages{}}
	total := 0
	for _, p := range parts {
		total += p.Rows
	}
	if total > 1<<32-2 {
		return nil, fmt.Errorf("the log has %d entries; this version reads at most 4,294,967,294", total)
	}
	for _, p := range parts {
		if err := s.add(ctx, p, old); err != nil {
			return nil, err
		}
	}
	for name, forms := range s.forms {
		s.forms[name] = append(forms, make([]columns.Form, len(s.segments)-len(forms))...)
		if name != columnPath {
			s.fields = append(s.fields, name)
		}
	}
	slices.SortFunc(s.fields, entry.Order)
	times, err := s.readTimes(ctx)
	if err != nil {
		return nil, err
	}
	s.arrangement = arrange(times)
	return s, nil
}

// add takes a part into the snapshot; one of which nothing can be read has no
// rows.
func (s *snapshot) add(ctx context.Context, p columns.Part, old *snapshot) error {
	q := part{Part: p, base: Row(s.rows), segments: len(s.segments), places: &places{}}
	if known := old.part(p); known != nil {
		q.places = known.places
	}
	outline, err := s.store.Outline(ctx, p.Key)
	if err == nil {
		sum := 0
		for _, n := range outline.Rows {
			sum += n
		}
		if sum != p.Rows {
			err = unsound("%s has %d entries where %d should be. Verify the workspace to see what it concerns.", p.Name, sum, p.Rows)
		}
	}
	if err != nil && !errors.Is(err, fault.Changed) {
		return fmt.Errorf("read how %s is kept: %w", p.Name, err)
	}
	number := len(s.parts)
	if err != nil {
		s.hurt.add(Damage{Part: p, From: 1, To: p.Rows, Detail: err.Error()}, nil)
		s.parts = append(s.parts, q)
		return nil
	}
	kept := make([]int, 0, len(outline.Rows)) // segments that have rows
	for i, n := range outline.Rows {
		if n > 0 {
			s.segments = append(s.segments, segment{part: number, index: i, base: Row(s.rows), rows: n})
			kept = append(kept, i)
			s.rows += n
		}
	}
	q.rows = p.Rows
	s.parts = append(s.parts, q)
	for name, forms := range outline.Forms {
		all := s.forms[name]
		all = append(all, make([]columns.Form, q.segments-len(all))...)
		for _, i := range kept {
			if forms[i] == columns.Broken {
				s.hurt.add(s.damage(len(all), name, "Its place in the file is damaged."), []mark{{len(all), name}})
			}
			all = append(all, forms[i])
		}
		s.forms[name] = all
	}
	return nil
}

// numbers reads a column of whole numbers of a segment; nil where it is damaged,
// which is then named.
func (s *snapshot) numbers(ctx context.Context, i int, name string, dst []int64) ([]int64, error) {
	seg := &s.segments[i]
	p := &s.parts[seg.part]
	before := len(dst)
	got, err := s.store.Numbers(ctx, p.Key, seg.index, name, dst)
	if err == nil && len(got)-before != seg.rows {
		err = unsound("The column “%s” of %s has %d values for %d entries.", name, p.Name, len(got)-before, seg.rows)
	}
	if err != nil {
		return nil, s.broken(i, name, err)
	}
	return got, nil
}

// eachSegment calls work with the number of every segment, of those that wanted
// names where it is not nil, on all processors.
func (s *snapshot) eachSegment(ctx context.Context, wanted []int, work func(worker, segment int) error) error {
	n := len(s.segments)
	if wanted != nil {
		n = len(wanted)
	}
	return dealOut(ctx, min(workersFor(s.rows), max(n, 1)), n, func(w, i int) error {
		if wanted != nil {
			i = wanted[i]
		}
		return work(w, i)
	})
}

// part finds a part that was loaded before, nil where it was not.
func (s *snapshot) part(p columns.Part) *part {
	if s == nil {
		return nil
	}
	for i := range s.parts {
		if s.parts[i].Part == p {
			return &s.parts[i]
		}
	}
	return nil
}

func (s *snapshot) partOf(row Row) *part { return &s.parts[s.segments[s.segmentOf(row)].part] }

// segmentOf finds the segment of a row.
func (s *snapshot) segmentOf(row Row) int {
	low, high := 0, len(s.segments)
	for high-low > 1 {
		if middle := (low + high) / 2; s.segments[middle].base <= row {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}
