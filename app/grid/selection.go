package grid

import "sort"

// Range is a run of rows, both ends included.
type Range struct{ From, To int }

// Selection is which rows are chosen, as runs: choosing a hundred million rows
// costs as much as choosing one. Cursor is the row that keys act on, -1 when
// there is none. The zero value must be made by NewSelection.
type Selection struct {
	ranges []Range // sorted, apart from each other by at least one row
	cursor int
	anchor int // where a Shift selection begins
}

// NewSelection gives an empty selection without a cursor.
func NewSelection() *Selection { return &Selection{cursor: -1, anchor: -1} }

// Cursor is the row that keys act on, or -1.
func (s *Selection) Cursor() int { return s.cursor }

// Ranges gives the chosen runs in order. The slice must not be changed.
func (s *Selection) Ranges() []Range { return s.ranges }

// Len is the number of chosen rows.
func (s *Selection) Len() int {
	n := 0
	for _, r := range s.ranges {
		n += r.To - r.From + 1
	}
	return n
}

// Has tells whether a row is chosen.
func (s *Selection) Has(row int) bool {
	i := s.after(row)
	return i > 0 && s.ranges[i-1].To >= row
}

// after is the index of the first run that begins behind row.
func (s *Selection) after(row int) int {
	return sort.Search(len(s.ranges), func(i int) bool { return s.ranges[i].From > row })
}

// Clear chooses nothing and takes the cursor away.
func (s *Selection) Clear() { *s = Selection{ranges: s.ranges[:0], cursor: -1, anchor: -1} }

// Only chooses one row and puts cursor and anchor on it.
func (s *Selection) Only(row int) {
	if row < 0 {
		s.Clear()
		return
	}
	s.ranges = append(s.ranges[:0], Range{row, row})
	s.cursor, s.anchor = row, row
}

// Extend chooses all from the anchor to row and nothing else.
func (s *Selection) Extend(row int) {
	if row < 0 {
		return
	}
	if s.anchor < 0 {
		s.Only(row)
		return
	}
	s.ranges = append(s.ranges[:0], Range{min(s.anchor, row), max(s.anchor, row)})
	s.cursor = row
}

// Add chooses all from the anchor to row besides what is chosen.
func (s *Selection) Add(row int) {
	if row < 0 {
		return
	}
	if s.anchor < 0 {
		s.anchor = row
	}
	s.insert(Range{min(s.anchor, row), max(s.anchor, row)})
	s.cursor = row
}

// Toggle chooses a row or lets it go, and puts cursor and anchor on it.
func (s *Selection) Toggle(row int) {
	if row < 0 {
		return
	}
	if s.Has(row) {
		s.remove(row)
	} else {
		s.insert(Range{row, row})
	}
	s.cursor, s.anchor = row, row
}

// All chooses the first n rows; the cursor stays.
func (s *Selection) All(n int) {
	s.ranges = s.ranges[:0]
	if n <= 0 {
		return
	}
	s.ranges = append(s.ranges, Range{0, n - 1})
	if s.cursor < 0 {
		s.cursor = 0
	}
	if s.anchor < 0 {
		s.anchor = 0
	}
}

// Clamp lets go what lies behind the first n rows, for when there are fewer.
func (s *Selection) Clamp(n int) {
	if n <= 0 {
		s.Clear()
		return
	}
	for len(s.ranges) > 0 && s.ranges[len(s.ranges)-1].From >= n {
		s.ranges = s.ranges[:len(s.ranges)-1]
	}
	if k := len(s.ranges); k > 0 {
		s.ranges[k-1].To = min(s.ranges[k-1].To, n-1)
	}
	s.cursor, s.anchor = min(s.cursor, n-1), min(s.anchor, n-1)
}

func (s *Selection) insert(add Range) {
	// runs that touch or overlap the new one melt into it
	from := sort.Search(len(s.ranges), func(i int) bool { return s.ranges[i].To >= add.From-1 })
	to := from
	for to < len(s.ranges) && s.ranges[to].From <= add.To+1 {
		add.From, add.To = min(add.From, s.ranges[to].From), max(add.To, s.ranges[to].To)
		to++
	}
	if from == to {
		s.ranges = append(s.ranges, Range{})
		copy(s.ranges[from+1:], s.ranges[from:])
	} else {
		s.ranges = append(s.ranges[:from+1], s.ranges[to:]...)
	}
	s.ranges[from] = add
}

func (s *Selection) remove(row int) {
	i := s.after(row) - 1
	r := s.ranges[i]
	switch {
	case r.From == r.To:
		s.ranges = append(s.ranges[:i], s.ranges[i+1:]...)
	case r.From == row:
		s.ranges[i].From++
	case r.To == row:
		s.ranges[i].To--
	default:
		s.ranges = append(s.ranges, Range{})
		copy(s.ranges[i+2:], s.ranges[i+1:])
		s.ranges[i].To, s.ranges[i+1] = row-1, Range{row + 1, r.To}
	}
}
