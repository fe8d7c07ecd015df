//go:build cgo || ci

package window

import (
	"time"

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

// beginsLate says that the log begins after the period that is asked for, so
// that nobody takes what is missing for what did not happen.
func (r *reviewPage) beginsLate() string {
	zone := r.s.Zone()
	from, _, ok := datesOf(r.filter, zone)
	if !ok || r.first <= 0 || !from.IsZero() && from.UnixMicro() >= r.first {
		return ""
	}
	return T("Log begins {{.Day}}", vals{"Day": time.UnixMicro(r.first).In(zone).Format("2 Jan 2006")})
}
