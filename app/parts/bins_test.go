package parts

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"probity/app/look"
)

func TestMergedBinsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := testBins(rapid.IntRange(0, 2000).Draw(t, "bins"))
		n := rapid.IntRange(-3, 700).Draw(t, "room")
		m := merged(d.Bins, n)
		if len(m) > max(1, n) {
			t.Fatalf("%d bars in the room of %d", len(m), n)
		}
		var a, b [2]int
		for _, x := range d.Bins {
			a[0], a[1] = a[0]+x.Count, a[1]+x.All
		}
		for i, x := range m {
			b[0], b[1] = b[0]+x.Count, b[1]+x.All
			if i > 0 && !m[i-1].From.Before(x.From) {
				t.Fatal("bars are not in order of time")
			}
		}
		if a != b {
			t.Fatalf("counts %v became %v", a, b)
		}
	})
}

func TestHistogramBarsStayInsideForEveryNumberOfBins(t *testing.T) {
	light()
	h := NewHistogram()
	scene(t, 700, 82, put{h, 0, 0, 700, 82})
	for _, n := range []int{1, 2, 3, 50, 337, 338, 339, 676, 1000, 2000} {
		h.SetData(testBins(n))
		for _, r := range h.pen.rects[:h.pen.nr] {
			if r.Position().X < 0 || r.Position().X+r.Size().Width > 700 || r.Size().Width < 1 || r.Position().Y+r.Size().Height > 82 {
				t.Fatalf("%d bins: a bar at %v of %v", n, r.Position(), r.Size())
			}
		}
	}
}

func TestFewEntriesThatWereFoundAreDrawnHigherAndTheTitleSaysSo(t *testing.T) {
	for _, c := range []struct{ found, all, times int }{
		{0, 100, 1}, {100, 100, 1}, {13, 100, 1}, {12, 100, 2}, {10, 100, 5}, {4, 100, 10}, {1, 100, 50}, {1, 1_000_000, 500_000},
	} {
		if got := magnified([]Bin{{Count: c.found, All: c.all}, {All: 1}}); got != c.times {
			t.Errorf("%d of %d are drawn %d times as high, not %d", c.found, c.all, got, c.times)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.IntRange(1, 1<<30).Draw(t, "all")
		found := rapid.IntRange(0, all).Draw(t, "found")
		if times := magnified([]Bin{{Count: found, All: all}}); times < 1 || times > 1 && found*times > all {
			t.Fatalf("%d of %d are drawn %d times as high", found, all, times)
		}
	})
	light()
	h := NewHistogram()
	scene(t, 700, 82, put{h, 0, 0, 700, 82})
	day := func(n int) time.Time { return time.Date(2026, 2, 12+n, 0, 0, 0, 0, time.UTC) }
	h.SetData(HistogramData{Unit: "day", Bins: []Bin{{From: day(0), Count: 3, All: 1000}, {From: day(1), Count: 1, All: 1200}}})
	said := ""
	for _, text := range h.pen.texts[:h.pen.nt] {
		said += text.Text + "|"
	}
	if want := "Entries by day, what was found drawn 200 times as high"; !strings.Contains(said, want) {
		t.Errorf("the title says %q", said)
	}
}

// No bar is as strong as one that is shown when none of the days that are
// asked for is there.
func TestAPeriodOutsideTheLogIsNoPeriodAtAll(t *testing.T) {
	light()
	h := NewHistogram()
	scene(t, 700, 82, put{h, 0, 0, 700, 82})
	day := func(n int) time.Time { return time.Date(2026, 2, 12+n, 0, 0, 0, 0, time.UTC) }
	strong := func(from, to time.Time) (n int) {
		h.SetData(HistogramData{Unit: "day", Bins: []Bin{{From: day(0), Count: 3, All: 4}, {From: day(1), Count: 1, All: 4}}, From: from, To: to})
		for _, r := range h.pen.rects[:h.pen.nr] {
			if r.FillColor == look.Current().Accent && r.Size().Width > 20 {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		from, to time.Time
		bars     int
	}{
		{time.Time{}, time.Time{}, 2}, {day(1), day(2), 1}, {day(9), day(12), 0}, {day(9), time.Time{}, 0}, {day(-9), day(-5), 0},
	} {
		if got := strong(c.from, c.to); got != c.bars {
			t.Errorf("from %v to %v %d bars are shown, not %d", c.from, c.to, got, c.bars)
		}
		if inside := h.data.inside(); inside != (c.bars == 1) {
			t.Errorf("from %v to %v can be shown larger: %v", c.from, c.to, inside)
		}
	}
}
