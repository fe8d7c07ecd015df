package grid

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"probity/app/look"
)

// Heading is a row that stands above the rows of a group.
type Heading struct {
	Title  string
	Note   string // quiet, behind the title: how many rows there are
	Folded bool   // the rows of the group are not shown
}

// Headed is a source some of whose rows are headings. The grid draws them across
// all columns and folds them: for a click on the arrow, a double click, Enter,
// and the left and right arrow keys.
type Headed interface {
	Source
	// Heading gives the heading in a row; false where it holds cells.
	Heading(row int) (Heading, bool)
	// Fold hides the rows under a heading or shows them again.
	Fold(row int, folded bool)
}

// arrowWidth is where a click on a heading folds it.
const arrowWidth float32 = 26

// headingView draws a heading.
type headingView struct {
	box    *fyne.Container
	ground *canvas.Rectangle
	line   *canvas.Rectangle
	arrow  *canvas.Text
	title  *canvas.Text
	note   *canvas.Text
	shown  bool
}

func newHeadingView() *headingView {
	h := &headingView{ground: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil)}
	h.arrow, h.title, h.note = canvas.NewText("", nil), canvas.NewText("", nil), canvas.NewText("", nil)
	h.box = &fyne.Container{Objects: []fyne.CanvasObject{h.ground, h.line, h.arrow, h.title, h.note}}
	return h
}

// fillHeading shows a heading instead of cells; width is that of the view, since
// headings do not move with the columns.
func (r *rowView) fillHeading(g *Grid, p *look.Palette, row int, is Heading, width float32) {
	r.row, r.revision, r.columns, r.width = row, g.revision, -1, width
	h := r.head
	h.shown, r.tint = true, nil
	r.waiting.Hidden = true
	for i := range r.stay.cells {
		r.stay.cells[i].hide()
	}
	h.box.Resize(fyne.NewSize(width, look.RowHeight))
	place(h.ground, 0, 0, width, look.RowHeight)
	place(h.line, 0, look.RowHeight-1, width, 1)
	paintRect(h.line, p.Hair)
	arrow := "▼"
	if is.Folded {
		arrow = "▶"
	}
	drawText(h.arrow, arrow, fyne.TextStyle{Monospace: true}, look.SizeSmall, p.Quiet, fyne.TextAlignCenter, 0, arrowWidth)
	note := g.faces.text.width(is.Note)
	title, _ := g.faces.bold.fit(oneLine(is.Title), max(0, width-arrowWidth-note-24))
	at := arrowWidth + g.faces.bold.width(title) + 12
	drawText(h.title, title, fyne.TextStyle{Bold: true}, look.SizeText, p.Text, fyne.TextAlignLeading, arrowWidth, at-arrowWidth)
	drawText(h.note, is.Note, fyne.TextStyle{}, look.SizeText, p.Quiet, fyne.TextAlignLeading, at, note+2)
}

// heading is the heading in a row, where there is one.
func (g *Grid) heading(row int) (Heading, bool) {
	if h, ok := g.source.(Headed); ok && row >= 0 && row < g.pos.rows {
		return h.Heading(row)
	}
	return Heading{}, false
}

func (g *Grid) isHeading(row int) bool {
	_, ok := g.heading(row)
	return ok
}

// fold folds the heading in a row or opens it; false where there is none.
func (g *Grid) fold(row int, folded bool) bool {
	is, ok := g.heading(row)
	if !ok {
		return false
	}
	if is.Folded != folded {
		g.source.(Headed).Fold(row, folded)
		g.sel.Only(row)
		g.Update()
		g.reveal()
	}
	return true
}

// toggle folds or opens the heading in a row; false where there is none.
func (g *Grid) toggle(row int) bool {
	is, ok := g.heading(row)
	return ok && g.fold(row, !is.Folded)
}
