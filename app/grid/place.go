package grid

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"probity/app/look"
)

// placeView says beside the scrollbar, while it is dragged, where in the log the
// rows are.
type placeView struct {
	box  *canvas.Rectangle
	text *canvas.Text
}

func newPlaceView() *placeView {
	v := &placeView{box: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	v.box.CornerRadius, v.box.StrokeWidth = 4, 1
	v.text.TextStyle, v.text.TextSize = fyne.TextStyle{Monospace: true}, look.SizeMono
	v.hide()
	return v
}

func (v *placeView) hide() { v.box.Hidden, v.text.Hidden = true, true }

// paint shows the place of the first row that is visible, at the height of the
// scrollbar's handle.
func (v *placeView) paint(g *Grid, p *look.Palette, y float32) {
	if g.press.area != areaVBar || g.OnPlace == nil || g.pos.rows == 0 {
		return
	}
	first, _ := g.pos.first()
	text := g.OnPlace(first)
	if text == "" {
		return
	}
	v.box.Hidden = false
	v.box.FillColor, v.box.StrokeColor = p.Surface, p.Line
	width := g.faces.mono.width(text) + 20
	size := g.Size()
	x := max(0, size.Width-barWidth-width-8)
	y = min(max(y-14, look.HeaderHeight+2), size.Height-30)
	place(v.box, x, y, width, 28)
	v.box.Refresh()
	drawText(v.text, text, v.text.TextStyle, v.text.TextSize, p.Text, fyne.TextAlignCenter, x, width)
	v.text.Move(fyne.NewPos(x, y))
	v.text.Resize(fyne.NewSize(width, 28))
}
