//go:build !linux

package atomic

import (
	"os"
	"path/filepath"
)

func open(path string) (f *os.File, named bool, err error) {
	f, err = os.CreateTemp(filepath.Dir(path), pattern(path))
	return f, true, err
}

func name(f *os.File, _ string) (string, error) { return f.Name(), nil }
