package grid

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"probity/app/look"
)

// headerView draws the titles, which stay when the rows scroll.
type headerView struct {
	g      *Grid
	box    *fyne.Container
	ground *canvas.Rectangle
	line   *canvas.Rectangle
	inner  *fyne.Container // moves with the columns
	titles []*canvas.Text
	edges  []*canvas.Rectangle
	arrow  *canvas.Text
	drop   *canvas.Rectangle // where a dragged column would go
	ghost  *canvas.Rectangle // the dragged column
	state  int
	width  float32
}

func newHeaderView(g *Grid) *headerView {
	h := &headerView{g: g, state: -1}
	h.ground, h.line = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	h.drop, h.ghost = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	h.arrow = canvas.NewText("", nil)
	h.arrow.TextStyle, h.arrow.TextSize = fyne.TextStyle{Monospace: true}, look.SizeSmall
	h.inner = &fyne.Container{}
	h.box = &fyne.Container{Objects: []fyne.CanvasObject{h.ground, h.inner, h.line}}
	h.forget()
	return h
}

func (h *headerView) forget() {
	h.titles, h.edges, h.state = nil, nil, -1
	h.inner.Objects = nil
	for range h.g.cols.all {
		t := canvas.NewText("", nil)
		t.TextStyle, t.TextSize = fyne.TextStyle{Bold: true}, look.SizeText
		e := canvas.NewRectangle(nil)
		h.titles, h.edges = append(h.titles, t), append(h.edges, e)
		h.inner.Objects = append(h.inner.Objects, t, e)
	}
	h.inner.Objects = append(h.inner.Objects, h.arrow, h.ghost, h.drop)
}

func (h *headerView) paint(p *look.Palette, width float32) {
	h.inner.Move(fyne.NewPos(-h.g.x, 0))
	h.drag(p)
	hot := h.g.inside && h.g.hover.Y < look.HeaderHeight || h.g.press.area == areaEdge
	for _, e := range h.edges {
		e.Hidden = !hot
	}
	if h.state == h.g.cols.state && h.width == width {
		return
	}
	h.state, h.width = h.g.cols.state, width
	place(h.box, 0, 0, width, look.HeaderHeight)
	place(h.ground, 0, 0, width, look.HeaderHeight)
	place(h.line, 0, look.HeaderHeight-1, width, 1)
	paintRect(h.ground, p.Sunken)
	paintRect(h.line, p.Line)
	h.arrow.Hidden = true
	for i, t := range h.titles {
		if h.g.cols.all[i].Hidden {
			t.Hidden = true
			place(h.edges[i], 0, 0, 0, 0)
		}
	}
	for _, s := range h.g.cols.shown {
		h.title(p, s)
	}
}

func (h *headerView) title(p *look.Palette, s shown) {
	col, t, f := &h.g.cols.all[s.index], h.titles[s.index], h.g.faces.bold
	sorted := col.Key == h.g.sortKey && h.g.sortKey != ""
	x, room := s.x+cellPad, s.width-2*cellPad
	words := room
	if sorted {
		words -= 12
	}
	text, _ := f.fit(oneLine(col.Title), words)
	t.Text, t.Color, t.Hidden = text, p.Text, text == ""
	used := f.width(text)
	if col.Right {
		place(t, x+room-used, 0, used, look.HeaderHeight-1)
	} else {
		place(t, x, 0, used, look.HeaderHeight-1)
	}
	t.Refresh()
	edge := h.edges[s.index]
	if col.Fixed {
		place(edge, 0, 0, 0, 0)
	} else {
		paintRect(edge, p.Line)
		place(edge, s.x+s.width-1, 6, 1, look.HeaderHeight-12)
	}
	if !sorted {
		return
	}
	h.arrow.Text = "▼"
	if h.g.ascending {
		h.arrow.Text = "▲"
	}
	h.arrow.Color, h.arrow.Hidden = p.Text, false
	at := x + used + 3
	if col.Right {
		at = x + room - used - 11
	}
	place(h.arrow, at, 0, 10, look.HeaderHeight-1)
	h.arrow.Refresh()
}

// drag shows a column that is being moved and where it would go.
func (h *headerView) drag(p *look.Palette) {
	pr := &h.g.press
	moving := pr.area == areaTitle && pr.moved && pr.col < len(h.g.cols.shown)
	h.ghost.Hidden, h.drop.Hidden = !moving, !moving
	if !moving {
		return
	}
	s := h.g.cols.shown[pr.col]
	paintRect(h.ghost, p.Shadow)
	place(h.ghost, s.x+pr.dx, 0, s.width, look.HeaderHeight)
	at := h.g.cols.width
	if gap := h.g.cols.gap(pr.at.X + h.g.x); gap < len(h.g.cols.shown) {
		at = h.g.cols.shown[gap].x
	}
	paintRect(h.drop, p.Accent)
	place(h.drop, max(0, at-1), 0, 2, look.HeaderHeight)
}
