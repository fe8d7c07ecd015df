package when

// numericDate reads a date that begins with a digit.
func (p *Parser) numericDate(m *Moment) bool {
	from := p.i
	n := 0
	for digit(p.peek(n)) {
		n++
	}
	switch n {
	case 1, 2:
		return p.shortFirst(m, n)
	case 4:
		return p.yearFirst(m)
	case 8, 12, 14, 17: // 20060102, with 1504, 05, 000 behind it
		b := p.b[from:]
		y1, y2, mo, d := two(b, 0), two(b, 2), two(b, 4), two(b, 6)
		if y1 < 0 || !m.date(y1*100+y2, mo, d) {
			return false
		}
		p.i += 8
		p.note(from, "20060102")
		return n == 8 || p.clock(m)
	}
	return false
}

// yearFirst reads 2006-01-02, 2006. január 2., 2006/Jan/02.
func (p *Parser) yearFirst(m *Moment) bool {
	from := p.i
	year, _ := p.number(4)
	p.note(from, "2006")
	if p.peek(0) >= 0x80 && p.sign(yearSigns) {
		return p.eastDate(m, year)
	}
	sep := p.peek(0)
	if sep != '-' && sep != '/' && sep != '.' && sep != ' ' {
		return false
	}
	if sep == '-' && p.peek(1) == 'W' {
		return p.weekDate(m, year)
	}
	p.i++
	if sep == '.' {
		p.blanks(" ")
	}
	month := 0
	if digit(p.peek(0)) {
		from = p.i
		k := 0
		if month, k = p.number(2); p.peek(0) != sep {
			return false
		}
		p.note(from, pad("1", k))
		p.i++
		if sep == '.' {
			p.blanks(" ")
		}
	} else {
		if month = p.month(); month == 0 {
			return false
		}
		p.blanks(" .-/")
	}
	day := p.day()
	if sep == '.' && p.peek(0) == '.' {
		p.i++
	}
	return m.date(year, month, day)
}

// weekDate reads the rest of 2006-W01-2 (ISO 8601): the week that has the
// year's first Thursday is W01, and 1 is Monday.
func (p *Parser) weekDate(m *Moment, year int) bool {
	if b := p.b[p.i:]; len(b) < 6 || b[4] != '-' {
		return false
	}
	week, day := two(p.b, p.i+2), int(p.b[p.i+5]-'0')
	if p.i += 6; week < 1 || week > 53 || day < 1 || day > 7 || digit(p.peek(0)) || !exists(year, 1, 4) {
		return false
	}
	fourth := days(year, 1, 4)
	monday := fourth - ((fourth+3)%7+7)%7 // 1970-01-01 was a Thursday
	d := monday + int64(7*(week-1)+day-1)
	if week == 53 && monday+7*52 > days(year, 12, 28) { // that day is in the year's last week
		return false
	}
	m.Seconds += d * 86400
	return m.Seconds >= firstMicros/1000000 && m.Seconds <= lastMicros/1000000
}

// shortFirst reads a date that begins with one or two digits.
func (p *Parser) shortFirst(m *Moment, n int) bool {
	from := p.i
	a, _ := p.number(2)
	sep := p.peek(0)
	if c := p.peek(1); digit(c) || sep == '.' && c == ' ' && digit(p.peek(2)) {
		if sep != '/' && sep != '.' && sep != '-' && sep != ' ' {
			return false
		}
		return p.threeNumbers(m, a, mark{from, p.i, ""})
	}
	p.note(from, pad("2", n))
	p.ordinal()
	p.blanks(" .-/,")
	p.words(ofWords)
	month := p.month()
	if month == 0 {
		month = p.roman()
	}
	if month == 0 {
		return false
	}
	p.blanks(" .-/,'")
	p.words(ofWords)
	year := p.year()
	return year >= 0 && m.date(year, month, a)
}

// threeNumbers reads the rest of 02.01.2006, 1/2/06 and the like.
func (p *Parser) threeNumbers(m *Moment, a int, one mark) bool {
	sep := p.peek(0)
	next := func() (v int, part mark, n int) {
		p.i++
		if sep == '.' && p.peek(0) == ' ' {
			p.i++
		}
		from := p.i
		v, n = p.number(4)
		return v, mark{from, p.i, ""}, n
	}
	b, second, n := next()
	if n == 0 || n > 2 || p.peek(0) != sep {
		return false
	}
	c, third, n := next()
	if n == 0 || n == 3 || n == 1 && sep != '/' { // 24.5.1 is a version
		return false
	}
	m.First, m.Second, m.Third, m.Sep, m.Short = a, b, c, sep, n < 3
	m.NoYear, m.OnlyYear = one.to-one.from == 1, n == 1
	if sep == '.' && p.peek(0) == '.' {
		p.i++
	}
	order := p.Order
	if order == YearFirst && !m.Short {
		order = DayFirst
	}
	if m.OnlyYear && order != YearFirst || m.NoYear && order == YearFirst {
		return false
	}
	if p.trace {
		long := "06"
		if n == 4 {
			long = "2006"
		}
		days := [...]string{"2", "1", ""}
		switch order {
		case MonthFirst:
			days = [...]string{"1", "2", ""}
		case YearFirst:
			days = [...]string{"", "1", "2"}
		}
		for k, part := range [...]mark{one, second, third} {
			if part.layout = long; days[k] != "" {
				part.layout = pad(days[k], part.to-part.from)
			}
			p.marks = append(p.marks, part)
		}
	}
	year, month, day := m.in(order)
	return m.date(year, month, day)
}

// in gives the parts of a date of three numbers in an order.
func (m *Moment) in(order Order) (year, month, day int) {
	switch order {
	case MonthFirst:
		year, month, day = m.Third, m.First, m.Second
	case YearFirst:
		year, month, day = m.First, m.Second, m.Third
	default:
		year, month, day = m.Third, m.Second, m.First
	}
	if m.Short {
		year = century(year)
	}
	return year, month, day
}

// fits reports whether a date of three numbers exists in an order.
func (m *Moment) fits(order Order) bool {
	if order == YearFirst && (!m.Short || m.NoYear) || order != YearFirst && m.OnlyYear {
		return false
	}
	return exists(m.in(order))
}

// pad gives a part of a layout in two digits where so many were written.
func pad(layout string, digits int) string {
	if digits != 2 {
		return layout
	}
	switch layout {
	case "1":
		return "01"
	case "2":
		return "02"
	}
	return "03"
}

func (p *Parser) day() int {
	from := p.i
	d, n := p.number(2)
	if n == 0 {
		return 0
	}
	p.note(from, pad("2", n))
	return d
}

// ordinal passes over what makes a number an ordinal: st, nd, rd, th, er, º, ª.
func (p *Parser) ordinal() {
	c := p.peek(0)
	if !wordly(c) {
		return
	}
	switch d := p.peek(1); {
	case letter(p.peek(2)):
	case c == 's' && d == 't', c == 'n' && d == 'd', c == 'r' && d == 'd', c == 't' && d == 'h', c == 'e' && d == 'r',
		c == 0xC2 && (d == 0xBA || d == 0xAA || d == 0xB0):
		p.i += 2
	}
}

// year reads a year of four or two digits; -1 where there is none.
func (p *Parser) year() int {
	from := p.i
	y, n := p.number(4)
	switch {
	case n == 4 && !digit(p.peek(0)):
		p.note(from, "2006")
		return y
	case n == 2:
		p.note(from, "06")
		return century(y)
	}
	return -1
}
