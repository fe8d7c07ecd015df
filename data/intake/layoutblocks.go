package intake

import (
	"strings"
	"unicode/utf8"
)

// top gives the record with which the table begins when facts that have as many
// cells by chance stand above an empty line: 0 where nothing tells.
func (l *layout) top(width int) int {
	blocks := 0
	for i := 1; i < min(len(l.cells), 60) && blocks < 5; i++ {
		if !l.gap[i] && filled(l.cells[i-1]) > 0 {
			continue
		}
		blocks++
		r := l.cells[i]
		if len(r) != width || filled(r) < width || width < 3 || len(l.cells)-i <= i {
			continue
		}
		if score, sure := l.isHeader(i, width); score > 0.5 && sure && !l.before(i, width) {
			return i
		}
	}
	return 0
}

// before reports that one of the records above i could be one of the table
// below it: where numbers, times and the like stand below, so they do in it.
func (l *layout) before(i, width int) bool {
	var rows [][]string
	for _, r := range l.cells[i+1:] {
		if len(r) == width && len(rows) < 100 {
			rows = append(rows, r)
		}
	}
	typed := map[int]int{}
	for c := range width {
		if b := look(rows, c, ""); b.total > 0 && b.most != kindText && b.n[b.most]*10 >= b.total*8 {
			typed[c] = b.most
		}
	}
	for _, r := range l.cells[:i] {
		fits := len(r) == width
		for c, k := range typed {
			fits = fits && tell(r[c]) == k
		}
		if fits {
			return true
		}
	}
	return false
}

// loose reports that record i names the columns although it has another number
// of cells than most: where the records hold numbers, times and the like, it
// holds words.
func (l *layout) loose(i, width int) bool {
	n := len(l.cells[i])
	fitted := &layout{d: l.d, cells: [][]string{l.cells[i]}}
	for _, r := range l.cells[i+1 : min(len(l.cells), i+300)] {
		if len(r) < 2 || len(r)*2 < n || n*2 < width {
			continue
		}
		row := make([]string, n)
		copy(row, r)
		fitted.cells = append(fitted.cells, row)
	}
	for _, c := range l.cells[i] {
		if tell(c) != kindText {
			return false
		}
	}
	score, sure := fitted.isHeader(0, n)
	return score > 1.5 && sure && len(fitted.cells) > 1
}

// rule reports a line of nothing but dashes, stars and the like, as they are
// drawn above and below tables.
func (l *layout) rule(i int) bool {
	long := false
	for _, c := range l.cells[i] {
		c = strings.TrimSpace(c)
		if strings.Trim(c, "-=_*+:#~|") != "" || len(c) == 1 && c != "|" {
			return false
		}
		long = long || len(c) > 2
	}
	return long
}

// sums reports that the numbers of record i are the sums of those above it,
// from record first on, in most columns that hold numbers.
func (l *layout) sums(i, first, width int) bool {
	right, wrong := 0, 0
	for c, cell := range l.cells[i] {
		want, ok := amount(cell)
		if !ok {
			continue
		}
		sum, n := 0.0, 0
		for _, r := range l.cells[first:i] {
			if len(r) != width {
				continue
			}
			if v, ok := amount(r[c]); ok {
				sum += v
				n++
			}
		}
		if d := sum - want; n > 1 && d < 0.006*float64(n) && -d < 0.006*float64(n) {
			right++
		} else {
			wrong++
		}
	}
	return right > 0 && right >= wrong
}

// amount reads a number as it is written in any country; the last sign with
// one or two digits behind it, or the only one, is the decimal sign.
func amount(cell string) (float64, bool) {
	s := strings.TrimSpace(cell)
	if s == "" || kindOf([]byte(s)) != kindNumber && !money([]byte(s)) {
		return 0, false
	}
	negative, v, scale := false, 0.0, 0.0
	last := strings.LastIndexAny(s, ".,")
	decimal := last >= 0 && len(strings.TrimRight(s[last+1:], " %€$£")) != 3
	for i := range len(s) {
		switch c := s[i]; {
		case c == '-':
			negative = true
		case digit(c):
			v = v*10 + float64(c-'0')
			scale *= 10
		case i == last && decimal:
			scale = 1
		}
	}
	if scale > 1 {
		v /= scale
	}
	if negative {
		v = -v
	}
	return v, true
}

// remark reports a text that says something about the table: it names what it
// is, as in “Source: …”, or is a sentence.
func remark(cell string) bool {
	cell = strings.TrimSpace(cell)
	if utf8.RuneCountInString(cell) < 6 {
		return false
	}
	word, _, found := strings.Cut(cell, ":")
	last := cell[len(cell)-1]
	return found && len(word) < 40 && word != "" && !digit(cell[0]) || strings.HasPrefix(cell, "*") ||
		strings.Contains(cell, " ") && (last == '.' || last == '!' || strings.HasPrefix(cell, "(") && last == ')')
}
