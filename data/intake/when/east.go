package when

import (
	"bytes"
	"unicode/utf8"
)

// halvesAhead are words for the halves of the day that stand before the time of
// day, with the hour at which they begin: Chinese, Japanese, Korean, Hungarian.
var halvesAhead = []struct {
	word  string
	begin int
}{
	{"上午", 0}, {"下午", 12}, {"午前", 0}, {"午後", 12}, {"午后", 12}, {"오전", 0}, {"오후", 12}, {"凌晨", 0}, {"早上", 0}, {"晚上", 12}, {"中午", 12},
	{"de.", 0}, {"du.", 12}, {"délelőtt", 0}, {"délután", 12}, {"DE.", 0}, {"DU.", 12},
}

// halfAhead reads a half of the day that stands before a time of day; -1 where
// there is none.
func (p *Parser) halfAhead() int {
	if c := p.peek(0); c < 0x80 && c|0x20 != 'd' {
		return -1
	}
	for _, h := range halvesAhead {
		if !bytes.HasPrefix(p.b[p.i:], []byte(h.word)) {
			continue
		}
		from := p.i
		p.i += len(h.word)
		p.blanks(" ")
		if !digit(p.peek(0)) {
			p.i = from
			return -1
		}
		end := p.i
		p.i = from + len(h.word)
		p.note(from, "PM")
		p.i = end
		return h.begin
	}
	return -1
}

// sign reads one of several characters and the blanks behind it.
func (p *Parser) sign(of string) bool {
	r, n := utf8.DecodeRune(p.b[p.i:])
	if r < 0x80 || !bytes.ContainsRune([]byte(of), r) {
		return false
	}
	p.i += n
	p.blanks(" ")
	return true
}

// Signs behind the parts of a date and of a time of day in Chinese, Japanese
// and Korean.
const (
	yearSigns   = "年년"
	monthSigns  = "月월"
	daySigns    = "日号號일"
	hourSigns   = "时時点點시"
	minuteSigns = "分분"
	secondSigns = "秒초"
)

// eastDate reads the rest of 2006年1月2日 behind its first sign, with a day of
// the week behind it.
func (p *Parser) eastDate(m *Moment, year int) bool {
	from := p.i
	month, n := p.number(2)
	p.note(from, pad("1", n))
	if n == 0 || !p.sign(monthSigns) {
		return false
	}
	from = p.i
	day, n := p.number(2)
	p.note(from, pad("2", n))
	if n == 0 || !p.sign(daySigns) || !m.date(year, month, day) {
		return false
	}
	p.eastWeekday()
	p.blanks(" ")
	m.signs = true
	return true
}

// eastWeekday passes over a day of the week: (水), 水曜日, 星期三, 周三, 수요일.
func (p *Parser) eastWeekday() {
	from := p.i
	open := p.peek(0) == '('
	if open {
		p.i++
	} else if p.sign("（") {
		open = true
	}
	long := p.sign("星周週") && (p.sign("期") || true)
	if !p.sign("一二三四五六日天月火水木金土월화수목금토일") {
		p.i = from
		return
	}
	if p.sign("曜요") {
		long = p.sign("日일")
	}
	if open {
		if long = p.peek(0) == ')'; long {
			p.i++
		} else {
			long = p.sign("）")
		}
	}
	if !long {
		p.i = from
	}
}

// eastClock reads the rest of 15时04分05秒 behind the hour.
func (p *Parser) eastClock(m *Moment, h int, hour mark) bool {
	if !p.sign(hourSigns) {
		return false
	}
	if p.trace {
		p.marks = append(p.marks, hour)
	}
	mi, s := 0, 0
	if digit(p.peek(0)) {
		from, n := p.i, 0
		mi, n = p.number(2)
		p.note(from, pad04("4", n))
		if !p.sign(minuteSigns) {
			return false
		}
		if digit(p.peek(0)) {
			from = p.i
			s, n = p.number(2)
			p.note(from, pad04("5", n))
			if !p.sign(secondSigns) {
				return false
			}
		}
	}
	return mi < 60 && s <= 60 && m.add(h, mi, s)
}

// pad04 gives the layout of minutes or seconds.
func pad04(layout string, digits int) string {
	if digits == 2 {
		return "0" + layout
	}
	return layout
}
