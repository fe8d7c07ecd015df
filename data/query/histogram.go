package query

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Bin is a stretch of a histogram that ends where the next begins.
type Bin struct {
	From  time.Time
	Count int // entries under the filter
	All   int // entries in the whole log
}

var units = []string{"hour", "day", "week", "month", "year"}

const maxBins = 200_000

// Histogram counts the entries that have a time by hour, day, week (from
// Monday), month or year of zone, from the first to the last of the whole log,
// empty stretches included. Where that would be more than 200,000 stretches,
// the next longer unit is taken.
func (e *Engine) Histogram(ctx context.Context, f Filter, unit string, zone *time.Location) ([]Bin, error) {
	s := e.now.Load()
	terms := f.without(fieldDate)
	found, err := e.evaluation(ctx, s, terms).all(terms)
	if err != nil {
		return nil, err
	}
	return s.histogram(ctx, rank(found), unit, zone)
}

// Histogram counts the entries of the result as Engine.Histogram does, its
// dates included.
func (r *Result) Histogram(ctx context.Context, unit string, zone *time.Location) ([]Bin, error) {
	return r.s.histogram(ctx, r.found, unit, zone)
}

func (s *snapshot) histogram(ctx context.Context, r *ranked, unit string, zone *time.Location) ([]Bin, error) {
	at := slices.Index(units, unit)
	if at < 0 {
		return nil, fmt.Errorf("there is no histogram by %q; there are hour, day, week, month and year", unit)
	}
	e, err := s.edgesOf(ctx, units[at], zone)
	if err != nil {
		return nil, err
	}
	bins := make([]Bin, len(e.from))
	counted, end := r.rankOf(s.timed), uint32(s.timed)
	for i := range bins {
		before := r.rankOf(int(e.first[i]))
		bins[i] = Bin{e.from[i], counted - before, int(end - e.first[i])}
		counted, end = before, e.first[i]
	}
	return bins, ctx.Err()
}

// edges are the stretches of a histogram: when each begins, and the first
// position that lies in it, the oldest stretch first.
type edges struct {
	unit  string
	from  []time.Time
	first []uint32
}

type edgesKey struct {
	unit string
	zone *time.Location
}

// edgesOf gives the stretches from the oldest to the newest entry; of a longer
// unit where there would be more than maxBins.
func (s *snapshot) edgesOf(ctx context.Context, unit string, zone *time.Location) (*edges, error) {
	if zone == nil {
		zone = time.UTC
	}
	if s.timed == 0 {
		return &edges{unit: unit}, nil
	}
	s.binning.Lock()
	defer s.binning.Unlock()
	key := edgesKey{unit, zone}
	if e := s.edges[key]; e != nil {
		return e, nil
	}
	oldest, newest := time.UnixMicro(s.times.at(s.timed-1)).In(zone), time.UnixMicro(s.times.at(0)).In(zone)
	hours := float64(newest.Unix()-oldest.Unix()) / 3600
	at := slices.Index(units, unit)
	for at < len(units)-1 && hours/[]float64{1, 24, 168, 720, 8760}[at] > maxBins {
		at++
	}
	e := &edges{unit: units[at]}
	end := s.timed // positions before it are not yet taken
	for from := unitStart(oldest, units[at], zone); end > 0; {
		if len(e.from)&0xff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		next := unitAfter(from, units[at], zone)
		first := s.notBefore(next.UnixMicro(), end)
		e.from, e.first = append(e.from, from), append(e.first, uint32(first))
		end, from = first, next
	}
	if len(s.edges) > 16 { // zones that were tried
		clear(s.edges)
	}
	s.edges[key] = e
	return e, nil
}

// unitStart is the beginning of the hour, day … that t lies in.
func unitStart(t time.Time, unit string, zone *time.Location) time.Time {
	t = t.In(zone)
	y, m, d := t.Date()
	switch unit {
	case "hour":
		return t.Add(-time.Duration(t.Minute())*time.Minute - time.Duration(t.Second())*time.Second - time.Duration(t.Nanosecond()))
	case "day":
		return dayStart(y, m, d, zone)
	case "week":
		return dayStart(y, m, d-(int(t.Weekday())+6)%7, zone)
	case "month":
		return dayStart(y, m, 1, zone)
	}
	return dayStart(y, 1, 1, zone)
}

// unitAfter is the beginning of the one after that which begins at t.
func unitAfter(t time.Time, unit string, zone *time.Location) time.Time {
	y, m, d := t.Date()
	var next time.Time
	switch unit {
	case "hour":
		next = t.Add(time.Hour)
		if start := unitStart(next, unit, zone); start.After(t) {
			next = start
		}
		return next
	case "day":
		next = dayStart(y, m, d+1, zone)
		for i := 2; !next.After(t); i++ { // a day that the zone skipped
			next = dayStart(y, m, d+i, zone)
		}
		return next
	case "week":
		return dayStart(y, m, d-(int(t.Weekday())+6)%7+7, zone)
	case "month":
		return dayStart(y, m+1, 1, zone)
	}
	return dayStart(y+1, 1, 1, zone)
}
