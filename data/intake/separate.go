package intake

import (
	"strings"
)

// separate marks what is no record of the table in a sample of the whole file:
// lines of totals and notes below it, its header repeated, other tables.
func (in *Inspection) separate(s *sample, cs *charset, text []byte, l *layout, header, first, width int) {
	if width < 2 {
		return
	}
	if !s.whole {
		in.tail(s, cs, l.d, width)
		return
	}
	if len(l.rows) >= layRecords {
		return
	}
	reasons := make([]string, len(l.rows))
	names := []string{}
	if header >= 0 {
		names = l.cells[header]
		width = len(names)
	}
	if header < 0 {
		for i := range l.heading(width) {
			reasons[i] = reasonHeading
		}
	}
	l.earlier(reasons, header)
	l.others(reasons, first, width)
	foot := l.foot(first, width)
	below := true
	for i := len(l.rows) - 1; i >= first; i-- {
		r := l.cells[i]
		switch {
		case reasons[i] != "" || l.comment(i):
			continue
		case header >= 0 && equal(r, names):
			reasons[i] = "The header is repeated here."
			continue
		case l.rule(i) && (len(r) < width || width > 1 && filled(r) > 1):
			reasons[i] = reasonRule
			continue
		}
		if !below {
			continue
		}
		switch {
		case totals(r) && l.sums(i, first, width) || totals(r) && (filled(r) < len(r) || width == 2) && l.unlike(i, first, width):
			reasons[i] = reasonTotals
		case i >= foot:
			reasons[i] = reasonNote
		case (width > 2 || l.gap[i]) && len(r) == 1 && i > first && len(l.rows)-i <= 20 && l.note(i, first, width):
			reasons[i] = reasonNote
		case width > 2 && len(r) == width && filled(r) == 0:
		case width > 2 && len(r) == width && filled(r) == 1 && strings.TrimSpace(r[0]) != "" && kindOf([]byte(r[0])) == kindText && remark(r[0]) && l.unlike(i, first, width):
			reasons[i] = reasonNote
		default:
			below = false
		}
	}
	in.mark(s, cs, text, l, reasons)
}

// tail looks for totals and notes below the table at the end of a large file.
func (in *Inspection) tail(s *sample, cs *charset, d *dialect, width int) {
	if len(s.parts) == 0 || cs.wide() || in.bom != 0 && in.bom > 3 || in.Container != "file" {
		return
	}
	part := s.parts[len(s.parts)-1]
	from := (s.size - partSize) &^ 3 // as takeSample does
	_, n := d.line(part, 0)
	text := part[n:]
	l := lay(d, text, true)
	l.fill(cs, text)
	table := 0
	for _, r := range l.cells {
		if len(r) == width {
			table++
		}
	}
	if table*10 < len(l.rows)*9 || table < 20 {
		return
	}
	rd := in.reading
	for i := len(l.rows) - 1; i > len(l.rows)-6; i-- {
		reason := ""
		switch r := l.cells[i]; {
		case l.comment(i):
			continue
		case totals(r) && filled(r) < len(r) && l.unlike(i, 0, width):
			reason = reasonTotals
		case (width > 2 || l.gap[i]) && len(r) == 1 && l.note(i, 0, width):
			reason = reasonNote
		}
		if reason == "" {
			return
		}
		to := s.size
		if i+1 < len(l.at) {
			to = from + int64(n+l.at[i+1])
		}
		rd.Apart = append([]Stretch{{from + int64(n+l.at[i]), to, reason}}, rd.Apart...)
	}
}

const (
	reasonTotals  = "This line sums up the table; it is not a record of it."
	reasonOther   = "This line belongs to another table of the file."
	reasonRule    = "This line only divides the others; it is not a record of the table."
	reasonHeading = "This line stands above the table; it is not a record of it."
	reasonNote    = "This line stands below the table; it is not a record of it."
)

// mark turns reasons into stretches of the source.
func (in *Inspection) mark(s *sample, cs *charset, text []byte, l *layout, reasons []string) {
	rd := in.reading
	raw := s.head[in.bom:]
	seen, passed := 0, 0
	offset := func(pos int) int64 {
		if !cs.wide() {
			return in.bom + int64(pos)
		}
		if pos < seen {
			seen, passed = 0, 0
		}
		passed += cs.width(text[seen:pos], raw[passed:])
		seen = pos
		return in.bom + int64(passed)
	}
	for i, reason := range reasons {
		if reason == "" {
			continue
		}
		l.out[i] = true
		to := len(text)
		if i+1 < len(l.at) {
			to = l.at[i+1]
		}
		if n := len(rd.Apart); n > 0 && rd.Apart[n-1].To == offset(l.at[i]) && rd.Apart[n-1].Reason == reason {
			rd.Apart[n-1].To = offset(to)
			continue
		}
		rd.Apart = append(rd.Apart, Stretch{offset(l.at[i]), offset(to), reason})
	}
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if strings.TrimSpace(a[i]) != strings.TrimSpace(b[i]) {
			return false
		}
	}
	return true
}

