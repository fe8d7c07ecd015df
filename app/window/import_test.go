//go:build ci

package window

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"probity/app/session"
	"probity/data/intake"
)

const knownHead = "Timestamp,Operator,Customer,Action\n"

// file writes a file and gives its path.
func (h *harness) file(name, text string) string {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return path
}

// importing opens the dialog on files.
func (h *harness) importing(files ...string) *importing {
	h.t.Helper()
	h.w.importFiles(files)
	h.until("the import dialog", func() bool { return h.w.topSheet() != nil })
	return h.w.importing
}

func (h *harness) zone(m *importing, name string) {
	h.t.Helper()
	m.shown().set("zone", func(o *intake.Options) { o.Zone = name })
	h.until("an answered zone", func() bool { return !m.sheet.main.Disabled() })
}

// left lists what lies in the folder of workspaces.
func (h *harness) left() []string {
	list, _ := os.ReadDir(session.DataFolder())
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

// A file whose samples say day first and whose row 70,000 says month first is not
// imported; the dialog comes back and asks for exactly that.
func TestAContradictionStopsTheImportAndAsks(t *testing.T) {
	var dates, ascii strings.Builder
	dates.WriteString(knownHead)
	ascii.WriteString(knownHead)
	for i := range 120_000 {
		day, who := fmt.Sprintf("%02d/03/2026", 13+i%15), "acme"
		if i == 70_000 {
			day, who = "03/14/2026", "M\xfcller"
		}
		fmt.Fprintf(&dates, "%s 10:%02d:00,ana,acme,Suspended the account %d\n", day, i%60, i)
		fmt.Fprintf(&ascii, "2026-03-14 10:%02d:00,ana,%s,Suspended the account %d\n", i%60, who, i)
	}
	for _, c := range []struct {
		name, text, key string
		answer          func(o *intake.Options)
	}{
		{"dates.csv", dates.String(), "date-order", func(o *intake.Options) { o.DateOrder = "dmy" }},
		{"encoding.csv", ascii.String(), "encoding", func(o *intake.Options) { o.Encoding = "windows-1252" }},
	} {
		t.Run(c.key, func(t *testing.T) {
			h := newHarness(t, 1280, 800)
			m := h.importing(h.file(c.name, c.text))
			h.zone(m, "Europe/Berlin")
			h.w.topSheet().accept()
			h.until("the question", func() bool { return m.exports[0].against != nil && h.w.topSheet() != nil })
			if e := m.shown(); e.known() || e.question(c.key) == nil || !m.sheet.main.Disabled() || e.against.Line != 70_002 {
				t.Fatalf("it is not asked for %s: %+v", c.key, e.against)
			}
			if left := h.left(); len(left) != 0 || h.w.session != nil {
				t.Fatalf("something was stored: %v", left)
			}
			h.picture("import-contradiction-" + c.key)
			m.shown().set(c.key, c.answer)
			h.until("the answer to count", func() bool { return !m.sheet.main.Disabled() })
			h.w.topSheet().accept()
			h.until("the receipt", func() bool { return h.w.review != nil && h.w.topSheet() != nil })
			h.settle()
			if n := h.w.session.Engine().Len(); n != 120_000 {
				t.Fatalf("%d entries", n)
			}
		})
	}
}

func TestAZIPWithSeveralExportsIsImportedInOneGo(t *testing.T) {
	h := newHarness(t, 1280, 800)
	path := filepath.Join(t.TempDir(), "exports.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, x := range [][2]string{
		{"live.csv", knownHead + "2026-03-14 09:00:00,budi,acme,Login\n"},
		{"archive.csv", knownHead + "2025-03-14 09:00:00,budi,acme,Login\n2025-03-15 09:00:00,ana,acme,Login\n"},
		{"unwanted.csv", knownHead + "2024-03-14 09:00:00,budi,acme,Login\n"},
		{"readme.txt", "This is no log.\nIt says so.\n"},
	} {
		member, err := z.Create(x[0])
		if err == nil {
			_, err = member.Write([]byte(x[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	m := h.importing(path)
	var chosen []bool
	for _, e := range m.exports {
		chosen = append(chosen, e.chosen)
	}
	if fmt.Sprint(names(m), chosen) != "[live.csv archive.csv unwanted.csv readme.txt] [true true true false]" {
		t.Fatalf("%v %v", names(m), chosen)
	}
	m.exports[2].chosen = false
	h.zone(m, "Europe/Berlin") // holds for the others too
	h.until("the other zones", func() bool { return m.exports[1].ready() && !m.sheet.main.Disabled() })
	m.choose(1)
	m.origin.by.SetText("M. Lindqvist")
	m.origin.rows.SetText("2")
	m.choose(0)
	if m.origin.rows.Text != "" {
		t.Fatal("the rows of one file stand at another")
	}
	h.picture("import-several")
	h.w.topSheet().accept()
	h.until("the receipts", func() bool { return h.w.review != nil && h.w.topSheet() != nil })
	h.settle()
	h.picture("receipts")
	sources, err := h.w.session.Sources()
	if err != nil || len(sources) != 2 || h.w.session.Engine().Len() != 3 {
		t.Fatalf("%d sources, %v, %d entries", len(sources), err, h.w.session.Engine().Len())
	}
	for _, s := range sources {
		if want := map[string]int64{"live.csv": -1, "archive.csv": 2}[s.Packed.Member]; s.Origin.PanelRows != want || s.Origin.By != "M. Lindqvist" {
			t.Errorf("%s: %+v", s.Packed.Member, s.Origin)
		}
	}
}

// What can be read is imported although another of the files cannot.
func TestOneBadFileDoesNotKeepTheOthersOut(t *testing.T) {
	h := newHarness(t, 1280, 800)
	m := h.importing(h.file("bad.csv", ""), h.file("good.csv", knownHead+"2026-03-14 09:00:00,budi,acme,Login\n"))
	if m.exports[0].err == nil || m.exports[0].chosen || m.at != 1 {
		t.Fatalf("%+v", m.exports[0])
	}
	h.zone(m, "UTC")
	h.picture("import-one-bad")
	h.w.topSheet().accept()
	h.until("the receipt", func() bool { return h.w.review != nil && h.w.topSheet() != nil })
	if n := h.w.session.Engine().Len(); n != 1 {
		t.Fatalf("%d entries", n)
	}
}

func TestASettingThatCannotBeIsTakenBack(t *testing.T) {
	h := newHarness(t, 1280, 800)
	m := h.importing(h.file("a.csv", knownHead+strings.Repeat("2026-03-14 09:00:00,budi,acme,Login\n", 50)))
	h.zone(m, "UTC")
	m.shown().set("encoding", func(o *intake.Options) { o.Encoding = "no such thing" })
	h.until("the refusal", func() bool { return m.shown().refusal != nil })
	if e := m.shown(); e.opts.Encoding != "" || m.sheet.main.Disabled() || e.notice() == nil {
		t.Fatalf("%+v", e.opts)
	}
	h.picture("import-refusal")
}

// Of settings that follow each other quickly the last one counts, however late
// the looks before end.
func TestAnOldLookNeverOverwritesANewerOne(t *testing.T) {
	h := newHarness(t, 1280, 800)
	m := h.importing(h.file("a.csv", knownHead+strings.Repeat("2026-03-14 09:00:00,budi,acme,Login\n", 50)))
	e := m.shown()
	first, second := make(chan struct{}), make(chan struct{})
	looks := 0
	look := func(wait chan struct{}, zone string) {
		e.opts.Zone = zone
		e.look(&e.asks, func(_ context.Context, o intake.Options) (*intake.Inspection, error) {
			<-wait
			return e.inspect(context.Background(), o)
		}, func(error) { looks++; m.fill() })
	}
	look(first, "Asia/Tokyo")
	look(second, "Europe/Paris")
	close(second)
	h.until("the second look", func() bool { return looks == 1 })
	close(first)
	h.settle()
	if reading, err := e.in.Reading(); looks != 1 || err != nil || reading.Zone != "Europe/Paris" {
		t.Fatalf("%d looks are shown, the last with %v, %v", looks, reading, err)
	}
}

func TestACancelledImportLeavesNothingAndSaysSo(t *testing.T) {
	h := newHarness(t, 1280, 800)
	m := h.importing(h.export("operators-action-log", 200_000))
	h.zone(m, "UTC")
	h.w.topSheet().accept()
	h.until("the import to begin", func() bool { return h.w.work.busy() && len(h.left()) > 0 })
	h.w.work.current.Cancel()
	h.until("the end", func() bool { return !h.w.work.busy() && h.w.topSheet() != nil })
	h.picture("import-cancelled")
	if left := h.left(); len(left) != 0 || h.w.session != nil {
		t.Fatalf("left: %v", left)
	}
	h.w.topSheet().cancel() // back to the settings
	if e := m.shown(); e.opts.Zone != "UTC" || m.sheet.main.Disabled() {
		t.Fatal("the settings are lost")
	}
	h.w.topSheet().accept()
	h.until("the receipt", func() bool { return h.w.review != nil && h.w.topSheet() != nil })
	if n := h.w.session.Engine().Len(); n != 200_000 {
		t.Fatalf("%d entries", n)
	}
}

func TestDroppedFilesAreImported(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.w.dropped([]fyne.URI{storage.NewFileURI(h.file("a.csv", knownHead+"2026-03-14 09:00:00,budi,acme,Login\n")),
		storage.NewFileURI(h.file("b.csv", knownHead+"2026-03-15 09:00:00,budi,acme,Login\n"))})
	h.until("the import dialog", func() bool { return h.w.topSheet() != nil })
	if got := fmt.Sprint(names(h.w.importing)); got != "[a.csv b.csv]" {
		t.Fatal(got)
	}
	h.w.dropped([]fyne.URI{storage.NewFileURI(h.file("c.csv", knownHead))})
	if len(h.w.sheets) != 1 {
		t.Fatal("a file dropped on an open dialog opened another")
	}
}

// Whatever was detected of a table can be set otherwise, and what is set counts.
func TestEverythingDetectedCanBeChanged(t *testing.T) {
	h := newHarness(t, 1280, 800)
	m := h.importing(h.file("odd.csv", "# made by a panel\nWann;Wer;Stand\n1774000000;'ana';1\n1774000060;'b;en';2\n"))
	m.shown().full = true
	m.reopen()
	for _, c := range []struct {
		key string
		set func(o *intake.Options)
		got func(in *intake.Inspection) string
	}{
		{"quote", func(o *intake.Options) { o.Quote = "none" }, func(in *intake.Inspection) string { return "quote " + in.Quote }},
		{"escape", func(o *intake.Options) { o.Quote, o.Escape = `"`, "backslash" }, func(in *intake.Inspection) string { return in.Escape }},
		{"table", func(o *intake.Options) { o.Comment = "%" }, (*intake.Inspection).Comment},
		{"delimiter", func(o *intake.Options) { o.Delimiter = "|" }, func(in *intake.Inspection) string { return in.Delimiter }},
		{"layout", func(o *intake.Options) {
			o.Delimiter, o.Quote, o.Escape = ";", "'", ""
			o.Layouts = map[string]string{"Wann": "epoch ms"}
		}, func(in *intake.Inspection) string { return in.Columns[0].Layout }},
	} {
		before := m.body.Objects[0]
		m.shown().set(c.key, c.set)
		h.until("the preview", func() bool { return m.body.Objects[0] != before })
		want := map[string]string{"quote": "quote ", "escape": `\`, "table": "%", "delimiter": "|", "layout": "epoch ms"}[c.key]
		if got := c.got(m.shown().in); got != want || m.shown().refusal != nil {
			t.Errorf("%s: %q, want %q (%v)", c.key, got, want, m.shown().refusal)
		}
	}
	h.picture("import-odd")
	found := 0
	walk(m.body, func(o fyne.CanvasObject) {
		if _, ok := o.(*widget.Select); ok {
			found++
		}
	})
	if found < 6 {
		t.Errorf("%d settings are offered", found)
	}
}

// walk visits what is in a container.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	visit(o)
	if c, ok := o.(*fyne.Container); ok {
		for _, x := range c.Objects {
			walk(x, visit)
		}
	}
}
