package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// sureBy is by how much, in natural logarithms, an encoding must be likelier
// than any that makes another text of the file. Combinations of characters
// count once here: a name that stands in a thousand rows says no more than one.
const sureBy = 6

// Encoding is a name that Options take, and what people call it.
type Encoding struct{ Name, Title string }

// Encodings lists the encodings that can be chosen, the commonest first; more
// names than these are known.
func Encodings() []Encoding {
	var out []Encoding
	for _, name := range []string{"utf-8", "windows-1252", "utf-16le", "utf-16be", "iso-8859-15", "ibm850", "ibm437", "macintosh",
		"windows-1250", "iso-8859-2", "ibm852", "windows-1251", "koi8-r", "koi8-u", "ibm866", "windows-1254", "windows-1253", "windows-1257",
		"windows-1255", "windows-1256", "windows-1258", "windows-874", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "utf-32le", "utf-32be"} {
		if cs, err := charsetOf(name); err == nil {
			out = append(out, Encoding{cs.name, cs.title})
		}
	}
	return out
}

const plainASCII = "plain ASCII, which is UTF-8 too"

// charset settles the encoding of a file, by what the person said or else by
// what the samples tell.
func (in *Inspection) charset(s *sample, opts Options) (*charset, error) {
	name, f := "", Finding{}
	from := "data"
	if opts.Encoding != "" {
		from, name = "person", orderByMark(opts.Encoding, s.head)
	} else {
		name, f = detectCharset(s)
	}
	cs, err := charsetOf(name)
	if err != nil {
		return nil, err
	}
	if from == "person" {
		f = Finding{Value: cs.title, Why: "you said so", Sure: true}
	}
	if n := cs.strange(s.head); n > 0 && cs.name != "utf-8" {
		f.Why += fmt.Sprintf("; %s in the sample %s nothing in it and %s kept as %s",
			count(n, "byte", "bytes"), plural(n, "means", "mean"), plural(n, "is", "are"), plural(n, "it is", "they are"))
		f.Sure = f.Sure && from == "person"
	}
	in.Encoding, in.Findings["encoding"], in.reading.From["encoding"] = cs.name, f, from
	in.reading.Plain = from == "data" && !s.whole && f.Why == plainASCII
	return cs, nil
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// orderByMark tells which of two byte orders a name leaves open.
func orderByMark(name string, head []byte) string {
	switch foldCharset(name) {
	case "utf16", "ucs2", "unicode":
		if bytes.HasPrefix(head, []byte{0xFE, 0xFF}) {
			return "utf-16be"
		}
	case "utf32", "ucs4":
		if bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}) {
			return "utf-32be"
		}
	}
	return name
}

// strange counts the bytes that mean nothing in the encoding.
func (c *charset) strange(part []byte) int {
	n := 0
	switch {
	case c.table != nil:
		for _, b := range part {
			if b >= utf8.RuneSelf && len(c.table[b]) == 1 {
				n++
			}
		}
	case c.wide():
		text := c.widen(part[c.afterBOM(part):], false)
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && size == 1 {
				n++
			}
			i += size
		}
	}
	return n
}

// detectCharset tells the encoding from the byte order mark, from where the
// zero bytes lie, from whether it is valid UTF-8, and else from which encoding
// makes of the bytes what people write.
func detectCharset(s *sample) (string, Finding) {
	if name, f, ok := byMark(s.head); ok {
		return name, f
	}
	if name, f, ok := byZeros(s.head); ok {
		return name, f
	}
	valid, broken := validity(s)
	switch {
	case broken == 0 && valid == 0:
		return "utf-8", Finding{Value: "UTF-8", Why: plainASCII, Sure: s.whole}
	case broken == 0:
		return "utf-8", Finding{Value: "UTF-8", Why: fmt.Sprintf("%s with accents and signs, all valid UTF-8", count(valid, "character", "characters")), Sure: true}
	case valid > 9*broken:
		return "utf-8", Finding{Value: "UTF-8", Why: fmt.Sprintf("valid but for %s, which %s kept as %s", count(broken, "byte", "bytes"), plural(broken, "is", "are"), plural(broken, "it is", "they are"))}
	}
	return byLikelihood(s)
}

func byMark(h []byte) (string, Finding, bool) {
	for _, name := range []string{"utf-32le", "utf-32be", "utf-8", "utf-16le", "utf-16be", "gb18030"} {
		if cs, err := charsetOf(name); err == nil && cs.afterBOM(h) > 0 {
			return name, Finding{Value: cs.title, Why: "begins with its byte order mark", Sure: true}, true
		}
	}
	return "", Finding{}, false
}

// byZeros finds UTF-16 and UTF-32 without a byte order mark. In every text
// with digits, blanks or line ends the upper bytes of those are zero; that it
// is UTF-16 shows when it makes text of the bytes and they hold no text else.
func byZeros(h []byte) (string, Finding, bool) {
	h = h[:min(len(h), 64<<10)&^3]
	var zero [4]int
	for i, c := range h {
		if c == 0 {
			zero[i&3]++
		}
	}
	quarter := len(h) / 4
	if quarter == 0 || zero[0]+zero[1]+zero[2]+zero[3] == 0 {
		return "", Finding{}, false
	}
	if quarter >= 2 {
		if zero[3] == quarter && zero[2]*10 >= quarter*9 && zero[0]*10 < quarter {
			return "utf-32le", Finding{Value: "UTF-32LE", Why: "of every four bytes the last are zero; no byte order mark", Sure: true}, true
		}
		if zero[0] == quarter && zero[1]*10 >= quarter*9 && zero[3]*10 < quarter {
			return "utf-32be", Finding{Value: "UTF-32BE", Why: "of every four bytes the first are zero; no byte order mark", Sure: true}, true
		}
	}
	even, odd := zero[0]+zero[2], zero[1]+zero[3]
	name, most, least, which := "utf-16le", odd, even, "every second byte"
	if even > odd {
		name, most, least, which = "utf-16be", even, odd, "every first of two bytes"
	}
	half := len(h) / 2
	switch {
	case half > 1 && most*10 > half*6 && least*20 < half:
		return name, Finding{Value: strings.ToUpper(name), Why: which + " is zero, as in Western text; no byte order mark", Sure: true}, true
	case most >= 3 && most*100 > half*3 && least*20 <= most && sensible16(name, h):
		return name, Finding{Value: strings.ToUpper(name), Why: fmt.Sprintf("zero bytes in %s places, always as %s, and read so it is text; no byte order mark", thousands(int64(most)), which), Sure: most >= 20}, true
	}
	return "", Finding{}, false
}

