package when

import (
	"bytes"
	"time"

	"probity/data/entry"
)

// Note says what is particular about an instant that a Clock gave.
type Note uint8

// Notes. From Contradiction on the instant is entry.NoTime.
const (
	Plain         Note = iota
	Ambiguous          // the clock was turned back and showed this time twice; the first is given
	Skipped            // the clock was turned forward and never showed this time; it is read as if it had not been turned
	Contradiction      // exists only when day, month and year are read in another order
	Undecided          // can be read in two orders, and none was told
	Unzoned            // says no zone, and none was told
	Unread             // no time that exists
	Absent             // stands for no time
)

// Clock turns the texts of one column into instants. It is not safe for use by
// several goroutines.
type Clock struct {
	// Shift is how much later, in microseconds, the second of the two instants
	// lies that the last Ambiguous text can mean.
	Shift int64
	// Told counts texts that exist only in the clock's own order of day and
	// month.
	Told int64

	parser Parser
	epoch  int64 // units per second, 0 for written times
	serial bool
	from04 bool
	zone   *time.Location
	named  map[*time.Location]*Clock // of zones that texts name

	// A stretch of UTC (seconds) in which the zone's offset is known not to
	// change, kept a day away from both ends.
	from, to, offset int64
}

// NewClock makes a clock for times of a layout (Column.Layout; only counted
// ones matter) and order. zone is for texts that do not say theirs; nil: not
// known.
func NewClock(layout string, order Order, zone *time.Location) *Clock {
	c := &Clock{zone: zone, from: 1, to: 0}
	c.parser.Order = order
	for _, u := range Units {
		if u.Layout == layout {
			c.epoch = u.PerSecond
		}
	}
	c.serial = layout == Excel1900 || layout == Excel1904
	c.from04 = layout == Excel1904
	return c
}

// Instant reads the text of a time.
func (c *Clock) Instant(text []byte) (entry.Micros, Note) {
	if c.epoch != 0 {
		if v, ok := Counted(text, c.epoch); ok && v != 0 {
			return v, Plain
		}
	} else if c.serial {
		if v, ok := Serial(text, c.from04); ok {
			return c.local(floor(v, 1e6), v-floor(v, 1e6)*1e6)
		}
	}
	if plain(text) {
		if seconds, ok := plainSeconds(text); ok {
			if len(text) == 20 {
				return seconds * 1e6, Plain
			}
			return c.local(seconds, 0)
		}
	}
	m, note := c.parse(text)
	switch {
	case note != Plain:
		return entry.NoTime, note
	case m.Zoned:
		return (m.Seconds-m.Offset)*1e6 + m.Micros, Plain
	case m.Zone != nil:
		return c.inZone(&m)
	}
	return c.local(m.Seconds, m.Micros)
}

// parse reads a text that is not counted; one that exists in one order only is
// read so where none was told.
func (c *Clock) parse(text []byte) (Moment, Note) {
	m, ok := c.parser.Parse(text)
	if !ok && m.Sep != 0 && c.parser.Order == Untold {
		m, ok = Either(text)
	}
	if !ok {
		return m, c.why(text, &m)
	}
	if m.Sep != 0 {
		return m, c.order(&m)
	}
	return m, Plain
}

// Both reads a day and a time of day from two texts.
func (c *Clock) Both(day, clock []byte) (entry.Micros, Note) {
	if c.serial {
		if d, ok := Serial(day, c.from04); ok {
			return c.withClock(Moment{Seconds: floor(d, 1e6)}, clock)
		}
	}
	m, note := c.parse(day)
	if note != Plain {
		return entry.NoTime, note
	}
	return c.withClock(m, clock)
}

