package when

import "strings"

// Layout shows how a time is written, as a Go reference layout; words between
// its parts stay as they are. It is empty for what is no time.
func Layout(text string, order Order) string {
	p := Parser{Order: order, trace: true}
	if _, ok := p.Parse([]byte(text)); !ok {
		return ""
	}
	return p.layout()
}

// ClockLayout does so for a time of day alone.
func ClockLayout(text string) string {
	p := Parser{trace: true}
	if _, ok := p.TimeOfDay([]byte(text)); !ok {
		return ""
	}
	return p.layout()
}

func (p *Parser) layout() string {
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

// Either reads a time in whichever order it exists.
func Either(v []byte) (m Moment, ok bool) {
	var p Parser
	if m, ok = p.Parse(v); ok || m.Sep == 0 {
		return m, ok
	}
	for _, o := range [...]Order{MonthFirst, YearFirst} {
		if m.fits(o) {
			p.Order = o
			return p.Parse(v)
		}
	}
	return m, false
}
