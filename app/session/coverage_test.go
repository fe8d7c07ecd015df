package session

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"probity/data/entry"
)

// working gives entries of working days, 8 to 18 o'clock in zone, a few an hour,
// with nothing between from and to.
func working(days, perHour int, zone *time.Location, from, to time.Time) []entry.Micros {
	random := rand.New(rand.NewPCG(4, 4))
	var out []entry.Micros
	day := time.Date(2026, 1, 5, 0, 0, 0, 0, zone)
	for range days {
		if wd := day.Weekday(); wd != time.Saturday && wd != time.Sunday {
			for hour := 8; hour < 18; hour++ {
				for range random.IntN(2*perHour + 1) {
					at := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, random.IntN(3600), 0, zone)
					if at.Before(from) || !at.Before(to) {
						out = append(out, entry.At(at))
					}
				}
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	slices.Sort(out)
	return out
}

func TestNightsAndWeekendsAreNoGaps(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, days := range []int{2, 6, 16, 40, 200} {
		for _, perHour := range []int{2, 30} {
			times := working(days, perHour, berlin, time.Time{}, time.Time{})
			if gaps := longGaps(times, berlin); len(gaps) > 0 && days > 2 {
				t.Errorf("%d days, %d an hour: %d gaps, the first %v from %v", days, perHour, len(gaps), gaps[0].Length(), time.UnixMicro(gaps[0].From).In(berlin))
			}
		}
	}
}

func TestMissingDaysAreOneGap(t *testing.T) {
	from, to := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	for _, perHour := range []int{3, 30} {
		gaps := longGaps(working(150, perHour, time.UTC, from, to), time.UTC)
		if len(gaps) != 1 {
			t.Fatalf("%d gaps: %v", len(gaps), gaps)
		}
		if f, l := time.UnixMicro(gaps[0].From).UTC(), time.UnixMicro(gaps[0].To).UTC(); f.After(from) || l.Before(to) || gaps[0].Usual < 10 {
			t.Errorf("from %v to %v, usually %v hours", f, l, gaps[0].Usual)
		}
	}
}

func TestFewEntriesMakeNoGaps(t *testing.T) {
	day := 24 * hour
	for _, times := range [][]entry.Micros{nil, {0}, {0, day}, {0, day, 90 * day}, {-5 * day, 0, 300 * day, 301 * day}} {
		if gaps := longGaps(times, time.UTC); len(gaps) > 0 {
			t.Errorf("%v: %v", times, gaps)
		}
	}
}

func TestRoundNumbersAreCapsUnlessThePanelAgrees(t *testing.T) {
	for _, c := range []struct{ records, panel, want int64 }{
		{50_000, -1, 50_000}, {50_000, 50_000, 0}, {50_000, 61_234, 50_000}, {49_999, -1, 0}, {1000, -1, 1000}, {1_048_575, -1, 1_048_575},
	} {
		if got := CapOf(c.records, c.panel); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
