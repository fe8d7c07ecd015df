package intake

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// detectCharset tells the encoding from the byte order mark, from where the
// zero bytes lie, from whether it is valid UTF-8.
func detectCharset(s *sample) (string, Finding) {
	h := s.head
	switch {
	case bytes.HasPrefix(h, []byte{0xEF, 0xBB, 0xBF}):
		return "utf-8", Finding{Value: "UTF-8", Why: "begins with its byte order mark", Sure: true}
	case bytes.HasPrefix(h, []byte{0xFF, 0xFE}):
		return "utf-16le", Finding{Value: "UTF-16LE", Why: "begins with its byte order mark", Sure: true}
	case bytes.HasPrefix(h, []byte{0xFE, 0xFF}):
		return "utf-16be", Finding{Value: "UTF-16BE", Why: "begins with its byte order mark", Sure: true}
	}
	var zero [2]int
	n := min(len(h), 64<<10)
	for i, c := range h[:n] {
		if c == 0 {
			zero[i&1]++
		}
	}
	if half := n / 2; half > 1 {
		switch {
		case zero[1]*10 > half*6 && zero[0]*20 < half:
			return "utf-16le", Finding{Value: "UTF-16LE", Why: "every second byte is zero, as in Western text; no byte order mark", Sure: true}
		case zero[0]*10 > half*6 && zero[1]*20 < half:
			return "utf-16be", Finding{Value: "UTF-16BE", Why: "every first of two bytes is zero, as in Western text; no byte order mark", Sure: true}
		}
	}
	valid, broken := 0, 0
	chars := map[byte]int{}
	for i, part := range append([][]byte{h}, s.parts...) {
		if i > 0 { // begins anywhere
			for len(part) > 0 && !utf8.RuneStart(part[0]) {
				part = part[1:]
			}
		}
		for k := 0; k < len(part); {
			if part[k] < utf8.RuneSelf {
				k++
				continue
			}
			r, size := utf8.DecodeRune(part[k:])
			switch {
			case r != utf8.RuneError || size > 1:
				valid++
			case !utf8.FullRune(part[k:]) && (!s.whole || i > 0):
			default:
				broken++
				chars[part[k]]++
			}
			k += size
		}
	}
	switch {
	case broken == 0 && valid == 0:
		return "utf-8", Finding{Value: "UTF-8", Why: "plain ASCII, which is UTF-8 too", Sure: s.whole}
	case broken == 0:
		return "utf-8", Finding{Value: "UTF-8", Why: fmt.Sprintf("%s with accents and signs, all valid UTF-8", count(valid, "character", "characters")), Sure: true}
	case valid > 9*broken:
		return "utf-8", Finding{Value: "UTF-8", Why: fmt.Sprintf("valid but for %s, which are kept as they are", count(broken, "byte", "bytes"))}
	}
	cs, _ := charsetOf("windows-1252")
	var seen []string
	for len(seen) < 2 && len(chars) > 0 {
		best := byte(0)
		for c, n := range chars {
			if best == 0 || n > chars[best] || n == chars[best] && c < best {
				best = c
			}
		}
		seen = append(seen, "“"+cs.table[best]+"”")
		delete(chars, best)
	}
	return "windows-1252", Finding{Value: "Windows-1252", Why: fmt.Sprintf("%s in %s; not valid UTF-8", strings.Join(seen, " and "), count(broken, "place", "places"))}
}

// count writes a number with its noun, thousands apart.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(int64(n)) + " " + many
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// detectLineEnd tells the line end of CSV from the text at hand.
func detectLineEnd(text []byte) (string, Finding) {
	lf := bytes.Count(text, []byte{'\n'})
	crlf := bytes.Count(text, []byte("\r\n"))
	cr := bytes.Count(text, []byte{'\r'}) - crlf
	switch {
	case lf == 0 && cr > 0:
		return "cr", Finding{Value: "CR", Why: "only carriage returns occur", Sure: true}
	case crlf*2 > lf:
		return "crlf", Finding{Value: "CR LF", Why: fmt.Sprintf("%s of %s line ends", thousands(int64(crlf)), thousands(int64(lf))), Sure: true}
	case lf == 0:
		return "lf", Finding{Value: "LF", Why: "there is only one line"}
	}
	return "lf", Finding{Value: "LF", Why: fmt.Sprintf("%s of %s line ends", thousands(int64(lf-crlf)), thousands(int64(lf))), Sure: true}
}

