package workspace

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"probity/data/fault"
)

//go:embed schema.sql
var schema string

// Create makes a new workspace and opens it. It fails where a file of that
// name exists, also when another program makes it meanwhile (fs.ErrExist), and
// in places where a workspace is not safe (see Place).
func Create(path string) (*Workspace, error) { return create(path, realWorld()) }

func create(path string, o world) (*Workspace, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fault.New(fault.Unusable, "%s is no place for a workspace: %w", path, err)
	}
	if warning := Place(path); warning != "" {
		return nil, fault.New(fault.Unsafe, "%s", warning)
	}
	if err := free(path); err != nil {
		return nil, err
	}
	if err := build(path, o); err != nil {
		return nil, err
	}
	return open(path, o)
}

// build makes the file. It appears under its name only when it is whole.
func build(path string, o world) error {
	defer onlyMaker(path)()
	f, err := os.CreateTemp(filepath.Dir(path), unfinished(path)+"*")
	if err != nil {
		return fault.New(fault.Unusable, "No workspace can be made in %s. Choose a folder that exists and that you may write to. (%w)", filepath.Dir(path), err)
	}
	temporary := f.Name()
	// Its second name goes before the workspace is opened.
	defer os.Remove(temporary)
	if err := f.Close(); err != nil {
		return explain(path, err)
	}
	if err := fill(temporary, o); err != nil {
		return explain(path, fmt.Errorf("making %s: %w", path, err))
	}
	if err := settled(temporary); err != nil {
		return explain(path, err)
	}
	if err := place(temporary, path); err != nil {
		return err
	}
	// The file is whole whether or not its name survives a power failure now,
	// and some systems cannot sync a folder.
	if folder, err := os.Open(filepath.Dir(path)); err == nil {
		_ = folder.Sync()
		folder.Close()
	}
	return nil
}

// settled brings the new file to the disk, readable by its owner alone.
func settled(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Sync(), f.Close())
}

func free(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fault.New(fault.Unusable, "%s exists already. Open it, or choose another name. (%w)", path, fs.ErrExist)
	}
	return nil
}

// place gives the finished file its name, never over another file.
func place(temporary, path string) error {
	err := os.Link(temporary, path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return fault.New(fault.Unusable, "%s was made by another program meanwhile. Open it, or choose another name. (%w)", path, fs.ErrExist)
	}
	// Some file systems have no links.
	if err := free(path); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return explain(path, fmt.Errorf("making %s: %w", path, err))
	}
	return nil
}

// fill makes an empty file a workspace with one event.
func fill(path string, o world) (err error) {
	ctx := context.Background()
	db, err := connect(ctx, dsn(path, writerQuery()), 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	id, err := o.bytes(16)
	if err != nil {
		return err
	}
	replica, err := o.bytes(8)
	if err != nil {
		return err
	}
	// Header and schema come before the change to WAL, so that they lie in the
	// file itself from the beginning. Nobody sees the file yet, so that one
	// sync at the end, in build, is enough.
	for _, statement := range []string{
		`PRAGMA synchronous = OFF`,
		`PRAGMA journal_mode = MEMORY`,
		`PRAGMA page_size = 8192`,
		fmt.Sprintf(`PRAGMA application_id = %d`, applicationID),
		fmt.Sprintf(`PRAGMA user_version = %d`, baseVersion),
		schema,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	w := &Workspace{path: path, id: hex.EncodeToString(id), replica: hex.EncodeToString(replica), writerDB: db, world: o, format: baseVersion}
	if w.writer, err = db.Conn(ctx); err != nil {
		return err
	}
	defer w.writer.Close()
	made := o.stamp()
	err = w.write(ctx, func(tx *sql.Tx) error {
		for _, m := range [][2]string{{"workspace", w.id}, {"replica", w.replica}, {"made", made}, {"program", o.program}} {
			if _, err := tx.Exec(`INSERT INTO meta (key, value) VALUES (?, ?)`, m[0], m[1]); err != nil {
				return err
			}
		}
		_, err := w.appendEvent(tx, "", "create", map[string]string{"workspace": w.id, "made": made, "program": o.program})
		return err
	})
	if err != nil {
		return err
	}
	_, err = w.writer.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
	return err
}
