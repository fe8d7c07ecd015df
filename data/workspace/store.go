package workspace

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"probity/data/columns"
	"probity/data/entry"
	"probity/data/fault"
)

// Columns of whole numbers. All others are text.
const (
	columnTime   = "time"
	columnRecord = "record"
	columnOffset = "offset"
	columnLength = "length"
)

var intColumns = []string{columnTime, columnRecord, columnOffset, columnLength}

// names lists the text columns of a reading, canonical ones first.
func (w *Workspace) names(part int64) ([]string, error) {
	names, err := texts(w.readers.Query(`SELECT DISTINCT name FROM block WHERE reading = ?`, part))
	if err != nil {
		return nil, w.explain(err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(intColumns, name) })
	slices.SortFunc(names, entry.Order)
	return names, nil
}

// block is where a block lies; its data is read by id.
type block struct {
	id      int64
	segment int
	kind    string
	rows    int
}

// blocks lists the blocks of a column with the rows before each of them, and
// checks that the segments have the rows of the reading.
func (w *Workspace) blocks(ctx context.Context, part int64, name string) (found map[int]block, segments []int, err error) {
	found = map[int]block{}
	rows, err := w.readers.QueryContext(ctx, `SELECT id, segment, kind, rows FROM block WHERE reading = ? AND name = ? ORDER BY segment`, part, name)
	if err != nil {
		return nil, nil, w.explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		var b block
		if err := rows.Scan(&b.id, &b.segment, &b.kind, &b.rows); err != nil {
			return nil, nil, w.explain(err)
		}
		found[b.segment] = b
	}
	if err := rows.Err(); err != nil || len(found) == 0 {
		return nil, nil, w.explain(err)
	}
	segments, err = w.segments(ctx, part)
	if err != nil {
		return nil, nil, err
	}
	for i, b := range found {
		if i < 0 || i >= len(segments) || b.rows != segments[i] {
			return nil, nil, w.broken(part, name, fmt.Errorf("segment %d has %d rows", i, b.rows))
		}
	}
	return found, segments, nil
}

// segments gives the number of rows of each segment of a reading. The column
// of record numbers is never empty, so that it has them all.
func (w *Workspace) segments(ctx context.Context, part int64) ([]int, error) {
	var total int
	if err := w.readers.QueryRowContext(ctx, `SELECT rows FROM reading WHERE id = ?`, part).Scan(&total); err != nil {
		return nil, w.explain(err)
	}
	rows, err := w.readers.QueryContext(ctx, `SELECT segment, rows FROM block WHERE reading = ? AND name = ? ORDER BY segment`, part, columnRecord)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	var (
		out   []int
		sum   int
		wrong error
	)
	for wrong == nil && rows.Next() {
		var segment, n int
		if err := rows.Scan(&segment, &n); err != nil {
			return nil, w.explain(err)
		}
		switch {
		case n < 0 || n > segmentRows:
			wrong = fmt.Errorf("segment %d states %d rows", segment, n)
		case segment != len(out):
			wrong = fmt.Errorf("segment %d is not the next", segment)
		}
		out = append(out, n)
		sum += n
	}
	if err := rows.Err(); err != nil {
		return nil, w.explain(err)
	}
	if wrong == nil && sum != total {
		wrong = fmt.Errorf("the segments have %d rows of %d", sum, total)
	}
	if wrong != nil {
		rows.Close() // broken asks, and all who ask at once may be here
		return nil, w.broken(part, columnRecord, wrong)
	}
	return out, nil
}

// broken is the error for a column that cannot be read.
func (w *Workspace) broken(part int64, name string, err error) error {
	var file string
	if e := w.readers.QueryRow(`SELECT s.name FROM reading r JOIN source s ON s.id = r.source WHERE r.id = ?`, part).Scan(&file); e != nil {
		file = "an unknown source"
	}
	return fault.New(fault.Changed, "In %s the column “%s” of %s is damaged. Verify the workspace to see what it concerns; %s can be imported again into a new one. (%w)", w.path, name, file, file, err)
}

func (w *Workspace) blockData(ctx context.Context, id int64) (data []byte, err error) {
	err = w.readers.QueryRowContext(ctx, `SELECT data FROM block WHERE id = ?`, id).Scan(&data)
	return data, w.explain(err)
}

// ints gives a column of whole numbers of a reading, whole.
func (w *Workspace) ints(ctx context.Context, part int64, name string) ([]int64, error) {
	found, segments, err := w.blocks(ctx, part, name)
	if err != nil {
		return nil, err
	}
	out := make([]int64, 0, sum(segments))
	for i, n := range segments {
		b, ok := found[i]
		if !ok {
			if name != columnTime {
				return nil, w.broken(part, name, fmt.Errorf("segment %d is missing", i))
			}
			for range n {
				out = append(out, entry.NoTime)
			}
			continue
		}
		data, err := w.blockData(ctx, b.id)
		if err != nil {
			return nil, err
		}
		if out, err = columns.AppendInts(out, data, n); err != nil {
			return nil, w.broken(part, name, fmt.Errorf("segment %d: %w", i, err))
		}
	}
	return out, nil
}

