package workspace

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"probity/data/columns"
	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/fault"
	"probity/data/intake"
)

// leavesPiece is the number of leaf hashes in one row of the table leaves.
const leavesPiece = 65_536

// Import reads an export with a reading and stores all of it or nothing. A
// file that is there already, by its SHA-256, is not stored again: its records
// are counted as duplicates. While it runs, others may read and write the
// workspace; another import waits.
func (w *Workspace) Import(ctx context.Context, path string, rd *intake.Reading, o Origin, p Progress) (Receipt, error) {
	if w.readOnly {
		return Receipt{}, fault.New(fault.Unusable, "%s", w.whyReadOnly())
	}
	src, err := openSource(path)
	if err != nil {
		return Receipt{}, err
	}
	defer src.close()
	lock, err := w.waitLock(ctx)
	if err != nil {
		return Receipt{}, w.cancelled(src, explain(w.path, err))
	}
	defer lock.release()
	if err := w.sweep(); err != nil {
		return Receipt{}, err
	}
	if r, known, err := w.known(ctx, src, o); err != nil || known {
		return r, w.cancelled(src, err)
	}
	r, err := w.importNew(ctx, src, rd, o, p)
	if err != nil {
		// Without this the next opening sweeps.
		return Receipt{}, w.cancelled(src, errors.Join(err, w.sweep()))
	}
	return r, nil
}

// cancelled says what became of an import that somebody stopped.
func (w *Workspace) cancelled(src *sourceFile, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("The import of %s was stopped. Nothing of it was stored. (%w)", src.name(), err)
	}
	return err
}

// known finds out whether the file was imported before. It is only read for
// that when a source of its size is there.
func (w *Workspace) known(ctx context.Context, src *sourceFile, o Origin) (Receipt, bool, error) {
	var same int
	err := w.readers.QueryRowContext(ctx, `SELECT count(*) FROM source WHERE size = ? AND sha256 IS NOT NULL`, src.info.Size()).Scan(&same)
	if err != nil || same == 0 {
		return Receipt{}, false, w.explain(err)
	}
	sum, err := src.hash(ctx)
	if err != nil {
		return Receipt{}, false, err
	}
	r := Receipt{Source: src.name(), SHA256: evidence.Hex(sum), PanelRows: o.PanelRows}
	var (
		root  []byte
		added string
	)
	err = w.readers.QueryRowContext(ctx, `SELECT r.records, r.first, r.last, r.root, s.added FROM reading r JOIN source s ON s.id = r.source
		WHERE s.sha256 = ? AND r.state = 'visible'`, sum[:]).Scan(&r.Read, &r.First, &r.Last, &root, &added)
	if errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, false, nil
	}
	if err != nil {
		return Receipt{}, false, w.explain(err)
	}
	r.Duplicates, r.Root = r.Read, fmt.Sprintf("%x", root)
	if r.AlreadyImported, err = time.Parse(time.RFC3339, added); err != nil {
		return Receipt{}, false, damagedFile(w.path, err)
	}
	return r, true, nil
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
	rejects []intake.Reject
}

func (w *Workspace) importNew(ctx context.Context, src *sourceFile, rd *intake.Reading, o Origin, p Progress) (Receipt, error) {
	settings, err := json.Marshal(rd)
	if err != nil {
		return Receipt{}, fmt.Errorf("writing the reading of %s: %w", src.name(), err)
	}
	name := strings.ToValidUTF8(src.name(), "\uFFFD")
	s, err := w.newStage(ctx, name, settings)
	if err != nil {
		return Receipt{}, err
	}
	defer s.fail(nil)
	r := &run{stage: s, dicts: dictionaries{columns: map[string]*dictionary{}}, before: -1, first: entry.NoTime, last: entry.NoTime}
	r.cut.cut = r.store
	src.begin(s.ctx, s.chunk, throttle(p, src.info.Size()))
	err = intake.Read(s.ctx, src, rd, r.take)
	if err == nil {
		err = r.close(src)
	}
	if err != nil {
		// What came first is the cause: an error of the stage makes intake
		// report that its source ended.
		s.fail(err)
	}
	if err := s.end(); err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{
		Source: name, SHA256: evidence.Hex(src.sum), Root: evidence.Hex(s.root()),
		Read: r.records, Stored: r.stored, Rejected: int64(len(r.rejects)),
		First: r.first, Last: r.last, Rejects: r.rejects, PanelRows: o.PanelRows,
	}
	if receipt.Read != receipt.Stored+receipt.Rejected {
		return Receipt{}, fmt.Errorf("%s cannot be imported: of %d records %d were read and %d rejected, which does not add up. Nothing was stored", src.name(), receipt.Read, receipt.Stored, receipt.Rejected)
	}
	if s.seal.Rejects, err = hashRejects(r.rejects); err != nil {
		return Receipt{}, err
	}
	fields, err := importFields(src.size, receipt, settings, r.rows, o, s.seal)
	if err != nil {
		return Receipt{}, err
	}
	if err := w.show(ctx, s, src, r, receipt, o.Importer, fields); err != nil {
		return Receipt{}, err
	}
	if p != nil {
		p(src.size, src.size)
	}
	return receipt, nil
}

// show makes the staged import visible, together with its event.
func (w *Workspace) show(ctx context.Context, s *stage, src *sourceFile, r *run, receipt Receipt, author string, fields map[string]string) error {
	root := s.root()
	return w.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE source SET sha256 = ?, size = ?, added = ? WHERE id = ?`, src.sum[:], src.size, w.world.stamp(), s.source)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE reading SET state = 'visible', records = ?, rows = ?, rejected = ?, first = ?, last = ?, root = ? WHERE id = ?`,
			r.records, r.rows, receipt.Rejected, r.first, r.last, root[:], s.reading)
		if err != nil {
			return err
		}
		if err := sealSource(tx, s.source, fields); err != nil {
			return err
		}
		_, err = w.appendEvent(tx, author, "import", fields)
		return err
	})
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
	for _, b := range r.dicts.recode(pending, rows) {
		if err := r.stage.block(segment, b.name, b.kind(), rows, b.encode); err != nil {
			return err
		}
	}
	return nil
}

// close stores what is left at the end of the source.
func (r *run) close(src *sourceFile) error {
	if err := src.finish(); err != nil {
		return err
	}
	if err := r.cut.flush(); err != nil {
		return err
	}
	if len(r.leaves) > 0 {
		if err := r.flushLeaves(); err != nil {
			return err
		}
	}
	for name, d := range r.dicts.columns {
		if len(d.values) > 1 {
			if err := r.stage.dictionary(name, d.values); err != nil {
				return err
			}
		}
	}
	return nil
}
