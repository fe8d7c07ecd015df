package intake

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestListBehindMuchElseIsFound(t *testing.T) {
	for name, meta := range map[string]string{
		"a text":  `"` + strings.Repeat("x", 3<<20) + `"`,
		"objects": `{"a":[` + strings.TrimSuffix(strings.Repeat(`{"id":1,"name":"x"},`, 100_000), ",") + `]}`,
		"scalars": `[` + strings.TrimSuffix(strings.Repeat(`1234567,`, 500_000), ",") + `]`,
	} {
		data := `{"meta":` + meta + `,"log":{"events":[` + objects(60_000, ",\n") + `]},"z":1}`
		in := inspect(t, "a.json", data, Options{})
		if in.Exact || in.List != "log.events" {
			t.Errorf("%s: list %q, exact %v", name, in.List, in.Exact)
			continue
		}
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		if len(entries) != 60_000 || len(rejects) != 0 {
			t.Errorf("%s: %d entries, %v", name, len(entries), rejects)
		}
	}
}

// late gives records whose dates tell their order near the end only.
func late(format string, rows int) string {
	var b strings.Builder
	if format == "csv" {
		b.WriteString("Time,User,Action,Details\n")
	}
	if format == "json" {
		b.WriteString("[")
	}
	for i := range rows {
		at := "03/04/2026 10:00"
		if i > rows-50 || i > rows/2-2500 && i < rows/2+2500 {
			at = "25/03/2026 10:00"
		}
		const details = "nothing of note was written down here"
		switch format {
		case "csv":
			fmt.Fprintf(&b, "%s,u%d,Login,%s\n", at, i, details)
		case "json":
			if i > 0 {
				b.WriteString(",\n")
			}
			fmt.Fprintf(&b, `{"Time":%q,"User":"u%d","Items":[{"Time":"04/13/2026","User":"x"},{"n":1}],"Action":"Login","Details":%q}`, at, i, details)
		case "jsonl":
			fmt.Fprintf(&b, `{"Time":%q,"User":"u%d","Action":"Login","Details":%q}`+"\n", at, i, details)
		}
	}
	if format == "json" {
		b.WriteString("]\n")
	}
	return b.String()
}

func TestEndAndMiddleOfJSONAndOfPackedFilesAreLookedAt(t *testing.T) {
	for _, format := range []string{"csv", "json", "jsonl"} {
		for _, packed := range []string{"", ".gz", ".zst"} {
			data := []byte(late(format, 100_000))
			switch packed {
			case ".gz":
				data = []byte(gzipped(t, string(data)))
			case ".zst":
				data = []byte(zstandard(t, string(data)))
			}
			path := filepath.Join(t.TempDir(), "a."+format+packed)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			in, err := Inspect(t.Context(), path, Options{Zone: "UTC"})
			if err != nil {
				t.Fatal(err)
			}
			if f := in.Findings["date-order"]; len(in.Questions) > 0 || f.Value != "day first" || !f.Sure {
				t.Errorf("%s%s: %+v %+v", format, packed, f, in.Questions)
			}
			if in.Estimate < 80_000 || in.Estimate > 120_000 {
				t.Errorf("%s%s: %d records estimated", format, packed, in.Estimate)
			}
		}
	}
}
