package intake

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"probity/data/columns"
	"probity/data/entry"
)

// merger places the batches of a source one behind the other.
type merger struct {
	record   int64
	line     int64
	admitted map[string]bool // extra columns that the source has so far
}

// place makes the counts of a batch those of the source and its columns dense.
func (m *merger) place(b *Batch, lines int64) {
	b.First = m.record
	for i := range b.Record {
		b.Record[i] += m.record
	}
	for i := range b.Rejects {
		b.Rejects[i].Record += m.record
		b.Rejects[i].Line += m.line
	}
	m.record += int64(b.Records)
	m.line += lines
	m.columns(b)
}

// columns builds Text. The first maxExtra extra columns of the source in the
// order of their appearance are kept, the others go into extra.other.
func (m *merger) columns(b *Batch) {
	w := b.work
	b.work = nil
	b.Text = map[string]*columns.Coded{}
	for i, c := range w.fixed {
		if c != nil {
			b.Text[entry.Fields[i]] = c.dense(b.Rows)
		}
	}
	if m.admitted == nil {
		m.admitted = map[string]bool{}
	}
	var beyond []*gathered
	var taken *gathered
	for _, c := range w.extras {
		name := c.name
		if name == otherColumn {
			taken = c
		}
		if name != otherColumn && name != PathColumn && !m.admitted[name] {
			if len(m.admitted) >= maxExtra {
				beyond = append(beyond, c)
				continue
			}
			m.admitted[name] = true
		}
		b.Text[name] = c.dense(b.Rows)
	}
	if beyond != nil {
		if taken != nil {
			beyond = append(beyond, taken)
		}
		b.Text[otherColumn] = other(b, beyond)
	}
}

// other folds columns into one whose values are JSON objects of texts by path.
func other(b *Batch, extras []*gathered) *columns.Coded {
	objects := make([][]byte, b.Rows)
	for _, c := range extras {
		path := c.name[len(entry.ExtraPrefix):]
		for i, code := range c.Codes {
			row := i
			if c.rows != nil {
				row = int(c.rows[i])
			}
			if code == 0 {
				continue
			}
			o := objects[row]
			if o == nil {
				o = append(o, '{')
			} else {
				o = append(o, ',')
			}
			o, _ = jsontext.AppendQuote(o, path)
			o = append(o, ':')
			o, _ = jsontext.AppendQuote(o, c.Dict[code])
			objects[row] = o
		}
	}
	out := columns.NewCoded(b.Rows)
	for _, o := range objects {
		if o != nil {
			o = append(o, '}')
		}
		out.Append(o)
	}
	return out
}

func sortFields(names []string) { slices.SortFunc(names, entry.Order) }
