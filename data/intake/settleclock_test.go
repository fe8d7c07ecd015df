package intake

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"probity/data/entry"
	"probity/data/fault"
)

// naive settles a whole file at once.
func naive(sorted string, times []entry.Micros, shift map[int]int64) []entry.Micros {
	out := slices.Clone(times)
	if sorted == "down" {
		slices.Reverse(out)
	}
	beside := entry.NoTime
	for k := range out {
		i := k
		if sorted == "down" {
			i = len(out) - 1 - k
		}
		if out[k] == entry.NoTime {
			continue
		}
		if s, twice := shift[i]; twice && beside != entry.NoTime && beside-out[k] > 60e6 && beside <= out[k]+s {
			out[k] += s
		}
		beside = out[k]
	}
	if sorted == "down" {
		slices.Reverse(out)
	}
	return out
}

// TestClockChangesAreSettledOverTheWholeSource cuts a log in every way: what an
// ambiguous time means must not depend on where a batch ends.
func TestClockChangesAreSettledOverTheWholeSource(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sorted := rapid.SampledFrom([]string{"up", "down", ""}).Draw(rt, "sorted")
		n := rapid.IntRange(0, 60).Draw(rt, "n")
		times := make([]entry.Micros, n)
		shift := map[int]int64{}
		for i := range times {
			switch rapid.IntRange(0, 9).Draw(rt, "kind") {
			case 0:
				times[i] = entry.NoTime
			case 1, 2:
				times[i] = rapid.Int64Range(-90, 150).Draw(rt, "minute") * 60e6
			default:
				times[i] = rapid.Int64Range(0, 59).Draw(rt, "minute")*60e6 + 1
				shift[i] = 3600e6
			}
		}
		want := naive(sorted, times, shift)
		if sorted == "" {
			want = times
		}
		s := clockSettler{sorted: sorted, last: entry.NoTime}
		var got []entry.Micros
		take := func(batches []*Batch) {
			for _, b := range batches {
				got = append(got, b.Time...)
			}
		}
		for from := 0; from < n; {
			to := min(n, from+rapid.IntRange(0, 12).Draw(rt, "rows"))
			b := &Batch{Rows: to - from, Time: slices.Clone(times[from:to])}
			for i := from; i < to; i++ {
				if shift[i] != 0 {
					b.timed.twice = append(b.timed.twice, twice{i - from, shift[i]})
				}
			}
			take(s.ready(b))
			if len(s.held) > maxHeld {
				rt.Fatalf("%d batches are held", len(s.held))
			}
			if from = to; len(s.held) == maxHeld {
				rt.Skip()
			}
		}
		take(s.rest())
		if !slices.Equal(got, want) {
			rt.Fatalf("%s %v\ngives %v\nwant  %v", sorted, times, got, want)
		}
	})
}

// TestSourceThatIsMostlyBrokenIsRefused: a quarter of a million rejects serve
// nobody, and cost as much as a log.
func TestSourceThatIsMostlyBrokenIsRefused(t *testing.T) {
	row := `{"time":"2026-03-14T09:26:53Z","user":anna},`
	data := "[" + object(1) + "," + strings.Repeat(row, maxRejected+2) + object(2) + "]"
	in := inspect(t, "a.json", data, Options{Zone: "UTC"})
	err := Read(context.Background(), strings.NewReader(data), reading(t, in), func(*Batch) error { return nil })
	if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "the first in line 1") {
		t.Error(err)
	}
	data = "[" + object(1) + "," + strings.Repeat(row, 1000) + object(2) + "]"
	if _, rejects, _ := readAll(t, []byte(data), reading(t, in)); len(rejects) != 1000 {
		t.Error(len(rejects))
	}
}
