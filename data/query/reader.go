package query

import (
	"context"
	"fmt"
	"slices"

	"probity/data/entry"
)

// Reader reads the entries of a result for whoever writes them out: one after
// the other, from the first to the last. It unpacks every piece of a column
// once for many entries, whereas Engine.Entry is for a few: in sources whose
// records stand in no order of time each of their entries may lie in another
// piece. It needs up to batchBytes besides what the engine holds. One goroutine
// may use it at a time.
type Reader struct {
	s       *snapshot
	n       int
	row     func(i int) Row
	names   []string // of the fields that it gives
	columns []string // these, and the path where there is one
	placed  bool     // so many entries that the places of whole parts are read

	batch
	values []entry.Value // of the entry that is put together
	long   []int         // which of them are in texts
	texts  []byte
}

// Reader reads the first n entries, all where n is 0. What it gives is as it
// was when the result was found.
func (r *Result) Reader(n int) *Reader {
	if n <= 0 || n > r.Len() {
		n = r.Len()
	}
	return r.s.reader(n, r.Row)
}

// Reader reads entries by their rows, which exist.
func (e *Engine) Reader(rows []Row) *Reader {
	return e.now.Load().reader(len(rows), func(i int) Row { return rows[i] })
}

func (s *snapshot) reader(n int, row func(i int) Row) *Reader {
	r := &Reader{s: s, n: n, row: row, placed: n > s.rows/8}
	r.Only(s.fields)
	return r
}

// Only makes the reader give no other fields than those that such names show, so
// that it need not unpack the others.
func (r *Reader) Only(names []string) {
	var shown []string
	for _, name := range names {
		shown = append(shown, r.s.textOf(name)...)
	}
	r.names = slices.DeleteFunc(slices.Clone(r.s.fields), func(name string) bool { return !slices.Contains(shown, name) })
	r.columns = slices.Clone(r.names)
	if r.s.forms[columnPath] != nil {
		r.columns = append(r.columns, columnPath)
	}
	r.rows = r.rows[:0]
}

// Entry gives the i-th entry with all its fields, as Engine.Entry does. It is
// quick where i follows the one before.
func (r *Reader) Entry(ctx context.Context, i int) (*entry.Entry, error) {
	if i < 0 || i >= r.n {
		return nil, fmt.Errorf("there is no entry %d; %d are read", i, r.n)
	}
	if i < r.first || i >= r.first+len(r.rows) {
		if err := r.fill(ctx, i); err != nil {
			return nil, err
		}
	}
	k := i - r.first
	row, at := r.rows[k], int(r.within[k])
	segment := &r.s.segments[r.touched[at]]
	p := &r.s.parts[segment.part]
	out := &entry.Entry{Source: p.Name, Record: r.record(k) + 1, Time: r.s.timeAt(int(r.s.posOf[row]))}
	offset := r.offset(k)
	if r.placed {
		places, err := r.s.placesOf(ctx, segment.part)
		if err != nil {
			return nil, fmt.Errorf("read the places of the records of %s: %w", p.Name, err)
		}
		offset = places.at(int(row - p.base))
	}
	out.Identity = entry.Identity{Source: p.Source, Member: p.Member, Offset: offset}
	if len(r.columns) > len(r.names) {
		path, raw := r.value(k, len(r.columns)-1)
		out.Identity.Path = path + string(raw)
		if r.s.hurt.has(mark{r.touched[at], columnPath}) {
			out.Identity = entry.Identity{}
		}
	}
	if out.Identity.Offset < 0 {
		out.Identity = entry.Identity{}
	}
	out.Values = r.fields(k)
	return out, nil
}

// fields gives the filled fields of the k-th entry of the batch. Texts that lie
// in the batch become one string, so that they outlive it.
func (r *Reader) fields(k int) []entry.Value {
	r.values, r.long, r.texts = r.values[:0], r.long[:0], r.texts[:0]
	for c, name := range r.names {
		text, raw := r.value(k, c)
		if len(raw) > 0 {
			r.texts = append(r.texts, raw...)
			r.long = append(r.long, len(r.values), len(raw))
		} else if text == "" {
			continue
		}
		r.values = append(r.values, entry.Value{Name: name, Text: text})
	}
	rest := string(r.texts)
	for i := 0; i < len(r.long); i += 2 {
		r.values[r.long[i]].Text, rest = rest[:r.long[i+1]], rest[r.long[i+1]:]
	}
	return append(make([]entry.Value, 0, len(r.values)), r.values...)
}
