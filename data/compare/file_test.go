package compare

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity/data/entry"
	"probity/data/generate"
	"probity/data/intake"
)

// reading writes a file and finds out how to read it.
func reading(t *testing.T, name string, content []byte, o intake.Options) Side {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	in, err := intake.Inspect(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	return File(path, rd)
}

func generated(t *testing.T, format string, rows int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := generate.Write(&b, generate.Options{Format: format, Rows: rows, Seed: 21}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var inBerlin = intake.Options{Zone: "Europe/Berlin"}

// TestChangedRowsOfRealFilesAreFoundExactly alters, deletes and inserts whole
// lines of generated exports. The lines are taken from places without quoted
// line breaks, so that a line is a record.
func TestChangedRowsOfRealFilesAreFoundExactly(t *testing.T) {
	for _, f := range []struct {
		format, name, word, other string
		options                   intake.Options
	}{
		{"operators-action-log", "log.csv", "Recorded payment: EUR", "Recorded payment: CHF", inBerlin},
		{"isp-activity-log", "log.csv", "Payment received: EUR", "Payment received: CHF", inBerlin},
		{"reseller-audit-log", "log.json", "License allocated", "License revoked", intake.Options{}},
		{"commerce-activity-log", "log.csv", "Payment recorded: EUR", "Payment recorded: CHF", intake.Options{}},
	} {
		t.Run(f.format, func(t *testing.T) {
			old := generated(t, f.format, 3000)
			lines := bytes.SplitAfter(old, []byte("\n"))
			good := func(from int) int { // a line that is a record and holds the word
				for i := from; ; i++ {
					if bytes.Contains(lines[i], []byte(f.word)) && bytes.Count(lines[i], []byte{'"'})%2 == 0 && len(lines[i]) > 40 &&
						bytes.Count(lines[i-1], []byte{'"'})%2 == 0 {
						return i
					}
				}
			}
			altered, removed, copied := good(1000), good(1500), good(2000)
			fresh := slices.Clone(lines)
			fresh[altered] = bytes.Replace(fresh[altered], []byte(f.word), []byte(f.other), 1)
			twin := bytes.Replace(fresh[copied], []byte(f.word), []byte("Something "+f.word), 1)
			fresh = slices.Insert(fresh, copied, twin)
			fresh = slices.Delete(fresh, removed, removed+1)
			a := reading(t, "old-"+f.name, old, f.options)
			b := reading(t, "new-"+f.name, bytes.Join(fresh, nil), f.options)
			r, err := Compare(t.Context(), a, b, Options{})
			if err != nil {
				t.Fatal(err)
			}
			expect(t, r, "same 2998 altered 0 removed 2 inserted 2 late 0 outside 0")
			if len(r.Notes) > 0 {
				t.Error(r.Notes)
			}
			var gone []string
			for _, i := range r.Items {
				gone = append(gone, i.String())
			}
			all := strings.Join(gone, "\n")
			if !strings.Contains(all, f.other) || !strings.Contains(all, "Something "+f.word) {
				t.Error(all)
			}
		})
	}
}

func TestAnExportWithIdsNamesRowKeyAndField(t *testing.T) {
	table := func(change func(i int, cells []string) []string) []byte {
		var b strings.Builder
		b.WriteString("Id,Timestamp,Operator,Customer,Action\n")
		for i := range 500 {
			cells := []string{fmt.Sprint(7000 + i), fmt.Sprintf("2026-02-%02d 10:%02d:00", 1+i/60, i%60), "m.keller", fmt.Sprintf("Customer %d", i), "Recorded payment"}
			if cells = change(i, cells); cells != nil {
				b.WriteString(strings.Join(cells, ",") + "\n")
			}
		}
		return []byte(b.String())
	}
	old := table(func(_ int, c []string) []string { return c })
	fresh := table(func(i int, c []string) []string {
		switch i {
		case 10:
			return nil
		case 250:
			c[4] = "Refunded payment"
		case 300:
			c[1] = "2026-02-01 03:00:00"
		}
		return c
	})
	r, err := Compare(t.Context(), reading(t, "old.csv", old, inBerlin), reading(t, "new.csv", fresh, inBerlin), Options{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, "same 497 altered 2 removed 1 inserted 0 late 0 outside 0")
	if r.By != "key" || len(r.Items) != 3 {
		t.Fatalf("%+v", r)
	}
	one, two, three := r.Items[0], r.Items[1], r.Items[2]
	if one.Key != "7250" || one.OldRow != 251 || one.NewRow != 250 || len(one.Fields) != 1 || one.Fields[0] != (Change{entry.Action, "Recorded payment", "Refunded payment"}) {
		t.Errorf("%+v", one)
	}
	if two.Key != "7300" || len(two.Fields) != 1 || two.Fields[0] != (Change{"time", "2026-02-06 10:00:00", "2026-02-01 03:00:00"}) {
		t.Errorf("%+v", two)
	}
	if three.Key != "7010" || three.OldRow != 11 || three.Kind != Removed {
		t.Errorf("%+v", three)
	}
}

func TestRecordsThatCannotBeReadAreMentioned(t *testing.T) {
	old := []byte("[\n" + `{"timestamp":"2026-03-14T09:26:53+01:00","action":"a","performed_by":"x"},` + "\n" +
		`{"timestamp":"2026-03-14T09:27:53+01:00","action":"b","performed_by":"y"}` + "\n]\n")
	cut := old[:len(old)-20]
	r, err := Compare(t.Context(), reading(t, "old.json", old, intake.Options{}), reading(t, "cut.json", cut, intake.Options{}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Same != 1 || r.Removed+r.Outside != 1 || len(r.Notes) == 0 {
		t.Errorf("%s %q", says(r), r.Notes)
	}
}
