package workspace

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"slices"
	"sync"

	"probity/data/columns"
	"probity/data/entry"
)

// pieces says where the blocks of a reading lie. A reading never changes, so
// that it is asked for once.
type pieces struct {
	all    []int // rows of each segment, hidden ones included
	starts []int // rows before each segment
	blocks map[string][]block
}

// outlines keeps the pieces of readings.
type outlines struct {
	sync.Mutex
	known map[int64]*pieces
}

// pieces lists the blocks of a reading.
func (w *Workspace) pieces(ctx context.Context, reading int64) (*pieces, error) {
	w.outlined.Lock()
	defer w.outlined.Unlock()
	if p := w.outlined.known[reading]; p != nil {
		return p, nil
	}
	var total int
	if err := w.readers.QueryRowContext(ctx, `SELECT rows FROM reading WHERE id = ? AND state != 'replaced'`, reading).Scan(&total); err == sql.ErrNoRows {
		return nil, w.changedMeanwhile()
	} else if err != nil {
		return nil, w.explain(err)
	}
	p := &pieces{blocks: map[string][]block{}}
	rows, err := w.readers.QueryContext(ctx, `SELECT name, segment, id, kind, rows FROM block WHERE reading = ? ORDER BY name, segment`, reading)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	var most int
	for rows.Next() {
		var (
			b    block
			name string
		)
		if err := rows.Scan(&name, &b.segment, &b.id, &b.kind, &b.rows); err != nil {
			return nil, w.explain(err)
		}
		// Every segment but the last has rows or text without end, and a
		// reading at most so many rows, so that a number nobody wrote here
		// costs no memory.
		if b.segment < 0 || b.segment > total {
			continue
		}
		list := p.blocks[name]
		if b.segment != len(list) && b.segment > len(list)+1<<16 {
			continue
		}
		for len(list) < b.segment {
			list = append(list, block{segment: len(list)})
		}
		p.blocks[name] = append(list[:b.segment], b)
		most = max(most, b.segment+1)
	}
	if err := rows.Err(); err != nil {
		return nil, w.explain(err)
	}
	if err := p.cut(most, total); err != nil {
		return nil, w.broken(reading, columnRecord, err)
	}
	if w.outlined.known == nil {
		w.outlined.known = map[int64]*pieces{}
	}
	w.outlined.known[reading] = p
	return p, nil
}

// cut finds the number of rows of every segment: the columns of whole numbers
// are never empty but for the time, so that they say it, also where a block of
// one of them is missing.
func (p *pieces) cut(segments, total int) error {
	sum := 0
	for i := range segments {
		rows := -1
		for _, name := range []string{columnRecord, columnOffset, columnLength} {
			if list := p.blocks[name]; rows < 0 && i < len(list) && list[i].id != 0 && list[i].rows >= 0 && list[i].rows <= segmentRows {
				rows = list[i].rows
			}
		}
		if rows < 0 {
			return fmt.Errorf("segment %d is missing", i)
		}
		p.starts = append(p.starts, sum)
		p.all = append(p.all, rows)
		sum += rows
	}
	if sum != total {
		return fmt.Errorf("the segments have %d rows of %d", sum, total)
	}
	return nil
}

func (p *pieces) block(name string, segment int) (b block, ok bool) {
	list := p.blocks[name]
	if segment >= len(list) || list[segment].id == 0 {
		return block{}, false
	}
	return list[segment], true
}

// Outline says how the columns of a part are cut.
func (w *Workspace) Outline(ctx context.Context, part int64) (*columns.Outline, error) {
	m, err := w.maskOf(part)
	if err != nil {
		return nil, err
	}
	p, err := w.pieces(ctx, readingOf(part))
	if err != nil {
		return nil, err
	}
	o := &columns.Outline{Rows: slices.Clone(p.all), Forms: map[string][]columns.Form{}}
	if m != nil {
		for i, start := range p.starts {
			o.Rows[i] = m.shown(start, start+p.all[i])
		}
	}
	for name, list := range p.blocks {
		if slices.Contains(intColumns, name) {
			continue
		}
		forms := make([]columns.Form, len(p.all))
		for i, b := range list {
			switch {
			case b.id == 0:
			case b.rows != p.all[i]:
				forms[i] = columns.Broken
			case b.kind == columns.KindCode:
				forms[i] = columns.InCodes
			case b.kind == columns.KindText:
				forms[i] = columns.InTexts
			default:
				forms[i] = columns.Broken
			}
		}
		o.Forms[name] = forms
	}
	return o, nil
}

// shown counts the rows from … to-1 that are not hidden.
func (m *mask) shown(from, to int) int {
	n := to - from
	for at := from; at < to; {
		word, end := m.hidden[at>>6]>>(at&63), min((at|63)+1, to)
		if end-at < 64 {
			word &= 1<<(end-at) - 1
		}
		n -= bits.OnesCount64(word)
		at = end
	}
	return n
}

// piece reads one block of a part; decode gets its bytes, which it must not
// keep. ok is false where the column is empty in the segment.
func (w *Workspace) piece(ctx context.Context, part int64, segment int, name string, decode func(data []byte, rows int) error) (p *pieces, ok bool, err error) {
	reading := readingOf(part)
	if p, err = w.pieces(ctx, reading); err != nil {
		return nil, false, err
	}
	if segment < 0 || segment >= len(p.all) {
		return nil, false, fmt.Errorf("there is no segment %d", segment)
	}
	b, ok := p.block(name, segment)
	if !ok {
		return p, false, nil
	}
	if b.rows != p.all[segment] {
		return nil, false, w.broken(reading, name, fmt.Errorf("segment %d has %d rows", segment, b.rows))
	}
	var wrong error
	found, err := w.blob(ctx, func(data []byte) { wrong = decode(data, b.rows) }, `SELECT data FROM block WHERE id = ?`, b.id)
	switch {
	case err != nil:
		return nil, false, err
	case !found:
		return nil, false, w.changedMeanwhile()
	case wrong != nil:
		return nil, false, w.broken(reading, name, fmt.Errorf("segment %d: %w", segment, wrong))
	}
	return p, true, nil
}

