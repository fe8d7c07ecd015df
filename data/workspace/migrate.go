package workspace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"probity/data/fault"
)

// migrations bring a workspace from the format of their index + 1 to the next
// one. The tables are those of schema.sql afterwards.
var migrations = []string{
	// 2: what sources have in common, the order of readings.
	`ALTER TABLE reading ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE reading ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
	UPDATE reading SET place = (SELECT count(*) FROM reading r WHERE r.state = 'visible' AND r.id <= reading.id);
	CREATE TABLE occurrence (
		id      INTEGER PRIMARY KEY,
		reading INTEGER NOT NULL,
		kind    TEXT NOT NULL,
		source  INTEGER NOT NULL,
		count   INTEGER NOT NULL,
		data    BLOB NOT NULL,
		UNIQUE (reading, kind, source)
	) STRICT;`,
}

// migrate brings an older workspace to the present format, in one transaction.
// Before that a copy is written beside it, which is kept: older programs can
// open that one.
func (w *Workspace) migrate(ctx context.Context) error {
	from, err := w.userVersion(ctx)
	if err != nil || from >= baseVersion {
		return err
	}
	if err := w.backUp(ctx, from); err != nil {
		return fault.New(fault.Unusable, "%s comes from an older Probity (format %d). Before it is brought to format %d a copy is kept beside it, and that could not be written: %w", w.path, from, baseVersion, err)
	}
	return w.write(ctx, func(tx *sql.Tx) error {
		// Another program may have done it meanwhile.
		var now int
		if err := tx.QueryRow(`PRAGMA user_version`).Scan(&now); err != nil {
			return err
		}
		if now >= baseVersion {
			return nil
		}
		for ; now < baseVersion; now++ {
			if _, err := tx.Exec(migrations[now-1]); err != nil {
				return fmt.Errorf("bringing the workspace to format %d: %w", now+1, err)
			}
		}
		_, err := tx.Exec(fmt.Sprintf(`PRAGMA user_version = %d`, baseVersion))
		return err
	})
}

func (w *Workspace) userVersion(ctx context.Context) (int, error) {
	var n int
	err := w.writer.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&n)
	return n, w.explain(err)
}

// backUp writes NAME.format-1.probity beside NAME.probity unless it is there.
func (w *Workspace) backUp(ctx context.Context, from int) error {
	path := fmt.Sprintf("%s.format-%d%s", strings.TrimSuffix(w.path, Extension), from, Extension)
	switch _, err := os.Lstat(path); {
	case err == nil:
		return nil
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	return w.SaveCopy(ctx, path)
}

// column gives the name of a column that came with format 2, or what stands
// for it in a file of format 1 that can only be read.
func (w *Workspace) column(name string) string {
	if w.format >= 2 {
		return "r." + name
	}
	if name == "place" {
		return "r.id"
	}
	return "0"
}
