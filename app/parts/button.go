package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"probity/app/look"
)

// Button is a rounded button as high as a field. A primary one is filled with
// the accent; there is at most one on a screen.
type Button struct {
	sketch
	Text     string
	Tone     Tone
	Bold     bool
	Primary  bool
	Attend   bool // an amber border: something must be chosen here
	Flat     bool // no border: a link in a row of words
	Chooses  bool // looks like a select: its text at the left, an arrow at the right
	OnTapped func()

	pressable
}

// NewButton makes an ordinary button.
func NewButton(text string, tapped func()) *Button {
	b := &Button{Text: text, OnTapped: tapped}
	b.draw, b.least = b.paint, b.min
	b.pressable.act = func() {
		if b.OnTapped != nil {
			b.OnTapped()
		}
	}
	b.pressable.again = b.redraw
	b.pressable.self = b
	b.ExtendBaseWidget(b)
	return b
}

// NewPrimary makes the one button that goes on.
func NewPrimary(text string, tapped func()) *Button {
	b := NewButton(text, tapped)
	b.Primary = true
	return b
}

// NewLink makes a button that looks like a word.
func NewLink(text string, tone Tone, tapped func()) *Button {
	b := NewButton(text, tapped)
	b.Flat, b.Tone = true, tone
	return b
}

// SetText changes the text.
func (b *Button) SetText(text string) {
	if b.Text != text {
		b.Text = text
		b.Refresh()
	}
}

// SetTone changes the tone of the text.
func (b *Button) SetTone(t Tone) {
	if b.Tone != t {
		b.Tone = t
		b.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) { b.press(b) }

func (b *Button) font() font {
	p := look.Current()
	f := font{size: look.SizeText, color: b.Tone.in(p)}
	f.style.Bold = b.Bold || b.Primary
	switch {
	case b.Primary:
		f.color = p.OnAccent
	case b.disabled:
		f.color = p.Quiet
	}
	if b.Flat {
		f.size = look.SizeSmall
	}
	return f
}

func (b *Button) min() fyne.Size {
	w := b.font().width(b.Text)
	if b.Flat {
		return fyne.NewSize(min(w, 600)+4, 20)
	}
	return fyne.NewSize(min(w, 600)+26, look.FieldHeight)
}

func (b *Button) paint(p *pen, size fyne.Size) {
	f := b.font()
	if b.Flat {
		if b.hovered {
			p.fill(2, size.Height-2, size.Width-4, 1, f.color, 0)
		}
		if b.focused {
			p.frame(0, 0, size.Width, size.Height, nil, p.Accent, look.SmallRadius)
		}
		p.middle(0, 0, size.Width, size.Height, b.Text, f)
		return
	}
	ground, border := p.Surface, p.Line
	switch {
	case b.Primary && b.disabled:
		ground, border = p.AccentFaint, p.AccentFaint
	case b.Primary:
		ground, border = p.Accent, p.Accent
	case b.hovered && !b.disabled:
		ground = p.Hover
	}
	if b.Attend {
		border = p.Amber
	}
	ring(p, size, b.focused, ground, border)
	if b.Chooses {
		p.text(6, 0, size.Width-32, size.Height, b.Text, f)
		p.right(6, 0, size.Width-16, size.Height, "▾", font{size: look.SizeText, color: f.color})
		return
	}
	p.middle(8, 0, size.Width-16, size.Height, b.Text, f)
}

// ring draws a field's ground and border; focus makes the border strong.
func ring(p *pen, size fyne.Size, focused bool, ground, border color.Color) {
	if !focused {
		p.frame(0, 0, size.Width, size.Height, ground, border, look.Radius)
		return
	}
	p.fill(0, 0, size.Width, size.Height, p.Accent, look.Radius)
	inner := p.Surface
	if ground == p.Accent || ground == p.AccentFaint {
		p.frame(1.5, 1.5, size.Width-3, size.Height-3, ground, p.OnAccent, look.Radius-1)
		return
	}
	p.fill(1.5, 1.5, size.Width-3, size.Height-3, inner, look.Radius-1)
}

// pressable is what everything that can be pressed has in common: pointer,
// focus, and the keys that press.
type pressable struct {
	hovered, focused, disabled bool
	self                       fyne.CanvasObject
	act                        func()
	again                      func()
}

func (b *pressable) press(f fyne.Focusable) {
	if b.disabled {
		return
	}
	focus(f)
	b.act()
}

// Enable lets it be pressed.
func (b *pressable) Enable() { b.disabled = false; b.again() }

// Disable keeps it from being pressed.
func (b *pressable) Disable() { b.disabled = true; b.again() }

// Disabled tells whether it cannot be pressed.
func (b *pressable) Disabled() bool { return b.disabled }

// MouseIn implements desktop.Hoverable.
func (b *pressable) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.again() }

// MouseMoved implements desktop.Hoverable.
func (b *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *pressable) MouseOut() { b.hovered = false; b.again() }

// Cursor implements desktop.Cursorable.
func (b *pressable) Cursor() desktop.Cursor {
	if b.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained implements fyne.Focusable.
func (b *pressable) FocusGained() { b.focused = true; b.again() }

// FocusLost implements fyne.Focusable.
func (b *pressable) FocusLost() { b.focused = false; b.again() }

// TypedRune implements fyne.Focusable.
func (b *pressable) TypedRune(r rune) {
	if r != ' ' {
		onRune(b.self, r)
	}
}

// TypedKey implements fyne.Focusable: space and Enter press.
func (b *pressable) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if !b.disabled {
			b.act()
		}
	default:
		onKey(b.self, ev)
	}
}
