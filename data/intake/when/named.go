package when

import (
	"time"

	"probity/data/zones"
)

// zoneNames remembers the names of zones that were met last; a nil zone is none
// that the tz database has.
type zoneNames struct {
	names [4]string
	zones [4]*time.Location
	next  int
}

func (z *zoneNames) load(b []byte) *time.Location {
	for i, n := range z.names {
		if n != "" && n == string(b) {
			return z.zones[i]
		}
	}
	l, err := zones.Load(string(b))
	if err != nil {
		l = nil
	}
	z.names[z.next], z.zones[z.next] = string(b), l
	z.next = (z.next + 1) % len(z.names)
	return l
}

// zoneName reads a zone of the tz database by its name (Europe/Berlin), alone
// or in parentheses or brackets. Where there is none it reads nothing.
func (p *Parser) zoneName(m *Moment) bool {
	i := p.i
	closing := byte(0)
	switch p.peek(0) {
	case '(':
		closing = ')'
	case '[':
		closing = ']'
	}
	if closing != 0 {
		i++
	}
	from, slash := i, false
	for i < len(p.b) {
		c := p.b[i]
		if slash = slash || c == '/' && i > from; !letter(c) && c != '/' && c != '_' && !(slash && (c == '-' || c == '+' || digit(c))) {
			break
		}
		i++
	}
	if !slash || closing != 0 && (i == len(p.b) || p.b[i] != closing) {
		return false
	}
	zone := p.names.load(p.b[from:i])
	if zone == nil {
		return false
	}
	if closing != 0 {
		i++
	}
	m.Zone = zone
	at := p.i
	p.i = i
	p.note(at, "MST")
	return true
}

// inZone puts a time on the clock of the zone that its text names.
func (c *Clock) inZone(m *Moment) (micros int64, note Note) {
	of := c.named[m.Zone]
	if of == nil {
		if c.named == nil || len(c.named) > 64 {
			c.named = map[*time.Location]*Clock{}
		}
		of = NewClock("", Untold, m.Zone)
		c.named[m.Zone] = of
	}
	micros, note = of.local(m.Seconds, m.Micros)
	c.Shift = of.Shift
	return micros, note
}
