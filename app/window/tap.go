//go:build cgo || ci

package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
)

// tapArea makes what is in it one thing that can be tapped, reached with Tab
// and pressed with Space or Return.
type tapArea struct {
	widget.BaseWidget
	inside  fyne.CanvasObject
	height  float32 // the least
	framed  bool
	radius  float32
	run     func()
	hovered bool
	focused bool
}

// newTapRow is a row of a list.
func newTapRow(inside fyne.CanvasObject, height float32, run func()) *tapArea {
	t := &tapArea{inside: inside, height: height, radius: look.Radius, run: run}
	t.ExtendBaseWidget(t)
	return t
}

// newCard is a large button with an icon, a title and a sentence.
func newCard(icon fyne.Resource, title, text string, run func()) *tapArea {
	picture := widget.NewIcon(theme.NewPrimaryThemedResource(icon))
	about := widget.NewLabel(text)
	about.Wrapping = fyne.TextWrapWord
	about.Importance = widget.LowImportance
	about.SizeName = theme.SizeNameCaptionText
	inside := container.New(inset(22, 12, 18, 18),
		container.New(layout.NewCustomPaddedVBoxLayout(0),
			container.NewHBox(container.NewGridWrap(fyne.NewSize(22, 22), picture)), space(10),
			newLine(title, look.SizeText+1, theme.ColorNameForeground, fyne.TextStyle{Bold: true}),
			container.New(inset(-2, 0, -6, -6), about)))
	t := &tapArea{inside: inside, framed: true, radius: 10, run: run}
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
	r.back.CornerRadius = t.radius
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
	if r.t.framed {
		r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = p.Surface, p.Line, 1
	}
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
	height := size.Height
	if !r.t.framed {
		height = min(r.t.inside.MinSize().Height, size.Height)
	}
	place(r.t.inside, 0, (size.Height-height)/2, size.Width, height)
}
func (r *tapRenderer) MinSize() fyne.Size {
	m := r.t.inside.MinSize()
	return fyne.NewSize(m.Width, max(m.Height, r.t.height))
}
func (r *tapRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.back, r.t.inside} }
func (r *tapRenderer) Destroy()                     {}
