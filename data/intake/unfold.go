package intake

import (
	"fmt"
	"strings"
)

// unfolds finds columns of JSON text: their members are shown as fields below
// the column, besides the text itself. What the import format says of a column
// goes before.
func (in *Inspection) unfolds(t *table) error {
	f, err := in.reading.format()
	if err != nil {
		return err
	}
	var names, seen []string
	for i, name := range t.names {
		if f.innerOf(name) != nil {
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
		if objects == 0 || objects*10 < filled*8 {
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
