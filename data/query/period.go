package query

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"probity/data/entry"
)

// Moment is when and where a filter is written: relative dates count from Now,
// days begin at midnight in Zone. Nil is UTC, the zero time is the present.
type Moment struct {
	Now  time.Time
	Zone *time.Location
}

func (m Moment) zone() *time.Location {
	if m.Zone == nil {
		return time.UTC
	}
	return m.Zone
}

func (m Moment) now() time.Time {
	if m.Now.IsZero() {
		return time.Now().In(m.zone())
	}
	return m.Now.In(m.zone())
}

// period is a stretch of time from the first to before the second instant.
type period struct{ from, to entry.Micros }

const (
	openFrom = math.MinInt64 + 1 // after entry.NoTime
	openTo   = math.MaxInt64
)

// dayStart is the first instant of a day in zone, also where clocks skip
// midnight or the whole day.
func dayStart(y int, m time.Month, d int, zone *time.Location) time.Time {
	utc := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	key := utc.Unix() / 86400
	day := func(t time.Time) int64 {
		yy, mm, dd := t.In(zone).Date()
		return time.Date(yy, mm, dd, 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	t := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if day(t) == key && day(t.Add(-time.Second)) < key {
		return t
	}
	low, high := utc.Unix()-36*3600, utc.Unix()+36*3600 // before and not before the day
	for high-low > 1 {
		middle := (low + high) / 2
		if day(time.Unix(middle, 0)) < key {
			low = middle
		} else {
			high = middle
		}
	}
	return time.Unix(high, 0).In(zone)
}

func days(from, to time.Time, zone *time.Location) period {
	y, m, d := from.Date()
	a := dayStart(y, m, d, zone)
	y, m, d = to.Date()
	return period{a.UnixMicro(), dayStart(y, m, d, zone).UnixMicro()}
}

// parsePeriod reads what stands after "date:". The message of an error is for
// people.
func parsePeriod(text string, at Moment) (period, error) {
	for _, op := range []string{">=", "<=", ">", "<"} {
		if rest, ok := strings.CutPrefix(text, op); ok {
			p, err := parseInstant(rest, at)
			if err != nil {
				return p, err
			}
			switch op {
			case ">=":
				return period{p.from, openTo}, nil
			case ">":
				return period{p.to, openTo}, nil
			case "<=":
				return period{openFrom, p.to}, nil
			}
			return period{openFrom, p.from}, nil
		}
	}
	left, right, ranged := strings.Cut(text, "..")
	if !ranged {
		return parseInstant(text, at)
	}
	out := period{openFrom, openTo}
	if left == "" && right == "" {
		return out, fmt.Errorf("A day is missing before or after the two dots")
	}
	if left != "" {
		p, err := parseInstant(left, at)
		if err != nil {
			return out, err
		}
		out.from = p.from
	}
	if right != "" {
		p, err := parseInstant(right, at)
		if err != nil {
			return out, err
		}
		out.to = p.to
	}
	if out.from >= out.to {
		return out, fmt.Errorf("%s is after %s: the period would end before it begins", left, right)
	}
	return out, nil
}

var instantLayouts = []struct {
	layout string
	length int
	unit   time.Duration
}{
	{"2006-01-02T15", 13, time.Hour}, {"2006-01-02T15:04", 16, time.Minute}, {"2006-01-02T15:04:05", 19, time.Second},
}

// parseInstant reads one date or time; it stands for all of the day, month,
// minute and so on that it names.
func parseInstant(text string, at Moment) (period, error) {
	zone := at.zone()
	if p, ok := relative(text, at); ok {
		return p, nil
	}
	wrong := func() (period, error) {
		return period{}, fmt.Errorf("“%s” is not a date", text)
	}
	s := strings.ToUpper(strings.TrimSpace(text))
	if len(s) > 40 {
		return wrong()
	}
	date := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	switch {
	case len(s) == 4:
		if t, err := time.Parse("2006", s); err == nil {
			return days(t, t.AddDate(1, 0, 0), zone), nil
		}
		return wrong()
	case len(s) == 7 && s[5] == 'Q':
		y, err := strconv.Atoi(s[:4])
		q := int(s[6] - '0')
		if err != nil || y < 0 || s[4] != '-' || q < 1 || q > 4 {
			return wrong()
		}
		return days(date(y, 3*q-2, 1), date(y, 3*q+1, 1), zone), nil
	case len(s) == 7:
		if t, err := time.Parse("2006-01", s); err == nil {
			return days(t, t.AddDate(0, 1, 0), zone), nil
		}
		return wrong()
	case len(s) == 10:
		if t, err := time.Parse("2006-01-02", s); err == nil {
			return days(t, t.AddDate(0, 0, 1), zone), nil
		}
		return wrong()
	}
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + s[11:]
	}
	if len(s) < 13 || s[10] != 'T' {
		return wrong()
	}
	clock, suffix := s, ""
	if i := strings.IndexAny(s[10:], "Z+-"); i >= 0 {
		clock, suffix = s[:10+i], s[10+i:]
	}
	clock, fraction, _ := strings.Cut(clock, ".")
	if len(fraction) > 6 || fraction != "" && len(clock) != 19 {
		return wrong()
	}
	for _, l := range instantLayouts {
		if l.length != len(clock) {
			continue
		}
		layout, value, unit := l.layout, clock, l.unit
		if fraction != "" {
			layout, value = layout+".000000"[:1+len(fraction)], value+"."+fraction
			for range fraction {
				unit /= 10
			}
		}
		if suffix != "" {
			layout, value = layout+"Z07:00", value+suffix
		}
		t, err := time.ParseInLocation(layout, value, zone)
		if err != nil {
			return wrong()
		}
		return period{t.UnixMicro(), t.Add(unit).UnixMicro()}, nil
	}
	return wrong()
}

// relative reads today, last-quarter, last-7-days and the like. last-N-days,
// -weeks, -months, -quarters and -years end with today; last-N-hours now.
func relative(text string, at Moment) (period, bool) {
	words := strings.Fields(plain(text))
	if len(words) == 0 || len(words) > 3 {
		return period{}, false
	}
	zone, now := at.zone(), at.now()
	y, m, d := now.Date()
	date := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	today := date(y, m, d)
	if len(words) == 1 {
		switch words[0] {
		case "today":
			return days(today, today.AddDate(0, 0, 1), zone), true
		case "yesterday":
			return days(today.AddDate(0, 0, -1), today, zone), true
		case "now":
			return period{now.UnixMicro(), now.UnixMicro() + 1}, true
		}
		return period{}, false
	}
	unit := strings.TrimSuffix(words[len(words)-1], "s")
	if len(words) == 3 {
		n, err := strconv.Atoi(words[1])
		if err != nil || n < 1 || n > 100_000 || words[0] != "last" {
			return period{}, false
		}
		tomorrow := today.AddDate(0, 0, 1)
		switch unit {
		case "hour":
			return period{now.Add(-time.Duration(n) * time.Hour).UnixMicro(), now.UnixMicro() + 1}, true
		case "day":
			return days(tomorrow.AddDate(0, 0, -n), tomorrow, zone), true
		case "week":
			return days(tomorrow.AddDate(0, 0, -7*n), tomorrow, zone), true
		case "month", "quarter", "year":
			months := map[string]int{"month": 1, "quarter": 3, "year": 12}[unit] * n
			if months > 12*1500 {
				return period{}, false
			}
			return days(date(y, m-time.Month(months), min(d, daysIn(y, m-time.Month(months)))).AddDate(0, 0, 1), tomorrow, zone), true
		}
		return period{}, false
	}
	shift := 0
	switch words[0] {
	case "this":
	case "last", "previous":
		shift = -1
	default:
		return period{}, false
	}
	switch unit {
	case "day":
		return days(today.AddDate(0, 0, shift), today.AddDate(0, 0, shift+1), zone), true
	case "week":
		monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7+7*shift)
		return days(monday, monday.AddDate(0, 0, 7), zone), true
	case "month":
		return days(date(y, m+time.Month(shift), 1), date(y, m+time.Month(shift+1), 1), zone), true
	case "quarter":
		first := (m-1)/3*3 + 1 + time.Month(3*shift)
		return days(date(y, first, 1), date(y, first+3, 1), zone), true
	case "year":
		return days(date(y+shift, 1, 1), date(y+shift+1, 1, 1), zone), true
	}
	return period{}, false
}

