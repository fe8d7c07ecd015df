package workspace

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// makerPatience is how long one program waits for another one that makes the
// same workspace, which takes far less.
const makerPatience = 10 * time.Second

// unfinished is how the names of files begin that become the workspace at path.
func unfinished(path string) string { return "." + filepath.Base(path) + ".new-" }

// leftover is what stands behind that beginning: a number, and what SQLite
// adds for the files beside its own.
var leftover = regexp.MustCompile(`^\d+(-journal|-wal|-shm)?$`)

// onlyMaker takes the import lock of a workspace that is to be made and removes
// what a program left that was ended while it made the same one. Where the
// lock cannot be had nothing is removed; the returned function releases it.
func onlyMaker(path string) (release func()) {
	ctx, cancel := context.WithTimeout(context.Background(), makerPatience)
	defer cancel()
	lock, err := (&Workspace{path: path}).waitLock(ctx)
	if err != nil {
		return func() {} // making the file tells what is wrong with the folder
	}
	folder := filepath.Dir(path)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return lock.release
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), unfinished(path))
		if ok && leftover.MatchString(rest) && e.Type().IsRegular() {
			_ = os.Remove(filepath.Join(folder, e.Name()))
		}
	}
	return lock.release
}
