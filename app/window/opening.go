//go:build cgo || ci

package window

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"probity/app/job"
	"probity/app/session"
)

// workspaces is the folder where workspaces are made when nobody chose one.
func workspaces() string { return session.DataFolder() }

// openPaths opens what the program was started with or what was dropped on it:
// one workspace or bundle, or any number of exports to import.
func (w *Window) openPaths(paths []string) {
	var exports []string
	for _, p := range paths {
		if opens(p) {
			w.open(p)
			return
		}
		exports = append(exports, exportsIn(p)...)
	}
	if len(exports) == 0 && len(paths) > 0 {
		w.tell(T("There is no export in this folder"), paths[0])
		return
	}
	w.importFiles(exports)
}

func (w *Window) dropped(uris []fyne.URI) {
	if w.overlaid() {
		return
	}
	var paths []string
	for _, u := range uris {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		}
	}
	w.openPaths(paths)
}

// open opens a workspace or a bundle; what was open before is closed once the
// new one stands.
func (w *Window) open(path string) {
	var s *session.Session
	w.work.runElse(T("Opening {{.Name}}", vals{"Name": filepath.Base(path)}), func(ctx context.Context, p job.Progress) (err error) {
		s, err = session.Open(ctx, path)
		return err
	}, func() { w.enter(s) }, nil)
}

// enter makes s what the window shows.
func (w *Window) enter(s *session.Session) {
	w.leave()
	s.SetAuthor(w.person.Name())
	if zone := w.person.Zone(); zone != "" {
		if err := s.SetZone(zone); err != nil {
			_ = logError(w.folder, "the remembered zone", err)
		}
	}
	w.session = s
	w.rememberOpen()
	w.showSession()
}

// rememberOpen puts what is open at the top of the recent ones.
func (w *Window) rememberOpen() {
	s := w.session
	r := session.Recent{Path: s.Path(), Opened: time.Now().UTC(), Entries: s.Engine().Len(), Bundle: s.IsBundle()}
	if abs, err := filepath.Abs(r.Path); err == nil {
		r.Path = abs
	}
	if w.review != nil {
		r.Reviewed, r.Verdict = w.review.reviewedAll, w.review.verdict
	}
	if err := w.person.Remember(r); err != nil {
		_ = logError(w.folder, "remembering "+r.Path, err)
	}
}

func (w *Window) closeSession() {
	w.leave()
	w.showStart()
}

// exportExtensions are how exports, also packed ones, commonly end.
var exportExtensions = []string{".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".log", ".gz", ".zst", ".zip"}

// askOpen lets the person choose a workspace, a bundle or an export.
func (w *Window) askOpen() {
	w.chooseFile(append([]string{session.Extension}, exportExtensions...), func(path string) { w.openPaths([]string{path}) })
}

// askImport lets the person choose an export.
func (w *Window) askImport() {
	w.chooseFile(exportExtensions, func(path string) { w.importFiles([]string{path}) })
}

func (w *Window) chooseFile(extensions []string, then func(path string)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil {
			w.fail(T("The file could not be opened"), err)
			return
		}
		if r != nil {
			path := r.URI().Path()
			r.Close()
			then(path)
		}
	}, w.win)
	var all []string
	for _, e := range extensions {
		all = append(all, e, strings.ToUpper(e))
	}
	d.SetFilter(storage.NewExtensionFileFilter(all))
	w.place(d)
}

// chooseNew asks where to write a file.
func (w *Window) chooseNew(name string, then func(path string)) {
	d := dialog.NewFileSave(func(wr fyne.URIWriteCloser, err error) {
		if err != nil {
			w.fail(T("The file could not be written"), err)
			return
		}
		if wr != nil {
			path := wr.URI().Path()
			wr.Close()
			// The dialog has made an empty file. What writes there does so
			// under another name first and must find the place free.
			if info, err := os.Stat(path); err == nil && info.Size() == 0 {
				_ = os.Remove(path)
			}
			then(path)
		}
	}, w.win)
	d.SetFileName(name)
	w.place(d)
}

// place gives a file dialog its size and the folder that was used last.
func (w *Window) place(d *dialog.FileDialog) {
	folder := w.person.Layout("folder")
	if folder == "" {
		folder, _ = os.UserHomeDir()
	}
	if list, err := storage.ListerForURI(storage.NewFileURI(folder)); err == nil {
		d.SetLocation(list)
	}
	room := w.win.Canvas().Size()
	d.Show() // before Resize: the toolkit's dialog has no window until then
	d.Resize(fyne.NewSize(min(900, room.Width-60), min(600, room.Height-60)))
}

// used remembers the folder of a file for the next dialog.
func (w *Window) used(path string) {
	if err := w.person.SetLayout("folder", filepath.Dir(path)); err != nil {
		_ = logError(w.folder, "remembering a folder", err)
	}
}

// overlaid reports whether a dialog, ours or the toolkit's, is open.
func (w *Window) overlaid() bool { return w.win.Canvas().Overlays().Top() != nil }
