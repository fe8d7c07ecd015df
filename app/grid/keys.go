package grid

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// copyLimit is how many rows are copied at most from the source itself; more
// belong into an export.
const copyLimit = 100_000

// modifiers asks which keys are held down, where the driver knows.
func modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// FocusGained implements fyne.Focusable.
func (g *Grid) FocusGained() {
	g.focused = true
	if g.sel.Cursor() < 0 && g.pos.rows > 0 && !g.inside {
		from, hidden := g.pos.first()
		if hidden > 0 {
			from++
		}
		g.sel.Only(min(from, g.pos.rows-1))
		g.changed()
		return
	}
	g.paint()
}

// FocusLost implements fyne.Focusable.
func (g *Grid) FocusLost() {
	g.focused, g.shift = false, false
	g.paint()
}

// Focused tells whether keys come to the grid.
func (g *Grid) Focused() bool { return g.focused }

// KeyDown implements desktop.Keyable.
func (g *Grid) KeyDown(ev *fyne.KeyEvent) { g.shiftKey(ev, true) }

// KeyUp implements desktop.Keyable.
func (g *Grid) KeyUp(ev *fyne.KeyEvent) { g.shiftKey(ev, false) }

func (g *Grid) shiftKey(ev *fyne.KeyEvent, down bool) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		g.shift = down
	}
}

// TypedKey implements fyne.Focusable.
func (g *Grid) TypedKey(ev *fyne.KeyEvent) {
	extend := g.shift || modifiers()&fyne.KeyModifierShift != 0
	switch ev.Name {
	case fyne.KeyDown:
		g.MoveCursor(1, extend)
	case fyne.KeyUp:
		g.MoveCursor(-1, extend)
	case fyne.KeyPageDown:
		g.MoveCursor(max(1, g.pos.page()-1), extend)
	case fyne.KeyPageUp:
		g.MoveCursor(-max(1, g.pos.page()-1), extend)
	case fyne.KeyHome:
		g.MoveCursor(-g.pos.rows, extend)
	case fyne.KeyEnd:
		g.MoveCursor(g.pos.rows, extend)
	case fyne.KeyLeft, fyne.KeyRight:
		right := ev.Name == fyne.KeyRight
		if g.fold(g.sel.Cursor(), !right) {
			return
		}
		if right {
			g.scrollX(g.x + 60)
		} else {
			g.scrollX(g.x - 60)
		}
		g.paint()
	case fyne.KeyReturn, fyne.KeyEnter:
		if row := g.sel.Cursor(); row >= 0 && !g.toggle(row) && g.OnOpen != nil {
			g.OnOpen(row)
		}
	default:
		if g.OnKey != nil {
			g.OnKey(ev)
		}
	}
}

// TypedRune implements fyne.Focusable: j and k go down and up, J and K choose.
func (g *Grid) TypedRune(r rune) {
	switch r {
	case 'j', 'J':
		g.MoveCursor(1, r == 'J')
	case 'k', 'K':
		g.MoveCursor(-1, r == 'K')
	default:
		if g.OnRune != nil {
			g.OnRune(r)
		}
	}
}

// MoveCursor moves the cursor by so many rows, as far as there are any; with extend
// it chooses all up to there.
func (g *Grid) MoveCursor(by int, extend bool) {
	if g.pos.rows == 0 {
		return
	}
	row := g.sel.Cursor() + by
	if g.sel.Cursor() < 0 && by < 0 {
		row = 0
	}
	row = min(max(0, row), g.pos.rows-1)
	if extend {
		g.sel.Extend(row)
	} else {
		g.sel.Only(row)
	}
	g.reveal()
}

// TypedShortcut implements fyne.Shortcutable. What the grid does not know goes
// on to the canvas, which a focused widget would otherwise keep it from.
func (g *Grid) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		g.SelectAll()
		return
	case *fyne.ShortcutCopy:
		g.Copy()
		return
	case *desktop.CustomShortcut: // to either end, as in tables elsewhere
		if s.Modifier&^fyne.KeyModifierShift == fyne.KeyModifierShortcutDefault && (s.KeyName == fyne.KeyHome || s.KeyName == fyne.KeyEnd) {
			g.TypedKey(&fyne.KeyEvent{Name: s.KeyName})
			return
		}
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(g).(interface{ TypedShortcut(fyne.Shortcut) }); ok {
		c.TypedShortcut(s)
	}
}

// Copy puts the chosen rows on the clipboard, as Table gives them.
func (g *Grid) Copy() {
	ranges := g.sel.Ranges()
	if len(ranges) == 0 {
		return
	}
	if g.OnCopy != nil {
		g.OnCopy(append([]Range(nil), ranges...))
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(g.Table(ranges))
}

// Table gives rows as text that spreadsheets take: cells between tabs, a line
// of titles above when there is more than one row. Rows that are not loaded are
// left out, as is what comes after the first 100,000 rows.
func (g *Grid) Table(ranges []Range) string {
	var b strings.Builder
	rows := 0
	for _, r := range ranges {
		rows += r.To - r.From + 1
	}
	if rows > 1 {
		g.line(&b, func(i int) string { return g.cols.all[i].Title })
	}
	cells := make([]Cell, len(g.cols.all))
	left := copyLimit
	for _, r := range ranges {
		for row := r.From; row <= r.To && row < g.pos.rows && left > 0; row++ {
			left--
			clear(cells)
			if is, ok := g.heading(row); ok {
				b.WriteString(plain(is.Title) + "\n")
			} else if g.source.Row(row, cells) {
				g.line(&b, func(i int) string { return cells[i].Text })
			}
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (g *Grid) line(b *strings.Builder, cell func(i int) string) {
	for i, s := range g.cols.shown {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(plain(cell(s.index)))
	}
	b.WriteByte('\n')
}
