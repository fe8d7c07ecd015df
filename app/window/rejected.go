//go:build cgo || ci

package window

import (
	"context"
	"errors"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/job"
	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/workspace"
	"probity/export/atomic"
)

// rejectedListed is how many rejected records are listed; the export has all.
const rejectedListed = 1000

var errEnough = errors.New("enough")

// rejectedList is the dialog that lists the records of an import that could not
// be read.
type rejectedList struct {
	w    *Window
	s    *session.Session
	src  workspace.Source
	all  []session.Reject
	list *widget.List
}

// showRejected lists the records of an import that could not be read, each with
// its line, the reason and its text, and offers to write them to a file.
func (w *Window) showRejected(s *session.Session, src workspace.Source) {
	l := &rejectedList{w: w, s: s, src: src}
	asks := latest{post: w.post, running: &w.running, failed: func(err error) { w.fail(T("The rejected records could not be read"), err) }}
	asks.ask(w.ctx, func(ctx context.Context) (func(), error) {
		err := s.Rejects(ctx, src, func(r session.Reject) error {
			if len(l.all) == rejectedListed {
				return errEnough
			}
			l.all = append(l.all, r)
			return nil
		})
		if errors.Is(err, errEnough) {
			err = nil
		}
		return l.open, err
	})
}

func (l *rejectedList) open() {
	l.list = widget.NewList(func() int { return len(l.all) }, func() fyne.CanvasObject {
		return container.New(inset(4, 4, 10, 10), container.New(layout.NewCustomPaddedVBoxLayout(2),
			newPreviewCell(" ", look.SizeText, theme.ColorNameForeground, false),
			newPreviewCell(" ", look.SizeMono, theme.ColorNamePlaceHolder, true)))
	}, func(i widget.ListItemID, o fyne.CanvasObject) {
		lines := o.(*fyne.Container).Objects[0].(*fyne.Container).Objects
		r := l.all[i]
		lines[0].(*line).set(T("Line {{.Line}}: {{.Why}}", vals{"Line": number(r.Line), "Why": r.Reason}), theme.ColorNameForeground)
		lines[1].(*line).set(oneLine(strings.ToValidUTF8(rawText(r.Bytes), "\uFFFD")), theme.ColorNamePlaceHolder)
	})
	quiet := T("They are kept with the file and sealed, but they are not entries.")
	if more := l.src.Rejected - int64(len(l.all)); more > 0 {
		quiet += " " + plural(more, "{{.Count}} more is in the export.", "{{.Count}} more are in the export.")
	}
	l.w.openSheet(sheetOptions{title: T("Rejected records of {{.Name}}", vals{"Name": l.src.Name}), quiet: quiet,
		body: container.NewStack(newPlate(look.Surface, look.Line, look.Radius), container.New(inset(2, 2, 2, 2), l.list)),
		size: fyne.NewSize(760, 460), main: T("OK"), cancel: "-", foot: []fyne.CanvasObject{
			parts.NewButton(T("Export…"), func() {
				l.w.chooseNew(baseName(l.src.Name)+" "+T("rejected")+".csv", func(path string) { l.write(path, l.s.WriteRejects) })
			}),
			parts.NewButton(T("Export to mend…"), func() {
				l.w.chooseNew(baseName(l.src.Name)+" "+T("to mend")+extensionOf(l.src), func(path string) { l.write(path, l.s.WriteMendable) })
			}),
		}})
	l.w.dialogs.rejected = l
}

// write writes the records to a file, whole or not at all.
func (l *rejectedList) write(path string, how func(context.Context, workspace.Source, io.Writer) (int, error)) {
	n := 0
	l.w.work.run(T("Writing {{.Name}}", vals{"Name": path}), func(ctx context.Context, _ job.Progress) error {
		f, err := atomic.Create(path)
		if err != nil {
			return err
		}
		defer f.Discard()
		if n, err = how(ctx, l.src, f); err != nil {
			return err
		}
		return f.Commit()
	}, func() {
		l.w.tell(plural(int64(n), "{{.Count}} record was written", "{{.Count}} records were written"), path)
	})
}

// baseName is a file's name without its extension.
func baseName(name string) string { return strings.TrimSuffix(name, extension(name)) }

func extension(name string) string {
	if at := strings.LastIndexByte(name, '.'); at > 0 {
		return name[at:]
	}
	return ""
}

// extensionOf is the ending for a file that is read as the import was.
func extensionOf(src workspace.Source) string {
	if e := extension(src.Name); e != "" && src.Packed.Kind == "" {
		return e
	}
	return map[string]string{"json": ".json", "jsonl": ".jsonl"}[src.Reading.Format]
}
