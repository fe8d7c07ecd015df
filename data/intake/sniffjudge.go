package intake

import (
	"bytes"
	"strings"
)

// better reports that an escape explains more of the same text.
func (s *scored) better(x *scored) bool {
	a, b := float64(s.uniform)/float64(max(1, s.records)), float64(x.uniform)/float64(max(1, x.records))
	switch {
	case s.columns < 2:
		return false
	case (s.open == 0) != (x.open == 0):
		return s.open == 0
	case s.odd*20 > s.records+x.odd*19:
		return false
	case s.d.quote != 0 && s.odd < x.odd:
		return a >= b-0.02
	}
	return a > b+0.01 && s.odd <= x.odd
}

func (h *hunt) judge(d dialect, regions [][]byte) scored {
	s := scored{d: d}
	var rows [][]span
	var from [][]byte
	for i, text := range regions {
		most := sampleRecords
		if i > 0 {
			most = partRecords
		}
		r, _, open := d.records(text, most, h.whole && i == 0 && len(text) == len(h.text), &s.odd)
		if open > 0 && (i > 0 || !h.whole || len(text) < len(h.text)) && open < 8<<10 {
			open = 0
		}
		s.open += open
		rows = append(rows, r...)
		for range r {
			from = append(from, text)
		}
	}
	s.records = len(rows)
	if len(rows) == 0 {
		return s
	}
	s.first, s.fewest = len(rows[0]), len(rows[0])
	counts, all, hashes := map[int]int{}, map[int]int{}, 0
	for k, r := range rows {
		s.fewest = min(s.fewest, len(r))
		all[len(r)]++
		if c := r[0]; !c.escaped && c.to > c.from && from[k][c.from] == '#' && d.delim != '#' {
			hashes++
			continue
		}
		counts[len(r)]++
	}
	if len(rows)-hashes < 2 { // they are no comments
		counts = all
	}
	for n := range counts {
		k := all[n]
		a, b := k*max(n-1, 0), s.uniform*max(s.columns-1, 0)
		if s.columns == 0 || a > b || a == b && n > s.columns {
			s.columns, s.uniform = n, k
		}
	}
	t := h.kinds(&d, rows, from, s.columns, &s)
	if s.columns > 1 && d.sep == "" && (d.delim == ' ' || d.delim == ':') && oneMoment(rows, from) {
		return s
	}
	wordy := d.delim == ' ' && d.sep == "" && s.named == 0 && s.needed == 0
	if s.columns == 1 {
		s.score = 0.05 + 0.6*max(0, t-0.6)
		if d.delim == ',' && d.sep == "" {
			s.score += 0.01
		}
		if s.quoted > 0 && d.quote != 0 {
			s.score += 0.01
		}
		return s
	}
	u := float64(s.uniform) / float64(max(s.uniform, len(rows)-aside(rows, from, s.columns)))
	c := float64(s.columns)
	if d.delim == '#' && beginsWith(rows) { // it begins comments
		s.score = 0
		return s
	}
	s.score = u * u * (1 - 0.75/(c+0.5)) * (0.15 + 0.85*t) * (1 - 0.5/float64(len(rows)+1))
	if d.delim == ' ' && s.quoted == 0 && u < 0.8 {
		wordy = true
	}
	if wordy || s.named == 0 && s.quoted == 0 && u <= 0.5 && (strings.IndexByte(" ,:-", d.delim) >= 0 || u < 0.4) {
		s.score *= 0.15 // words of a text
	}
	if len(rows) > 1 && len(rows[0]) == 1 { // what divides the records divides the names
		s.score *= 0.85
		if s.quoted == 0 && s.columns < 4 && (d.delim == ' ' || d.delim == ':') {
			s.score *= 0.15 // parts of times
		}
	}
	switch {
	case d.quote == 0:
		s.score *= 0.999
	case s.quoted > 0:
		clean := 1 - float64(min(s.odd, len(rows)))/float64(len(rows))
		switch {
		case d.quote == '"':
			s.score *= 1 + 0.3*clean
		case headed(rows, &s):
			s.score *= 1 + 0.1*clean
		case s.needed == 0 && (s.multi == 0 && s.quoted*5 < len(rows) || s.multi > 0 && h.bare):
			s.score *= 0.94 // a few cells that only look so
		default:
			s.score *= 1 + 0.2*clean
		}
	case d.quote != '"':
		s.score *= 0.99 // nothing speaks for it
	}
	if s.full == 0 && len(d.sep) == 2 && d.sep[0] == d.sep[1] { // a delimiter and an empty cell
		s.score *= 0.5
	}
	if s.open > 0 {
		s.score *= max(0.15, 1-float64(s.open)/float64(len(h.text)))
	}
	return s
}