func (c *Clock) withClock(m Moment, clock []byte) (entry.Micros, Note) {
	if Nothing(clock) && !zeroClock(clock) {
		clock = nil
	}
	if len(clock) > 0 {
		t, ok := c.parser.TimeOfDay(clock)
		if !ok {
			if t, ok = c.clockOf(clock); !ok {
				return entry.NoTime, Unread
			}
		}
		m.Seconds = m.Day()*86400 + t.Seconds
		m.Micros = t.Micros
		if t.Zoned {
			m.Zoned, m.Offset = true, t.Offset
		}
		if t.Zone != nil {
			m.Zone = t.Zone
		}
	}
	if m.Zoned {
		return (m.Seconds-m.Offset)*1e6 + m.Micros, Plain
	}
	if m.Zone != nil {
		return c.inZone(&m)
	}
	return c.local(m.Seconds, m.Micros)
}

// zeroClock reports midnight, which is not nothing.
func zeroClock(v []byte) bool { return bytes.IndexByte(v, ':') > 0 }

// clockOf takes the time of day of a whole time, as spreadsheets write one
// (30.12.1899 09:26, 0.39375).
func (c *Clock) clockOf(text []byte) (Moment, bool) {
	if len(text) > 1 && text[0] == '0' && (text[1] == '.' || text[1] == ',') {
		if v, ok := Serial(append([]byte{'1'}, text[1:]...), false); ok {
			v -= 86400e6 * floor(v, 86400e6)
			return Moment{Seconds: v / 1e6, Micros: v % 1e6}, true
		}
	}
	m, ok := c.parser.Parse(text)
	if !ok || !m.Clock {
		return m, false
	}
	m.Seconds -= m.Day() * 86400
	return m, true
}

// why tells why a text gives no instant.
func (c *Clock) why(text []byte, m *Moment) Note {
	if Nothing(text) {
		return Absent
	}
	if m.Sep == 0 || m.fits(c.parser.Order) {
		return Unread
	}
	for _, o := range [...]Order{DayFirst, MonthFirst, YearFirst} {
		if m.fits(o) {
			p := Parser{Order: o}
			if _, ok := p.Parse(text); ok {
				return Contradiction
			}
		}
	}
	return Unread
}

// order judges a date of three numbers that exists in the clock's order.
func (c *Clock) order(m *Moment) Note {
	order, other := c.parser.Order, MonthFirst
	if order == YearFirst && !m.Short {
		order = Untold
	}
	if order == MonthFirst || order == YearFirst {
		other = DayFirst
	}
	switch {
	case !m.fits(other) || order == Untold && !m.fits(DayFirst):
		c.Told++
	case order == Untold && m.Sep != '.' && (m.First != m.Second || m.Short):
		return Undecided
	}
	return Plain
}

// local puts a time on the clock's own zone.
func (c *Clock) local(seconds, micros int64) (entry.Micros, Note) {
	if c.zone == nil {
		return entry.NoTime, Unzoned
	}
	if u := seconds - c.offset; u >= c.from && u < c.to {
		return u*1e6 + micros, Plain
	}
	offset, note := c.at(seconds)
	return (seconds-offset)*1e6 + micros, note
}

// at gives the zone's offset at a time on its own clock. Where the clock was
// turned back and showed the time twice, and where it was turned forward and
// never showed it, it is the offset before the change.
func (c *Clock) at(local int64) (int64, Note) {
	u := local - 86400
	for range 4 {
		t := time.Unix(u, 0).In(c.zone)
		_, seconds := t.Zone()
		start, end := t.ZoneBounds()
		offset := int64(seconds)
		if end.IsZero() {
			c.remember(start, end, offset)
			return offset, Plain
		}
		_, seconds = end.In(c.zone).Zone()
		after := int64(seconds)
		now, then := local-offset < end.Unix(), local-after >= end.Unix()
		switch {
		case now && then:
			c.Shift = (offset - after) * 1e6
			return offset, Ambiguous
		case now:
			c.remember(start, end, offset)
			return offset, Plain
		case !then:
			return offset, Skipped
		}
		u = end.Unix()
	}
	_, seconds := time.Unix(local, 0).In(c.zone).Zone()
	return int64(seconds), Plain
}

func (c *Clock) remember(start, end time.Time, offset int64) {
	const margin = 86400
	c.from, c.to, c.offset = -1<<62, 1<<62, offset
	if !start.IsZero() {
		c.from = start.Unix() + margin
	}
	if !end.IsZero() {
		c.to = end.Unix() - margin
	}
}
