package intake

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
)

// Samples of products, made up here, are read as their golden files say:
// import format, what is asked, and every entry with all its fields. With
// PROBITY_GOLDEN=1 the golden files are written anew, for a person to read.
func TestProductsAreReadAsTheirGoldenFilesSay(t *testing.T) {
	files, err := filepath.Glob("testdata/products/*")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			got, format := told(t, file)
			seen[format] = true
			if os.Getenv("PROBITY_GOLDEN") != "" {
				if err := os.WriteFile(file+".golden", []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	formats, err := Formats()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range formats {
		if !seen[f.Name] && f.Name != "aws-cloudtrail" && f.Name != "entra-audit-log" {
			t.Errorf("no sample is recognised as %s", f.Name)
		}
	}
}

// told reads a sample with the zone Europe/Berlin where one is asked for.
func told(t *testing.T, file string) (text, format string) {
	t.Helper()
	var opts Options
	in, err := Inspect(context.Background(), file, opts)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "format %s, header %d, zone %q, order %q", in.ImportFormat, in.HeaderRow, in.Findings["zone"].Value, in.Findings["date-order"].Value)
	for _, q := range in.Questions {
		fmt.Fprintf(&b, ", asks %s", q.Key)
		switch q.Key {
		case "zone":
			opts.Zone = "Europe/Berlin"
		default:
			t.Errorf("asks %s: %s", q.Key, q.Text)
		}
	}
	b.WriteString("\n")
	if len(in.Questions) > 0 {
		if in, err = Inspect(context.Background(), file, opts); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	entries, rejects, _ := readAll(t, data, reading(t, in))
	for _, e := range entries {
		at := "no time"
		if when, ok := entry.Instant(e.Time, time.UTC); ok {
			at = when.Format(time.RFC3339Nano)
		}
		fmt.Fprintf(&b, "\n%d  %s\n", e.Record, at)
		for _, v := range e.Values {
			fmt.Fprintf(&b, "   %s = %q\n", v.Name, v.Text)
		}
	}
	for _, r := range rejects {
		fmt.Fprintf(&b, "\nrejected: line %d: %s\n", r.Line, r.Reason)
	}
	return b.String(), in.ImportFormat
}
