package atomic

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

var serial atomic.Int64

// open makes a file without a name (open(2), O_TMPFILE), which vanishes even
// when the program is killed. File systems that cannot do that (network shares
// mostly) get a hidden file beside the target.
func open(path string) (f *os.File, named bool, err error) {
	folder := filepath.Dir(path)
	if f, err := os.OpenFile(folder, unix.O_TMPFILE|os.O_RDWR, 0o644); err == nil {
		return f, false, nil
	}
	f, err = os.CreateTemp(folder, pattern(path))
	return f, true, err
}

// name gives a file that open made a name beside the target.
func name(f *os.File, path string) (string, error) {
	part := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d-%d.part", filepath.Base(path), os.Getpid(), serial.Add(1)))
	err := unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.AT_FDCWD, part, unix.AT_SYMLINK_FOLLOW)
	if err != nil {
		return "", &os.LinkError{Op: "link", Old: "temporary file", New: part, Err: err}
	}
	return part, nil
}
