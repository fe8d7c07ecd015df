package grid

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"probity/app/look"
)

// area is the part of the grid that a press began in.
type area uint8

const (
	areaNone area = iota
	areaTitle
	areaEdge
	areaRows
	areaVBar
	areaHBar
)

// press is what the mouse is doing while a button is down.
type press struct {
	area   area
	col    int // screen position, for titles and edges
	from   fyne.Position
	at     fyne.Position
	dx     float32
	start  float32 // width or handle at the beginning
	moved  bool
	down   bool // a real press; tests and touch tap without one
	done   bool // the press has done what a tap would do
	rowOne int  // rows of the last two presses, so that a double click is one on the same row
	rowTwo int
}

// hit tells what lies at a place.
func (g *Grid) hit(p fyne.Position) (area, int) {
	size := g.Size()
	if _, _, wide := g.hthumb(); wide && p.Y >= size.Height-barWidth {
		return areaHBar, 0
	}
	if p.Y >= look.HeaderHeight && g.pos.most() > 0 && p.X >= size.Width-barWidth {
		return areaVBar, 0
	}
	if p.Y < look.HeaderHeight {
		if i := g.cols.edge(g.columnX(p.X)); i >= 0 {
			return areaEdge, i
		}
		if i := g.cols.at(g.columnX(p.X)); i >= 0 {
			return areaTitle, i
		}
		return areaNone, 0
	}
	return areaRows, 0
}

// columnX is where among the columns a place on the screen lies.
func (g *Grid) columnX(x float32) float32 {
	if x < g.cols.frozenWidth() {
		return x
	}
	return x + g.x
}

// screenX is where the column at a position on the screen begins.
func (g *Grid) screenX(at int) float32 {
	if at < g.cols.frozen {
		return g.cols.shown[at].x
	}
	return g.cols.shown[at].x - g.x
}

func (g *Grid) rowAt(p fyne.Position) int { return g.pos.at(p.Y - look.HeaderHeight) }

func (g *Grid) hoverRow() int {
	if !g.inside || g.press.area == areaVBar {
		return -1
	}
	if a, _ := g.hit(g.hover); a != areaRows {
		return -1
	}
	return g.rowAt(g.hover)
}

// MouseDown implements desktop.Mouseable.
func (g *Grid) MouseDown(ev *desktop.MouseEvent) {
	g.takeFocus()
	if ev.Button == desktop.MouseButtonSecondary {
		return
	}
	g.begin(ev.Position)
	g.press.down = true
	switch g.press.area {
	case areaRows:
		g.tapRow(ev.Position, ev.Modifier)
		g.press.done = true
	case areaVBar:
		g.pressVBar(ev.Position)
	case areaHBar:
		g.pressHBar(ev.Position)
	}
}

// takeFocus lets keys come to the grid; the press that follows chooses a row, so
// gaining focus must not.
func (g *Grid) takeFocus() {
	g.tip.HideTip()
	g.inside = true
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil {
		c.Focus(g)
	}
}

func (g *Grid) begin(at fyne.Position) {
	last := g.press.rowTwo
	a, col := g.hit(at)
	g.press = press{area: a, col: col, from: at, at: at, rowOne: last, rowTwo: g.rowAt(at)}
	if a == areaEdge {
		g.press.start = g.cols.shown[col].width
	}
	if a == areaVBar {
		g.press.start, _ = g.pos.thumb(g.track())
	}
	if a == areaHBar {
		g.press.start = g.x
	}
}

// MouseUp implements desktop.Mouseable.
func (g *Grid) MouseUp(ev *desktop.MouseEvent) {
	if ev.Button == desktop.MouseButtonSecondary {
		return
	}
	if g.press.down && g.press.area == areaTitle && !g.press.moved {
		g.sortBy(g.press.col, ev.Modifier)
		g.press.done = true
	}
	if !g.press.moved {
		g.press.area = areaNone
	}
	g.paint()
}

