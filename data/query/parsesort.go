package query

import (
	"slices"
	"strings"
)

// maxSorts is by how many fields entries are sorted at most.
const maxSorts = 8

func (p *parser) sorting(tokens []token, from int) error {
	if p.depth > 0 || p.sort != nil || len(tokens) > maxSorts {
		return p.fail(from, p.i, "Write sort:time or sort:operator,-time once, outside brackets.", "The order of entries can be stated once, by up to %d fields.", maxSorts)
	}
	for _, t := range tokens {
		if len(tokens) == 1 {
			t.from, t.to = from, p.i
		}
		name, descending := strings.CutPrefix(t.text, "-")
		f, ok := lookupField(name)
		if name == "time" || f.name == fieldDate {
			f.name, ok = "time", true
		}
		if !ok || f.name == fieldHas || f.name == fieldSort {
			hint := "sort:time and sort:operator,-time are examples."
			if near := nearest(name, fieldNames()); near != "" {
				hint = "Did you mean sort:" + near + "?"
			}
			return p.fail(t.from, t.to, hint, "Entries cannot be sorted by “%s”.", name)
		}
		if slices.ContainsFunc(p.sort, func(s Sort) bool { return s.Field == f.name }) {
			return p.fail(t.from, t.to, "Leave out the second; the first counts more.", "The order names “%s” twice.", name)
		}
		p.sort = append(p.sort, Sort{Field: f.name, Ascending: !descending})
	}
	return nil
}
