package generate

import "time"

// offsetAt is the difference of Central European local time to UTC at an
// instant (both in seconds): summer time from 01:00 UTC of the last Sunday in
// March to 01:00 UTC of the last Sunday in October.
func offsetAt(unix int64) int64 {
	year := time.Unix(unix, 0).UTC().Year()
	if unix >= lastSunday(year, time.March) && unix < lastSunday(year, time.October) {
		return 7200
	}
	return 3600
}

func lastSunday(year int, month time.Month) int64 {
	t := time.Date(year, month, 31, 1, 0, 0, 0, time.UTC)
	return t.Unix() - int64(t.Weekday())*86400
}

// civil is a local time taken apart.
type civil struct {
	year, month, day, hour, minute, second int
	weekday                                time.Weekday
	last                                   bool // one of the last two days of its month, or the first
}

// clock turns instants into local time and keeps the day that it computed
// last, since entries come in order of time.
type clock struct {
	dayStart, dayEnd int64 // instants between which offset and date hold
	offset           int64
	date             civil
}

func (c *clock) local(unix int64) civil {
	if unix < c.dayStart || unix >= c.dayEnd {
		c.load(unix)
	}
	d := c.date
	s := int(unix + c.offset - floorDay(unix+c.offset))
	d.hour, d.minute, d.second = s/3600, s/60%60, s%60
	return d
}

func floorDay(unix int64) int64 {
	d := unix / 86400
	if unix%86400 < 0 {
		d--
	}
	return d * 86400
}

func (c *clock) load(unix int64) {
	c.offset = offsetAt(unix)
	t := time.Unix(unix+c.offset, 0).UTC()
	c.dayStart = floorDay(unix+c.offset) - c.offset
	c.dayEnd = c.dayStart + 86400
	for _, change := range []int64{lastSunday(t.Year(), time.March), lastSunday(t.Year(), time.October)} {
		if unix < change && change < c.dayEnd {
			c.dayEnd = change
		}
		if change <= unix && change > c.dayStart {
			c.dayStart = change
		}
	}
	y, m, d := t.Date()
	next := t.AddDate(0, 0, 2)
	c.date = civil{year: y, month: int(m), day: d, weekday: t.Weekday(), last: next.Month() != m || d == 1}
}

// hourly is how much people do in each hour of a working day.
var hourly = [24]int{1, 1, 1, 1, 1, 2, 6, 20, 60, 90, 95, 80, 38, 62, 85, 80, 66, 40, 22, 14, 10, 6, 4, 2}

// staffWeight weighs an hour by what people do in it.
func staffWeight(d civil) int {
	w := hourly[d.hour] * 24
	switch {
	case d.free() && d.weekday == time.Saturday:
		w /= 5
	case d.free():
		w /= 12
	case d.last:
		w = w * 8 / 5
	}
	return max(w, 1)
}

// free reports whether few people work on a day.
func (d civil) free() bool {
	holiday := d.month == 1 && d.day == 1 || d.month == 5 && d.day == 1 || d.month == 12 && (d.day == 25 || d.day == 26)
	return holiday || d.weekday == time.Saturday || d.weekday == time.Sunday
}

// universal takes instants apart in UTC.
type universal struct{ day clock }

func (u *universal) local(unix int64) civil {
	if unix < u.day.dayStart || unix >= u.day.dayEnd {
		t := time.Unix(unix, 0).UTC()
		y, m, d := t.Date()
		u.day.dayStart = floorDay(unix)
		u.day.dayEnd = u.day.dayStart + 86400
		u.day.date = civil{year: y, month: int(m), day: d, weekday: t.Weekday()}
	}
	return u.day.local(unix)
}
