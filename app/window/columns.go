//go:build cgo || ci

package window

import (
	"encoding/json"

	"probity/app/grid"
)

// setColumns gives the grid its columns, with what the person made of them.
func (r *reviewPage) setColumns() {
	columns := gridColumns(r.s.Engine().Fields(), r.titles)
	r.rows.columns, r.groups = columns, nil
	r.grid.SetColumns(columns, r.rows)
	var states []grid.ColumnState
	if json.Unmarshal([]byte(r.w.person.Layout(r.columnsKey())), &states) == nil && len(states) > 0 {
		r.grid.SetState(states)
	}
}

// columnsKey names what is remembered of the columns: logs that show the same
// ones at first share it.
func (r *reviewPage) columnsKey() string {
	key := "columns"
	for _, c := range r.rows.columns {
		if !c.Hidden {
			key += " " + c.Key
		}
	}
	return key
}

// panesKey names what is remembered of the panes; in a bundle the left one
// holds the checks and is wider.
func (r *reviewPage) panesKey() string {
	if r.s.IsBundle() {
		return "panes of bundles"
	}
	return "panes"
}

// keepLayout remembers widths and columns.
func (r *reviewPage) keepLayout() {
	states, err := json.Marshal(r.grid.State())
	if err == nil {
		err = r.w.person.SetLayout(r.columnsKey(), string(states))
	}
	if err == nil {
		sizes, _ := json.Marshal([2]float32{r.shell.leftWidth, r.shell.rightWidth})
		err = r.w.person.SetLayout(r.panesKey(), string(sizes))
	}
	if err != nil {
		_ = logError(r.w.folder, "remembering the columns", err)
	}
}
