package xlsx

import (
	"strconv"
	"unicode/utf8"

	"probity/data/entry"
	"probity/export"
)

// Limits of a sheet (ECMA-376; "Excel specifications and limits").
const (
	MaxRows  = 1_048_575 // entries on one sheet, below the header
	maxCell  = 32_767    // characters, counted as Excel does: UTF-16 units
	firstDay = -2_208_988_800_000_000 + 59*86_400_000_000
	lastDay  = 253_402_300_800_000_000 // 10000-01-01, the first day that Excel cannot show
)

// Cut ends a text that does not fit into a cell.
const Cut = "… (cut, see entries.csv)"

const cutUnits = 24 // UTF-16 units of Cut; a test holds that

// Encoder writes the rows of the Entries sheets (SpreadsheetML, inline
// strings). The same row always gives the same bytes.
type Encoder struct {
	table   *export.Table
	refs    []string // column letters
	opens   []string // `<c r="AB`
	dates   string   // style of a date, as ` s="1"`
	headers string
	record  int
}

// Numbers of the styles in the workbook; addStyles makes them in this order.
const (
	dateStyle   = 1
	headerStyle = 2
)

// NewEncoder gives the encoder for a table's rows.
func NewEncoder(table *export.Table) *Encoder {
	e := &Encoder{
		table: table, record: len(table.Names) - 2,
		dates: ` s="` + strconv.Itoa(dateStyle) + `"`, headers: ` s="` + strconv.Itoa(headerStyle) + `"`,
	}
	for i := range table.Names {
		e.refs = append(e.refs, Column(i))
		e.opens = append(e.opens, `<c r="`+Column(i))
	}
	return e
}

// Column gives the letters of a 0-based column: A … Z, AA …
func Column(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return Column(i/26-1) + string(rune('A'+i%26))
}

// AppendHeader appends row 1.
func (e *Encoder) AppendHeader(dst []byte) []byte {
	dst = append(dst, `<row r="1">`...)
	for i, title := range e.table.Titles() {
		dst = append(dst, e.opens[i]...)
		dst = append(dst, `1"`...)
		dst = append(dst, e.headers...)
		dst = appendInline(dst, title)
	}
	return append(dst, `</row>`...)
}

// AppendRow appends the row of the i-th delivered entry (0-based over all
// sheets) with its cells as export.Table gives them. The time is a real date,
// local to the display zone; what Excel cannot show as one stays text.
func (e *Encoder) AppendRow(dst []byte, i int, at entry.Micros, cells []string) []byte {
	var number [8]byte
	row := strconv.AppendInt(number[:0], int64(i%MaxRows)+2, 10)
	dst = append(dst, `<row r="`...)
	dst = append(dst, row...)
	dst = append(dst, `">`...)
	for c, text := range cells {
		if text == "" {
			continue
		}
		dst = append(dst, e.opens[c]...)
		dst = append(dst, row...)
		dst = append(dst, '"')
		switch c {
		case 1:
			if serial, ok := e.serial(at); ok {
				dst = append(dst, e.dates...)
				dst = append(dst, `><v>`...)
				dst = strconv.AppendFloat(dst, serial, 'f', -1, 64)
				dst = append(dst, `</v></c>`...)
				continue
			}
		case e.record:
			dst = append(dst, `><v>`...)
			dst = append(dst, text...)
			dst = append(dst, `</v></c>`...)
			continue
		}
		dst = appendInline(dst, text)
	}
	return append(dst, `</row>`...)
}

// serial is Excel's number for the wall clock of the display zone: days since
// 1899-12-30 (right from 1900-03-01 on).
func (e *Encoder) serial(m entry.Micros) (float64, bool) {
	at, ok := entry.Instant(m, e.table.Zone())
	if !ok {
		return 0, false
	}
	_, offset := at.Zone()
	local := m + int64(offset)*1_000_000
	if local < firstDay || local >= lastDay {
		return 0, false
	}
	return serialOf(int64(local)), true
}

// serialOf turns microseconds of a wall clock, counted from 1970, into days.
func serialOf(local int64) float64 { return float64(local)/86_400_000_000 + 25_569 }

func appendInline(dst []byte, text string) []byte {
	dst = append(dst, ` t="inlineStr"><is><t xml:space="preserve">`...)
	dst = appendText(dst, Visible(text))
	return append(dst, `</t></is></c>`...)
}

// Visible is the text of a cell as a person will see it: what XML forbids is
// made visible (␀ for NUL, U+FFFD for what is no character), and what is
// longer than a cell is cut and says so.
func Visible(s string) string {
	plain := len(s) <= maxCell
	for i := 0; plain && i < len(s); i++ {
		c := s[i]
		plain = c >= 0x20 && c < 0x7f || c == '\t' || c == '\n' || c == '\r'
	}
	if plain {
		return s
	}
	out := make([]byte, 0, min(len(s), 3*maxCell)+8)
	units, keep := 0, 0
	for _, r := range s {
		switch {
		case r < 0x20 && r != '\t' && r != '\n' && r != '\r':
			r += 0x2400 // ␀ and its neighbours, "Control Pictures"
		case r == 0xfffe || r == 0xffff:
			r = utf8.RuneError
		}
		if units <= maxCell-cutUnits {
			keep = len(out)
		}
		units++
		if r >= 0x10000 {
			units++
		}
		if units > maxCell {
			return string(out[:keep]) + Cut
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// appendText escapes for XML. A CR would become a LF, and Excel reads _x000D_
// as a character, so both are written in the way that survives.
func appendText(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		var with string
		switch s[i] {
		case '&':
			with = "&amp;"
		case '<':
			with = "&lt;"
		case '>':
			with = "&gt;"
		case '\r':
			with = "&#13;"
		case '_':
			if !escapeLike(s[i:]) {
				continue
			}
			with = "_x005F_"
		default:
			continue
		}
		dst = append(dst, s[from:i]...)
		dst = append(dst, with...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

// escapeLike reports whether s begins like _x000D_ (ECMA-376 part 1, 22.9.2.19).
func escapeLike(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'F') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
