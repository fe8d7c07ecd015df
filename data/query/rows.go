package query

import (
	"context"
	"fmt"
	"slices"

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
	return s.timeAt(int(s.posOf[row]))
}

// timeAt gives the time at a position.
func (s *snapshot) timeAt(pos int) entry.Micros {
	if pos >= s.timed {
		return entry.NoTime
	}
	return s.times.at(pos)
}

// Entry gives all fields of an entry. What is damaged is missing; Unreadable
// names it.
func (e *Engine) Entry(ctx context.Context, row Row) (*entry.Entry, error) {
	s := e.now.Load()
	if int(row) >= s.rows {
		return nil, fmt.Errorf("there is no entry %d; the log has %d", row, s.rows)
	}
	p := s.partOf(row)
	record, err := s.recordOf(ctx, row)
	if err != nil {
		return nil, fmt.Errorf("read the record numbers of %s: %w", p.Name, err)
	}
	id, err := s.identity(ctx, row)
	if err != nil {
		return nil, fmt.Errorf("read the places of the records of %s: %w", p.Name, err)
	}
	out := &entry.Entry{Identity: id, Source: p.Name, Record: record + 1, Time: s.timeAt(int(s.posOf[row]))}
	out.Values = make([]entry.Value, 0, 12)
	for _, name := range s.fields {
		text, err := s.text(ctx, name, row)
		if err != nil {
			return nil, fmt.Errorf("read the column %s of %s: %w", name, p.Name, err)
		}
		if text != "" {
			out.Values = append(out.Values, entry.Value{Name: name, Text: text})
		}
	}
	return out, nil
}

// Record gives the 1-based number of an entry's record in its source, 0 where
// there is no such row or that is damaged.
func (e *Engine) Record(ctx context.Context, row Row) (int64, error) {
	s := e.now.Load()
	if int(row) >= s.rows {
		return 0, nil
	}
	record, err := s.recordOf(ctx, row)
	return record + 1, err
}

// recordOf gives the 0-based record of an entry, -1 where that is damaged.
func (s *snapshot) recordOf(ctx context.Context, row Row) (int64, error) {
	const name = "record"
	i := s.segmentOf(row)
	if s.hurt.has(mark{i, name}) {
		return -1, nil
	}
	value, err := s.pool.get(s.key(i, name), false, func() (any, int, error) {
		got, err := s.numbers(ctx, i, name, nil)
		return got, 8 * len(got), err
	})
	if err != nil {
		return 0, err
	}
	if numbers := value.([]int64); numbers != nil {
		return numbers[row-s.segments[i].base], nil
	}
	return -1, nil
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
