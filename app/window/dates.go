//go:build cgo || ci

package window

import (
	"strings"
	"time"

	"probity/data/query"
)

// datesOf gives the instants between which a filter asks for entries; to is
// excluded, and a zero time leaves that end open. ok is false where it asks
// for no dates, or for several stretches.
func datesOf(f query.Filter, zone *time.Location) (from, to time.Time, ok bool) {
	for i, t := range f.Terms() {
		if t.Field != "date" || t.Not {
			continue
		}
		if ok || len(t.Values) != 1 {
			return time.Time{}, time.Time{}, false
		}
		from, to, ok = datesIn(only(f, i).Absolute(), zone)
	}
	return from, to, ok
}

// only keeps the i-th condition.
func only(f query.Filter, i int) query.Filter {
	for n := len(f.Terms()) - 1; n >= 0; n-- {
		if n != i {
			f = f.Without(n)
		}
	}
	return f.WithSort(query.Sort{})
}

// datesIn reads the absolute form "date:2026-07-01..2026-09-30".
func datesIn(text string, zone *time.Location) (from, to time.Time, ok bool) {
	text = strings.Trim(strings.TrimPrefix(text, "date:"), `"`)
	first, last, both := strings.Cut(text, "..")
	if !both {
		last = first
	}
	if first != "" {
		if from, _, ok = stretch(first, zone); !ok {
			return
		}
	}
	if last != "" {
		if _, to, ok = stretch(last, zone); !ok {
			return
		}
	}
	return from, to, first != "" || last != ""
}

// stretch reads a year, month, day or time, which ends where the next begins.
func stretch(text string, zone *time.Location) (from, to time.Time, ok bool) {
	if strings.HasSuffix(text, "Z") {
		text, zone = strings.TrimSuffix(text, "Z"), time.UTC
	}
	for _, l := range []struct {
		layout string
		next   func(time.Time) time.Time
	}{
		{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
		{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{"2006-01-02T15:04:05", func(t time.Time) time.Time { return t.Add(time.Second) }},
		{"2006-01-02T15:04:05.000000", func(t time.Time) time.Time { return t.Add(time.Microsecond) }},
	} {
		if t, err := time.ParseInLocation(l.layout, text, zone); err == nil {
			return t, l.next(t), true
		}
	}
	return time.Time{}, time.Time{}, false
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
