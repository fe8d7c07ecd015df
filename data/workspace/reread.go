package workspace

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"probity/data/evidence"
	"probity/data/fault"
	"probity/data/intake"
)

// present is a source with its visible or withdrawn reading.
type present struct {
	id, reading    int64
	sum            [32]byte
	name, state    string
	size           int64
	rows, rejected int64
	rd             *intake.Reading
}

func (w *Workspace) present(ctx context.Context, sum [32]byte) (*present, error) {
	p := &present{sum: sum}
	var settings string
	err := w.readers.QueryRowContext(ctx, `SELECT s.id, r.id, s.name, r.state, s.size, r.rows, r.rejected, r.settings FROM reading r JOIN source s ON s.id = r.source
		WHERE s.sha256 = ? AND r.state IN ('visible', 'withdrawn')`, sum[:]).
		Scan(&p.id, &p.reading, &p.name, &p.state, &p.size, &p.rows, &p.rejected, &settings)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.Unusable, "%s holds no source with the SHA-256 %s.", w.path, evidence.Hex(sum))
	}
	if err != nil {
		return nil, w.explain(err)
	}
	p.rd = new(intake.Reading)
	if err := json.Unmarshal([]byte(settings), p.rd); err != nil {
		return nil, damagedFile(w.path, fmt.Errorf("reading of %s: %w", p.name, err))
	}
	return p, nil
}

func (w *Workspace) visibleSource(ctx context.Context, sum [32]byte) (*present, error) {
	p, err := w.present(ctx, sum)
	if err == nil && p.state != "visible" {
		err = fault.New(fault.Unusable, "%s was withdrawn. Import it again to work on it.", p.name)
	}
	return p, err
}

// Preview tells what ReadAgain would change, and changes nothing.
func (w *Workspace) Preview(ctx context.Context, source [32]byte, rd *intake.Reading, p Progress) (Change, error) {
	at, err := w.visibleSource(ctx, source)
	if err != nil {
		return Change{}, err
	}
	if err := sameKind(at.name, kindOf(at.rd), rd); err != nil {
		return Change{}, err
	}
	d, err := w.newDiffer(ctx, at.reading, at.change(rd))
	if err != nil {
		return Change{}, err
	}
	src, end := w.originalStream(ctx, source)
	defer end()
	err = intake.Read(ctx, told(src, throttle(p, at.size)), rd, func(b *intake.Batch) error {
		d.take(b)
		return nil
	})
	if err != nil {
		return Change{}, err
	}
	c := d.end()
	c.DuplicatesBefore, _, _, err = w.countCommons(ctx, at.reading, at.id)
	c.DuplicatesNow = c.DuplicatesBefore
	return *c, err
}

func (p *present) change(rd *intake.Reading) *Change {
	return &Change{Source: p.name, SHA256: p.sum, Before: p.rd, After: rd, EntriesBefore: p.rows, RejectedBefore: p.rejected}
}

// told reports how many bytes were read of a stream.
func told(from io.Reader, tell func(done int64)) io.Reader { return &telling{from: from, tell: tell} }

type telling struct {
	from io.Reader
	done int64
	tell func(int64)
}

func (t *telling) Read(p []byte) (int, error) {
	n, err := t.from.Read(p)
	t.done += int64(n)
	t.tell(t.done)
	return n, err
}

// ReadAgain reads the kept bytes of a visible source with another reading,
// which takes the place of the present one, all of it or nothing. Notes hang on
// the identities of entries: they stay with all entries that begin at the same
// place as before. Those that do not are in Change.Lost; Preview tells
// beforehand.
func (w *Workspace) ReadAgain(ctx context.Context, source [32]byte, rd *intake.Reading, author string, p Progress) (Change, error) {
	var change Change
	err := w.exclusively(ctx, func() error {
		at, err := w.visibleSource(ctx, source)
		if err != nil {
			return err
		}
		if err := sameKind(at.name, kindOf(at.rd), rd); err != nil {
			return err
		}
		c := at.change(rd)
		d, err := w.newDiffer(ctx, at.reading, c)
		if err != nil {
			return err
		}
		if c.DuplicatesBefore, _, _, err = w.countCommons(ctx, at.reading, at.id); err != nil {
			return err
		}
		origin, err := w.originOf(ctx, source)
		if err != nil {
			return err
		}
		receipt, err := w.bringAgain(ctx, at, rd, &bringing{kind: "read", author: author, origin: origin}, d.take, p)
		change = *d.end()
		change.DuplicatesNow = receipt.Duplicates
		return err
	})
	if err != nil {
		return Change{}, w.stopped("Reading again", err)
	}
	return change, nil
}

func (w *Workspace) stopped(what string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s was stopped. Nothing was changed. (%w)", what, err)
	}
	return err
}

// exclusively runs change while no import runs, and removes what it leaves.
func (w *Workspace) exclusively(ctx context.Context, change func() error) error {
	if w.readOnly {
		return fault.New(fault.Unusable, "%s", w.whyReadOnly())
	}
	lock, err := w.waitLock(ctx)
	if err != nil {
		return explain(w.path, err)
	}
	defer lock.release()
	if err := w.sweep(); err != nil {
		return err
	}
	return errors.Join(change(), w.sweep())
}

// bringAgain stages a reading of the kept bytes and makes it visible.
func (w *Workspace) bringAgain(ctx context.Context, at *present, rd *intake.Reading, b *bringing, also func(*intake.Batch), p Progress) (Receipt, error) {
	b.w, b.name, b.rd, b.size, b.sum = w, at.name, rd, at.size, at.sum
	if err := b.begin(ctx, at.id); err != nil {
		return Receipt{}, err
	}
	defer b.stage.fail(nil)
	src, end := w.originalStream(b.stage.ctx, at.sum)
	defer end()
	src = told(src, throttle(p, at.size))
	err := b.read(src, func(batch *intake.Batch) error {
		if also != nil {
			also(batch)
		}
		return b.run.take(batch)
	}, func() error {
		// To the end, where the bytes are held against their SHA-256.
		_, err := io.Copy(io.Discard, src)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	receipt, err := b.show(ctx)
	if err == nil && p != nil {
		p(at.size, at.size)
	}
	return receipt, err
}

// importAgain makes a withdrawn source visible again, as the newest import.
func (w *Workspace) importAgain(ctx context.Context, sum string, rd *intake.Reading, o Origin, p Progress) (Receipt, error) {
	var h [32]byte
	if _, err := hex.Decode(h[:], []byte(sum)); err != nil {
		return Receipt{}, err
	}
	at, err := w.present(ctx, h)
	if err != nil {
		return Receipt{}, err
	}
	return w.bringAgain(ctx, at, rd, &bringing{kind: "import", author: o.Importer, origin: o}, nil, p)
}

// originOf is what the person said of an export when it was imported.
func (w *Workspace) originOf(ctx context.Context, sum [32]byte) (Origin, error) {
	var (
		text   string
		fields map[string]string
	)
	err := w.readers.QueryRowContext(ctx, `SELECT fields FROM event WHERE fields ->> '$.kind' = 'import' AND fields ->> '$.source' = ? ORDER BY id DESC LIMIT 1`, evidence.Hex(sum)).Scan(&text)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Origin{}, w.explain(err)
	}
	// Where the fields are damaged Verify says so; then nothing was said.
	if fields, err = parseFields([]byte(text)); err != nil {
		fields = nil
	}
	return originOf(fields), nil
}
