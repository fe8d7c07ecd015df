package intake

import "bytes"

// clock reads 15:04[:05[.999999]] [AM|PM].
func (p *timeParser) clock(m *moment) bool {
	from := p.i
	h, n := p.number(2)
	if n == 0 || p.peek(0) != ':' {
		return false
	}
	hour := mark{from, p.i, pad("15", 0)}
	if n == 1 {
		hour.layout = "15"
	}
	p.i++
	from = p.i
	mi, n2 := p.number(2)
	if n2 != 2 || mi > 59 {
		return false
	}
	at := len(p.marks)
	if p.trace {
		p.marks = append(p.marks, hour)
	}
	p.note(from, "04")
	s := 0
	if p.peek(0) == ':' {
		p.i++
		from = p.i
		if s, n2 = p.number(2); n2 != 2 || s > 60 {
			return false
		}
		p.note(from, "05")
		if c := p.peek(0); (c == '.' || c == ',') && digit(p.peek(1)) {
			from = p.i
			p.i++
			scale := int64(100000)
			for digit(p.peek(0)) {
				m.micros += int64(p.b[p.i]-'0') * scale
				scale /= 10
				p.i++
			}
			if p.trace {
				p.note(from, string(p.b[from])+"000000000"[:min(9, p.i-from-1)])
			}
		}
	}
	k := p.i
	p.blanks(" \u00a0")
	if half := p.half(); half >= 0 {
		if h < 1 || h > 12 {
			return false
		}
		if p.trace {
			p.marks[at].layout = pad("3", n)
		}
		h = h%12 + half
	} else {
		p.i = k
	}
	if h > 23 {
		return false
	}
	m.seconds += int64(h*3600 + mi*60 + s)
	m.clock = true
	return true
}

// half reads AM (0) or PM (12); -1 where there is neither.
func (p *timeParser) half() int {
	rest := p.b[p.i:]
	if len(rest) > 0 && rest[0] == 0xE2 { // U+202F, as newer Intl libraries write
		if bytes.HasPrefix(rest, []byte("\u202f")) {
			p.i += 3
			rest = p.b[p.i:]
		}
	}
	for _, w := range []string{"am", "pm", "a.m.", "p.m."} {
		if len(rest) >= len(w) && bytes.EqualFold(rest[:len(w)], []byte(w)) && (len(rest) == len(w) || !letter(rest[len(w)])) {
			from := p.i
			p.i += len(w)
			p.note(from, "PM")
			if w[0] == 'p' {
				return 12
			}
			return 0
		}
	}
	return -1
}

// zone reads Z, UTC, GMT, ±15, ±1504, ±15:04, and a name in parentheses or
// brackets behind it. Where there is none it reads nothing.
func (p *timeParser) zone(m *moment) {
	p.blanks(" ")
	from := p.i
	rest := p.b[p.i:]
	switch {
	case len(rest) > 0 && (rest[0] == 'Z' || rest[0] == 'z') && (len(rest) == 1 || !letter(rest[1])):
		p.i++
		m.zoned = true
	case len(rest) >= 3 && (bytes.EqualFold(rest[:3], []byte("UTC")) || bytes.EqualFold(rest[:3], []byte("GMT"))):
		p.i += 3
		m.zoned = true
	}
	if c := p.peek(0); (c == '+' || c == '-') && digit(p.peek(1)) {
		p.i++
		h, n := p.number(4)
		if n == 4 {
			h = h/100*3600 + h%100*60
		} else {
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
		m.offset = int64(h)
		if c == '-' {
			m.offset = -m.offset
		}
		m.zoned = true
	}
	if !m.zoned {
		return
	}
	p.note(from, "Z07:00")
	k := p.i
	p.blanks(" ")
	if rest := p.b[p.i:]; bytes.EqualFold(rest, []byte("UTC")) || len(rest) > 2 && (rest[0] == '(' || rest[0] == '[') {
		p.i = len(p.b)
	} else {
		p.i = k
	}
}