// text gives a text column of a reading, nil where it has none of that name. It
// is coded where all of it lies so, otherwise an arena.
func (w *Workspace) text(ctx context.Context, part int64, name string) (*columns.Text, error) {
	found, segments, err := w.blocks(ctx, part, name)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var dict []string
	coded := true
	for _, b := range found {
		coded = coded && b.kind == columns.KindCode
		if b.kind == columns.KindCode && dict == nil {
			if dict, err = w.dictionary(ctx, part, name); err != nil {
				return nil, err
			}
		}
	}
	if coded {
		return w.coded(ctx, part, name, found, segments, dict)
	}
	return w.arena(ctx, part, name, found, segments, dict)
}

func (w *Workspace) dictionary(ctx context.Context, part int64, name string) (dict []string, err error) {
	err = w.dictionaryData(ctx, part, name, func(data []byte) (err error) {
		dict, err = columns.DecodeDict(data)
		return err
	})
	return dict, err
}

// dictionaryData calls decode with the bytes of a dictionary, which it must not
// keep.
func (w *Workspace) dictionaryData(ctx context.Context, part int64, name string, decode func(data []byte) error) error {
	var wrong error
	found, err := w.blob(ctx, func(data []byte) { wrong = decode(data) }, `SELECT data FROM dictionary WHERE reading = ? AND name = ?`, part, name)
	if err != nil {
		return err
	}
	if !found {
		wrong = errors.New("its dictionary is missing")
	}
	if wrong == nil {
		return nil
	}
	if err := w.there(ctx, part); err != nil {
		return err
	}
	return w.broken(part, name, wrong)
}

func (w *Workspace) coded(ctx context.Context, part int64, name string, found map[int]block, segments []int, dict []string) (*columns.Text, error) {
	t := &columns.Text{Dict: dict, Codes: make([]uint32, 0, sum(segments))}
	for i, n := range segments {
		b, ok := found[i]
		if !ok {
			t.Codes = append(t.Codes, make([]uint32, n)...)
			continue
		}
		codes, err := w.appendCodes(ctx, t.Codes, b, len(dict))
		if err != nil {
			return nil, w.broken(part, name, fmt.Errorf("segment %d: %w", i, err))
		}
		t.Codes = codes
	}
	return t, nil
}

// appendCodes reads a block of codes, all of which a dictionary of that size
// has.
func (w *Workspace) appendCodes(ctx context.Context, dst []uint32, b block, dict int) ([]uint32, error) {
	data, err := w.blockData(ctx, b.id)
	if err != nil {
		return nil, err
	}
	before := len(dst)
	if dst, err = columns.AppendCodes(dst, data, b.rows); err != nil {
		return nil, err
	}
	for _, code := range dst[before:] {
		if int64(code) >= int64(dict) {
			return nil, fmt.Errorf("the dictionary has no code %d", code)
		}
	}
	return dst, nil
}

// arena reads a column of which at least one block is text. The compressed
// blocks are held until their sizes are known, so that the arena is taken once.
func (w *Workspace) arena(ctx context.Context, part int64, name string, found map[int]block, segments []int, dict []string) (*columns.Text, error) {
	packed := make([][]byte, len(segments))
	codes := make([][]uint32, len(segments))
	size := 0
	for i := range segments {
		b, ok := found[i]
		switch {
		case !ok:
		case b.kind == columns.KindCode:
			c, err := w.appendCodes(ctx, nil, b, len(dict))
			if err != nil {
				return nil, w.broken(part, name, fmt.Errorf("segment %d: %w", i, err))
			}
			for _, code := range c {
				size += len(dict[code])
			}
			codes[i] = c
		default:
			data, err := w.blockData(ctx, b.id)
			if err != nil {
				return nil, err
			}
			n, err := columns.Unpacked(data, columns.MaxText)
			if err != nil {
				return nil, w.broken(part, name, fmt.Errorf("segment %d: %w", i, err))
			}
			size += n
			packed[i] = data
		}
	}
	if size > math.MaxInt/2 {
		return nil, w.broken(part, name, errors.New("it states an impossible size"))
	}
	t := &columns.Text{Arena: make([]byte, 0, size), Ends: make([]uint64, 0, sum(segments))}
	for i, n := range segments {
		switch {
		case codes[i] != nil:
			for _, code := range codes[i] {
				t.Arena = append(t.Arena, dict[code]...)
				t.Ends = append(t.Ends, uint64(len(t.Arena)))
			}
		case packed[i] != nil:
			if err := t.AppendBlock(packed[i], n); err != nil {
				return nil, w.broken(part, name, fmt.Errorf("segment %d: %w", i, err))
			}
			packed[i] = nil
		default:
			for range n {
				t.Ends = append(t.Ends, uint64(len(t.Arena)))
			}
		}
	}
	return t, nil
}

func sum(numbers []int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}
