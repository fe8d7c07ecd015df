//go:build ci

package window

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"probity/app/session"
)

func TestStartScreenOffersWhatWasOpenBefore(t *testing.T) {
	h := newHarness(t, 1280, 774)
	here := filepath.Join(t.TempDir(), "2026-Q3 North.probity")
	if err := os.WriteFile(here, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, r := range []session.Recent{
		{Path: "/gone/Fjord Net dispute.probity", Opened: time.Date(2026, 9, 21, 12, 0, 0, 0, time.UTC), Entries: 12480},
		{Path: here, Opened: time.Now(), Entries: 1_000_000, Reviewed: 243},
	} {
		if err := h.w.person.Remember(r); err != nil {
			t.Fatal(err)
		}
	}
	h.w.showStart()
	h.picture("start-light")
	h.w.setTheme("dark")
	h.picture("start-dark")
}

func TestNarrowWindowFoldsTheSidePanes(t *testing.T) {
	h := newHarness(t, 1093, 588)
	h.workspace(2000)
	r := h.w.review
	if !r.shell.narrow || r.shell.leftShown() || r.shell.rightShown() {
		t.Fatal("the side panes of a narrow window are not folded")
	}
	if !r.views.foldLeft.Visible() || !r.views.foldRight.Visible() {
		t.Fatal("a narrow window has no way to its side panes")
	}
	h.picture("narrow-light")
	h.w.do("details")
	h.settle()
	if !r.shell.rightShown() {
		t.Fatal("the entry is not shown")
	}
	h.picture("narrow-entry")
	h.w.do("facets")
	h.settle()
	if !r.shell.leftShown() || r.shell.rightShown() {
		t.Fatal("one side pane at a time")
	}
	h.w.setTheme("dark")
	h.settle()
	h.picture("narrow-filter-dark")
}

func TestReview(t *testing.T) {
	h := newHarness(t, 1280, 774)
	h.workspace(2000)
	r := h.w.review
	for i, d := range []string{"fine", "question", "exception", "escalated", "fine", "fine"} {
		r.grid.Select(3 + 2*i)
		h.settle()
		h.w.do(d)
		h.settle()
	}
	r.grid.Select(5)
	h.settle()
	r.note("Asked Fjord Net for the receipt. Recorded twice within four minutes.", func() {})
	h.settle()
	h.picture("review-all")
	r.apply(r.filter.With("category", "payment", "suspension").Period(time.Date(2026, 7, 1, 0, 0, 0, 0, r.s.Zone()), time.Date(2026, 10, 1, 0, 0, 0, 0, r.s.Zone())))
	h.settle()
	r.grid.Select(4)
	h.settle()
	h.picture("review-light")
	h.w.setTheme("dark")
	h.settle()
	h.picture("review-dark")
}
