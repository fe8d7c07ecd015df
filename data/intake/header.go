package intake

import (
	"fmt"
	"slices"
	"strings"

	"probity/data/fault"
)

// settleHeader finds the header or takes the one that a person named. It gives
// the index of its first record, -1 for none.
func (in *Inspection) settleHeader(l *layout, text []byte, width int, opts Options) (int, Finding, error) {
	rd := in.reading
	if opts.HeaderRow == nil {
		rd.From["header"] = "data"
		lib, err := loadLibrary()
		if err != nil {
			return -1, Finding{}, err
		}
		header, f := l.header(lib, width)
		if header >= 0 && width > 1 {
			if n := l.moreHeaders(header, width); n > 1 {
				rd.HeaderRows = n
				f.Why += fmt.Sprintf("; the header takes %d lines", n)
			}
		}
		return header, f, nil
	}
	rd.From["header"] = "person"
	header, line := -1, *opts.HeaderRow
	f := Finding{Value: headerValue(line), Why: "you said so", Sure: true}
	if line > 0 {
		for i, pos := range l.at {
			if int(l.d.lines(text[:pos]))+1 == line {
				header = i
				break
			}
		}
		if header < 0 {
			return -1, f, fault.New(fault.Unusable, "No record begins in line %d of %s; choose another line for the header, or 0 for none.", line, in.Name)
		}
	}
	return header, f, nil
}

// header finds the record with the names of the columns; -1 where there is
// none.
func (l *layout) header(lib *library, width int) (int, Finding) {
	none := func(why string, sure bool) (int, Finding) {
		return -1, Finding{Value: "none", Why: why, Sure: sure}
	}
	if i := l.fields(width); i >= 0 {
		return i, Finding{Why: above(i, "a comment names the fields"), Sure: true}
	}
	top := l.top(width)
	lone := -1 // a record of which only the first cell holds something
	for i, r := range l.cells[:min(len(l.cells), 200)] {
		if i < top || l.comment(i) || l.rule(i) {
			continue
		}
		known, full := 0, 0
		for _, c := range r {
			if strings.TrimSpace(c) == "" {
				continue
			}
			full++
			if knownName(lib, strings.TrimLeft(c, "# ")) {
				known++
			}
		}
		if known > 0 && known*2 >= full && (known == full || !l.title(i, width)) && (len(r) == width || known >= 2 && known*2 >= len(r)) {
			if width < 3 || full > 1 {
				return i, Finding{Value: "", Why: above(i, fmt.Sprintf("%d of %d names are known", known, full)), Sure: true}
			}
		}
		if short := l.shorter(i, width); short != nil {
			if score, sure := l.isHeader(i, width); score > 0.5 {
				return i, Finding{Why: above(i, short.why), Sure: sure}
			}
		}
		if len(r) != width && full == len(r) && full > 2 && l.loose(i, width) {
			return i, Finding{Why: above(i, "the first row holds only words, and the records have another number of cells"), Sure: false}
		}
		if full == 1 && len(r) == width && width > 2 && r[0] != "" && lone < 0 {
			lone = i
		}
		if len(r) != width || full == 0 || full == 1 && (width > 2 || width == 2 && r[0] != "") && l.fuller(i, width) || l.title(i, width) {
			continue
		}
		if len(l.cells) == 1 && width == 1 {
			return none("there is only one line", false)
		}
		score, sure := l.isHeader(i, width)
		switch score += 0.4 * float64(known); {
		case score > 0:
			return i, Finding{Why: above(i, "the first row holds only words"), Sure: sure}
		case lone >= 0 && l.alone(lone, width):
			return lone, Finding{Why: above(lone, "its only name stands above cells of another kind")}
		default:
			return none("the first row already holds data", score < -1)
		}
	}
	return none("no row looks like names of columns", false)
}

// short tells why a header has a cell more or less than the records.
type short struct{ why string }

// shorter looks at a record that has one cell less than the table (the first
// column has no name, as R writes it, or every record ends with a delimiter)
// or one more, which is empty. Its cells are put where they belong.
func (l *layout) shorter(i, width int) *short {
	r := l.cells[i]
	if width < 2 || i+2 >= len(l.cells) || len(l.cells[i+1]) != width || len(l.cells[i+2]) != width || filled(r) < len(r)-1 || i > 0 && len(l.cells[i-1]) == width {
		return nil
	}
	switch {
	case len(r) == width+1 && width > 2 && strings.TrimSpace(r[width]) == "":
		l.cells[i] = r[:width]
		return &short{"it ends with a delimiter that the records do not have"}
	case len(r) == width+1 && width > 2 && filled(r) == width:
		k := slices.IndexFunc(r, func(c string) bool { return strings.TrimSpace(c) == "" })
		l.cells[i] = slices.Delete(slices.Clone(r), k, k+1)
		return &short{"it has a delimiter more than the records"}
	case len(r) == width-1 && filled(r) == len(r):
		empty := true
		for _, b := range l.cells[i+1 : min(len(l.cells), i+50)] {
			empty = empty && (len(b) != width || strings.TrimSpace(b[width-1]) == "")
		}
		if empty {
			l.cells[i] = append(slices.Clone(r), "")
			return &short{"every record ends with a delimiter that it does not have"}
		}
		if width > 2 {
			l.cells[i] = append([]string{""}, r...)
			if score, _ := l.isHeader(i, width); score > 1 {
				return &short{"it names every column but the first"}
			}
			l.cells[i] = r
		}
	}
	return nil
}

