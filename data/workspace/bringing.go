package workspace

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/fault"
	"probity/data/intake"
)

// bringing is a reading on its way into the workspace: of a new source, or
// another one of a source that is there.
type bringing struct {
	w            *Workspace
	kind, author string // of the event
	name         string // of the source
	origin       Origin
	rd           *intake.Reading
	again        bool // the source is there
	size         int64
	sum          [32]byte
	more         map[string]string // fields of the event
	known        *resolver         // of the visible readings; nil: to be read

	settings []byte
	stage    *stage
	run      *run
}

func (b *bringing) begin(ctx context.Context, source int64) (err error) {
	if b.settings, err = json.Marshal(b.rd); err != nil {
		return fmt.Errorf("writing the reading of %s: %w", b.name, err)
	}
	b.again = source != 0
	if b.stage, err = b.w.newStage(ctx, source, b.name, b.settings); err != nil {
		return err
	}
	b.run = &run{stage: b.stage, dicts: dictionaries{columns: map[string]*dictionary{}}, before: -1, first: entry.NoTime, last: entry.NoTime}
	b.run.cut.cut = b.run.store
	return nil
}

// read stages all of a source and waits until it is stored.
func (b *bringing) read(src io.Reader, sink func(*intake.Batch) error, finish func() error) error {
	err := intake.Read(b.stage.ctx, src, b.rd, sink)
	if errors.Is(err, fault.Unusable) {
		err = fmt.Errorf("%s: %w", b.name, err)
	}
	if err == nil {
		err = finish()
	}
	if err == nil {
		err = b.run.close()
	}
	if err != nil {
		// What came first is the cause: an error of the stage makes intake
		// report that its source ended.
		b.stage.fail(err)
	}
	b.run.dicts = dictionaries{} // they are stored, and large
	return b.stage.end()
}

// show makes the staged reading visible, together with its event.
func (b *bringing) show(ctx context.Context) (Receipt, error) {
	r, s := b.run, b.stage
	now, err := b.resolve(ctx)
	if err != nil {
		return Receipt{}, err
	}
	own := now.lists[s.reading]
	receipt := Receipt{
		Source: b.name, SHA256: evidence.Hex(b.sum), Root: evidence.Hex(s.root()),
		Read: r.records, Duplicates: own.count(Duplicate), Rejected: int64(len(r.rejects)),
		Altered: own.count(Superseded), Vanished: own.count(Vanished),
		Reference: b.rd.Reference, First: r.first, Last: r.last, Times: r.times, Rejects: r.rejects, PanelRows: b.origin.PanelRows,
	}
	receipt.Stored = r.stored - receipt.Duplicates
	if receipt.Read != receipt.Stored+receipt.Duplicates+receipt.Rejected {
		return Receipt{}, fmt.Errorf("%s cannot be imported: of %d records %d were read and %d rejected, which does not add up. Nothing was stored", b.name, receipt.Read, r.stored, receipt.Rejected)
	}
	if s.seal.Rejects, err = hashRejects(r.rejects); err != nil {
		return Receipt{}, err
	}
	fields, err := readingFields(b.size, receipt, b.settings, r.rows, b.origin, s.seal)
	if err != nil {
		return Receipt{}, err
	}
	if fields["occurrences"], err = now.seal(); err != nil {
		return Receipt{}, err
	}
	maps.Copy(fields, b.more)
	root := s.root()
	return receipt, b.w.write(ctx, func(tx *sql.Tx) error {
		if err := b.place(tx); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE reading SET state = 'visible', records = ?, rows = ?, duplicates = ?, rejected = ?, first = ?, last = ?, root = ? WHERE id = ?`,
			r.records, r.rows, receipt.Duplicates, receipt.Rejected, r.first, r.last, root[:], s.reading)
		if err != nil {
			return err
		}
		if err := now.store(tx); err != nil {
			return err
		}
		if err := sealSource(tx, s.source, fields); err != nil {
			return err
		}
		_, err = b.w.appendEvent(tx, b.author, b.kind, fields)
		return err
	})
}

// resolve holds the staged reading against the visible ones. A new source is
// the last one and changes nothing about what those before it have in common.
func (b *bringing) resolve(ctx context.Context) (*reconsidered, error) {
	s, r := b.stage, b.run
	n := newKnown(s.reading, s.source, b.sum, r.records, r.first, r.last, b.rd, b.origin.Filter)
	if kindOf(b.rd) == kindList {
		out := &reconsidered{lists: map[int64]commons{}, sums: map[int64][32]byte{}}
		out.lists[s.reading], out.sums[s.reading] = nil, b.sum
		return out, nil
	}
	if b.again {
		if err := b.readable(ctx); err != nil {
			return nil, err
		}
		return b.w.reconsider(ctx, s.source, n)
	}
	out := &reconsidered{lists: map[int64]commons{}, sums: map[int64][32]byte{s.reading: b.sum}}
	if b.known == nil {
		var err error
		if b.known, err = b.w.resume(ctx); err != nil {
			return nil, err
		}
	}
	before := b.known
	before.ctx = ctx
	if len(before.earlier) > 0 {
		if err := b.readable(ctx); err != nil {
			return nil, err
		}
	}
	lists, err := before.add(n)
	if err != nil {
		return nil, err
	}
	out.lists[s.reading] = lists
	if lists.count(Duplicate) > 0 {
		out.changed = append(out.changed, s.reading)
	}
	for i := range lists {
		if lists[i].kind == Superseded {
			for _, e := range before.earlier {
				if e.source == lists[i].source {
					out.changed = append(out.changed, e.id)
				}
			}
		}
	}
	return out, nil
}

// readable makes the staged columns such that they can be read like any others.
func (b *bringing) readable(ctx context.Context) error {
	return b.w.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE reading SET records = ?, rows = ? WHERE id = ?`, b.run.records, b.run.rows, b.stage.reading)
		return err
	})
}

