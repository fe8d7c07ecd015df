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
