package query

import (
	"context"
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
	wide       []uint64
}

func (c *clock) at(pos int) entry.Micros {
	if c.wide != nil {
		return c.base + c.unit*int64(c.wide[pos])
	}
	return c.base + c.unit*int64(c.narrow[pos])
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
		switch {
		case s.unit == 1e6 && t%1e6 != 0:
			if s.unit = 1e3; t%1e3 != 0 {
				s.unit = 1
			}
		case s.unit == 1e3 && t%1e3 != 0:
			s.unit = 1
		}
	}
	return s
}

func (s *stretchOfTimes) add(other stretchOfTimes) {
	s.timed += other.timed
	s.oldest, s.newest, s.unit = min(s.oldest, other.oldest), max(s.newest, other.newest), min(s.unit, other.unit)
}

// units measures a difference of times.
func (s *stretchOfTimes) units(difference uint64) uint64 {
	switch s.unit {
	case 1e6:
		return difference / 1e6
	case 1e3:
		return difference / 1e3
	}
	return difference
}

// span is from the oldest to the newest, in units.
func (s *stretchOfTimes) span() uint64 {
	if s.timed == 0 {
		return 0
	}
	return s.units(uint64(s.newest) - uint64(s.oldest))
}

// timeless stands for no time among times of four bytes.
const timeless = math.MaxUint32

// rowTimes are times by row, until they are put in order: those of a segment in
// its own units from its own oldest.
type rowTimes struct {
	segments []segment
	of       []stretchOfTimes // by segment
	narrow   []uint32
	wide     [][]int64 // by segment, where it is too long for that
}

// readTimes gives the times by row; those of a damaged segment are none.
func (s *snapshot) readTimes(ctx context.Context) (*rowTimes, error) {
	t := &rowTimes{s.segments, make([]stretchOfTimes, len(s.segments)), make([]uint32, s.rows), make([][]int64, len(s.segments))}
	scratch := make([][]int64, workersFor(s.rows))
	return t, s.eachSegment(ctx, nil, func(w, i int) error {
		got, err := s.numbers(ctx, i, "time", scratch[w][:0])
		if err != nil {
			return err
		}
		if got == nil {
			got = slices.Repeat([]int64{entry.NoTime}, s.segments[i].rows)
		}
		scratch[w] = got
		t.put(i, got)
		return nil
	})
}

// put takes in the times of a segment.
func (t *rowTimes) put(i int, times []int64) {
	t.of[i] = lookAt(times)
	s := &t.of[i]
	if s.span() >= timeless {
		t.wide[i] = slices.Clone(times)
		return
	}
	to := t.narrow[t.segments[i].base:][:len(times)]
	for row, at := range times {
		if at == entry.NoTime {
			to[row] = timeless
		} else {
			to[row] = uint32(s.units(uint64(at) - uint64(s.oldest)))
		}
	}
}

// distances gives how far each row of a segment lies from the newest of all, in
// units; the highest number stands for no time.
func distances[K uint32 | uint64](t *rowTimes, all *stretchOfTimes, i int, to []K) []K {
	seg, own := &t.segments[i], &t.of[i]
	to = slices.Grow(to[:0], seg.rows)[:seg.rows]
	if t.wide[i] != nil {
		for row, at := range t.wide[i] {
			if to[row] = ^K(0); at != entry.NoTime {
				to[row] = K(all.units(uint64(all.newest) - uint64(at)))
			}
		}
		return to
	}
	first, each := all.units(uint64(all.newest)-uint64(own.oldest)), uint64(own.unit/all.unit)
	for row, n := range t.narrow[seg.base:][:seg.rows] {
		if to[row] = ^K(0); n != timeless {
			to[row] = K(first - each*uint64(n))
		}
	}
	return to
}

// arrangement is the order of positions: from the newest entry to the oldest;
// among equal times later rows come first; entries without a time come last.
type arrangement struct {
	rowAt []Row
	posOf []uint32
	times clock
	timed int
}

// arrange puts the rows in the order of time. It needs the times no longer
// afterwards: what held them then holds the positions.
func arrange(t *rowTimes) *arrangement {
	n := len(t.narrow)
	all := stretchOfTimes{oldest: math.MaxInt64, newest: math.MinInt64, unit: 1e6}
	for _, s := range t.of {
		all.add(s)
	}
	a := &arrangement{rowAt: make([]Row, n), posOf: t.narrow, timed: all.timed, times: clock{base: all.oldest, unit: all.unit}}
	if all.span() < timeless {
		a.times.narrow = deal[uint32](a, t, &all)
	} else {
		a.times.wide = deal[uint64](a, t, &all)
	}
	inStretches(n-a.timed, func(from, to int) {
		for pos := a.timed + from; pos < a.timed+to; pos++ {
			a.posOf[a.rowAt[pos]] = uint32(pos)
		}
	})
	return a
}

