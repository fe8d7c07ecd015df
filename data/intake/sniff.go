package intake

import (
	"bytes"
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
	{"\x1f", 1}, {"\x01", 1}, {":", 0.72}, {" ", 0.75}, {"  ", 0.9},
	{"#", 0.6}, {"+", 0.6}, {"?", 0.5}, {"%", 0.5}, {"$", 0.5}, {"=", 0.5}, {"*", 0.6}, {"&", 0.5}, {"!", 0.6}, {"¦", 0.95}, {"¬", 0.95},
	{", ", 1}, {"; ", 1}, {" | ", 1}, {"||", 1}, {"::", 0.95}, {";;", 0.98}, {",,", 0.97},
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
	broken      int // the same before records were mended
	doubled     int // cells with doubled quotes inside quotes
	bareColumns int // columns that are mostly without quotes
	named       int // columns of numbers, times and other kinds that can be named
	needed      int // cells that would not be one cell without their quotes
	multi       int // cells that would not for their line ends alone
	padded      int // cells behind the first that stand between blanks
	full        int // cells behind the first that are not empty
	aligned     int // padded cells with blanks on both sides, or several on one
	even        int // runs of backslashes inside quotes that have an even length
	single      int // and an odd one
	first       int // cells of the first record
	fewest      int // of the record that has the fewest
	spaced      int // cells behind the first that begin with a blank
}

// noDelimiter stands for the delimiter of a file of one column that holds all
// signs that delimit elsewhere.
const noDelimiter = 0x1F

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
		} else if h.cs == nil || !h.cs.wide() {
			seps = append(seps[:len(seps):len(seps)], wrapped(h.text)...)
		}
	}
	if quotes == "" {
		quotes = "\"'`\x00"
	}
	regions := h.regions()
	var best, even scored
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
			if y := h.padded(&x, regions); y.score > 0.99*x.score {
				x = y
			}
			x.sep = s.text
			switch {
			case x.records > 1:
			case len(sep) > 1 && sep[1] == ' ':
				x.score *= 0.95
			case s.text == "|": // more often it divides the items of a cell
				x.score *= 0.7
			case s.prior < 0.72: // one line says little
				x.score *= 0.1
			}
			x.score *= s.likely(&x)
			if best.sep == "" || x.score > best.score+1e-9 {
				best = x
			}
			if x.uniform == x.records && x.records > 2 && x.columns > 1 && x.score > even.score+1e-9 && strings.Contains(",;\t|", x.sep) {
				even = x
			}
		}
	}
	// What divides every record and the names too goes before what divides only
	// the records.
	if best.first == 1 && best.columns > 1 && best.quoted == 0 && even.score > 0.6*best.score {
		best = even
	}
	// Blanks that stand behind most delimiters and not one behind each are around
	// the cells, not in the delimiter.
	if bare := strings.Trim(best.sep, " "); len(seps) > 1 && len(bare) == 1 && bare != best.sep && best.padded*20 > best.full {
		d := best.d
		d.sep, d.delim, d.pad = "", bare[0], true
		if y := h.judge(d, regions); y.columns == best.columns && y.uniform >= best.uniform && y.odd <= best.odd && y.open <= best.open {
			best = y
			best.sep = bare
		}
	}
	// Numbers in columns are often two blanks apart and now and then one.
	if len(seps) > 1 && best.sep == "  " && best.named == best.columns {
		d := best.d
		d.sep, d.delim, d.pad = "", ' ', true
		if y := h.judge(d, regions); y.columns == best.columns && y.uniform >= best.uniform && y.named == best.named {
			best = y
			best.sep = " "
		}
	}
	if len(seps) > 1 && best.columns > 1 && best.score < 0.3 && !best.throughout() && !bytes.Contains(regions[0], []byte{noDelimiter}) {
		for k := range len(quotes) {
			x := h.judge(dialect{delim: noDelimiter, quote: quotes[k], eol: h.eol, anyEnd: h.anyEnd}, regions)
			if x.sep = string(rune(noDelimiter)); x.open == 0 && x.score > best.score {
				best = x
			}
		}
	}
	best.d.always = best.d.quote != 0 && best.columns > 1 && best.quoted > 3*best.records/2 && best.bare*8 < best.quoted && best.bareColumns == 0
	return best
}

// throughout reports that one of the usual delimiters stands several times in
// every record, and not as in a text, with a blank behind it.
func (s *scored) throughout() bool {
	return strings.Contains(",;\t|", s.sep) && s.records > 2 && s.fewest > 2 && s.first > 3 && s.spaced*4 < s.full
}

// wrapped finds delimiters between two signs, as in 1#|#Anna#|#ok: most of
// those in the first lines stand so.
func wrapped(text []byte) (out []delimiter) {
	const signs = "#@$%&*!^~=:;|<>"
	text = text[:min(len(text), 4<<10)]
	for _, c := range []byte(",;\t|") {
		n, around := 0, map[byte]int{}
		for i := 1; i+1 < len(text); i++ {
			if text[i] != c {
				continue
			}
			n++
			if p := text[i-1]; p == text[i+1] && p != c && strings.IndexByte(signs, p) >= 0 {
				around[p]++
			}
		}
		for _, p := range []byte(signs) {
			if k := around[p]; k > 2 && k*5 > n*3 {
				out = append(out, delimiter{string([]byte{p, c, p}), 1})
			}
		}
	}
	return out
}

// likely is the prior of a delimiter, seen that it stands between quotes.
func (s *delimiter) likely(x *scored) float64 {
	if x.d.quote != 0 && x.odd == 0 && x.open == 0 && x.columns > 1 && x.quoted >= 2*x.records && x.uniform == x.records {
		return (1 + s.prior) / 2
	}
	return s.prior
}

// padded judges with blanks around cells taken for none of their text, where
// many cells have some.
func (h *hunt) padded(x *scored, regions [][]byte) scored {
	d := x.d
	d.pad = true
	switch {
	case d.column() && bytes.Contains(regions[0], []byte("  ")):
	case x.columns < 2 || x.padded*3 < x.full || d.sep != "" || d.column():
		return scored{}
	}
	plain := x.aligned*4 < x.padded && x.spaced*10 < x.full*9 // one blank behind some delimiters may be text
	y := h.judge(d, regions)
	if plain && y.quoted == x.quoted && !d.column() {
		return scored{}
	}
	y.score *= 0.998
	return y
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
			y.d.width, y.odd, y.broken = 0, x.odd, max(x.open, x.broken)
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
