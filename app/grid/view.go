package grid

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"probity/app/look"
)

const (
	cellPad  float32 = 6  // left and right of a cell's text
	tagSize  float32 = 7  // the coloured square
	tagSpace float32 = 14 // what the square takes away from the text
	barWidth         = look.ScrollWidth
)

// view draws the grid. It owns one row of objects for each row that fits on the
// screen; scrolling moves them, and only rows that come into view are filled.
type view struct {
	g       *Grid
	rows    []*rowView // row r uses rows[r % len(rows)]
	cells   []Cell
	objects []fyne.CanvasObject

	ground  *canvas.Rectangle
	body    *fyne.Container
	header  *headerView
	vtrack  *canvas.Rectangle
	vthumb  *canvas.Rectangle
	htrack  *canvas.Rectangle
	hthumb  *canvas.Rectangle
	empty   *canvas.Text
	place   *placeView
	palette *look.Palette
}

func newView(g *Grid) *view {
	v := &view{g: g, palette: look.Current()}
	v.ground = canvas.NewRectangle(v.palette.Ground)
	v.body = &fyne.Container{}
	v.vtrack, v.vthumb, v.hthumb = canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	v.htrack = canvas.NewRectangle(nil)
	v.vthumb.CornerRadius, v.hthumb.CornerRadius = 4, 4
	v.empty = canvas.NewText("", v.palette.Quiet)
	v.empty.TextSize, v.empty.Alignment = look.SizeText, fyne.TextAlignCenter
	v.header = newHeaderView(g)
	v.place = newPlaceView()
	v.objects = []fyne.CanvasObject{v.ground, v.body, v.empty, v.header.box, v.vtrack, v.vthumb, v.htrack, v.hthumb, v.place.box, v.place.text, g.tip}
	v.colors()
	return v
}

func (v *view) colors() {
	p := v.palette
	v.ground.FillColor, v.vtrack.FillColor, v.htrack.FillColor = p.Ground, p.Ground, p.Ground
	v.vthumb.FillColor, v.hthumb.FillColor = p.Scroll, p.Scroll
	v.empty.Color = p.Quiet
}

// forget throws the rows away, for other columns.
func (v *view) forget() {
	v.rows, v.body.Objects, v.cells = nil, nil, nil
	v.header.forget()
}

// Layout implements fyne.WidgetRenderer.
func (v *view) Layout(size fyne.Size) {
	g := v.g
	g.room()
	v.ground.Resize(size)
	v.body.Resize(size)
	v.pool(int(g.pos.view/g.pos.height) + 2)
	v.paint()
}

// pool makes sure that there are objects for n rows.
func (v *view) pool(n int) {
	if n <= len(v.rows) {
		return
	}
	for len(v.rows) < n {
		r := newRowView(len(v.g.cols.all))
		v.rows = append(v.rows, r)
		v.body.Objects = append(v.body.Objects, r.scroll.box, r.head.box, r.stay.box)
	}
	for _, r := range v.rows { // the row of an object depends on how many there are
		r.row = -1
	}
}

// MinSize implements fyne.WidgetRenderer.
func (v *view) MinSize() fyne.Size {
	return fyne.NewSize(120, look.HeaderHeight+2*look.RowHeight)
}

// Objects implements fyne.WidgetRenderer.
func (v *view) Objects() []fyne.CanvasObject { return v.objects }

// Destroy implements fyne.WidgetRenderer.
func (v *view) Destroy() {}

// Refresh implements fyne.WidgetRenderer: everything is drawn anew, also in
// other colours.
func (v *view) Refresh() {
	v.palette = look.Current()
	v.colors()
	v.header.state = -1
	v.g.tip.Refresh()
	v.g.Update()
	canvas.Refresh(v.g)
}

// paint puts everything where it belongs. Its cost depends on what is visible,
// never on the number of rows.
func (v *view) paint() {
	size := v.g.Size()
	if size.IsZero() {
		return
	}
	if v.palette != look.Current() {
		v.palette = look.Current()
		v.colors()
		v.header.state = -1
		v.g.revision++
	}
	v.g.room()
	v.paintRows(size)
	v.header.paint(v.palette, size.Width)
	v.paintBars(size)

	v.empty.Hidden = v.g.pos.rows > 0 || v.g.Empty == ""
	if !v.empty.Hidden {
		if v.empty.Text != v.g.Empty {
			v.empty.Text = v.g.Empty
			v.empty.Refresh()
		}
		v.empty.Resize(fyne.NewSize(size.Width, 24))
		v.empty.Move(fyne.NewPos(0, look.HeaderHeight+min(120, max(16, (size.Height-look.HeaderHeight)/3))))
	}
	repaint(v.g)
}

