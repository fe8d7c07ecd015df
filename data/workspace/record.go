package workspace

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"probity/data/columns"
	"probity/data/entry"
	"probity/data/fault"
)

// RecordOf returns the original bytes of the record that an entry was read
// from.
func (w *Workspace) RecordOf(ctx context.Context, id entry.Identity) ([]byte, error) {
	var part int64
	err := w.readers.QueryRowContext(ctx, `SELECT r.id FROM reading r JOIN source s ON s.id = r.source
		WHERE s.sha256 = ? AND r.state = 'visible'`, id.Source[:]).Scan(&part)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.Unusable, "%s holds no entry %s.", w.path, id)
	}
	if err != nil {
		return nil, w.explain(err)
	}
	length, err := w.lengthAt(ctx, part, id.Offset)
	if err != nil {
		return nil, err
	}
	return w.Record(ctx, id.Source, id.Offset, length)
}

// lengthAt finds the length of the record that begins at offset. Offsets grow
// within a reading, so the segment is found by halving.
func (w *Workspace) lengthAt(ctx context.Context, part, offset int64) (int64, error) {
	offsets, segments, err := w.blocks(ctx, part, columnOffset)
	if err != nil {
		return 0, err
	}
	read := func(b block, n int) ([]int64, error) {
		data, err := w.blockData(ctx, b.id)
		if err != nil {
			return nil, err
		}
		return columns.AppendInts(nil, data, n)
	}
	low, high := 0, len(segments)
	for low < high {
		middle := (low + high) / 2
		in, err := read(offsets[middle], segments[middle])
		if err != nil {
			return 0, w.broken(part, columnOffset, err)
		}
		switch {
		case len(in) > 0 && offset < in[0]:
			high = middle
			continue
		case len(in) == 0 || offset > in[len(in)-1]:
			low = middle + 1
			continue
		}
		at, ok := slices.BinarySearch(in, offset)
		if !ok {
			break
		}
		lengths, _, err := w.blocks(ctx, part, columnLength)
		if err != nil {
			return 0, err
		}
		of, err := read(lengths[middle], segments[middle])
		if err != nil {
			return 0, w.broken(part, columnLength, err)
		}
		return of[at], nil
	}
	return 0, fault.New(fault.Unusable, "%s holds no record at byte %d of that source.", w.path, offset)
}
