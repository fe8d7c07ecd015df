package workspace

import (
	"context"

	"probity/data/intake"
)

// Rejects lists the records of a source that could not be read, in the order of
// the source. Record returns their bytes.
func (w *Workspace) Rejects(ctx context.Context, source [32]byte) ([]intake.Reject, error) {
	at, err := w.present(ctx, source)
	if err != nil {
		return nil, err
	}
	rows, err := w.readers.QueryContext(ctx, `SELECT record, line, offset, length, reason FROM reject WHERE reading = ? ORDER BY record`, at.reading)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	var out []intake.Reject
	for rows.Next() {
		var r intake.Reject
		if err := rows.Scan(&r.Record, &r.Line, &r.Offset, &r.Length, &r.Reason); err != nil {
			return nil, w.explain(err)
		}
		out = append(out, r)
	}
	return out, w.explain(rows.Err())
}

// Begins is where the first record of a source begins; before it lie its
// header and what stands above that.
func (w *Workspace) Begins(ctx context.Context, source [32]byte) (int64, error) {
	at, err := w.present(ctx, source)
	if err != nil {
		return 0, err
	}
	rejects, err := w.Rejects(ctx, source)
	if err != nil {
		return 0, err
	}
	offsets, err := w.ints(ctx, at.reading, columnOffset)
	if err != nil {
		return 0, err
	}
	first := at.size
	if len(offsets) > 0 {
		first = offsets[0]
	}
	for _, r := range rejects {
		first = min(first, r.Offset)
	}
	return first, nil
}
