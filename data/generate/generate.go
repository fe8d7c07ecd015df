// Package generate writes believable logs of operators and resellers in the
// export formats of five kinds of product, for examples, tests and
// measurements.
//
// The same options give the same bytes on every platform: all chance comes
// from one seeded PCG, all arithmetic is on whole numbers, and the local time
// of the invented provider (Central European, summer time by the rule of
// Directive 2000/84/EC) is computed here instead of taken from the computer's
// zone database. Nobody in a log is real: mail addresses lie in example.com,
// example.net and example.org (RFC 2606), networks in 192.0.2.0/24,
// 198.51.100.0/24, 203.0.113.0/24 (RFC 5737), 2001:db8::/32 (RFC 3849) and
// 10.0.0.0/8 (RFC 1918), creditor identifiers have the check digits 00.
package generate

import (
	"io"
	"strings"
	"time"

	"probity/data/fault"
)

// Format is one of the export formats that Write knows.
type Format struct {
	Name      string
	Title     string
	Extension string // with its dot
}

// Formats lists the export formats.
var Formats = []Format{
	{"operators-action-log", "Operators action log (CSV, comma)", ".csv"},
	{"isp-activity-log", "ISP activity log (CSV, semicolon, UTF-8 with mark)", ".csv"},
	{"reseller-audit-log", "Reseller audit log (JSON array)", ".json"},
	{"operator-log", "Operator log of a direct debit platform (tabs, UTF-16)", ".csv"},
	{"commerce-activity-log", "Commerce activity log (CSV, comma, UTC, newest first)", ".csv"},
}

// Options say what is generated.
type Options struct {
	Format string    // a name in Formats
	Rows   int       // entries, exactly
	Seed   uint64    // another seed gives another world
	From   time.Time // first instant that may occur; zero: a quarter before To (above 5,000 rows a year)
	To     time.Time // end of the period, not part of it; zero: 2026-04-01T00:00:00 in Berlin
}

// smallLog is the number of rows up to which the period is a quarter and not a
// year when the caller gives none.
const smallLog = 5000

// defaultEnd is 2026-04-01T00:00:00+02:00.
var defaultEnd = time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC)

func (o Options) settle() (Options, *profile, error) {
	p := profiles[o.Format]
	if p == nil {
		names := make([]string, len(Formats))
		for i, f := range Formats {
			names[i] = f.Name
		}
		return o, nil, fault.New(fault.Unusable, "%q is not a format that can be generated; there are %s", o.Format, strings.Join(names, ", "))
	}
	if o.Rows < 0 {
		return o, nil, fault.New(fault.Unusable, "a log cannot have %d rows", o.Rows)
	}
	months := -12
	if o.Rows <= smallLog {
		months = -3
	}
	switch {
	case o.To.IsZero() && o.From.IsZero():
		o.To = defaultEnd
		o.From = monthsBefore(o.To, months)
	case o.To.IsZero():
		o.To = monthsBefore(o.From, -months)
	case o.From.IsZero():
		o.From = monthsBefore(o.To, months)
	}
	if !o.From.Before(o.To) {
		return o, nil, fault.New(fault.Unusable, "the period is empty: it begins at %s and ends at %s", o.From.Format(time.RFC3339), o.To.Format(time.RFC3339))
	}
	if o.From.Year() < 1971 || o.To.Year() > 9998 {
		return o, nil, fault.New(fault.Unusable, "the period must lie in the years 1971 to 9998")
	}
	if o.To.Sub(o.From) > 200*366*24*time.Hour {
		return o, nil, fault.New(fault.Unusable, "the period is longer than 200 years")
	}
	return o, p, nil
}

// monthsBefore moves t by whole months of local time, so that a quarter begins
// at midnight whether or not summer time began in it.
func monthsBefore(t time.Time, months int) time.Time {
	local := time.Unix(t.Unix()+offsetAt(t.Unix()), 0).UTC().AddDate(0, months, 0)
	u := local.Unix() - 3600
	return time.Unix(local.Unix()-offsetAt(u), 0).UTC()
}

// Write writes a log to w. Memory stays bounded by the number of customers
// (at most some tens of thousands); only a log that is written newest first is
// kept, compressed, until its last entry is known.
func Write(w io.Writer, o Options) error {
	o, p, err := o.settle()
	if err != nil {
		return err
	}
	out := newOutput(w, p)
	s := newSimulation(o, p)
	out.begin()
	err = s.run(func(e *event) error {
		out.record(func(r *row) { p.render(s, r, e) })
		return out.err
	})
	if err != nil {
		return err
	}
	return out.end()
}
