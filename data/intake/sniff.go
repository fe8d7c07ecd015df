package intake

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// The dialect of a CSV is found as van den Burg, Nazábal and Sutton do
// (“Wrangling messy CSV files by detecting row and type patterns”, Data Mining
// and Knowledge Discovery 33, 2019): under the right one, records have the
// same shape and cells are of a kind that can be named. As in García
// (“Detecting CSV file dialects by table uniformity measurement and data type
// inference”, Data Science 7, 2024) the table counts as a whole: kinds are
// compared down each column.

// delimiter is one that is tried, with how likely it is before a look at the
// file.
type delimiter struct {
	text  string
	prior float64
}

// delimiters are tried in this order; of equals the first is taken.
var delimiters = []delimiter{
	{",", 1}, {";", 1}, {"\t", 1}, {"|", 0.99}, {"~", 0.93}, {"^", 0.93}, {"§", 0.95},
	{"\x1f", 1}, {"\x01", 1}, {":", 0.72}, {" ", 0.75},
	{"#", 0.6}, {"*", 0.6}, {"&", 0.5}, {"!", 0.6}, {"¦", 0.95}, {"¬", 0.95},
	{", ", 1}, {"; ", 1}, {" | ", 1}, {" ; ", 1}, {" , ", 1}, {"| ", 0.99}, {"||", 1}, {"::", 0.95}, {";;", 0.98}, {",,", 0.97},
	{"~~", 0.97}, {"^^", 0.97}, {"\t\t", 0.98}, {"|~|", 1}, {"~|~", 1}, {"|^|", 1}, {"<>", 0.95}, {"@@", 0.97}, {"##", 0.95},
	{"$$", 0.97}, {"&&", 0.95}, {"%%", 0.95}, {"=>", 0.8}, {"->", 0.8}, {"\\t", 0.97}, {"<|>", 1}, {"[|]", 1}, {"**", 0.9}, {":|:", 1}, {"|;|", 1}, {" - ", 0.7}, {"__", 0.8},
}

// scored is a dialect with what speaks for it.
type scored struct {
	d           dialect
	sep         string // delimiter as text
	score       float64
	columns     int // cells in most records
	uniform     int // records that have so many
	records     int
	quoted      int // cells in quotes
	bare        int // cells without that are not empty
	odd         int // records with quotes that break the rules
	open        int // bytes that a quote which is never closed takes
	doubled     int // cells with doubled quotes inside quotes
	bareColumns int // columns that are mostly without quotes
	named       int // columns of numbers, times and other kinds that can be named
	needed      int // cells that would not be one cell without their quotes
	multi       int // cells that would not for their line ends alone
	even        int // runs of backslashes inside quotes that have an even length
	single      int // and an odd one
}

// sampleRecords is how many records of the beginning a dialect is judged by,
// partRecords how many of the middle and of the end.
const (
	sampleRecords = 300
	partRecords   = 100
)

// hunt is what the dialect is looked for in.
type hunt struct {
	text   []byte
	parts  [][]byte
	whole  bool
	anyEnd bool
	eol    byte
	cs     *charset
	bare   bool // without quotes all records have the same number of cells
}

// regions gives the beginning and parts that lie further on.
func (h *hunt) regions() [][]byte {
	out := [][]byte{h.text}
	add := func(p []byte) {
		for range 2 {
			i := bytes.IndexByte(p, h.eol)
			if i < 0 {
				return
			}
			p = p[i+1:]
		}
		out = append(out, p)
	}
	if len(h.text) > 256<<10 {
		out[0] = h.text[:128<<10]
		add(h.text[len(h.text)/2:][:48<<10])
		add(h.text[len(h.text)-48<<10:])
	}
	for _, p := range h.parts {
		add(p[:min(len(p), 48<<10)])
	}
	return out
}

