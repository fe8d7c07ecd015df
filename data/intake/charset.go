package intake

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"

	"probity/data/fault"
)

// charset is an encoding that intake can read: UTF-8; a code page of one byte
// per character that extends ASCII, whose cells are decoded one by one; or an
// encoding in which a byte below 0x80 can be a part of another character
// (UTF-16 and 32, Shift-JIS, Big5, GB18030, EUC, EBCDIC), whose text is
// transcoded as it is read while offsets, lengths and leaves stay those of the
// source.
//
// Bytes that mean nothing in the encoding are kept as they are.
type charset struct {
	name  string
	title string           // for people
	table *[256]string     // code pages
	order binary.ByteOrder // UTF-16
	step  stepper          // what else is transcoded
}

// stepper appends the first character of raw to out and gives its length in
// raw; 0 where raw ends inside it.
type stepper func(out, raw []byte) ([]byte, int)

// charsetOf finds an encoding by one of its names: those of the IANA registry,
// of the WHATWG, of Windows, DOS and Mac.
func charsetOf(name string) (*charset, error) {
	key := foldCharset(name)
	switch key {
	case "", "utf8", "utf8bom", "utf8sig", "ascii", "usascii", "cp65001":
		return &charset{name: "utf-8", title: "UTF-8"}, nil
	case "utf16le", "utf16", "ucs2", "unicode", "cp1200":
		return &charset{name: "utf-16le", title: "UTF-16LE", order: binary.LittleEndian}, nil
	case "utf16be", "cp1201":
		return &charset{name: "utf-16be", title: "UTF-16BE", order: binary.BigEndian}, nil
	case "utf32le", "utf32", "ucs4", "cp12000":
		return &charset{name: "utf-32le", title: "UTF-32LE", step: utf32Step(binary.LittleEndian)}, nil
	case "utf32be", "cp12001":
		return &charset{name: "utf-32be", title: "UTF-32BE", step: utf32Step(binary.BigEndian)}, nil
	}
	if p := pageNamed(key); p != nil {
		return p.charset(), nil
	}
	if d := doubleNamed(key); d != nil {
		return &charset{name: d.name, title: d.title, step: d.step()}, nil
	}
	n := strings.ToLower(strings.TrimSpace(name))
	if e, err := htmlindex.Get(n); err == nil {
		canonical, _ := htmlindex.Name(e)
		if c := known(canonical, e); c != nil {
			return c, nil
		}
	}
	if e, err := ianaindex.IANA.Encoding(n); err == nil && e != nil {
		if c := known(n, e); c != nil {
			return c, nil
		}
	}
	return nil, fault.New(fault.Unusable, "The encoding %q is not known here; name one such as utf-8, utf-16le, windows-1252, iso-8859-2, ibm850, macintosh, gb18030, big5, shift_jis, euc-kr or koi8-r.", name)
}

// known makes a charset of what an index of names gave.
func known(name string, e encoding.Encoding) *charset {
	if m, ok := e.(*charmap.Charmap); ok {
		if p := pageOf(m); p != nil {
			return p.charset()
		}
		return (&page{name: name, title: name, charmap: m}).charset()
	}
	if d := doubleNamed(foldCharset(name)); d != nil {
		return &charset{name: d.name, title: d.title, step: d.step()}
	}
	return nil
}

// foldCharset brings a name to a form in which its spellings agree: cp1252 for
// Windows-1252, windows1252, CP-1252; cp850 for IBM850, DOS-850, ibm-850.
func foldCharset(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	key := b.String()
	for _, prefix := range []string{"windows", "xcp", "win", "ibm", "dos", "ms", "codepage", "ansi", "oem"} {
		if rest, ok := strings.CutPrefix(key, prefix); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return "cp" + strings.TrimLeft(rest, "0")
		}
	}
	if rest, ok := strings.CutPrefix(key, "latin"); ok && len(rest) > 0 {
		if part, ok := map[string]string{"1": "1", "2": "2", "3": "3", "4": "4", "5": "9", "6": "10", "7": "13", "8": "14", "9": "15", "10": "16"}[rest]; ok {
			return "iso8859" + part
		}
	}
	return key
}

// wide tells that the text is transcoded as it is read.
func (c *charset) wide() bool { return c.order != nil || c.step != nil }

// ebcdic tells that the encoding does not extend ASCII.
func (c *charset) ebcdic() bool { p := pageNamed(foldCharset(c.name)); return p != nil && p.foreign }

// bom is the byte order mark that this encoding may begin with.
func (c *charset) bom() []byte {
	switch c.name {
	case "utf-8":
		return []byte{0xEF, 0xBB, 0xBF}
	case "utf-16le":
		return []byte{0xFF, 0xFE}
	case "utf-16be":
		return []byte{0xFE, 0xFF}
	case "utf-32le":
		return []byte{0xFF, 0xFE, 0, 0}
	case "utf-32be":
		return []byte{0, 0, 0xFE, 0xFF}
	case "gb18030":
		return []byte{0x84, 0x31, 0x95, 0x33}
	}
	return nil
}

// afterBOM gives the length of the byte order mark that b begins with.
func (c *charset) afterBOM(b []byte) int {
	if m := c.bom(); m != nil && bytes.HasPrefix(b, m) {
		return len(m)
	}
	return 0
}

// cell gives the UTF-8 of a cell in an encoding that extends ASCII. The result
// is cell itself where nothing changes, else it lies in *scratch.
func (c *charset) cell(cell []byte, scratch *[]byte) []byte {
	if c.table == nil || ascii(cell) {
		return cell
	}
	from := len(*scratch)
	for _, b := range cell {
		if b < utf8.RuneSelf {
			*scratch = append(*scratch, b)
		} else {
			*scratch = append(*scratch, c.table[b]...)
		}
	}
	return (*scratch)[from:]
}

func ascii(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, x := range b {
		if x >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
