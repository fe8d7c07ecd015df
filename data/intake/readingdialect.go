package intake

import (
	"slices"
	"strings"

	"probity/data/fault"
)

// dialect makes the reading's words ready for work on text in cs.
func (rd *Reading) dialect(cs *charset) (dialect, error) {
	d := dialect{eol: '\n'}
	sep, quote, comment, escape := cs.bytes(rd.Delimiter), cs.bytes(rd.Quote), rd.Comment, rd.Escape
	if escape == "doubled" { // in readings of the first format
		escape = rd.Quote
	}
	if sep == "" || len(quote) > 1 || len(escape) > 1 || len(comment) > 1 {
		return d, fault.New(fault.Unusable, "There must be a delimiter, and quote, escape and comment may be one byte or none; here they are %q, %q, %q and %q.", rd.Delimiter, rd.Quote, rd.Escape, rd.Comment)
	}
	d.delim = sep[0]
	if len(sep) > 1 {
		d.sep = sep
	}
	if quote != "" {
		d.quote = quote[0]
	}
	if escape != "" && escape != rd.Quote {
		d.escape = escape[0]
	}
	if comment != "" {
		d.comment = comment[0]
	}
	switch rd.LineEnd {
	case "cr":
		d.eol = '\r'
	case "mixed":
		d.anyEnd = true
	}
	d.pad = rd.Pad
	if d.always = rd.Always; rd.Mend && len(rd.Columns) > 1 {
		d.width = len(rd.Columns)
	}
	if d.quote != 0 && strings.IndexByte(sep, d.quote) >= 0 || strings.ContainsAny(sep+quote, "\n\r") || d.escape != 0 && strings.IndexByte(sep+quote, d.escape) == 0 {
		return d, fault.New(fault.Unusable, "Delimiter %q, quote %q and escape %q cannot be told apart from each other or from a line end.", rd.Delimiter, rd.Quote, rd.Escape)
	}
	return d, nil
}

// bytes gives a text as the bytes that stand for it in the encoding, where it
// is a code page of one byte a character.
func (cs *charset) bytes(text string) string {
	if cs == nil || cs.table == nil || strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) < 0 {
		return text
	}
	var out []byte
	for _, r := range text {
		i := slices.Index(cs.table[:], string(r))
		if i < 0 {
			return text
		}
		out = append(out, byte(i))
	}
	return string(out)
}

// lines counts the line ends of a piece.
func (p *plan) lines(text []byte, eol byte) int64 {
	if p.rd.Format == "csv" {
		return p.dialect.lines(text)
	}
	return countLines(text, eol)
}

// apart tells why the record at an offset of the source is none of the table.
func (p *plan) apart(first byte, offset int64) string {
	if p.dialect.comment != 0 && first == p.dialect.comment {
		return "This line is a comment, not a record."
	}
	return p.stretch(offset)
}

// stretch tells why what stands at an offset of the source is set apart.
func (p *plan) stretch(offset int64) string {
	if len(p.rd.Apart) == 0 {
		return ""
	}
	i, _ := slices.BinarySearchFunc(p.rd.Apart, offset, func(s Stretch, at int64) int {
		if s.To <= at {
			return -1
		}
		return 1
	})
	if i < len(p.rd.Apart) && p.rd.Apart[i].From <= offset {
		return p.rd.Apart[i].Reason
	}
	return ""
}
