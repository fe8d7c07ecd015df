package compare

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"probity/data/entry"
	"probity/data/fault"
)

// found is an item before its fields are read; -1: not on that side.
type found struct {
	kind     uint8 // index in kinds
	old, new int64
}

type match struct {
	left, right *index
	grace       int64
	report      *Report
	found       []found
	shifts      map[int64]int64 // altered entries by how far their time moved, in µs
	ended       int64           // only in OLD, after the end of NEW
	grown       int64           // only in NEW, after the end of OLD
}

// byKey walks both sides in the order of keys; both are sorted so.
func (m *match) byKey() {
	a, b := m.left.marks, m.right.marks
	for len(a) > 0 || len(b) > 0 {
		var key sum
		switch {
		case len(a) == 0:
			key = b[0].key
		case len(b) == 0 || bytes.Compare(a[0].key[:], b[0].key[:]) <= 0:
			key = a[0].key
		default:
			key = b[0].key
		}
		i, j := 0, 0
		for i < len(a) && a[i].key == key {
			i++
		}
		for j < len(b) && b[j].key == key {
			j++
		}
		m.group(a[:i], b[:j], key != sum{})
		a, b = a[i:], b[j:]
	}
}

// byContent takes everything as one group. Where both sides have some keys,
// these count as a part of the content.
func (m *match) byContent() {
	both := m.left.keys > 0 && m.right.keys > 0
	for _, x := range []*index{m.left, m.right} {
		for i := range x.marks {
			if !both {
				x.marks[i].key = sum{}
			}
			for k := range sum(x.marks[i].key) {
				x.marks[i].content[k] ^= x.marks[i].key[k]
			}
		}
		slices.SortFunc(x.marks, func(a, b mark) int {
			if c := bytes.Compare(a.content[:], b.content[:]); c != 0 {
				return c
			}
			return int(a.n - b.n)
		})
	}
	m.group(m.left.marks, m.right.marks, false)
}

// group pairs equal contents; both lists are sorted by content. When one of
// each remains under a key, it is the same entry altered.
func (m *match) group(a, b []mark, key bool) {
	var restA, restB []mark
	for len(a) > 0 && len(b) > 0 {
		switch c := bytes.Compare(a[0].content[:], b[0].content[:]); {
		case c == 0:
			m.report.Same++
			a, b = a[1:], b[1:]
		case c < 0:
			restA, a = append(restA, a[0]), a[1:]
		default:
			restB, b = append(restB, b[0]), b[1:]
		}
	}
	restA, restB = append(restA, a...), append(restB, b...)
	if key && len(restA) == 1 && len(restB) == 1 {
		m.report.Altered++
		m.found = append(m.found, found{0, restA[0].n, restB[0].n})
		if from, to := restA[0].time, restB[0].time; from != to && from != entry.NoTime && to != entry.NoTime {
			if m.shifts == nil {
				m.shifts = map[int64]int64{}
			}
			m.shifts[to-from]++
		}
		return
	}
	for _, x := range restA {
		m.gone(x)
	}
	for _, x := range restB {
		m.added(x)
	}
}

func (m *match) gone(x mark) {
	other := m.right
	if x.time != entry.NoTime && other.first <= other.last && (x.time < other.first || x.time > other.last) {
		m.report.Outside++
		m.found = append(m.found, found{4, x.n, -1})
		if x.time > other.last {
			m.ended++
		}
		return
	}
	m.report.Removed++
	m.found = append(m.found, found{1, x.n, -1})
}

func (m *match) added(x mark) {
	other := m.left
	switch {
	case len(other.marks) == 0 || x.time != entry.NoTime && other.first <= other.last && (x.time < other.first || x.time > other.last):
		m.report.Outside++
		m.found = append(m.found, found{4, -1, x.n})
		if x.time > other.last {
			m.grown++
		}
	case x.time != entry.NoTime && other.first <= other.last && x.time >= other.last-m.grace:
		m.report.Late++
		m.found = append(m.found, found{3, -1, x.n})
	default:
		m.report.Inserted++
		m.found = append(m.found, found{2, -1, x.n})
	}
}

