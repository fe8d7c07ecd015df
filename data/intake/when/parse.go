package when

import "bytes"

// maxText is the longest text that can be a time, in bytes.
const maxText = 96

// mark is a part of a written time, for showing its layout.
type mark struct {
	from, to int
	layout   string
}

// Parser reads the common spellings of a date with or without a time of day.
// The zero value reads dates with points day first, and others too.
type Parser struct {
	Order Order

	marks []mark // filled while trace is set
	trace bool
	names zoneNames
	b     []byte
	i     int
}

func (p *Parser) note(from int, layout string) {
	if p.trace {
		p.marks = append(p.marks, mark{from, p.i, layout})
	}
}

// Parse reads b; ok is false where it is not a time that exists. Sep of the
// moment is set also where the date does not exist in the parser's order.
func (p *Parser) Parse(b []byte) (m Moment, ok bool) {
	if !p.trace && plain(b) {
		if m, ok = readPlain(b); ok {
			return m, true
		}
	}
	p.b, p.i = bytes.TrimSpace(b), 0
	p.marks = p.marks[:0]
	if n := len(p.b); n > 2 && p.b[0] == '\'' { // put there so that a spreadsheet takes it for text
		p.b = bytes.TrimSuffix(p.b[1:], []byte("'"))
	} else if n > 2 && (p.b[0] == '[' && p.b[n-1] == ']' || p.b[0] == '"' && p.b[n-1] == '"') {
		p.b = p.b[1 : n-1]
	}
	if len(p.b) < 6 || len(p.b) > maxText {
		return m, false
	}
	c := p.b[0]
	switch {
	case digit(c):
		if p.clockAhead() {
			return m, p.clockFirst(&m)
		}
		return m, p.numericDate(&m) && p.afterDate(&m)
	case wordly(c):
		return p.wordFirst()
	case c == '/':
		return m, p.jsonDate(&m)
	case c == '@':
		return m, p.atDate(&m)
	}
	return m, false
}

// plain reports 2006-01-02 15:04:05 or 2006-01-02T15:04:05 with nothing or a Z
// behind it.
func plain(b []byte) bool {
	return (len(b) == 19 || len(b) == 20 && b[19] == 'Z') &&
		b[4] == '-' && b[7] == '-' && (b[10] == ' ' || b[10] == 'T') && b[13] == ':' && b[16] == ':'
}

func readPlain(b []byte) (m Moment, ok bool) {
	m.Seconds, ok = plainSeconds(b)
	m.Clock, m.Zoned = ok, len(b) == 20
	return m, ok
}

// plainSeconds counts from 1970-01-01T00:00:00 on the clock that was read.
func plainSeconds(b []byte) (seconds int64, ok bool) {
	_ = b[18]
	y1, y2, mo, d := two(b, 0), two(b, 2), two(b, 5), two(b, 8)
	h, mi, s := two(b, 11), two(b, 14), two(b, 17)
	if y1 < 0 || y2 < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60 || !exists(y1*100+y2, mo, d) {
		return 0, false
	}
	return days(y1*100+y2, mo, d)*86400 + int64(h*3600+mi*60+s), true
}

func two(b []byte, i int) int {
	x, y := b[i]-'0', b[i+1]-'0'
	if x > 9 || y > 9 {
		return -1
	}
	return int(x)*10 + int(y)
}

// wordFirst reads a time that begins with a weekday or a month.
func (p *Parser) wordFirst() (m Moment, ok bool) {
	p.articles()
	if digit(p.peek(0)) {
		return m, !p.clockAhead() && p.numericDate(&m) && p.afterDate(&m)
	}
	start := p.i
	if day, ok := p.weekday(); ok {
		p.fillers()
		if digit(p.peek(0)) {
			if p.numericDate(&m) && p.afterDate(&m) {
				m.Weekday = day
				return m, true
			}
		} else if p.monthFirst(&m) {
			m.Weekday = day
			return m, true
		}
		p.i, p.marks = start, p.marks[:0]
	}
	// "mar" is a Tuesday and March, and "at 17:36" begins with a filler.
	n := Moment{}
	if p.monthFirst(&n) {
		return n, true
	}
	if m.Sep != 0 {
		return m, false
	}
	return n, false
}

// monthFirst reads January 2, 2006 and Jan 2 15:04:05 2006.
func (p *Parser) monthFirst(m *Moment) bool {
	month := p.month()
	if month == 0 {
		return false
	}
	p.blanks(" .-/")
	day := p.day()
	if day == 0 {
		return false
	}
	p.ordinal()
	p.blanks(" ,-/.")
	if p.clockAhead() { // Mon Jan 2 15:04:05 MST 2006
		if !p.clock(m) {
			return false
		}
		p.zone(m)
		p.blanks(" ")
		year := p.year()
		if year < 0 || !m.date(year, month, day) {
			return false
		}
		if p.i < len(p.b) && !m.Zoned && m.Zone == nil && m.Abbr == "" {
			p.zone(m)
		}
		return p.end()
	}
	p.fillers()
	year := p.year()
	return year >= 0 && m.date(year, month, day) && p.afterDate(m)
}

// clockFirst reads 15:04 2.1.2006.
func (p *Parser) clockFirst(m *Moment) bool {
	if !p.clock(m) {
		return false
	}
	p.zone(m)
	p.fillers()
	if digit(p.peek(0)) {
		return p.numericDate(m) && p.end()
	}
	if day, ok := p.weekday(); ok {
		p.fillers()
		m.Weekday = day
		return digit(p.peek(0)) && p.numericDate(m) && p.end()
	}
	month := p.month()
	if month == 0 {
		return false
	}
	p.blanks(" .-/")
	day := p.day()
	p.blanks(" ,")
	year := p.year()
	return year >= 0 && m.date(year, month, day) && p.end()
}

