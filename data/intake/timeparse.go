package intake

import "bytes"

// moment is a time as it was written, before a zone is applied.
type moment struct {
	seconds int64 // since 1970-01-01T00:00:00 on the clock that was read
	micros  int64
	offset  int64 // seconds east of UTC, when zoned
	zoned   bool
	clock   bool // has a time of day

	// What the order of a numeric date can be told from: the two numbers that
	// are not a year of four digits, and the separator between them.
	first, second int
	sep           byte // 0: the order is plain
}

// mark is a part of a written time, for showing its layout.
type mark struct {
	from, to int
	layout   string
}

// timeParser reads the common spellings of a date with or without a time of
// day, in English.
type timeParser struct {
	monthFirst bool
	marks      []mark // filled while trace is set
	trace      bool
	b          []byte
	i          int
}

func (p *timeParser) note(from int, layout string) {
	if p.trace {
		p.marks = append(p.marks, mark{from, p.i, layout})
	}
}

// parse reads b; ok is false where it is not a time that exists.
func (p *timeParser) parse(b []byte) (m moment, ok bool) {
	if !p.trace && plain(b) {
		return p.plain(b)
	}
	p.b, p.i = bytes.TrimSpace(b), 0
	p.marks = p.marks[:0]
	if len(p.b) < 6 || len(p.b) > 64 {
		return m, false
	}
	year, month, day := 0, 0, 0
	if letter(p.peek(0)) {
		if !p.weekday() && !letter(p.peek(0)) {
			return m, false
		}
	}
	switch {
	case letter(p.peek(0)):
		if month = p.month(); month == 0 {
			return m, false
		}
		p.blanks(" .-/")
		if day = p.day(); day == 0 {
			return m, false
		}
		p.blanks(" ,-/")
		if p.clockAhead() { // Mon Jan 2 15:04:05 2006
			if !p.clock(&m) {
				return m, false
			}
			p.zone(&m)
			p.blanks(" ")
			if year = p.year(); year < 0 || p.i != len(p.b) {
				return m, false
			}
			return m, m.date(year, month, day)
		}
		if year = p.year(); year < 0 {
			return m, false
		}
	default:
		if !p.numericDate(&m, &year, &month, &day) {
			return m, false
		}
	}
	if !m.date(year, month, day) {
		return m, false
	}
	if p.i == len(p.b) {
		return m, true
	}
	switch c := p.peek(0); {
	case c == 'T' || c == 't' || c == '-' || c == '_' || c == '/' || c == ':':
		p.i++
	case c == ' ' || c == ',':
		p.blanks(" ,-")
		for _, w := range []string{"at ", "um ", "@ ", "- "} {
			if bytes.HasPrefix(p.b[p.i:], []byte(w)) {
				p.i += len(w)
			}
		}
		if p.i == len(p.b) {
			return m, false
		}
		if !digit(p.peek(0)) {
			p.zone(&m)
			return m, m.zoned && p.i == len(p.b)
		}
	case c == 'Z' || c == 'z' || c == '+':
		p.zone(&m)
		return m, m.zoned && p.i == len(p.b)
	default:
		return m, false
	}
	if !p.clock(&m) {
		return m, false
	}
	p.zone(&m)
	return m, p.i == len(p.b)
}

// plain reports 2006-01-02 15:04:05 or 2006-01-02T15:04:05 with nothing or a Z
// behind it.
func plain(b []byte) bool {
	return (len(b) == 19 || len(b) == 20 && b[19] == 'Z') &&
		b[4] == '-' && b[7] == '-' && (b[10] == ' ' || b[10] == 'T') && b[13] == ':' && b[16] == ':'
}

func (p *timeParser) plain(b []byte) (m moment, ok bool) {
	y1, y2, mo, d := two(b, 0), two(b, 2), two(b, 5), two(b, 8)
	h, mi, s := two(b, 11), two(b, 14), two(b, 17)
	if y1 < 0 || y2 < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60 || !m.date(y1*100+y2, mo, d) {
		return m, false
	}
	m.seconds += int64(h*3600 + mi*60 + s)
	m.clock = true
	m.zoned = len(b) == 20
	return m, true
}

func two(b []byte, i int) int {
	x, y := b[i]-'0', b[i+1]-'0'
	if x > 9 || y > 9 {
		return -1
	}
	return int(x)*10 + int(y)
}