func (v *view) paintRows(size fyne.Size) {
	g := v.g
	from, to := g.pos.visible()
	v.pool(to - from)
	if len(v.cells) != len(g.cols.all) {
		v.cells = make([]Cell, len(g.cols.all))
	}
	width := max(size.Width, g.cols.width)
	hover := g.hoverRow()
	for i := range v.rows {
		v.rows[i].seen = false
	}
	for row := from; row < to; row++ {
		r := v.rows[row%len(v.rows)]
		r.seen = true
		v.fill(r, row, size.Width, width)
		r.show(g.x, look.HeaderHeight+g.pos.y(row))
		r.light(v.palette, g.sel.Has(row), row == hover, g.focused && row == g.sel.Cursor(), g.x > 0)
	}
	for _, r := range v.rows {
		if !r.seen {
			r.hide()
		}
	}
}

// fill shows a row in its objects, unless they show it already.
func (v *view) fill(r *rowView, row int, across, width float32) {
	g := v.g
	if r.row == row && r.revision == g.revision {
		if r.head.shown && r.width == across || r.columns == g.cols.state && r.width == width {
			return
		}
	}
	if is, ok := g.heading(row); ok {
		r.fillHeading(g, v.palette, row, is, across)
		return
	}
	clear(v.cells)
	loaded := len(v.cells) > 0 && g.source.Row(row, v.cells)
	r.fill(g, v.palette, row, v.cells, loaded, width)
}

func (v *view) paintBars(size fyne.Size) {
	g := v.g
	track := g.track()
	needed := g.pos.most() > 0 && track > 0
	v.vtrack.Hidden, v.vthumb.Hidden = !needed, !needed
	v.place.hide()
	if needed {
		at, length := g.pos.thumb(track)
		place(v.vtrack, size.Width-barWidth, look.HeaderHeight, barWidth, track)
		place(v.vthumb, size.Width-barWidth+2, look.HeaderHeight+at+1, barWidth-4, length-2)
		v.place.paint(g, v.palette, look.HeaderHeight+at+length/2)
		v.tone(v.vthumb, g.press.area == areaVBar || g.inside && g.hover.X >= size.Width-barWidth && g.hover.Y > look.HeaderHeight)
	}
	at, length, wide := g.hthumb()
	v.hthumb.Hidden, v.htrack.Hidden = !wide, !wide
	if wide {
		place(v.htrack, 0, size.Height-barWidth, size.Width, barWidth)
		place(v.hthumb, at+1, size.Height-barWidth+2, length-2, barWidth-4)
		v.tone(v.hthumb, g.press.area == areaHBar || g.inside && g.hover.Y >= size.Height-barWidth)
	}
}

func (v *view) tone(thumb *canvas.Rectangle, strong bool) {
	c := v.palette.Scroll
	if strong {
		c = v.palette.ScrollHover
	}
	if thumb.FillColor != c {
		thumb.FillColor = c
		thumb.Refresh()
	}
}

// room works out what is left for rows beside the scrollbars.
func (g *Grid) room() {
	size := g.Size()
	g.cols.fill(g.bodyWidth())
	g.pos.view = int64(max(0, size.Height-look.HeaderHeight))
	if _, _, wide := g.hthumb(); wide {
		g.pos.view = max(0, g.pos.view-int64(barWidth))
	}
	g.pos.scrollTo(g.pos.offset)
	g.cols.fill(g.bodyWidth())
	g.scrollX(g.x)
}

// bodyWidth is what is there for columns.
func (g *Grid) bodyWidth() float32 {
	w := g.Size().Width
	if g.pos.most() > 0 {
		w -= barWidth
	}
	return max(0, w)
}

// hthumb is the handle of the horizontal scrollbar, where there is need of one.
func (g *Grid) hthumb() (at, length float32, needed bool) {
	body := g.bodyWidth()
	if g.cols.width <= body+0.5 || body <= 0 {
		return 0, 0, false
	}
	length = max(28, body*body/g.cols.width)
	return (body - length) * g.x / (g.cols.width - body), length, true
}

// repaint asks for a new frame without throwing rendered texts away, as
// canvas.Refresh of a container would.
func repaint(o fyne.CanvasObject) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(o).(interface{ SetDirty() }); ok {
		c.SetDirty()
	}
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}
