package intake

import (
	"strings"
	"time"

	"probity/data/entry"
)

// Layouts of times that are counted, as Column.Layout names them.
const (
	epochSeconds = "epoch s"
	epochMillis  = "epoch ms"
	epochMicros  = "epoch µs"
)

// clock turns the text of a time column into instants. It is not safe for use
// by several goroutines.
type clock struct {
	parser timeParser
	epoch  int64 // units per second, 0 for written times
	zone   *time.Location

	// A stretch of UTC (seconds) in which the zone's offset is known not to
	// change, kept a day away from both ends.
	from, to, offset int64
}

func newClock(layout, order string, zone *time.Location) *clock {
	c := &clock{zone: zone, from: 1, to: 0}
	c.parser.monthFirst = order == "mdy"
	switch layout {
	case epochSeconds:
		c.epoch = 1
	case epochMillis:
		c.epoch = 1000
	case epochMicros:
		c.epoch = 1000000
	}
	return c
}

// instant reads the text of a time; entry.NoTime where it is none, or where
// neither the text nor the reading tells its zone.
func (c *clock) instant(text []byte) entry.Micros {
	if c.epoch != 0 {
		if v, ok := counted(text, c.epoch); ok {
			return v
		}
	}
	m, ok := c.parser.parse(text)
	if !ok {
		return entry.NoTime
	}
	if m.zoned {
		return (m.seconds-m.offset)*1e6 + m.micros
	}
	if c.zone == nil {
		return entry.NoTime
	}
	return (m.seconds-c.at(m.seconds))*1e6 + m.micros
}

// at gives the zone's offset at a time on its own clock. Where the clock was
// turned back and showed the time twice, and where it was turned forward and
// never showed it, the offset before the change is taken.
func (c *clock) at(local int64) int64 {
	if u := local - c.offset; u >= c.from && u < c.to {
		return c.offset
	}
	u := local - 86400
	for range 4 {
		t := time.Unix(u, 0).In(c.zone)
		_, seconds := t.Zone()
		start, end := t.ZoneBounds()
		offset := int64(seconds)
		if end.IsZero() || local-offset < end.Unix() {
			c.remember(start, end, offset)
			return offset
		}
		next := end.In(c.zone)
		_, after := next.Zone()
		if local-int64(after) < end.Unix() { // in the gap
			return offset
		}
		u = end.Unix()
	}
	_, seconds := time.Unix(local, 0).In(c.zone).Zone()
	return int64(seconds)
}

func (c *clock) remember(start, end time.Time, offset int64) {
	const margin = 86400
	c.from, c.to, c.offset = -1<<62, 1<<62, offset
	if !start.IsZero() {
		c.from = start.Unix() + margin
	}
	if !end.IsZero() {
		c.to = end.Unix() - margin
	}
}

// counted reads a count of units since 1970-01-01T00:00:00Z, with or without a
// fraction.
func counted(text []byte, perSecond int64) (entry.Micros, bool) {
	var v int64
	i, negative := 0, false
	if len(text) > 0 && text[0] == '-' {
		negative, i = true, 1
	}
	from := i
	for i < len(text) && digit(text[i]) {
		if v > 1<<58 {
			return 0, false
		}
		v = v*10 + int64(text[i]-'0')
		i++
	}
	if i == from || i-from > 17 {
		return 0, false
	}
	unit := 1000000 / perSecond
	if v > (1<<62)/unit {
		return 0, false
	}
	v *= unit
	if i < len(text) {
		if text[i] != '.' || i+1 == len(text) {
			return 0, false
		}
		scale := unit / 10
		for i++; i < len(text); i++ {
			if !digit(text[i]) {
				return 0, false
			}
			v += int64(text[i]-'0') * scale
			scale /= 10
		}
	}
	if negative {
		v = -v
	}
	return v, true
}

// layoutOf shows how a time is written, as a Go reference layout.
func layoutOf(text string, monthFirst bool) string {
	p := timeParser{monthFirst: monthFirst, trace: true}
	if _, ok := p.parse([]byte(text)); !ok {
		return ""
	}
	var b strings.Builder
	last := 0
	for _, m := range p.marks {
		if m.from < last {
			continue
		}
		b.Write(p.b[last:m.from])
		b.WriteString(m.layout)
		last = m.to
	}
	b.Write(p.b[last:])
	return b.String()
}