// sensible16 tells whether bytes read as UTF-16 are text of few scripts.
func sensible16(name string, h []byte) bool {
	cs, err := charsetOf(name)
	if err != nil {
		return false
	}
	pairs := 0 // of ASCII characters, which UTF-16 would make one of
	for i := 0; i+1 < len(h); i += 2 {
		if h[i] >= ' ' && h[i] < 0x7F && h[i+1] >= ' ' && h[i+1] < 0x7F {
			pairs++
		}
	}
	if pairs*10 > len(h)/2*6 {
		return false
	}
	strange, all, plain := 0, 0, 0
	for _, r := range string(cs.widen(h, false)) {
		all++
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			plain++
		case r < ' ' || r == utf8.RuneError || r >= 0xE000 && r < 0xF900 || r >= 0x0700 && r < 0x0E00 || r >= 0x1200 && r < 0x1E00 || r >= 0xA000 && r < 0xAC00:
			strange++
		case r < utf8.RuneSelf:
			plain++
		}
	}
	return strange*50 <= all && plain > 0
}

// validity counts characters beyond ASCII that are valid UTF-8, and bytes that
// are not.
func validity(s *sample) (valid, broken int) {
	for i, part := range append([][]byte{s.head}, s.parts...) {
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
				size = len(part) - k // cut
			default:
				broken++
			}
			k += size
		}
	}
	return valid, broken
}

// stretches gives pieces from the beginning, the middle and the end of the
// samples, the later ones from behind a line end on.
func (s *sample) stretches() [][]byte {
	h := s.head
	parts := [][]byte{h}
	if third := len(h) / 3; third > 32<<10 {
		parts = [][]byte{h[:third], h[third : 2*third], h[2*third:]}
	}
	parts = append(parts, s.parts...)
	for i := 1; i < len(parts); i++ {
		if k := bytes.IndexAny(parts[i], "\r\n"); k >= 0 {
			parts[i] = parts[i][k+1:]
		}
	}
	return parts
}

// byLikelihood takes the encoding under which the bytes beyond ASCII are most
// likely; of those that make the same text, the most usual.
func byLikelihood(s *sample) (string, Finding) {
	parts := s.stretches()
	var t tally
	for _, p := range parts {
		t.add(p)
	}
	all := append(t.pageVerdicts(), doubleVerdicts(parts)...)
	slices.SortStableFunc(all, func(a, b verdict) int {
		switch {
		case a.all > b.all:
			return -1
		case a.all < b.all:
			return 1
		}
		return 0
	})
	best := all[0]
	// A letter or two say little: the most usual code page then, unless it makes
	// nonsense of them.
	if len(t.triples) < 4 {
		for _, v := range all[1:] {
			if v.name == "windows-1252" && best.once-v.once < 2 {
				best = v
			}
		}
	}
	cs, err := charsetOf(best.name)
	if err != nil {
		return "windows-1252", Finding{Value: "Windows-1252", Why: "not valid UTF-8"}
	}
	f := Finding{Value: cs.title, Sure: true}
	other := ""
	for _, v := range all[1:] {
		if best.runes != nil && v.runes != nil && t.same(best.runes, v.runes) {
			continue
		}
		if best.once-v.once < sureBy {
			f.Sure = false
			if o, err := charsetOf(v.name); err == nil {
				other = o.title
			}
		}
		break
	}
	f.Why = fmt.Sprintf("%s, as in %s; not valid UTF-8", shown(cs, parts), best.language)
	if !f.Sure && other != "" {
		f.Why += fmt.Sprintf("; it could be %s too, which is less usual", other)
	}
	return best.name, f
}

// shown names the two commonest characters beyond ASCII and how many there are.
func shown(cs *charset, parts [][]byte) string {
	counts := map[string]int{}
	places := 0
	var scratch []byte
	for _, p := range parts {
		text := p
		if cs.wide() {
			text = cs.widen(p, false)
		} else {
			scratch = scratch[:0]
			text = cs.cell(p, &scratch)
		}
		for i := 0; i < len(text); {
			if text[i] < utf8.RuneSelf {
				i++
				continue
			}
			r, size := utf8.DecodeRune(text[i:])
			if r != utf8.RuneError && r >= 0xA0 {
				counts[string(r)]++
			}
			places++
			i += size
		}
	}
	var seen []string
	for len(seen) < 2 && len(counts) > 0 {
		best := ""
		for c, n := range counts {
			if best == "" || n > counts[best] || n == counts[best] && c < best {
				best = c
			}
		}
		seen = append(seen, "“"+best+"”")
		delete(counts, best)
	}
	if len(seen) == 0 {
		return count(places, "byte", "bytes") + " beyond ASCII"
	}
	return fmt.Sprintf("%s in %s", strings.Join(seen, " and "), count(places, "place", "places"))
}
