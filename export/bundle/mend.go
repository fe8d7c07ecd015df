package bundle

import (
	"slices"
	"strconv"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/export"
)

// What a commitment or a leaf cannot say is which field was changed. The other
// files say it: the text that makes the hash fit again is the sealed one.

// mendRow finds the line of rows.jsonl that the leaf was made of: from the
// values, and with the identity that the CSV shows.
func (c *rowCheck) mendRow(got *row, errR error, f *fields, salt []byte, want evidence.Hash) bool {
	text, _ := f.get(entry.TimeText)
	sealed := row{Time: text, Commitment: evidence.Hex(f.commit(salt))}
	ids := []string{got.ID}
	if c.table != nil {
		for _, w := range c.views {
			if csv, ok := w.(*csvView); ok {
				ids = append(ids, csv.identity())
			}
		}
	}
	for _, id := range ids {
		sealed.ID = id
		if id == "" || evidence.LeafHash(sealed.append(nil)) != want {
			continue
		}
		if errR != nil {
			c.entry(fileRows, "", "the line cannot be read (%v)", errR)
		}
		found := errR != nil
		for _, pair := range [][3]string{{"id", sealed.ID, got.ID}, {"time", sealed.Time, got.Time}, {"commitment", sealed.Commitment, got.Commitment}} {
			if errR == nil && pair[1] != pair[2] {
				c.entry(fileRows, pair[0], "%s", versus(pair[1], pair[2]))
				found = true
			}
		}
		if !found {
			c.entry(fileRows, "", "the line says the same in other bytes")
		}
		*got = sealed
		return true
	}
	return false
}

// mendValues finds the field that was changed in values.jsonl: the one whose
// text in the CSV makes the commitment fit again.
func (c *rowCheck) mendValues(row row, f *fields, salt []byte) {
	fits := func(g fields, salt []byte) bool { return evidence.Hex(g.commit(salt)) == row.Commitment }
	type change struct{ name, value string }
	var changes []change
	if text, _ := f.get(entry.TimeText); text != row.Time {
		changes = append(changes, change{entry.TimeText, row.Time})
	}
	cells, e, err := c.cells(row, f)
	if err == nil {
		cells = slices.Clone(cells)
		for _, w := range c.views {
			csv, ok := w.(*csvView)
			if !ok {
				continue
			}
			for _, d := range csv.peek(cells) {
				if name, value, ok := c.valueOf(d, e); ok && (name != entry.TimeText || len(changes) == 0) {
					changes = append(changes, change{name, value})
				}
			}
		}
	}
	all := *f
	for _, ch := range changes {
		if one := f.with(ch.name, ch.value); fits(one, salt) {
			c.mended(row, f, one, []string{ch.name})
			return
		}
		all = all.with(ch.name, ch.value)
	}
	if len(changes) > 1 && fits(all, salt) {
		var names []string
		for _, ch := range changes {
			names = append(names, ch.name)
		}
		c.mended(row, f, all, names)
		return
	}
	// A renamed field: the CSV shows its value under the old name and nothing
	// under the new one, which has no column.
	for i := range f.names {
		less := f.with(f.names[i], "")
		for _, ch := range changes {
			if one := less.with(ch.name, ch.value); fits(one, salt) {
				c.mended(row, f, one, []string{ch.name})
				return
			}
		}
	}
	switch {
	case len(changes) > 0:
		for _, ch := range changes {
			here, _ := f.get(ch.name)
			c.entry(fileValues, ch.name, "%s; more of this row was changed", versus(ch.value, here))
		}
	case len(salt) != 32:
		c.entry(fileValues, "salt", "the salt was changed: it must have 64 digits")
	default:
		c.entry(fileValues, "salt", "the values do not open the commitment: the salt, or a field that entries.csv does not show, was changed")
	}
	if e != nil {
		c.give(e)
	}
	c.skipViews()
}

func (c *rowCheck) give(e *entry.Entry) {
	if c.yield != nil {
		c.yield(c.n, e)
	}
}

func (c *rowCheck) mended(row row, got *fields, sealed fields, names []string) {
	for _, name := range names {
		is, _ := got.get(name)
		was, _ := sealed.get(name)
		c.entry(fileValues, name, "%s", versus(was, is))
	}
	c.healthy(row, &sealed)
}

// valueOf turns a difference in a table into a field of values.jsonl.
func (c *rowCheck) valueOf(d difference, e *entry.Entry) (name, value string, ok bool) {
	if d.column < 0 {
		return "", "", false
	}
	switch name = c.table.Names[d.column]; name {
	case export.ColumnStatus, export.ColumnNotes, export.ColumnSource, export.ColumnIdentity:
		return "", "", false
	case export.ColumnRecord:
		n, err := strconv.ParseInt(d.here, 10, 64)
		return valueRecord, strconv.FormatInt(n-1, 10), err == nil
	case export.ColumnTime:
		if d.here == "" {
			return valueTime, "", true
		}
		at, err := time.Parse(export.TimeLayout, d.here)
		return valueTime, instant(entry.At(at)), err == nil
	}
	return name, d.here, true
}
