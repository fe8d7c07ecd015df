package query

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"probity/data/entry"
)

// However times lie, the rows must stand as a plain sort puts them, and every
// time must come out as it went in.
func TestArrange(t *testing.T) {
	defer func(before int) { parallelFrom = before }(parallelFrom)
	rapid.Check(t, func(t *rapid.T) {
		parallelFrom = rapid.SampledFrom([]int{1, 1 << 17}).Draw(t, "parallel from")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		unit := rapid.SampledFrom([]int64{1, 1e3, 1e6}).Draw(t, "unit")
		span := rapid.SampledFrom([]int64{1, 3, 40, 5000, 1 << 20, 1<<32 - 3, 1<<32 - 2, 1 << 32, 1 << 40}).Draw(t, "span")
		untimed := rapid.SampledFrom([]float64{0, 0.01, 0.5, 1}).Draw(t, "share without a time")
		odd := rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "outliers")
		ordered := rapid.Bool().Draw(t, "in order")
		var (
			segments []segment
			times    []int64
		)
		for i, rows := range rapid.SliceOfN(rapid.SampledFrom([]int{1, 5, 33, 300, 3000}), 0, 5).Draw(t, "segments") {
			segments = append(segments, segment{index: i, base: Row(len(times)), rows: rows})
			first, within := rng.Int64N(span), span
			if rng.IntN(2) == 0 {
				within = max(1, span/1000) // so that it has its own oldest
			}
			own := make([]int64, rows)
			for row := range own {
				switch {
				case rng.Float64() < untimed:
					own[row] = entry.NoTime
				case odd > 0 && rng.IntN(1000) == 0:
					own[row] = []int64{math.MaxInt64, math.MinInt64 + 1}[rng.IntN(odd)]
				default:
					own[row] = (first + rng.Int64N(within)) * unit
				}
			}
			if ordered {
				slices.Sort(own)
			}
			times = append(times, own...)
		}
		if len(times) > 2 { // both ends of the span
			times[0], times[1] = 0, span*unit
		}
		in := &rowTimes{segments, make([]stretchOfTimes, len(segments)), make([]uint32, len(times)), make([][]int64, len(segments))}
		for i, s := range segments {
			in.put(i, times[s.base:int(s.base)+s.rows])
		}
		a := arrange(in)

		want := make([]Row, len(times))
		for row := range want {
			want[row] = Row(row)
		}
		slices.SortFunc(want, func(x, y Row) int { // NoTime is the least
			return cmp.Or(cmp.Compare(times[y], times[x]), cmp.Compare(y, x))
		})
		if !slices.Equal(a.rowAt, want) {
			t.Fatalf("%d rows stand at %v, not at %v", len(times), a.rowAt, want)
		}
		timed := 0
		for pos, row := range a.rowAt {
			if a.posOf[row] != uint32(pos) {
				t.Fatalf("row %d is at %d, and its position is %d", row, pos, a.posOf[row])
			}
			if times[row] == entry.NoTime {
				continue
			}
			timed++
			if got := a.times.at(pos); got != times[row] {
				t.Fatalf("the time at %d is %d, not %d", pos, got, times[row])
			}
		}
		if a.timed != timed {
			t.Fatalf("%d rows have a time, not %d", timed, a.timed)
		}
	})
}
