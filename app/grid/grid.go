package grid

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
	"probity/app/parts"
)

// Grid is the widget. All of its methods and callbacks belong to the window's
// thread.
type Grid struct {
	widget.BaseWidget

	// OnOpen is called for Enter and for a double click.
	OnOpen func(row int)
	// OnSelect is called after the cursor or the chosen rows have changed.
	OnSelect func()
	// OnSort is called when a header was clicked, with all columns to sort by, the
	// first one first; the grid shows the arrows, the owner brings the source into
	// order and calls Reset or Update.
	OnSort func(by []Order)
	// OnMenu is called for a right click, with the column's key and the place on
	// the canvas. A row that was not chosen is chosen first.
	OnMenu func(row int, key string, at fyne.Position)
	// OnHeaderMenu is called for a right click on a header.
	OnHeaderMenu func(key string, at fyne.Position)
	// OnColumns is called after the person has resized or moved a column.
	OnColumns func()
	// OnPlace gives the place of a row in words, such as its date, to be shown while
	// the scrollbar is dragged. It must answer at once from memory.
	OnPlace func(row int) string
	// OnCopy, when set, is called instead of copying from the source, so that rows
	// that are not loaded can be fetched first.
	OnCopy func(rows []Range)
	// OnKey and OnRune are given the keys that the grid has no use for.
	OnKey  func(*fyne.KeyEvent)
	OnRune func(rune)
	// Empty is shown where there are no rows.
	Empty string

	source   Source
	cols     *columns
	pos      position
	sel      *Selection
	x        float32 // horizontal offset
	sort     []Order
	focused  bool
	shift    bool
	hover    fyne.Position
	inside   bool
	press    press
	rest     float32 // of a pixel that the wheel has turned and nothing has moved yet
	revision int     // counts what makes every visible row be asked anew
	faces    *faces
	tip      *parts.Tip
	view     *view
}

var (
	_ fyne.Focusable         = (*Grid)(nil)
	_ fyne.Shortcutable      = (*Grid)(nil)
	_ fyne.Scrollable        = (*Grid)(nil)
	_ fyne.Draggable         = (*Grid)(nil)
	_ fyne.Tappable          = (*Grid)(nil)
	_ fyne.DoubleTappable    = (*Grid)(nil)
	_ fyne.SecondaryTappable = (*Grid)(nil)
	_ desktop.Mouseable      = (*Grid)(nil)
	_ desktop.Hoverable      = (*Grid)(nil)
	_ desktop.Cursorable     = (*Grid)(nil)
	_ desktop.Keyable        = (*Grid)(nil)
)

// New makes a grid. A nil source has no rows.
func New(cols []Column, source Source) *Grid {
	g := &Grid{cols: newColumns(cols), sel: NewSelection(), faces: newFaces(), tip: parts.NewTip()}
	g.pos.height = int64(look.RowHeight)
	g.ExtendBaseWidget(g)
	g.take(source)
	return g
}

func (g *Grid) take(source Source) {
	if source == nil {
		source = emptySource{}
	}
	g.source = source
}

// SetSource shows other rows, from the top, with nothing chosen.
func (g *Grid) SetSource(source Source) {
	g.take(source)
	g.Reset()
}

// Reset goes to the top and lets go of what was chosen, for when the source
// holds other rows than before.
func (g *Grid) Reset() {
	g.sel.Clear()
	g.pos.rows = g.source.Len()
	g.pos.scrollTo(0)
	g.Update()
}

// Update asks the visible rows anew, for when the source has loaded or changed
// them. Position and selection stay, as far as there are still so many rows.
func (g *Grid) Update() {
	g.revision++
	g.pos.rows = g.source.Len()
	g.sel.Clamp(g.pos.rows)
	g.pos.scrollTo(g.pos.offset)
	g.tip.HideTip()
	g.paint()
}

// Len is the number of rows as last seen.
func (g *Grid) Len() int { return g.pos.rows }

// VisibleRows is the run of rows on the screen; to is excluded.
func (g *Grid) VisibleRows() (from, to int) { return g.pos.visible() }

// Selection is what is chosen; to be read only.
func (g *Grid) Selection() *Selection { return g.sel }

// Current is the row that keys act on, or -1.
func (g *Grid) Current() int { return g.sel.Cursor() }

