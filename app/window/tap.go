//go:build cgo || ci

package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
)

// tapArea makes what is in it one thing that can be tapped, reached with Tab
// and pressed with Space or Return.
type tapArea struct {
	widget.BaseWidget
	inside  fyne.CanvasObject
	height  float32 // the least
	run     func()
	hovered bool
	focused bool
}

// newTapRow is a row of a list.
func newTapRow(inside fyne.CanvasObject, height float32, run func()) *tapArea {
	t := &tapArea{inside: inside, height: height, run: run}
	t.ExtendBaseWidget(t)
	return t
}

func (t *tapArea) Tapped(*fyne.PointEvent)        { t.run() }
func (t *tapArea) MouseIn(*desktop.MouseEvent)    { t.hovered = true; t.Refresh() }
func (t *tapArea) MouseMoved(*desktop.MouseEvent) {}
func (t *tapArea) MouseOut()                      { t.hovered = false; t.Refresh() }
func (t *tapArea) Cursor() desktop.Cursor         { return desktop.PointerCursor }
func (t *tapArea) FocusGained()                   { t.focused = true; t.Refresh() }
func (t *tapArea) FocusLost()                     { t.focused = false; t.Refresh() }
func (t *tapArea) TypedRune(r rune) {
	if r == ' ' {
		t.run()
	} else if typed := t.canvas().OnTypedRune(); typed != nil {
		typed(r)
	}
}
func (t *tapArea) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter {
		t.run()
	} else if typed := t.canvas().OnTypedKey(); typed != nil {
		typed(k)
	}
}

func (t *tapArea) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(t) }

func (t *tapArea) CreateRenderer() fyne.WidgetRenderer {
	r := &tapRenderer{t: t, back: canvas.NewRectangle(nil)}
	r.back.CornerRadius = look.Radius
	r.colour()
	return r
}

type tapRenderer struct {
	t    *tapArea
	back *canvas.Rectangle
}

func (r *tapRenderer) colour() {
	p := look.Current()
	r.back.FillColor, r.back.StrokeWidth = p.Clear, 0
	if r.t.hovered {
		r.back.FillColor = p.Hover
	}
	if r.t.focused {
		r.back.StrokeColor, r.back.StrokeWidth = p.Accent, 1
	}
}

func (r *tapRenderer) Refresh() {
	r.colour()
	r.back.Refresh()
	canvas.Refresh(r.t.inside)
}
func (r *tapRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	height := min(r.t.inside.MinSize().Height, size.Height)
	place(r.t.inside, 0, (size.Height-height)/2, size.Width, height)
}
func (r *tapRenderer) MinSize() fyne.Size {
	m := r.t.inside.MinSize()
	return fyne.NewSize(m.Width, max(m.Height, r.t.height))
}
func (r *tapRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.back, r.t.inside} }
func (r *tapRenderer) Destroy()                     {}
