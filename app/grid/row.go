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

// rowView is what draws one row. Its objects are made once and filled again and
// again.
type rowView struct {
	box     *fyne.Container
	ground  *canvas.Rectangle
	cursor  *canvas.Rectangle
	line    *canvas.Rectangle
	waiting *canvas.Rectangle
	cells   []cellView // by the index of the column

	row, revision, columns int
	width                  float32
	tint                   color.Color
	seen                   bool
}

func newRowView(columns int) *rowView {
	r := &rowView{row: -1, cells: make([]cellView, columns)}
	r.ground, r.line = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r.cursor, r.waiting = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r.waiting.CornerRadius = 3
	r.box = &fyne.Container{Objects: make([]fyne.CanvasObject, 0, 4+2*columns)}
	r.box.Objects = append(r.box.Objects, r.ground, r.line, r.waiting)
	for i := range r.cells {
		t := canvas.NewText("", nil)
		r.cells[i].text = t
		r.box.Objects = append(r.box.Objects, t)
	}
	r.box.Objects = append(r.box.Objects, r.cursor)
	return r
}

// fill shows a row's cells.
func (r *rowView) fill(g *Grid, p *look.Palette, row int, cells []Cell, loaded bool, width float32) {
	laid := r.columns == g.cols.state && r.width == width
	r.row, r.revision, r.columns, r.width = row, g.revision, g.cols.state, width
	if !laid {
		r.box.Resize(fyne.NewSize(width, look.RowHeight))
		place(r.ground, 0, 0, width, look.RowHeight)
		place(r.line, 0, look.RowHeight-1, width, 1)
		for i := range r.cells {
			if g.cols.all[i].Hidden {
				r.cells[i].hide()
			}
		}
	}
	paintRect(r.line, p.Hair)
	r.tint = nil
	if loaded && len(cells) > 0 {
		r.tint = cells[0].Ground
	}
	r.waiting.Hidden = loaded
	if !loaded {
		paintRect(r.waiting, p.Sunken)
		place(r.waiting, cellPad+28, look.RowHeight/2-4, min(220, width/2), 8)
	}
	for _, s := range g.cols.shown {
		if !loaded {
			r.cells[s.index].hide()
			continue
		}
		r.cell(g, p, s, &cells[s.index])
	}
}

func (r *rowView) cell(g *Grid, p *look.Palette, s shown, c *Cell) {
	cv := &r.cells[s.index]
	x, room := s.x+cellPad, s.width-2*cellPad
	if c.Tag != nil {
		if cv.tag == nil {
			cv.tag = canvas.NewRectangle(c.Tag)
			cv.tag.CornerRadius = 2
			r.box.Objects = append(r.box.Objects, cv.tag)
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
				r.box.Objects = append(r.box.Objects, m)
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
// act on.
func (r *rowView) light(p *look.Palette, chosen, hover, cursor bool, x float32) {
	ground := p.Surface
	switch {
	case chosen:
		ground = p.Selection
	case r.tint != nil:
		ground = r.tint
	case hover:
		ground = p.Hover
	}
	paintRect(r.ground, ground)
	r.cursor.Hidden = !cursor
	if cursor {
		paintRect(r.cursor, p.Accent)
		place(r.cursor, x, 0, 3, look.RowHeight-1)
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
