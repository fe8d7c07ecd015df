package workspace

import (
	"context"
	"slices"

	"probity/data/columns"
	"probity/data/entry"
	"probity/data/intake"
)

// Change is what another reading of a source, or its withdrawal, changes about
// its entries. Entries are the same where their identities are.
type Change struct {
	Source                          string // name of the file
	SHA256                          [32]byte
	Before, After                   *intake.Reading // After is nil for a withdrawal
	EntriesBefore, EntriesAfter     int64
	Changed                         int64 // entries that are there before and after, with other values
	Gone, Added                     int64 // entries that are only there before, only after
	RejectedBefore, RejectedAfter   int64 // records
	DuplicatesBefore, DuplicatesNow int64 // hidden records; a preview cannot tell what they will be
	Fields                          []FieldChange
	Touched                         []entry.Identity // entries with notes or decisions of which values change
	Lost                            []entry.Identity // entries with notes or decisions that are gone
}

// FieldChange counts the entries of which a field changes.
type FieldChange struct {
	Field    string // a column, or "time" for the instant
	Count    int64
	Examples []Example // the first ones
}

// Example is a value before and after; an instant is RFC 3339 in UTC.
type Example struct {
	Entry         entry.Identity
	Record        int64 // 1-based
	Before, After string
}

// examples is how many examples are given per field.
const examples = 5

// Nothing reports whether the reading changes no entry.
func (c *Change) Nothing() bool {
	return c.Changed == 0 && c.Gone == 0 && c.Added == 0 && c.RejectedBefore == c.RejectedAfter
}

// difference between the stored reading of a source and one that is read now.
type differ struct {
	change *Change
	fields map[string]*FieldChange
	noted  map[entry.Identity]bool

	rows    int
	at      int // the next stored row
	offsets []int64
	times   []int64
	paths   *columns.Text
	texts   map[string]*columns.Text
}

// newDiffer loads the stored columns of a reading.
func (w *Workspace) newDiffer(ctx context.Context, reading int64, c *Change) (*differ, error) {
	d := &differ{change: c, fields: map[string]*FieldChange{}, texts: map[string]*columns.Text{}}
	var err error
	if d.offsets, err = w.ints(ctx, reading, columnOffset); err != nil {
		return nil, err
	}
	d.rows = len(d.offsets)
	if d.times, err = w.ints(ctx, reading, columnTime); err != nil {
		return nil, err
	}
	names, err := w.names(reading)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := w.text(ctx, reading, name)
		if err != nil {
			return nil, err
		}
		if name == intake.PathColumn {
			d.paths = text
		} else {
			d.texts[name] = text
		}
	}
	d.noted, err = w.noted(ctx, c.SHA256)
	return d, err
}

func (d *differ) storedPath() string {
	if d.paths == nil {
		return ""
	}
	return d.paths.At(d.at)
}

// take compares a batch of the new reading with the stored rows. Both come in
// the order of the source.
func (d *differ) take(b *intake.Batch) {
	type pair struct {
		name   string
		now    *columns.Coded
		before *columns.Text
	}
	var pairs []pair
	for name, now := range b.Text {
		if name != intake.PathColumn {
			pairs = append(pairs, pair{name, now, d.texts[name]})
		}
	}
	for name, before := range d.texts {
		if b.Text[name] == nil {
			pairs = append(pairs, pair{name, nil, before})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return entry.Order(a.name, b.name) })
	d.change.RejectedAfter += int64(len(b.Rejects))
	d.change.EntriesAfter += int64(b.Rows)
	paths := b.Text[intake.PathColumn]
	for i := range b.Rows {
		for d.at < d.rows && d.offsets[d.at] < b.Offset[i] {
			d.gone()
		}
		path := ""
		if paths != nil {
			path = paths.Dict[paths.Codes[i]]
		}
		for d.at < d.rows && d.offsets[d.at] == b.Offset[i] && d.storedPath() != path {
			d.gone()
		}
		if d.at >= d.rows || d.offsets[d.at] != b.Offset[i] {
			d.change.Added++
			continue
		}
		id := entry.Identity{Source: d.change.SHA256, Offset: b.Offset[i], Path: path}
		changed := false
		if before := d.times[d.at]; before != b.Time[i] {
			d.field("time", id, b.Record[i], instant(before), instant(b.Time[i]))
			changed = true
		}
		for _, p := range pairs {
			var now, before string
			if p.now != nil {
				now = p.now.Dict[p.now.Codes[i]]
			}
			if p.before != nil {
				before = p.before.At(d.at)
			}
			if now != before {
				d.field(p.name, id, b.Record[i], before, now)
				changed = true
			}
		}
		if changed {
			d.change.Changed++
			if d.noted[id] {
				d.change.Touched = append(d.change.Touched, id)
			}
		}
		d.at++
	}
}

func (d *differ) field(name string, id entry.Identity, record int64, before, after string) {
	f := d.fields[name]
	if f == nil {
		f = &FieldChange{Field: name}
		d.fields[name] = f
	}
	if f.Count++; len(f.Examples) < examples {
		f.Examples = append(f.Examples, Example{id, record + 1, before, after})
	}
}

// gone passes a stored row that the new reading has not.
func (d *differ) gone() {
	d.change.Gone++
	id := entry.Identity{Source: d.change.SHA256, Offset: d.offsets[d.at], Path: d.storedPath()}
	if d.noted[id] {
		d.change.Lost = append(d.change.Lost, id)
	}
	d.at++
}

// end gives the outcome once all batches were taken.
func (d *differ) end() *Change {
	for d.at < d.rows {
		d.gone()
	}
	for _, f := range d.fields {
		d.change.Fields = append(d.change.Fields, *f)
	}
	slices.SortFunc(d.change.Fields, func(a, b FieldChange) int {
		switch {
		case a.Field == b.Field:
			return 0
		case a.Field == columnTime:
			return -1
		case b.Field == columnTime:
			return 1
		}
		return entry.Order(a.Field, b.Field)
	})
	return d.change
}
