package query

import (
	"slices"
	"strconv"
	"unicode"
)

// parseAmount reads a number as plainAmount does.
func parseAmount(s string) (float64, bool) {
	digits, negative, ok := plainAmount(s)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(digits), 64)
	if negative {
		f = -f
	}
	return f, err == nil
}

// separator is a sign between digits: '.', ',', or ' ' for spaces and
// apostrophes. at counts the digits before it.
type separator struct {
	sign byte
	at   int
}

// mostDigits is up to how many digits a text is taken for a number.
const mostDigits = 60

// plainAmount gives the digits of an amount with a point before the decimals.
// It reads amounts as people write them: with a currency before or after, a
// sign or brackets for negative ones, with spaces, dots, commas or apostrophes
// between thousands, a decimal point or comma.
//
// A dot that occurs once and last is decimal. So is a comma that occurs once and
// last, but for one that parts three digits from one to three others (1,234) of
// which the first is no 0. Whatever else parts digits must part thousands, in
// groups of three (in India of two before the last three). A text with digits in
// two places (1e5, 10/20, 2026-01-01) is no number.
func plainAmount(s string) (plain []byte, negative, ok bool) {
	var digits [mostDigits]byte
	var room [mostDigits]separator
	parts := room[:0]
	n, ended, minus, bracket := 0, false, false, false
	before := ' '
	for _, r := range s {
		sign := byte(0)
		switch r {
		case '.', ',':
			sign = byte(r)
		case ' ', '\u00a0', '\u2009', '\u202f', '\'', '’':
			sign = ' '
		}
		switch {
		case '0' <= r && r <= '9':
			if ended || n == len(digits) {
				return nil, false, false
			}
			if n == 0 && (before == '.' || before == ',') {
				parts = append(parts, separator{byte(before), 0})
			}
			digits[n] = byte(r)
			n++
		case n == 0 && sign != 0 && sign != ' ' && !unicode.IsLetter(before):
			before = r // .5
			continue
		case n == 0:
			switch r {
			case '-', '−':
				minus = true
			case '(':
				bracket = true
			case ')':
				bracket = false
			}
		case r == '-' || r == '−':
			return nil, false, false
		case sign != 0 && !ended:
			if len(parts) == len(room) {
				return nil, false, false
			}
			parts = append(parts, separator{sign, n})
		default:
			ended = true
		}
		before = ' '
		if unicode.IsLetter(r) {
			before = r
		}
	}
	for len(parts) > 0 && parts[len(parts)-1].at == n {
		parts = parts[:len(parts)-1] // 12. and what follows the number
	}
	if n == 0 {
		return nil, false, false
	}
	decimal := decimals(digits[:n], parts)
	thousands := parts
	if decimal >= 0 {
		thousands = parts[:len(parts)-1]
	}
	if !partsThousands(thousands, n, decimal) {
		return nil, false, false
	}
	if decimal < 0 {
		return slices.Clone(digits[:n]), minus || bracket, true
	}
	plain = append(make([]byte, 0, n+1), digits[:decimal]...)
	plain = append(plain, '.')
	return append(plain, digits[decimal:n]...), minus || bracket, true
}

// decimals gives how many digits stand before the decimal sign, -1 without one.
func decimals(digits []byte, parts []separator) int {
	if len(parts) == 0 {
		return -1
	}
	last := parts[len(parts)-1]
	for _, p := range parts[:len(parts)-1] {
		if p.sign == last.sign {
			return -1
		}
	}
	switch {
	case last.sign == '.':
		return last.at
	case last.sign == ',' && (len(parts) > 1 || len(digits)-last.at != 3 || last.at > 3 || last.at == 0 || digits[0] == '0'):
		return last.at
	}
	return -1
}

// partsThousands reports whether all signs are the same and stand where
// thousands are parted. decimal is as decimals gives it; n digits there are.
func partsThousands(parts []separator, n, decimal int) bool {
	end := n
	if decimal >= 0 {
		end = decimal
	}
	for i := len(parts) - 1; i >= 0; i-- {
		size := end - parts[i].at
		if parts[i].sign != parts[0].sign || size != 3 && (size != 2 || i == len(parts)-1) {
			return false
		}
		end = parts[i].at
	}
	return len(parts) == 0 || 1 <= end && end <= 3
}