// explain adds the sentences about causes that are not manipulation, and
// about those that only look so.
func (m *match) explain(before, after string) {
	r := m.report
	say := func(format string, args ...any) { r.Notes = append(r.Notes, fmt.Sprintf(format, args...)) }
	if m.grown > 0 {
		say("%s goes on after the end of %s: %d later entries.", after, before, m.grown)
	}
	if m.ended > 0 {
		say("%s ends before %s: %d entries at the end of the old export lie after its last one. If it was exported later, and without a filter, they have vanished.", after, before, m.ended)
	}
	for shift, n := range m.shifts {
		const quarter = 15 * 60 * 1_000_000
		if n*10 >= r.Altered*9 && n > 1 && shift%quarter == 0 && shift <= 15*4*quarter && shift >= -15*4*quarter {
			say("%d of %d altered entries differ by exactly %v in time: the two may have been read or exported in different time zones.", n, r.Altered, time.Duration(shift)*time.Microsecond)
		}
	}
	if len(m.found) == 0 {
		return
	}
	for _, p := range []Period{r.Old, r.New} {
		switch p.Entries {
		case 1000, 5000, 10000, 50000, 65535, 65536, 100000, 1048575, 1048576:
			say("%s holds exactly %d entries: its export may have been cut at a limit of rows.", p.Name, p.Entries)
		}
	}
}

// choose keeps what is listed: by kind, then in the order of the files.
func (m *match) choose(limit int) {
	slices.SortFunc(m.found, func(a, b found) int {
		if a.kind != b.kind {
			return int(a.kind) - int(b.kind)
		}
		if (a.old < 0) != (b.old < 0) {
			return int(b.old - a.old) // those of OLD first
		}
		if a.old != b.old {
			return int(a.old - b.old)
		}
		return int(a.new - b.new)
	})
	if len(m.found) > limit {
		m.report.Unlisted = int64(len(m.found) - limit)
		m.found = m.found[:limit]
	}
}

var errEnough = errors.New("all wanted entries are read")

// fill reads both sides again and gives the items their fields.
func (m *match) fill(ctx context.Context, before, after Side, skip map[string]bool) error {
	old, err := wanted(ctx, before, m.found, func(f found) int64 { return f.old })
	if err != nil {
		return err
	}
	fresh, err := wanted(ctx, after, m.found, func(f found) int64 { return f.new })
	if err != nil {
		return err
	}
	for _, f := range m.found {
		m.report.Items = append(m.report.Items, item(kinds[f.kind], old[f.old], fresh[f.new], skip))
	}
	return nil
}

// wanted reads the entries of a side that items need.
func wanted(ctx context.Context, s Side, list []found, which func(found) int64) (map[int64]*entry.Entry, error) {
	got := map[int64]*entry.Entry{}
	for _, f := range list {
		if n := which(f); n >= 0 {
			got[n] = nil
		}
	}
	missing := len(got)
	if missing == 0 {
		return got, nil
	}
	n := int64(-1)
	err := s.Entries(ctx, func(e *entry.Entry) error {
		n++
		if _, ok := got[n]; !ok {
			return nil
		}
		c := *e
		c.Values = slices.Clone(e.Values)
		got[n] = &c
		if missing--; missing == 0 {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	if missing > 0 {
		return nil, fault.New(fault.Unusable, "%s changed while it was compared; compare again when nothing writes to it", s.Name)
	}
	return got, nil
}

func item(kind string, old, fresh *entry.Entry, skip map[string]bool) Item {
	i := Item{Kind: kind, Fields: []Change{}}
	if old != nil {
		i.OldRow, i.Key, i.Time = old.Record, keyOf(old), spelled(old)
	}
	if fresh != nil {
		i.NewRow, i.Key, i.Time = fresh.Record, keyOf(fresh), spelled(fresh)
	}
	if old == nil || fresh == nil {
		e := old
		if e == nil {
			e = fresh
		}
		for _, v := range e.Values {
			if v.Name == entry.TimeText {
				continue
			}
			c := Change{Field: v.Name, Old: v.Text}
			if old == nil {
				c = Change{Field: v.Name, New: v.Text}
			}
			i.Fields = append(i.Fields, c)
		}
		return i
	}
	if old.Time != fresh.Time || old.Time == entry.NoTime && spelled(old) != spelled(fresh) {
		c := Change{"time", spelled(old), spelled(fresh)}
		if c.Old == c.New { // the same text, read in two zones
			c.Old, c.New = instant(old.Time), instant(fresh.Time)
		}
		i.Fields = append(i.Fields, c)
	}
	names := map[string]bool{}
	for _, e := range []*entry.Entry{old, fresh} {
		for _, v := range e.Values {
			if !skip[v.Name] {
				names[v.Name] = true
			}
		}
	}
	var sorted []string
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.SortFunc(sorted, entry.Order)
	for _, name := range sorted {
		if a, b := old.Get(name), fresh.Get(name); a != b {
			i.Fields = append(i.Fields, Change{name, a, b})
		}
	}
	return i
}

// spelled is the time as the source wrote it.
func spelled(e *entry.Entry) string {
	if s := e.Get(entry.TimeText); s != "" {
		return s
	}
	return instant(e.Time)
}
