package workspace

import (
	"context"
	"database/sql"
	"os"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"probity/data/fault"
)

// importLock is held on the file NAME-import beside the workspace while an
// import runs. The system releases it when a program ends in whatever way, so
// that staged data without a holder is abandoned, and nobody sweeps what
// another program is still importing. The database itself is not locked by
// it: notes can be written meanwhile.
type importLock struct{ lock *flock.Flock }

func (w *Workspace) lockFile() string { return w.path + "-import" }

// tryLock takes the lock if nobody holds it.
func (w *Workspace) tryLock() (*importLock, error) {
	for {
		l := flock.New(w.lockFile(), flock.SetPermissions(0o600))
		ok, err := l.TryLock()
		if err != nil {
			return nil, fault.New(fault.Unusable, "Nothing can be imported into %s, because the file %s beside it cannot be made. Check the permissions of the folder. (%w)", w.path, w.lockFile(), err)
		}
		if !ok {
			return nil, nil
		}
		// The holder before may have removed the file between our opening and
		// our locking it; then what we hold is nobody's lock.
		held, err1 := l.Stat()
		there, err2 := os.Stat(w.lockFile())
		if runtime.GOOS == "windows" || (err1 == nil && err2 == nil && os.SameFile(held, there)) {
			return &importLock{l}, nil
		}
		if err := l.Close(); err != nil {
			return nil, err
		}
	}
}

// waitLock takes the lock, waiting for an import of another program.
func (w *Workspace) waitLock(ctx context.Context) (*importLock, error) {
	for {
		l, err := w.tryLock()
		if l != nil || err != nil {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (l *importLock) release() {
	// Windows removes no file that is open, others should lose the name while
	// they hold the lock. What remains is an empty file that harms nobody.
	_ = os.Remove(l.lock.Path())
	_ = l.lock.Close()
	if runtime.GOOS == "windows" {
		_ = os.Remove(l.lock.Path())
	}
}

// sweepAbandoned removes what sweep removes, unless an import is running.
func (w *Workspace) sweepAbandoned() error {
	var staged int
	err := w.readers.QueryRow(`SELECT (SELECT count(*) FROM reading WHERE state = 'staged') + (SELECT count(*) FROM reading r WHERE r.state = 'replaced' AND EXISTS (SELECT 1 FROM block b WHERE b.reading = r.id)) + (SELECT count(*) FROM source WHERE sha256 IS NULL)`).Scan(&staged)
	if err != nil || staged == 0 {
		return w.explain(err)
	}
	l, err := w.tryLock()
	if l == nil || err != nil {
		return err
	}
	defer l.release()
	return w.sweep()
}

// sweep removes all staged data and the columns of replaced readings, in small
// steps. The caller holds the import lock.
func (w *Workspace) sweep() error {
	ctx := context.Background()
	const staged = `(SELECT id FROM reading WHERE state IN ('staged', 'replaced'))`
	for _, statement := range []string{
		`DELETE FROM block WHERE id IN (SELECT id FROM block WHERE reading IN ` + staged + ` LIMIT 500)`,
		`DELETE FROM leaves WHERE id IN (SELECT id FROM leaves WHERE reading IN ` + staged + ` LIMIT 20)`,
		`DELETE FROM dictionary WHERE id IN (SELECT id FROM dictionary WHERE reading IN ` + staged + ` LIMIT 20)`,
		`DELETE FROM reject WHERE id IN (SELECT id FROM reject WHERE reading IN ` + staged + ` LIMIT 20000)`,
		`DELETE FROM chunk WHERE id IN (SELECT id FROM chunk WHERE source IN (SELECT id FROM source WHERE sha256 IS NULL) LIMIT 100)`,
		`DELETE FROM reading WHERE state = 'staged'`,
		`DELETE FROM source WHERE sha256 IS NULL`,
	} {
		for more := true; more; {
			err := w.write(ctx, func(tx *sql.Tx) error {
				result, err := tx.Exec(statement)
				if err != nil {
					return err
				}
				n, err := result.RowsAffected()
				more = n > 0
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
