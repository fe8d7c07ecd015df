//go:build ci

package window

import (
	"strings"
	"testing"
	"time"
)

func TestThePeriodIsChosenShownAndSharedWithTheOtherFaces(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(400)
	r := h.w.review
	if got := r.views.period.Text; got != "Any time ▾" {
		t.Fatalf("without a period it says %q", got)
	}
	for _, p := range periodWords {
		if p.word == "" {
			continue
		}
		r.apply(r.filter.With("date", p.word))
		h.settle()
		if got := r.views.period.Text; got != p.label+" ▾" || r.filter.String() != "date:"+p.word {
			t.Errorf("%s says %q, the filter %q", p.word, got, r.filter.String())
		}
	}
	r.search("date:2026-03-01..2026-03-31") // what is typed shows as well
	h.settle()
	if got := r.views.period.Text; !strings.Contains(got, "1 Mar – 31 Mar 2026") {
		t.Errorf("a typed period says %q", got)
	}
	r.askPeriod()
	h.settle()
	typeInto := func(text string) {
		e := h.w.win.Canvas().Focused().(*keyEntry)
		e.SetText(text)
	}
	typeInto("2026-13")
	h.w.topSheet().accept()
	if h.w.topSheet() == nil {
		t.Fatal("a month 13 is taken")
	}
	typeInto("2026-04") // after the last day that stands there
	h.w.topSheet().accept()
	if h.w.topSheet() == nil {
		t.Fatalf("a period that ends before it begins is taken as %q", r.filter.String())
	}
	typeInto("2026-02")
	h.w.topSheet().accept()
	h.settle()
	if got := r.filter.String(); got != "date:2026-02..2026-03-31" {
		t.Errorf("the filter is %q", got)
	}
}

func TestWhatTheLogDoesNotReachOverIsSaid(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(400)
	r := h.w.review
	zone := r.s.Zone()
	first, last := time.UnixMicro(r.first).In(zone), time.UnixMicro(r.last).In(zone)
	day := func(t time.Time, n int) string { return t.AddDate(0, 0, n).Format("2006-01-02") }
	begins, ends := "Log begins "+first.Format("2 Jan 2006"), "Log ends "+last.Format("2 Jan 2006")
	for _, c := range []struct{ date, want string }{
		{day(first, 1) + ".." + day(last, 0), ""},
		{day(first, -1) + ".." + day(last, 0), begins},
		{day(first, 1) + ".." + day(last, 1), ends},
		{day(last, 1) + ".." + day(last, 9), ends},
	} {
		r.apply(mustParse(t, r, "date:"+c.date))
		h.settle()
		if got := r.outside(); got != c.want {
			t.Errorf("%s (log from %v to %v): %q, want %q", c.date, first, last, got, c.want)
		}
	}
	if r.result.Len() != 0 || !strings.Contains(r.grid.Empty, ends) {
		t.Errorf("%d entries; an empty table says %q", r.result.Len(), r.grid.Empty)
	}
}
