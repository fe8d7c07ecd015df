package grid

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"probity/app/look"
	"probity/app/parts"
)

// cellView is what draws one cell.
type cellView struct {
	text *canvas.Text
	tag  *canvas.Rectangle
	more []*canvas.Text // further pieces of a text with signs
	cut  bool           // the text did not fit
	full string         // the whole text
}

// strip is a part of a row with the cells in it: the one that moves with the
// columns, or the one of the frozen columns, which stays.
type strip struct {
	box    *fyne.Container
	ground *canvas.Rectangle
	line   *canvas.Rectangle
	cells  []cellView // by the index of the column; nil as long as none was shown
}

func newStrip() strip {
	s := strip{ground: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil)}
	s.box = &fyne.Container{Objects: []fyne.CanvasObject{s.ground, s.line}}
	return s
}

// make gives the strip its cells; the objects are made once and filled again
// and again.
func (s *strip) make(columns int) {
	if s.cells != nil {
		return
	}
	s.cells = make([]cellView, columns)
	for i := range s.cells {
		t := canvas.NewText("", nil)
		s.cells[i].text = t
		s.box.Objects = append(s.box.Objects, t)
	}
}

func (s *strip) lay(width float32) {
	s.box.Resize(fyne.NewSize(width, look.RowHeight))
	place(s.ground, 0, 0, width, look.RowHeight)
	place(s.line, 0, look.RowHeight-1, width, 1)
}

// rowView is what draws one row: its cells, or the heading of a group.
type rowView struct {
	scroll  strip
	head    *headingView
	stay    strip
	edge    *canvas.Rectangle // right of the frozen columns
	cursor  *canvas.Rectangle
	waiting *canvas.Rectangle

	row, revision, columns int
	width                  float32
	tint                   color.Color
	seen                   bool
}

func newRowView(columns int) *rowView {
	r := &rowView{row: -1, scroll: newStrip(), stay: newStrip(), head: newHeadingView()}
	r.cursor, r.waiting, r.edge = canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r.waiting.CornerRadius = 3
	r.scroll.make(columns)
	r.stay.box.Objects = append(r.stay.box.Objects, r.waiting, r.edge, r.cursor)
	return r
}

// show puts the row at y, its columns moved by x.
func (r *rowView) show(x, y float32) {
	r.scroll.box.Move(fyne.NewPos(-x, y))
	r.head.box.Move(fyne.NewPos(0, y))
	r.stay.box.Move(fyne.NewPos(0, y))
	r.scroll.box.Hidden, r.head.box.Hidden, r.stay.box.Hidden = r.head.shown, !r.head.shown, false
}

func (r *rowView) hide() {
	r.scroll.box.Hidden, r.head.box.Hidden, r.stay.box.Hidden = true, true, true
}

// strip is where the column at a position on the screen is drawn.
func (r *rowView) strip(g *Grid, at int) *strip {
	if at < g.cols.frozen {
		return &r.stay
	}
	return &r.scroll
}

// fill shows a row's cells.
func (r *rowView) fill(g *Grid, p *look.Palette, row int, cells []Cell, loaded bool, width float32) {
	laid := r.columns == g.cols.state && r.width == width
	r.row, r.revision, r.columns, r.width = row, g.revision, g.cols.state, width
	r.head.shown = false
	if !laid {
		r.lay(g, width)
	}
	paintRect(r.scroll.line, p.Hair)
	paintRect(r.stay.line, p.Hair)
	r.tint = nil
	if loaded && len(cells) > 0 {
		r.tint = cells[0].Ground
	}
	r.waiting.Hidden = loaded
	if !loaded {
		paintRect(r.waiting, p.Sunken)
		place(r.waiting, cellPad+28, look.RowHeight/2-4, min(220, width/2), 8)
	}
	for i, s := range g.cols.shown {
		part := r.strip(g, i)
		if !loaded {
			part.cells[s.index].hide()
			continue
		}
		part.cell(g, p, s, &cells[s.index])
	}
}

// lay places what depends on the columns and hides what other columns showed.
func (r *rowView) lay(g *Grid, width float32) {
	frozen := g.cols.frozenWidth()
	r.scroll.lay(width)
	r.stay.lay(frozen)
	place(r.edge, frozen-1, 0, 1, look.RowHeight)
	if g.cols.frozen > 0 {
		r.stay.make(len(g.cols.all))
	}
	for _, part := range []*strip{&r.scroll, &r.stay} {
		for i := range part.cells {
			part.cells[i].hide()
		}
	}
}

