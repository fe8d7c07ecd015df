package bundle

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func verify(t testing.TB, path string) *Report {
	t.Helper()
	r, err := Verify(context.Background(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func describe(r *Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", r.Verdict, r.Statement)
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "  %s|%s|%d|%s|%s\n", p.What, p.File, p.Row, p.Field, p.Detail)
	}
	return b.String()
}

func TestWrittenBundleIsUnchangedAndUnsigned(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 30, 5000} {
		path := writeBundle(t, content(rows))
		for _, at := range []string{path, folder(t, unpack(t, path))} {
			r := verify(t, at)
			if r.Verdict != Unsigned || len(r.Problems) > 0 || len(r.Warnings) > 0 || !r.Probity || r.Rows != int64(rows) || len(r.Fingerprint) != 24 {
				t.Errorf("%d rows: %s %v", rows, describe(r), r.Warnings)
			}
			for _, c := range r.Checks {
				if c.State == StateChanged {
					t.Errorf("%d rows: %+v", rows, c)
				}
			}
		}
	}
}

// rowFiles name the row of a change; what else a change may say is only the file.
var rowFiles = map[string]bool{fileRows: true, fileValues: true, fileCSV: true, fileLeaves: true, fileJournal: true}

func TestEveryChangedByteIsNoticedAndItsFileNamed(t *testing.T) {
	files := unpack(t, writeBundle(t, content(12)))
	dir := folder(t, files)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data := files[name]
		step := max(1, len(data)/17)
		if rowFiles[name] {
			step = max(1, len(data)/41)
		}
		var places []int
		for at := range data {
			if at%step == 0 || rowFiles[name] && data[at] == '\n' {
				places = append(places, at)
			}
		}
		for _, at := range places {
			changed := bytes.Clone(data)
			changed[at] ^= 1
			os.WriteFile(filepath.Join(dir, name), changed, 0o644)
			r := verify(t, dir)
			if r.Verdict == Unsigned {
				t.Fatalf("%s, byte %d (%q): not noticed", name, at, data[at])
			}
			named := slices.ContainsFunc(r.Problems, func(p Problem) bool {
				return p.File == name || name == fileTagManifest && strings.Contains(p.Detail, name)
			})
			if !named {
				t.Errorf("%s, byte %d (%q): not named in\n%s", name, at, data[at], describe(r))
			}
			if name == fileSeal && len(r.Problems) > 4 {
				t.Errorf("%s, byte %d (%q): one byte gives\n%s", name, at, data[at], describe(r))
			}
			if rowFiles[name] && at > 300 && name != fileLeaves {
				row := int64(bytes.Count(data[:at], []byte("\n"))) + 1
				if name == fileCSV {
					row = csvRow(data, at)
				}
				if !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.File == name && p.Row == row }) {
					t.Errorf("%s, byte %d (%q in %q): row %d not named in\n%s", name, at, data[at], data[max(0, at-20):min(len(data), at+20)], row, describe(r))
				}
				if len(r.Problems) > 2 {
					t.Errorf("%s, byte %d (%q): one byte gives\n%s", name, at, data[at], describe(r))
				}
			}
		}
		os.WriteFile(filepath.Join(dir, name), data, 0o644)
	}
	if r := verify(t, dir); r.Verdict != Unsigned {
		t.Fatal(describe(r))
	}
}

// csvRow gives the data row in which a byte lies; rows end with CR LF, and one
// field of the sample holds CR LF in quotes.
func csvRow(data []byte, at int) int64 {
	row, quoted := int64(0), false
	for i, c := range data {
		if c == '"' {
			quoted = !quoted
		}
		if i == at {
			break
		}
		if c == '\n' && !quoted {
			row++
		}
	}
	return row
}

// rewrite changes a file and makes all manifests and seals that cover it fit.
func replace(t *testing.T, file, from, to string) *Report {
	t.Helper()
	files := unpack(t, writeBundle(t, content(12)))
	if !bytes.Contains(files[file], []byte(from)) {
		t.Fatalf("%s does not hold %q", file, from)
	}
	files[file] = bytes.Replace(files[file], []byte(from), []byte(to), 1)
	return verify(t, folder(t, files))
}