// oneMoment reports that the records but the first are each a time as a whole,
// which only a wrong delimiter takes apart.
func oneMoment(rows [][]span, from [][]byte) bool {
	n, other := 0, 0
	for k, r := range rows[min(1, len(rows)-1):] {
		line := from[k+min(1, len(rows)-1)][r[0].from:r[len(r)-1].to]
		if len(line) < 40 && (kindOf(line) == kindTime || timeOfDay(line) || hours(line)) {
			n++
		} else if other++; other > len(rows)/20 {
			return false
		}
	}
	return n > 0
}

// hours reports 12:0 and the like, as some programs write 12:00.
func hours(v []byte) bool {
	h, m, ok := bytes.Cut(v, []byte{':'})
	few := func(b []byte) bool { return len(b) > 0 && len(b) < 3 && digit(b[0]) && digit(b[len(b)-1]) }
	return ok && few(h) && few(m) && (len(h) == 1 || h[0] < '3') && (len(m) == 1 || m[0] < '6')
}

// headed reports that all cells of the first record are quoted and no others,
// as some programs write names.
func headed(rows [][]span, s *scored) bool {
	for _, c := range rows[0] {
		if !c.escaped {
			return false
		}
	}
	return len(rows) > 2 && s.quoted == len(rows[0])
}

// aside counts comments and lines of blanks, which are no records.
func aside(rows [][]span, from [][]byte, columns int) int {
	n := 0
	for k, r := range rows {
		c := r[0]
		if len(r) != columns && (len(r) == 1 && len(bytes.TrimSpace(from[k][c.from:c.to])) == 0 && !c.escaped || !c.escaped && c.to > c.from && from[k][c.from] == '#') {
			n++
		}
	}
	return n
}

// beginsWith reports that two records or more begin with the delimiter.
func beginsWith(rows [][]span) bool {
	n := 0
	for _, r := range rows {
		if len(r) > 1 && r[0].from == r[0].to {
			n++
		}
	}
	return n > 1
}

// records splits the first records of a text into cells; a last one that may
// be cut is left out. open is how many bytes a quote that is never closed
// takes; odd, where it is not nil, counts records with stray quotes.
func (d *dialect) records(text []byte, most int, whole bool, odd *int) (rows [][]span, at []int, open int) {
	for pos := 0; pos < len(text) && len(rows) < most; {
		if n := d.blank(text, pos); n > 0 {
			pos += n
			continue
		}
		var cells []span
		var next int
		ok, stray := true, false
		switch {
		case d.width > 0 || d.comment != 0:
			where := endOfPiece
			if whole {
				where = endOfFile
			}
			cells, _, next, ok, _ = d.split(text, pos, nil, where)
		case d.general():
			cells, _, next, ok, stray = d.strictAny(text, pos, nil)
		default:
			cells, _, next, ok, stray = d.strict(text, pos, nil)
		}
		if !ok {
			return rows, at, len(text) - pos
		}
		if stray && odd != nil {
			*odd++
		}
		if next == len(text) && !whole && len(rows) > 0 {
			break
		}
		rows, at = append(rows, cells), append(at, pos)
		pos = next
	}
	return rows, at, 0
}

