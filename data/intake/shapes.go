package intake

import "bytes"

// Shapes are kinds of cells, finer than those that a person is told, by which
// dialects are compared.
const (
	shapeEmpty = iota
	shapeDirty // what a wrong dialect leaves: half a pair of quotes, a foreign delimiter
	shapeText
	shapeMixed // text with signs that may be delimiters
	shapeWord
	shapeNumber
	shapeTime
	shapeIP
	shapeBool
	shapeURL
	shapeMail
	shapeMoney
	shapeJSON
	shapeCount
)

var shapeWorth = [shapeCount]float64{
	shapeEmpty: 0, shapeDirty: 0.05, shapeMixed: 0.3, shapeText: 0.62, shapeWord: 0.85, shapeNumber: 1, shapeTime: 1, shapeIP: 1,
	shapeBool: 1, shapeURL: 1, shapeMail: 1, shapeMoney: 1, shapeJSON: 1,
}

// shapeOf tells the shape of a cell; quoted cells may hold anything.
func shapeOf(v []byte, quoted bool) int {
	if n := len(v); n > 0 && !quoted && (v[0] == '\n' || v[0] == '\r' || v[n-1] == '\r') {
		return shapeDirty
	}
	v = bytes.TrimSpace(v)
	if len(v) == 0 {
		return shapeEmpty
	}
	switch kindOf(v) {
	case kindNumber:
		return shapeNumber
	case kindTime:
		return shapeTime
	case kindIP:
		return shapeIP
	case kindBool:
		return shapeBool
	}
	if timeOfDay(v) {
		return shapeTime
	}
	first, last := v[0], v[len(v)-1]
	if len(v) > 1 && (first == '{' && last == '}' || first == '[' && last == ']') {
		return shapeJSON
	}
	if !quoted {
		// Half a pair of quotes, or a whole one that was not taken as such.
		if first == '"' || last == '"' && bytes.Count(v, []byte{'"'})&1 == 1 || first == '\'' && last == '\'' && len(v) > 1 {
			return shapeDirty
		}
		if first == '{' || first == '[' || last == '}' || last == ']' {
			return shapeDirty
		}
	}
	var space, sign, other, letters, digits int
	for _, c := range v {
		switch {
		case c >= 0x80 || letter(c):
			letters++
		case digit(c):
			digits++
		case c == ' ':
			space++
		case c == ',' || c == ';' || c == '\t' || c == '|' || c == '^' || c == '~' || c < 0x20:
			sign++
		case c == '_' || c == '-' || c == '.' || c == '/' || c == '+' || c == '(' || c == ')':
		default:
			other++
		}
	}
	if len(v) > 8 && space == 0 {
		if bytes.HasPrefix(v, []byte("http://")) || bytes.HasPrefix(v, []byte("https://")) || bytes.HasPrefix(v, []byte("www.")) || bytes.HasPrefix(v, []byte("ftp://")) {
			return shapeURL
		}
	}
	if space == 0 && sign == 0 {
		if i := bytes.IndexByte(v, '@'); i > 0 && bytes.IndexByte(v[i:], '.') > 1 {
			return shapeMail
		}
	}
	if money(v) {
		return shapeMoney
	}
	switch {
	case letters+digits == 0 && !quoted && sign > 0:
		return shapeDirty
	case sign > 0 && !quoted:
		return shapeMixed
	case space == 0 && other == 0 && sign == 0:
		return shapeWord
	}
	return shapeText
}

// money reports a number with a currency, a per cent sign or a unit of three
// letters at most.
func money(v []byte) bool {
	for _, s := range []string{"$", "€", "£", "%", "USD", "EUR", "GBP", "CHF"} {
		var rest []byte
		if r, ok := bytes.CutPrefix(v, []byte(s)); ok {
			rest = r
		} else if r, ok := bytes.CutSuffix(v, []byte(s)); ok {
			rest = r
		} else {
			continue
		}
		if rest = bytes.TrimSpace(rest); len(rest) > 0 && isNumber(rest) {
			return true
		}
	}
	return false
}

// timeOfDay reports 9:05, 09:05:11 and 09:05:11.123.
func timeOfDay(v []byte) bool {
	parts := bytes.Split(v, []byte{':'})
	if len(parts) < 2 || len(parts) > 3 {
		return false
	}
	for i, p := range parts {
		if i == 2 {
			p, _, _ = bytes.Cut(p, []byte{'.'})
		}
		if len(p) != 2 && (i > 0 || len(p) != 1) || !digit(p[0]) || !digit(p[len(p)-1]) || i > 0 && p[0] > '5' {
			return false
		}
	}
	return true
}
