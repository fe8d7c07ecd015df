package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"probity/data/fault"
)

// unfolds finds columns of JSON text: their members are shown as fields below
// the column, besides the text itself. What the import format says of a column
// goes before.
func (in *Inspection) unfolds(t *table, opts Options) error {
	f, err := in.reading.format()
	if err != nil {
		return err
	}
	var names, seen []string
	for i, name := range t.names {
		if f.innerOf(name) != nil {
			in.member(t, i, opts)
			continue
		}
		filled, objects := 0, 0
		for _, rows := range [][][]string{t.rows[:min(len(t.rows), 400)], t.more[:min(len(t.more), 100)]} {
			for _, r := range rows {
				if i >= len(r) || strings.TrimSpace(r[i]) == "" {
					continue
				}
				filled++
				if v := strings.TrimSpace(r[i]); (v[0] == '{' || v[0] == '[') && len(v) > 2 && validJSON([]byte(v)) {
					objects++
				}
			}
		}
		if said := in.member(t, i, opts); !said && (objects == 0 || objects*10 < filled*8) {
			continue
		}
		names = append(names, name)
		seen = append(seen, fmt.Sprintf("“%s” holds JSON in %s of %s", name, thousands(int64(objects)), count(filled, "value", "values")))
	}
	if names == nil {
		return nil
	}
	in.reading.Unfold = names
	in.Findings["json-columns"] = Finding{
		Value: strings.Join(names, ", "),
		Why:   strings.Join(seen[:min(len(seen), 3)], "; ") + fmt.Sprintf("; what is in it is shown as “%s.…” besides", names[0]),
		Sure:  true,
	}
	return nil
}

// holder finds the column of JSON text that has a member: “Meta.plan” is plan
// of the column Meta. -1 where there is none among the samples.
func (t *table) holder(name string) int {
	var store []byte
	utf8, err := charsetOf("utf-8")
	if err != nil {
		return -1
	}
	flat := newFlattener(utf8, &store)
	for i, column := range t.names {
		path, below := strings.CutPrefix(name, column+".")
		if !below || column == "" {
			continue
		}
		for _, rows := range [][][]string{t.rows, t.more} {
			for _, r := range rows {
				if i >= len(r) || !strings.HasPrefix(strings.TrimSpace(r[i]), "{") && !strings.HasPrefix(strings.TrimSpace(r[i]), "[") || flat.flatten([]byte(r[i])) != "" {
					continue
				}
				if slices.ContainsFunc(flat.pairs, func(p pair) bool { return string(flat.names[p.from:p.to]) == path }) {
					return i
				}
			}
		}
	}
	return -1
}

// member takes what the person said of members of a column; false where that
// is nothing.
func (in *Inspection) member(t *table, column int, opts Options) (said bool) {
	rd := in.reading
	for _, name := range slices.Sorted(maps.Keys(opts.Map)) {
		if !strings.HasPrefix(name, t.names[column]+".") || slices.Contains(t.names, name) || t.holder(name) != column {
			continue
		}
		said = true
		field := opts.Map[name]
		if field == "" {
			continue
		}
		rd.Members = append(rd.Members, Column{Name: name, Field: field, Why: "you said so"})
		rd.From["members"] = "person"
		for i := range in.Columns { // the person's is the one that counts
			if _, said := opts.Map[in.Columns[i].Name]; !said && in.Columns[i].Field == field {
				in.Columns[i].Rank++
			}
		}
	}
	return said
}

func notAMember(name, field string) error {
	return fault.New(fault.Unusable, "%q cannot be %q: the time must be a column of its own, and other members of JSON text one of the fields. Leave it out.", name, field)
}
