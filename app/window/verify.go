//go:build cgo || ci

package window

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"probity/app/job"
	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
)

// verify checks what is open, with progress, and shows what came out.
func (w *Window) verify() {
	s := w.session
	var v *session.Verdict
	w.work.run(T("Checking {{.Name}}", vals{"Name": s.Name()}), func(ctx context.Context, p job.Progress) (err error) {
		v, err = s.Verify(ctx, p)
		return err
	}, func() {
		if w.session == s {
			w.review.setVerdict(v)
		}
		w.showVerdict(v)
	})
}

// verdictWord says a verdict in a few words.
func verdictWord(verdict string) string {
	switch verdict {
	case "sealed":
		return T("unchanged, sealed by a key you trust")
	case "unconfirmed":
		return T("unchanged, key not confirmed")
	case "unsigned":
		return T("unchanged, not signed")
	case "changed":
		return T("changed")
	case "unreadable":
		return T("unreadable")
	}
	return verdict
}

// markOfCheck is the sign before a check.
func markOfCheck(c session.Check) look.Mark {
	switch c.State {
	case session.CheckOK:
		return look.MarkFine
	case session.CheckChanged:
		return look.MarkChanged
	}
	return look.MarkAbsent
}

// showVerdict shows the outcome of a check: what was checked, and every
// problem.
func (w *Window) showVerdict(v *session.Verdict) {
	checks := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for _, c := range v.Checks {
		checks.Add(checkRow(c))
	}
	body := fyne.CanvasObject(checks)
	size := fyne.NewSize(560, 0)
	if len(v.Problems) > 0 {
		body = container.NewVScroll(container.New(layout.NewCustomPaddedVBoxLayout(6), w.problemList(v.Problems), checks))
		size = fyne.NewSize(720, min(620, 150+100*float32(len(v.Problems))+54*float32(len(v.Checks))))
	}
	title := T("Unchanged since it was imported")
	if v.Verdict == "changed" {
		title = plural(int64(len(v.Problems)), "{{.Count}} difference was found", "{{.Count}} differences were found")
	} else if v.Verdict == "unreadable" {
		title = T("It cannot be read")
	}
	save := parts.NewButton(T("Save report…"), func() { w.saveReport(v) })
	w.openSheet(sheetOptions{title: title, quiet: v.Sentence, wraps: true, body: body, size: size, main: T("OK"), cancel: "-", foot: []fyne.CanvasObject{save}})
}

func checkRow(c session.Check) fyne.CanvasObject {
	return parts.NewCheck(markOfCheck(c), c.Title, c.Detail)
}

// mostProblems is how many problems are listed; the report has them all.
const mostProblems = 200

// problemList lists problems; those that have an entry lead to it.
func (w *Window) problemList(problems []session.Problem) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for i, p := range problems {
		if i == mostProblems {
			box.Add(section(captionWrapped(plural(int64(len(problems)-i), "{{.Count}} more is in the report", "{{.Count}} more are in the report"))))
			break
		}
		text := parts.NewWrapped(p.String(), parts.ToneText)
		row, ok := w.session.RowOf(p)
		if !ok {
			box.Add(container.New(inset(7, 7, 10, 10), text))
			continue
		}
		text.Tone = parts.ToneAccent
		box.Add(newTapRow(container.New(inset(7, 7, 10, 10), text), 0, func() {
			for w.topSheet() != nil {
				w.topSheet().close()
			}
			w.review.goTo(row)
		}))
	}
	return container.New(inset(1, 6, 1, 2), container.NewStack(newPlate(look.Surface, look.Line, look.Radius), box))
}

// saveReport writes the outcome of a check as text.
func (w *Window) saveReport(v *session.Verdict) {
	w.chooseNew(fileName(w.session, ".txt"), func(path string) {
		path = withExtension(path, ".txt")
		name := w.session.Name()
		w.work.run(T("Writing {{.Name}}", vals{"Name": path}), func(context.Context, job.Progress) error {
			return writeText(path, reportText(name, v))
		}, func() { w.tell(T("The report is written"), path) })
	})
}

func reportText(name string, v *session.Verdict) string {
	var b strings.Builder
	b.WriteString(name + "\n" + v.Sentence + "\n")
	if v.Fingerprint != "" {
		b.WriteString(T("Fingerprint") + ": " + v.Fingerprint + "\n")
	}
	b.WriteString("\n")
	for _, c := range v.Checks {
		b.WriteString(c.Mark() + " " + c.Title + ": " + c.Detail + "\n")
	}
	for _, p := range v.Problems {
		b.WriteString("\n" + p.String())
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
