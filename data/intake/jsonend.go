package intake

import (
	"bytes"
	"fmt"
)

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// value finds the end of the value that begins at i by its brackets and
// quotes. more tells that b ends inside it.
func (c *jsonCutter) value(b []byte, i int) (end int, more bool, reason string) {
	cut := func() (int, bool, string) {
		if c.failed = len(b); c.eof {
			return 0, false, "The file ends inside this value; the export may have been cut off."
		}
		return 0, true, ""
	}
	bad := func(i int, why string, args ...any) (int, bool, string) {
		c.failed = i
		return 0, false, fmt.Sprintf(why, args...)
	}
	switch b[i] {
	case '"':
		if end = closingQuote(b, i+1); end < 0 {
			return cut()
		}
		return end, false, ""
	case '{', '[':
	case ',', ']', '}', ':':
		return bad(i, "A value is missing before %q.", b[i])
	default:
		for i < len(b) && !blank(b[i]) && b[i] != ',' && b[i] != ']' && b[i] != '}' {
			i++
		}
		if i == len(b) && !c.eof {
			return 0, true, ""
		}
		return i, false, ""
	}
	c.stack = c.stack[:0]
	for i < len(b) {
		switch ch := b[i]; ch {
		case '"':
			from := i
			if i = closingQuote(b, i+1); i < 0 {
				return cut()
			}
			if c.strict && !followed(b, i) {
				return bad(i, "Behind %s there must be a comma, a colon or a bracket; a quote may be missing.", shortText(b[from:i]))
			}
			continue
		case '{', '[':
			if len(c.stack) >= maxDepth {
				return bad(i, "Values are nested deeper than %d.", maxDepth)
			}
			if c.strict && len(c.stack) > 0 && c.stack[len(c.stack)-1] == '}' && !beforeValue(b, i) {
				return bad(i, "%q stands where a name should be; a bracket may be missing before.", ch)
			}
			c.stack = append(c.stack, ch+2) // { → }, [ → ]
		case '}', ']':
			if c.stack[len(c.stack)-1] != ch {
				return bad(i, "%q stands where %q should close.", ch, c.stack[len(c.stack)-1])
			}
			if c.stack = c.stack[:len(c.stack)-1]; len(c.stack) == 0 {
				return i + 1, false, ""
			}
		}
		i++
	}
	return cut()
}

// closingQuote gives the index after the quote that ends the string whose
// content begins at i, -1 where there is none.
func closingQuote(b []byte, i int) int {
	for {
		j := bytes.IndexByte(b[i:], '"')
		if j < 0 {
			return -1
		}
		k := i + j
		n := k
		for n > i && b[n-1] == '\\' {
			n--
		}
		if (k-n)%2 == 0 {
			return k + 1
		}
		i = k + 1
	}
}

// followed tells whether what stands at i may follow a string.
func followed(b []byte, i int) bool {
	if i = skipBlank(b, i); i == len(b) {
		return true
	}
	switch b[i] {
	case ',', ':', '}', ']':
		return true
	}
	return false
}

// beforeValue tells whether a colon stands before i, as it must before a value
// of an object.
func beforeValue(b []byte, i int) bool {
	for i--; i >= 0 && blank(b[i]); i-- {
	}
	return i >= 0 && b[i] == ':'
}

// shortText is a text for a message.
func shortText(b []byte) string {
	if len(b) > 40 {
		b = append(bytes.Clone(b[:40]), "…"...)
	}
	return string(bytes.ToValidUTF8(b, []byte("?")))
}
