package bundle

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"probity/data/fault"
	"probity/export/atomic"
)

// bag gives the files of a bundle, whether it lies in a ZIP or in a folder.
// Nothing outside is ever opened.
type bag struct {
	names []string // sorted, with slashes, without folders
	sizes map[string]int64
	open  func(name string) (io.ReadCloser, error)
	at    func(name string) (io.ReaderAt, func(), bool) // random access where there is any
	close func() error
}

func (b *bag) has(name string) bool { _, ok := b.sizes[name]; return ok }

// read gives a whole small file.
func (b *bag) read(name string, limit int64) ([]byte, error) {
	if b.sizes[name] > limit {
		return nil, fmt.Errorf("%s has %d bytes, more than is read of such a file (%d)", name, b.sizes[name], limit)
	}
	r, err := b.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s is longer than it says", name)
	}
	return data, err
}

// random gives random access to a file, unpacking it to a scratch file where
// it is compressed.
func (b *bag) random(name string) (r io.ReaderAt, size int64, done func(), err error) {
	if r, done, ok := b.at(name); ok {
		return r, b.sizes[name], done, nil
	}
	in, err := b.open(name)
	if err != nil {
		return nil, 0, nil, err
	}
	defer in.Close()
	f, err := atomic.Scratch(os.TempDir() + string(os.PathSeparator) + "probity")
	if err != nil {
		return nil, 0, nil, err
	}
	if size, err = io.Copy(f, in); err != nil {
		f.Discard()
		return nil, 0, nil, err
	}
	return f, size, f.Discard, nil
}

// openBag opens a ZIP or a folder. Problems say why it must not be read.
func openBag(path string) (*bag, []Problem, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fault.New(fault.Unusable, "%s does not exist", path)
	case err != nil:
		return nil, nil, fault.New(fault.Unusable, "%s cannot be opened: %w", path, err)
	case info.IsDir():
		return openFolder(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fault.New(fault.Unusable, "%s cannot be opened: %w", path, err)
	}
	a, problems, err := openArchive(f, info.Size())
	if err != nil {
		f.Close()
		return nil, nil, fault.New(fault.Unusable, "%s %w", path, err)
	}
	if len(problems) > 0 {
		f.Close()
		return nil, problems, nil
	}
	return archiveBag(a, f.Close), nil, nil
}

func archiveBag(a *archive, done func() error) *bag {
	b := &bag{sizes: map[string]int64{}, close: done}
	index := map[string]*member{}
	prefix := a.folder()
	for i := range a.members {
		m := &a.members[i]
		if strings.HasSuffix(m.name, "/") {
			continue
		}
		name := strings.TrimPrefix(m.name, prefix)
		index[name] = m
		b.names = append(b.names, name)
		b.sizes[name] = m.size
	}
	slices.Sort(b.names)
	b.open = func(name string) (io.ReadCloser, error) {
		m, ok := index[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return a.open(m), nil
	}
	b.at = func(name string) (io.ReaderAt, func(), bool) {
		m, ok := index[name]
		if !ok || m.method != 0 {
			return nil, nil, false
		}
		return io.NewSectionReader(a.r, m.dataStart, m.packed), func() {}, true
	}
	return b
}

// folder gives the folder around the bag, "name/", when all members lie in one
// and the bag is there; other programs pack bags so.
func (a *archive) folder() string {
	var prefix string
	for _, m := range a.members {
		if m.name == fileBagit {
			return ""
		}
		if name, ok := strings.CutSuffix(m.name, "/"+fileBagit); ok && !strings.Contains(name, "/") {
			prefix = name + "/"
		}
	}
	for _, m := range a.members {
		if !strings.HasPrefix(m.name, prefix) {
			return ""
		}
	}
	return prefix
}

const maxDepth = 64

func openFolder(path string) (*bag, []Problem, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, nil, fault.New(fault.Unusable, "%s cannot be opened: %w", path, err)
	}
	b := &bag{sizes: map[string]int64{}, close: root.Close}
	var problems []Problem
	bad := func(name, detail string) {
		problems = append(problems, Problem{What: "archive", File: name, Detail: detail})
	}
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".":
			return nil
		case d.IsDir():
			if strings.Count(name, "/") >= maxDepth {
				return fmt.Errorf("folders lie more than %d deep", maxDepth)
			}
			return nil
		case !d.Type().IsRegular():
			bad(name, "it is a link or a device, not a file")
			return nil
		case len(b.names) >= maxMembers:
			return fmt.Errorf("it holds more than %d files", maxMembers)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if why := badName(name); why != "" {
			bad(name, why)
		}
		b.names = append(b.names, name)
		b.sizes[name] = info.Size()
		return nil
	})
	if err != nil {
		root.Close()
		return nil, nil, fault.New(fault.Unusable, "%s cannot be read: %w", path, err)
	}
	if problems = append(problems, collisions(b.names)...); len(problems) > 0 {
		root.Close()
		return nil, problems, nil
	}
	slices.Sort(b.names)
	b.open = func(name string) (io.ReadCloser, error) { return root.Open(name) }
	b.at = func(name string) (io.ReaderAt, func(), bool) {
		f, err := root.Open(name)
		if err != nil {
			return nil, nil, false
		}
		return f, func() { f.Close() }, true
	}
	return b, nil, nil
}
