package intake

import (
	"fmt"
	"strings"
)

// table is what a sample holds, before anything is said about what its columns
// mean.
type table struct {
	names []string
	rows  [][]string // the first rows; a row may be shorter than names
	more  [][]string // rows from the middle and the end
}

// about is what the values of one column show.
type about struct {
	filled int
	kinds  [kindCount]int
	times  int

	zoned      int
	unzoned    string // a time without a zone
	numeric    int    // dates whose order must be told
	dayOver    string // a value whose first number is above 12
	monthOver  string // a value whose second number is above 12
	nDay, nMon int    // how many of each
	dotted     int    // dates with points: the day is first
	example    string
	epoch      [3]int // plausible counts of s, ms, µs
}

func (t *table) about(col int) about {
	var a about
	for _, rows := range [][][]string{t.rows, t.more} {
		for _, r := range rows {
			if col < len(r) {
				a.add(r[col])
			}
		}
	}
	return a
}

func (a *about) add(text string) {
	v := []byte(strings.TrimSpace(text))
	if len(v) == 0 {
		return
	}
	a.filled++
	kind := kindOf(v)
	a.kinds[kind]++
	if kind == kindNumber {
		a.count(v)
	}
	if kind != kindTime && !(kind == kindNumber && len(v) == 8) {
		return
	}
	m, ok := parseEither(v)
	if !ok {
		return
	}
	a.times++
	if a.example == "" {
		a.example = text
	}
	if m.zoned {
		a.zoned++
	} else if a.unzoned == "" {
		a.unzoned = text
	}
	switch m.sep {
	case 0:
	case '.':
		a.dotted++
	default:
		a.numeric++
		if m.first > 12 {
			a.nDay++
			if a.dayOver == "" {
				a.dayOver = text
			}
		}
		if m.second > 12 {
			a.nMon++
			if a.monthOver == "" {
				a.monthOver = text
			}
		}
	}
}

// count notes whole numbers that may be seconds, milliseconds or microseconds
// since 1970, between 1990 and 2100.
func (a *about) count(v []byte) {
	for i, unit := range []int64{1, 1000, 1000000} {
		if m, ok := counted(v, unit); ok && m > 631152000e6 && m < 4102444800e6 {
			a.epoch[i]++
		}
	}
}

// kind is what most values of the column are.
func (a *about) kind() int {
	best := kindEmpty
	for k, n := range a.kinds {
		if k != kindEmpty && n > 0 && (best == kindEmpty || n > a.kinds[best]) {
			best = k
		}
	}
	if best != kindText && best != kindEmpty && a.kinds[best]*10 < a.filled*8 {
		return kindText
	}
	return best
}

// written reports that the column holds written times.
func (a *about) written() bool { return a.filled > 0 && a.times*10 >= a.filled*8 }

// counts gives the unit in which the column counts time, where all its values
// can be that.
func (a *about) counts() string {
	for i, layout := range []string{epochSeconds, epochMillis, epochMicros} {
		if a.filled > 0 && a.epoch[i] == a.filled {
			return layout
		}
	}
	return ""
}

// order tells which comes first in the numeric dates of the column.
func (a *about) order() (order string, f Finding) {
	switch {
	case a.numeric == 0 && a.dotted == 0:
		return "", Finding{}
	case a.numeric == 0:
		return "dmy", Finding{Value: "day first", Why: fmt.Sprintf("written with points, as in %s", a.example), Sure: true}
	case a.nDay > 0 && a.nMon == 0:
		return "dmy", Finding{Value: "day first", Why: fmt.Sprintf("%s occurs, so it cannot be month first", datePart(a.dayOver)), Sure: true}
	case a.nMon > 0 && a.nDay == 0:
		return "mdy", Finding{Value: "month first", Why: fmt.Sprintf("%s occurs, so it cannot be day first", datePart(a.monthOver)), Sure: true}
	case a.nDay > 0 && a.nDay >= a.nMon:
		return "dmy", Finding{Value: "day first", Why: fmt.Sprintf("most are so, but %s is not", datePart(a.monthOver))}
	case a.nMon > 0:
		return "mdy", Finding{Value: "month first", Why: fmt.Sprintf("most are so, but %s is not", datePart(a.dayOver))}
	}
	return "", Finding{Why: fmt.Sprintf("%s can be read both ways", datePart(a.example))}
}

// datePart is the date of a written time.
func datePart(text string) string {
	if i := strings.IndexAny(strings.TrimSpace(text), " T,"); i > 0 {
		return strings.TrimSpace(text)[:i]
	}
	return strings.TrimSpace(text)
}
