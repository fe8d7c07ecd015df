//go:build ci

package window

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"probity/app/grid"
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

func TestThemeSwitchReachesWhatIsShown(t *testing.T) {
	h := newHarness(t, 1280, 774)
	h.workspace(50)
	ground := func() string { return fmt.Sprint(h.w.win.Canvas().Capture().At(640, 20)) }
	row := func() string {
		cells := make([]grid.Cell, len(h.w.review.rows.columns))
		h.w.review.rows.Row(0, cells)
		return fmt.Sprint(cells[3].Color)
	}
	g, c := ground(), row()
	h.w.do("dark") // the toolkit tells of a theme in its own time
	h.until("dark", func() bool { return ground() != g && row() != c })
	h.w.do("light")
	h.until("light", func() bool { return ground() == g && row() == c })
}

func TestClosingWritesWhatIsStillWaiting(t *testing.T) {
	h := newHarness(t, 1280, 774)
	h.workspace(50)
	path := h.w.session.Path()
	h.w.do("fine") // written in the background; nothing is run that was posted
	h.w.do("question")
	h.w.do("exception")
	h.w.closeSession()
	s, err := session.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	f, _ := s.Parse("-status:open")
	r, err := s.Engine().Run(context.Background(), f, f.Sort())
	if err != nil || r.Len() != 3 {
		t.Fatalf("%d of 3 decisions are written, %v", r.Len(), err)
	}
}

func TestAMistakeInTheSearchIsShownAndWhatWasFoundStays(t *testing.T) {
	h := newHarness(t, 1280, 774)
	h.workspace(50)
	r := h.w.review
	r.views.search.SetText(`operater:budi`)
	h.until("the mistake", func() bool { return r.views.search.Err() != "" })
	h.settle()
	h.picture("mistake")
	if r.result.Len() != 50 {
		t.Fatalf("%d entries are shown", r.result.Len())
	}
	r.views.search.SetText(`operator:budi`)
	h.until("no mistake", func() bool { return r.views.search.Err() == "" })
}

func TestImportDialogFitsANarrowWindow(t *testing.T) {
	h := newHarness(t, 1093, 588)
	h.w.importFiles([]string{h.export("isp-activity-log", 300)})
	h.until("the import dialog", func() bool { return h.w.topSheet() != nil })
	h.w.importing.details.OnTapped()
	h.settle()
	h.picture("narrow-import")
	pop := h.w.topSheet().pop
	if inner := pop.Content.Size(); inner.Width > 1093 || inner.Height > 588 {
		t.Fatalf("the dialog is %v", inner)
	}
	h.w.topSheet().cancel()
	if h.w.session != nil {
		t.Fatal("a cancelled import made a workspace")
	}
}

func TestFileDialogsOpen(t *testing.T) {
	h := newHarness(t, 1093, 588)
	h.workspace(20)
	for _, id := range []string{"open", "import", "csv", "xlsx", "copy"} {
		if !h.w.do(id) || !h.w.overlaid() {
			t.Fatalf("%s opens no dialog", id)
		}
		if h.w.do("palette"); len(h.w.sheets) > 0 {
			h.w.topSheet().close()
		}
		h.w.win.Canvas().Overlays().Top().Hide()
		for h.w.overlaid() {
			h.w.win.Canvas().Overlays().Remove(h.w.win.Canvas().Overlays().Top())
		}
	}
	h.w.askBundle()
	h.picture("bundle-dialog")
	h.w.topSheet().accept()
	if !h.w.overlaid() {
		t.Fatal("the bundle asks for no place")
	}
}
