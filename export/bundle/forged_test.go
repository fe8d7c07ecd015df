package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity/data/fault"
)

// reseal makes every list of hashes fit the files again, as a forger would.
func reseal(files map[string][]byte) map[string][]byte {
	files = maps.Clone(files)
	sums := func(out string, names []string, cut string) {
		if _, ok := files[out]; !ok {
			return
		}
		var b []byte
		for _, name := range names {
			if data, ok := files[name]; ok {
				b = fmt.Appendf(b, "%x  %s\n", sha256.Sum256(data), strings.TrimPrefix(name, cut))
			}
		}
		files[out] = b
	}
	sums(fileSealSums, sealedFiles, evidenceFolder)
	octets, count := 0, 0
	payload := []string{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "data/") {
			payload, octets, count = append(payload, name), octets+len(files[name]), count+1
		}
	}
	info, _, _ := bytes.Cut(files[fileBagInfo], []byte("Payload-Oxum"))
	files[fileBagInfo] = fmt.Appendf(bytes.Clone(info), "Payload-Oxum: %d.%d\n", octets, count)
	sums(fileManifest, payload, "")
	sums(fileTagManifest, tagFiles, "")
	return files
}

// forged changes a file of a bundle and reseals it.
func forged(t *testing.T, base map[string][]byte, file, from, to string) *Report {
	t.Helper()
	files := maps.Clone(base)
	if !bytes.Contains(files[file], []byte(from)) {
		t.Fatalf("%s does not hold %q", file, from)
	}
	files[file] = bytes.Replace(files[file], []byte(from), []byte(to), 1)
	return verify(t, folder(t, reseal(files)))
}

func TestResealedBundleIsStillUnchanged(t *testing.T) {
	if r := verify(t, folder(t, reseal(unpack(t, writeBundle(t, content(12)))))); r.Verdict != Unsigned {
		t.Fatal(describe(r))
	}
}

func TestChangedNoteAccusesTheJournalAndNoEntry(t *testing.T) {
	in := content(40)
	for i := range in.Rows.Len() {
		e, _ := in.Rows.Entry(t.Context(), i)
		if i != 4 {
			e.Time += int64(i) * 16_001 // so that serial numbers hold them badly
		}
	}
	r := forged(t, unpack(t, writeBundle(t, in)), fileJournal, "waiting", "wanting")
	for _, p := range r.Problems {
		if p.File != fileJournal {
			t.Errorf("%s", describe(r))
		}
	}
	if r.Verdict != Changed || !strings.HasPrefix(r.Statement, "Changed: journal.jsonl") {
		t.Error(r.Statement)
	}
}

func TestDamagedWorkbookAccusesNoEntry(t *testing.T) {
	base := unpack(t, writeBundle(t, content(40)))
	delete(base, fileJournal)
	for at := 50; at < len(base[fileXLSX]); at += 1499 {
		files := maps.Clone(base)
		files[fileXLSX] = bytes.Clone(files[fileXLSX])
		files[fileXLSX][at] ^= 4
		r := verify(t, folder(t, files))
		if n, _ := r.count("entry"); n > 0 || r.Statement != "Changed: journal.jsonl is missing" {
			t.Errorf("byte %d: %s", at, describe(r))
		}
	}
}

func TestMissingEvidenceIsNamedAndNoEntryAccused(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	for _, file := range payloadFiles {
		for name, files := range map[string]map[string][]byte{"": maps.Clone(base), "resealed": maps.Clone(base)} {
			delete(files, file)
			if name != "" {
				files = reseal(files)
			}
			r := verify(t, folder(t, files))
			if r.Verdict != Changed || r.Statement != "Changed: "+filepath.Base(file)+" is missing" {
				t.Errorf("%s %s: %s", file, name, describe(r))
			}
			if n, _ := r.count("entry"); n > 0 {
				t.Errorf("%s %s: %s", file, name, describe(r))
			}
		}
	}
}

func TestChangedRowIsNoticedWithoutLeavesOrValues(t *testing.T) {
	for _, gone := range []string{fileLeaves, fileValues} {
		files := unpack(t, writeBundle(t, content(12)))
		delete(files, gone)
		r := forged(t, files, fileRows, ":540", ":541")
		if !strings.Contains(describe(r), "rows.jsonl") && !strings.Contains(describe(r), "not the root over the rows") {
			t.Errorf("without %s: %s", gone, describe(r))
		}
	}
}

func TestChangedManifestLineIsNamed(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	for _, c := range []struct{ from, to, want string }{
		{"evidence/rows.jsonl", "evidence/rowr.jsonl", "bag|manifest-sha256.txt|6||the line names data/evidence/rowr.jsonl"},
		{"  data/evidence/rows.jsonl", "0  data/evidence/rows.jsonl", "file|manifest-sha256.txt|6||the line for data/evidence/rows.jsonl does not fit the file"},
		{"  data/evidence/rows.jsonl", "_ data/evidence/rows.jsonl", "line 6 there cannot be read"},
	} {
		files := maps.Clone(base)
		files[fileManifest] = bytes.Replace(files[fileManifest], []byte(c.from), []byte(c.to), 1)
		r := verify(t, folder(t, files))
		if got := describe(r); !strings.Contains(got, c.want) || strings.Contains(got, "added afterwards") {
			t.Errorf("want %s in %s", c.want, got)
		}
	}
}

