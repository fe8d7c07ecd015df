//go:build cgo || ci

package window

import (
	"slices"
	"strings"

	"probity/app/parts"
	"probity/data/query"
)

// setChips shows the conditions of a filter.
func (v *views) setChips(f query.Filter) {
	var chips []parts.Chip
	for _, t := range f.Terms() {
		chips = append(chips, v.chip(t))
	}
	v.chips.SetChips(chips)
	v.setPeriod(f)
	show(v.chipRow, len(chips) > 0)
	v.middle.Refresh()
}

// chip says a condition in words.
func (v *views) chip(t query.Term) parts.Chip {
	zone := v.r.s.Zone()
	if t.Field == "date" && !t.Not && len(t.Values) == 1 {
		if from, to, err := query.ReadPeriod(t.Values[0], query.Moment{Zone: zone}); err == nil {
			return parts.Chip{Text: days(from, to, zone)}
		}
	}
	if t.Field == "" || len(t.Values) == 0 || t.Field == "has" {
		return parts.Chip{Text: t.Label, Not: t.Not}
	}
	field := vals{"Field": strings.ToLower(fieldWord(t.Field))}
	inside := !slices.ContainsFunc(t.Forms, func(f query.Form) bool { return f != query.FormPart })
	is := ""
	switch {
	case inside && t.Not:
		is = T("{{.Field}} does not contain", field)
	case inside:
		is = T("{{.Field}} contains", field)
	case t.Not:
		is = T("{{.Field}} is not", field)
	default:
		is = T("{{.Field}} is", field)
	}
	c := parts.Chip{Text: is, Or: T("or"), Not: t.Not}
	for i, value := range t.Values {
		if inside {
			c.Values = append(c.Values, short(value))
			continue
		}
		c.Values = append(c.Values, chipValue(t.Field, value, t.Forms[i]))
	}
	return c
}

// chipValue writes a value of a condition as it is meant.
func chipValue(field, value string, form query.Form) string {
	switch {
	case field == "status":
		return statusWord(value)
	case form == query.FormAny:
		return T("(anything)")
	case form == query.FormPrefix:
		return short(value) + "…"
	case form == query.FormPart:
		return "…" + short(value) + "…"
	case form == query.FormSubtree:
		return T("{{.Entity}} and below", vals{"Entity": short(value)})
	case value == "":
		return T("(empty)")
	}
	return short(value)
}