// find takes the best of the candidates. Empty lists stand for all.
func (h *hunt) find(seps []delimiter, quotes string) scored {
	if len(seps) == 0 {
		seps = delimiters
		if said := h.said(); said != "" {
			seps = []delimiter{{said, 1}}
		}
	}
	if quotes == "" {
		quotes = "\"'\x00"
	}
	regions := h.regions()
	var best scored
	for _, s := range seps {
		sep := h.cs.bytes(s.text)
		if !bytes.Contains(regions[0], []byte(sep)) && len(seps) > 1 && s.text != "," {
			continue
		}
		bare := dialect{delim: sep[0], eol: h.eol, anyEnd: h.anyEnd, sep: sep[1:]}
		if bare.sep != "" {
			bare.sep = sep
		}
		without := h.judge(bare, regions)
		h.bare = without.columns > 1 && without.uniform == without.records
		for k := range len(quotes) {
			d := dialect{delim: sep[0], quote: quotes[k], eol: h.eol, anyEnd: h.anyEnd}
			if len(sep) > 1 {
				d.sep = sep
			}
			if d.quote != 0 && (d.quote == d.delim || !bytes.Contains(regions[0], []byte{d.quote}) && k > 0 && d.quote != '"') {
				continue
			}
			x := without
			if d.quote != 0 {
				x = h.judge(d, regions)
			}
			if x.open > 0 || x.odd > 0 {
				x = h.mended(x, without.columns, regions)
			}
			for _, esc := range h.escapes(&x, regions[0]) {
				e := d
				e.escape = esc
				if y := h.judge(e, regions); y.better(&x) || x.even > 2 && x.single == 0 && x.doubled == 0 && y.uniform >= x.uniform && y.odd <= x.odd && y.open <= x.open {
					x = y
				}
			}
			x.sep = s.text
			x.score *= s.prior
			if best.sep == "" || x.score > best.score+1e-9 {
				best = x
			}
		}
	}
	best.d.always = best.d.quote != 0 && best.columns > 1 && best.quoted > 3*best.records/2 && best.bare*8 < best.quoted && best.bareColumns == 0
	return best
}

// mended judges once more, with broken quotes mended by the number of cells
// that most records have, with quotes or without.
func (h *hunt) mended(x scored, n int, regions [][]byte) scored {
	for _, width := range []int{n, x.columns} {
		if width < 2 {
			continue
		}
		d := x.d
		d.width = width
		y := h.judge(d, regions)
		if y.columns > 1 && y.open <= x.open && y.records > 0 && y.uniform*max(1, x.records) >= x.uniform*y.records {
			y.d.width, y.odd = 0, x.odd
			if x.open > y.open {
				y.odd++
			}
			x = y
		}
	}
	return x
}

// said gives the delimiter that a first line such as sep=; names.
func (h *hunt) said() string {
	if len(h.text) < 6 || !bytes.EqualFold(h.text[:4], []byte("sep=")) {
		return ""
	}
	line, _, _ := bytes.Cut(h.text[4:min(len(h.text), 12)], []byte{'\n'})
	if line = bytes.TrimRight(line, "\r"); len(line) == 0 || len(line) > 3 || h.cs != nil && h.cs.table != nil && line[0] >= 0x80 {
		return ""
	}
	return string(line)
}

