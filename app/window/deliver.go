//go:build cgo || ci

package window

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"probity/app/job"
	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/query"
	"probity/export/bundle"
)

// askBundle says what a bundle of the present filter will hold, and asks where
// to write it.
func (w *Window) askBundle() {
	r := w.review
	if r.result == nil || r.result.Len() == 0 {
		w.tell(T("There is nothing to hand over"), T("The filter leaves no entry. Widen it, then make the bundle."))
		return
	}
	rows := container.New(layout.NewCustomPaddedVBoxLayout(6))
	add := func(label, value string) {
		rows.Add(container.New(&labelled{110}, newLine(label, look.SizeText, theme.ColorNamePlaceHolder, fyne.TextStyle{}),
			newPreviewCell(value, look.SizeText, theme.ColorNameForeground, false)))
	}
	add(T("Entries"), T("{{.N}} of {{.All}}", vals{"N": number(int64(r.result.Len())), "All": number(int64(w.session.Engine().Len()))}))
	filter := r.filter.Absolute()
	if filter == "" {
		filter = T("none: all entries")
	}
	add(T("Filter"), filter)
	if r.period != "" {
		add(T("Period"), r.period)
	}
	add(T("Reviewed"), plural(int64(r.reviewed), "{{.Count}} entry, with its notes and decisions", "{{.Count}} entries, with their notes and decisions"))
	rows.Add(wrappedQuiet(T("The bundle also holds a workbook, a page to read first, and what is needed to check that nothing was changed. It is not signed yet: tell the auditor the fingerprint by another way, such as the telephone.")))
	w.openSheet(sheetOptions{title: T("Bundle for an auditor"), body: rows, size: fyne.NewSize(560, 0), main: T("Choose where…"), do: func() {
		w.chooseNew(fileName(w.session, ".zip"), w.writeBundle)
	}})
}

// fileName proposes a name for what is written from a session.
func fileName(s *session.Session, extension string) string {
	name := strings.TrimSuffix(s.Name(), filepath.Ext(s.Name()))
	if name == "" {
		name = s.Name()
	}
	return name + " " + time.Now().Format("2006-01-02") + extension
}

func (w *Window) writeBundle(path string) {
	path = withExtension(path, ".zip")
	s, f := w.session, w.review.filter
	var result bundle.Result
	w.work.run(T("Writing {{.Name}}", vals{"Name": filepath.Base(path)}), func(ctx context.Context, p job.Progress) (err error) {
		result, err = s.Bundle(ctx, f, path, p)
		return err
	}, func() {
		w.used(path)
		w.bundleWritten(path, result)
	})
}

func (w *Window) bundleWritten(path string, result bundle.Result) {
	print := newLine(result.Fingerprint, look.SizeTitle, theme.ColorNamePrimary, fyne.TextStyle{Monospace: true, Bold: true})
	copied := parts.NewButton(T("Copy"), nil)
	copied.OnTapped = func() {
		w.app.Clipboard().SetContent(result.Fingerprint)
		copied.SetText(T("Copied"))
	}
	body := container.New(layout.NewCustomPaddedVBoxLayout(8),
		wrapped(plural(int64(result.Rows), "{{.Count}} entry in {{.File}}", "{{.Count}} entries in {{.File}}", vals{"File": path})),
		strong(T("Fingerprint")),
		container.New(layout.NewCustomPaddedHBoxLayout(14), centred(print), copied),
		wrappedQuiet(T("Tell it to the auditor another way than the bundle, such as by telephone. With it they know that this is the bundle you made.")))
	w.openSheet(sheetOptions{title: T("The bundle is written"), body: body, size: fyne.NewSize(560, 0), main: T("OK"), cancel: "-"})
}

// askCSV and askXLSX write the entries under the present filter.
func (w *Window) askCSV()  { w.askExport(".csv", (*session.Session).ExportCSV) }
func (w *Window) askXLSX() { w.askExport(".xlsx", (*session.Session).ExportXLSX) }

func (w *Window) askExport(extension string, write exporter) {
	w.chooseNew(fileName(w.session, extension), func(path string) {
		w.export(withExtension(path, extension), write)
	})
}

func (w *Window) export(path string, write exporter) {
	s, f := w.session, w.review.filter
	n := w.review.result.Len()
	w.work.run(T("Writing {{.Name}}", vals{"Name": filepath.Base(path)}), func(ctx context.Context, p job.Progress) error {
		return write(s, ctx, f, path, p)
	}, func() {
		w.used(path)
		w.tell(T("The file is written"), plural(int64(n), "{{.Count}} entry in {{.File}}", "{{.Count}} entries in {{.File}}", vals{"File": path}))
	})
}

// withExtension adds the extension where a person left it out.
func withExtension(path, extension string) string {
	if filepath.Ext(path) == "" {
		return path + extension
	}
	return path
}

// askCopy writes a consistent copy of the workspace.
func (w *Window) askCopy() {
	w.chooseNew(fileName(w.session, session.Extension), func(path string) {
		path = withExtension(path, session.Extension)
		s := w.session
		w.work.run(T("Copying to {{.Name}}", vals{"Name": filepath.Base(path)}), func(ctx context.Context, _ job.Progress) error {
			return s.SaveCopy(ctx, path)
		}, func() {
			w.used(path)
			w.tell(T("The copy is written"), path)
		})
	})
}

// exporter writes what a filter finds to a file.
type exporter = func(s *session.Session, ctx context.Context, f query.Filter, path string, p session.Progress) error
