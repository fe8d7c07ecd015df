//go:build cgo || ci

package window

import (
	"context"
	"slices"

	"probity/app/grid"
	"probity/data/entry"
	"probity/data/query"
)

// byDay is what entries are grouped by when they stand under their days.
const byDay = "day"

// groupBy puts the entries under headings, one for each value of a field; an
// empty field takes the headings away.
func (r *reviewPage) groupBy(field string) {
	if r.group == field {
		return
	}
	r.group = field
	r.run(keepCursor)
}

// order is how the rows are asked for: by the field of the groups first.
func (r *reviewPage) order() []query.Sort {
	by := r.filter.Sorts()
	switch {
	case r.group == "":
		return by
	case r.group == byDay:
		for _, s := range by {
			if s.Field == "time" {
				return []query.Sort{s}
			}
		}
		return nil // newest first
	}
	for i, s := range by {
		if s.Field == r.group {
			return append([]query.Sort{s}, slices.Delete(slices.Clone(by), i, i+1)...)
		}
	}
	return append([]query.Sort{{Field: r.group, Ascending: true}}, by...)
}

// headings are the groups of a result that stands in their order.
func (r *reviewPage) headings(ctx context.Context, result *query.Result, group string, by []query.Sort) ([]grid.Group, error) {
	if group == byDay {
		return r.dayHeadings(ctx, result, by)
	}
	stretches, err := result.Stretches(ctx, r.s.Engine(), group)
	if err != nil {
		return nil, err
	}
	out, notes := make([]grid.Group, len(stretches)), map[int]string{} // many are as long as others
	for i, s := range stretches {
		title := s.Text
		switch {
		case group == "status":
			title = statusWord(s.Text)
		case title == "" && group == entry.TargetName:
			title = T("without a name")
		case title == "":
			title = T("(empty)")
		}
		note, ok := notes[s.Count]
		if !ok {
			note = groupNote(s.Count)
			notes[s.Count] = note
		}
		out[i] = grid.Group{Title: title, Note: note, Rows: s.Count}
	}
	return out, nil
}

func groupOf(title string, n int) grid.Group {
	return grid.Group{Title: title, Note: groupNote(n), Rows: n}
}

func groupNote(n int) string { return plural(int64(n), "{{.Count}} entry", "{{.Count}} entries") }

// dayHeadings are the days of a result that is sorted by time.
func (r *reviewPage) dayHeadings(ctx context.Context, result *query.Result, by []query.Sort) ([]grid.Group, error) {
	zone := r.s.Zone()
	bins, err := result.Histogram(ctx, "day", zone)
	if err != nil {
		return nil, err
	}
	var out []grid.Group
	timed := 0
	for _, b := range bins {
		if b.Count > 0 {
			out = append(out, groupOf(b.From.In(zone).Format("Mon 2 Jan 2006"), b.Count))
			timed += b.Count
		}
	}
	if len(by) == 0 || !by[0].Ascending {
		slices.Reverse(out)
	}
	if rest := result.Len() - timed; rest > 0 {
		out = append(out, groupOf(T("without a time"), rest))
	}
	return out, nil
}

// setGroups shows a result under the headings of a field, or without any; what
// was folded stays folded.
func (r *reviewPage) setGroups(groups []grid.Group, field string) {
	if field == "" {
		r.groups = nil
		r.grid.SetSource(r.rows)
		return
	}
	if r.groups != nil && r.grouped == field {
		folded := map[string]bool{}
		for _, title := range r.groups.Folded() {
			folded[title] = true
		}
		for i := range groups {
			groups[i].Folded = folded[groups[i].Title]
		}
	}
	r.groups, r.grouped = grid.NewGroups(r.rows, groups), field
	r.grid.SetSource(r.groups)
}

// foldAll hides the entries under all headings, or shows them.
func (r *reviewPage) foldAll(folded bool) {
	if r.groups == nil {
		return
	}
	at := r.inner(r.grid.Current())
	r.groups.FoldAll(folded)
	r.grid.Update()
	if at >= 0 {
		r.grid.Select(r.outer(at))
	}
}

// inner is the place in the result of a row of the grid; -1 for a heading and
// for no row.
func (r *reviewPage) inner(row int) int {
	if r.groups == nil || row < 0 || row >= r.groups.Len() {
		return row
	}
	_, i := r.groups.At(row)
	return i
}

// outer is the row of the grid that shows a place in the result.
func (r *reviewPage) outer(i int) int {
	if r.groups == nil || i < 0 {
		return i
	}
	return r.groups.RowOf(i)
}

// ungrouped are fields in which nearly every entry has a text of its own.
var ungrouped = map[string]bool{entry.Details: true, entry.Changes: true, entry.TimeText: true, entry.SourceKey: true}
