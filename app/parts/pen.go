package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
)

// pen draws a part from beginning to end and keeps the objects it used for the
// next time, so that a part is described once and drawing again costs little.
type pen struct {
	*look.Palette
	objects []fyne.CanvasObject
	rects   []*canvas.Rectangle
	texts   []*canvas.Text
	nr, nt  int
}

func (p *pen) begin() {
	p.Palette = look.Current()
	p.objects, p.nr, p.nt = p.objects[:0], 0, 0
}

func (p *pen) add(o fyne.CanvasObject) { p.objects = append(p.objects, o) }

// fill draws a filled rectangle.
func (p *pen) fill(x, y, w, h float32, c color.Color, radius float32) {
	p.rect(x, y, w, h, c, nil, 0, radius)
}

// frame draws a rectangle with a border of one pixel inside it.
func (p *pen) frame(x, y, w, h float32, fill, border color.Color, radius float32) {
	p.rect(x, y, w, h, fill, border, 1, radius)
}

func (p *pen) rect(x, y, w, h float32, fill, stroke color.Color, width, radius float32) {
	if p.nr == len(p.rects) {
		p.rects = append(p.rects, canvas.NewRectangle(nil))
	}
	r := p.rects[p.nr]
	p.nr++
	if fill == nil {
		fill = p.Clear
	}
	place(r, x, y, max(0, w), max(0, h))
	if r.FillColor != fill || r.StrokeColor != stroke || r.StrokeWidth != width || r.CornerRadius != radius {
		r.FillColor, r.StrokeColor, r.StrokeWidth, r.CornerRadius = fill, stroke, width, radius
		r.Refresh()
	}
	p.add(r)
}

// font is how a text is drawn.
type font struct {
	size   float32
	style  fyne.TextStyle
	color  color.Color
	strike bool
}

func (f font) bold() font {
	f.style.Bold = true
	return f
}

func (f font) mono() font {
	f.style.Monospace = true
	return f
}

func (f font) width(text string) float32 { return lineWidth(text, f.size, f.style) }

// text draws a line, cut with an ellipsis to the width, in the middle of the
// height. It gives the width drawn and whether the text was cut.
func (p *pen) text(x, y, w, h float32, text string, f font) (float32, bool) {
	text, cut := ellipsis(clean(text), w, f.size, f.style)
	at := x
	for _, piece := range Pieces(text) {
		if piece.Text == "" {
			continue
		}
		st := piece.Style(f.style)
		st.Strikethrough = f.strike
		width := measure(piece.Text, f.size, st)
		p.run(at, y, width, h, piece.Text, st, f)
		at += width
	}
	return at - x, cut
}

// right draws a line that ends at x+w.
func (p *pen) right(x, y, w, h float32, text string, f font) {
	width := min(w, f.width(text))
	p.text(x+w-width, y, width+1, h, text, f)
}

// middle draws a line in the middle of the width.
func (p *pen) middle(x, y, w, h float32, text string, f font) {
	width := min(w, f.width(text))
	p.text(x+(w-width)/2, y, width+1, h, text, f)
}

func (p *pen) run(x, y, w, h float32, text string, st fyne.TextStyle, f font) {
	if p.nt == len(p.texts) {
		p.texts = append(p.texts, canvas.NewText("", nil))
	}
	t := p.texts[p.nt]
	p.nt++
	place(t, x, y, w, h)
	if t.Text != text || t.TextStyle != st || t.TextSize != f.size || t.Color != f.color {
		t.Text, t.TextStyle, t.TextSize, t.Color = text, st, f.size, f.color
		t.Refresh()
	}
	p.add(t)
}

// lines draws wrapped text and gives the height used.
func (p *pen) lines(x, y, w, height float32, text string, f font) float32 {
	ls := wrap(text, w, f.size, f.style)
	for i, l := range ls {
		p.text(x, y+float32(i)*height, w+2, height, l, f)
	}
	return float32(len(ls)) * height
}

// mark draws a sign with its shape and colour in the middle of a square.
func (p *pen) mark(x, y, w, h float32, m look.Mark) {
	f := font{size: m.Size(), style: m.Style(), color: m.In(p.Palette)}
	width := measure(m.Glyph(), f.size, f.style)
	p.run(x+(w-width)/2, y, width, h, m.Glyph(), f.style, f)
}

// sketch is what all parts have in common: a pen and a way to draw with it.
type sketch struct {
	widget.BaseWidget
	pen   pen
	draw  func(p *pen, size fyne.Size)
	least func() fyne.Size
	ready bool
}

// CreateRenderer implements fyne.Widget.
func (s *sketch) CreateRenderer() fyne.WidgetRenderer {
	s.ready = true
	return sketched{s}
}

// redraw brings the part up to date as soon as it is on the screen.
func (s *sketch) redraw() {
	if !s.ready {
		return
	}
	s.pen.begin()
	s.draw(&s.pen, s.Size())
	if len(s.pen.objects) == 0 {
		return
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(s.pen.objects[0]).(interface{ SetDirty() }); ok {
		c.SetDirty()
	}
}

// sketched is the renderer of a sketch.
type sketched struct{ *sketch }

func (s sketched) Layout(fyne.Size)             { s.redraw() }
func (s sketched) MinSize() fyne.Size           { return s.least() }
func (s sketched) Refresh()                     { s.redraw() }
func (s sketched) Objects() []fyne.CanvasObject { return s.pen.objects }
func (s sketched) Destroy()                     {}

var _ fyne.WidgetRenderer = sketched{}