func (part *strip) cell(g *Grid, p *look.Palette, s shown, c *Cell) {
	cv := &part.cells[s.index]
	x, room := s.x+cellPad, s.width-2*cellPad
	if c.Tag != nil {
		if cv.tag == nil {
			cv.tag = canvas.NewRectangle(c.Tag)
			cv.tag.CornerRadius = 2
			part.box.Objects = append(part.box.Objects, cv.tag)
		}
		paintRect(cv.tag, c.Tag)
		cv.tag.Hidden = room < tagSize
		place(cv.tag, x, look.RowHeight/2-tagSize/2, tagSize, tagSize)
		x, room = x+tagSpace, room-tagSpace
	} else if cv.tag != nil {
		cv.tag.Hidden = true
	}

	t := cv.text
	text, style, size, col, align := "", fyne.TextStyle{}, look.SizeText, c.Color, fyne.TextAlignLeading
	if c.Mark != look.MarkNone {
		cv.full, cv.cut = c.Text, c.Text != ""
		text, style, size, align = c.Mark.Glyph(), c.Mark.Style(), c.Mark.Size(), fyne.TextAlignCenter
		if col == nil {
			col = c.Mark.In(p)
		}
	} else {
		f := g.faces.of(c)
		cv.full = oneLine(c.Text)
		text, cv.cut = f.fit(cv.full, room)
		style, size = f.style, f.size
		if c.Right {
			align = fyne.TextAlignTrailing
		}
		if col == nil {
			col = p.Text
		}
	}
	for _, m := range cv.more {
		m.Hidden = true
	}
	if c.Mark != look.MarkNone || parts.Simple(text) {
		drawText(t, text, style, size, col, align, x, max(0, room))
		return
	}
	f := g.faces.of(c)
	if c.Right {
		x += room - f.width(text)
	}
	for i, piece := range parts.Pieces(text) {
		if i > 0 {
			if len(cv.more) < i {
				m := canvas.NewText("", nil)
				cv.more = append(cv.more, m)
				part.box.Objects = append(part.box.Objects, m)
			}
			t = cv.more[i-1]
		}
		w := f.width(piece.Text)
		drawText(t, piece.Text, piece.Style(style), size, col, fyne.TextAlignLeading, x, w)
		x += w
	}
}

func drawText(t *canvas.Text, text string, style fyne.TextStyle, size float32, col color.Color, align fyne.TextAlign, x, w float32) {
	if text == "" {
		t.Hidden = true
		return
	}
	place(t, x, 0, w, look.RowHeight-1)
	if t.Hidden || t.Text != text || t.Color != col || t.TextStyle != style || t.TextSize != size || t.Alignment != align {
		t.Hidden = false
		t.Text, t.Color, t.TextStyle, t.TextSize, t.Alignment = text, col, style, size, align
		t.Refresh()
	}
}

func (cv *cellView) hide() {
	cv.text.Hidden, cv.cut, cv.full = true, false, ""
	for _, m := range cv.more {
		m.Hidden = true
	}
	if cv.tag != nil {
		cv.tag.Hidden = true
	}
}

// light shows whether a row is chosen, under the pointer, and the one that keys
// act on; scrolled tells that columns have moved behind the frozen ones.
func (r *rowView) light(p *look.Palette, chosen, hover, cursor, scrolled bool) {
	ground := p.Surface
	switch {
	case chosen:
		ground = p.Selection
	case r.head.shown && !hover:
		ground = p.Sunken
	case r.tint != nil:
		ground = r.tint
	case hover:
		ground = p.Hover
	}
	if r.head.shown {
		paintRect(r.head.ground, ground)
	} else {
		paintRect(r.scroll.ground, ground)
		paintRect(r.stay.ground, ground)
	}
	r.stay.ground.Hidden, r.stay.line.Hidden = r.head.shown, r.head.shown
	r.edge.Hidden = !scrolled || r.head.shown || r.stay.cells == nil
	paintRect(r.edge, p.Line)
	r.cursor.Hidden = !cursor
	if cursor {
		paintRect(r.cursor, p.Accent)
		place(r.cursor, 0, 0, 3, look.RowHeight-1)
	}
}

func paintRect(r *canvas.Rectangle, c color.Color) {
	if r.FillColor != c {
		r.FillColor = c
		r.Refresh()
	}
}

// oneLine gives what a cell can show of a text: its beginning, without control
// characters.
func oneLine(text string) string {
	const enough = 1000
	if len(text) > enough {
		text = text[:enough] + "…"
	}
	return plain(text)
}
