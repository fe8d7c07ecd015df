package intake

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kinds of texts by which a header is told from what stands below it.
const (
	tellURL = kindCount + iota
	tellMail
	tellMoney
	tellJSON
	tellCount
)

// tell is the kind of a cell, finer than kindOf.
func tell(cell string) int {
	v := []byte(strings.TrimSpace(cell))
	if k := kindOf(v); k != kindText {
		return k
	}
	switch shapeOf(v, false) {
	case shapeURL:
		return tellURL
	case shapeMail:
		return tellMail
	case shapeMoney:
		return tellMoney
	case shapeJSON:
		return tellJSON
	}
	if i := strings.IndexAny(string(v), "eE"); i > 0 && i+1 < len(v) && isNumber(v[:i]) && isNumber(v[i+1:]) {
		return kindNumber
	}
	return kindText
}

// below is what the cells of a column are, in the records that follow.
type below struct {
	n     [tellCount]int
	most  int // kind of most cells that are not empty
	total int // cells that are not empty
	same  int // cells that hold the name
	long  int // bytes of all cells
	size  int // of every cell, where all have the same length; else 0
}

func look(rows [][]string, c int, name string) below {
	b := below{most: kindEmpty}
	for _, r := range rows {
		cell := strings.TrimSpace(r[c])
		b.n[tell(cell)]++
		if cell == name {
			b.same++
		}
		b.long += len(r[c])
		if cell == "" {
			continue
		}
		if b.total++; b.total == 1 {
			b.size = len(cell)
		} else if b.size != len(cell) {
			b.size = 0
		}
	}
	for k, m := range b.n {
		if k != kindEmpty && m > 0 && (b.most == kindEmpty || m > b.n[b.most]) {
			b.most = k
		}
	}
	return b
}

// isHeader weighs whether record i names the columns: above zero it does. sure
// tells that a name stands above cells of a kind that it is not.
func (l *layout) isHeader(i, width int) (score float64, sure bool) {
	var rows [][]string
	repeated := 0 // on every page
	for _, r := range l.cells[i+1:] {
		switch {
		case len(r) != width:
		case slices.Equal(r, l.cells[i]):
			repeated++
		case again(r, l.cells[i]): // of another table
		default:
			rows = append(rows, r)
		}
		if len(rows) == 300 {
			break
		}
	}
	if score = 0.6; repeated > len(rows) {
		return -1, false
	}
	seen := map[string]bool{}
	twice, texts := 0.0, 0
	steps := len(l.cells[i]) > 3 && rising(l.cells[i][1:]) && !year(l.cells[i][1])
	if steps { // a name, then steps or levels
		b := look(rows, 0, l.cells[i][0])
		steps = tell(l.cells[i][0]) == kindText && !blankMark(l.cells[i][0]) && b.total > 2 && b.n[kindNumber] == b.total
	}
	score += 0.4 * float64(min(l.wordsAbove(i, rows), 3))
	for c, cell := range l.cells[i] {
		name := strings.TrimSpace(cell)
		kind := tell(name)
		b := look(rows, c, name)
		if kind == kindEmpty {
			if b.total*2 > len(rows) {
				score -= 0.2
			}
			continue
		}
		if kind == kindText {
			texts++
		}
		if seen[name] {
			twice += 0.3
		}
		seen[name] = true
		switch {
		case steps && c > 0:
		case b.total == 0:
			if kind != kindText {
				score -= 1
			}
		case b.most != kindText && b.n[b.most]*10 >= b.total*8:
			switch {
			case kind == kindText:
				score += 1.5
				if !blankMark(name) {
					sure = true
				}
			case kind == b.most && kind == kindNumber && year(name) && !yearly(rows, c):
				score += 0.3
			case kind == b.most:
				score -= 1.5
			case b.n[kind] == 0: // it cannot be one of them
				score += 0.3
			default:
				score -= 0.5
			}
		case kind == kindNumber && b.n[kind] == 0 && c > 0 && rising(l.cells[i][1:]):
		case kind != kindText:
			score--
			if year(name) {
				score += 0.8
			}
		case b.same > 0:
			score -= 0.7
		case b.total > 1 && (prefixed(rows, c, name) || dialled(rows, c, name)):
			score--
		case b.total > 2 && !namesColumn(name) && people(rows, c, name):
			score -= 0.7
		case (len(name) > 60 || strings.ContainsAny(name, "\n")) && b.long*2 > len(name)*b.total:
			score -= 0.5
		case len(rows) > 1 && pattern(name) != "" && patterned(rows, c, pattern(name)):
			score -= 0.7
		case b.total > 2 && b.size == len(name) && b.size < 13 && sameCase(rows, c, name):
			score -= 0.5
			if upper(name) && !upper(strings.Join(l.cells[i], "")) { // a code
				score -= 0.5
			}
		}
	}
	if texts == 0 {
		score = min(score, -0.5)
	}
	return score - min(twice, 0.9), sure
}

