package query

import (
	"errors"
	"slices"
	"sync"

	"probity/data/columns"
	"probity/data/fault"
)

// Damage names entries of which something cannot be read. Such a column counts
// as empty in them.
type Damage struct {
	Part     columns.Part
	Column   string // empty: nothing of these entries can be read, they are left out
	From, To int    // entries of the source that are concerned, from 1, both inclusive
	Detail   string // a sentence
}

// mark is a column of a segment that cannot be read.
type mark struct {
	segment int
	column  string
}

// damages collects what was found so far.
type damages struct {
	mu    sync.Mutex
	found []Damage
	marks map[mark]bool
}

func (d *damages) add(found Damage, marks []mark) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fresh := len(marks) == 0
	for _, m := range marks {
		if !d.marks[m] {
			if d.marks == nil {
				d.marks = map[mark]bool{}
			}
			d.marks[m], fresh = true, true
		}
	}
	if fresh {
		d.found = append(d.found, found)
	}
}

// widen puts one finding in the place of the last one about the same column of
// the part.
func (d *damages) widen(found Damage, marks []mark) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.marks == nil {
		d.marks = map[mark]bool{}
	}
	for _, m := range marks {
		d.marks[m] = true
	}
	same := func(o Damage) bool { return o.Part == found.Part && o.Column == found.Column && o.From == found.From }
	if i := slices.IndexFunc(d.found, same); i >= 0 {
		d.found[i] = found
	} else {
		d.found = append(d.found, found)
	}
}

func (d *damages) has(m mark) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.marks[m]
}

func (d *damages) none() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.marks) == 0
}

func (s *snapshot) damage(i int, name, detail string) Damage {
	seg := s.segments[i]
	p := s.parts[seg.part]
	first := int(seg.base-p.base) + 1
	return Damage{Part: p.Part, Column: name, From: first, To: first + seg.rows - 1, Detail: detail}
}

// broken notes damage to a column of a segment. Other errors come back.
func (s *snapshot) broken(i int, name string, err error) error {
	if !errors.Is(err, fault.Changed) {
		return err
	}
	s.hurt.add(s.damage(i, name, err.Error()), []mark{{i, name}})
	return nil
}

// Damage lists what is known to be unreadable. Columns are read when they are
// first needed, so that the list can grow; an answer rests on columns whose
// damage it names.
func (e *Engine) Damage() []Damage {
	d := e.now.Load().hurt
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.found)
}

// Unreadable lists the columns of an entry that are known to be damaged, so
// that their values are shown as empty.
func (e *Engine) Unreadable(row Row) []string {
	s := e.now.Load()
	if int(row) >= s.rows {
		return nil
	}
	if s.hurt.none() {
		return nil
	}
	i := s.segmentOf(row)
	var out []string
	for _, name := range append([]string{"time", "offset", "record", columnPath}, s.fields...) {
		if s.hurt.has(mark{i, name}) {
			out = append(out, name)
		}
	}
	return out
}
