//go:build cgo || ci

package window

import (
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"probity/app/parts"
)

// A command is one thing that a person can ask for. Each stands once in the
// table of commands; the main menu, the keyboard, the list of keys and the
// palette are made from it.
type command struct {
	id       string
	label    string // English; translated where it is shown
	menu     string // menu in the bar; empty: keyboard and palette only
	part     int    // part of the menu; parts are set off by a line
	shortcut fyne.Shortcut
	key      string // a key without Ctrl, for when no text is being typed
	also     string // a second such key
	enabled  func() bool
	checked  func() bool // for a choice that stays
	run      func()
}

// escapeKey is written beside the command that clears the filter. The page obeys
// it, because it first folds what covers the grid.
const escapeKey = "Esc"

// menus is the order of the menu bar.
var menus = []string{M("File"), M("Edit"), M("Filter"), M("View"), M("Ask"), M("Review"), M("Evidence"), M("Help")}

func (c *command) on() bool { return c.enabled == nil || c.enabled() }

// keys is how a person reads the keys of c: "Ctrl+K", "n".
func (c *command) keys() []string {
	var keys []string
	if c.shortcut != nil {
		keys = append(keys, shortcutText(c.shortcut))
	}
	for _, k := range []string{c.key, c.also} {
		if k != "" && k != string(fyne.KeyEnter) { // the one of the number pad goes without saying
			keys = append(keys, k)
		}
	}
	return keys
}

func ctrl(key fyne.KeyName, more ...fyne.KeyModifier) fyne.Shortcut {
	s := &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
	for _, m := range more {
		s.Modifier |= m
	}
	return s
}

func alt(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt}
}

func shortcutText(s fyne.Shortcut) string {
	main := "Ctrl"
	if runtime.GOOS == "darwin" {
		main = "Cmd"
	}
	switch s := s.(type) {
	case *fyne.ShortcutUndo:
		return main + "+Z"
	case *fyne.ShortcutCopy:
		return main + "+C"
	case *fyne.ShortcutSelectAll:
		return main + "+A"
	case *desktop.CustomShortcut:
		var parts []string
		if s.Modifier&fyne.KeyModifierShortcutDefault != 0 {
			parts = append(parts, main)
		}
		if s.Modifier&fyne.KeyModifierAlt != 0 {
			parts = append(parts, "Alt")
		}
		if s.Modifier&fyne.KeyModifierShift != 0 {
			parts = append(parts, "Shift")
		}
		return strings.Join(append(parts, string(s.KeyName)), "+")
	}
	return ""
}

// command finds a command by its id; nil if there is none.
func (w *Window) command(id string) *command {
	for _, c := range w.commands {
		if c.id == id {
			return c
		}
	}
	return nil
}

// do runs a command if it is possible now, and reports whether it was.
func (w *Window) do(id string) bool {
	c := w.command(id)
	if c == nil || !c.on() {
		return false
	}
	c.run()
	return true
}

// mainMenu makes the menu bar from the table.
func (w *Window) mainMenu() *fyne.MainMenu {
	bar := &fyne.MainMenu{}
	w.items = map[*fyne.MenuItem]*command{}
	for _, title := range menus {
		menu := fyne.NewMenu(T(title))
		part := -1
		for _, c := range w.commands {
			if c.menu != title {
				continue
			}
			if part >= 0 && part != c.part {
				menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
			}
			part = c.part
			label := T(c.label)
			item := fyne.NewMenuItem(label, func() { w.fromMenu(c) })
			switch {
			case c.shortcut != nil && runtime.GOOS == "darwin":
				item.Shortcut = c.shortcut // the system's own menu bar writes it
			case c.shortcut != nil:
				item.Label, item.Shortcut = label+"   ("+shortcutText(c.shortcut)+")", unwritten{c.shortcut}
			case c.key != "":
				item.Label = label + "   (" + c.key + ")"
			}
			item.IsQuit = c.id == "quit"
			w.items[item] = c
			menu.Items = append(menu.Items, item)
		}
		bar.Items = append(bar.Items, menu)
	}
	w.markMenu()
	return bar
}

// unwritten is a shortcut that the toolkit obeys and does not write into the
// menu itself: it does so in a fifth of the text's strength, which is hardly to
// be read.
type unwritten struct{ fyne.Shortcut }

// fromMenu runs a command that was chosen in the menu or by its shortcut. The
// menu bar sees shortcuts before the field that is being typed in does, so what
// belongs to the text is handed on to it.
func (w *Window) fromMenu(c *command) {
	if text, ok := w.win.Canvas().Focused().(fyne.Shortcutable); ok && w.typing() {
		switch c.shortcut.(type) {
		case *fyne.ShortcutUndo, *fyne.ShortcutSelectAll:
			text.TypedShortcut(c.shortcut)
			return
		case *fyne.ShortcutCopy:
			text.TypedShortcut(&fyne.ShortcutCopy{Clipboard: fyne.CurrentApp().Clipboard()})
			return
		}
	}
	if record, ok := w.win.Canvas().Focused().(*parts.Mono); ok && c.id == "copy-rows" && !w.sheetOpen() {
		record.TypedShortcut(c.shortcut)
		return
	}
	if w.sheetOpen() && c.id != "quit" {
		return
	}
	if c.on() {
		c.run()
	}
	if w.review != nil && w.win.Canvas().Focused() == nil && !w.sheetOpen() {
		w.win.Canvas().Focus(w.review.grid) // the menu bar has taken the focus away
	}
}

// markMenu greys what is not possible now and ticks what is chosen. It reports
// whether anything changed.
func (w *Window) markMenu() bool {
	changed := false
	for item, c := range w.items {
		disabled := !c.on()
		checked := c.checked != nil && c.checked()
		if item.Disabled != disabled || item.Checked != checked {
			item.Disabled, item.Checked = disabled, checked
			changed = true
		}
	}
	return changed
}

// changed is called after anything that may enable or disable commands.
func (w *Window) changed() {
	if w.bar != nil && w.markMenu() {
		w.win.SetMainMenu(w.bar)
	}
}