func TestNewerFormatIsUnreadableAndSaysSo(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	for _, to := range []string{`"probity-bundle/2"`, `"probity-bundle/17", "rows": "many", "was": "`} {
		files := maps.Clone(base)
		files[fileSeal] = bytes.Replace(files[fileSeal], []byte(`"probity-bundle/1",`), []byte(to+`,`), 1)
		if strings.Contains(to, "many") {
			files[fileSeal] = []byte(`{"format":"probity-bundle/17","rows":"many"}`)
		}
		dir := folder(t, reseal(files))
		r := verify(t, dir)
		if r.Verdict != Unreadable || !strings.Contains(r.Statement, "made by a newer Probity: take a newer one") || len(r.Problems) != 1 {
			t.Error(describe(r))
		}
		if _, err := Open(t.Context(), dir); !errors.Is(err, fault.Newer) {
			t.Error(err)
		}
	}
	if r := forged(t, base, fileSeal, "probity-bundle/1", "probity-bundle/x"); r.Verdict != Changed {
		t.Error(describe(r))
	}
}

func TestWhatHoldsNoBundleAndWhatIsCutOffAreErrors(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "some.zip")
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	o, _ := w.Create("a.txt")
	io.WriteString(o, "x")
	w.Close()
	whole, _ := os.ReadFile(writeBundle(t, content(12)))
	for want, data := range map[string][]byte{
		"this ZIP holds no bundle":                         b.Bytes(),
		"cut off: the end is missing; ask for it again":    whole[:len(whole)/2],
		"is not a bundle: this is not a ZIP archive":       []byte("MZ"),
		"some.zip is cut off: the end is missing; ask for": whole[:5],
	} {
		os.WriteFile(path, data, 0o644)
		if r, err := Verify(t.Context(), path, nil); !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v %v", want, r, err)
		}
	}
	if _, err := Verify(t.Context(), t.TempDir(), nil); !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "this folder holds no bundle") {
		t.Error(err)
	}
}

func TestUnknownBagItVersionIsNamed(t *testing.T) {
	r := forged(t, unpack(t, writeBundle(t, content(3))), fileBagit, "1.0", "9.9")
	if r.Verdict != Changed || !strings.Contains(describe(r), "bag|bagit.txt|0||it gives the BagIt version 9.9") {
		t.Error(describe(r))
	}
}

func TestSealMustSayOfSourcesWhatTheirImportEventsSay(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	for _, c := range []struct{ from, to, want string }{
		{`"name": "march.csv"`, `"name": "april.csv"`, "name of april.csv: its import event says “march.csv”, here stands “april.csv”"},
		{`"size": 12345`, `"size": 12346`, "size of march.csv"},
		{`"records": 12`, `"records": 13`, "records of march.csv"},
		{`"records": 12`, `"records": 11`, "records of march.csv: its import event says “12”, here stands “11”"},
		{`"record_root": "`, `"record_root": "0`, "record_root of march.csv"},
		{`"sha256": "`, `"sha256": "0`, "no import event"},
		{`"imported": "2026-10-02`, `"imported": "2026-10-01`, "imported of march.csv"},
		{`"format": "csv"`, `"format": "tsv"`, "reading of march.csv"},
		{`"by": "Ana"`, `"by": "Eva"`, "exported by of march.csv"},
		{`"at": "1 Oct"`, `"at": "1 Oct", "panel_rows": 9`, "exported panel_rows of march.csv"},
		{`"zone": "Europe/Berlin"`, `"zone": "Asia/Jakarta"`, "entries.csv does not write its times in Asia/Jakarta: row 1"},
		{`"sources": [`, `"sources": [], "was": [`, "holds the import of march.csv"},
	} {
		r := forged(t, base, fileSeal, c.from, c.to)
		if r.Verdict != Changed || !strings.Contains(describe(r), c.want) {
			t.Errorf("%s: %s", c.to, describe(r))
		}
		if n, _ := r.count("entry"); n > 0 {
			t.Errorf("%s accuses an entry: %s", c.to, describe(r))
		}
	}
}

// inBook changes a part of the workbook.
func inBook(t *testing.T, book []byte, part, from, to string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	hit := false
	for _, f := range r.File {
		m, _ := f.Open()
		data, _ := io.ReadAll(m)
		if f.Name == part && bytes.Contains(data, []byte(from)) {
			data, hit = bytes.Replace(data, []byte(from), []byte(to), 1), true
		}
		o, _ := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		o.Write(data)
	}
	if part == "new" {
		o, _ := w.Create(from)
		io.WriteString(o, to)
		hit = true
	}
	w.Close()
	if !hit {
		t.Fatalf("%s does not hold %q", part, from)
	}
	return out.Bytes()
}

