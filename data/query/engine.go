package query

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"probity/data/columns"
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
	store  Store
	parts  []part
	rows   int
	timed  int              // positions with a time
	times  []int64          // by position
	rowAt  []Row            // by position
	posOf  []uint32         // by row
	fields []string         // columns that occur
	owners map[string][]int // column → parts that have it

	mu     sync.Mutex
	loaded map[string]*column
	marked *marked
	cache  leafCache
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

// Reload takes up parts that were added to the store. Rows that were known
// keep their numbers unless a part has vanished.
func (e *Engine) Reload(ctx context.Context) error {
	e.reload.Lock()
	defer e.reload.Unlock()
	parts, err := e.store.Parts()
	if err != nil {
		return fmt.Errorf("list the parts of the log: %w", err)
	}
	old := e.now.Load()
	if old != nil {
		var kept []columns.Part
		known := map[int64]bool{}
		for _, p := range old.parts {
			known[p.Key] = true
			if i := slices.IndexFunc(parts, func(q columns.Part) bool { return q.Key == p.Key }); i >= 0 {
				kept = append(kept, parts[i])
			}
		}
		for _, p := range parts {
			if !known[p.Key] {
				kept = append(kept, p)
			}
		}
		if parts = kept; slices.EqualFunc(old.parts, parts, func(a part, b columns.Part) bool { return a.Part == b }) {
			return nil
		}
	}
	s, err := load(ctx, e.store, parts, old)
	if err != nil {
		return err
	}
	e.now.Store(s)
	return nil
}

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
		if old != nil && i < len(old.parts) && old.parts[i].Part == p {
			q.offsets, q.paths, q.order = old.parts[i].offsets, old.parts[i].paths, old.parts[i].order
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

// Len is the number of entries.
func (e *Engine) Len() int { return e.now.Load().rows }

// SetMarks tells the engine where to ask for status and notes.
func (e *Engine) SetMarks(m Marks) { e.marks.Store(&m) }

// Fields lists the text columns that occur, in the order in which people see
// them.
func (e *Engine) Fields() []string { return slices.Clone(e.now.Load().fields) }

// Time gives an entry's time, entry.NoTime where it has none or there is no
// such row.
func (e *Engine) Time(row Row) entry.Micros {
	s := e.now.Load()
	if int(row) >= s.rows {
		return entry.NoTime
	}
	return s.times[s.posOf[row]]
}

func (s *snapshot) partOf(row Row) *part { return &s.parts[s.partIndex(row)] }

// Text gives a field of an entry as the source wrote it. It knows the columns,
// "source" (the file's name), "entity" (actor's, else target's) and the
// everyday names. It is empty where the column cannot be read; Entry says why.
func (e *Engine) Text(ctx context.Context, row Row, name string) string {
	s := e.now.Load()
	if int(row) >= s.rows {
		return ""
	}
	if f, ok := lookupField(name); ok && s.owners[name] == nil {
		if f.name == fieldSource {
			return s.partOf(row).Name
		}
		for _, c := range f.columns {
			if col, err := s.column(ctx, c); err == nil && col != nil {
				if text := col.at(s, row); text != "" {
					return text
				}
			}
		}
		return ""
	}
	col, err := s.column(ctx, name)
	if err != nil || col == nil {
		return ""
	}
	return col.at(s, row)
}

// Entry gives all fields of an entry.
func (e *Engine) Entry(ctx context.Context, row Row) (*entry.Entry, error) {
	s := e.now.Load()
	if int(row) >= s.rows {
		return nil, fmt.Errorf("there is no entry %d; the log has %d", row, s.rows)
	}
	p := s.partOf(row)
	record, err := p.recordOf(ctx, s.store, int(row-p.base))
	if err != nil {
		return nil, err
	}
	out := &entry.Entry{Identity: s.identity(row), Source: p.Name, Record: record + 1, Time: s.times[s.posOf[row]]}
	out.Values = make([]entry.Value, 0, 12)
	for _, name := range s.fields {
		col, err := s.column(ctx, name)
		if err != nil {
			return nil, err
		}
		if text := col.at(s, row); text != "" {
			out.Values = append(out.Values, entry.Value{Name: name, Text: text})
		}
	}
	return out, nil
}

// recordNumbers are read when an entry is first shown whole.
type recordNumbers struct {
	mu     sync.Mutex
	values []int64
}

func (p *part) recordOf(ctx context.Context, store Store, i int) (int64, error) {
	n := p.records
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.values == nil {
		values, err := store.Ints(ctx, p.Key, "record")
		if err == nil && len(values) != p.Rows {
			err = fmt.Errorf("there are %d of %d", len(values), p.Rows)
		}
		if err != nil {
			return 0, fmt.Errorf("read the record numbers of %s: %w", p.Name, err)
		}
		n.values = values
	}
	return n.values[i], nil
}

func (s *snapshot) identity(row Row) entry.Identity {
	p := s.partOf(row)
	i := int(row - p.base)
	id := entry.Identity{Source: p.Source, Member: p.Member, Offset: p.offsets[i]}
	if p.paths != nil {
		id.Path = p.paths.At(i)
	}
	return id
}

// Identity gives the name of an entry that holds for ever, the zero Identity
// where there is no such row.
func (e *Engine) Identity(row Row) entry.Identity {
	s := e.now.Load()
	if int(row) >= s.rows {
		return entry.Identity{}
	}
	return s.identity(row)
}

// RowOf finds the entry of an identity; ok is false where the log has none.
func (e *Engine) RowOf(id entry.Identity) (row Row, ok bool) {
	s := e.now.Load()
	for i := range s.parts {
		p := &s.parts[i]
		if p.Source != id.Source || p.Member != id.Member {
			continue
		}
		local := func(i int) int {
			if p.order != nil {
				return int(p.order[i])
			}
			return i
		}
		for at := sort.Search(p.Rows, func(i int) bool { return p.offsets[local(i)] >= id.Offset }); at < p.Rows; at++ {
			l := local(at)
			if p.offsets[l] != id.Offset {
				break
			}
			path := ""
			if p.paths != nil {
				path = p.paths.At(l)
			}
			if path == id.Path {
				return p.base + Row(l), true
			}
		}
	}
	return 0, false
}

// Around gives up to n entries on either side of an entry in time, in the
// whole log, the nearest first.
func (e *Engine) Around(_ context.Context, row Row, n int) (before, after []Row) {
	s := e.now.Load()
	if int(row) >= s.rows {
		return nil, nil
	}
	pos := int(s.posOf[row])
	for i := pos + 1; i < min(pos+1+n, s.rows); i++ {
		before = append(before, s.rowAt[i])
	}
	for i := pos - 1; i >= max(pos-n, 0); i-- {
		after = append(after, s.rowAt[i])
	}
	return before, after
}