func TestChangeIsNamedByFileRowAndField(t *testing.T) {
	for _, c := range []struct{ file, from, to, want string }{
		{fileCSV, "invoice 1005", "invoice 1006", `entry|data/entries.csv|6|details|sealed “€ 49.90 → invoice 1005”, here “€ 49.90 → invoice 1006”`},
		{fileCSV, "exception", "exceptiom", `entry|data/entries.csv|2|status|sealed “exception”, here “exceptiom”`},
		{fileCSV, "asked <the>", "asked <tha>", `entry|data/entries.csv|2|notes|`},
		{fileValues, "invoice 1005", "invoice 1006", `entry|data/evidence/values.jsonl|6|details|sealed “€ 49.90 → invoice 1005”, here “€ 49.90 → invoice 1006”`},
		{fileValues, `"record":"7"`, `"record":"8"`, `entry|data/evidence/values.jsonl|8|record|sealed “7”, here “8”`},
		{fileValues, `"salt":"`, `"salt":"0`, `entry|data/evidence/values.jsonl|1||`},
		{fileRows, `yesterday?`, `yesterday!`, `entry|data/evidence/rows.jsonl|5|time|sealed “yesterday?”, here “yesterday!”`},
		{fileRows, `:540"`, `:541"`, `entry|data/evidence/rows.jsonl|6|id|`},
		{fileJournal, `waiting`, `wanting`, `event|data/evidence/journal.jsonl|2|fields|the note by M. Lindqvist`},
		{fileSeal, `"rows": 12`, `"rows": 13`, `seal|data/evidence/seal.json|0|rows|`},
		{fileReadme, "Limits", "limits", `file|data/READ-ME-FIRST.html|0||the file was changed`},
	} {
		r := replace(t, c.file, c.from, c.to)
		if r.Verdict != Changed || !strings.Contains(describe(r), "  "+c.want) {
			t.Errorf("%s, %q: want %s in\n%s", c.file, c.from, c.want, describe(r))
		}
	}
}

func TestChangedCellOfTheWorkbookIsNamed(t *testing.T) {
	files := unpack(t, writeBundle(t, content(12)))
	r, err := zip.NewReader(bytes.NewReader(files[fileXLSX]), int64(len(files[fileXLSX])))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		m, _ := f.Open()
		data, _ := io.ReadAll(m)
		data = bytes.Replace(data, []byte("invoice 1005"), []byte("invoice 1006"), 1)
		o, _ := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		o.Write(data)
	}
	w.Close()
	files[fileXLSX] = out.Bytes()
	if got := describe(verify(t, folder(t, files))); !strings.Contains(got, "entry|data/entries.xlsx|6|details|sealed “€ 49.90 → invoice 1005”, here “€ 49.90 → invoice 1006”") {
		t.Error(got)
	}
}

func TestMissingAddedAndMovedRowsAreTold(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	drop := func(file string, n int) map[string][]byte {
		files := maps.Clone(base)
		list := bytes.SplitAfter(files[file], []byte("\n"))
		files[file] = bytes.Join(slices.Delete(slices.Clone(list), n, n+1), nil)
		return files
	}
	csv := func(change func(rows [][]byte) [][]byte) map[string][]byte {
		files := maps.Clone(base)
		var rows [][]byte
		rest := files[fileCSV]
		for len(rest) > 0 {
			i := bytes.Index(rest, []byte("00\r\n"))
			if j := bytes.Index(rest, []byte("40\r\n")); j >= 0 && (i < 0 || j < i) {
				i = j
			}
			if i < 0 {
				i = len(rest) - 4
			}
			rows, rest = append(rows, rest[:i+4]), rest[i+4:]
		}
		files[fileCSV] = bytes.Join(change(rows), nil)
		return files
	}
	for name, c := range map[string]struct {
		files map[string][]byte
		want  string
	}{
		"row left out of the CSV":   {csv(func(r [][]byte) [][]byte { return slices.Delete(r, 6, 7) }), "entry|data/entries.csv|7||the row is missing"},
		"last row left out":         {csv(func(r [][]byte) [][]byte { return r[:len(r)-1] }), "entry|data/entries.csv|12||the row is missing"},
		"row twice in the CSV":      {csv(func(r [][]byte) [][]byte { return slices.Insert(r, 6, r[5]) }), "entry|data/entries.csv|7||something was inserted before this row"},
		"row behind the last":       {csv(func(r [][]byte) [][]byte { return append(r, r[5]) }), "entry|data/entries.csv|13||something was added"},
		"line left out of values":   {drop(fileValues, 11), "entry|data/evidence/values.jsonl|12||the file ends before this row"},
		"line left out of rows":     {drop(fileRows, 11), "entry|data/evidence/rows.jsonl|12||the file ends before this row"},
		"decision left out":         {drop(fileJournal, 2), "the seal speaks of 6 events; here are 5"},
		"values line left out":      {drop(fileValues, 4), "entry|data/evidence/values.jsonl|5||the row is missing"},
		"rows line left out":        {drop(fileRows, 4), "entry|data/evidence/rows.jsonl|5||the row is missing"},
		"line left out of manifest": {drop(fileManifest, 3), "extra|data/evidence/seal.json"},
	} {
		if got := describe(verify(t, folder(t, c.files))); !strings.Contains(got, c.want) {
			t.Errorf("%s: want %s in\n%s", name, c.want, got)
		}
	}
}

