//go:build cgo || ci

package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// typing reports whether keys go into a text now.
func (w *Window) typing() bool {
	_, ok := w.win.Canvas().Focused().(interface {
		SelectedText() string
		SetPlaceHolder(string)
	}) // what every text field of the toolkit has, also when it was extended
	return ok
}

// typedAnywhere is called for every character typed while neither a text nor
// the grid has the focus, and for what the focused part has no use for.
func (w *Window) typedAnywhere(r rune) {
	if w.review != nil && !w.sheetOpen() {
		w.review.grid.TypedRune(r) // it knows j and k, and hands on the rest
		return
	}
	w.typedRune(r)
}

// typedRune runs the command whose key is a character.
func (w *Window) typedRune(r rune) {
	if w.sheetOpen() {
		return
	}
	for _, c := range w.commands {
		if (c.key == string(r) || c.also == string(r)) && c.on() {
			c.run()
			return
		}
	}
}

// typedKey is the same for keys that have no character.
func (w *Window) typedKey(e *fyne.KeyEvent) {
	if top := w.topSheet(); top != nil {
		switch e.Name {
		case fyne.KeyEscape:
			top.cancel()
		case fyne.KeyReturn, fyne.KeyEnter:
			top.accept()
		}
		return
	}
	if !w.commandKey(e) && w.page != nil {
		w.page.typedKey(e)
	}
}

// commandKey runs the command that has the key, if there is one. Keys with a
// character are left to typedRune: the driver tells of both, one after the
// other.
func (w *Window) commandKey(e *fyne.KeyEvent) bool {
	if len(e.Name) == 1 {
		return false
	}
	for _, c := range w.commands {
		if (c.key == string(e.Name) || c.also == string(e.Name)) && c.on() {
			c.run()
			return true
		}
	}
	return false
}

// keyEntry is a text field whose keys can be taken before it sees them, such
// as Escape, or Up and Down in a list below it.
type keyEntry struct {
	widget.Entry
	onKey   func(*fyne.KeyEvent) bool // reports whether the key was used
	onFocus func(bool)
}

func newKeyEntry() *keyEntry {
	e := &keyEntry{}
	e.ExtendBaseWidget(e)
	return e
}

func (e *keyEntry) TypedKey(k *fyne.KeyEvent) {
	if e.onKey != nil && e.onKey(k) {
		return
	}
	e.Entry.TypedKey(k)
}

func (e *keyEntry) FocusGained() {
	e.Entry.FocusGained()
	if e.onFocus != nil {
		e.onFocus(true)
	}
}

func (e *keyEntry) FocusLost() {
	e.Entry.FocusLost()
	if e.onFocus != nil {
		e.onFocus(false)
	}
}

// shiftHeld reports whether Shift is held down.
func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}
