package query

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"probity/data/columns"
	"probity/data/entities"
	"probity/data/entry"
)

// Engine answers filters over all entries of a store. It is safe for use by
// several goroutines at once.
type Engine struct {
	store  Store
	now    atomic.Pointer[snapshot]
	marks  atomic.Pointer[Marks]
	reload sync.Mutex
}

// snapshot is the log as it was when it was loaded. Positions count from the
// newest entry to the oldest; among equal times later parts, and within them
// later records, come first; entries without a time come last.
type snapshot struct {
	store Store
	parts []part
	rows  int

	generation uint64

	timed  int              // positions with a time
	times  []int64          // by position
	rowAt  []Row            // by position
	posOf  []uint32         // by row
	fields []string         // columns that occur
	owners map[string][]int // column → parts that have it

	mu     sync.Mutex
	loaded map[string]*column
	cache  leafCache

	impersonated impersonations

	dir *entities.Directory // nil without lists

	marking sync.Mutex
	marked  *marked
}

type part struct {
	columns.Part
	base    Row
	offsets []int64
	paths   *columns.Text
	order   []uint32 // rows by offset, where they do not ascend
	records *recordNumbers
}

// New loads the times of all entries; other columns are read when they are
// first asked for.
func New(ctx context.Context, store Store) (*Engine, error) {
	e := &Engine{store: store}
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
	s, err := load(ctx, e.store, parts, old)
	if err != nil {
		return err
	}
	if old != nil {
		s.dir = old.dir
		s.generation = old.generation
		if len(old.parts) > len(parts) || !slices.EqualFunc(old.parts, parts[:len(old.parts)], same) {
			s.generation++
		}
	}
	e.now.Store(s)
	return nil
}

// Generation rises whenever rows get other numbers than before.
func (e *Engine) Generation() uint64 { return e.now.Load().generation }

func load(ctx context.Context, store Store, parts []columns.Part, old *snapshot) (*snapshot, error) {
	s := &snapshot{store: store, owners: map[string][]int{}, loaded: map[string]*column{}}
	total := 0
	for _, p := range parts {
		total += p.Rows
	}
	if total > 1<<32-2 {
		return nil, fmt.Errorf("the log has %d entries; this version reads at most 4,294,967,294", total)
	}
	byRow := make([]int64, 0, total)
	for i, p := range parts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		times, err := store.Ints(ctx, p.Key, "time")
		if err == nil && len(times) != p.Rows {
			err = fmt.Errorf("it has %d of %d values", len(times), p.Rows)
		}
		if err != nil {
			return nil, fmt.Errorf("read the times of %s: %w", p.Name, err)
		}
		q := part{Part: p, base: Row(len(byRow)), records: &recordNumbers{}}
		byRow = append(byRow, times...)
		if known := old.part(p); known != nil {
			q.offsets, q.paths, q.order = known.offsets, known.paths, known.order
		} else if err := q.identities(ctx, store); err != nil {
			return nil, fmt.Errorf("read the places of the records of %s: %w", p.Name, err)
		}
		names, err := store.Names(p.Key)
		if err != nil {
			return nil, fmt.Errorf("list the columns of %s: %w", p.Name, err)
		}
		for _, name := range names {
			if name != columnPath {
				s.owners[name] = append(s.owners[name], i)
			}
		}
		s.parts = append(s.parts, q)
	}
	for name := range s.owners {
		s.fields = append(s.fields, name)
	}
	slices.SortFunc(s.fields, entry.Order)
	s.rows = total
	s.rowAt, s.timed = newestFirst(byRow)
	s.times, s.posOf = make([]int64, total), make([]uint32, total)
	for pos, row := range s.rowAt {
		s.times[pos] = byRow[row]
		s.posOf[row] = uint32(pos)
	}
	return s, nil
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

func (p *part) identities(ctx context.Context, store Store) (err error) {
	if p.offsets, err = store.Ints(ctx, p.Key, "offset"); err != nil {
		return err
	}
	if len(p.offsets) != p.Rows {
		return fmt.Errorf("there are %d of %d", len(p.offsets), p.Rows)
	}
	if p.paths, err = store.Text(ctx, p.Key, columnPath); err != nil {
		return err
	}
	if p.paths != nil && p.paths.Len() != p.Rows {
		return fmt.Errorf("there are %d paths for %d records", p.paths.Len(), p.Rows)
	}
	if !slices.IsSorted(p.offsets) {
		p.order = make([]uint32, p.Rows)
		for i := range p.order {
			p.order[i] = uint32(i)
		}
		slices.SortStableFunc(p.order, func(a, b uint32) int {
			if p.offsets[a] < p.offsets[b] {
				return -1
			}
			if p.offsets[a] > p.offsets[b] {
				return 1
			}
			return 0
		})
	}
	return nil
}

// newestFirst gives the rows in the order of their positions and how many have
// a time: a radix sort over the distance from the newest, 11 bits a pass, that
// leaves equal times in descending order of rows.
func newestFirst(times []int64) (rows []Row, timed int) {
	n := len(times)
	rows = make([]Row, 0, n)
	var newest, oldest int64
	ordered, last := true, int64(entry.NoTime)
	for _, t := range times {
		if t == entry.NoTime {
			continue
		}
		if timed == 0 {
			newest, oldest = t, t
		}
		newest, oldest = max(newest, t), min(oldest, t)
		ordered = ordered && t >= last
		last = t
		timed++
	}
	for row := n - 1; row >= 0; row-- {
		if times[row] != entry.NoTime {
			rows = append(rows, Row(row))
		}
	}
	if !ordered {
		spare := make([]Row, timed)
		span := uint64(newest) - uint64(oldest)
		const width = 11
		for shift := 0; shift < 64 && span>>shift != 0; shift += width {
			var counts [1 << width]uint32
			for _, row := range rows {
				counts[(uint64(newest)-uint64(times[row]))>>shift&(1<<width-1)]++
			}
			next := uint32(0)
			for i, c := range counts {
				counts[i] = next
				next += c
			}
			for _, row := range rows {
				digit := (uint64(newest) - uint64(times[row])) >> shift & (1<<width - 1)
				spare[counts[digit]] = row
				counts[digit]++
			}
			rows, spare = spare, rows
		}
	}
	if timed < n {
		for row := n - 1; row >= 0; row-- {
			if times[row] == entry.NoTime {
				rows = append(rows, Row(row))
			}
		}
	}
	return rows, timed
}
