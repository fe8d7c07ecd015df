// Package grid is a table for any number of rows. Positions of rows are
// integers, so the last of 100,000,000 rows is as exact as the first; only what
// is visible has objects, and what a cell shows is asked from a Source that has
// formatted it already. The package knows nothing of what the rows mean.
package grid

import (
	"image/color"

	"probity/app/look"
)

// Cell is what one cell shows. The zero Cell is empty.
type Cell struct {
	Text   string      // one line; line breaks and tabs are shown as spaces
	Color  color.Color // nil: the ordinary text colour
	Mono   bool        // monospace: times, ids, addresses
	Bold   bool
	Right  bool        // numbers
	Tag    color.Color // a small square before the text; nil: none
	Mark   look.Mark   // drawn instead of the text; Text is then what is copied and shown on hover
	Ground color.Color // behind the whole row when the first cell sets it; nil: none
}

// Source gives the rows. It is asked only on the window's thread and must
// answer at once from memory.
type Source interface {
	// Len is the number of rows.
	Len() int
	// Row fills the cells of row i, one for each column in the order in which the
	// columns were given to New, whatever their order on the screen. The slice
	// arrives zeroed and must not be kept. It gives false where the row is not
	// loaded yet: the grid shows a placeholder and asks again at the next Update.
	Row(i int, cells []Cell) bool
}

// Column describes a column. Key names it in callbacks and in State.
type Column struct {
	Key, Title string
	Width      float32
	Right      bool // the title stands over right-aligned cells
	Fixed      bool // neither sorted, resized, moved nor hidden (a column of marks)
	NoSort     bool
	Hidden     bool
	Frozen     bool // stays at the left when the others scroll, with those left of it
	Grow       bool // takes the width that is left over, until the person resizes it
}

// ColumnState is what is remembered of a column. State gives them in the order
// on the screen.
type ColumnState struct {
	Key    string  `json:"key"`
	Width  float32 `json:"width"`
	Hidden bool    `json:"hidden,omitempty"`
	Frozen bool    `json:"frozen,omitempty"`
}

// Order is one of the columns that rows are sorted by.
type Order struct {
	Key       string
	Ascending bool
}

type emptySource struct{}

func (emptySource) Len() int             { return 0 }
func (emptySource) Row(int, []Cell) bool { return false }
