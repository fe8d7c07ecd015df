package when

import "bytes"

// clock reads a time of day: 15:04, 15:04:05.999999, 3:04 p.m., 15h04,
// 05.36.40.123456 PM, 150405, 1504. 24:00 is the end of the day (ISO 8601).
func (p *Parser) clock(m *Moment) bool {
	from := p.i
	n := 0
	for digit(p.peek(n)) {
		n++
	}
	if n >= 4 {
		return p.compactClock(m, n)
	}
	h, _ := p.number(2)
	if n == 0 || n > 2 {
		return false
	}
	hour := mark{from, p.i, "15"}
	sep := p.peek(0)
	switch {
	case sep == ':', sep == '-' && p.peek(3) == '-':
	case sep == '.' && digit(p.peek(1)) && digit(p.peek(2)):
	case (sep|0x20 == 'h' || sep == 'u') && !wordly(p.peek(1)), sep == ' ' && p.peek(1) == 'h' && !wordly(p.peek(2)):
		return p.frenchClock(m, h, hour)
	case sep >= 0x80 && p.eastClock(m, h, hour):
		return true
	case sep == ' ' || sep|0x20 == 'a' || sep|0x20 == 'p' || sep >= 0x80:
		return p.bareHour(m, h, hour)
	default:
		return false
	}
	p.i++
	from = p.i
	mi, n2 := p.number(2)
	if n2 == 0 || n2 == 1 && p.peek(0) != ':' || mi > 59 {
		return false
	}
	at := len(p.marks)
	if p.trace {
		p.marks = append(p.marks, hour)
	}
	p.note(from, "04")
	s := 0
	if p.peek(0) == sep && digit(p.peek(1)) {
		p.i++
		from = p.i
		if s, n2 = p.number(2); n2 == 0 || s > 60 {
			return false
		}
		p.note(from, "05")
		p.fraction(m)
	}
	if p.i < len(p.b) {
		k := p.i
		p.blanks(" ")
		if half := p.half(); half >= 0 {
			if p.trace {
				p.marks[at].layout = pad("3", hour.to-hour.from)
			}
			if h > 12 && half == 0 {
				return false
			}
			if h <= 12 {
				h = h%12 + half
			}
		} else {
			p.i = k
		}
	}
	return m.add(h, mi, s)
}

func (m *Moment) add(h, mi, s int) bool {
	if h > 23 && (h > 24 || mi > 0 || s > 0) {
		return false
	}
	m.Seconds += int64(h*3600 + mi*60 + s)
	m.Clock = true
	return true
}

// fraction reads .999999, ,999999 or :999 of a second. What is finer than a
// microsecond is passed over.
func (p *Parser) fraction(m *Moment) {
	if c := p.peek(0); (c != '.' && c != ',' && c != ':') || !digit(p.peek(1)) {
		return
	}
	from := p.i
	p.i++
	scale := int64(100000)
	for digit(p.peek(0)) {
		m.Micros += int64(p.b[p.i]-'0') * scale
		scale /= 10
		p.i++
	}
	if p.trace {
		p.note(from, string(p.b[from])+"000000000"[:min(9, p.i-from-1)])
	}
}

// compactClock reads 1504, 150405 and 150405000 with a fraction.
func (p *Parser) compactClock(m *Moment, n int) bool {
	from := p.i
	if n != 4 && n != 6 && n != 9 {
		return false
	}
	b := p.b[p.i:]
	h, mi, s := two(b, 0), two(b, 2), 0
	p.i += 4
	layout := "1504"
	if n > 4 {
		s, layout = two(b, 4), "150405"
		p.i += 2
	}
	p.note(from, layout)
	if n == 9 {
		p.i += 3
		p.note(p.i-3, "000")
		p.i -= 3
		m.Micros = int64(two(b, 6)*10+int(b[8]-'0')) * 1000
		p.i += 3
	} else if n == 6 {
		p.fraction(m)
	}
	return mi < 60 && s <= 60 && m.add(h, mi, s)
}

// frenchClock reads the rest of 15h04, 15 h 04, 15h04m05s or 15h.
func (p *Parser) frenchClock(m *Moment, h int, hour mark) bool {
	p.blanks(" ")
	p.i++
	p.blanks(" ")
	if p.trace {
		p.marks = append(p.marks, hour)
	}
	from := p.i
	mi, n := p.number(2)
	if n == 2 {
		p.note(from, "04")
	} else if n != 0 {
		return false
	}
	s := 0
	k := p.i
	if p.blanks(" "); n == 2 && p.peek(0) == 'm' {
		p.i++
		if p.peek(0) == 'i' && p.peek(1) == 'n' {
			p.i += 2
		}
		if wordly(p.peek(0)) {
			return false
		}
		p.blanks(" ")
		from = p.i
		if s, n = p.number(2); n > 0 {
			p.note(from, "05")
			k = p.i
			if p.blanks(" "); p.peek(0) != 's' {
				p.i = k
			} else if p.i++; wordly(p.peek(0)) {
				return false
			}
		}
	} else {
		p.i = k
	}
	return mi < 60 && s < 60 && m.add(h, mi, s)
}

