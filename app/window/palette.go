//go:build cgo || ci

package window

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// choice is one line of a list to choose from.
type choice struct {
	text, hint string
	search     string // what is searched beside the text
	pick       func()
}

// choose shows a list with a field above it that narrows it while typing. Up
// and Down move, Return picks, Escape leaves.
func (w *Window) choose(title, placeholder string, all []choice) *chooser {
	c := &chooser{w: w, all: all}
	c.open(title, placeholder)
	return c
}

// chooseFrom is choose for more than can be listed: ask is called with what is
// typed, and offers what fits.
func (w *Window) chooseFrom(title, placeholder string, ask func(text string)) *chooser {
	c := &chooser{w: w, ask: ask}
	c.open(title, placeholder)
	return c
}

func (c *chooser) open(title, placeholder string) {
	w := c.w
	c.field = newKeyEntry()
	c.field.PlaceHolder = placeholder
	c.field.OnChanged = func(string) { c.narrow() }
	c.field.onKey = c.key
	c.list = widget.NewList(func() int { return len(c.found) },
		func() fyne.CanvasObject {
			hint := widget.NewLabel("")
			hint.TextStyle.Monospace = true
			hint.Importance = widget.LowImportance
			text := widget.NewLabel("")
			text.Truncation = fyne.TextTruncateEllipsis
			return container.New(layout.NewBorderLayout(nil, nil, nil, hint), text, hint)
		},
		func(i widget.ListItemID, o fyne.CanvasObject) {
			box := o.(*fyne.Container)
			box.Objects[0].(*widget.Label).SetText(c.found[i].text)
			box.Objects[1].(*widget.Label).SetText(c.found[i].hint)
			box.Refresh()
		})
	c.list.HideSeparators = true
	c.list.OnSelected = func(i widget.ListItemID) {
		if !c.moving {
			c.at = i
			c.pick()
		}
	}
	c.box = container.NewGridWrap(fyne.NewSize(476, 0), c.list)
	c.none = quietLine(T("Nothing is called so."))
	body := container.New(layout.NewCustomPaddedVBoxLayout(6), c.field, c.none, c.box)
	c.rows = int(max(3, min(mostChoices, (w.win.Canvas().Size().Height-240)/choiceRow)))
	c.sheet = w.openSheet(sheetOptions{title: title, body: body, size: fyne.NewSize(520, 170+float32(c.rows)*choiceRow), pinned: true})
	c.none.Hide()
	c.narrow()
	c.sheet.focus(c.field)
}

// mostChoices is how many lines are shown at once, each choiceRow high.
const mostChoices, choiceRow = 9, 34

type chooser struct {
	box    *fyne.Container // holds the list at the height of what was found
	none   fyne.CanvasObject
	rows   int
	w      *Window
	sheet  *sheet
	field  *keyEntry
	list   *widget.List
	all    []choice
	ask    func(text string) // offers what fits; nil: all are known
	found  []choice
	at     int
	moving bool // the selection is moved by a key, not by a tap
}

func (c *chooser) narrow() {
	if c.ask != nil {
		c.ask(c.field.Text)
		return
	}
	words := strings.Fields(strings.ToLower(c.field.Text))
	c.found = c.found[:0]
	for _, x := range c.all {
		text := strings.ToLower(x.text + " " + x.search)
		fits := true
		for _, word := range words {
			fits = fits && strings.Contains(text, word)
		}
		if fits {
			c.found = append(c.found, x)
		}
	}
	c.renew()
}

// offer lists what was asked for.
func (c *chooser) offer(found []choice) {
	c.found = found
	c.renew()
}

// renew shows what was found.
func (c *chooser) renew() {
	c.list.UnselectAll()
	n := min(len(c.found), c.rows)
	c.box.Layout = layout.NewGridWrapLayout(fyne.NewSize(476, float32(n)*choiceRow))
	show(c.none, n == 0)
	c.box.Refresh()
	c.list.Refresh()
	c.sheet.low()
	c.mark(0)
}

func (c *chooser) mark(i int) {
	if len(c.found) == 0 {
		return
	}
	c.at = max(0, min(i, len(c.found)-1))
	c.moving = true
	c.list.Select(c.at)
	c.moving = false
}

func (c *chooser) key(k *fyne.KeyEvent) bool {
	switch k.Name {
	case fyne.KeyDown:
		c.mark(c.at + 1)
	case fyne.KeyUp:
		c.mark(c.at - 1)
	case fyne.KeyPageDown:
		c.mark(c.at + 10)
	case fyne.KeyPageUp:
		c.mark(c.at - 10)
	case fyne.KeyReturn, fyne.KeyEnter:
		c.pick()
	case fyne.KeyEscape:
		c.sheet.cancel()
	default:
		return false
	}
	return true
}

func (c *chooser) pick() {
	if c.at >= len(c.found) {
		return
	}
	picked := c.found[c.at]
	c.sheet.close()
	picked.pick()
}

// showPalette offers every command that is possible now.
func (w *Window) showPalette() {
	var all []choice
	for _, c := range w.commands {
		if c.id == "palette" || !c.on() {
			continue
		}
		all = append(all, choice{text: T(c.label), hint: strings.Join(c.keys(), "  "), search: T(c.menu) + " " + c.id, pick: c.run})
	}
	w.choose(T("Find a command"), T("Type what you want to do"), all)
}