// escapes gives what may stand before a quote or a delimiter.
func (h *hunt) escapes(x *scored, text []byte) []byte {
	sep := x.d.sep
	if sep == "" {
		sep = string(x.d.delim)
	}
	if strings.HasPrefix(sep, `\`) {
		return nil
	}
	if x.d.quote != 0 && (bytes.Contains(text, []byte{'\\', x.d.quote}) || x.even > 2 && x.single == 0) || bytes.Contains(text, []byte(`\`+sep)) {
		return []byte{'\\'}
	}
	return nil
}

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
	counts := map[int]int{}
	for _, r := range rows {
		counts[len(r)]++
	}
	for n, k := range counts {
		a, b := k*max(n-1, 0), s.uniform*max(s.columns-1, 0)
		if s.columns == 0 || a > b || a == b && n > s.columns {
			s.columns, s.uniform = n, k
		}
	}
	t := h.kinds(&d, rows, from, s.columns, &s)
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
	u := float64(s.uniform) / float64(len(rows))
	c := float64(s.columns)
	s.score = u * u * (1 - 0.75/(c+0.5)) * (0.15 + 0.85*t) * (1 - 0.5/float64(len(rows)+1))
	if wordy || s.named == 0 && s.quoted == 0 && u <= 0.5 && (strings.IndexByte(" ,:-", d.delim) >= 0 || u < 0.4) {
		s.score *= 0.15 // words of a text
	}
	switch {
	case d.quote == 0:
		s.score *= 0.999
	case s.quoted > 0:
		clean := 1 - float64(min(s.odd, len(rows)))/float64(len(rows))
		switch {
		case d.quote == '"':
			s.score *= 1 + 0.3*clean
		case s.needed == 0 && (s.multi == 0 && s.quoted*5 < len(rows) || s.multi > 0 && h.bare):
			s.score *= 0.94 // a few cells that only look so
		default:
			s.score *= 1 + 0.2*clean
		}
	case d.quote != '"':
		s.score *= 0.99 // nothing speaks for it
	}
	if s.open > 0 {
		s.score *= max(0.15, 1-float64(s.open)/float64(len(h.text)))
	}
	return s
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
			if len(v) > 0 {
				t.filled++
				if !c.escaped {
					t.bare++
				}
				if !c.escaped && (v[0] == ' ' && i > 0 || v[len(v)-1] == ' ' && i < columns-1) {
					t.padded++
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
		same := float64(most) / float64(t.filled)
		v := alone / float64(t.filled) * (0.6 + 0.4*same)
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
	case bytes.IndexByte(cell, d.delim) >= 0 || bytes.IndexByte(cell, d.quote) >= 0:
		s.needed++
	case bytes.IndexByte(cell, '\n') >= 0 || bytes.IndexByte(cell, '\r') >= 0:
		s.multi++
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

// lineEnds tells the line end of CSV from the text at hand.
func (h *hunt) lineEnds() (lf, crlf, cr int) {
	for _, p := range append([][]byte{h.text}, h.parts...) {
		n := bytes.Count(p, []byte("\r\n"))
		crlf += n
		lf += bytes.Count(p, []byte{'\n'}) - n
		cr += bytes.Count(p, []byte{'\r'}) - n
	}
	return lf, crlf, cr
}

// settle finds line end and dialect together.
func (h *hunt) settle(seps []delimiter, quotes string) (s scored, end string, f Finding) {
	lf, crlf, cr := h.lineEnds()
	h.eol = '\n'
	if lf+crlf > 0 || cr == 0 {
		s = h.find(seps, quotes)
	}
	if cr > 0 {
		g := *h
		g.eol = '\r'
		x := g.find(seps, quotes)
		if s.records == 0 || x.columns > 1 && x.records >= s.records && x.score > s.score {
			why := "records end with carriage returns; line feeds stand only inside fields"
			if lf+crlf == 0 {
				why = "only carriage returns occur"
			}
			s, end, f = x, "cr", Finding{Value: "CR", Why: why, Sure: true}
			h.eol = '\r'
		}
		if lf+crlf > 0 && cr*20 > lf+crlf {
			g := *h
			g.eol, g.anyEnd = '\n', true
			if x := g.find(seps, quotes); x.score > 1.02*s.score && x.columns > 1 && x.records > s.records {
				return x, "mixed", Finding{Value: "mixed", Why: "records end with " + anyOf([]string{"LF", "CR LF", "CR"}, []int{lf, crlf, cr}), Sure: true}
			}
		}
		if end == "cr" {
			return s, end, f
		}
	}
	ends := [2]int{}
	for _, r := range h.regions() {
		rows, at, _ := s.d.records(r, 4*sampleRecords, true, nil)
		for i := range rows {
			to := len(r)
			if i+1 < len(at) {
				to = at[i+1]
			}
			if to = bytes.LastIndexByte(r[:to], '\n'); to > 0 && r[to-1] == '\r' {
				ends[1]++
			} else if to >= 0 && to >= at[i] {
				ends[0]++
			}
		}
	}
	why := count(ends[0]+ends[1], "record", "records")
	switch {
	case lf+crlf == 0:
		return s, "lf", Finding{Value: "LF", Why: "there is only one line"}
	case min(ends[0], ends[1])*8 > ends[0]+ends[1]:
		return s, "mixed", Finding{Value: "mixed", Why: "records end with " + anyOf([]string{"LF", "CR LF"}, ends[:]), Sure: true}
	case ends[1] > ends[0] || ends[0] == 0 && crlf > lf:
		return s, "crlf", Finding{Value: "CR LF", Why: thousands(int64(ends[1])) + " of " + why + " end so", Sure: true}
	}
	return s, "lf", Finding{Value: "LF", Why: thousands(int64(ends[0])) + " of " + why + " end so", Sure: true}
}

func anyOf(names []string, n []int) string {
	var parts []string
	for i, name := range names {
		if n[i] > 0 {
			parts = append(parts, name+" ("+thousands(int64(n[i]))+")")
		}
	}
	return strings.Join(parts, " and ")
}

// detectDialect is for texts that may be none.
func detectDialect(text []byte, eol byte, whole bool) scored {
	h := &hunt{text: text, whole: whole, eol: eol}
	return h.find(nil, "")
}

// widths gives the numbers of cells that occur, the most frequent first.
func widths(rows [][]string) []int {
	n := map[int]int{}
	for _, r := range rows {
		n[len(r)]++
	}
	out := make([]int, 0, len(n))
	for w := range n {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(b, a)) })
	return out
}

// lineEndOf is the line end of text that is not CSV.
func lineEndOf(text []byte) (string, Finding) {
	h := &hunt{text: text}
	lf, crlf, cr := h.lineEnds()
	n := lf + crlf + cr
	switch {
	case lf+crlf == 0 && cr > 0:
		return "cr", Finding{Value: "CR", Why: "only carriage returns occur", Sure: true}
	case crlf > lf:
		return "crlf", Finding{Value: "CR LF", Why: thousands(int64(crlf)) + " of " + count(n, "line end", "line ends"), Sure: true}
	case lf == 0:
		return "lf", Finding{Value: "LF", Why: "there is only one line"}
	}
	return "lf", Finding{Value: "LF", Why: thousands(int64(lf)) + " of " + count(n, "line end", "line ends"), Sure: true}
}
