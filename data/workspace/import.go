package workspace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"probity/data/columns"
	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/intake"
)

// leavesPiece is the number of leaf hashes in one row of the table leaves.
const leavesPiece = 65_536

// Import reads an export with a reading and stores all of it or nothing. A
// file that is there already, by its SHA-256, is not stored again: its records
// are counted as duplicates. While it runs, others may read and write the
// workspace; another import waits.
func (w *Workspace) Import(ctx context.Context, path string, rd *intake.Reading, o Origin, p Progress) (Receipt, error) {
	var receipt Receipt
	err := w.ImportAll(ctx, []Export{{path, rd, o}}, func(int) func(done, total int64) { return p }, func(_ int, r Receipt) error {
		receipt = r
		return nil
	})
	return receipt, err
}

// cancelled says what became of an import that somebody stopped.
func (w *Workspace) cancelled(name string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("The import of %s was stopped. Nothing of it was stored. (%w)", name, err)
	}
	return err
}

// What the workspace has of a file that is to be imported.
type presence int

const (
	isNew presence = iota
	isVisible
	isWithdrawn
)

// known finds out whether the file was imported before. It is only read for
// that when a source of its size is there.
func (w *Workspace) known(ctx context.Context, src *sourceFile, o Origin) (Receipt, presence, error) {
	// The size of what a container holds is only known at its end.
	var same int
	err := w.readers.QueryRowContext(ctx, `SELECT count(*) FROM source WHERE (size = ? OR ?) AND sha256 IS NOT NULL`, src.info.Size(), src.packed != nil).Scan(&same)
	if err != nil || same == 0 {
		return Receipt{}, isNew, w.explain(err)
	}
	sum, err := src.hash(ctx)
	if err != nil {
		return Receipt{}, isNew, err
	}
	r := Receipt{Source: src.name(), SHA256: evidence.Hex(sum), PanelRows: o.PanelRows}
	var (
		root         []byte
		added, state string
	)
	err = w.readers.QueryRowContext(ctx, `SELECT r.records, r.first, r.last, r.root, r.state, s.added FROM reading r JOIN source s ON s.id = r.source
		WHERE s.sha256 = ? AND r.state IN ('visible', 'withdrawn')`, sum[:]).Scan(&r.Read, &r.First, &r.Last, &root, &state, &added)
	if errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, isNew, nil
	}
	if err != nil {
		return Receipt{}, isNew, w.explain(err)
	}
	if state == "withdrawn" {
		return r, isWithdrawn, nil
	}
	r.Duplicates, r.Root = r.Read, fmt.Sprintf("%x", root)
	if r.AlreadyImported, err = time.Parse(time.RFC3339, added); err != nil {
		return Receipt{}, isNew, damagedFile(w.path, err)
	}
	return r, isVisible, nil
}

// run is one import under way.
type run struct {
	stage   *stage
	cut     segmenter
	dicts   dictionaries
	segment int

	leaves  []evidence.Hash // not yet stored
	pieces  int             // of leaves
	records int64
	rows    int64
	stored  int64 // records with at least one entry
	before  int64 // record of the entry before
	first   entry.Micros
	last    entry.Micros
	times   intake.TimeMarks
	rejects []intake.Reject
}

// take is the sink of intake.
func (r *run) take(b *intake.Batch) error {
	if err := sound(b, r.records); err != nil {
		return fmt.Errorf("reading a source: %w", err)
	}
	r.records += int64(b.Records)
	r.rows += int64(b.Rows)
	for i, record := range b.Record {
		if record != r.before {
			r.stored++
			r.before = record
		}
		if t := b.Time[i]; t != entry.NoTime {
			if r.first == entry.NoTime || t < r.first {
				r.first = t
			}
			r.last = max(r.last, t)
		}
	}
	r.times.Count(b)
	r.rejects = append(r.rejects, b.Rejects...)
	for _, x := range b.Rejects {
		r.stage.put(insertReject, 100+len(x.Reason), r.stage.reading, x.Record, x.Line, x.Offset, x.Length, x.Reason)
	}
	if err := r.addLeaves(b.Leaves); err != nil {
		return err
	}
	return r.cut.add(b)
}

func (r *run) addLeaves(leaves []evidence.Hash) error {
	for len(leaves) > 0 {
		if r.leaves == nil {
			r.leaves = make([]evidence.Hash, 0, min(leavesPiece, 2*len(leaves)))
		}
		n := min(len(leaves), leavesPiece-len(r.leaves))
		r.leaves = append(r.leaves, leaves[:n]...)
		leaves = leaves[n:]
		if len(r.leaves) == leavesPiece {
			if err := r.flushLeaves(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) flushLeaves() error {
	leaves, n := r.leaves, r.pieces
	r.leaves = nil
	r.pieces++
	return r.stage.leaves(n, leaves)
}

// store gives the columns of a segment to the stage.
func (r *run) store(pending []stretch, rows int) error {
	segment := r.segment
	r.segment++
	for _, name := range intColumns {
		err := r.stage.block(segment, name, columns.KindInt, rows, func() []byte {
			return columns.EncodeInts(ints(name, pending, rows))
		})
		if err != nil {
			return err
		}
	}
	return r.dicts.recode(pending, rows, func(b textBlock) error {
		return r.stage.block(segment, b.name, b.kind(), rows, b.encode)
	})
}

// close stores what is left at the end of the source.
func (r *run) close() error {
	if err := r.cut.flush(); err != nil {
		return err
	}
	if len(r.leaves) > 0 {
		if err := r.flushLeaves(); err != nil {
			return err
		}
	}
	for name, d := range r.dicts.columns {
		if len(d.Values) > 1 {
			if err := r.stage.dictionary(name, d.Values); err != nil {
				return err
			}
		}
	}
	return nil
}
