//go:build cgo || ci

package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
)

// plate lies behind a pane in one colour of the palette, and keeps to it when
// the theme changes.
type plate struct {
	widget.BaseWidget
	fill, line func() color.Color // line may be nil
	radius     float32
}

func newPlate(fill, line func() color.Color, radius float32) *plate {
	p := &plate{fill: fill, line: line, radius: radius}
	p.ExtendBaseWidget(p)
	return p
}

func (p *plate) CreateRenderer() fyne.WidgetRenderer {
	r := &plateRenderer{p: p, rect: canvas.NewRectangle(nil)}
	r.rect.CornerRadius = p.radius
	r.Refresh()
	return r
}

type plateRenderer struct {
	p    *plate
	rect *canvas.Rectangle
}

func (r *plateRenderer) Refresh() {
	r.rect.FillColor = r.p.fill()
	if r.p.line != nil {
		r.rect.StrokeColor, r.rect.StrokeWidth = r.p.line(), 1
	}
	r.rect.Refresh()
}
func (r *plateRenderer) Layout(size fyne.Size)        { r.rect.Resize(size) }
func (r *plateRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *plateRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *plateRenderer) Destroy()                     {}

// strip is a line across or along, one pixel thick.
type strip struct{ plate }

func newStrip(colour func() color.Color) *strip {
	s := &strip{plate{fill: colour}}
	s.ExtendBaseWidget(s)
	return s
}

func (s *strip) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func amberGround() color.Color { return look.Current().AmberGround }
