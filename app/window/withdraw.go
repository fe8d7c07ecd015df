//go:build cgo || ci

package window

import (
	"context"
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
	"probity/data/entry"
	"probity/data/workspace"
)

// withdrawing asks for the reason before an import is taken out of view, and
// shows what goes with it.
type withdrawing struct {
	w      *Window
	s      *session.Session
	src    workspace.Source
	sheet  *sheet
	reason *widget.Entry
	known  bool // what would go is shown
	asks   latest
}

func (w *Window) askWithdraw(src workspace.Source) {
	w.named(func() {
		d := &withdrawing{w: w, s: w.session, src: src, reason: widget.NewEntry()}
		d.reason.PlaceHolder = T("for instance: the export of another reseller")
		d.reason.OnChanged = func(string) { d.allow() }
		d.reason.OnSubmitted = func(string) { d.sheet.accept() }
		d.asks = latest{post: w.post, running: &w.running, failed: func(err error) {
			d.sheet.close()
			w.fail(T("{{.Name}} cannot be withdrawn", vals{"Name": src.Name}), err)
		}}
		d.asks.ask(w.ctx, func(ctx context.Context) (func(), error) {
			c, err := d.s.PreviewWithdraw(ctx, src.SHA256)
			lost := notedEntries(ctx, d.s, c.Lost)
			return func() { d.open(c, lost) }, err
		})
	})
}

func (d *withdrawing) open(c workspace.Change, lost []string) {
	box := container.New(layout.NewCustomPaddedVBoxLayout(8),
		wrapped(plural(max(0, c.Gone-c.DuplicatesBefore), "{{.Count}} entry goes out of view.", "{{.Count}} entries go out of view.")+
			" "+T("What another import holds too stays in view from there.")))
	addNoted(box, len(c.Lost), lost, T("Notes and decisions go out of view with them, on:"))
	box.Add(wrappedQuiet(T("Its bytes stay in the workspace, and the reason in the journal. Importing the same file again brings the entries back, with their notes.")))
	box.Add(space(4))
	box.Add(strong(T("Why is it withdrawn?")))
	box.Add(d.reason)
	d.sheet = d.w.openSheet(sheetOptions{title: T("Withdraw {{.Name}}", vals{"Name": d.src.Name}), body: box, size: fyne.NewSize(560, 0),
		main: T("Withdraw"), do: d.do, onCancel: d.w.showSources})
	d.known = true
	d.allow()
	d.sheet.focus(d.reason)
	d.w.dialogs.withdrawing = d
}

// allow lets the person go on once there is a reason.
func (d *withdrawing) allow() {
	if d.known && strings.TrimSpace(d.reason.Text) != "" {
		d.sheet.main.Enable()
	} else {
		d.sheet.main.Disable()
	}
}

func (d *withdrawing) do() {
	reason := d.reason.Text
	d.w.work.runElse(T("Withdrawing {{.Name}}", vals{"Name": d.src.Name}), func(ctx context.Context, _ job.Progress) error {
		_, err := d.s.Withdraw(ctx, d.src.SHA256, reason)
		return err
	}, func() {
		if d.w.session == d.s {
			d.w.review.renewed()
			d.w.review.views.say(T("{{.Name}} was withdrawn", vals{"Name": d.src.Name}))
		}
	}, d.w.renewIfStale)
}

// renewIfStale asks everything anew where work that failed or was cancelled has
// changed something nevertheless.
func (w *Window) renewIfStale() {
	if w.review != nil && w.review.stale() {
		w.review.renewed()
	}
}

// notedListed is how many entries with notes are written out.
const notedListed = 5

// notedEntries describes the first entries with notes: when, what, and what was
// decided or noted.
func notedEntries(ctx context.Context, s *session.Session, ids []entry.Identity) []string {
	var out []string
	for _, id := range ids[:min(len(ids), notedListed)] {
		row, ok := s.Engine().RowOf(id)
		if !ok {
			out = append(out, T("an entry that another import shows"))
			continue
		}
		text := ""
		if t, ok := entry.Instant(s.Engine().Time(row), s.Zone()); ok {
			text = t.Format("2 Jan 2006, 15:04:05")
		}
		text = joined(text, s.Engine().Text(ctx, row, entry.Action))
		st := s.State(row)
		text = joined(text, statusWord(st.Status))
		if n := len(st.Notes); n > 0 {
			text = joined(text, "“"+short(oneLine(st.Notes[n-1].Text))+"”")
		}
		out = append(out, text)
	}
	return out
}

// addNoted lists entries with notes; n is how many there are.
func addNoted(box *fyne.Container, n int, lines []string, title string) {
	if n == 0 {
		return
	}
	list := container.New(layout.NewCustomPaddedVBoxLayout(3), parts.NewWrapped(title, parts.ToneAmber))
	for _, l := range lines {
		list.Add(newPreviewCell("• "+l, look.SizeText, theme.ColorNameForeground, false))
	}
	if more := n - len(lines); more > 0 {
		list.Add(quietly(plural(int64(more), "and {{.Count}} more", "and {{.Count}} more")))
	}
	box.Add(container.NewStack(newPlate(amberGround, nil, look.Radius), container.New(inset(8, 8, 10, 10), list)))
}
