package bundle

import (
	"slices"

	"probity/data/entry"
	"probity/export"
	"probity/export/xlsx"
)

// judgeDecisions settles who is to blame for statuses and notes when the journal
// is missing or was changed: not a table that its manifests vouch for, nor one
// that says the same as the other. What is left is judged by the other table; of
// two that their manifests vouch for, the one is to blame that goes with a
// changed event, or else the one that goes against the journal.
func (c *rowCheck) judgeDecisions(id entry.Identity, cells []string, found [][]difference) {
	for column, name := range c.table.Names {
		if name != export.ColumnStatus && name != export.ColumnNotes {
			continue
		}
		here := make([]string, len(found))
		damaged := false
		for i := range found {
			here[i] = xlsx.Visible(validText(cells[column]))
			for _, d := range found[i] {
				if d.column == column {
					here[i] = xlsx.Visible(validText(d.here))
				}
				damaged = damaged || d.column < 0
			}
		}
		journal := xlsx.Visible(validText(cells[column]))
		doubt := slices.ContainsFunc(c.views, func(w view) bool { return c.suspect(w.file()) })
		agree := damaged || len(slices.Compact(slices.Clone(here))) < 2
		for i, w := range c.views {
			found[i] = slices.DeleteFunc(found[i], func(d difference) bool { return d.column == column })
			blame := c.suspect(w.file())
			if !doubt {
				blame = (here[i] == journal) == c.forgedFor[id]
			}
			if !agree && blame {
				found[i] = append(found[i], difference{column: column, sealed: here[1-i], here: here[i]})
			}
		}
	}
}

// blameless reports whether a view that differs is as its manifests say while
// seal.json, by which it is judged, is not.
func (c *rowCheck) blameless(file string) bool { return c.suspect(fileSeal) && !c.suspect(file) }
