package xlsx

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"probity/data/entry"
	"probity/export"
	"probity/export/csvfile"

	"github.com/xuri/excelize/v2"
)

var columns = []string{entry.TimeText, entry.Actor, entry.Action, entry.Category, entry.TargetName, entry.Details, entry.IP}

func sample(n int) *export.List {
	l := &export.List{}
	for i := range n {
		e := &entry.Entry{Source: "march.csv", Record: int64(i + 1), Time: 1773480413000000 + int64(i)*3600e6}
		e.Identity.Offset = int64(i) * 100
		e.Values = []entry.Value{
			{Name: entry.TimeText, Text: "2026-03-14 09:26:53"}, {Name: entry.Actor, Text: "budi.santoso"},
			{Name: entry.Action, Text: "Recorded payment"}, {Name: entry.Category, Text: entry.CategoryPayment},
			{Name: entry.TargetName, Text: "Müller & <Søn>"}, {Name: entry.Details, Text: fmt.Sprintf("€ 49.90 → invoice %d", i)},
			{Name: entry.IP, Text: "203.0.113.7"},
		}
		l.Entries = append(l.Entries, e)
	}
	return l
}

func write(t testing.TB, wb Workbook) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := Write(context.Background(), path, wb, nil); err != nil {
		t.Fatal(err)
	}
	return path
}

func details(l *export.List, i int, text string) { l.Entries[i].Values[5].Text = text }

func TestWorkbookComesBackThroughExcelize(t *testing.T) {
	l := sample(8)
	hostile := []string{
		"=1+1", "+cmd|' /C calc'!A0", "a\x00b\x1fc\ufffe", "cr\rlf\n  spaces ", "_x0041_ stays", "]]> & < >",
		strings.Repeat("é𝄞", 20_000), "\xff\xfe broken",
	}
	want := []string{
		"=1+1", "+cmd|' /C calc'!A0", "a␀b␟c\ufffd", "cr\rlf\n  spaces ", "_x0041_ stays", "]]> & < >", "", "\ufffd\ufffd broken",
	}
	for i, s := range hostile {
		details(l, i, s)
	}
	l.Entries[7].Time = entry.NoTime
	l.States = []export.State{{}, {Status: "exception", Notes: []export.Note{{Author: "M", At: time.Unix(1773480413, 0), Text: "=why"}}}}
	zone := time.FixedZone("CET", 3600)
	path := write(t, Workbook{Rows: l, Columns: columns, Zone: zone, Title: "Third quarter", Summary: []Fact{{"Filter", "operator:budi"}}, Integrity: []Fact{{"Row root", "abc"}}})
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := fmt.Sprint(f.GetSheetList()); got != "[Summary Entries Notes Integrity]" {
		t.Fatal(got)
	}
	rows, err := f.GetRows("Entries")
	if err != nil || len(rows) != 9 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows[1][1] != "2026-03-14 10:26:53" || rows[2][1] != "2026-03-14 11:26:53" || rows[2][0] != "exception" {
		t.Fatalf("%q", rows[1:3])
	}
	if rows[8][1] != "" {
		t.Fatalf("an entry without time shows %q", rows[8][1])
	}
	for i, text := range want {
		got := rows[i+1][7]
		if i == 6 {
			if units := len(utf16.Encode([]rune(got))); units > maxCell || units < maxCell-4 || !strings.HasSuffix(got, Cut) {
				t.Fatalf("%d units, ends %q", units, got[len(got)-40:])
			}
			continue
		}
		if got != text {
			t.Errorf("row %d: got %q, want %q", i+1, got, text)
		}
		if formula, _ := f.GetCellFormula("Entries", fmt.Sprintf("H%d", i+2)); formula != "" {
			t.Errorf("row %d became a formula: %q", i+1, formula)
		}
	}
	if raw, _ := f.GetCellValue("Entries", "B2", excelize.Options{RawCellValue: true}); !strings.HasPrefix(raw, "46095.435335") {
		t.Errorf("the time is not a date cell: %q", raw)
	}
	panes, err := f.GetPanes("Entries")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("header is not frozen: %+v %v", panes, err)
	}
	notes, _ := f.GetRows("Notes")
	if len(notes) != 2 || notes[1][8] != "=why" || notes[1][1] != "exception" {
		t.Errorf("notes: %q", notes)
	}
	summary, _ := f.GetRows("Summary")
	if got := fmt.Sprint(summary); !strings.Contains(got, "Third quarter") || !strings.Contains(got, "[budi.santoso payment 8 1 7]") {
		t.Errorf("summary: %s", got)
	}
}