// kinds gives how well the cells of each column are of one kind that can be
// named, from 0 to 1.
func (h *hunt) kinds(d *dialect, rows [][]span, from [][]byte, columns int, s *scored) float64 {
	type tally struct {
		n              [shapeCount]int
		padded, filled int
		sign           byte // the sign that every cell is, 0: they are none
		bare           int
	}
	cols := make([]tally, min(columns, 400))
	cells := 0
	var scratch []byte
	for k, r := range rows {
		for _, c := range r {
			if c.escaped {
				s.quoted++
				s.inside(d, from[k][c.from:c.to])
			} else if c.to > c.from {
				s.bare++
			}
		}
		if k == 0 && len(rows) > 1 || len(r) != columns {
			continue
		}
		for i, c := range r[:len(cols)] {
			scratch = scratch[:0]
			v := d.text(from[k], c, &scratch)
			t := &cols[i]
			t.n[shapeOf(v, c.escaped)]++
			if len(v) == 1 && v[0] < 0x80 && !letter(v[0]) && !digit(v[0]) && !c.escaped && (t.filled == 0 || t.sign == v[0]) {
				t.sign = v[0]
			} else {
				t.sign = 0
			}
			if len(v) > 0 {
				t.filled++
				if !c.escaped {
					t.bare++
				}
				if !c.escaped && (v[0] == ' ' && i > 0 || v[len(v)-1] == ' ' && i < columns-1) {
					t.padded++
					if i > 0 && len(v) > 2 && (v[0] == ' ' && (v[1] == ' ' || v[len(v)-1] == ' ') || v[len(v)-1] == ' ' && v[len(v)-2] == ' ') {
						s.aligned++
					}
				}
				if i > 0 {
					s.full++
					if v[0] == ' ' {
						s.spaced++
					}
				}
			}
			cells++
		}
	}
	if cells == 0 {
		return 0.4
	}
	// A delimiter written twice leaves every second column empty.
	twice := columns >= 3 && columns&1 == 1
	for i := 1; i < len(cols) && twice; i += 2 {
		twice = cols[i].filled == 0 && (len(rows[0]) <= i || rows[0][i].from == rows[0][i].to)
	}
	sum := 0.0
	for i := range cols {
		t := &cols[i]
		total := 0
		for _, n := range t.n {
			total += n
		}
		if total == 0 {
			continue
		}
		if t.filled == 0 {
			if !twice {
				sum += 0.45
			}
			continue
		}
		// What each cell is worth alone, and what their agreement adds.
		alone, most := 0.0, 0
		for k, n := range t.n {
			if k == shapeEmpty {
				continue
			}
			alone += float64(n) * shapeWorth[k]
			if n > most {
				most = n
			}
		}
		if named := t.filled - t.n[shapeText] - t.n[shapeWord] - t.n[shapeMixed] - t.n[shapeDirty]; named*2 >= t.filled {
			s.named++
		}
		if t.sign != 0 && t.filled > 2 && t.sign != '-' { // it divides the cells beside it
			alone = 0
		}
		same := float64(most) / float64(t.filled)
		v := alone / float64(t.filled) * (0.6 + 0.4*same)
		if i > 0 {
			s.padded += t.padded
		}
		if t.bare*2 > t.filled {
			s.bareColumns++
		}
		if t.padded*10 > t.filled*8 {
			v *= 0.8
		}
		sum += v
	}
	return sum / float64(len(cols))
}

// inside notes what a quoted cell holds.
func (s *scored) inside(d *dialect, cell []byte) {
	if bytes.Contains(cell, []byte{d.quote, d.quote}) {
		s.doubled++
	}
	switch {
	case bytes.IndexByte(cell, '\n') >= 0 || bytes.IndexByte(cell, '\r') >= 0:
		s.multi++
	case bytes.IndexByte(cell, d.delim) >= 0 || bytes.IndexByte(cell, d.quote) >= 0:
		s.needed++
	}
	for i := 0; i < len(cell); i++ {
		if cell[i] != '\\' {
			continue
		}
		n := 1
		for i+n < len(cell) && cell[i+n] == '\\' {
			n++
		}
		if n&1 == 0 {
			s.even++
		} else {
			s.single++
		}
		i += n
	}
}
