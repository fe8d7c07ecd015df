package session

import (
	"context"
	"math"
	"slices"

	"probity/data/columns"
	"probity/data/entry"
)

// partTimes is what has to be known of the times of an import to find its gaps.
type partTimes struct {
	untimed int            // entries without a time
	outline []entry.Micros // of the others, as outlineOf gives them
}

// timesOf reads the times of an import once; those of a part never change.
func (s *Session) timesOf(ctx context.Context, p columns.Part) (partTimes, error) {
	s.mu.Lock()
	known, ok := s.times[p.Key]
	s.mu.Unlock()
	if ok {
		return known, nil
	}
	times, err := s.ws.Ints(ctx, p.Key, "time")
	if err != nil {
		return partTimes{}, err
	}
	var out partTimes
	out.outline, out.untimed = outlineOf(times)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.times == nil {
		s.times = map[int64]partTimes{}
	}
	s.times[p.Key] = out
	return out, ctx.Err()
}

// quarter is the stretch of which an outline keeps the first and the last time.
// Zones change, and differ from UTC, by whole quarters of an hour (only local
// mean times of the nineteenth century do not), so that an outline has entries
// in the same hours of the clock as the times have.
const quarter = hour / 4

// outlineOf gives the first and the last of the times within each quarter of an
// hour, sorted: the same hours have entries, and whatever lies further apart than
// an hour is as far apart as before. untimed counts the times that are none.
func outlineOf(times []entry.Micros) (outline []entry.Micros, untimed int) {
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, t := range times {
		if t == entry.NoTime {
			untimed++
			continue
		}
		first, last = min(first, t), max(last, t)
	}
	timed := len(times) - untimed
	if timed == 0 {
		return nil, untimed
	}
	from, to := floor(first, quarter), floor(last, quarter)
	if to-from >= int64(timed)+1<<16 { // too few for a table
		outline = slices.DeleteFunc(slices.Clone(times), func(t entry.Micros) bool { return t == entry.NoTime })
		slices.Sort(outline)
		return outline, untimed
	}
	table := make([]struct {
		first, last entry.Micros
		several     bool
	}, to-from+1)
	for i := range table {
		table[i].first = entry.NoTime
	}
	for _, t := range times {
		if t == entry.NoTime {
			continue
		}
		if q := &table[floor(t, quarter)-from]; q.first == entry.NoTime {
			q.first, q.last = t, t
		} else {
			q.first, q.last, q.several = min(q.first, t), max(q.last, t), true
		}
	}
	for _, q := range table {
		if q.first != entry.NoTime {
			if outline = append(outline, q.first); q.several {
				outline = append(outline, q.last)
			}
		}
	}
	return outline, untimed
}
