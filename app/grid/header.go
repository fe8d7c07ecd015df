package grid

import (
	"strconv"
	"unicode/utf8"

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
	stay   *fyne.Container // of the frozen columns
	cover  *canvas.Rectangle
	titles []*canvas.Text
	edges  []*canvas.Rectangle
	arrows []*canvas.Text
	drop   *canvas.Rectangle // where a dragged column would go
	ghost  *canvas.Rectangle // the dragged column
	name   *canvas.Text      // its title
	state  int
	width  float32
}

func newHeaderView(g *Grid) *headerView {
	h := &headerView{g: g, state: -1}
	h.ground, h.line = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	h.drop, h.ghost = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	h.cover = canvas.NewRectangle(nil)
	h.name = canvas.NewText("", nil)
	h.name.TextStyle, h.name.TextSize = fyne.TextStyle{Bold: true}, look.SizeText
	h.inner, h.stay = &fyne.Container{}, &fyne.Container{}
	h.box = &fyne.Container{Objects: []fyne.CanvasObject{h.ground, h.inner, h.stay, h.ghost, h.name, h.drop, h.line}}
	h.forget()
	return h
}

func (h *headerView) forget() {
	h.titles, h.edges, h.arrows, h.state = nil, nil, nil, -1
	for range h.g.cols.all {
		t := canvas.NewText("", nil)
		t.TextStyle, t.TextSize = fyne.TextStyle{Bold: true}, look.SizeText
		e := canvas.NewRectangle(nil)
		a := canvas.NewText("", nil)
		a.TextStyle, a.TextSize = fyne.TextStyle{Monospace: true}, look.SizeSmall
		h.titles, h.edges, h.arrows = append(h.titles, t), append(h.edges, e), append(h.arrows, a)
	}
}

// part gives the titles to what moves and what stays.
func (h *headerView) part() {
	h.inner.Objects, h.stay.Objects = h.inner.Objects[:0], append(h.stay.Objects[:0], h.cover)
	for i, s := range h.g.cols.shown {
		c := h.inner
		if i < h.g.cols.frozen {
			c = h.stay
		}
		c.Objects = append(c.Objects, h.titles[s.index], h.edges[s.index], h.arrows[s.index])
	}
	place(h.cover, 0, 0, h.g.cols.frozenWidth(), look.HeaderHeight)
	h.stay.Hidden = h.g.cols.frozen == 0
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
	paintRect(h.cover, p.Sunken)
	paintRect(h.line, p.Line)
	h.part()
	for _, s := range h.g.cols.shown {
		h.title(p, s)
	}
}

func (h *headerView) title(p *look.Palette, s shown) {
	col, t, f := &h.g.cols.all[s.index], h.titles[s.index], h.g.faces.bold
	arrow := h.g.arrowOf(col.Key)
	x, room := s.x+cellPad, s.width-2*cellPad
	words := room
	if arrow != "" {
		words -= 4 + 8*float32(utf8.RuneCountInString(arrow))
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
	a := h.arrows[s.index]
	wide := 8*float32(utf8.RuneCountInString(arrow)) + 2
	at := x + used + 3
	if col.Right {
		at = x + room - used - wide - 1
	}
	drawText(a, arrow, a.TextStyle, a.TextSize, p.Text, fyne.TextAlignLeading, at, wide)
}

// arrowOf is the sign of the direction in which a column is sorted, with its
// place among several such columns; empty where it is not.
func (g *Grid) arrowOf(key string) string {
	for i, o := range g.sort {
		if o.Key != key || key == "" {
			continue
		}
		arrow := "▼"
		if o.Ascending {
			arrow = "▲"
		}
		if len(g.sort) > 1 {
			arrow += strconv.Itoa(i + 1)
		}
		return arrow
	}
	return ""
}

// drag shows a column that is being moved and where it would go.
func (h *headerView) drag(p *look.Palette) {
	pr := &h.g.press
	moving := pr.area == areaTitle && pr.moved && pr.col < len(h.g.cols.shown)
	h.ghost.Hidden, h.name.Hidden, h.drop.Hidden = !moving, !moving, !moving
	if !moving {
		return
	}
	s := h.g.cols.shown[pr.col]
	x := h.g.screenX(pr.col) + pr.dx
	paintRect(h.ghost, p.Hover)
	h.ghost.StrokeColor, h.ghost.StrokeWidth = p.Line, 1
	place(h.ghost, x, 0, s.width, look.HeaderHeight)
	title, _ := h.g.faces.bold.fit(oneLine(h.g.cols.all[s.index].Title), s.width-2*cellPad)
	h.name.Text, h.name.Color = title, p.Text
	place(h.name, x+cellPad, 0, s.width-2*cellPad, look.HeaderHeight-1)
	h.name.Refresh()
	at := h.g.cols.width - h.g.x
	if gap := h.g.cols.gap(h.g.columnX(pr.at.X)); gap < len(h.g.cols.shown) {
		at = h.g.screenX(gap)
	}
	paintRect(h.drop, p.Accent)
	place(h.drop, max(0, at-1), 0, 2, look.HeaderHeight)
}
