package workspace

import (
	"context"
	"database/sql"
	"errors"
	"testing"
)

// What shows an import, and what people write while one runs, waits for the
// disk; only pieces that are out of sight do not.
func TestOnlyPiecesOutOfSightDoNotWaitForTheDisk(t *testing.T) {
	w := fresh(t)
	synchronous := func(q interface {
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}) (level string) {
		if err := q.QueryRowContext(context.Background(), "PRAGMA synchronous").Scan(&level); err != nil {
			t.Fatal(err)
		}
		return level
	}
	const normal, full = "1", "2"
	failed := errors.New("failed")
	for _, want := range []error{nil, failed} {
		err := w.stash(context.Background(), func(tx *sql.Tx) error {
			if level := synchronous(tx); level != normal {
				t.Errorf("a piece is written with synchronous %s", level)
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("%v instead of %v", err, want)
		}
		err = w.write(context.Background(), func(tx *sql.Tx) error {
			if level := synchronous(tx); level != full {
				t.Errorf("what comes after a piece is written with synchronous %s", level)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