func TestExtraAndMissingFilesAreTold(t *testing.T) {
	base := unpack(t, writeBundle(t, content(5)))
	for _, name := range slices.Sorted(maps.Keys(base)) {
		files := maps.Clone(base)
		delete(files, name)
		r := verify(t, folder(t, files))
		if r.Verdict == Unsigned || !strings.Contains(describe(r), name) {
			t.Errorf("%s missing: %s", name, describe(r))
		}
	}
	for _, name := range []string{"data/extra.txt", "extra.txt", "data/evidence/notes.jsonl", "manifest-md5.txt"} {
		files := maps.Clone(base)
		files[name] = []byte("hello")
		r := verify(t, folder(t, files))
		if r.Verdict != Changed || !strings.Contains(describe(r), "|"+name+"|") {
			t.Errorf("%s added: %s", name, describe(r))
		}
	}
}

func TestAllProblemsAreReported(t *testing.T) {
	files := unpack(t, writeBundle(t, content(12)))
	files[fileCSV] = bytes.ReplaceAll(files[fileCSV], []byte("49.90"), []byte("19.90"))
	files[fileValues] = bytes.Replace(files[fileValues], []byte("budi"), []byte("bodo"), 1)
	files[fileReadme] = append(files[fileReadme], '\n')
	delete(files, fileVerify)
	r := verify(t, folder(t, files))
	got := describe(r)
	for _, want := range []string{"entries.csv|6|details", "entries.csv|7|details", "values.jsonl|1|actor|sealed “budi.santoso”, here “bodo.santoso”", "READ-ME", "VERIFY"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %s in\n%s", want, got)
		}
	}
}

func TestConsistentForgeryIsStillOnlyUnsigned(t *testing.T) {
	in := content(5)
	in.Rows.(interface{ Len() int }).Len()
	forged := content(5)
	forged.Sources[0].Secret = bytes.Repeat([]byte{9}, 32)
	r := verify(t, writeBundle(t, forged))
	if r.Verdict != Unsigned || !strings.Contains(r.Statement, "anyone could have made it") {
		t.Fatal(describe(r))
	}
	if a := verify(t, writeBundle(t, in)); a.Fingerprint == r.Fingerprint {
		t.Fatal("the fingerprint must tell them apart")
	}
}

func TestNoBundleGetsASentence(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "a.zip")
	os.WriteFile(text, []byte("not a zip"), 0o644)
	for _, path := range []string{text, filepath.Join(dir, "none.zip")} {
		if r, err := Verify(context.Background(), path, nil); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v %v", path, r, err)
		}
	}
	whole, _ := os.ReadFile(writeBundle(t, content(3)))
	for _, n := range []int{0, 10, len(whole) / 2, len(whole) - 1} {
		os.WriteFile(text, whole[:n], 0o644)
		if r, err := Verify(context.Background(), text, nil); err == nil && r.Verdict != Unreadable {
			t.Errorf("cut at %d: %s", n, describe(r))
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Verify(ctx, writeBundle(t, content(3)), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestChangedByteOfTheArchiveIsNoticed(t *testing.T) {
	whole, _ := os.ReadFile(writeBundle(t, content(8)))
	path := filepath.Join(t.TempDir(), "b.zip")
	os.WriteFile(path, whole, 0o644)
	content := unpack(t, path)
	for at := 0; at < len(whole); at += 199 {
		changed := bytes.Clone(whole)
		changed[at] ^= 0x10
		os.WriteFile(path, changed, 0o644)
		r, err := Verify(context.Background(), path, nil)
		if err == nil && r.Verdict == Unsigned {
			if maps.EqualFunc(unpack(t, path), content, bytes.Equal) {
				continue // a date or an attribute in a header
			}
			t.Errorf("byte %d: %s", at, describe(r))
		}
	}
}

func TestConformanceSuite(t *testing.T) {
	path := shared(t, "suites/bagit-conformance.tar.gz")
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("the suite is absent: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	bags := map[string]bool{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Clean(h.Name)
		parts := strings.Split(name, "/")
		if h.Typeflag == tar.TypeDir || len(parts) < 4 || !filepath.IsLocal(name) {
			continue
		}
		bags[strings.Join(parts[:3], "/")] = true
		data, _ := io.ReadAll(r)
		os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755)
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if len(bags) < 48 {
		t.Fatalf("only %d bags", len(bags))
	}
	for bag := range bags {
		r, err := Verify(context.Background(), filepath.Join(dir, bag), nil)
		if err != nil {
			t.Errorf("%s: %v", bag, err)
			continue
		}
		good := strings.Contains(bag, "/valid/") || strings.Contains(bag, "/warning/")
		if good != (r.Verdict == Unsigned) {
			t.Errorf("%s: %s", bag, describe(r))
		}
		if good && !strings.HasPrefix(r.Statement, "A BagIt bag, not made by Probity") {
			t.Errorf("%s: %s", bag, r.Statement)
		}
		if strings.Contains(bag, "/warning/") && len(r.Warnings) == 0 {
			t.Errorf("%s: no warning", bag)
		}
	}
}

// shared finds a file beside the repository.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, _ := os.Getwd()
	for ; dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared", name)
		}
	}
	t.Skip("no go.mod above")
	return ""
}
