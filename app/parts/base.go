package parts

import (
	"image/color"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"probity/app/look"
)

// drawn is the renderer that all parts share: a widget says how to lay out, how
// big it is at least, and how to take over colours and contents.
type drawn struct {
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	min     func() fyne.Size
	refresh func()
}

func (d *drawn) Layout(s fyne.Size)           { d.layout(s) }
func (d *drawn) MinSize() fyne.Size           { return d.min() }
func (d *drawn) Refresh()                     { d.refresh() }
func (d *drawn) Objects() []fyne.CanvasObject { return d.objects }
func (d *drawn) Destroy()                     {}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

func measure(text string, size float32, style fyne.TextStyle) float32 {
	s, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, size, style, nil)
	return s.Width
}

func focus(o fyne.Focusable) {
	if c, ok := o.(fyne.CanvasObject); ok {
		focusIn(c, o)
	}
}

// focusIn gives the focus to a part of another one. The driver knows the canvas
// of what was painted before, and a part that has just appeared was not.
func focusIn(whole fyne.CanvasObject, o fyne.Focusable) {
	if cv := fyne.CurrentApp().Driver().CanvasForObject(whole); cv != nil {
		cv.Focus(o)
	}
}

// onRune and onKey give what a part has no use for to the canvas, as if nothing
// had the focus: what was clicked last must not keep the keys of the window
// from working.
func onRune(o fyne.CanvasObject, r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		if typed := c.OnTypedRune(); typed != nil {
			typed(r)
		}
	}
}

func onKey(o fyne.CanvasObject, ev *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		if typed := c.OnTypedKey(); typed != nil {
			typed(ev)
		}
	}
}

// box is a rounded rectangle in the palette's colours.
func box(radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(nil)
	r.CornerRadius = radius
	return r
}

var (
	posterLock sync.Mutex
	poster     func(func())
	startTimer = func(d time.Duration, f func()) { time.AfterFunc(d, f) }
)

// SetPoster gives the parts the one function that may bring work from a timer
// onto the window's thread. Without it nothing that needs a delay appears.
func SetPoster(post func(func())) {
	posterLock.Lock()
	defer posterLock.Unlock()
	poster = post
}

// later runs f on the window's thread after a while, when there is a poster.
func later(d time.Duration, f func()) {
	posterLock.Lock()
	post := poster
	posterLock.Unlock()
	if post == nil {
		return
	}
	startTimer(d, func() { post(f) })
}

// Tone is the role of a text, which gives its colour.
type Tone uint8

// The tones.
const (
	ToneText Tone = iota
	ToneQuiet
	ToneAccent
	ToneDanger
	ToneAmber
	ToneGreen
	ToneOnAccent
)

func (t Tone) in(p *look.Palette) color.Color {
	switch t {
	case ToneQuiet:
		return p.Quiet
	case ToneAccent:
		return p.Accent
	case ToneDanger:
		return p.Danger
	case ToneAmber:
		return p.Amber
	case ToneGreen:
		return p.Green
	case ToneOnAccent:
		return p.OnAccent
	}
	return p.Text
}