var totalWords = []string{"total", "totals", "grand total", "sum", "sub total", "subtotal", "summe", "gesamt", "gesamtsumme", "insgesamt", "somme", "total général",
	"totale", "suma", "razem", "ogółem", "összesen", "totaal", "soma", "итого", "всего", "saldo"}

// totals reports a record whose first words are those of a sum.
func totals(r []string) bool {
	for _, c := range r {
		c = strings.ToLower(strings.Trim(strings.TrimSpace(c), ":= "))
		if c == "" {
			continue
		}
		for _, w := range totalWords {
			if c == w || strings.HasPrefix(c, w+" ") || strings.HasPrefix(c, w+":") {
				return true
			}
		}
		return false
	}
	return false
}

// heading counts the lines of one text that stand above a table without a
// header.
func (l *layout) heading(width int) int {
	i := 0
	for i < len(l.cells) && len(l.cells[i]) == 1 && width > 2 {
		i++
	}
	if i == len(l.cells) || i > 20 || i*2 > len(l.cells) || len(l.cells[i]) != width || i > 1 && !l.gap[i] {
		return 0
	}
	return i
}

// foot gives the record from which on notes stand below the table: behind an
// empty line none has half as many cells as the table.
func (l *layout) foot(first, width int) int {
	n := len(l.cells)
	i := n
	for i > first && len(l.cells[i-1])*2 <= width {
		i--
	}
	for ; i < n && !l.gap[i]; i++ {
	}
	if i == first || n-i > 30 || (n-i)*2 > n-first {
		return n
	}
	return i
}

// note reports that the only cell of record i is not one of the first column.
func (l *layout) note(i, first, width int) bool {
	if l.gap[i] || len(l.cells[i-1]) == 1 {
		return true
	}
	cell := strings.TrimSpace(l.cells[i][0])
	kind, spaces := kindOf([]byte(cell)), strings.Contains(cell, " ")
	for _, r := range l.cells[first:i] {
		if c := strings.TrimSpace(r[0]); len(r) == width && c != "" && kindOf([]byte(c)) == kind && (!spaces || strings.Contains(c, " ")) {
			return false
		}
	}
	return true
}

// unlike reports that record i is empty where the table is always full, or
// holds words where it holds something else.
func (l *layout) unlike(i, first, width int) bool {
	rows := 0
	full := make([]int, width)
	text := make([]int, width)
	for _, r := range l.cells[first:i] {
		if len(r) != width || rows == 200 || width > 2 && filled(r) < 2 {
			continue
		}
		rows++
		for c, cell := range r {
			if strings.TrimSpace(cell) != "" {
				full[c]++
				if kindOf([]byte(cell)) == kindText {
					text[c]++
				}
			}
		}
	}
	if rows == 0 {
		return false
	}
	for c := range width {
		cell := ""
		if c < len(l.cells[i]) {
			cell = strings.TrimSpace(l.cells[i][c])
		}
		if cell == "" && full[c]*20 >= rows*19 || cell != "" && kindOf([]byte(cell)) == kindText && full[c] > 0 && text[c] == 0 {
			return true
		}
	}
	return false
}

// others marks runs of records that have another number of cells and a header
// of their own or an empty line before them.
func (l *layout) others(reasons []string, first, width int) {
	for i := first; i < len(l.rows); {
		n := len(l.cells[i])
		if n == width && !l.gap[i] || n < 2 {
			i++
			continue
		}
		j := i + 1
		for j < len(l.rows) && len(l.cells[j]) == n && !(n == width && l.gap[j]) {
			j++
		}
		if n == width {
			if i > first+2 && j-i >= 3 && l.words(i, j) && (i-first)*len(l.cells[first]) > (j-i)*n {
				for k := i; k < j; k++ {
					reasons[k] = reasonOther
				}
				i = j
			} else {
				i++
			}
			continue
		}
		if j-i >= 3 && (l.gap[i] || l.words(i, j) || i > first && len(l.cells[i-1]) == 1) {
			for k := i; k < j; k++ {
				reasons[k] = reasonOther
			}
			for k := i - 1; k > first && len(l.cells[k]) == 1; k-- {
				reasons[k] = reasonOther
			}
		}
		i = j
	}
}

// earlier marks tables that stand above the header of the one that is read: a
// header of their own and at least two records of three cells, or of two where
// the first are no names of facts.
func (l *layout) earlier(reasons []string, header int) {
	for i := 0; i < header; {
		n := len(l.cells[i])
		j := i + 1
		for j < header && len(l.cells[j]) == n && !l.gap[j] {
			j++
		}
		for k := i; n > 1 && j-k >= 3; k++ {
			if filled(l.cells[k]) == n && l.words(k, j) && (n > 2 || look(l.cells[k+1:j], 0, "").n[kindText] == 0) {
				for ; k < j; k++ {
					reasons[k] = reasonOther
				}
			}
		}
		i = j
	}
}

// words reports that the first of the records i to j is a header of the others.
func (l *layout) words(i, j int) bool {
	block := &layout{d: l.d, rows: l.rows[i:j], cells: l.cells[i:j], gap: l.gap[i:j]}
	score, sure := block.isHeader(0, len(l.cells[i]))
	return score > 0 && sure
}
