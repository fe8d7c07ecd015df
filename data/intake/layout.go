package intake

import (
	"bytes"
	"strings"
)

// layout is how the records of a sample lie: where each begins, what it holds,
// whether an empty line stands before it.
type layout struct {
	d     *dialect
	rows  [][]span
	at    []int // where in the text
	end   int   // of the last in the text
	gap   []bool
	cells [][]string
	out   []bool // no record of the table
}

// layRecords is how many records of a sample are looked at one by one.
const layRecords = 60_000

func lay(d *dialect, text []byte, whole bool) *layout {
	l := &layout{d: d}
	most := layRecords
	if !whole {
		most = statRows
	}
	l.rows, l.at, _ = d.records(text, most, whole, nil)
	if len(l.rows) == 0 && len(text) > 0 {
		l.rows, l.at = [][]span{{{0, len(text), false}}}, []int{0}
	}
	l.out = make([]bool, len(l.rows))
	l.gap = make([]bool, len(l.rows))
	for i, pos := range l.at {
		p := bytes.TrimSuffix(bytes.TrimSuffix(text[:pos], []byte{'\n'}), []byte{'\r'})
		l.gap[i] = i > 0 && len(p) > 0 && (p[len(p)-1] == '\n' || p[len(p)-1] == '\r')
	}
	return l
}

// fill reads the cells.
func (l *layout) fill(cs *charset, text []byte) {
	l.cells = make([][]string, len(l.rows))
	for i, r := range l.rows {
		l.cells[i] = cellsOf(l.d, cs, text, r)
	}
}

func cellsOf(d *dialect, cs *charset, text []byte, r []span) []string {
	out := make([]string, len(r))
	var a, b []byte
	for i, c := range r {
		a, b = a[:0], b[:0]
		out[i] = string(cs.cell(d.text(text, c, &a), &b))
	}
	return out
}

// maxColumns is how many columns a table may have: as many as a worksheet of
// Excel (ECMA-376: XFD). Every column costs memory of its own. A single record
// may have more cells.
const maxColumns = 16_384

// tooWide counts the records with more cells than that.
func (l *layout) tooWide() (n int) {
	for _, r := range l.rows {
		if len(r) > maxColumns {
			n++
		}
	}
	return n
}

// width is the number of cells of the largest table.
func (l *layout) width(guess int) int {
	best, most := guess, 0
	n := map[int]int{}
	for _, r := range l.cells {
		if len(r) > maxColumns {
			continue
		}
		n[len(r)]++
		if k := n[len(r)] * (2*len(r) - 1); k > most {
			best, most = len(r), k
		}
	}
	return best
}

// comment reports that record i is a comment.
func (l *layout) comment(i int) bool {
	r := l.cells[i]
	return l.d.comment != 0 && len(r) > 0 && len(r[0]) > 0 && r[0][0] == l.d.comment && !l.rows[i][0].escaped
}

func filled(r []string) int {
	n := 0
	for _, c := range r {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// comments finds lines that begin with # and are no records.
func (l *layout) comments(rd *Reading, width int) {
	hash, records, other, top := 0, 0, 0, 0
	for i, r := range l.cells {
		if len(r) == 0 || !strings.HasPrefix(r[0], "#") || l.rows[i][0].escaped {
			continue
		}
		if hash++; hash == i+1 {
			top++
		}
		switch {
		case len(r) == width && width > 1 && (i == 0 || hash == i+1):
			records++ // may be the header
		case len(r) == width && width > 1:
			other++
		}
	}
	many := (hash-top)*2 >= len(l.cells)-top+2
	if many && records+other == 0 && width > 1 { // between records that are all whole
		many = false
		for _, r := range l.cells {
			many = many || len(r) != width && !strings.HasPrefix(r[0], "#")
		}
	}
	if hash > records && other*2 <= hash && !many && top < len(l.cells) {
		if records > 0 && hash-records < 2 && other == 0 {
			// A header that begins with # stays one.
			last := -1
			for i, r := range l.cells {
				if strings.HasPrefix(r[0], "#") {
					last = i
				}
			}
			if len(l.cells[last]) == width {
				return
			}
		}
		rd.Comment, l.d.comment = "#", '#'
		rd.From["comment"] = "data"
	}
}