// place gives the reading its place among the sources. A new source, or one
// that was withdrawn, comes last.
func (b *bringing) place(tx *sql.Tx) error {
	s := b.stage
	kind := kindOf(b.rd)
	if _, err := tx.Exec(`UPDATE source SET kind = ? WHERE id = ?`, kind, s.source); err != nil {
		return err
	}
	if kind == kindList {
		if err := needsLists(tx); err != nil {
			return err
		}
	}
	// As many as there are imports, so that Verify finds it in the journal.
	const last = `(SELECT count(*) + 1 FROM event WHERE fields ->> '$.kind' = 'import')`
	if !b.again {
		_, err := tx.Exec(`UPDATE source SET sha256 = ?, size = ?, added = ? WHERE id = ?`, b.sum[:], b.size, b.w.world.stamp(), s.source)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE reading SET place = `+last+` WHERE id = ?`, s.reading)
		return err
	}
	for _, statement := range []string{
		`UPDATE reading SET place = coalesce((SELECT place FROM reading WHERE source = ?1 AND state = 'visible'), ` + last + `) WHERE id = ?2`,
		`DELETE FROM occurrence WHERE reading IN (SELECT id FROM reading WHERE source = ?1)`,
		`UPDATE reading SET state = 'replaced' WHERE source = ?1 AND state IN ('visible', 'withdrawn') AND id != ?2`,
	} {
		if _, err := tx.Exec(statement, s.source, s.reading); err != nil {
			return err
		}
	}
	return nil
}

// seal gives the field "occurrences" of the event.
func (r *reconsidered) seal() (string, error) {
	changed := map[[32]byte]commons{}
	for reading, lists := range r.lists {
		changed[r.sums[reading]] = lists
	}
	return sealCommons(changed)
}

// store puts the lists into the workspace.
func (r *reconsidered) store(tx *sql.Tx) error {
	for reading, lists := range r.lists {
		if err := replaceCommons(tx, reading, lists); err != nil {
			return err
		}
	}
	for _, reading := range r.changed {
		if _, err := tx.Exec(`UPDATE reading SET revision = revision + 1 WHERE id = ?`, reading); err != nil {
			return err
		}
	}
	return nil
}