// bareHour reads the rest of 3 PM.
func (p *Parser) bareHour(m *Moment, h int, hour mark) bool {
	p.blanks(" ")
	hour.layout = pad("3", hour.to-hour.from)
	if p.trace {
		p.marks = append(p.marks, hour)
	}
	half := p.half()
	if half < 0 && len(p.b)-p.i >= 3 && bytes.EqualFold(p.b[p.i:p.i+3], []byte("Uhr")) && !wordly(p.peek(3)) { // 9 Uhr
		if hour.layout = "15"; p.trace {
			p.marks[len(p.marks)-1] = hour
		}
		p.i += 3
		return m.add(h, 0, 0)
	}
	return half >= 0 && h > 0 && h <= 12 && m.add(h%12+half, 0, 0)
}

// half reads AM (0) or PM (12) in any case, with points and blanks; -1 where
// there is neither.
func (p *Parser) half() int {
	a := p.peek(0) | 0x20
	if a != 'a' && a != 'p' {
		return -1
	}
	from := p.i
	p.i++
	dotted := p.peek(0) == '.'
	if dotted {
		p.i++
		p.blanks(" ")
	}
	if p.peek(0)|0x20 != 'm' || wordly(p.peek(1)) {
		p.i = from
		return -1
	}
	p.i++
	if dotted && p.peek(0) == '.' {
		p.i++
	}
	p.note(from, "PM")
	if a == 'p' {
		return 12
	}
	return 0
}

// zone reads Z, UTC, GMT, ±15, ±1504, ±15:04, an abbreviation, and a name in
// parentheses or brackets behind it. Where there is none it reads nothing.
func (p *Parser) zone(m *Moment) {
	p.blanks(" ")
	from := p.i
	if p.zoneName(m) {
		return
	}
	if rest := p.b[p.i:]; len(rest) > 2 && rest[0] == '(' && rest[len(rest)-1] == ')' {
		q := Parser{b: rest[1 : len(rest)-1]}
		if q.zone(m); q.i == len(q.b) && (m.Zoned || m.Abbr != "") {
			p.i = len(p.b)
			p.note(from, "(Z07:00)")
		}
		return
	}
	if letter(p.peek(0)) {
		n := 1
		for letter(p.peek(n)) {
			n++
		}
		offset, name := Abbreviation(p.b[p.i : p.i+n])
		switch {
		case name == "":
			return
		case offset == noOffset:
			m.Abbr = name
		default:
			m.Offset, m.Zoned = offset, true
		}
		p.i += n
	}
	if c := p.peek(0); (c == '+' || c == '-') && digit(p.peek(1)) || c == 0xE2 && bytes.HasPrefix(p.b[p.i:], []byte("−")) && digit(p.peek(3)) {
		if p.i++; c == 0xE2 {
			p.i += 2
		}
		h, n := p.number(4)
		switch {
		case n == 4:
			h = h/100*3600 + h%100*60
		case n > 2:
			p.i = from
			return
		default:
			h *= 3600
			if p.peek(0) == ':' && digit(p.peek(1)) {
				p.i++
				mi, _ := p.number(2)
				h += mi * 60
			}
		}
		if h > 18*3600 {
			p.i = from
			return
		}
		m.Offset = int64(h)
		if c != '+' {
			m.Offset = -m.Offset
		}
		m.Zoned = true
	}
	if !m.Zoned {
		if m.Abbr != "" {
			p.note(from, "MST")
		}
		return
	}
	p.note(from, "Z07:00")
	if p.i == len(p.b) {
		return
	}
	k := p.i
	p.blanks(" ")
	if rest := p.b[p.i:]; bytes.EqualFold(rest, []byte("UTC")) || len(rest) > 2 && (rest[0] == '(' || rest[0] == '[') {
		p.i = len(p.b)
	} else {
		p.i = k
	}
}

// TimeOfDay reads a text that is a time of day alone; micros counts from
// midnight. Where the text says so, offset is where on earth.
func (p *Parser) TimeOfDay(b []byte) (m Moment, ok bool) {
	p.b, p.i = bytes.TrimSpace(b), 0
	p.marks = p.marks[:0]
	if len(p.b) < 4 || len(p.b) > 40 || !digit(p.b[0]) {
		return m, false
	}
	if !p.clock(&m) {
		return m, false
	}
	if p.i < len(p.b) {
		p.zone(&m)
	}
	return m, p.end()
}
