package grid

import "slices"

const (
	minWidth = 28
	maxWidth = 2000
)

// shown is a column as it stands on the screen.
type shown struct {
	index    int // in the order given to New, which is that of cells
	x, width float32
}

// columns holds widths, order and which are hidden.
type columns struct {
	all   []Column
	order []int // indexes of all, as on the screen, hidden ones too
	shown []shown
	lead  int // how many of order are frozen
	// frozen is how many of shown stay when the others scroll; none where they
	// would leave too little room.
	frozen int
	width  float32 // of all shown together
	room   float32 // what there is for them
	state  int     // counts changes, so that rows know to lay out again
}

func newColumns(all []Column) *columns {
	c := &columns{all: append([]Column(nil), all...)}
	for i := range c.all {
		c.order = append(c.order, i)
		c.all[i].Width = clampWidth(c.all[i].Width)
		if c.all[i].Frozen && c.lead == i {
			c.lead++
		}
	}
	c.place()
	return c
}

func clampWidth(w float32) float32 {
	if !(w >= minWidth) { // also when it is not a number
		return minWidth
	}
	return min(w, maxWidth)
}

func (c *columns) place() {
	c.shown, c.width = c.shown[:0], 0
	frozen := 0
	for at, i := range c.order {
		if c.all[i].Hidden {
			continue
		}
		if at < c.lead {
			frozen++
		}
		c.shown = append(c.shown, shown{i, c.width, c.all[i].Width})
		c.width += c.all[i].Width
	}
	c.grow()
	c.frozen = frozen
	if c.frozenWidth() > c.room*frozenMost {
		c.frozen = 0
	}
	c.state++
}

// frozenMost is the share of the room that frozen columns may take.
const frozenMost = 0.7

// frozenWidth is the width of the columns that stay.
func (c *columns) frozenWidth() float32 {
	if c.frozen == 0 {
		return 0
	}
	last := c.shown[c.frozen-1]
	return last.x + last.width
}

// freeze lets the columns up to the one with this key stay; none for a key that
// is not there.
func (c *columns) freeze(key string) {
	c.lead = 0
	if i := c.find(key); i >= 0 {
		c.lead = 1 + slices.Index(c.order, i)
	}
	c.place()
}

// fill tells how much room there is; it places the columns anew only when one
// of them wants it.
func (c *columns) fill(room float32) {
	if room == c.room {
		return
	}
	c.room = room
	if c.lead > 0 {
		c.place()
		return
	}
	for i := range c.all {
		if c.all[i].Grow {
			c.place()
			return
		}
	}
}

// growLeast is the width below which a column that takes the room that is left
// over does not shrink when there is too little.
const growLeast = 98

// grow gives the room that is left over to the first column that wants it, or
// takes from it what is missing.
func (c *columns) grow() {
	spare := c.room - c.width
	if spare == 0 || c.room <= 0 {
		return
	}
	for i := range c.shown {
		if !c.all[c.shown[i].index].Grow {
			continue
		}
		if spare = max(spare, min(0, growLeast-c.shown[i].width)); spare == 0 {
			return
		}
		c.shown[i].width += spare
		c.width += spare
		for k := i + 1; k < len(c.shown); k++ {
			c.shown[k].x += spare
		}
		return
	}
}

func (c *columns) find(key string) int {
	for i := range c.all {
		if c.all[i].Key == key {
			return i
		}
	}
	return -1
}

// at is the position on the screen of the column at x, or -1.
func (c *columns) at(x float32) int {
	for i, s := range c.shown {
		if x >= s.x && x < s.x+s.width {
			return i
		}
	}
	return -1
}

// edge is the position of the column whose right border is near x, or -1.
func (c *columns) edge(x float32) int {
	for i := len(c.shown) - 1; i >= 0; i-- {
		s := c.shown[i]
		if end := s.x + s.width; x >= end-4 && x <= end+3 && !c.all[s.index].Fixed {
			return i
		}
	}
	return -1
}

// gap is the place between columns nearest to x, as a position on the screen
// before which a column can be put; never before a fixed column at the left.
func (c *columns) gap(x float32) int {
	g := len(c.shown)
	for i, s := range c.shown {
		if x < s.x+s.width/2 {
			g = i
			break
		}
	}
	for g < len(c.shown) && c.all[c.shown[g].index].Fixed {
		g++
	}
	return g
}

func (c *columns) resize(index int, width float32) {
	c.all[index].Width, c.all[index].Grow = clampWidth(width), false
	c.place()
}

// move puts the column at a screen position before another one. Among frozen
// columns it freezes, and taken out from among them it no longer is.
func (c *columns) move(from, before int) bool {
	if from == before || from+1 == before || from < 0 || from >= len(c.shown) {
		return false
	}
	moved := c.shown[from].index
	next := -1
	if before < len(c.shown) {
		next = c.shown[before].index
	}
	was := slices.Index(c.order, moved) < c.lead
	order := make([]int, 0, len(c.order))
	for _, i := range c.order {
		if i == next {
			order = append(order, moved)
		}
		if i != moved {
			order = append(order, i)
		}
	}
	if next < 0 {
		order = append(order, moved)
	}
	c.order = order
	switch now := slices.Index(order, moved) < c.lead; {
	case was && !now:
		c.lead--
	case now && !was:
		c.lead++
	}
	c.place()
	return true
}

func (c *columns) get() []ColumnState {
	out := make([]ColumnState, 0, len(c.order))
	for at, i := range c.order {
		out = append(out, ColumnState{c.all[i].Key, c.all[i].Width, c.all[i].Hidden, at < c.lead})
	}
	return out
}

// set takes over what was remembered. Keys that are not known are ignored;
// columns that are not mentioned keep their width and come last, save fixed
// ones, which come first.
func (c *columns) set(states []ColumnState) {
	taken := make([]bool, len(c.all))
	frozen := map[int]bool{}
	var order []int
	for i := range c.all {
		if c.all[i].Fixed {
			order, taken[i] = append(order, i), true
		}
	}
	for _, s := range states {
		i := c.find(s.Key)
		if i >= 0 {
			frozen[i] = s.Frozen
		}
		if i < 0 || taken[i] {
			continue
		}
		order, taken[i] = append(order, i), true
		c.all[i].Width, c.all[i].Hidden = clampWidth(s.Width), s.Hidden
	}
	for i := range c.all {
		if !taken[i] {
			order = append(order, i)
		}
	}
	c.order, c.lead = order, 0
	for c.lead < len(order) && frozen[order[c.lead]] {
		c.lead++
	}
	c.place()
}
