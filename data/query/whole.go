package query

import (
	"context"
	"errors"

	"probity/data/columns"
	"probity/data/fault"
)

// whole cuts a Store whose columns come in one piece.
type whole struct {
	Store
	rows map[int64]int // of the parts
}

func segmented(store Store, parts []columns.Part) Segmented {
	if s, ok := store.(Segmented); ok {
		return s
	}
	w := whole{store, map[int64]int{}}
	for _, p := range parts {
		w.rows[p.Key] = p.Rows
	}
	return w
}

func unsound(format string, args ...any) error { return fault.New(fault.Changed, format, args...) }

// Outline reads every column, which is cheap where they lie in memory.
func (w whole) Outline(ctx context.Context, part int64) (*columns.Outline, error) {
	rows := w.rows[part]
	o := &columns.Outline{Forms: map[string][]columns.Form{}}
	for from := 0; from < rows; from += pieceRows {
		o.Rows = append(o.Rows, min(pieceRows, rows-from))
	}
	names, err := w.Names(part)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		t, err := w.text(ctx, part, name)
		form := columns.InCodes
		switch {
		case errors.Is(err, fault.Changed):
			form = columns.Broken
		case err != nil:
			return nil, err
		case t == nil:
			continue
		case t.Ends != nil:
			form = columns.InTexts
		}
		forms := make([]columns.Form, len(o.Rows))
		for i := range forms {
			forms[i] = form
		}
		o.Forms[name] = forms
	}
	return o, nil
}

func (w whole) text(ctx context.Context, part int64, name string) (*columns.Text, error) {
	t, err := w.Text(ctx, part, name)
	if err == nil && t != nil && t.Len() != w.rows[part] {
		err = unsound("The column “%s” has %d values for %d entries.", name, t.Len(), w.rows[part])
	}
	return t, err
}

func (w whole) span(part int64, segment int) (from, to int) {
	return segment * pieceRows, min((segment+1)*pieceRows, w.rows[part])
}

// Numbers implements Segmented.
func (w whole) Numbers(ctx context.Context, part int64, segment int, name string, dst []int64) ([]int64, error) {
	all, err := w.Ints(ctx, part, name)
	if err != nil {
		return dst, err
	}
	if len(all) != w.rows[part] {
		return dst, unsound("The column “%s” has %d values for %d entries.", name, len(all), w.rows[part])
	}
	from, to := w.span(part, segment)
	return append(dst, all[from:to]...), nil
}

// Codes implements Segmented.
func (w whole) Codes(ctx context.Context, part int64, segment int, name string, limit int, dst []uint32) ([]uint32, error) {
	t, err := w.text(ctx, part, name)
	if err != nil {
		return dst, err
	}
	from, to := w.span(part, segment)
	for i, code := range t.Codes[from:to] {
		if int(code) >= limit {
			return dst, unsound("The value of entry %d in the column “%s” is missing.", from+i+1, name)
		}
	}
	return append(dst, t.Codes[from:to]...), nil
}

// Long implements Segmented; the texts lie in memory, so that dst is not needed.
func (w whole) Long(ctx context.Context, part int64, segment int, name string, _ *columns.LongText) (*columns.LongText, error) {
	t, err := w.text(ctx, part, name)
	if err != nil {
		return nil, err
	}
	from, to := w.span(part, segment)
	start := uint64(0)
	if from > 0 {
		start = t.Ends[from-1]
	}
	out := &columns.LongText{Ends: make([]uint32, to-from)}
	last := start
	for i, end := range t.Ends[from:to] {
		if end < last || end > uint64(len(t.Arena)) || end-start > 1<<32-1 {
			return nil, unsound("The value of entry %d in the column “%s” lies outside.", from+i+1, name)
		}
		out.Ends[i], last = uint32(end-start), end
	}
	if to > from {
		out.Arena = t.Arena[start:last]
	}
	return out, nil
}

// Dictionary implements Segmented.
func (w whole) Dictionary(ctx context.Context, part int64, name string) ([]string, error) {
	t, err := w.text(ctx, part, name)
	if err == nil && (t == nil || len(t.Dict) == 0 || t.Dict[0] != "") {
		err = unsound("The values of the column “%s” do not begin with the empty text.", name)
	}
	if err != nil {
		return nil, err
	}
	return t.Dict, nil
}

// Values implements Segmented.
func (w whole) Values(ctx context.Context, part int64, name string) (*columns.LongText, error) {
	dict, err := w.Dictionary(ctx, part, name)
	if err != nil {
		return nil, err
	}
	size := 0
	for _, v := range dict {
		if size += len(v); size > columns.MaxText {
			return nil, unsound("The values of the column “%s” are too long.", name)
		}
	}
	out := &columns.LongText{Arena: make([]byte, 0, size), Ends: make([]uint32, len(dict))}
	for i, v := range dict {
		out.Arena = append(out.Arena, v...)
		out.Ends[i] = uint32(len(out.Arena))
	}
	return out, nil
}
