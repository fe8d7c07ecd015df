// Package when reads the times that logs hold: written in any of the usual
// spellings and ten languages, counted since 1970, or as serial numbers of
// spreadsheets.
//
// A Parser reads one text, a Clock the texts of one column in one zone, and
// Evidence collects what the texts of a column show: which of day and month is
// first, whether they carry a zone, whether they are in order. What cannot be
// told is said to be so; nothing is guessed here.
//
// Years of two digits are read as spreadsheets read them: 30 to 99 belong to
// the 20th century, 00 to 29 to the 21st.
package when

import (
	"bytes"
	"time"
)

// Order is the order of day, month and year in a date of three numbers.
type Order uint8

// Orders. A date whose year has four digits and stands in front is year first
// whatever the order.
const (
	Untold     Order = iota // dates with points are read day first
	DayFirst                // dmy
	MonthFirst              // mdy
	YearFirst               // ymd; of years of two digits
)

var orderNames = [...]string{"", "dmy", "mdy", "ymd"}

// String gives dmy, mdy or ymd; empty for Untold.
func (o Order) String() string { return orderNames[o] }

// OrderOf is the reverse of String; Untold for anything else.
func OrderOf(name string) Order {
	for o, n := range orderNames {
		if n == name {
			return Order(o)
		}
	}
	return Untold
}

// Moment is a time as it was written, before a zone is applied.
type Moment struct {
	Seconds int64 // since 1970-01-01T00:00:00 on the clock that was read
	Micros  int64
	Offset  int64          // seconds east of UTC, when Zoned
	Zoned   bool           // the text says where it is on the time line
	Clock   bool           // has a time of day
	Abbr    string         // abbreviation of a zone that several zones use, as CST
	Zone    *time.Location // that the text names, as Europe/Berlin; nil: none
	signs   bool           // its parts are told by signs, as in 2006年1月2日
	Weekday uint8          // 1 Monday … 7 Sunday as written; 0 none, or of unclear language

	// What the order of a date of three numbers can be told from.
	First, Second, Third int
	Short                bool // its last number has one or two digits
	NoYear, OnlyYear     bool // the first number has one digit; only the first can be the year
	Sep                  byte // between the numbers; 0: the order is plain
}

// Day counts the days since 1970-01-01 on the clock that was read.
func (m *Moment) Day() int64 {
	d := m.Seconds / 86400
	if m.Seconds%86400 < 0 {
		d--
	}
	return d
}

var daysIn = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// exists reports that the proleptic Gregorian calendar has the day, from the
// year 1 to 9999.
func exists(year, month, day int) bool {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= daysIn[month] || month == 2 && day == 29 && year%4 == 0 && (year%100 != 0 || year%400 == 0)
}

// days counts from 1970-01-01 to a day that exists, after Howard Hinnant,
// "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
func days(year, month, day int) int64 {
	y := year
	if month <= 2 {
		y--
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*((month+9)%12)+2)/5 + day - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return int64(era*146097 + doe - 719468)
}

// date adds a day; it reports whether the day exists.
func (m *Moment) date(year, month, day int) bool {
	if !exists(year, month, day) {
		return false
	}
	m.Seconds += days(year, month, day) * 86400
	return true
}

// century completes a year of two digits.
func century(y int) int {
	if y >= 30 {
		return 1900 + y
	}
	return 2000 + y
}

// Nothing reports a text that stands for no time: empty, a dash, a question
// mark, null and the like, in quotes or not, zeros only.
func Nothing(v []byte) bool {
	v = bytes.Trim(v, " \t\r\n\"'\u00a0")
	if len(v) == 0 {
		return true
	}
	if len(v) > 32 {
		return false
	}
	zeros := v[0] == '0'
	for _, c := range v {
		if digit(c) && c != '0' || letter(c) && c != 'T' && c != 'Z' || c >= 0x80 {
			zeros = false
			break
		}
	}
	if zeros {
		return true
	}
	switch string(bytes.ToLower(v)) {
	case "-", "--", "---", "–", "—", "?", "??", "null", "(null)", "nil", "none", "n/a", "na", "#n/a", "nan", "nat", "\\n", "undefined", "unknown", "never", "/", ".":
		return true
	}
	return false
}

func digit(c byte) bool  { return c-'0' <= 9 }
func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// wordly reports a byte of a word in any script.
func wordly(c byte) bool { return letter(c) || c >= 0x80 }
