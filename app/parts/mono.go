package parts

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"probity/app/look"
)

// Mono is a sunken block with a raw record in monospace, broken at its edge.
// Long records are shown in pieces: at first their beginning, more at a click,
// because a text object for each of a hundred thousand lines stops the window.
// Ctrl+C, while it has the focus, copies the whole text, also what is not shown.
type Mono struct {
	sketch
	text    string
	shown   int // bytes
	lines   []string
	width   float32 // that the lines were broken for
	more    spot
	hover   bool
	focused bool
}

const (
	monoPiece = 4 << 10  // shown at first
	monoStep  = 16 << 10 // more at each click
	monoMost  = 64 << 10 // shown at all
	monoSize  = look.SizeSmall
	monoLine  = 16
	monoPad   = 8
)

// NewMono makes an empty block.
func NewMono() *Mono {
	m := &Mono{}
	m.draw = m.paint
	m.least = func() fyne.Size {
		w := m.Size().Width
		if w < 60 {
			w = 280
		}
		return fyne.NewSize(60, m.arrange(w))
	}
	m.ExtendBaseWidget(m)
	return m
}

// SetText shows another text, from its beginning.
func (m *Mono) SetText(text string) {
	m.text, m.shown, m.width = text, min(len(text), monoPiece), 0
	m.redraw()
	canvas.Refresh(m)
}

// Text gives the whole text.
func (m *Mono) Text() string { return m.text }

// Resize implements fyne.CanvasObject; another width can mean another height.
func (m *Mono) Resize(size fyne.Size) {
	before := m.Size().Width
	m.BaseWidget.Resize(size)
	if before != size.Width {
		canvas.Refresh(m)
	}
}

// arrange breaks the text for a width and gives the height.
func (m *Mono) arrange(width float32) float32 {
	if m.width != width {
		m.width = width
		one := measure("mmmmmmmmmm", monoSize, fyne.TextStyle{Monospace: true}) / 10
		m.lines = breakMono(m.part(), max(4, int((width-2*monoPad)/one)))
	}
	h := float32(len(m.lines))*monoLine + 2*monoPad
	if m.shown < len(m.text) {
		h += 22
	}
	return h
}

// part is the beginning that is shown, ending between characters.
func (m *Mono) part() string {
	end := min(m.shown, len(m.text))
	for end > 0 && end < len(m.text) && !utf8.RuneStart(m.text[end]) {
		end--
	}
	return m.text[:end]
}

// breakMono breaks text into lines of so many characters. Control characters
// and bytes that are no text become visible.
func breakMono(text string, columns int) []string {
	var out []string
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		var b strings.Builder
		n := 0
		for _, r := range line {
			switch {
			case r == '\t':
				r = '→'
			case r < ' ':
				r = 0x2400 + r // the picture of the control character
			case r == 0x7f:
				r = 0x2421
			}
			wide := 1
			if r >= 0x1100 && (r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 || r >= 0x1F000) {
				wide = 2
			}
			if n+wide > columns && n > 0 {
				out = append(out, b.String())
				b.Reset()
				n = 0
			}
			b.WriteRune(r)
			n += wide
		}
		out = append(out, b.String())
	}
	return out
}

func (m *Mono) paint(p *pen, size fyne.Size) {
	h := m.arrange(size.Width)
	border := p.Sunken
	if m.focused {
		border = p.Accent
	}
	p.frame(0, 0, size.Width, max(h, size.Height), p.Sunken, border, look.Radius)
	f := font{size: monoSize, color: p.Text}.mono()
	y := float32(monoPad)
	for _, l := range m.lines {
		if l != "" {
			p.run(monoPad, y, size.Width-2*monoPad, monoLine, l, f.style, f)
		}
		y += monoLine
	}
	m.more = spot{}
	if m.shown >= len(m.text) {
		return
	}
	rest := font{size: look.SizeSmall, color: p.Quiet}
	if m.shown >= monoMost {
		text := fmt.Sprintf(lang.L("%s more bytes; Ctrl+C copies all"), Thousands(len(m.text)-m.shown))
		p.text(monoPad, y, size.Width-2*monoPad, 20, text, rest)
		return
	}
	rest.color = p.Accent
	text := fmt.Sprintf(lang.L("Show more (%s of %s bytes shown)"), Thousands(m.shown), Thousands(len(m.text)))
	w, _ := p.text(monoPad, y, size.Width-2*monoPad, 20, text, rest)
	m.more = spot{monoPad, y, w, 20, 0}
	if m.hover {
		p.fill(monoPad, y+17, w, 1, p.Accent, 0)
	}
}

func (m *Mono) showMore() {
	m.shown, m.width = min(len(m.text), m.shown+monoStep, monoMost), 0
	m.redraw()
	canvas.Refresh(m)
}

// Tapped implements fyne.Tappable.
func (m *Mono) Tapped(ev *fyne.PointEvent) {
	focus(m)
	if m.more.w > 0 && m.more.has(ev.Position) {
		m.showMore()
	}
}

// MouseIn implements desktop.Hoverable.
func (m *Mono) MouseIn(ev *desktop.MouseEvent) { m.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (m *Mono) MouseMoved(ev *desktop.MouseEvent) {
	if over := m.more.w > 0 && m.more.has(ev.Position); over != m.hover {
		m.hover = over
		m.redraw()
	}
}

// MouseOut implements desktop.Hoverable.
func (m *Mono) MouseOut() {
	m.hover = false
	m.redraw()
}

// FocusGained implements fyne.Focusable.
func (m *Mono) FocusGained() {
	m.focused = true
	m.redraw()
}

// FocusLost implements fyne.Focusable.
func (m *Mono) FocusLost() {
	m.focused = false
	m.redraw()
}

// TypedRune implements fyne.Focusable.
func (m *Mono) TypedRune(r rune) { onRune(m, r) }

// TypedKey implements fyne.Focusable: Enter shows more.
func (m *Mono) TypedKey(ev *fyne.KeyEvent) {
	if (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter) && m.shown < min(len(m.text), monoMost) {
		m.showMore()
		return
	}
	onKey(m, ev)
}

// TypedShortcut implements fyne.Shortcutable.
func (m *Mono) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); ok {
		fyne.CurrentApp().Clipboard().SetContent(m.text)
		return
	}
	passOn(m, s)
}

// passOn gives a shortcut to the canvas, which a focused widget keeps it from.
func passOn(o fyne.CanvasObject, s fyne.Shortcut) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(o).(interface{ TypedShortcut(fyne.Shortcut) }); ok {
		c.TypedShortcut(s)
	}
}