// deal deals the rows into some thousand equal stretches of time, which are then
// sorted each by itself, on all processors. It gives how long after the oldest
// each is, by position.
func deal[K uint32 | uint64](a *arrangement, t *rowTimes, all *stretchOfTimes) []K {
	n := len(t.narrow)
	workers := workersFor(n)
	// Worker 0 has the last rows, so that equal times stay in descending order.
	side := func(w int) (from, to int) {
		each := len(t.segments)
		return each * (workers - 1 - w) / workers, each * (workers - w) / workers
	}
	span := all.span()
	shift := max(0, bits.Len64(span)-max(1, min(13, bits.Len(uint(n))-11))) // some two thousand rows a bucket
	next, none := make([][]uint32, workers), make([]int, workers+1)         // where a worker puts its next row of a bucket; its rows without a time
	together(workers, func(w int) {
		counts := make([]uint32, span>>shift+1)
		var keys []K
		from, to := side(w)
		for i := from; i < to; i++ {
			keys = distances(t, all, i, keys)
			for _, key := range keys {
				if key != ^K(0) {
					counts[key>>shift]++
				}
			}
			none[w+1] += len(keys) - t.of[i].timed
		}
		next[w] = counts
	})
	starts, sum := make([]uint32, span>>shift+2), uint32(0)
	for b := range next[0] {
		starts[b] = sum
		for w := range workers {
			count := next[w][b]
			next[w][b] = sum
			sum += count
		}
	}
	starts[len(starts)-1] = sum
	none[0] = all.timed
	for w := range workers {
		none[w+1] += none[w]
	}
	dealt := make([]K, all.timed)
	together(workers, func(w int) {
		var keys []K
		from, to := side(w)
		at, next := none[w], next[w]
		for i := to - 1; i >= from; i-- {
			keys = distances(t, all, i, keys)
			base := t.segments[i].base
			for row := len(keys) - 1; row >= 0; row-- {
				key := keys[row]
				if key == ^K(0) {
					a.rowAt[at] = base + Row(row)
					at++
					continue
				}
				pos := next[key>>shift]
				next[key>>shift]++
				dealt[pos], a.rowAt[pos] = key, base+Row(row)
			}
		}
	})
	var claimed atomic.Int64
	together(workers, func(int) {
		var own sorter[K]
		for {
			b := int(claimed.Add(1)) - 1
			if b >= len(starts)-1 {
				return
			}
			from, to := starts[b], starts[b+1]
			keys, rows := dealt[from:to], a.rowAt[from:to]
			own.sort(keys, rows, shift)
			for i, row := range rows {
				a.posOf[row] = from + uint32(i)
				keys[i] = K(span) - keys[i]
			}
		}
	})
	return dealt
}

// sorter sorts rows by their keys; equal ones stay as they are.
type sorter[K uint32 | uint64] struct {
	counts      [1 << 11]uint32
	here, there []keyedRow[K]
}

type keyedRow[K uint32 | uint64] struct {
	key K
	row Row
}

// sort looks at so many of the lowest bits of the keys.
func (s *sorter[K]) sort(keys []K, rows []Row, low int) {
	if slices.IsSorted(keys) {
		return
	}
	n := len(keys)
	const few = 32
	if n <= few {
		for i := 1; i < n; i++ {
			key, row, at := keys[i], rows[i], i
			for ; at > 0 && keys[at-1] > key; at-- {
				keys[at], rows[at] = keys[at-1], rows[at-1]
			}
			keys[at], rows[at] = key, row
		}
		return
	}
	here, there := slices.Grow(s.here[:0], n)[:n], slices.Grow(s.there[:0], n)[:n]
	s.here, s.there = here, there
	for i, key := range keys {
		here[i] = keyedRow[K]{key, rows[i]}
	}
	width := 8
	if n > 1<<11 {
		width = 11
	}
	passes := (low + width - 1) / width
	width = (low + passes - 1) / passes
	for shift := 0; shift < low; shift += width {
		counts, mask := s.counts[:1<<width], K(1)<<width-1
		clear(counts)
		for i := range here {
			counts[here[i].key>>shift&mask]++
		}
		sum := uint32(0)
		for i, count := range counts {
			counts[i] = sum
			sum += count
		}
		for _, one := range here {
			digit := one.key >> shift & mask
			there[counts[digit]] = one
			counts[digit]++
		}
		here, there = there, here
	}
	for i, one := range here {
		keys[i], rows[i] = one.key, one.row
	}
}

// inStretches works on n things with all processors.
func inStretches(n int, work func(from, to int)) {
	workers := workersFor(n)
	together(workers, func(w int) { work(n*w/workers, n*(w+1)/workers) })
}
