//go:build cgo || ci

package window

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"probity/app/session"
)

// exportsIn gives the files to import for a path: of a folder those in it, by
// name, without hidden ones, further folders, workspaces and bundles; of a file
// itself.
func exportsIn(path string) []string {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}
	}
	list, err := os.ReadDir(path) // sorted by name
	if err != nil {
		return []string{path} // the import says why it cannot be read
	}
	var files []string
	for _, f := range list {
		inside := filepath.Join(path, f.Name())
		info, err := os.Stat(inside)
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(f.Name(), ".") {
			continue
		}
		if session.IsWorkspace(inside) || session.IsBundle(inside) || leftover(f.Name()) {
			continue
		}
		files = append(files, inside)
	}
	return files
}

// leftover reports whether a file belongs to a workspace that is open, or is
// kept by a desktop to show the folder.
func leftover(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasSuffix(lower, session.Extension+"-wal") || strings.HasSuffix(lower, session.Extension+"-shm") ||
		lower == "thumbs.db" || lower == "desktop.ini"
}

// askFolder lets the person choose a folder of exports.
func (w *Window) askFolder() {
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err != nil {
			w.fail(T("The folder could not be opened"), err)
			return
		}
		if folder != nil {
			w.openPaths([]string{folder.Path()})
		}
	}, w.win)
	w.place(d)
}
