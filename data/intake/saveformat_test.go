package intake

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"probity/data/entry"
)

// save inspects a file with opts, saves that as a format, and inspects the file
// again with nothing but the folder.
func save(t *testing.T, name, content string, opts Options) (before, after *Inspection) {
	t.Helper()
	file := fileOf(t, name, content)
	before, err := Inspect(context.Background(), file, opts)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "formats*[1]")
	if err := SaveFormat(filepath.Join(dir, Slug("Łódź – my “Export”")+".yaml"), before, "Łódź – my “Export”"); err != nil {
		t.Fatal(err)
	}
	if list, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), "*", "*")); len(list) != 1 || filepath.Base(list[0]) != "lodz-my-export.yaml" {
		t.Fatalf("files: %v", list)
	}
	after, err = Inspect(context.Background(), file, Options{FormatDirs: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	if after.ImportFormat != "lodz-my-export" || len(after.Questions) != 0 {
		text, _ := os.ReadFile(filepath.Join(dir, "lodz-my-export.yaml"))
		t.Fatalf("format %q, questions %+v, findings %+v\n%s", after.ImportFormat, after.Questions, after.Findings, text)
	}
	return before, after
}

// same fails unless both readings give the same entries.
func same(t *testing.T, content string, a, b *Inspection) {
	t.Helper()
	one, _, _ := readAll(t, []byte(content), reading(t, a))
	two, _, _ := readAll(t, []byte(content), reading(t, b))
	if len(one) == 0 || len(one) != len(two) {
		t.Fatalf("%d and %d entries", len(one), len(two))
	}
	for i := range one {
		if one[i].Time != two[i].Time || values(one[i]) != values(two[i]) {
			t.Errorf("%d: %d %s\n%d %s", i, one[i].Time, values(one[i]), two[i].Time, values(two[i]))
		}
	}
}

func TestSavedFormatRecognisesItsFileAndReadsItTheSame(t *testing.T) {
	t.Run("headers, zone, order, mapping", func(t *testing.T) {
		content := "Wann;Wer;Wen;Was;Notiz\n03/04/2026 09:00;ann;bob;Kunde gesperrt;x\n04/05/2026 10:00;eva;zoe;Zahlung erfasst;y\n"
		a, b := save(t, "a.csv", content, Options{Zone: "Europe/Vienna", DateOrder: "mdy", Map: map[string]string{"Wann": "time", "Wer": entry.Actor, "Wen": entry.TargetName, "Was": entry.Action, "Notiz": entry.Details}})
		same(t, content, a, b)
	})
	t.Run("no headers", func(t *testing.T) {
		var c strings.Builder
		for i := range 12 {
			c.WriteString("2026-03-1" + string(rune('0'+i%9)) + " 09:00:00,ann,Activated account,10.0.0." + string(rune('1'+i%8)) + ",web\n")
		}
		a, b := save(t, "a.csv", c.String(), Options{Zone: "UTC", Map: map[string]string{"column2": entry.Actor, "column3": entry.Action}})
		if b.HeaderRow != 0 {
			t.Errorf("header %d", b.HeaderRow)
		}
		same(t, c.String(), a, b)
	})
	t.Run("delimiter and encoding that the person set", func(t *testing.T) {
		content := "Zeit^Wer^Was\n2026-03-14 09:00:00^Jos\xe9^Aktivierung, sofort; ja\n2026-03-14 09:05:00^ann^Sperrung, sofort; nein\n"
		a, b := save(t, "a.txt", content, Options{Zone: "Europe/Berlin", Delimiter: "^", Encoding: "windows-1252", Map: map[string]string{"Wer": entry.Actor, "Was": entry.Action}})
		if b.Delimiter != "^" || b.reading.From["delimiter"] != "format" {
			t.Errorf("%q from %q", b.Delimiter, b.reading.From["delimiter"])
		}
		same(t, content, a, b)
	})
	t.Run("JSON", func(t *testing.T) {
		content := `[{"w":{"at":1773480413,"who":"ann"},"what":"client.updated","x":1},{"w":{"at":1773480500,"who":"bob"},"what":"client.deleted"}]`
		a, b := save(t, "a.json", content, Options{Map: map[string]string{"w.at": "time", "w.who": entry.Actor, "what": entry.Action}})
		same(t, content, a, b)
	})
	t.Run("escape, comment and what the numbers count", func(t *testing.T) {
		content := "Wann;Wer;Was\n!no record\n46095.39;ann;says \"a\\\";b\"\n46096.5;bob;goes\n"
		a, b := save(t, "a.csv", content, Options{Zone: "Europe/Berlin", Escape: "backslash", Comment: "!", Layouts: map[string]string{"Wann": "excel"}, Map: map[string]string{"Wann": "time", "Wer": entry.Actor, "Was": entry.Action}})
		if b.Columns[0].Layout != "excel" || b.reading.Comment != "!" || b.Escape != "\\" {
			t.Errorf("%+v %q %q", b.Columns[0], b.reading.Comment, b.Escape)
		}
		same(t, content, a, b)
	})
	t.Run("the list that the person chose", func(t *testing.T) {
		content := `{"a":[{"at":"2026-03-14T09:00:00Z","who":"ann","what":"x"},{"at":"2026-03-14T09:01:00Z","who":"bob","what":"y"}],"b":[{"when":"2026-03-14T09:00:00Z","staff":"eva","did":"z"}]}`
		a, b := save(t, "a.json", content, Options{List: "b", Map: map[string]string{"when": "time", "staff": entry.Actor, "did": entry.Action}})
		if b.List != "b" {
			t.Errorf("list %q", b.List)
		}
		same(t, content, a, b)
	})
	t.Run("on top of a product's format", func(t *testing.T) {
		data, err := os.ReadFile("testdata/products/wp-activity-log.csv")
		if err != nil {
			t.Fatal(err)
		}
		a, b := save(t, "wp.csv", string(data), Options{Zone: "Asia/Tokyo", Map: map[string]string{"Severity": entry.Session}})
		same(t, string(data), a, b)
	})
}

func TestReadingWithAnOwnFormatNeedsNoFileOfIt(t *testing.T) {
	content := "Wann;Wer;Was\n2026-03-14 09:00:00;ann;Kunde gesperrt\n"
	a, b := save(t, "a.csv", content, Options{Zone: "UTC", Map: map[string]string{"Wann": "time", "Wer": entry.Actor, "Was": entry.Action}})
	rd := reading(t, b)
	if rd.Definition == "" || !strings.Contains(rd.Definition, "lodz-my-export") {
		t.Fatal("the definition is not in the reading")
	}
	same(t, content, a, b) // the folder is not given here
}

func TestFileThatCannotBeToldFromOthersIsNotSaved(t *testing.T) {
	in := inspect(t, "a.csv", "ann\nbob\n", Options{})
	path := filepath.Join(t.TempDir(), "f", "x.yaml")
	if err := SaveFormat(path, in, "x"); err == nil || !strings.Contains(err.Error(), "cannot be told from other files") {
		t.Errorf("it was saved, or %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("there is a file")
	}
}

// Headers hold anything; what is saved must read back as it was.
func TestAnyHeaderSurvivesSaving(t *testing.T) {
	words := rapid.SampledFrom([]string{"a: b", "- x", "'q'", `say "x"`, "*x", "&y", "? k", "null", "~", "true", "1e3", "0x1F", "#c", "a #b", "{x}", "[y", "%z", "@at", "`b`", "!t", "|", ">", "a\nb", "tab\tx", "é–ł", "2026-03-14", "=", "<<", "back\\slash", "\u0085x", "\u2028", "..", "---", "yes", "12:30"})
	rapid.Check(t, func(r *rapid.T) {
		names := rapid.SliceOfNDistinct(words, 3, 6, func(s string) string { return s }).Draw(r, "names")
		title := "x" + words.Draw(r, "title")
		in := &Inspection{Name: "x.csv", Format: "csv", HeaderRow: 1, Rows: [][]string{names}, reading: &Reading{Format: "csv", HeaderRow: 1, From: map[string]string{}}}
		for i, n := range names {
			in.Columns = append(in.Columns, Column{Name: n, Field: []string{"actor", "action", "", "", "", ""}[i]})
		}
		f, err := in.asFormat("x", title)
		if err != nil {
			r.Fatal(err)
		}
		text, err := formatText(f, in.Name)
		if err != nil {
			r.Fatal(err)
		}
		back, err := parseFormat("x.yaml", text)
		if err != nil {
			r.Fatalf("%v\n%s", err, text)
		}
		if back.Title != f.Title || len(back.Columns) != len(f.Columns) || !slices.Equal(back.Recognise, f.Recognise) {
			r.Fatalf("%q %q\n%s", back.Title, back.Recognise, text)
		}
		for i := range f.Columns {
			if back.Columns[i].Name != f.Columns[i].Name || back.Columns[i].Field != f.Columns[i].Field {
				r.Fatalf("%q is %q\n%s", f.Columns[i].Name, back.Columns[i].Name, text)
			}
		}
	})
}
