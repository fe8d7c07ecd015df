package workspace

import (
	"context"
	"database/sql"
	"errors"

	"probity/data/columns"
	"probity/data/fault"
)

// A part's key names a reading (its lower 32 bits) and a revision of what of it
// is hidden (the upper ones). Revision 0 hides nothing, so that a reading's id
// stands for all of it.
const revisionShift = 32

func partKey(reading, revision int64) int64 { return reading | revision<<revisionShift }

func readingOf(part int64) int64 { return part & (1<<revisionShift - 1) }

// Parts lists what is shown: the visible readings in the order of import,
// without the rows that are hidden. A part that changes gets another key.
func (w *Workspace) Parts() ([]columns.Part, error) { return w.parts(true) }

func (w *Workspace) parts(masked bool) ([]columns.Part, error) {
	ctx := context.Background()
	tx, err := w.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, w.explain(err)
	}
	defer tx.Rollback()
	hides := `0`
	if w.format >= 2 && masked {
		hides = `EXISTS (SELECT 1 FROM occurrence o WHERE o.reading = r.id AND o.kind = 'duplicate' OR o.source = s.id AND o.kind = 'superseded')`
	}
	rows, err := tx.Query(`SELECT r.id, ` + hides + ` * min(max(1, ` + w.column("revision") + `), 1 << 30), min(r.records, (SELECT coalesce(sum(length(data)), 0) / 32 FROM leaves WHERE reading = r.id)), s.id, s.sha256, s.name, r.rows FROM reading r JOIN source s ON s.id = r.source
		WHERE r.state = 'visible' AND s.kind = 'log' ORDER BY ` + w.column("place") + `, r.id`)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	var (
		out       []columns.Part
		revisions []int64
		sources   []int64
		records   []int64
	)
	for rows.Next() {
		var (
			p                         columns.Part
			revision, source, reading int64
			record                    int64
			sum                       []byte
		)
		if err := rows.Scan(&reading, &revision, &record, &source, &sum, &p.Name, &p.Rows); err != nil {
			return nil, w.explain(err)
		}
		copy(p.Source[:], sum)
		p.Key = reading
		out, revisions, sources, records = append(out, p), append(revisions, revision), append(sources, source), append(records, record)
	}
	if err := rows.Err(); err != nil {
		return nil, w.explain(err)
	}
	var missing []*masking
	at := map[*masking]int{}
	for i := range out {
		if revisions[i] == 0 {
			continue
		}
		reading := out[i].Key
		out[i].Key = partKey(reading, revisions[i])
		if m := w.shown.get(out[i].Key); m != nil {
			out[i].Rows = m.rows
			continue
		}
		m, err := w.masking(ctx, tx, reading, sources[i], records[i])
		if err != nil && w.unreadable(ctx, reading) {
			out[i].Key = reading // its outline says what is wrong with it
			continue
		} else if err != nil {
			return nil, err
		}
		missing, at[m] = append(missing, m), i
	}
	if err := w.mask(ctx, missing); err != nil {
		return nil, err
	}
	for m, i := range at {
		w.shown.put(out[i].Key, m.mask)
		out[i].Rows = m.rows
	}
	return out, nil
}

// unreadable reports whether nothing of a reading can be read.
func (w *Workspace) unreadable(ctx context.Context, reading int64) bool {
	_, err := w.pieces(ctx, reading)
	return errors.Is(err, fault.Changed)
}

// maskOf gives the mask behind a part's key, nil where nothing is hidden.
func (w *Workspace) maskOf(part int64) (*mask, error) {
	if part>>revisionShift == 0 {
		return nil, nil
	}
	if m := w.shown.get(part); m != nil {
		return m, nil
	}
	return nil, w.changedMeanwhile()
}

func (w *Workspace) changedMeanwhile() error {
	return fault.New(fault.Unusable, "What %s shows was changed meanwhile. Open it again.", w.path)
}

// there makes sure that a column that was not found never was there: those of a
// reading that was replaced are gone.
func (w *Workspace) there(ctx context.Context, part int64) error {
	var n int
	err := w.readers.QueryRowContext(ctx, `SELECT count(*) FROM reading WHERE id = ? AND state != 'replaced'`, readingOf(part)).Scan(&n)
	if err == nil && n == 0 {
		err = w.changedMeanwhile()
	}
	return w.explain(err)
}

// Names lists the text columns of a part, canonical ones first.
func (w *Workspace) Names(part int64) ([]string, error) { return w.names(readingOf(part)) }

// Ints gives a column of whole numbers: time (entry.Micros), record (0-based),
// offset and length (bytes).
func (w *Workspace) Ints(ctx context.Context, part int64, name string) ([]int64, error) {
	m, err := w.maskOf(part)
	if err != nil {
		return nil, err
	}
	all, err := w.ints(ctx, readingOf(part), name)
	if err == nil && len(all) == 0 {
		err = w.there(ctx, part)
	}
	if err != nil || m == nil {
		return all, err
	}
	out := all[:0]
	for row, n := range all {
		if !m.hides(row) {
			out = append(out, n)
		}
	}
	return out, nil
}

// Text gives a text column, nil where the part has none of that name. It is
// coded where all of it lies so, otherwise an arena.
func (w *Workspace) Text(ctx context.Context, part int64, name string) (*columns.Text, error) {
	m, err := w.maskOf(part)
	if err != nil {
		return nil, err
	}
	all, err := w.text(ctx, readingOf(part), name)
	if err == nil && all == nil {
		return nil, w.there(ctx, part)
	}
	if err != nil || m == nil {
		return all, err
	}
	if all.Ends == nil {
		codes := all.Codes[:0]
		for row, code := range all.Codes {
			if !m.hides(row) {
				codes = append(codes, code)
			}
		}
		return &columns.Text{Codes: codes, Dict: all.Dict}, nil
	}
	arena, ends := all.Arena[:0], make([]uint64, 0, m.rows)
	var from uint64
	for row, end := range all.Ends {
		if !m.hides(row) {
			arena = append(arena, all.Arena[from:end]...) // never ahead of what is read
			ends = append(ends, uint64(len(arena)))
		}
		from = end
	}
	return &columns.Text{Arena: arena, Ends: ends}, nil
}

// Everything gives all entries of the visible sources, also those that are
// hidden as duplicates or older versions. It is a store like the workspace.
type Everything struct{ w *Workspace }

// Everything gives all entries of the visible sources.
func (w *Workspace) Everything() Everything { return Everything{w} }

// Parts lists the visible readings, whole.
func (e Everything) Parts() ([]columns.Part, error) { return e.w.parts(false) }

// Ints is that of Workspace.
func (e Everything) Ints(ctx context.Context, part int64, name string) ([]int64, error) {
	return e.w.Ints(ctx, part, name)
}

// Text is that of Workspace.
func (e Everything) Text(ctx context.Context, part int64, name string) (*columns.Text, error) {
	return e.w.Text(ctx, part, name)
}

// Names is that of Workspace.
func (e Everything) Names(part int64) ([]string, error) { return e.w.Names(part) }
