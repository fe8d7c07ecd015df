//go:build ci

package window

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"probity/app/session"
	"probity/data/intake"
	"probity/data/query"
	"probity/data/workspace"
)

// overlapping writes two exports of one panel with entries in common.
func overlapping(t testing.TB) (first, second string) {
	t.Helper()
	folder := t.TempDir()
	const head = "Timestamp,Operator,Customer,Action\n"
	for name, text := range map[string]string{
		"a.csv": head + "2026-03-14 09:00:00,budi,acme,Login\n2026-03-14 09:00:05,budi,acme,Payment recorded\n2026-03-14 09:00:05,budi,acme,Payment recorded\n",
		"b.csv": head + "2026-03-14 09:00:05,budi,acme,Payment recorded\n2026-03-14 09:00:05,budi,acme,Payment recorded\n2026-03-14 10:00:00,ann,acme,Logout\nnonsense\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "a.csv"), filepath.Join(folder, "b.csv")
}

// bring imports a file without the dialog.
func bring(t testing.TB, s *session.Session, path string, o workspace.Origin) {
	t.Helper()
	in, err := intake.Inspect(context.Background(), path, intake.Options{Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	reading, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Import(context.Background(), path, reading, o, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
}

// two opens the window on a workspace with two exports that overlap.
func (h *harness) two() *reviewPage {
	h.t.Helper()
	a, b := overlapping(h.t)
	s, err := session.Create(context.Background(), filepath.Join(h.t.TempDir(), "North.probity"))
	if err != nil {
		h.t.Fatal(err)
	}
	s.SetAuthor("M. Lindqvist")
	bring(h.t, s, a, workspace.Origin{PanelRows: 4, By: "Ana"})
	bring(h.t, s, b, workspace.Origin{PanelRows: -1})
	if err := h.w.person.SetName("M. Lindqvist"); err != nil {
		h.t.Fatal(err)
	}
	h.w.enter(s)
	h.until("the entries", func() bool { return h.w.review.result != nil })
	h.settle()
	return h.w.review
}

func TestWhatAnotherProgramWroteIsShown(t *testing.T) {
	h := newHarness(t, 1280, 774)
	r := h.two()
	if n := r.result.Len(); n != 4 {
		t.Fatalf("%d entries are shown", n)
	}
	r.grid.Select(1)
	h.settle()
	held := r.held
	ctx := context.Background()
	other, err := session.Open(ctx, r.s.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetAuthor("Ana")
	row, _ := other.Engine().RowOf(held)
	if err := other.AddNote(ctx, []query.Row{row}, "Seen."); err != nil {
		t.Fatal(err)
	}
	r.look()
	h.settle()
	if row, _ := r.current(); len(r.s.State(row).Notes) != 1 || r.held != held {
		t.Fatal("the note of another program is not shown")
	}
	src, err := other.Source("b.csv")
	if err != nil {
		t.Fatal(err)
	}
	before := r.s.Generation()
	if _, err := other.Withdraw(ctx, src.SHA256, "wrong file"); err != nil {
		t.Fatal(err)
	}
	r.look()
	h.settle()
	if r.s.Generation() == before {
		t.Fatal("the entries were not numbered anew")
	}
	if n := r.result.Len(); n != 3 || r.stale() {
		t.Fatalf("%d entries are shown after the other import was withdrawn", n)
	}
	if row, ok := r.current(); !ok || r.s.Engine().Identity(row) != held {
		t.Fatal("the cursor left its entry")
	}
}

func TestNothingIsWrittenAboutEntriesThatWereNumberedAnew(t *testing.T) {
	h := newHarness(t, 1280, 774)
	r := h.two()
	src, err := r.s.Source("b.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.s.Withdraw(context.Background(), src.SHA256, "wrong file"); err != nil {
		t.Fatal(err)
	}
	r.decide("fine")
	h.settle()
	decided, _ := r.s.Parse("-status:open")
	if n, err := count(context.Background(), r.s.Engine(), decided); err != nil || n != 0 {
		t.Fatalf("%d entries were decided on, %v", n, err)
	}
}
