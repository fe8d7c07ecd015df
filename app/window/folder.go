//go:build cgo || ci

package window

import (
	"archive/zip"
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
		if opens(inside) || leftover(f.Name()) {
			continue
		}
		files = append(files, inside)
	}
	return files
}

// opens reports whether a path is opened rather than imported: a workspace or a
// bundle. A ZIP that has nothing of a bundle in it holds exports.
func opens(path string) bool {
	if session.IsWorkspace(path) {
		return true
	}
	return session.IsBundle(path) && !packsExports(path)
}

// packsExports reports whether a path is a ZIP without anything that only
// bundles have. What cannot be read as a ZIP is none, so that opening it says
// what is wrong with it.
func packsExports(path string) bool {
	z, err := zip.OpenReader(path)
	if err != nil {
		return false
	}
	defer z.Close()
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, "\\", "/")
		switch base := name[strings.LastIndexByte(name, '/')+1:]; {
		case base == "bagit.txt", base == "manifest-sha256.txt", base == "tagmanifest-sha256.txt", strings.Contains(name, "data/evidence/"):
			return false
		}
	}
	return len(z.File) > 0
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