// again reports that a record holds at least two of the names and hardly
// another, so that it is a header too.
func again(r, names []string) bool {
	same, full := 0, 0
	for c, cell := range r {
		if cell != "" && names[c] != "" {
			if full++; cell == names[c] {
				same++
			}
		}
	}
	return same > 1 && namedCells(names) > 1 && full > 2 && same*2 >= full
}

// people reports that a text and all cells below it are two or three words
// with capitals, as names of people are.
func people(rows [][]string, c int, name string) bool {
	proper := func(s string) bool {
		words := strings.Fields(s)
		for _, w := range words {
			if r, n := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) || len(w) > n && upper(w) {
				return false
			}
		}
		return len(words) > 1 && len(words) < 4
	}
	for _, r := range rows {
		if cell := strings.TrimSpace(r[c]); cell != "" && !proper(cell) {
			return false
		}
	}
	return proper(name)
}

// wordsAbove counts the cells of record i that words of columns name, but for
// columns whose cells are made of such words too, as Mexico City is.
func (l *layout) wordsAbove(i int, rows [][]string) int {
	n := 0
	for c, cell := range l.cells[i] {
		if !namesColumn(cell) {
			continue
		}
		below := 0
		for _, r := range rows {
			if namesColumn(r[c]) {
				below++
			}
		}
		if below*10 <= len(rows) {
			n++
		}
	}
	return n
}

// prefixed reports that a text and the cells below it begin with the same word
// of four letters or more: they are made alike, or the word ends in a hyphen
// and all are equally long.
func prefixed(rows [][]string, c int, name string) bool {
	n, made, long := len(name), true, !namesColumn(name)
	for _, r := range rows {
		cell := strings.TrimSpace(r[c])
		if cell == "" {
			continue
		}
		made = made && pattern(cell) == pattern(name)
		long = long && len(cell) == len(name)
		k := 0
		for k < min(n, len(cell)) && cell[k] == name[k] {
			k++
		}
		n = k
	}
	cut := n > 4 && (name[n-1] == '-' || name[n-1] == '_')
	return n < len(name) && (n > 7 || n > 3 && made || cut && long)
}

// dialled reports that a text and all cells below it are numbers of telephones:
// at least seven digits and no letters.
func dialled(rows [][]string, c int, name string) bool {
	number := func(s string) bool {
		digits := 0
		for _, r := range s {
			switch {
			case r >= '0' && r <= '9':
				digits++
			case !strings.ContainsRune("+-/(). ", r):
				return false
			}
		}
		return digits > 6
	}
	for _, r := range rows {
		if cell := strings.TrimSpace(r[c]); cell != "" && !number(cell) {
			return false
		}
	}
	return number(name)
}

// rising reports numbers that only rise or only fall.
func rising(names []string) bool {
	last, up, down := math.NaN(), true, true
	for _, s := range names {
		v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil {
			var ok bool
			if v, ok = amount(s); !ok {
				return false
			}
		}
		up, down = up && !(v <= last), down && !(v >= last)
		last = v
	}
	return up || down
}

// sameCase reports that a word and the cells below it are letters of one case.
func sameCase(rows [][]string, c int, name string) bool {
	class := func(s string) int {
		lower, upper, other := 0, 0, 0
		for i := range len(s) {
			switch {
			case s[i] >= 'a' && s[i] <= 'z':
				lower++
			case s[i] >= 'A' && s[i] <= 'Z':
				upper++
			default:
				other++
			}
		}
		switch len(s) {
		case lower:
			return 1
		case upper:
			return 2
		}
		return -other
	}
	is := class(name)
	for _, r := range rows {
		if cell := strings.TrimSpace(r[c]); cell != "" && (is < 1 || class(cell) != is) {
			return false
		}
	}
	return true
}

func upper(s string) bool { return strings.ToUpper(s) == s && strings.ToLower(s) != s }

func blankMark(s string) bool {
	switch strings.ToLower(s) {
	case "", "-", "–", "?", "null", "n/a", "na", "none", "nan", `\n`, ".", "#n/a":
		return true
	}
	return false
}

func year(s string) bool {
	return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") && digit(s[2]) && digit(s[3])
}

func yearly(rows [][]string, c int) bool {
	n := 0
	for _, r := range rows {
		if year(strings.TrimSpace(r[c])) {
			n++
		}
	}
	return n*2 > len(rows)
}

// pattern writes which classes of characters follow each other in a code such
// as MG-8769; empty for plain words.
func pattern(s string) string {
	var b []byte
	digits := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case digit(c):
			c, digits = '0', true
		case letter(c) || c >= 0x80:
			c = 'a'
		}
		if len(b) == 0 || b[len(b)-1] != c {
			b = append(b, c)
		}
	}
	if !digits {
		return ""
	}
	return string(b)
}

func patterned(rows [][]string, c int, p string) bool {
	n := 0
	for _, r := range rows {
		if pattern(strings.TrimSpace(r[c])) == p {
			n++
		}
	}
	return n*2 > len(rows)
}
