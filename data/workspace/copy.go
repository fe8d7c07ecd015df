package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"probity/data/fault"
)

// SaveCopy writes a consistent copy of the workspace to path while it may be
// in use, whole or not at all. What lies at path is replaced.
func (w *Workspace) SaveCopy(ctx context.Context, path string) error {
	if same, err := filepath.Abs(path); err == nil && same == w.path {
		return fault.New(fault.Unusable, "%s is the workspace itself: choose another name for the copy.", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return fault.New(fault.Unusable, "The copy cannot be written to %s. Choose another folder. (%w)", filepath.Dir(path), err)
	}
	part := f.Name()
	f.Close()
	defer os.Remove(part)
	if err := w.copyTo(ctx, part); err != nil {
		return explain(path, err)
	}
	if f, err = os.OpenFile(part, os.O_RDWR, 0); err != nil {
		return err
	}
	err = f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return fault.New(fault.Unusable, "The copy could not be written to %s. (%w)", path, err)
	}
	return nil
}

// copyTo needs a connection of its own: SQLite refuses VACUUM INTO where only
// queries are allowed.
func (w *Workspace) copyTo(ctx context.Context, part string) (err error) {
	query := readerQuery(w.immutable)
	query["_pragma"] = slices.DeleteFunc(query["_pragma"], func(p string) bool { return strings.HasPrefix(p, "query_only") })
	db, err := connect(ctx, dsn(w.path, query), 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, part)
	return err
}
