//go:build cgo || ci

package window

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"probity/app/job"
	"probity/app/session"
	"probity/assets"
	"probity/data/intake"
	"probity/data/workspace"
	"probity/export/atomic"
)

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

// joined sets two texts apart by a point; one that is empty adds nothing.
func joined(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + " · " + b
}

// exampleFiles are the log that is part of the program, and the reference lists
// about it.
var exampleFiles = []string{"example/commerce-activity-log.csv", "example/operators.csv", "example/customers.csv"}

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
	s, err := session.Create(ctx, path)
	if err != nil {
		return nil, err
	}
	for _, name := range exampleFiles {
		if err := bringExample(ctx, s, folder, name, p); err != nil {
			s.Discard()
			return nil, err
		}
	}
	return s, nil
}

// bringExample imports a file that is part of the program.
func bringExample(ctx context.Context, s *session.Session, folder, name string, p job.Progress) error {
	data, err := assets.Files.ReadFile(name)
	if err != nil {
		return err
	}
	file := filepath.Join(folder, filepath.Base(name))
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return err
	}
	in, err := intake.Inspect(ctx, file, intake.Options{})
	if err != nil {
		return err
	}
	reading, err := in.Reading()
	if err != nil {
		return err
	}
	_, err = s.Import(ctx, file, reading, workspace.Origin{PanelRows: -1}, p)
	return err
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
