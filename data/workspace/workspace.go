// Package workspace keeps logs, what they were read from, and what people
// noted about them in one SQLite file (docs/format.md, section 4).
//
// Imported entries never change: they are compressed blocks of columns beside
// the compressed bytes of their source. Everything that people do is an event
// in a journal whose lines are chained by hashes. Verify holds the one against
// the other.
//
// Several programs may have the same file open: one writes at a time, for a
// short time, and an import shows only when it is complete. All methods may be
// called from several goroutines.
package workspace

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"probity/data/fault"
)

// Extension is how names of workspaces end.
const Extension = ".probity"

// Workspace is an open workspace file.
type Workspace struct {
	path        string
	id, replica string
	format      int // of the file; 1 only where it could not be brought to 2
	readOnly    bool
	reason      string // why it is read-only, for a person
	immutable   bool   // nobody can write it, so that it is read without locks

	writing  sync.Mutex // held while writer is used
	writerDB *sql.DB
	writer   *sql.Conn // the only connection that writes; in a read-only workspace it only watches
	readers  *sql.DB
	version  int64 // data_version at the last Changed

	world  world
	chunks chunkCache
	shown  masks

	outlined outlines
}

// world is what makes two runs differ. Tests hold it still.
type world struct {
	now     func() time.Time
	random  io.Reader
	program string
}

func realWorld() world {
	program := "probity"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		program += " " + info.Main.Version
	}
	return world{time.Now, rand.Reader, program}
}

func (o world) bytes(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(o.random, b)
	return b, err
}

// stamp is the present as it stands in files.
func (o world) stamp() string { return o.now().UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// Open opens a workspace. What an import left that did not end is removed.
// Where the file cannot be written safely, it is opened for reading; ReadOnly
// tells.
func Open(path string) (*Workspace, error) { return open(path, realWorld()) }

// OpenReadOnly opens a workspace without changing anything.
func OpenReadOnly(path string) (*Workspace, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fault.New(fault.Unusable, "%s cannot be opened: %w", path, err)
	}
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	return openReader(path, realWorld(), "it was opened for reading only")
}

func open(path string, o world) (*Workspace, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fault.New(fault.Unusable, "%s cannot be opened: %w", path, err)
	}
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	if unsafe := Place(path); unsafe != "" {
		return openReader(path, o, unsafe)
	}
	if diskFull(path) {
		// A workspace that another program has open can still be opened here.
		if w, err := openWriter(path, o); err == nil {
			return w, nil
		}
		return openReader(path, o, "the disk that holds it is full; free some space to work on it")
	}
	if !writable(path) {
		return openReader(path, o, "the file or its folder may not be written; copy it to a folder of your own to work on it")
	}
	w, err := openWriter(path, o)
	if code(err) == codeReadOnly || code(err) == codeCantOpen {
		return openReader(path, o, "the file or its folder may not be written; copy it to a folder of your own to work on it")
	}
	return w, err
}