// afterDate reads what may follow a date: nothing, a time of day, a zone.
func (p *Parser) afterDate(m *Moment) bool {
	if p.i == len(p.b) {
		return true
	}
	switch c := p.peek(0); {
	case (c == 'T' || c == 't' || c == '-' || c == '_' || c == '/' || c == ':') && digit(p.peek(1)):
		p.i++
	case c == 'Z' || c == 'z' || c == '+':
		p.zone(m)
		return m.Zoned && p.end()
	case c == ' ' && digit(p.peek(1)):
		p.i++
	case m.signs && digit(c):
	case c == ' ' || c == ',' || c == ';' || c == '.' || c >= 0x80 || letter(c):
		half := p.fillersAndHalf()
		if p.i == len(p.b) {
			return true
		}
		if !digit(p.peek(0)) {
			if day, ok := p.weekday(); ok {
				m.Weekday = day
				half = p.fillersAndHalf()
			}
		}
		if p.i == len(p.b) {
			return true
		}
		if !digit(p.peek(0)) {
			p.zone(m)
			return (m.Zoned || m.Zone != nil) && p.end()
		}
		if half >= 0 {
			return p.clockIn(m, half) && p.zoneToEnd(m)
		}
	default:
		return false
	}
	return p.clock(m) && p.zoneToEnd(m)
}

// fillersAndHalf passes over what says nothing, and reads a half of the day
// that stands before a time of day.
func (p *Parser) fillersAndHalf() int {
	p.blanks(" ,.-@;")
	if half := p.halfAhead(); half >= 0 {
		return half
	}
	p.fillers()
	return p.halfAhead()
}

// clockIn reads a time of day in a half of the day.
func (p *Parser) clockIn(m *Moment, half int) bool {
	var t Moment
	if !p.clock(&t) {
		return false
	}
	switch h := t.Seconds / 3600; {
	case h < 12:
		t.Seconds += int64(half) * 3600
	case h == 12 && half == 0:
		t.Seconds -= 12 * 3600
	case half == 0:
		return false
	}
	m.Seconds, m.Micros, m.Clock = m.Seconds+t.Seconds, t.Micros, true
	return true
}

func (p *Parser) zoneToEnd(m *Moment) bool {
	if p.i == len(p.b) {
		return true
	}
	p.zone(m)
	return p.end()
}

// end reports that nothing but blanks and words without meaning follow.
func (p *Parser) end() bool {
	if p.i < len(p.b) {
		p.fillers()
	}
	return p.i == len(p.b)
}

// jsonDate reads /Date(1727705800123)/ and /Date(1727705800123+0200)/, counts
// of milliseconds as Microsoft's older JSON serializers write them; the offset
// says nothing of the instant.
func (p *Parser) jsonDate(m *Moment) bool {
	if len(p.b) < 10 || !bytes.EqualFold(p.b[:6], []byte("/date(")) || !bytes.HasSuffix(p.b, []byte(")/")) {
		return false
	}
	v := p.b[6 : len(p.b)-2]
	for k := 1; k < len(v); k++ {
		if v[k] == '+' || v[k] == '-' {
			v = v[:k]
			break
		}
	}
	micros, ok := Counted(v, Millis)
	if !ok {
		return false
	}
	m.Seconds, m.Micros, m.Zoned, m.Clock = floor(micros, 1e6), micros-floor(micros, 1e6)*1e6, true, true
	p.i = len(p.b)
	p.note(0, MillisInJSON)
	return true
}

// atDate reads @1727705800 and @1727705800.5, seconds since 1970 as the program
// date takes them.
func (p *Parser) atDate(m *Moment) bool {
	micros, ok := Counted(p.b[1:], 1)
	if !ok || len(p.b) < 10 { // @name, @2026
		return false
	}
	m.Seconds, m.Micros, m.Zoned, m.Clock = floor(micros, 1e6), micros-floor(micros, 1e6)*1e6, true, true
	p.i = len(p.b)
	p.note(0, SecondsAt)
	return true
}

func floor(v, by int64) int64 {
	q := v / by
	if v%by < 0 {
		q--
	}
	return q
}

func (p *Parser) clockAhead() bool {
	return digit(p.peek(0)) && (p.peek(1) == ':' || digit(p.peek(1)) && p.peek(2) == ':')
}

func (p *Parser) number(most int) (value, digits int) {
	for digits < most && digit(p.peek(0)) {
		value = value*10 + int(p.b[p.i]-'0')
		p.i++
		digits++
	}
	return value, digits
}

// blanks passes over bytes of a set and over the narrow and the ordinary
// no-break space.
func (p *Parser) blanks(set string) {
	for p.i < len(p.b) {
		c := p.b[p.i]
		switch {
		case c >= 0x80:
			n := wideBlank(p.b[p.i:])
			if n == 0 {
				return
			}
			p.i += n
			continue
		default:
			found := false
			for k := 0; k < len(set); k++ {
				found = found || set[k] == c
			}
			if !found {
				return
			}
		}
		p.i++
	}
}

// wideBlank gives the length of a blank beyond ASCII (U+00A0, U+2009, U+202F,
// and marks of writing direction), 0 for none.
func wideBlank(b []byte) int {
	switch {
	case len(b) >= 2 && b[0] == 0xC2 && b[1] == 0xA0:
		return 2
	case len(b) >= 3 && b[0] == 0xE2 && b[1] == 0x80 && (b[2] == 0xAF || b[2] == 0x89 || b[2] == 0x8E || b[2] == 0x8F):
		return 3
	}
	return 0
}

func (p *Parser) peek(k int) byte {
	if p.i+k < len(p.b) {
		return p.b[p.i+k]
	}
	return 0
}
