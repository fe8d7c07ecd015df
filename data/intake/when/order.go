package when

import (
	"fmt"
	"slices"
	"strings"
)

// Verdict says in which order the dates of a column are written.
type Verdict struct {
	Order Order // Untold: see Choices
	Why   string
	Sure  bool

	// Choices are the orders that a person must choose from; empty where the
	// order is told or plain.
	Choices []Order
	Mixed   bool // no order suits all dates
}

// steps is how many changes of the day in one direction are taken for a log
// that stands in order: seven dates shuffled are so once in 2,520 times.
const steps = 6

// Order judges the evidence.
func (e *Evidence) Order() Verdict {
	if e.numeric == 0 {
		return Verdict{}
	}
	var left []Order
	for _, o := range [...]Order{DayFirst, MonthFirst, YearFirst} {
		if e.fits[o] == e.numeric {
			left = append(left, o)
		}
	}
	switch len(left) {
	case 0:
		return e.mixed()
	case 1:
		return e.only(left[0])
	}
	if e.weekdays > 0 {
		if o, ok := e.sole(left, func(o Order) bool { return e.agree[o] == e.weekdays }); ok {
			return Verdict{Order: o, Why: fmt.Sprintf("%s is that day of the week only so", Day(e.weekday)), Sure: true}
		}
	}
	left = e.years(left)
	if len(left) == 1 && (left[0] != DayFirst || e.dotted < e.numeric) {
		return Verdict{Order: left[0], Why: fmt.Sprintf("read otherwise, %s and others would lie in unlikely years; not told for sure", Day(e.Example))}
	}
	sorted, ok := e.sole(left, e.inOrder)
	textual := e.text.up == 0 || e.text.down == 0 // a table that was sorted as text looks as if the month were first
	if e.dotted == e.numeric && left[0] == DayFirst && left[len(left)-1] != YearFirst {
		if !ok || sorted == DayFirst || textual {
			return Verdict{Order: DayFirst, Why: fmt.Sprintf("written with points, as in %s", Day(e.Example)), Sure: true}
		}
	} else if ok && !(textual && sorted != DayFirst) {
		return Verdict{Order: sorted, Why: fmt.Sprintf("%s can be read both ways, but only so do the times stand in order; not told for sure", Day(e.Example))}
	}
	return Verdict{Why: fmt.Sprintf("%s can be read both ways", Day(e.Example)), Choices: left}
}

// sole finds the one order of which a thing is true while the times of no
// other stand in order.
func (e *Evidence) sole(left []Order, holds func(Order) bool) (found Order, ok bool) {
	for _, o := range left {
		if holds(o) {
			if ok {
				return Untold, false
			}
			found, ok = o, true
		}
	}
	return found, ok
}

// inOrder reports that the days of the column go in one direction, and that in
// another order they plainly do not.
func (e *Evidence) inOrder(o Order) bool {
	t := &e.trends[o]
	if min(t.upDays, t.dwnDays) > 0 || t.upDays+t.dwnDays < steps {
		return false
	}
	for _, other := range [...]Order{DayFirst, MonthFirst, YearFirst} {
		if t := &e.trends[other]; other != o && e.fits[other] == e.numeric && min(t.upDays, t.dwnDays) < max(2, (t.upDays+t.dwnDays)/10) {
			return false
		}
	}
	return true
}

// years drops orders in which years of two digits would be no years of a log,
// or far more than in another: a log has few.
func (e *Evidence) years(left []Order) []Order {
	if e.short < e.numeric {
		return left
	}
	likely := slices.DeleteFunc(slices.Clone(left), func(o Order) bool { return e.odd[o] > 0 })
	if len(likely) > 0 {
		left = likely
	}
	last, first := distinct(e.thirds), distinct(e.firsts)
	switch {
	case last <= 2 && first >= 2*last+2:
		return without(left, YearFirst)
	case first <= 2 && last >= 2*first+2:
		return without(without(left, DayFirst), MonthFirst)
	}
	return left
}

func without(list []Order, o Order) []Order {
	var out []Order
	for _, x := range list {
		if x != o {
			out = append(out, x)
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// only explains the one order in which all dates exist.
func (e *Evidence) only(o Order) Verdict {
	v := Verdict{Order: o, Sure: true}
	switch {
	case o == DayFirst && e.against[MonthFirst] != "":
		v.Why = fmt.Sprintf("%s occurs, so it cannot be month first", Day(e.against[MonthFirst]))
	case o == MonthFirst && e.against[DayFirst] != "":
		v.Why = fmt.Sprintf("%s occurs, so it cannot be day first", Day(e.against[DayFirst]))
	default:
		v.Why = fmt.Sprintf("%s occurs, so the year must be first", Day(e.against[DayFirst]))
	}
	return v
}

func (e *Evidence) mixed() Verdict {
	v := Verdict{Mixed: true}
	for _, o := range [...]Order{DayFirst, MonthFirst, YearFirst} {
		if e.fits[o] > 0 {
			v.Choices = append(v.Choices, o)
		}
	}
	v.Why = fmt.Sprintf("%s cannot be day first and %s cannot be month first", Day(e.against[DayFirst]), Day(e.against[MonthFirst]))
	return v
}

// Day is the date of a written time.
func Day(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, "T,"); i > 5 {
		text = text[:i]
	}
	if i := strings.LastIndexByte(text, ' '); i > 0 && strings.ContainsAny(text[i:], ":") {
		text = text[:i]
	}
	if i := strings.IndexByte(text, ' '); i > 5 {
		text = text[:i]
	}
	return strings.TrimSpace(text)
}