// Tapped implements fyne.Tappable. After a real press everything is done
// already; it acts for taps that come without one.
func (g *Grid) Tapped(ev *fyne.PointEvent) {
	if g.press.down {
		g.press.down = false
		return
	}
	g.takeFocus()
	switch a, col := g.hit(ev.Position); a {
	case areaRows:
		g.tapRow(ev.Position, modifiers())
	case areaTitle:
		g.sortBy(col, modifiers())
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (g *Grid) DoubleTapped(ev *fyne.PointEvent) {
	real := g.press.down
	g.press.down = false
	switch a, col := g.hit(ev.Position); a {
	case areaEdge:
		g.FitColumn(g.cols.all[g.cols.shown[col].index].Key)
	case areaRows:
		row := g.rowAt(ev.Position)
		if row < 0 || real && g.press.rowOne != g.press.rowTwo {
			return
		}
		if !real {
			g.choose(row, 0)
		}
		if ev.Position.X < arrowWidth && g.isHeading(row) {
			return // both presses have folded it
		}
		if !g.toggle(row) && g.OnOpen != nil {
			g.OnOpen(row)
		}
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (g *Grid) TappedSecondary(ev *fyne.PointEvent) {
	switch a, col := g.hit(ev.Position); a {
	case areaTitle, areaEdge:
		if g.OnHeaderMenu != nil {
			g.OnHeaderMenu(g.cols.all[g.cols.shown[col].index].Key, ev.AbsolutePosition)
		}
	case areaRows:
		row := g.rowAt(ev.Position)
		if row < 0 {
			return
		}
		if !g.sel.Has(row) {
			g.sel.Only(row)
			g.changed()
		}
		if g.OnMenu == nil {
			return
		}
		key := ""
		if i := g.cols.at(g.columnX(ev.Position.X)); i >= 0 {
			key = g.cols.all[g.cols.shown[i].index].Key
		}
		g.OnMenu(row, key, ev.AbsolutePosition)
	}
}

// tapRow chooses the row at a place, or folds the group whose arrow is there.
func (g *Grid) tapRow(at fyne.Position, mod fyne.KeyModifier) {
	row := g.rowAt(at)
	if at.X < arrowWidth && mod == 0 && g.toggle(row) {
		return
	}
	g.choose(row, mod)
}

func (g *Grid) choose(row int, mod fyne.KeyModifier) {
	if row < 0 {
		return
	}
	ctrl := mod&fyne.KeyModifierShortcutDefault != 0
	shift := mod&fyne.KeyModifierShift != 0
	switch {
	case ctrl && shift:
		g.sel.Add(row)
	case shift:
		g.sel.Extend(row)
	case ctrl:
		g.sel.Toggle(row)
	default:
		g.sel.Only(row)
	}
	g.reveal()
}

// sortBy sorts by a column, or turns the direction; with Shift it sorts by the
// column after those that are sorted by already.
func (g *Grid) sortBy(col int, mod fyne.KeyModifier) {
	c := &g.cols.all[g.cols.shown[col].index]
	if c.Fixed || c.NoSort {
		return
	}
	order := slices.Clone(g.sort)
	at := slices.IndexFunc(order, func(o Order) bool { return o.Key == c.Key })
	further := mod&fyne.KeyModifierShift != 0
	switch {
	case at >= 0 && (further || len(order) == 1):
		order[at].Ascending = !order[at].Ascending
	case further:
		order = append(order, Order{c.Key, true})
	default:
		order = []Order{{c.Key, true}}
	}
	g.SetSort(order...)
	if g.OnSort != nil {
		g.OnSort(slices.Clone(order))
	}
}

// Scrolled implements fyne.Scrollable.
func (g *Grid) Scrolled(ev *fyne.ScrollEvent) {
	g.tip.HideTip()
	dx, dy := ev.Scrolled.DX, ev.Scrolled.DY
	if g.shift && dx == 0 {
		dx, dy = dy, 0
	}
	if g.rest*dy < 0 { // it turned
		g.rest = 0
	}
	g.rest += dy * 2
	whole := int64(g.rest)
	g.rest -= float32(whole)
	g.pos.scrollTo(g.pos.offset - whole)
	g.scrollX(g.x - dx)
	g.paint()
}

// MouseIn implements desktop.Hoverable.
func (g *Grid) MouseIn(ev *desktop.MouseEvent) {
	g.inside = true
	g.MouseMoved(ev)
}

// MouseMoved implements desktop.Hoverable.
func (g *Grid) MouseMoved(ev *desktop.MouseEvent) {
	g.hover, g.inside = ev.Position, true
	g.paint()
	text := g.cutAt(ev.Position)
	g.tip.Offer(g, text, ev.Position, tipDelay)
}

const tipDelay = 500 * time.Millisecond

// MouseOut implements desktop.Hoverable.
func (g *Grid) MouseOut() {
	g.inside = false
	g.tip.HideTip()
	g.paint()
}

// Cursor implements desktop.Cursorable: the shape of the pointer.
func (g *Grid) Cursor() desktop.Cursor {
	if a, _ := g.hit(g.hover); g.press.area == areaEdge || g.inside && a == areaEdge {
		return desktop.HResizeCursor
	}
	return desktop.DefaultCursor
}

// cutAt is the whole text of the cell at a place when the cell shows less.
func (g *Grid) cutAt(at fyne.Position) string {
	a, _ := g.hit(at)
	row, i := g.rowAt(at), g.cols.at(g.columnX(at.X))
	if a != areaRows || row < 0 || i < 0 || g.view == nil || len(g.view.rows) == 0 {
		return ""
	}
	r := g.view.rows[row%len(g.view.rows)]
	if r.row != row || r.head.shown {
		return ""
	}
	if c := &r.strip(g, i).cells[g.cols.shown[i].index]; c.cut {
		return c.full
	}
	return ""
}
