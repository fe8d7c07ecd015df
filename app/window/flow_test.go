//go:build ci

package window

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"probity/app/session"
	"probity/data/intake"
)

// TestTheWholeJob imports, filters, decides, notes, undoes, and hands over a
// bundle that opens and is unchanged.
func TestTheWholeJob(t *testing.T) {
	h := newHarness(t, 1280, 774)
	w := h.w
	w.importFiles([]string{h.export("operators-action-log", 600)})
	h.until("the import dialog", func() bool { return w.topSheet() != nil })
	if !w.topSheet().main.Disabled() {
		t.Fatal("Import can be pressed while the zone is open")
	}
	h.picture("import-known")
	m := w.importing
	m.details.OnTapped()
	h.picture("import-light")
	m.shown().set("zone", func(o *intake.Options) { o.Zone = "Europe/Berlin" })
	h.until("an answered zone", func() bool { return !w.topSheet().main.Disabled() })
	m.origin.by.SetText("M. Lindqvist")
	m.origin.rows.SetText("601")
	w.setTheme("dark")
	h.picture("import-dark")
	w.setTheme("light")
	w.topSheet().accept()
	h.until("the receipt", func() bool { return w.review != nil && w.topSheet() != nil })
	h.settle()
	h.picture("receipt")
	w.topSheet().accept()
	h.settle()
	r := w.review
	all := r.result.Len()
	if all == 0 || r.s.Engine().Len() != all {
		t.Fatalf("%d entries are shown", all)
	}

	r.views.search.SetText("category:payment")
	h.until("the filter to apply while typing", func() bool { return r.result.Len() < all })
	h.settle()
	payments := r.result.Len()

	w.win.Canvas().Focus(r.grid)
	h.rune('f')
	h.until("the question for the name", func() bool { return w.topSheet() != nil })
	h.picture("name")
	w.topSheet().cancel()
	if err := w.person.SetName("M. Lindqvist"); err != nil {
		t.Fatal(err)
	}
	r.s.SetAuthor("M. Lindqvist")
	w.win.Canvas().Focus(r.grid)
	before := r.grid.Current()
	row, _ := r.current()
	h.rune('f')
	h.settle()
	if r.grid.Current() != before+1 {
		t.Fatal("a decision does not go on to the next entry")
	}
	if s := r.s.State(row).Status; s != "fine" {
		t.Fatalf("the decision is %q", s)
	}
	if r.reviewed != 1 {
		t.Fatalf("%d reviewed", r.reviewed)
	}

	h.rune('n')
	if w.win.Canvas().Focused() != fyne.Focusable(r.detail.note) {
		t.Fatal("n does not lead to the note")
	}
	for _, c := range "asked for the receipt" {
		h.rune(c)
	}
	noted, _ := r.current()
	h.key(fyne.KeyReturn)
	h.settle()
	if n := r.s.State(noted).Notes; len(n) != 1 || n[0].Text != "asked for the receipt" || n[0].Author != "M. Lindqvist" {
		t.Fatalf("notes: %v", n)
	}
	w.do("undo")
	h.settle()
	if n := r.s.State(noted).Notes; len(n) != 0 {
		t.Fatalf("the note stands after undo: %v", n)
	}

	path := filepath.Join(t.TempDir(), "payments.zip")
	w.writeBundle(path)
	h.until("the bundle", func() bool { return w.topSheet() != nil })
	h.picture("bundle-written")
	w.topSheet().accept()
	w.open(path)
	h.until("the bundle to open", func() bool { return w.session != nil && w.session.IsBundle() && w.review.checked != nil })
	h.settle()
	if n := w.review.result.Len(); n != payments {
		t.Fatalf("the bundle shows %d of %d entries", n, payments)
	}
	if v := w.review.checked; v.Verdict != "unsigned" {
		t.Fatalf("the verdict is %q: %v", v.Verdict, v.Problems)
	}
	if c := w.command("fine"); c.on() {
		t.Fatal("a bundle can be decided on")
	}
	h.picture("bundle-light")
}

func TestUnreadableFileIsExplainedAndLeavesNothing(t *testing.T) {
	h := newHarness(t, 1280, 774)
	path := filepath.Join(t.TempDir(), "empty.csv")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h.w.openPaths([]string{path})
	h.until("the explanation", func() bool { return h.w.topSheet() != nil })
	h.picture("failure")
	if h.w.session != nil {
		t.Fatal("a workspace was made")
	}
	if list, _ := os.ReadDir(session.DataFolder()); len(list) != 0 {
		t.Fatalf("something was left: %v", list)
	}
	if log, err := os.ReadFile(h.w.errorsFile()); err != nil || len(log) == 0 {
		t.Fatal("the error is not in the log")
	}
}

func TestKeys(t *testing.T) {
	h := newHarness(t, 1280, 774)
	h.workspace(200)
	w, r := h.w, h.w.review
	w.win.Canvas().Focus(r.grid)
	h.rune('j')
	h.rune('j')
	h.rune('k')
	if r.grid.Current() != 1 {
		t.Fatalf("after j j k the cursor is at %d", r.grid.Current())
	}
	h.rune('/')
	if !r.views.search.Focused() || !w.typing() {
		t.Fatal("/ does not lead to the search field")
	}
	h.rune('f')
	h.settle()
	if r.reviewed != 0 {
		t.Fatal("a letter typed into the search field decided something")
	}
	w.fromMenu(w.command("undo"))
	if w.sheetOpen() {
		t.Fatal("undo while typing is not the text's own")
	}
	w.win.Canvas().Focus(r.grid)
	h.rune('?')
	if !w.sheetOpen() {
		t.Fatal("? does not show the keys")
	}
	h.picture("keys")
	h.key(fyne.KeyEscape)
	if w.sheetOpen() {
		t.Fatal("Escape does not close")
	}
	w.do("palette")
	h.picture("palette")
	for _, c := range "dark" {
		h.rune(c)
	}
	h.key(fyne.KeyReturn)
	if w.person.Theme() != "dark" {
		t.Fatal("the palette did not run the command")
	}
	h.settle()
	seen := map[string]string{}
	for _, c := range w.commands {
		for _, k := range c.keys() {
			if other := seen[k]; other != "" {
				t.Errorf("%s and %s have the same key %s", other, c.id, k)
			}
			seen[k] = c.id
		}
	}
}
