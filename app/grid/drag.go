package grid

import (
	"fyne.io/fyne/v2"

	"probity/app/look"
)

// Dragged implements fyne.Draggable.
func (g *Grid) Dragged(ev *fyne.DragEvent) {
	g.tip.HideTip()
	if g.press.area == areaNone {
		g.begin(fyne.NewPos(ev.Position.X-ev.Dragged.DX, ev.Position.Y-ev.Dragged.DY))
	}
	pr := &g.press
	pr.at, pr.dx = ev.Position, ev.Position.X-pr.from.X
	g.hover = ev.Position
	switch pr.area {
	case areaEdge:
		pr.moved = true
		g.cols.resize(g.cols.shown[pr.col].index, pr.start+pr.dx)
		g.scrollX(g.x)
	case areaTitle:
		if !pr.moved && (pr.dx > -6 && pr.dx < 6) || g.cols.all[g.cols.shown[pr.col].index].Fixed {
			return
		}
		pr.moved = true
	case areaVBar:
		pr.moved = true
		g.pos.drag(pr.start+ev.Position.Y-pr.from.Y, g.track())
	case areaHBar:
		pr.moved = true
		if body := g.bodyWidth(); body > 0 {
			g.scrollX(pr.start + pr.dx*g.cols.width/body)
		}
	case areaRows:
		g.dragRows(ev.Position)
		return
	}
	g.paint()
}

// dragRows chooses rows by dragging over them; beyond the edge it scrolls.
func (g *Grid) dragRows(at fyne.Position) {
	row := g.rowAt(at)
	if row < 0 {
		from, to := g.pos.visible()
		if at.Y < look.HeaderHeight {
			row = max(0, from-1)
		} else {
			row = min(g.pos.rows-1, to)
		}
	}
	if row < 0 || row == g.sel.Cursor() && g.press.moved {
		return
	}
	g.press.moved = true
	g.sel.Extend(row)
	g.reveal()
}

// DragEnd implements fyne.Draggable.
func (g *Grid) DragEnd() {
	pr := g.press
	g.press = press{rowOne: pr.rowOne, rowTwo: pr.rowTwo}
	switch {
	case pr.area == areaEdge && pr.moved:
		g.columnsChanged()
	case pr.area == areaTitle && pr.moved && g.cols.move(pr.col, g.cols.gap(g.columnX(pr.at.X))):
		g.columnsChanged()
	default:
		g.paint()
	}
}

func (g *Grid) track() float32 { return float32(g.pos.view) }

// pressVBar takes hold of the handle, or goes a page towards the click.
func (g *Grid) pressVBar(at fyne.Position) {
	start, length := g.pos.thumb(g.track())
	y := at.Y - look.HeaderHeight
	switch {
	case y < start:
		g.pos.scrollTo(g.pos.offset - g.pos.view + g.pos.height)
	case y >= start+length:
		g.pos.scrollTo(g.pos.offset + g.pos.view - g.pos.height)
	}
	g.press.start, _ = g.pos.thumb(g.track())
	g.paint()
}

func (g *Grid) pressHBar(at fyne.Position) {
	start, length, _ := g.hthumb()
	switch {
	case at.X < start:
		g.scrollX(g.x - g.bodyWidth())
	case at.X >= start+length:
		g.scrollX(g.x + g.bodyWidth())
	}
	g.press.start = g.x
	g.paint()
}