func TestChangedSheetOfTheWorkbookIsNamed(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	for _, c := range []struct{ part, from, to, want string }{
		{"xl/sharedStrings.xml", "budi.santoso", "bodi.santoso", "sheet Notes, cell D2: sealed “budi.santoso”, here “bodi.santoso”"},
		{"xl/sharedStrings.xml", "M. Lindqvist", "M. Lindquist", "sheet Summary, cell B6: sealed “M. Lindqvist”, here “M. Lindquist”"},
		{"xl/sharedStrings.xml", "not show that the log was true", "show that the log was true", "sheet Integrity, cell B"},
		{"xl/worksheets/sheet1.xml", "<v>10</v>", "<v>11</v>", "sheet Summary, cell B"},
		{"xl/worksheets/sheet2.xml", "</sheetData>", "</sheetData><conditionalFormatting/>", "sheet Entries: something other than its rows"},
		{"xl/styles.xml", "566172", "ffffff", "its part xl/styles.xml was changed"},
		{"xl/workbook.xml", "Notes", "Nates", "its part xl/workbook.xml was changed"},
		{"new", "xl/vbaProject.bin", "x", "it holds a part that does not belong there: xl/vbaProject.bin"},
	} {
		for name, reseal := range map[string]func(map[string][]byte) map[string][]byte{"": maps.Clone[map[string][]byte], "resealed": reseal} {
			files := maps.Clone(base)
			files[fileXLSX] = inBook(t, files[fileXLSX], c.part, c.from, c.to)
			r := verify(t, folder(t, reseal(files)))
			if got := describe(r); r.Verdict != Changed || !strings.Contains(got, "file|data/entries.xlsx|0||"+c.want) {
				t.Errorf("%s: want %s in %s", name, c.want, got)
			}
		}
	}
}

func TestChangedPageForPeopleIsNamed(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	for _, c := range []struct{ file, from, to, want string }{
		{fileReadme, "<b>12</b>", "<b>13</b>", "file|data/READ-ME-FIRST.html|0||the file was changed: line"},
		{fileReadme, "</body>", "<script>alert(1)</script></body>", "here “<script>alert(1)</script></body>”"},
		{fileVerify, "OK", "FINE", "file|VERIFY.txt|0||the file was changed: line"},
		{fileBagInfo, "M. Lindqvist", "M. Lindquist", "file|bag-info.txt|0||the file was changed: line 3"},
	} {
		r := forged(t, base, c.file, c.from, c.to)
		if r.Verdict != Changed || len(r.Problems) != 1 || !strings.Contains(describe(r), c.want) {
			t.Errorf("want %s in %s", c.want, describe(r))
		}
	}
}

func TestChangedSealAccusesTheSealAndNotThePages(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	for _, c := range [][2]string{
		{"last-quarter", "last-months"}, {`"author": "M. Lindqvist"`, `"author": "M. Lindquist"`}, {"2026-10-02T14:40:12Z", "2025-10-02T14:40:12Z"},
		{`"head": "`, `"head": "0`}, {`"title": "Third`, `"title": "Fourth`}, {"Probity 0.1.0", "Probity 0.2.0"}, {`"Europe/Berlin"`, `"Europe/Paris"`},
	} {
		r := forged(t, base, fileSeal, c[0], c[1])
		if r.Verdict != Changed || len(r.Problems) != 1 || r.Problems[0].File != fileSeal {
			t.Errorf("%s: %s", c[1], describe(r))
		}
	}
}

func TestPagesOfAnotherVersionAreNotCompared(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	files := maps.Clone(base)
	old := fmt.Sprintf("%x", sha256.Sum256(files[fileSeal]))
	files[fileSeal] = bytes.Replace(files[fileSeal], []byte(`"layout": 1`), []byte(`"layout": 99`), 1)
	if r := verify(t, folder(t, reseal(files))); r.Verdict != Changed || r.Problems[0].File != fileSeal {
		t.Errorf("the workbook names another seal: %s", describe(r))
	}
	files[fileXLSX] = inBook(t, files[fileXLSX], "xl/sharedStrings.xml", old, fmt.Sprintf("%x", sha256.Sum256(files[fileSeal])))
	r := verify(t, folder(t, reseal(files)))
	if r.Verdict != Unsigned || r.people.State != StateNA || !strings.Contains(r.people.Detail, "made by another version") {
		t.Errorf("%s %+v", describe(r), r.people)
	}
}

func TestTableChangedAlongWithTheJournalIsNamed(t *testing.T) {
	base := unpack(t, writeBundle(t, content(12)))
	for _, seal := range []func(map[string][]byte) map[string][]byte{maps.Clone[map[string][]byte], reseal} {
		files := maps.Clone(base)
		for _, file := range []string{fileJournal, fileCSV} {
			files[file] = bytes.Replace(files[file], []byte("waiting"), []byte("wanting"), 1)
		}
		r := verify(t, folder(t, seal(files)))
		n, first := r.count("entry")
		if n != 1 || first.File != fileCSV || first.Row != 2 || first.Field != "notes" || !strings.Contains(describe(r), "|"+fileJournal+"|") {
			t.Error(describe(r))
		}
	}
}
