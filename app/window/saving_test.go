//go:build ci

package window

import (
	"archive/zip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity/app/session"
	"probity/data/intake"
	"probity/data/workspace"
)

// strange writes an export of a panel that nobody knows.
func strange(t *testing.T, name string, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	text := "Zeitpunkt;Wer;Was;Bei wem;Filiale\n"
	for i := range rows {
		text += fmt.Sprintf("%02d.03.2026 09:%02d;budi;Konto gesperrt;C-%d;Nord\n", 13+i%10, i%60, i)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestASavedFormatReadsTheNextFileAsLastTime(t *testing.T) {
	h := newHarness(t, 1280, 800)
	w := h.w
	w.importFiles([]string{strange(t, "filiale-2026-03.csv", 500)})
	h.until("the import dialog", func() bool { return w.topSheet() != nil })
	m := w.importing
	if m.shown().known() || !m.save.Visible() {
		t.Fatal("saving is not offered for an unknown format")
	}
	m.shown().set("zone", func(o *intake.Options) { o.Zone = "Europe/Berlin" })
	h.until("an answered zone", func() bool { return !w.topSheet().main.Disabled() })
	m.save.SetChecked(true)
	h.picture("import-save")
	w.topSheet().accept()
	h.until("the receipt", func() bool { return w.review != nil && w.topSheet() != nil })
	h.settle()
	h.picture("receipt-saved")
	if list, err := os.ReadDir(session.FormatsFolder()); err != nil || len(list) != 1 || list[0].Name() != "filiale.yaml" {
		t.Fatalf("%v, %v", list, err)
	}
	w.topSheet().accept()
	w.importFiles([]string{strange(t, "filiale-2026-04.csv", 20)})
	h.until("the next import dialog", func() bool { return w.topSheet() != nil })
	m = w.importing
	if e := m.shown(); !e.known() || e.knownAs() != "Read as last time" || w.topSheet().main.Disabled() {
		t.Fatalf("%q, questions %v", e.knownAs(), e.in.Questions)
	}
	h.picture("import-last-time")
}

func TestReceiptTellsWhatToKnow(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.two()
	in, err := intake.Inspect(t.Context(), strange(t, "c.csv", 3), intake.Options{Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	e := &export{path: in.Path}
	e.in = in
	m := &importing{w: h.w, exports: []*export{e}}
	receipt := workspace.Receipt{Source: "c.csv", Read: 1000, Stored: 990, Duplicates: 7, Altered: 2, Vanished: 1, PanelRows: -1,
		Times: intake.TimeMarks{Undated: 3, Ambiguous: 1}}
	all := strings.Join(remarks(in, receipt), "\n")
	for _, want := range []string{"3 entries have no time", "-has:time", "clock showed twice", "2 entries replace", "1 entry of an earlier import", "exactly 1,000 records"} {
		if !strings.Contains(all, want) {
			t.Errorf("the receipt lacks %q: %s", want, all)
		}
	}
	m.receipt(outcome{of: e, receipt: receipt})
	h.picture("receipt-remarks")
}

func TestAFolderImportsTheExportsInIt(t *testing.T) {
	h := newHarness(t, 1280, 800)
	folder := t.TempDir()
	for _, name := range []string{"b.csv", "a.csv", ".hidden.csv", "old.probity", "sub/c.csv"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("Timestamp,Operator,Customer,Action\n2026-03-14 09:00:00,budi,acme,Login\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.w.openPaths([]string{folder})
	h.until("the import dialog", func() bool { return h.w.topSheet() != nil })
	if got := names(h.w.importing); !slices.Equal(got, []string{"a.csv", "b.csv"}) {
		t.Fatalf("%v", got)
	}
	h.w.topSheet().cancel()
	packed := filepath.Join(folder, "c.zip")
	f, err := os.Create(packed)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, name := range []string{"live.csv", "archive.csv"} {
		member, err := z.Create(name)
		if err == nil {
			_, err = member.Write([]byte("Timestamp,Operator,Customer,Action\n2026-03-14 09:00:00,budi,acme,Login\n"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	h.w.openPaths([]string{packed})
	h.until("the dialog for a packed export", func() bool { return h.w.topSheet() != nil })
	if got := names(h.w.importing); !slices.Equal(got, []string{"live.csv", "archive.csv"}) {
		t.Fatalf("%v", got)
	}
	h.picture("import-zip")
	h.w.topSheet().cancel()
	h.w.openPaths([]string{t.TempDir()})
	if h.w.topSheet() == nil {
		t.Fatal("an empty folder is not explained")
	}
}

func names(m *importing) (all []string) {
	for _, e := range m.exports {
		all = append(all, e.name())
	}
	return all
}
