package query

import (
	"math"
	"math/bits"
	"slices"
	"sync/atomic"

	"probity/data/entry"
)

// clock holds times by position, newest first: whole seconds, milliseconds or
// microseconds from the oldest in four bytes each, or in eight where the log is
// too long for that.
type clock struct {
	base, unit int64 // microseconds
	narrow     []uint32
	wide       []int64
}

func (c *clock) at(pos int) entry.Micros {
	if c.wide != nil {
		return c.wide[pos]
	}
	return c.base + c.unit*int64(c.narrow[pos])
}

func (c *clock) put(pos int, t entry.Micros) {
	if c.wide != nil {
		c.wide[pos] = t
	} else {
		c.narrow[pos] = uint32(uint64(t-c.base) / uint64(c.unit))
	}
}

// stretchOfTimes is what is known of some rows' times.
type stretchOfTimes struct {
	timed          int
	oldest, newest int64
	unit           int64 // the longest of a second, a millisecond and a microsecond that measures all
}

func lookAt(times []int64) stretchOfTimes {
	s := stretchOfTimes{oldest: math.MaxInt64, newest: math.MinInt64, unit: 1e6}
	for _, t := range times {
		if t == entry.NoTime {
			continue
		}
		s.timed++
		s.oldest, s.newest = min(s.oldest, t), max(s.newest, t)
		for t%s.unit != 0 {
			s.unit /= 1000
		}
	}
	return s
}

// arrangement is the order of positions: from the newest entry to the oldest;
// among equal times later rows come first; entries without a time come last.
type arrangement struct {
	rowAt []Row
	posOf []uint32
	times clock
	timed int
}

// arrange sorts the rows by time: they are dealt into some hundred thousand
// equal stretches of time, which are then sorted each by itself, on all
// processors.
func arrange(times []int64) *arrangement {
	n := len(times)
	a := &arrangement{rowAt: make([]Row, n), posOf: make([]uint32, n)}
	workers := workersFor(n)
	// Worker 0 has the last rows, so that equal times stay in descending order.
	side := func(w int) (from, to int) { return n * (workers - 1 - w) / workers, n * (workers - w) / workers }
	seen := make([]stretchOfTimes, workers)
	together(workers, func(w int) {
		from, to := side(w)
		seen[w] = lookAt(times[from:to])
	})
	all := seen[0]
	for _, s := range seen[1:] {
		all.timed += s.timed
		all.oldest, all.newest, all.unit = min(all.oldest, s.oldest), max(all.newest, s.newest), min(all.unit, s.unit)
	}
	a.timed = all.timed
	span := uint64(0)
	if all.timed > 0 {
		span = uint64(all.newest) - uint64(all.oldest)
	}
	a.times = clock{base: all.oldest, unit: all.unit}
	if span/uint64(all.unit) <= math.MaxUint32 {
		a.times.narrow = make([]uint32, all.timed)
	} else {
		a.times.wide = make([]int64, all.timed)
	}
	shift := max(0, bits.Len64(span)-max(1, min(20, bits.Len(uint(n))-3))) // some eight rows a bucket
	buckets := int(span>>shift) + 1
	next := make([][]uint32, workers) // where a worker puts its next row of a bucket
	together(workers, func(w int) {
		counts := make([]uint32, buckets)
		from, to := side(w)
		for _, t := range times[from:to] {
			if t != entry.NoTime {
				counts[(uint64(all.newest)-uint64(t))>>shift]++
			}
		}
		next[w] = counts
	})
	starts, sum, most := make([]uint32, buckets+1), uint32(0), uint32(0)
	for b := range buckets {
		starts[b] = sum
		for w := range workers {
			count := next[w][b]
			next[w][b] = sum
			sum += count
		}
		most = max(most, sum-starts[b])
	}
	starts[buckets] = sum
	timeless := make([]int, workers+1)
	timeless[0] = all.timed
	for w := range workers {
		from, to := side(w)
		timeless[w+1] = timeless[w] + (to - from) - seen[w].timed
	}
	together(workers, func(w int) {
		from, to := side(w)
		at := timeless[w]
		for row := to - 1; row >= from; row-- {
			if t := times[row]; t == entry.NoTime {
				a.rowAt[at] = Row(row)
				at++
			} else {
				b := (uint64(all.newest) - uint64(t)) >> shift
				a.rowAt[next[w][b]] = Row(row)
				next[w][b]++
			}
		}
	})
	if shift > 32 || int(most) > max(1<<16, n/8) {
		a.radix(times, all.newest, span)
	} else {
		a.settle(times, all.newest, shift, starts)
	}
	inStretches(n, func(from, to int) {
		for pos := from; pos < to; pos++ {
			row := a.rowAt[pos]
			a.posOf[row] = uint32(pos)
			if pos < a.timed {
				a.times.put(pos, times[row])
			}
		}
	})
	return a
}

// settle sorts every bucket.
func (a *arrangement) settle(times []int64, newest int64, shift int, starts []uint32) {
	if shift == 0 {
		return
	}
	const claim = 256
	buckets := len(starts) - 1
	var next atomic.Int64
	together(workersFor(len(times)), func(int) {
		var packed []uint64 // time below the bucket's, then the row, later rows first
		for {
			from := int(next.Add(claim)) - claim
			if from >= buckets {
				return
			}
			for b := from; b < min(from+claim, buckets); b++ {
				rows := a.rowAt[starts[b]:starts[b+1]]
				if len(rows) < 2 {
					continue
				}
				packed = packed[:0]
				for _, row := range rows {
					packed = append(packed, (uint64(newest)-uint64(times[row]))&(1<<shift-1)<<32|uint64(^row))
				}
				slices.Sort(packed)
				for i, p := range packed {
					rows[i] = ^Row(p)
				}
			}
		}
	})
}

// radix sorts the timed rows by their distance from the newest, 11 bits a pass,
// where a few times lie so far apart that buckets are of no use.
func (a *arrangement) radix(times []int64, newest int64, span uint64) {
	rows := a.rowAt[:a.timed]
	slices.SortFunc(rows, func(x, y Row) int { return int(int64(y) - int64(x)) })
	spare := make([]Row, a.timed)
	const width = 11
	for shift := 0; shift < 64 && span>>shift != 0; shift += width {
		var counts [1 << width]uint32
		for _, row := range rows {
			counts[(uint64(newest)-uint64(times[row]))>>shift&(1<<width-1)]++
		}
		next := uint32(0)
		for i, c := range counts {
			counts[i] = next
			next += c
		}
		for _, row := range rows {
			digit := (uint64(newest) - uint64(times[row])) >> shift & (1<<width - 1)
			spare[counts[digit]] = row
			counts[digit]++
		}
		rows, spare = spare, rows
	}
	copy(a.rowAt, rows)
}

// inStretches works on n things with all processors.
func inStretches(n int, work func(from, to int)) {
	workers := workersFor(n)
	together(workers, func(w int) { work(n*w/workers, n*(w+1)/workers) })
}
