package workspace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"modernc.org/sqlite"

	"probity/data/fault"
)

// Result codes of SQLite, https://sqlite.org/rescode.html. The low byte is the
// primary code.
const (
	codeBusy     = 5
	codeReadOnly = 8
	codeIO       = 10
	codeCorrupt  = 11
	codeFull     = 13
	codeCantOpen = 14
	codeNotADB   = 26
)

const busyMilliseconds = 10_000

// ownLocks makes SQLite's locks belong to the open file instead of the process
// where the system can do that. Otherwise any other reading of the same file
// in this process, such as a look at its header, would release them.
var ownLocks = sync.OnceFunc(func() {
	// Where it cannot, SQLite goes on with the locks it has always used.
	_, _ = sqlite.OFDLocking(true)
})

// dsn is the address of a SQLite file. Its path is escaped, so that "?", "#"
// and "%" in names of folders are just that.
func dsn(path string, query url.Values) string {
	p := filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" && !strings.HasPrefix(p, "/") {
		p = "/" + p // file:///C:/…
	}
	u := url.URL{Scheme: "file", Path: p, RawQuery: query.Encode()}
	return u.String()
}

func writerQuery() url.Values {
	return url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyMilliseconds),
			"synchronous(FULL)", "foreign_keys(OFF)", "trusted_schema(OFF)", "cache_size(-16000)",
			"wal_autocheckpoint(1000)",
		},
	}
}

func readerQuery(immutable bool) url.Values {
	q := url.Values{
		"mode": {"ro"},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyMilliseconds),
			"query_only(ON)", "trusted_schema(OFF)", "cache_size(-4000)",
		},
	}
	if immutable {
		q.Set("immutable", "1")
	}
	return q
}

// connect opens a pool of at most n connections that stay open.
func connect(ctx context.Context, address string, n int) (*sql.DB, error) {
	ownLocks()
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// write runs change in one transaction that holds the write lock from its
// beginning. It is not interrupted once it runs, so keep it short.
func (w *Workspace) write(ctx context.Context, change func(tx *sql.Tx) error) error {
	if w.readOnly {
		return fault.New(fault.Unusable, "%s", w.whyReadOnly())
	}
	w.writing.Lock()
	defer w.writing.Unlock()
	return w.transact(ctx, change)
}

// stash is write for what is out of sight until something else is written. It
// does not wait for the disk: the write that shows it does, for all that came
// before. A power failure until then may take it away, and leaves the file as
// sound as any other (https://sqlite.org/pragma.html#pragma_synchronous).
func (w *Workspace) stash(ctx context.Context, change func(tx *sql.Tx) error) (err error) {
	w.writing.Lock()
	defer w.writing.Unlock()
	if _, err := w.writer.ExecContext(ctx, `PRAGMA synchronous = NORMAL`); err != nil {
		return w.explain(err)
	}
	defer func() {
		_, failed := w.writer.ExecContext(context.Background(), `PRAGMA synchronous = FULL`)
		err = errors.Join(err, w.explain(failed))
	}()
	return w.transact(ctx, change)
}

func (w *Workspace) transact(ctx context.Context, change func(tx *sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := w.writer.BeginTx(context.Background(), nil)
	if err != nil {
		return w.explain(err)
	}
	if err := change(tx); err != nil {
		return w.explain(errors.Join(err, tx.Rollback()))
	}
	return w.explain(tx.Commit())
}

func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// explain turns what SQLite reports into a sentence for a person. Other errors
// pass.
func (w *Workspace) explain(err error) error { return explain(w.path, err) }

func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	switch c := code(err); {
	case c == codeFull || (c == codeIO || c == codeCantOpen) && diskFull(path):
		return fullDisk(path, err)
	}
	switch code(err) {
	case codeBusy:
		return fault.New(fault.Unusable, "Another program has been writing to %s for more than %d seconds. Try again when it has finished. (%w)", path, busyMilliseconds/1000, err)
	case codeCorrupt, codeNotADB:
		return damagedFile(path, err)
	case codeReadOnly:
		return fault.New(fault.Unusable, "%s cannot be written. Check the permissions of the file and its folder, or copy it to a folder of your own. (%w)", path, err)
	case codeIO:
		return fault.New(fault.Unusable, "%s could not be read or written: the disk reports a failure. Check the disk, and work on from a copy. (%w)", path, err)
	case codeCantOpen:
		return fault.New(fault.Unusable, "%s cannot be opened. Check that it and its folder may be read and written. (%w)", path, err)
	}
	if errors.Is(err, syscall.ENOSPC) {
		return fullDisk(path, err)
	}
	return err
}

// spareSpace is what SQLite needs at least to open a workspace: the smallest
// file beside it, which programs share, has 32 KiB.
const spareSpace = 64 << 10

// diskFull tells a full disk from a broken one. SQLite reports both as an
// error of reading or writing when it makes the files beside a workspace.
func diskFull(path string) bool {
	free, ok := freeSpace(filepath.Dir(path))
	return ok && free < spareSpace
}

func fullDisk(path string, err error) error {
	return fault.New(fault.Unusable, "The disk that holds %s is full. Nothing of this step was stored. Free some space and do it again. (%w)", path, err)
}

func damagedFile(path string, err error) error {
	return fault.New(fault.Changed, "%s is damaged and cannot be read as a workspace. Work on from a copy; the original exports can be imported again. (%w)", path, err)
}
