package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"probity/app/look"
)

// Label is a text of one line that is cut with an ellipsis, or, with Wrap, of as
// many as it needs. Unlike Fyne's it has no padding and draws signs such as ✓
// and ▾ on every system.
type Label struct {
	sketch
	Text     string
	Tone     Tone
	TextSize float32     // look.SizeText when zero
	Ink      color.Color // instead of the tone's colour
	Bold     bool
	Mono     bool
	Wrap     bool
	Right    bool // ends at the right
	Center   bool
	Strike   bool
}

// NewLabel makes a label of everyday size.
func NewLabel(text string, tone Tone) *Label {
	l := &Label{Text: text, Tone: tone}
	l.draw, l.least = l.paint, l.min
	l.ExtendBaseWidget(l)
	return l
}

// NewCaption makes a small, quiet label.
func NewCaption(text string) *Label {
	l := NewLabel(text, ToneQuiet)
	l.TextSize = look.SizeSmall
	return l
}

// NewStrong makes a bold label of everyday size.
func NewStrong(text string) *Label {
	l := NewLabel(text, ToneText)
	l.Bold = true
	return l
}

// NewWrapped makes a label that breaks into lines.
func NewWrapped(text string, tone Tone) *Label {
	l := NewLabel(text, tone)
	l.Wrap = true
	return l
}

// SetText changes the text.
func (l *Label) SetText(text string) {
	if l.Text != text {
		l.Text = text
		l.Refresh()
	}
}

// SetTone changes the tone.
func (l *Label) SetTone(t Tone) {
	if l.Tone != t {
		l.Tone = t
		l.Refresh()
	}
}

func (l *Label) font() font {
	f := font{size: l.TextSize, strike: l.Strike, color: l.Tone.in(look.Current())}
	if l.Ink != nil {
		f.color = l.Ink
	}
	if f.size == 0 {
		f.size = look.SizeText
	}
	f.style = fyne.TextStyle{Bold: l.Bold, Monospace: l.Mono}
	if l.Mono && l.TextSize == 0 {
		f.size = look.SizeMono
	}
	return f
}

func (l *Label) lineHeight() float32 { return float32(int(l.font().size*1.4 + 0.5)) }

func (l *Label) paint(p *pen, size fyne.Size) {
	f := l.font()
	switch {
	case l.Wrap:
		p.lines(0, 0, size.Width, l.lineHeight(), l.Text, f)
	case l.Right:
		p.right(0, 0, size.Width, size.Height, l.Text, f)
	case l.Center:
		p.middle(0, 0, size.Width, size.Height, l.Text, f)
	default:
		p.text(0, 0, size.Width, size.Height, l.Text, f)
	}
}

// min of a wrapped label depends on the width that it has been given.
func (l *Label) min() fyne.Size {
	f := l.font()
	if !l.Wrap {
		return fyne.NewSize(min(f.width(clean(l.Text)), 600), l.lineHeight())
	}
	w := l.Size().Width
	if w < 40 {
		w = 240
	}
	return fyne.NewSize(40, float32(len(wrap(l.Text, w, f.size, f.style)))*l.lineHeight())
}

// Resize implements fyne.CanvasObject; another width can mean another height.
func (l *Label) Resize(size fyne.Size) {
	before := l.Size().Width
	l.BaseWidget.Resize(size)
	if l.Wrap && before != size.Width {
		canvas.Refresh(l)
	}
}
