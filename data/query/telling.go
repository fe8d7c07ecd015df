package query

import (
	"context"
	"slices"

	"probity/data/columns"
)

// telling is a column with what lists, or the log itself, tell of its values:
// each value is looked up once, and then only its number. Texts that hardly
// repeat are not made a column for it: they are read segment by segment, and
// each processor remembers those that it met.
type telling struct {
	s     *snapshot
	name  string
	of    func(text string) []span
	c     *column // nil where every segment is read by its texts
	known answers // by code of c
}

// answers are the spans of numbered values.
type answers struct {
	ends  []uint32 // by number, where its spans end
	spans []span
}

func (a *answers) add(list []span) {
	a.spans = append(a.spans, list...)
	a.ends = append(a.ends, uint32(len(a.spans)))
}

func (a *answers) at(number uint32) []span {
	var from uint32
	if number > 0 {
		from = a.ends[number-1]
	}
	return a.spans[from:a.ends[number]]
}

// telling looks the values of a column up; nil where there is no such column.
func (s *snapshot) telling(ctx context.Context, name string, of func(text string) []span) (*telling, error) {
	forms := s.forms[name]
	if forms == nil {
		return nil, nil
	}
	t := &telling{s: s, name: name, of: of}
	if c := s.slot(name); !c.ready.Load() && slices.Contains(forms, columns.InTexts) {
		return t, nil
	}
	var err error
	if t.c, err = s.column(ctx, name); err != nil {
		return nil, err
	}
	t.known.ends = make([]uint32, 0, t.c.dict.len())
	for code, text := range t.c.dict.all() {
		if code&0xffff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		t.known.add(of(text))
	}
	return t, nil
}

// reader makes one of a worker; nil where there is no such column.
func (t *telling) reader() *toldReader {
	if t == nil {
		return nil
	}
	return &toldReader{told: t}
}

// toldReader reads a telling, a segment after the other.
type toldReader struct {
	told *telling

	met     *interner // the texts that were met; 0 is the empty one
	kept    pages
	says    answers // of these
	numbers []uint32
}

// each calls use with some rows of a segment and what is told of their values.
func (r *toldReader) each(ctx context.Context, i int, rows []uint32, use func(row uint32, list []span)) error {
	if len(rows) == 0 {
		return nil
	}
	s := r.told.s
	byText := r.told.c == nil
	if c := r.told.c; c != nil && c.mixed {
		_, byText = slices.BinarySearch(c.longs, i)
	}
	if !byText {
		seg := &s.segments[i]
		positions := s.posOf[seg.base : int(seg.base)+seg.rows]
		for _, row := range rows {
			use(row, r.told.known.at(r.told.c.codes.at(positions[row])))
		}
		return nil
	}
	if r.met == nil {
		r.met = newInterner(1 << 16)
		r.met.id(nil)
		r.says.add(r.told.of(""))
	}
	var long *arena // nil where the texts are empty or damaged
	if s.forms[r.told.name][i] != columns.Nowhere {
		var err error
		if long, err = s.long(ctx, i, r.told.name, false); err != nil {
			return err
		}
	}
	if long == nil {
		nothing := r.says.at(0)
		for _, row := range rows {
			use(row, nothing)
		}
		return nil
	}
	r.numbers = slices.Grow(r.numbers[:0], len(rows))[:len(rows)]
	r.met.idsOf(&long.LongText, rows, r.numbers, func(id uint32) {
		value := r.kept.keep(r.met.texts[id]) // so that the segment can go
		r.met.texts[id] = bytesOf(value)
		r.says.add(r.told.of(value))
	})
	for k, row := range rows {
		use(row, r.says.at(r.numbers[k]))
	}
	return nil
}
