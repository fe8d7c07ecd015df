package intake

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"probity/data/entry"
)

// Whatever a column of JSON text or of changes holds, every record stays one
// entry with its other fields as they are.
func TestAnyNestedTextLeavesTheRecordWhole(t *testing.T) {
	piece := rapid.SampledFrom([]string{`{`, `}`, `[`, `]`, `"a"`, `:`, `,`, `1`, `null`, `"old"`, `{"a":1}`, `{"old":{"x":"1"},"new":{"x":2}}`, `{"a":"{\"b\":1}"}`, "\n", "'", "=", "\xff", `\ud800`, "–", ` `, `{"a":1,"a":2}`})
	rapid.Check(t, func(r *rapid.T) {
		cell := func(name string) string { return strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(r, name), "") }
		quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
		rows := "staff_id,client_id,action,entity_type,entity_id,metadata,ip_address,created_at\n"
		n := rapid.IntRange(1, 4).Draw(r, "rows")
		for range n {
			rows += "4,77,client.updated,client,9," + quote(cell("metadata")) + ",203.0.113.9,2026-03-14T09:26:53Z\n"
		}
		rd := &Reading{Format: "csv", Encoding: "utf-8", Delimiter: ",", Quote: `"`, Escape: `"`, LineEnd: "lf", HeaderRow: 1, ImportFormat: "commerce-activity-log", Zone: "UTC"}
		f, err := formatOf(rd.ImportFormat, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range strings.Split(strings.SplitN(rows, "\n", 2)[0], ",") {
			c := f.column(name)
			rd.Columns = append(rd.Columns, Column{Name: name, Field: c.Field, Rank: c.Rank})
		}
		entries, rejects, _ := readAll(t, []byte(rows), rd)
		if len(entries) != n || len(rejects) != 0 {
			r.Fatalf("%d entries and %d rejects of %d\n%s", len(entries), len(rejects), n, rows)
		}
		for _, e := range entries {
			if e.Get(entry.Actor) != "77" || e.Get(entry.Impersonator) != "4" || e.Get(entry.TargetID) != "9" || e.Get(entry.IP) != "203.0.113.9" {
				r.Fatalf("%s\n%s", values(e), rows)
			}
		}
	})
}
