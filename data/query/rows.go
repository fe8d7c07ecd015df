package query

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"sync"

	"probity/data/entry"
)

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
// "source" (the file's name), "entity" (actor's, else target's), "customer"
// (the target's name, else its id) and the other everyday names. It is empty
// where the column cannot be read; Load says why.
func (e *Engine) Text(ctx context.Context, row Row, name string) string {
	s := e.now.Load()
	if int(row) >= s.rows {
		return ""
	}
	if f, ok := lookupField(name); ok && s.owners[name] == nil && !entry.IsField(name) {
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