// fields finds the names that a comment gives, as in the logs of web servers
// (W3C, Extended Log File Format, 1996).
func (l *layout) fields(width int) int {
	if l.d.comment == 0 {
		return -1
	}
	best, size := -1, 0
	var short []string
	for i, r := range l.cells[:min(len(l.cells), 100)] {
		if len(r) == 0 || !l.comment(i) {
			continue
		}
		sep := l.d.sep
		if sep == "" {
			sep = string(rune(l.d.delim))
		}
		text, said := strings.CutPrefix(r[0], "#Fields:")
		names := strings.Split(strings.Trim(strings.TrimPrefix(text, "#"), " "+sep), sep)
		if len(names) != width {
			continue
		}
		l.cells[i] = names
		if said {
			return i
		}
		score, sure := l.isHeader(i, width)
		if l.cells[i] = r; sure && score > 1.5 && width > 1 && (best < 0 || len(r[0]) < size) { // the shortest: sentences are longer than names
			best, size, short = i, len(r[0]), names
		}
	}
	if best >= 0 {
		l.cells[best] = short
	}
	return best
}

// fuller reports that the records after i hold more than one cell.
func (l *layout) fuller(i, width int) bool {
	for _, r := range l.cells[i+1 : min(len(l.cells), i+12)] {
		if len(r) == width && filled(r) > 1 {
			return true
		}
	}
	return false
}

// alone reports that the only cell of record i, its first, is a name: below it
// stand numbers, times and the like.
func (l *layout) alone(i, width int) bool {
	var rows [][]string
	for _, r := range l.cells[i+1:] {
		if len(r) == width && len(rows) < 100 {
			rows = append(rows, r)
		}
	}
	name := strings.TrimSpace(l.cells[i][0])
	b := look(rows, 0, name)
	return i == 0 && tell(name) == kindText && !blankMark(name) && b.total == len(rows) && b.total > 1 && b.most != kindText && b.n[b.most] == b.total
}

// title reports a line above the table that has as many cells by chance: it is
// far emptier than what follows an empty line below it.
func (l *layout) title(i, width int) bool {
	for k := i + 1; k < min(len(l.cells), i+10); k++ {
		if l.gap[k] && len(l.cells[k]) == width && filled(l.cells[k])*2 > filled(l.cells[i])*3 && k+1 < len(l.cells) {
			return true
		}
	}
	return false
}

// moreHeaders gives how many records the header takes: further ones hold only
// words where the columns hold something else.
func (l *layout) moreHeaders(header, width int) int {
	n := 1
	for i := header + 1; i < len(l.cells)-2 && n < 4; i++ {
		if len(l.cells[i]) != width || len(l.cells[header]) != width {
			return n
		}
		typed, words := 0, 0
		for c, cell := range l.cells[i] {
			var kinds [kindCount]int
			total := 0
			for _, r := range l.cells[i+1 : min(len(l.cells), i+100)] {
				if len(r) != width || l.d.comment != 0 && strings.HasPrefix(r[0], "#") {
					continue
				}
				if k := kindOf([]byte(r[c])); k != kindEmpty {
					kinds[k]++
					total++
				}
			}
			for k, m := range kinds {
				if k > kindText && m > 0 && m*10 >= total*9 {
					typed++
					if kindOf([]byte(cell)) == kindText && !blankMark(cell) {
						words++
					}
				}
			}
		}
		same := slices.Equal(l.cells[i], l.cells[header]) || units(l.cells[i])
		if l.rule(i) {
			return n
		}
		if typed == 0 && !same || words < typed || typed == 1 && !same && filled(l.cells[i])*2 < width {
			return n
		}
		n++
	}
	return n
}

// units reports that every cell that is not empty stands in brackets, as units
// below names do.
func units(r []string) bool {
	for _, c := range r {
		c = strings.TrimSpace(c)
		if c != "" && !(strings.HasPrefix(c, "(") && strings.HasSuffix(c, ")") || strings.HasPrefix(c, "[") && strings.HasSuffix(c, "]")) {
			return false
		}
	}
	return filled(r)*2 > len(r)
}

// headerNames joins the records of a header, column by column.
func headerNames(rows [][]string, width int) []string {
	names := make([]string, max(len(rows[0]), width))
	for _, r := range rows {
		for i := range names {
			if i < len(r) {
				part := strings.TrimSpace(r[i])
				if part != "" && !slices.Contains(strings.Split(names[i], " / "), part) {
					if names[i] != "" {
						names[i] += " / "
					}
					names[i] += part
				}
			}
		}
	}
	return names
}

func above(row int, why string) string {
	if row == 0 {
		return why
	}
	return fmt.Sprintf("%s of title above it; %s", count(row, "line", "lines"), why)
}