func TestSameContentGivesTheSameBytes(t *testing.T) {
	wb := Workbook{Rows: sample(300), Columns: columns}
	a, _ := os.ReadFile(write(t, wb))
	b, _ := os.ReadFile(write(t, wb))
	if !bytes.Equal(a, b) {
		t.Fatal("two runs differ")
	}
}

type repeated struct {
	e *entry.Entry
	n int
}

func (r repeated) Len() int                                         { return r.n }
func (r repeated) Entry(context.Context, int) (*entry.Entry, error) { return r.e, nil }
func (r repeated) State(int) export.State                           { return export.State{} }

func TestMoreRowsThanASheetHoldsGoOnTheNext(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a million rows")
	}
	e := &entry.Entry{Record: 1, Time: entry.NoTime}
	path := write(t, Workbook{Rows: repeated{e, MaxRows + 2}})
	out, err := exec.Command("unzip", "-t", path).CombinedOutput()
	if err != nil {
		t.Skipf("unzip: %v %s", err, out)
	}
	data, err := exec.Command("unzip", "-p", path, "xl/worksheets/sheet3.xml").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(`<row r="3">`)) || bytes.Contains(data, []byte(`<row r="4">`)) || !bytes.Contains(data, []byte(`ref="A1:F3"`)) {
		t.Fatalf("second sheet: %.600s", data)
	}
	book, _ := exec.Command("unzip", "-p", path, "xl/workbook.xml").Output()
	if !bytes.Contains(book, []byte(`name="Entries 2"`)) {
		t.Fatalf("%s", book)
	}
}

func TestLibreOfficeReadsTheSameCells(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	l := sample(20)
	details(l, 3, "=1+1")
	path := write(t, Workbook{Rows: l, Columns: columns})
	dir := t.TempDir()
	cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2", "--outdir", dir, path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("LibreOffice did not run: %v %s", err, out)
	}
	found, _ := filepath.Glob(dir + "/*.csv")
	if len(found) != 1 {
		t.Skipf("LibreOffice wrote %v", found)
	}
	data, _ := os.ReadFile(found[0])
	if !bytes.Contains(data, []byte("2026-03-14 09:26:53")) || !bytes.Contains(data, []byte(",=1+1,")) {
		t.Fatalf("%s", data)
	}
}

func TestConstantsHold(t *testing.T) {
	if got := len(utf16.Encode([]rune(Cut))); got != cutUnits {
		t.Fatalf("cutUnits is %d, Cut has %d", cutUnits, got)
	}
	if at := time.UnixMicro(firstDay).UTC(); at.Format(time.DateOnly) != "1900-03-01" {
		t.Fatal(at)
	}
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if Column(i) != want {
			t.Errorf("%d: %s", i, Column(i))
		}
	}
}

func TestFailureLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Write(ctx, filepath.Join(dir, "a.xlsx"), Workbook{Rows: sample(5)}, nil); err == nil {
		t.Fatal("no error")
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Fatalf("left behind: %v", left)
	}
}

func BenchmarkWrite100k(b *testing.B) {
	l := sample(100_000)
	path := filepath.Join(b.TempDir(), "a.xlsx")
	for b.Loop() {
		if err := Write(context.Background(), path, Workbook{Rows: l, Columns: columns}, nil); err != nil {
			b.Fatal(err)
		}
	}
	var n bytes.Buffer
	csvfile.WriteTo(context.Background(), io.Writer(&n), l, columns, nil, nil)
	b.SetBytes(int64(n.Len()))
}
