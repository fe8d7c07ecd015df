//go:build cgo || ci

package window

import (
	"context"
	"slices"
	"time"

	"probity/app/grid"
	"probity/app/look"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/query"
)

// rows gives the grid the entries of a result. It answers from pages that were
// formatted before; a page that is missing is loaded in the background and the
// grid is told when it is there.
type rows struct {
	w       *Window
	s       *session.Session
	result  *query.Result
	columns []grid.Column
	pages   map[int]page64
	order   []int // pages as they were loaded, for dropping the oldest
	loading map[int]bool
	turn    uint64 // of result, zone and marks; an answer of an older turn is dropped
	loaded  func()
	ctx     context.Context
	wrong   func(query.Row) bool // rows that a check named
}

// style is how rows are formatted: a copy of what the widgets' goroutine may
// change while a page is made.
type style struct {
	turn    uint64
	columns []grid.Column
	wrong   func(query.Row) bool
	palette *look.Palette
	zone    *time.Location
}

// style must be taken on the widgets' goroutine.
func (r *rows) style() style {
	return style{r.turn, slices.Clone(r.columns), r.wrong, look.Current(), r.s.Zone()}
}

const (
	pageRows  = 64
	mostPages = 96
)

type page64 struct {
	turn  uint64
	cells [][]grid.Cell
}

func (r *rows) Len() int {
	if r.result == nil {
		return 0
	}
	return r.result.Len()
}

func (r *rows) Row(i int, cells []grid.Cell) bool {
	n := i / pageRows
	page, ok := r.pages[n]
	if !ok || page.turn != r.turn {
		r.load(n)
	}
	if !ok || i%pageRows >= len(page.cells) {
		return false
	}
	copy(cells, page.cells[i%pageRows])
	return true
}

// set takes a new result with its first page, which was formatted in a style.
// When the style is no longer what it was, the page is shown until it is
// formatted anew.
func (r *rows) set(result *query.Result, first [][]grid.Cell, in style) {
	fresh := in.turn == r.turn
	r.turn++
	r.result = result
	page := page64{cells: first}
	if fresh {
		page.turn = r.turn
	}
	r.pages = map[int]page64{0: page}
	r.order = []int{0}
	r.loading = map[int]bool{}
}

// renew formats what is shown anew, after marks or zone have changed; what is
// on the screen stays until then.
func (r *rows) renew() {
	r.turn++
	r.loading = map[int]bool{}
}

func (r *rows) load(n int) {
	if r.loading[n] || r.result == nil {
		return
	}
	r.loading[n] = true
	result, turn, style := r.result, r.turn, r.style()
	r.w.running.Add(1)
	go func() {
		defer r.w.running.Done()
		cells := r.format(r.ctx, result, n, style)
		r.w.post(func() {
			if turn != r.turn {
				return
			}
			delete(r.loading, n)
			if cells == nil {
				return
			}
			if _, ok := r.pages[n]; !ok {
				r.order = append(r.order, n)
			}
			r.pages[n] = page64{turn, cells}
			if len(r.order) > mostPages {
				delete(r.pages, r.order[0])
				r.order = r.order[1:]
			}
			r.loaded()
		})
	}()
}

// format makes the cells of a page; it may be called from any goroutine. It
// gives nil when ctx has ended.
func (r *rows) format(ctx context.Context, result *query.Result, n int, st style) [][]grid.Cell {
	from, to := n*pageRows, min((n+1)*pageRows, result.Len())
	cells := make([][]grid.Cell, 0, max(0, to-from))
	for i := from; i < to; i++ {
		if ctx.Err() != nil {
			return nil
		}
		cells = append(cells, r.cells(ctx, result.Row(i), st))
	}
	return cells
}

