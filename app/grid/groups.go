package grid

import "sort"

// Group is a run of a source's rows under one heading.
type Group struct {
	Title  string
	Note   string
	Rows   int
	Folded bool
}

// Groups shows the rows of a source under headings that fold. It is itself a
// source, in which headings take a row each.
type Groups struct {
	source Source
	groups []Group
	start  []int // the row of each heading, and one behind the last row
	first  []int // the source's first row of each group, and one behind its last
}

// NewGroups puts the source's rows, which are in the groups' order, under
// headings.
func NewGroups(source Source, groups []Group) *Groups {
	s := &Groups{source: source, groups: append([]Group(nil), groups...)}
	s.first = make([]int, len(groups)+1)
	for i, g := range groups {
		s.first[i+1] = s.first[i] + max(0, g.Rows)
	}
	s.start = make([]int, len(groups)+1)
	s.place()
	return s
}

func (s *Groups) place() {
	for i, g := range s.groups {
		s.start[i+1] = s.start[i] + 1
		if !g.Folded {
			s.start[i+1] += s.first[i+1] - s.first[i]
		}
	}
}

// Len implements Source.
func (s *Groups) Len() int { return s.start[len(s.groups)] }

// At tells the group that a row belongs to, and the source's row; -1 for a
// heading.
func (s *Groups) At(row int) (group, inner int) {
	group = sort.SearchInts(s.start[1:], row+1)
	if row == s.start[group] {
		return group, -1
	}
	return group, s.first[group] + row - s.start[group] - 1
}

// RowOf is where a row of the source is shown: its own row, or the heading that
// is folded over it.
func (s *Groups) RowOf(inner int) int {
	group := sort.SearchInts(s.first[1:], inner+1)
	if group >= len(s.groups) {
		return -1
	}
	if s.groups[group].Folded {
		return s.start[group]
	}
	return s.start[group] + 1 + inner - s.first[group]
}

// Inner turns rows into the source's. A heading that is folded stands for all
// rows below it, one that is open only for itself.
func (s *Groups) Inner(rows []Range) []Range {
	var out []Range
	add := func(from, to int) {
		if from > to {
			return
		}
		if n := len(out); n > 0 && out[n-1].To+1 == from {
			out[n-1].To = to
			return
		}
		out = append(out, Range{from, to})
	}
	for _, r := range rows {
		from, to := max(0, r.From), min(r.To, s.Len()-1)
		if from > to {
			continue
		}
		for group, _ := s.At(from); group < len(s.groups) && s.start[group] <= to; group++ {
			if s.groups[group].Folded {
				add(s.first[group], s.first[group+1]-1)
				continue
			}
			base := s.first[group] - s.start[group] - 1
			add(max(s.first[group], base+from), min(s.first[group+1]-1, base+to))
		}
	}
	return out
}

// Row implements Source.
func (s *Groups) Row(i int, cells []Cell) bool {
	_, inner := s.At(i)
	return inner >= 0 && s.source.Row(inner, cells)
}

// Heading implements Headed.
func (s *Groups) Heading(row int) (Heading, bool) {
	group, inner := s.At(row)
	if inner >= 0 {
		return Heading{}, false
	}
	g := s.groups[group]
	return Heading{Title: g.Title, Note: g.Note, Folded: g.Folded}, true
}

// Fold implements Headed.
func (s *Groups) Fold(row int, folded bool) {
	if group, inner := s.At(row); inner < 0 {
		s.groups[group].Folded = folded
		s.place()
	}
}

// Folded lists the titles of the groups whose rows are hidden.
func (s *Groups) Folded() []string {
	var out []string
	for _, g := range s.groups {
		if g.Folded {
			out = append(out, g.Title)
		}
	}
	return out
}

// FoldAll hides the rows of all groups or shows them.
func (s *Groups) FoldAll(folded bool) {
	for i := range s.groups {
		s.groups[i].Folded = folded
	}
	s.place()
}
