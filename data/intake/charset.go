package intake

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"probity/data/fault"
)

// charset is an encoding that intake can read: UTF-8, UTF-16, or a code page
// of one byte per character that extends ASCII.
type charset struct {
	name  string
	order binary.ByteOrder // UTF-16
	table *[256]string     // code pages
}

// charsetOf finds an encoding by one of its names.
func charsetOf(name string) (*charset, error) {
	switch n := strings.ToLower(strings.TrimSpace(name)); n {
	case "", "utf-8", "utf8", "utf-8-bom", "utf-8-sig", "ascii", "us-ascii":
		return &charset{name: "utf-8"}, nil
	case "utf-16le", "utf16le", "utf-16", "utf16":
		return &charset{name: "utf-16le", order: binary.LittleEndian}, nil
	case "utf-16be", "utf16be":
		return &charset{name: "utf-16be", order: binary.BigEndian}, nil
	case "cp1252", "windows1252":
		return pageOf("windows-1252", charmap.Windows1252), nil
	case "cp850", "ibm850":
		return pageOf("ibm850", charmap.CodePage850), nil
	case "cp437", "ibm437":
		return pageOf("ibm437", charmap.CodePage437), nil
	default:
		e, err := htmlindex.Get(n)
		if err == nil {
			canonical, _ := htmlindex.Name(e)
			if m, ok := e.(*charmap.Charmap); ok {
				return pageOf(canonical, m), nil
			}
		}
		return nil, fault.New(fault.Unusable, "The encoding %q is not known here; name one such as utf-8, utf-16le, windows-1252 or iso-8859-2.", name)
	}
}

func pageOf(name string, m *charmap.Charmap) *charset {
	c := &charset{name: name, table: new([256]string)}
	for i := range c.table {
		c.table[i] = string(m.DecodeByte(byte(i)))
	}
	return c
}

func (c *charset) wide() bool { return c.order != nil }

// bom is the byte order mark that this encoding may begin with.
func (c *charset) bom() []byte {
	switch c.name {
	case "utf-8":
		return []byte{0xEF, 0xBB, 0xBF}
	case "utf-16le":
		return []byte{0xFF, 0xFE}
	case "utf-16be":
		return []byte{0xFE, 0xFF}
	}
	return nil
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

// widen decodes UTF-16 to UTF-8. A lone surrogate becomes U+FFFD. Without end,
// a unit or pair that is cut at the end of raw is left for later.
func (c *charset) widen(raw []byte, end bool) []byte {
	out := make([]byte, 0, len(raw)/2+len(raw)/16+16)
	i := 0
	for ; i+1 < len(raw); i += 2 {
		r := rune(c.order.Uint16(raw[i:]))
		if !utf16.IsSurrogate(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		if i+3 < len(raw) {
			if p := utf16.DecodeRune(r, rune(c.order.Uint16(raw[i+2:]))); p != utf8.RuneError {
				out = utf8.AppendRune(out, p)
				i += 2
				continue
			}
		} else if !end && r < 0xDC00 {
			return out
		}
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	if end && i < len(raw) {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// narrow gives how many bytes of UTF-16 the text came from: two per character,
// four per character beyond the basic plane.
func narrow(text []byte) int {
	n := 0
	for _, b := range text {
		if b&0xC0 != 0x80 {
			n += 2
			if b >= 0xF0 {
				n += 2
			}
		}
	}
	return n
}

// afterBOM gives the length of the byte order mark that b begins with.
func (c *charset) afterBOM(b []byte) int {
	if m := c.bom(); m != nil && bytes.HasPrefix(b, m) {
		return len(m)
	}
	return 0
}
