//go:build cgo || ci

package window

import (
	"time"

	"probity/data/entry"
	"probity/data/query"
)

// datesOf gives the instants between which a filter asks for entries; to is
// excluded, and a zero time leaves that end open. ok is false where it asks
// for no dates, or for several stretches.
func datesOf(f query.Filter, zone *time.Location) (from, to time.Time, ok bool) {
	for _, t := range f.Terms() {
		if t.Field != "date" || t.Not {
			continue
		}
		if ok || len(t.Values) != 1 {
			return time.Time{}, time.Time{}, false
		}
		var err error
		from, to, err = query.ReadPeriod(t.Values[0], query.Moment{Zone: zone})
		ok = err == nil
	}
	return from, to, ok
}

// days writes the days from an instant to before another, as people say it;
// an end that is open is left out.
func days(from, to time.Time, zone *time.Location) string {
	switch {
	case from.IsZero():
		return T("until {{.Day}}", vals{"Day": to.Add(-time.Microsecond).In(zone).Format("2 Jan 2006")})
	case to.IsZero():
		return T("since {{.Day}}", vals{"Day": from.In(zone).Format("2 Jan 2006")})
	}
	return period(from.UnixMicro(), to.UnixMicro()-1, zone)
}

// outside says where the log does not reach over the period that is asked for,
// so that nobody takes what is missing for what did not happen: that it begins
// after the first instant, or that it ends before the last day. What is yet to
// come is nothing missing.
func (r *reviewPage) outside() string {
	zone := r.s.Zone()
	from, to, ok := datesOf(r.filter, zone)
	if !ok || r.first == entry.NoTime {
		return ""
	}
	first, last := time.UnixMicro(r.first).In(zone), time.UnixMicro(r.last).In(zone)
	day := func(t time.Time) vals { return vals{"Day": t.Format("2 Jan 2006")} }
	if from.Before(first) {
		return T("Log begins {{.Day}}", day(first))
	}
	year, month, d := last.Date()
	next := time.Date(year, month, d+1, 0, 0, 0, 0, zone)
	if now := time.Now(); to.IsZero() || to.After(now) {
		to = now
	}
	if !from.Before(next) || next.Before(to) {
		return T("Log ends {{.Day}}", day(last))
	}
	return ""
}