// numericDate reads a date that begins with a digit.
func (p *timeParser) numericDate(m *moment, year, month, day *int) bool {
	from := p.i
	a, n := p.number(8)
	switch n {
	case 8: // 20060102
		*year, *month, *day = a/10000, a/100%100, a%100
		p.note(from, "20060102")
		return true
	case 4:
		p.note(from, "2006")
		sep := p.peek(0)
		if sep != '-' && sep != '/' && sep != '.' && sep != ' ' {
			return false
		}
		p.i++
		*year = a
		if letter(p.peek(0)) {
			*month = p.month()
		} else {
			from = p.i
			*month, n = p.number(2)
			if n == 0 {
				return false
			}
			p.note(from, pad("1", n))
		}
		if p.peek(0) != sep {
			return false
		}
		p.i++
		*day = p.day()
		return *day != 0
	case 1, 2:
	default:
		return false
	}
	for _, s := range []string{"st", "nd", "rd", "th"} {
		if bytes.HasPrefix(p.b[p.i:], []byte(s)) {
			p.i += 2
		}
	}
	k := p.i
	p.blanks(" .-/,")
	if letter(p.peek(0)) { // 2 Jan 2006
		end := p.i
		p.i = from + n
		p.note(from, pad("2", n))
		p.i = end
		if *month = p.month(); *month == 0 {
			return false
		}
		*day = a
		p.blanks(" .-/,")
		*year = p.year()
		return *year >= 0
	}
	p.i = k
	sep := p.peek(0)
	if sep != '/' && sep != '.' && sep != '-' && sep != ' ' {
		return false
	}
	first := mark{from, p.i, ""}
	p.i++
	if sep == '.' && p.peek(0) == ' ' {
		p.i++
	}
	from2 := p.i
	b, n2 := p.number(2)
	if n2 == 0 || p.peek(0) != sep {
		return false
	}
	second := mark{from2, p.i, ""}
	p.i++
	if sep == '.' && p.peek(0) == ' ' {
		p.i++
	}
	m.first, m.second, m.sep = a, b, sep
	monthFirst := p.monthFirst && sep != '.'
	if monthFirst {
		*month, *day = a, b
		first.layout, second.layout = pad("1", n), pad("2", n2)
	} else {
		*day, *month = a, b
		first.layout, second.layout = pad("2", n), pad("1", n2)
	}
	if p.trace {
		p.marks = append(p.marks, first, second)
	}
	*year = p.year()
	return *year >= 0
}

func pad(layout string, digits int) string {
	if digits == 2 {
		return "0" + layout
	}
	return layout
}

func (p *timeParser) clockAhead() bool {
	return digit(p.peek(0)) && (p.peek(1) == ':' || digit(p.peek(1)) && p.peek(2) == ':')
}

func (p *timeParser) day() int {
	from := p.i
	d, n := p.number(2)
	if n == 0 {
		return 0
	}
	p.note(from, pad("2", n))
	return d
}

// year reads a year of four or two digits (70–99: the 20th century); -1 where
// there is none.
func (p *timeParser) year() int {
	from := p.i
	y, n := p.number(4)
	switch {
	case n == 4:
		p.note(from, "2006")
	case n == 2:
		p.note(from, "06")
		if y >= 70 {
			y += 1900
		} else {
			y += 2000
		}
	default:
		return -1
	}
	return y
}

func (p *timeParser) number(most int) (value, digits int) {
	for digits < most && digit(p.peek(0)) {
		value = value*10 + int(p.b[p.i]-'0')
		p.i++
		digits++
	}
	return value, digits
}

func (p *timeParser) blanks(set string) {
	for p.i < len(p.b) && bytes.IndexByte([]byte(set), p.b[p.i]) >= 0 {
		p.i++
	}
}

func (p *timeParser) peek(k int) byte {
	if p.i+k < len(p.b) {
		return p.b[p.i+k]
	}
	return 0
}

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// word takes the letters ahead when they are one of names or at least three
// letters of its beginning; it gives the 1-based index, 0 for none.
func (p *timeParser) word(names []string, short, long string) int {
	n := 0
	for letter(p.peek(n)) {
		n++
	}
	if n < 3 || n > 9 {
		return 0
	}
	w := p.b[p.i : p.i+n]
	for k, name := range names {
		if n <= len(name) && bytes.EqualFold(w, []byte(name[:n])) {
			from := p.i
			p.i += n
			if n == 3 {
				p.note(from, short)
			} else {
				p.note(from, long)
			}
			return k + 1
		}
	}
	return 0
}

func (p *timeParser) month() int { return p.word(months, "Jan", "January") }

func (p *timeParser) weekday() bool {
	if p.word(weekdays, "Mon", "Monday") == 0 {
		return false
	}
	p.blanks(" .,")
	return true
}

func digit(c byte) bool  { return c-'0' <= 9 }
func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

var daysIn = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// date adds a day of the proleptic Gregorian calendar; it reports whether the
// day exists. The count of days follows Howard Hinnant, "chrono-Compatible
// Low-Level Date Algorithms", days_from_civil.
func (m *moment) date(year, month, day int) bool {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn[month] {
		if !(month == 2 && day == 29 && year > 0 && year%4 == 0 && (year%100 != 0 || year%400 == 0)) {
			return false
		}
	}
	y := year
	if month <= 2 {
		y--
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*((month+9)%12)+2)/5 + day - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	m.seconds += int64(era*146097+doe-719468) * 86400
	return true
}