// blob calls use with the bytes of a stored value, which it must not keep; found
// is false where there is none. The connection is free again afterwards: who
// finds damage asks for more, and as many may find some as there are connections.
func (w *Workspace) blob(ctx context.Context, use func(data []byte), query string, args ...any) (found bool, err error) {
	rows, err := w.readers.QueryContext(ctx, query, args...)
	if err != nil {
		return false, w.explain(err)
	}
	defer rows.Close()
	var data sql.RawBytes
	if found = rows.Next(); found {
		err = rows.Scan(&data)
	}
	if err == nil {
		err = rows.Err()
	}
	if err != nil {
		return false, w.explain(err)
	}
	if found {
		use(data)
	}
	return found, nil
}

// Numbers appends a column of whole numbers of one segment to dst: time, record,
// offset or length as in Ints.
func (w *Workspace) Numbers(ctx context.Context, part int64, segment int, name string, dst []int64) ([]int64, error) {
	m, err := w.maskOf(part)
	if err != nil {
		return dst, err
	}
	before := len(dst)
	p, ok, err := w.piece(ctx, part, segment, name, func(data []byte, rows int) error {
		dst, err = columns.AppendInts(dst, data, rows)
		return err
	})
	if err != nil {
		return dst[:before], err
	}
	if !ok {
		if name != columnTime {
			return dst, w.broken(readingOf(part), name, fmt.Errorf("segment %d is missing", segment))
		}
		for range p.all[segment] {
			dst = append(dst, entry.NoTime)
		}
	}
	return keep(dst, before, m, p.starts[segment]), nil
}

// Codes appends the codes of a column that is coded in a segment to dst. All of
// them are below limit, the number of values in the part's dictionary.
func (w *Workspace) Codes(ctx context.Context, part int64, segment int, name string, limit int, dst []uint32) ([]uint32, error) {
	m, err := w.maskOf(part)
	if err != nil {
		return dst, err
	}
	before := len(dst)
	p, ok, err := w.piece(ctx, part, segment, name, func(data []byte, rows int) error {
		if dst, err = columns.AppendCodes(dst, data, rows); err != nil {
			return err
		}
		for _, code := range dst[before:] {
			if int64(code) >= int64(limit) {
				return fmt.Errorf("the dictionary has no code %d", code)
			}
		}
		return nil
	})
	if err != nil || !ok {
		return dst[:before], err
	}
	return keep(dst, before, m, p.starts[segment]), nil
}

// keep takes the hidden rows of a segment out of what was appended.
func keep[T any](dst []T, before int, m *mask, start int) []T {
	if m == nil {
		return dst
	}
	out := dst[:before]
	for i, v := range dst[before:] {
		if !m.hides(start + i) {
			out = append(out, v)
		}
	}
	return out
}

// Long gives the texts of a column that hardly repeat, of one segment, in the
// room of dst where that is not nil.
func (w *Workspace) Long(ctx context.Context, part int64, segment int, name string, dst *columns.LongText) (*columns.LongText, error) {
	m, err := w.maskOf(part)
	if err != nil {
		return nil, err
	}
	p, err := w.pieces(ctx, readingOf(part))
	if err != nil {
		return nil, err
	}
	var t *columns.LongText
	_, ok, err := w.piece(ctx, part, segment, name, func(data []byte, rows int) error {
		var hides func(row int) bool
		if m != nil {
			hides = func(row int) bool { return m.hides(p.starts[segment] + row) }
		}
		t, err = columns.DecodeLong(dst, data, rows, hides)
		return err
	})
	if err != nil || !ok {
		return nil, err
	}
	return t, nil
}

// Dictionary gives the distinct values of a column of a part, the first of which is
// the empty text.
func (w *Workspace) Dictionary(ctx context.Context, part int64, name string) ([]string, error) {
	return w.dictionary(ctx, readingOf(part), name)
}

// Values is Dictionary as texts.
func (w *Workspace) Values(ctx context.Context, part int64, name string) (t *columns.LongText, err error) {
	err = w.dictionaryData(ctx, readingOf(part), name, func(data []byte) (err error) {
		t, err = columns.DecodeValues(data)
		return err
	})
	return t, err
}

// Outline is that of Workspace.
func (e Everything) Outline(ctx context.Context, part int64) (*columns.Outline, error) {
	return e.w.Outline(ctx, part)
}

// Numbers is that of Workspace.
func (e Everything) Numbers(ctx context.Context, part int64, segment int, name string, dst []int64) ([]int64, error) {
	return e.w.Numbers(ctx, part, segment, name, dst)
}

// Codes is that of Workspace.
func (e Everything) Codes(ctx context.Context, part int64, segment int, name string, limit int, dst []uint32) ([]uint32, error) {
	return e.w.Codes(ctx, part, segment, name, limit, dst)
}

// Long is that of Workspace.
func (e Everything) Long(ctx context.Context, part int64, segment int, name string, dst *columns.LongText) (*columns.LongText, error) {
	return e.w.Long(ctx, part, segment, name, dst)
}

// Dictionary is that of Workspace.
func (e Everything) Dictionary(ctx context.Context, part int64, name string) ([]string, error) {
	return e.w.Dictionary(ctx, part, name)
}

// Values is that of Workspace.
func (e Everything) Values(ctx context.Context, part int64, name string) (*columns.LongText, error) {
	return e.w.Values(ctx, part, name)
}
