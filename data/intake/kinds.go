package intake

import (
	"bytes"
	"net/netip"

	"probity/data/intake/when"
)

// Kinds of cells, as they can be told from their text.
const (
	kindEmpty = iota
	kindText
	kindNumber
	kindTime
	kindIP
	kindBool
	kindCount
)

var kindNames = [kindCount]string{"empty", "text", "number", "time", "ip", "boolean"}

func kindOf(v []byte) int {
	v = bytes.TrimSpace(v)
	if len(v) == 0 {
		return kindEmpty
	}
	if digit(v[0]) || v[0] == ':' || v[0] == '-' || v[0] == '+' || v[0] == '[' || hexDigit(v[0]) && bytes.IndexByte(v, ':') > 0 {
		if isIP(v) {
			return kindIP
		}
		if isNumber(v) {
			return kindNumber
		}
	}
	if len(v) <= 96 && (digit(v[0]) || (letter(v[0]) || v[0] >= 0x80 || v[0] == '/' || v[0] == '[' || v[0] == '\'') && bytes.ContainsAny(v, "0123456789")) {
		if _, ok := when.Either(v); ok {
			return kindTime
		}
	}
	if len(v) <= 5 && (bytes.EqualFold(v, []byte("true")) || bytes.EqualFold(v, []byte("false"))) {
		return kindBool
	}
	return kindText
}

func digit(c byte) bool  { return c-'0' <= 9 }
func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func hexDigit(c byte) bool { return digit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// isNumber reports digits with signs, points and commas between them, as
// amounts are written in any country.
func isNumber(v []byte) bool {
	if v[0] == '-' || v[0] == '+' {
		v = v[1:]
	}
	points := 0
	last := byte(0)
	for i, c := range v {
		switch {
		case digit(c):
		case (c == '.' || c == ',' || c == '\'') && i > 0 && digit(last):
			points++
			if c == last {
				return false
			}
		default:
			return false
		}
		last = c
	}
	return len(v) > 0 && digit(last) && (points <= 1 || grouped(v))
}

// grouped reports 1.234.567,89 and the like: groups of three digits behind
// each separator but the last.
func grouped(v []byte) bool {
	parts := bytes.FieldsFunc(v, func(r rune) bool { return r == '.' || r == ',' || r == '\'' })
	first := bytes.IndexAny(v, ".,'")
	for _, c := range v[:bytes.LastIndexAny(v, ".,'")] {
		if !digit(c) && c != v[first] {
			return false
		}
	}
	for _, p := range parts[1 : len(parts)-1] {
		if len(p) != 3 {
			return false
		}
	}
	same := v[first] == v[bytes.LastIndexAny(v, ".,'")]
	return len(parts[0]) <= 3 && (!same || len(parts[len(parts)-1]) == 3)
}

func isIP(v []byte) bool {
	if len(v) > 45 {
		return false
	}
	s := string(v)
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	if _, err := netip.ParseAddrPort(s); err == nil {
		return true
	}
	return false
}
