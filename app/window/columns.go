//go:build cgo || ci

package window

import (
	"encoding/json"

	"probity/app/grid"
)

// setColumns gives the grid its columns, with what the person made of them.
func (r *reviewPage) setColumns() {
	columns := gridColumns(r.s.Engine().Fields(), r.titles)
	r.rows.columns = columns
	r.grid.SetColumns(columns, r.rows)
	var states []grid.ColumnState
	if json.Unmarshal([]byte(r.w.person.Layout("columns")), &states) == nil && len(states) > 0 {
		r.grid.SetState(states)
	}
}

// keepLayout remembers widths and columns.
func (r *reviewPage) keepLayout() {
	states, err := json.Marshal(r.grid.State())
	if err == nil {
		err = r.w.person.SetLayout("columns", string(states))
	}
	if err == nil {
		sizes, _ := json.Marshal([2]float32{r.shell.leftWidth, r.shell.rightWidth})
		err = r.w.person.SetLayout("panes", string(sizes))
	}
	if err != nil {
		_ = logError(r.w.folder, "remembering the columns", err)
	}
}