func daysIn(y int, m time.Month) int { return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// text writes the period so that parsePeriod reads it again in zone.
func (p period) text(zone *time.Location) string {
	from, to := "", ""
	at := Moment{Now: time.Unix(0, 0), Zone: zone}
	if p.from != openFrom {
		t := time.UnixMicro(p.from).In(zone)
		if from = t.Format("2006-01-02"); !reads(from, at, func(q period) bool { return q.from == p.from }) {
			from = exactly(t, t, 0, zone)
		}
	}
	if p.to != openTo {
		before := time.UnixMicro(p.to - 1).In(zone)
		if to = before.Format("2006-01-02"); !reads(to, at, func(q period) bool { return q.to == p.to }) {
			t := time.UnixMicro(p.to).In(zone)
			unit := time.Microsecond
			switch {
			case p.to%60e6 == 0:
				unit = time.Minute
			case p.to%1e6 == 0:
				unit = time.Second
			}
			to = exactly(t.Add(-unit), t, unit, zone)
		}
	}
	if from == to {
		return from
	}
	if p.from != openFrom && p.to != openTo {
		for _, short := range []string{from[:min(len(from), 7)], from[:min(len(from), 4)]} {
			if reads(short, at, func(q period) bool { return q == p }) {
				return short
			}
		}
	}
	return from + ".." + to
}

func reads(text string, at Moment, same func(period) bool) bool {
	p, err := parseInstant(text, at)
	return err == nil && same(p)
}

// exactly writes t no finer than needed, with its offset where the clock shows
// the same time twice.
func exactly(t, edge time.Time, unit time.Duration, zone *time.Location) string {
	layout := "2006-01-02T15:04:05.000000"
	switch us := t.UnixMicro(); {
	case us%60e6 == 0 && (unit == 0 || unit == time.Minute):
		layout = "2006-01-02T15:04"
	case us%1e6 == 0 && (unit == 0 || unit == time.Second):
		layout = "2006-01-02T15:04:05"
	}
	text := t.In(zone).Format(layout)
	same := func(p period) bool {
		if unit == 0 {
			return p.from == edge.UnixMicro()
		}
		return p.to == edge.UnixMicro()
	}
	if reads(text, Moment{Zone: zone}, same) {
		return text
	}
	return t.UTC().Format(layout) + "Z"
}
