// Package atomic writes files that are either whole or not there: into a
// temporary file beside the target, then fsync, rename, and fsync of the
// folder. Whoever does not reach Commit leaves nothing behind.
package atomic

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// File is a file in the making. It is an io.Writer, io.Seeker and io.ReaderAt
// over the temporary file.
type File struct {
	*os.File
	target string
	named  bool // the temporary file has a name that must go
	done   bool
}

func pattern(path string) string { return "." + filepath.Base(path) + ".*.part" }

// Create begins the file that shall lie at path. The folder must exist; a file
// that already lies at path stays untouched until Commit. A workspace is never
// replaced.
func Create(path string) (*File, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: give the name of a file", path)
	}
	if isDatabase(path) {
		return nil, fmt.Errorf("%s is a workspace, which would be lost: give another name", path)
	}
	f, named, err := open(path)
	if err != nil {
		return nil, Explain(path, err)
	}
	return &File{File: f, target: path, named: named}, nil
}

// isDatabase reports whether an SQLite file lies at path, as every workspace
// is one (SQLite file format, section 1.3.1).
func isDatabase(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 16)
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == "SQLite format 3\x00"
}

// Scratch makes a file for what is put together on the way to path. It lies in
// the same folder, so that what fits there fits, and Discard removes it.
func Scratch(path string) (*File, error) {
	f, named, err := open(path)
	if err != nil {
		return nil, Explain(path, err)
	}
	if named && os.Remove(f.Name()) == nil {
		named = false
	}
	return &File{File: f, target: path, named: named}, nil
}

// Commit makes the file appear at its path, replacing what lay there. When it
// fails, nothing is left and what lay there is as it was.
func (f *File) Commit() error {
	if f.done {
		return fmt.Errorf("%s was already finished", f.target)
	}
	err := f.File.Chmod(0o644)
	if errors.Is(err, errors.ErrUnsupported) || runtime.GOOS == "windows" {
		err = nil
	}
	if err == nil {
		err = f.File.Sync()
	}
	part := f.File.Name()
	if err == nil && !f.named {
		if part, err = name(f.File, f.target); err == nil {
			f.named = true
		}
	}
	if closed := f.File.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(part, f.target)
	}
	f.done = true
	if err != nil {
		if f.named {
			os.Remove(part)
		}
		return Explain(f.target, err)
	}
	return syncFolder(filepath.Dir(f.target))
}

// Discard removes the temporary file. After Commit it does nothing, so that
// it can be deferred.
func (f *File) Discard() {
	if f.done {
		return
	}
	f.done = true
	f.File.Close()
	if f.named {
		os.Remove(f.File.Name())
	}
}

// syncFolder makes the rename survive a power cut. Windows has no such call,
// and some network shares refuse it; the file itself is already safe there.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return Explain(folder, err)
	}
	return nil
}

// Explain puts an error of the file system into a sentence for people: what
// could not be written, why, and what to do. Other errors pass as they are.
func Explain(path string, err error) error {
	name := filepath.Base(path)
	switch {
	case err == nil:
		return nil
	case isDiskFull(err):
		return fmt.Errorf("the disk is full: %s was not written; free some space or choose another folder: %w", name, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s cannot be written in %s: no permission; choose another folder: %w", name, filepath.Dir(path), err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s cannot be written: the folder %s does not exist: %w", name, filepath.Dir(path), err)
	}
	var file *fs.PathError
	var link *os.LinkError
	if errors.As(err, &file) || errors.As(err, &link) {
		return fmt.Errorf("%s could not be written: %w", name, err)
	}
	return err
}
