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
	h := newHarness(t, 1280, 800)
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

func TestReview(t *testing.T) {
	h := newHarness(t, 1280, 774)
	h.workspace(2000)
	h.picture("review-light")
	h.w.review.apply(h.w.review.filter.With("category", "payment", "suspension"))
	h.settle()
	h.w.setTheme("dark")
	h.settle()
	h.picture("review-dark")
}