// candidates are the dialects that are tried, the likelier of equals first.
var candidates = struct{ delims, quotes string }{",;\t|", "\"\x00"}

// scored is a dialect with what speaks for it.
type scored struct {
	d       dialect
	score   float64
	columns int // cells in most records
	uniform int // records that have so many
	records int
	quoted  int // cells in quotes
	header  int // physical line of the header, 0 for none
}

// sampleRecords is how many records a dialect is judged by.
const sampleRecords = 400

// detectDialect tries the candidates on the text and takes the one under which
// most records have the same number of cells and the columns hold values of one
// kind each.
func detectDialect(text []byte, eol byte, whole bool, delims, quotes string) scored {
	var best scored
	for k := range len(quotes) {
		for i := range len(delims) {
			d := dialect{delim: delims[i], quote: quotes[k], eol: eol}
			if d.delim == d.quote {
				continue
			}
			s := judge(d, text, whole)
			if best.d.delim == 0 || s.score > best.score+1e-9 {
				best = s
			}
		}
	}
	return best
}

// records splits the first records of a text into cells; a last one that may
// be cut is left out. open is how many bytes a quote that is never closed takes.
func (d *dialect) records(text []byte, most int, whole bool) (rows [][]span, at []int, open int) {
	for pos := 0; pos < len(text) && len(rows) < most; {
		if n := d.blank(text, pos); n > 0 {
			pos += n
			continue
		}
		cells, _, next, ok := d.record(text, pos, nil)
		if !ok {
			return rows, at, len(text) - pos
		}
		if next == len(text) && !whole && len(rows) > 0 {
			break
		}
		rows, at = append(rows, cells), append(at, pos)
		pos = next
	}
	return rows, at, 0
}

func judge(d dialect, text []byte, whole bool) scored {
	rows, _, open := d.records(text, sampleRecords, whole)
	s := scored{d: d, records: len(rows)}
	if len(rows) == 0 {
		return s
	}
	counts := map[int]int{}
	leading := 0 // cells that begin with a quote that is text
	for _, r := range rows {
		counts[len(r)]++
		for _, c := range r {
			if c.escaped {
				s.quoted++
			}
			if c.to > c.from && text[c.from] == '"' {
				leading++
			}
		}
	}
	for n, k := range counts {
		if k*max(n-1, 0) > s.uniform*max(s.columns-1, 0) || s.columns == 0 || k*max(n-1, 0) == s.uniform*max(s.columns-1, 0) && n > s.columns {
			s.columns, s.uniform = n, k
		}
	}
	if s.columns == 1 {
		s.score = 0.01
		if d.delim == ',' {
			s.score = 0.02
		}
		if s.quoted > 0 {
			s.score += 0.01
		}
		return s
	}
	uniform := float64(s.uniform) / float64(len(rows))
	s.score = uniform * uniform * (1 - 1/float64(1+s.columns)) * (0.4 + 0.6*consistency(&d, text, rows, s.columns))
	if d.quote != 0 && s.quoted == 0 {
		s.score *= 1.001 // nothing speaks against the usual quote
	}
	if d.quote != 0 && s.quoted > 0 {
		s.score *= 1.2
	}
	if open > 0 {
		s.score *= max(0.2, 1-float64(open)/float64(len(text)))
	}
	if d.quote == 0 && leading > 0 {
		s.score *= 0.8
	}
	return s
}

// consistency is the share of cells whose kind is the most frequent of their
// column; a kind that is only "text" counts half.
func consistency(d *dialect, text []byte, rows [][]span, columns int) float64 {
	kinds := make([][kindCount]int, columns)
	cells := 0
	var scratch []byte
	for k, r := range rows {
		if k == 0 || len(r) != columns {
			continue
		}
		for i, c := range r {
			scratch = scratch[:0]
			kinds[i][kindOf(d.text(text, c, &scratch))]++
			cells++
		}
	}
	if cells == 0 {
		return 0.5
	}
	sum := 0.0
	for _, k := range kinds {
		best := 0.0
		for kind, n := range k {
			if kind == kindEmpty {
				continue
			}
			v := float64(n + k[kindEmpty])
			if kind == kindText {
				v *= 0.5
			}
			if n > 0 {
				best = max(best, v)
			}
		}
		if best == 0 && k[kindEmpty] > 0 {
			best = 0.5 * float64(k[kindEmpty])
		}
		sum += best
	}
	return sum / float64(cells)
}