func openWriter(path string, o world) (w *Workspace, err error) {
	ctx := context.Background()
	w = &Workspace{path: path, world: o}
	if w.writerDB, err = connect(ctx, dsn(path, writerQuery()), 1); err != nil {
		return nil, explain(path, err)
	}
	if w.writer, err = w.writerDB.Conn(ctx); err != nil {
		return nil, errors.Join(explain(path, err), w.Close())
	}
	// A copy comes without WAL.
	if _, err := w.writer.ExecContext(ctx, `PRAGMA journal_mode = WAL`); err != nil {
		return nil, errors.Join(explain(path, err), w.Close())
	}
	if err := w.migrate(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if err := w.start(readerQuery(false)); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if err := w.sweepAbandoned(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func openReader(path string, o world, reason string) (*Workspace, error) {
	ctx := context.Background()
	// Without changes in a -wal file the file alone is the whole truth, and
	// SQLite need not write beside it to read it.
	wal, err := os.Stat(path + "-wal")
	alone := err != nil || wal.Size() == 0
	w := &Workspace{path: path, world: o, readOnly: true, reason: reason}
	query := readerQuery(false)
	w.writerDB, err = connect(ctx, dsn(path, query), 1)
	if err == nil {
		_, err = w.writerDB.ExecContext(ctx, `SELECT count(*) FROM sqlite_schema`)
	}
	if err != nil && alone {
		if w.writerDB != nil {
			w.writerDB.Close()
		}
		query, w.immutable = readerQuery(true), true
		w.writerDB, err = connect(ctx, dsn(path, query), 1)
	}
	if err != nil {
		return nil, errors.Join(explain(path, err), w.Close())
	}
	if w.writer, err = w.writerDB.Conn(ctx); err != nil {
		return nil, errors.Join(explain(path, err), w.Close())
	}
	if err := w.start(query); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// start opens the readers and reads what the workspace says of itself.
func (w *Workspace) start(query map[string][]string) error {
	var err error
	if w.readers, err = connect(context.Background(), dsn(w.path, query), 4); err != nil {
		return w.explain(err)
	}
	if err := w.readers.QueryRow(`PRAGMA user_version`).Scan(&w.format); err != nil {
		return w.explain(err)
	}
	if err := w.checkTables(); err != nil {
		return err
	}
	for key, to := range map[string]*string{"workspace": &w.id, "replica": &w.replica} {
		if err := w.readers.QueryRow(`SELECT value FROM meta WHERE key = ?`, key).Scan(to); err != nil {
			return w.explain(damagedFile(w.path, fmt.Errorf("its %s id is missing: %w", key, err)))
		}
	}
	_, err = w.Changed()
	return err
}

// writable reports whether SQLite could write the file and beside it.
func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	f.Close()
	f, err = os.CreateTemp(filepath.Dir(path), ".probity-*")
	if err != nil {
		return false
	}
	f.Close()
	return os.Remove(f.Name()) == nil
}

// Close ends all work with the file.
func (w *Workspace) Close() error {
	w.writing.Lock()
	defer w.writing.Unlock()
	var errs []error
	// The readers go first, so that the writer, as the last one, can fold the
	// -wal file into the workspace.
	if w.readers != nil {
		errs = append(errs, w.readers.Close())
	}
	if w.writer != nil {
		errs = append(errs, w.writer.Close())
	}
	if w.writerDB != nil {
		errs = append(errs, w.writerDB.Close())
	}
	return errors.Join(errs...)
}

// ID is the workspace's own, 32 hexadecimal digits; copies share it.
func (w *Workspace) ID() string { return w.id }

// Path is the absolute path of the file.
func (w *Workspace) Path() string { return w.path }

// Name is the file's name without its extension.
func (w *Workspace) Name() string {
	return strings.TrimSuffix(filepath.Base(w.path), Extension)
}

// ReadOnly reports whether nothing can be written.
func (w *Workspace) ReadOnly() bool { return w.readOnly }

// WhyReadOnly says in a sentence why nothing can be written, empty where it
// can.
func (w *Workspace) WhyReadOnly() string {
	if !w.readOnly {
		return ""
	}
	return w.whyReadOnly()
}

func (w *Workspace) whyReadOnly() string {
	return fmt.Sprintf("%s can only be read: %s.", w.path, strings.TrimSuffix(w.reason, "."))
}

// Changed reports whether another program or Workspace wrote to the file
// since Changed was last called, or since the file was opened.
func (w *Workspace) Changed() (bool, error) {
	w.writing.Lock()
	defer w.writing.Unlock()
	var version int64
	err := w.writer.QueryRowContext(context.Background(), `PRAGMA data_version`).Scan(&version)
	if err != nil {
		return false, w.explain(err)
	}
	changed := w.version != 0 && version != w.version
	w.version = version
	return changed, nil
}