func (r *rows) cells(ctx context.Context, row query.Row, st style) []grid.Cell {
	e := r.s.Engine()
	p := st.palette
	cells := make([]grid.Cell, len(st.columns))
	wrong := st.wrong != nil && st.wrong(row)
	for i, c := range st.columns {
		cell := &cells[i]
		switch c.Key {
		case "status":
			state := r.s.State(row)
			cell.Mark, cell.Text = look.MarkOf(state.Status), statusWord(state.Status)
			if len(state.Notes) > 0 {
				cell.Text += " · " + plural(int64(len(state.Notes)), "{{.Count}} note", "{{.Count}} notes")
			}
			if wrong {
				cell.Mark, cell.Text = look.MarkChanged, T("changed after sealing")
				cell.Ground = p.DangerGround
			}
		case "time":
			cell.Mono = true
			if t, ok := entry.Instant(e.Time(row), st.zone); ok {
				cell.Text = t.Format("2006-01-02 15:04:05")
			} else if cell.Text = e.Text(ctx, row, entry.TimeText); cell.Text == "" {
				cell.Text = T("no time")
				cell.Color = p.Amber
			}
		case entry.Action:
			category := e.Text(ctx, row, entry.Category)
			cell.Text = e.Text(ctx, row, entry.Action)
			cell.Color = p.Category(category)
			cell.Tag = cell.Color
		case entry.Category:
			cell.Text = e.Text(ctx, row, entry.Category)
			cell.Color = p.Category(cell.Text)
		case entry.TargetName:
			cell.Text = r.s.Target(ctx, row)
		case entry.Details:
			cell.Color = p.Quiet
			if cell.Text = e.Text(ctx, row, entry.Details); cell.Text == "" {
				cell.Text = brief(e.Text(ctx, row, entry.Changes))
			}
		case entry.IP, entry.TargetID, entry.SourceKey, entry.Session, entry.Correlation:
			cell.Mono, cell.Color = true, p.Quiet
			cell.Text = e.Text(ctx, row, c.Key)
		case entry.Amount:
			cell.Right, cell.Mono = true, true
			cell.Text = e.Text(ctx, row, c.Key)
		case "source":
			cell.Color = p.Quiet
			cell.Text = e.Text(ctx, row, c.Key)
		default:
			cell.Text = e.Text(ctx, row, c.Key)
		}
		if wrong && c.Key != "status" {
			cell.Bold = c.Key == entry.Details
		}
	}
	for _, name := range e.Unreadable(row) {
		for i, c := range st.columns {
			if c.Key == name {
				cells[i] = grid.Cell{Text: T("damaged"), Color: p.Danger, Ground: cells[i].Ground}
			}
		}
	}
	return cells
}

// gridColumns are the columns of the grid for a log with those fields; what is
// not among the everyday ones is hidden until the person wants it.
func gridColumns(fields []string, words map[string]string) []grid.Column {
	columns := []grid.Column{{Key: "status", Width: 36, Fixed: true, Frozen: true}, {Key: "time", Title: title("time", words), Width: 160, Frozen: true}}
	type column struct {
		name  string
		width float32
	}
	everyday := []column{{entry.Actor, 112}, {entry.Action, 158}, {entry.TargetName, 124}, {entry.Details, 190}, {entry.IP, 118}}
	has := map[string]bool{}
	for _, f := range fields {
		has[f] = true
	}
	has[entry.TargetName] = has[entry.TargetName] || has[entry.TargetID]
	has[entry.Details] = has[entry.Details] || has[entry.Changes]
	if !has[entry.IP] && has[entry.TargetType] { // the type of what was acted on takes the room of the IP
		everyday = slices.Insert(everyday, 1, column{entry.TargetType, 110})
	}
	if !slices.ContainsFunc(everyday, func(c column) bool { return !has[c.name] }) { // all of them: each has to give a little
		columns[1].Width = 152
		for i, width := range []float32{98, 140, 110, 190, 108} {
			everyday[i].width = width
		}
	}
	taken := map[string]bool{"time": true, entry.TimeText: true, entry.Changes: true, "status": true}
	for _, c := range everyday {
		if has[c.name] {
			columns = append(columns, grid.Column{Key: c.name, Title: title(c.name, words), Width: c.width})
			taken[c.name] = true
		}
	}
	for _, f := range fields {
		if !taken[f] {
			columns = append(columns, grid.Column{Key: f, Title: title(f, words), Width: 130, Hidden: true, Right: f == entry.Amount})
			taken[f] = true
		}
	}
	for i := range columns { // what holds the longest texts takes the room that is left
		columns[i].Grow = columns[i].Key == entry.Details || columns[i].Key == entry.Action && !has[entry.Details]
	}
	if !taken["source"] {
		columns = append(columns, grid.Column{Key: "source", Title: fieldWord("source"), Width: 150, Hidden: true, NoSort: true})
	}
	return columns
}

// title is the heading of a column: the source's own word where all sources
// agree on one, else the everyday one.
func title(name string, words map[string]string) string {
	if word := words[name]; word != "" {
		return word
	}
	return fieldWord(name)
}
