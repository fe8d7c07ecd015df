package when

import (
	"fmt"
	"math/bits"
	"strings"
	"time"
)

// Evidence is what the texts of a column show of its times. Add the texts in
// the order in which they stand in the file.
type Evidence struct {
	Filled int // texts that stand for something
	Absent int // texts that are not empty and stand for no time
	Times  int // written times, compact ones in digits only included
	Clocks int // times of day alone

	WithClock int    // times that have a time of day
	Midnights int    // of those, at midnight
	Zoned     int    // times that tell their place on the time line
	Example   string // a time
	Unzoned   string // a time without a zone
	Abbr      string // a time with an abbreviation that several zones use
	ClockText string // a time of day alone

	numeric, dotted, short int // dates of three numbers; with points; with a short year
	fits                   [4]int
	against                [4]string // a date that does not exist in the order
	weekdays               int
	agree                  [4]int // dates whose weekday is right in the order
	weekday                string // an example
	firsts, thirds         [2]uint64
	odd                    [4]int // dates with a short year that is no year of a log

	trends  [4]trend
	text    trend
	last    string
	epochs  [4]int
	serials int
	broken  int // serials with a fraction
}

// firstYear is the first that a year of two digits is believed to be, where
// another order gives a later one.
const firstYear = 1990

// now bounds the years that a log can have; tests replace it.
var now = time.Now

// trend counts how a sequence moves.
type trend struct {
	last            int64
	started         bool
	up, down        int // of the value
	upFar, downFar  int // by more than an hour
	upSome, dwnSome int // by more than a minute and at most an hour
	upDays, dwnDays int
}

func (t *trend) add(v int64) {
	if t.started {
		d, e := floor(v, 86400), floor(t.last, 86400)
		switch step := v - t.last; {
		case step > 3600:
			t.up, t.upFar = t.up+1, t.upFar+1
		case step > 60:
			t.up, t.upSome = t.up+1, t.upSome+1
		case step > 0:
			t.up++
		case step < -3600:
			t.down, t.downFar = t.down+1, t.downFar+1
		case step < -60:
			t.down, t.dwnSome = t.down+1, t.dwnSome+1
		case step < 0:
			t.down++
		}
		switch {
		case d > e:
			t.upDays++
		case d < e:
			t.dwnDays++
		}
	}
	t.last, t.started = v, true
}

// Add takes a text; number says that it is digits with signs and points only.
func (e *Evidence) Add(v []byte, number bool) {
	if Nothing(v) {
		if len(v) > 0 {
			e.Absent++
		}
		return
	}
	e.Filled++
	if number {
		e.count(v)
		if n := len(v); n != 8 && n != 12 && n != 14 && n != 17 {
			if n < 6 || n > 10 || v[0] == '-' || v[0] == '+' {
				return
			}
		} else if century := two(v, 0); century != 19 && century != 20 {
			return
		}
	}
	m, ok := Either(v)
	if !ok {
		e.timeOfDay(v)
		return
	}
	e.Times++
	text := string(v)
	if e.Example == "" {
		e.Example = text
	}
	if m.Clock {
		e.WithClock++
		if m.Seconds == m.Day()*86400 && m.Micros == 0 && !m.Zoned && m.Zone == nil {
			e.Midnights++
		}
	}
	if m.Zoned || m.Zone != nil {
		e.Zoned++
	} else {
		if e.Unzoned == "" {
			e.Unzoned = text
		}
		if m.Abbr != "" && e.Abbr == "" {
			e.Abbr = text
		}
	}
	if m.Sep == 0 {
		e.trends[Untold].add(m.Seconds - m.Offset)
		return
	}
	e.order(&m, text)
}

