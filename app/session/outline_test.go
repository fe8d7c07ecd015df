package session

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"probity/data/entry"
)

func TestAnOutlineHasTheGapsOfAllTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"}).Draw(t, "zone"))
		if err != nil {
			t.Skip(err)
		}
		var all []entry.Micros
		at := entry.At(time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC))
		for range rapid.IntRange(0, 400).Draw(t, "times") {
			at += rapid.SampledFrom([]int64{0, 1, hour / 60, quarter, hour / 2, hour, 3 * hour, 40 * hour, 4000 * hour}).Draw(t, "later")
			all = append(all, at)
			if rapid.IntRange(0, 9).Draw(t, "untimed") == 0 {
				all = append(all, entry.NoTime)
			}
		}
		timed := slices.DeleteFunc(slices.Clone(all), func(t entry.Micros) bool { return t == entry.NoTime })
		outline, untimed := outlineOf(rapid.Permutation(all).Draw(t, "order"))
		if untimed != len(all)-len(timed) {
			t.Fatalf("%d have no time, not %d", untimed, len(all)-len(timed))
		}
		if got, want := longGaps(outline, zone), longGaps(timed, zone); !slices.Equal(got, want) {
			t.Fatalf("gaps %v, not %v", got, want)
		}
	})
}