// Select chooses one row, scrolls to it and calls OnSelect; -1 chooses none.
func (g *Grid) Select(row int) {
	row = min(row, g.source.Len()-1)
	g.pos.rows = g.source.Len()
	g.sel.Only(row)
	g.reveal()
}

// SelectAll chooses all rows.
func (g *Grid) SelectAll() {
	g.sel.All(g.pos.rows)
	g.changed()
}

// ScrollTo scrolls as little as is needed to show a row.
func (g *Grid) ScrollTo(row int) {
	if row < 0 || row >= g.pos.rows {
		return
	}
	g.pos.show(row)
	g.paint()
}

// SetSort shows the arrows at the columns that rows are sorted by; it does not
// call OnSort.
func (g *Grid) SetSort(by ...Order) {
	g.sort = by
	g.cols.state++
	g.paint()
}

// State gives widths, order and hidden columns to be remembered.
func (g *Grid) State() []ColumnState { return g.cols.get() }

// SetState takes over what State gave; unknown keys are ignored.
func (g *Grid) SetState(states []ColumnState) {
	g.cols.set(states)
	g.paint()
}

// Columns gives the columns in the order given to New, with their present
// widths and whether they are hidden.
func (g *Grid) Columns() []Column { return append([]Column(nil), g.cols.all...) }

// Shown gives the columns that are shown, from left to right.
func (g *Grid) Shown() []Column {
	out := make([]Column, len(g.cols.shown))
	for i, s := range g.cols.shown {
		out[i] = g.cols.all[s.index]
	}
	return out
}

// SetColumns replaces the columns, for a source with other ones.
func (g *Grid) SetColumns(cols []Column, source Source) {
	state := g.cols.state
	g.cols = newColumns(cols)
	g.cols.state += state + 1
	g.x = 0
	if g.view != nil {
		g.view.forget()
	}
	g.SetSource(source)
}

// HideColumn hides a column or shows it again; the last one stays.
func (g *Grid) HideColumn(key string, hidden bool) {
	i := g.cols.find(key)
	if i < 0 || g.cols.all[i].Fixed || hidden && len(g.cols.shown) <= 1 {
		return
	}
	g.cols.all[i].Hidden = hidden
	g.cols.place()
	g.columnsChanged()
}

// Freeze lets the columns up to the one with this key stay at the left when the
// others scroll; none for an unknown key.
func (g *Grid) Freeze(key string) {
	g.cols.freeze(key)
	g.columnsChanged()
}

// Frozen is the key of the last column that stays, or empty.
func (g *Grid) Frozen() string {
	if g.cols.lead == 0 {
		return ""
	}
	return g.cols.all[g.cols.order[g.cols.lead-1]].Key
}

// FitColumn makes a column as wide as its title and its visible cells.
func (g *Grid) FitColumn(key string) {
	i := g.cols.find(key)
	if i < 0 || g.cols.all[i].Fixed {
		return
	}
	width := g.faces.bold.width(g.cols.all[i].Title) + 18
	cells := make([]Cell, len(g.cols.all))
	for row, to := g.pos.visible(); row < to; row++ {
		clear(cells)
		if !g.source.Row(row, cells) {
			continue
		}
		c := &cells[i]
		w := g.faces.of(c).width(oneLine(c.Text))
		if c.Tag != nil {
			w += tagSpace
		}
		width = max(width, w)
	}
	g.cols.resize(i, min(width+2*cellPad+1, 640))
	g.columnsChanged()
}

func (g *Grid) columnsChanged() {
	g.paint()
	if g.OnColumns != nil {
		g.OnColumns()
	}
}

// reveal shows the cursor's row and tells of the change.
func (g *Grid) reveal() {
	if row := g.sel.Cursor(); row >= 0 {
		g.pos.show(row)
	}
	g.changed()
}

func (g *Grid) changed() {
	g.tip.HideTip()
	g.paint()
	if g.OnSelect != nil {
		g.OnSelect()
	}
}

// paint brings the screen up to date, as soon as there is one.
func (g *Grid) paint() {
	if g.view != nil {
		g.view.paint()
	}
}

// scrollX moves the columns; x is clamped to what there is.
func (g *Grid) scrollX(x float32) {
	g.x = min(max(0, x), max(0, g.cols.width-g.bodyWidth()))
}

// CreateRenderer implements fyne.Widget.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	g.view = newView(g)
	g.pos.rows = g.source.Len()
	return g.view
}
