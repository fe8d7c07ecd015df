package intake

import (
	"slices"
	"sort"
	"strings"

	"probity/data/entry"
	"probity/data/fault"
)

// mapColumns says for every column of the table what it is. several lets a
// field be taken from several columns, whichever of them has a value.
func mapColumns(l *library, f *Format, t *table, several bool, opts Options) ([]Column, []about, error) {
	cols := make([]Column, len(t.names))
	facts := make([]about, len(t.names))
	for i, name := range t.names {
		facts[i] = t.about(i)
		cols[i] = Column{Name: name, Type: kindNames[facts[i].kind()]}
		if facts[i].time.Written() {
			cols[i].Type = "time"
		}
	}
	if f != nil {
		for i := range cols {
			if c := f.column(cols[i].Name); c != nil {
				cols[i].Field, cols[i].Rank, cols[i].Why = c.Field, c.Rank, "the import format says so"
				if cols[i].Field != "" && c.Zone != "" {
					cols[i].Zone = c.Zone
				}
			}
		}
	} else {
		byName(l, cols, facts, several)
		byContent(cols, facts)
	}
	known, names := f.fields()
	for name, field := range opts.Map {
		if field != "" && !known(field) {
			return nil, nil, fault.New(fault.Unusable, "%q is not a field that a column can be; fields are %s.", field, names)
		}
		found := false
		for i := range cols {
			if cols[i].Name == name {
				found = true
				cols[i].Field, cols[i].Rank, cols[i].Why = field, 0, "you said so"
			}
		}
		if !found && field != TimeField {
			found = t.holder(name) >= 0
		}
		if !found {
			if field == TimeField && t.holder(name) >= 0 {
				return nil, nil, notAMember(name, field)
			}
			return nil, nil, fault.New(fault.Unusable, "There is no column %q; there are %s.", name, strings.Join(t.names[:min(len(t.names), 30)], ", "))
		}
		for i := range cols { // the person's column is the one that counts
			if field != "" && !f.isList() && cols[i].Name != name && cols[i].Field == field {
				cols[i].Rank++
				if _, said := opts.Map[cols[i].Name]; !said && (!several || field == TimeField) {
					cols[i].Field, cols[i].Why = "", ""
				}
			}
		}
	}
	if !f.isList() {
		oneTime(cols)
	}
	return cols, facts, nil
}

// oneTime leaves the field time to the first of its columns.
func oneTime(cols []Column) {
	best := -1
	for i := range cols {
		if cols[i].Field == TimeField && (best < 0 || cols[i].Rank < cols[best].Rank) {
			best = i
		}
	}
	for i := range cols {
		if cols[i].Field == TimeField && i != best {
			cols[i].Field, cols[i].Rank = "", 0
		}
	}
}

// byName maps columns whose names are known. A name that is better known for a
// field wins; the others of the field stay extra unless several may share it.
func byName(l *library, cols []Column, facts []about, several bool) {
	type match struct{ col, rank int }
	fields := make([]string, 0, len(l.shared.Fields))
	for field := range l.shared.Fields {
		fields = append(fields, field)
	}
	sort.Strings(fields)
	for _, field := range fields {
		var matches []match
		for i := range cols {
			if rank := l.shared.rank(field, cols[i].Name); rank >= 0 && fits(field, &facts[i]) {
				matches = append(matches, match{i, rank})
			}
		}
		slices.SortStableFunc(matches, func(a, b match) int { return a.rank - b.rank })
		if field == TimeField { // the one that most records have
			slices.SortStableFunc(matches, func(a, b match) int {
				return boolInt(facts[a.col].filled*10 < facts[b.col].filled*9) - boolInt(facts[b.col].filled*10 < facts[a.col].filled*9)
			})
		}
		for k, m := range matches {
			if k > 0 && (!several || field == TimeField) {
				break
			}
			if cols[m.col].Field == "" {
				cols[m.col].Field, cols[m.col].Rank, cols[m.col].Why = field, k, "by its name"
			}
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// fits reports whether the values of a column speak against a field.
func fits(field string, a *about) bool {
	switch field {
	case TimeField:
		layout, _ := a.time.Counted()
		return a.filled == 0 || a.time.Times*2 >= a.time.Filled || layout != ""
	case entry.IP:
		return a.filled == 0 || a.kinds[kindNumber]+a.kinds[kindTime] < a.filled
	case entry.Amount:
		return a.kinds[kindTime]*2 <= a.filled && a.kinds[kindIP] == 0
	case entry.Actor, entry.Action, entry.TargetName, entry.Details:
		return !a.time.Written() || a.filled == 0
	}
	return true
}

// byContent finds the time and the IP address where no name told them.
func byContent(cols []Column, facts []about) {
	has := func(field string) bool {
		return slices.ContainsFunc(cols, func(c Column) bool { return c.Field == field })
	}
	if !has(TimeField) {
		for i := range cols {
			if cols[i].Field == "" && facts[i].time.Written() {
				cols[i].Field, cols[i].Why = TimeField, "its values are times"
				break
			}
		}
	}
	if !has(entry.IP) {
		for i := range cols {
			if cols[i].Field == "" && facts[i].filled > 0 && facts[i].kinds[kindIP]*10 >= facts[i].filled*8 {
				cols[i].Field, cols[i].Why = entry.IP, "its values are IP addresses"
				break
			}
		}
	}
}
