package parts

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
)

const (
	tipWidth = 420
	tipLines = 12
)

// Tip is a small box with a text that appears when the pointer rests. It takes
// no events, so it never stands in the way. Whoever shows it keeps it as the
// last of its own objects.
type Tip struct {
	widget.BaseWidget
	text    string
	request int // counts offers, so that an old one does not appear
	box     *canvas.Rectangle
	lines   []*canvas.Text
	view    *drawn
}

// NewTip makes a tip that is not shown.
func NewTip() *Tip {
	t := &Tip{box: box(4)}
	t.Hidden = true
	t.ExtendBaseWidget(t)
	return t
}

// Offer shows text beside a place within owner once the pointer has rested for
// the delay. The same text again changes nothing; an empty one hides the tip.
func (t *Tip) Offer(owner fyne.CanvasObject, text string, at fyne.Position, delay time.Duration) {
	if text != "" && text == t.text {
		return
	}
	t.HideTip()
	if text == "" {
		return
	}
	t.text = text
	request := t.request
	later(delay, func() {
		if t.request == request {
			t.show(owner, at)
		}
	})
}

// HideTip takes the tip away, also one that is yet to appear.
func (t *Tip) HideTip() {
	t.request++
	t.text = ""
	if t.Visible() {
		t.Hide()
	}
}

// show puts the tip below the place, or above it where there is no room.
func (t *Tip) show(owner fyne.CanvasObject, at fyne.Position) {
	bounds := owner.Size()
	width := min(tipWidth, max(80, bounds.Width-16))
	text := t.text
	lines := wrap(text, width-16, look.SizeText, fyne.TextStyle{})
	if len(lines) > tipLines {
		lines = append(lines[:tipLines], "…")
	}
	t.lines = t.lines[:0]
	var widest float32
	for _, l := range lines {
		o := canvas.NewText(l, look.Text())
		o.TextSize = look.SizeText
		t.lines = append(t.lines, o)
		widest = max(widest, o.MinSize().Width)
	}
	size := fyne.NewSize(widest+16, float32(len(lines))*18+10)
	x := min(at.X+8, bounds.Width-size.Width-4)
	y := at.Y + 18
	if y+size.Height > bounds.Height {
		y = at.Y - size.Height - 6
	}
	t.Move(fyne.NewPos(max(0, x), max(0, y)))
	t.Resize(size)
	t.Hidden = false
	t.Refresh()
	canvas.Refresh(owner) // the driver does not know on which canvas a part is that it never painted
}

// CreateRenderer implements fyne.Widget.
func (t *Tip) CreateRenderer() fyne.WidgetRenderer {
	t.view = &drawn{min: func() fyne.Size { return fyne.NewSize(1, 1) }}
	t.view.layout = func(s fyne.Size) {
		t.box.Resize(s)
		for i, l := range t.lines {
			place(l, 8, 5+float32(i)*18, s.Width-16, 18)
		}
	}
	t.view.refresh = func() {
		p := look.Current()
		t.box.FillColor, t.box.StrokeColor, t.box.StrokeWidth = p.Surface, p.Line, 1
		t.view.objects = append(t.view.objects[:0], t.box)
		for _, l := range t.lines {
			l.Color = p.Text
			t.view.objects = append(t.view.objects, l)
		}
		t.view.layout(t.Size())
		canvas.Refresh(t)
	}
	t.view.refresh()
	return t.view
}