// order notes what a date of three numbers shows of their order.
func (e *Evidence) order(m *Moment, text string) {
	e.numeric++
	if m.Sep == '.' {
		e.dotted++
	}
	if m.Short {
		e.short++
		e.firsts[m.First>>6&1] |= 1 << (m.First & 63)
		e.thirds[m.Third>>6&1] |= 1 << (m.Third & 63)
	}
	if m.Weekday > 0 {
		e.weekdays++
		if e.weekday == "" {
			e.weekday = text
		}
	}
	clock := m.Seconds - m.Day()*86400
	for _, o := range [...]Order{DayFirst, MonthFirst, YearFirst} {
		if !m.fits(o) {
			if e.against[o] == "" {
				e.against[o] = text
			}
			continue
		}
		e.fits[o]++
		year, month, dom := m.in(o)
		if m.Short && (year < firstYear || year > now().Year()+1) {
			e.odd[o]++
		}
		day := days(year, month, dom)
		if m.Weekday > 0 && (day+3)%7 == int64(m.Weekday)-1 { // 1970-01-01 was a Thursday
			e.agree[o]++
		}
		e.trends[o].add(day*86400 + clock - m.Offset)
	}
	switch strings.Compare(text, e.last) {
	case 1:
		e.text.up++
	case -1:
		e.text.down++
	}
	e.last = text
}

func (e *Evidence) timeOfDay(v []byte) {
	var p Parser
	if len(v) > 40 || !strings.ContainsAny(string(v), ":h") {
		return
	}
	if _, ok := p.TimeOfDay(v); !ok {
		return
	}
	e.Clocks++
	if e.ClockText == "" {
		e.ClockText = string(v)
	}
}

// Written reports that the column holds written times.
func (e *Evidence) Written() bool { return e.Filled > 0 && e.Times*10 >= e.Filled*8 }

// OnlyDays reports that the column holds days without a time of day, or with
// midnight always.
func (e *Evidence) OnlyDays() bool { return e.Written() && e.WithClock == e.Midnights }

// OnlyClocks reports that the column holds times of day without a day.
func (e *Evidence) OnlyClocks() bool { return e.Filled > 0 && e.Clocks*10 >= e.Filled*9 }

// Numeric reports that the order of day and month matters in the column.
func (e *Evidence) Numeric() bool { return e.numeric > 0 }

// backHours is how often a clock without a zone may go back by up to an hour
// in a log that stands in order: when summer time ends.
const backHours = 2

// Fits counts the dates of three numbers that exist in an order.
func (e *Evidence) Fits(o Order) int { return e.fits[o] }

// Ascending reports that the times of the column stand in order, oldest first,
// where their dates are read in an order.
func (e *Evidence) Ascending(o Order) bool {
	t, ok := e.trend(o)
	return ok && t.up > t.down && t.downFar == 0 && t.dwnSome <= backHours
}

// Descending reports the same with the newest first.
func (e *Evidence) Descending(o Order) bool {
	t, ok := e.trend(o)
	return ok && t.down > t.up && t.upFar == 0 && t.upSome <= backHours
}

func (e *Evidence) trend(o Order) (trend, bool) {
	switch {
	case e.numeric == 0:
		return e.trends[Untold], true
	case e.numeric < e.Times || e.fits[max(o, DayFirst)] < e.numeric:
		return trend{}, false
	}
	return e.trends[max(o, DayFirst)], true
}

// count notes numbers that may count time: units since 1970 in the years 1990
// to 2100, or serials of a spreadsheet in the years 1990 to 2060.
func (e *Evidence) count(v []byte) {
	for i, u := range Units {
		if m, ok := Counted(v, u.PerSecond); ok && m > 631152000e6 && m < 4102444800e6 {
			e.epochs[i]++
		}
	}
	if m, ok := Serial(v, false); ok && m > 631152000e6 && m < 2840140800e6 {
		e.serials++
		if strings.ContainsAny(string(v), ".,") {
			e.broken++
		}
	}
}

// Counted gives the layout in which the column counts time, where all that it
// holds can be that; why says how that was told.
func (e *Evidence) Counted() (layout, why string) {
	if e.Filled == 0 {
		return "", ""
	}
	for i, u := range Units {
		if e.epochs[i] == e.Filled {
			names := [...]string{"seconds", "milliseconds", "microseconds", "nanoseconds"}
			return u.Layout, fmt.Sprintf("as %s since 1970 all of them lie between 1990 and 2100; in another unit none would", names[i])
		}
	}
	if e.serials == e.Filled && e.broken*2 >= e.Filled {
		return Excel1900, "days as spreadsheets count them, from 1900 with a 29 February 1900 that never was; a file from an old Excel for the Mac may count from 1904"
	}
	return "", ""
}

// distinct counts the members of a set.
func distinct(set [2]uint64) int { return bits.OnesCount64(set[0]) + bits.OnesCount64(set[1]) }
