//go:build cgo || ci

package window

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"probity/app/job"
	"probity/app/look"
	"probity/app/session"
	"probity/assets"
	"probity/data/intake"
	"probity/data/workspace"
	"probity/export/atomic"
)

// showSources lists what was imported, with what the person said of it.
func (w *Window) showSources() {
	sources, err := w.session.Sources()
	if err != nil {
		w.fail(T("The imported files could not be listed"), err)
		return
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(14))
	for _, s := range sources {
		about := plural(s.Rows, "{{.Count}} entry", "{{.Count}} entries")
		if p := period(s.First, s.Last, w.session.Zone()); p != "" {
			about += " · " + p
		}
		about += " · " + T("imported {{.When}}", vals{"When": s.Imported.In(w.session.Zone()).Format("2 Jan 2006, 15:04")})
		if s.Rejected > 0 {
			about += " · " + T("{{.N}} rejected", vals{"N": number(s.Rejected)})
		}
		item := container.New(layout.NewCustomPaddedVBoxLayout(3), strong(s.Name), quietly(about))
		if o := originWords(s.Origin); o != "" {
			item.Add(quietly(o))
		}
		item.Add(newPreviewCell("SHA-256 "+hex.EncodeToString(s.SHA256[:]), look.SizeSmall, theme.ColorNamePlaceHolder, true))
		box.Add(item)
	}
	if len(sources) == 0 {
		box.Add(wrapped(T("Nothing was imported yet.")))
	}
	w.openSheet(sheetOptions{title: T("Imported files"), quiet: w.session.Path(), body: container.NewVScroll(box),
		size: fyne.NewSize(640, 380), main: T("OK"), cancel: "-"})
}

func originWords(o workspace.Origin) string {
	text := ""
	if o.By != "" {
		text = T("Exported by {{.Name}}", vals{"Name": o.By})
	}
	if o.At != "" {
		text = joined(text, o.At)
	}
	if o.Filter != "" {
		text = joined(text, T("filter {{.Filter}}", vals{"Filter": o.Filter}))
	}
	if o.PanelRows >= 0 {
		text = joined(text, T("the panel showed {{.N}} rows", vals{"N": number(o.PanelRows)}))
	}
	return text
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " · " + b
}

// exampleLog is the log that is part of the program.
const exampleLog = "example/commerce-activity-log.csv"

// openExample opens the example's workspace, and makes it the first time.
func (w *Window) openExample() {
	path := filepath.Join(workspaces(), "Example"+session.Extension)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		w.open(path)
		return
	}
	var s *session.Session
	w.work.run(T("Making the example"), func(ctx context.Context, p job.Progress) (err error) {
		s, err = makeExample(ctx, path, p)
		return err
	}, func() { w.enter(s) })
}

func makeExample(ctx context.Context, path string, p job.Progress) (*session.Session, error) {
	folder, err := os.MkdirTemp("", "probity")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	data, err := assets.Files.ReadFile(exampleLog)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(folder, filepath.Base(exampleLog))
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return nil, err
	}
	in, err := intake.Inspect(ctx, file, intake.Options{})
	if err != nil {
		return nil, err
	}
	reading, err := in.Reading()
	if err != nil {
		return nil, err
	}
	s, err := session.Create(ctx, path)
	if err != nil {
		return nil, err
	}
	if _, err := s.Import(ctx, file, reading, workspace.Origin{PanelRows: -1}, p); err != nil {
		discard(s)
		return nil, err
	}
	return s, nil
}

// writeText writes a text file, whole or not at all.
func writeText(path, text string) error {
	f, err := atomic.Create(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write([]byte(text)); err != nil {
		return err
	}
	return f.Commit()
}
