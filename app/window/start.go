//go:build cgo || ci

package window

import (
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
)

// startPage is shown while nothing is open: the ways to begin, and what was
// open before.
type startPage struct {
	w    *Window
	root fyne.CanvasObject
}

// pageWidth is the width of the start screen's column.
const pageWidth = 1000

func (w *Window) showStart() {
	w.show(&startPage{w: w, root: w.startScreen()})
}

func (p *startPage) content() fyne.CanvasObject { return p.root }
func (p *startPage) typedKey(*fyne.KeyEvent)    {}
func (p *startPage) left()                      {}

func (w *Window) startScreen() fyne.CanvasObject {
	name := newLine("Probity", look.SizeHeading, theme.ColorNameForeground, fyne.TextStyle{Bold: true})
	motto := newLine(T("Read operator logs. Say what you found. Prove nothing was changed."),
		look.SizeText, theme.ColorNamePlaceHolder, fyne.TextStyle{})
	cards := container.New(&columns{count: 3, gap: 16, height: 128},
		parts.NewCard(look.IconImport, T("Import an export"), T("CSV or JSON. Drop the file anywhere in this window."), func() { w.do("import") }),
		parts.NewCard(look.IconBundle, T("Open a bundle"), T("See who sealed it and whether anything was changed."), func() { w.do("open") }),
		parts.NewCard(look.IconExample, T("Try the example log"), T("2,000 entries of an invented provider."), func() { w.do("example") }))
	box := container.New(layout.NewCustomPaddedVBoxLayout(0),
		name, space(4), motto, space(26), cards)
	if list := w.person.Recent(); len(list) > 0 {
		box.Add(space(34))
		box.Add(strong(T("Recent")))
		box.Add(space(8))
		box.Add(w.recentList(list))
	}
	box.Add(space(22))
	box.Add(container.New(layout.NewCustomPaddedHBoxLayout(5),
		quietLine(T("Everything stays on this computer.")), keycaps("Ctrl+K"), quietLine(T("finds any command,")),
		parts.NewKey("?"), quietLine(T("shows the keys."))))
	return container.NewVScroll(container.New(&column{width: pageWidth, top: 64, side: 40}, box))
}

func quietLine(text string) fyne.CanvasObject {
	return newLine(text, look.SizeSmall+0.5, theme.ColorNamePlaceHolder, fyne.TextStyle{})
}

func space(height float32) fyne.CanvasObject {
	return container.New(inset(height, 0, 0, 0), container.NewWithoutLayout())
}

// recentList shows what was open before, with what can still be opened first
// to hand: a missing file is greyed and can be taken off the list.
func (w *Window) recentList(list []session.Recent) fyne.CanvasObject {
	rows := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for i, r := range list {
		if i > 0 {
			rows.Add(newStrip(look.Line))
		}
		rows.Add(w.recentRow(r))
	}
	return container.NewStack(newPlate(look.Surface, look.Line, 8), container.New(inset(1, 1, 1, 1), rows))
}

func (w *Window) recentRow(r session.Recent) fyne.CanvasObject {
	name := filepath.Base(r.Path)
	if !r.Bundle {
		name = strings.TrimSuffix(name, session.Extension)
	}
	title := strong(name)
	about := []string{plural(int64(r.Entries), "{{.Count}} entry", "{{.Count}} entries")}
	switch {
	case r.Bundle && r.Verdict != "":
		about = append(about, verdictWord(r.Verdict))
	case r.Reviewed > 0:
		about = append(about, T("{{.N}} reviewed", vals{"N": number(int64(r.Reviewed))}))
	}
	forget := func() {
		if err := w.person.Forget(r.Path); err != nil {
			w.fail(T("The list could not be changed"), err)
		}
		w.showStart()
	}
	at := quietLine(day(r.Opened, time.Now()))
	if r.Missing() {
		title.colour = theme.ColorNamePlaceHolder
		about = []string{T("no longer at {{.Folder}}", vals{"Folder": filepath.Dir(r.Path)})}
		remove := parts.NewLink(T("Remove from list"), parts.ToneQuiet, forget)
		at = remove
	}
	more := quietLine(strings.Join(about, " · "))
	row := container.New(layout.NewBorderLayout(nil, nil, nil, at), at,
		container.New(layout.NewCustomPaddedHBoxLayout(10), title, more))
	return newTapRow(container.New(inset(0, 0, 14, 14), row), 44, func() {
		if r.Missing() {
			w.tell(T("{{.Name}} is not there", vals{"Name": name}), T("It is no longer at {{.Path}}. If it was moved, open it from its new place.", vals{"Path": r.Path}))
			return
		}
		w.open(r.Path)
	})
}

// day says when something was, as people say it.
func day(at, now time.Time) string {
	at, now = at.Local(), now.Local()
	switch days := int(midnight(now).Sub(midnight(at)).Hours()/24 + 0.5); {
	case days == 0:
		return T("today")
	case days == 1:
		return T("yesterday")
	case at.Year() == now.Year():
		return at.Format("2 Jan")
	}
	return at.Format("2 Jan 2006")
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// column centres what is in it, in a column of a width.
type column struct{ width, top, side float32 }

func (c *column) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(400, o[0].MinSize().Height+c.top+24)
}

func (c *column) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := min(c.width, size.Width-2*c.side)
	place(o[0], (size.Width-width)/2, c.top, width, o[0].MinSize().Height)
}

// columns lays objects side by side in equal widths and one height.
type columns struct {
	count       int
	gap, height float32
}

func (c *columns) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := c.height
	for _, x := range o {
		height = max(height, x.MinSize().Height)
	}
	return fyne.NewSize(100, height)
}

func (c *columns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := (size.Width - c.gap*float32(c.count-1)) / float32(c.count)
	for i, x := range o {
		place(x, float32(i)*(width+c.gap), 0, width, size.Height)
	}
}
