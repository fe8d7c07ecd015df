package intake

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// widen decodes to UTF-8 what is transcoded. Without end, a character that is
// cut at the end of raw is left for later.
func (c *charset) widen(raw []byte, end bool) []byte {
	if c.order != nil {
		return c.widen16(raw, end)
	}
	out := make([]byte, 0, len(raw)+len(raw)/4+16)
	for i := 0; i < len(raw); {
		var n int
		if out, n = c.step(out, raw[i:]); n == 0 {
			if end {
				out = append(out, raw[i:]...)
			}
			break
		}
		i += n
	}
	return out
}

// widen16 decodes UTF-16. A lone surrogate is kept as three bytes that are not
// valid UTF-8 (WTF-8), a single byte at the end becomes U+FFFD.
func (c *charset) widen16(raw []byte, end bool) []byte {
	out := make([]byte, 0, c.room16(raw))
	i := 0
	for ; i+1 < len(raw); i += 2 {
		if cap(out)-len(out) < utf8.UTFMax {
			out = slices.Grow(out, 3*(len(raw)-i)/2+utf8.UTFMax) // as many as there can be
		}
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
		out = append(out, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F|0x80, 0x80|byte(r)&0x3F)
	}
	if end && i < len(raw) {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// room16 estimates how many bytes UTF-16 takes as UTF-8, from units at even
// distances.
func (c *charset) room16(raw []byte) int {
	const looks = 1024
	size, n := 0, 0
	for i := 0; i+1 < len(raw); i += 2 * max(1, len(raw)/(2*looks)) {
		switch u := c.order.Uint16(raw[i:]); {
		case u < utf8.RuneSelf:
			size++
		case u < 1<<11:
			size += 2
		default:
			size += 3
		}
		n++
	}
	all := len(raw) / 2 * size / max(n, 1)
	return all + all/16 + 16
}

// width gives how many bytes of raw the text came from that raw begins with.
func (c *charset) width(text, raw []byte) int {
	if c.order != nil {
		return min(narrow(text), len(raw))
	}
	var scratch [16]byte
	i, produced := 0, 0
	for produced < len(text) && i < len(raw) {
		out, n := c.step(scratch[:0], raw[i:])
		if n == 0 {
			return len(raw)
		}
		produced += len(out)
		i += n
	}
	return i
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

// utf32Step decodes UTF-32; what is no character becomes U+FFFD.
func utf32Step(order binary.ByteOrder) stepper {
	return func(out, raw []byte) ([]byte, int) {
		if len(raw) < 4 {
			return out, 0
		}
		u := order.Uint32(raw)
		if u > utf8.MaxRune {
			u = utf8.RuneError
		}
		return utf8.AppendRune(out, rune(u)), 4
	}
}

// double is an encoding of one and two (in GB18030 four, in EUC-JP three)
// bytes per character.
type double struct {
	name, title string
	aliases     []string // folded
	encoding    encoding.Encoding
	single      [256]rune // what a byte alone is; invalid: nothing; lead: begins a character
	load        sync.Once
	pairs       []rune // by the two bytes
	twice       [][]rune
}

const (
	invalid = -1
	lead    = -2
	four    = 0x110000 + 1<<16 // pairs from here on are two characters: twice[pair-four]
)

// doubles are looked for in this order.
var doubles = []*double{
	{name: "gb18030", title: "GB18030", encoding: simplifiedchinese.GB18030, aliases: []string{"gb18030", "gbk", "gb2312", "cp936", "cp54936", "euccn", "xgbk", "gb231280", "chinese"}},
	{name: "big5", title: "Big5", encoding: traditionalchinese.Big5, aliases: []string{"big5", "cp950", "big5hkscs", "cnbig5", "xxbig5"}},
	{name: "shift_jis", title: "Shift-JIS", encoding: japanese.ShiftJIS, aliases: []string{"shiftjis", "sjis", "cp932", "windows31j", "xsjis", "mskanji", "ms932"}},
	{name: "euc-jp", title: "EUC-JP", encoding: japanese.EUCJP, aliases: []string{"eucjp", "xeucjp", "cp51932", "cp20932"}},
	{name: "euc-kr", title: "EUC-KR", encoding: korean.EUCKR, aliases: []string{"euckr", "cp949", "uhc", "windows949", "ksc56011987", "ksc5601", "cp51949", "korean"}},
}

func doubleNamed(key string) *double {
	for _, d := range doubles {
		for _, a := range d.aliases {
			if a == key {
				return d
			}
		}
	}
	return nil
}

// prepare fills the tables from what x/text decodes.
func (d *double) prepare() {
	dec := d.encoding.NewDecoder()
	for b := range d.single {
		d.single[b] = invalid
		if b < utf8.RuneSelf {
			d.single[b] = rune(b)
		} else if out, err := dec.Bytes([]byte{byte(b)}); err == nil {
			if r, n := utf8.DecodeRune(out); n == len(out) && r != utf8.RuneError {
				d.single[b] = r
			}
		}
	}
	d.pairs = make([]rune, 1<<16)
	var all []byte
	for p := 0x8000; p < 1<<16; p++ {
		if byte(p) != '\n' {
			all = append(all, byte(p>>8), byte(p), '\n')
		}
	}
	out, err := dec.Bytes(all)
	if err != nil {
		return
	}
	lines := bytes.Split(out, []byte{'\n'})
	i := 0
	for p := range d.pairs {
		d.pairs[p] = invalid
		if p < 0x8000 || byte(p) == '\n' {
			continue
		}
		if i >= len(lines) {
			break
		}
		text := []rune(string(lines[i]))
		i++
		first := d.single[p>>8]
		switch {
		case first >= 0 || byte(p) < 0x30 || bytes.ContainsRune(lines[i-1], utf8.RuneError):
		case len(text) == 1:
			d.pairs[p] = text[0]
		case len(text) == 2 && text[0] >= utf8.RuneSelf && text[1] >= utf8.RuneSelf:
			d.pairs[p] = four + rune(len(d.twice))
			d.twice = append(d.twice, text)
		}
		if d.pairs[p] >= 0 && first == invalid {
			d.single[p>>8] = lead
		}
	}
	if d.name == "gb18030" { // four bytes can begin where no two do
		for b := 0x81; b <= 0xFE; b++ {
			d.single[b] = lead
		}
	}
	if d.name == "euc-jp" { // three bytes
		d.single[0x8F] = lead
	}
}

// step gives the decoder of single characters. A byte that begins nothing is
// kept; so are two that mean nothing together, but not one below 0x80 behind
// another: it may be a delimiter or a line end.
func (d *double) step() stepper {
	d.load.Do(d.prepare)
	return func(out, raw []byte) ([]byte, int) {
		if len(raw) == 0 {
			return out, 0
		}
		b := raw[0]
		if b < utf8.RuneSelf {
			return append(out, b), 1
		}
		switch r := d.single[b]; {
		case r == invalid:
			return append(out, b), 1
		case r >= 0:
			return utf8.AppendRune(out, r), 1
		}
		if len(raw) == 1 {
			return out, 0
		}
		r := d.pairs[int(b)<<8|int(raw[1])]
		switch {
		case r >= four:
			for _, x := range d.twice[r-four] {
				out = utf8.AppendRune(out, x)
			}
			return out, 2
		case r >= 0:
			return utf8.AppendRune(out, r), 2
		}
		if n := d.longer(raw); n != 0 {
			if n < 0 {
				return out, 0
			}
			var dst [8]byte
			k, _, err := d.encoding.NewDecoder().Transform(dst[:], raw[:n], true)
			if x, size := utf8.DecodeRune(dst[:k]); err == nil && size == k && x != utf8.RuneError {
				return append(out, dst[:k]...), n
			}
		}
		if raw[1] < utf8.RuneSelf {
			return append(out, b), 1
		}
		return append(out, b, raw[1]), 2
	}
}

// longer gives the length of a character of three or four bytes that raw may
// begin with, 0 for none, -1 where raw ends inside it.
func (d *double) longer(raw []byte) int {
	n := 0
	switch {
	case d.name == "gb18030" && raw[1] >= '0' && raw[1] <= '9':
		n = 4
	case d.name == "euc-jp" && raw[0] == 0x8F && raw[1] >= 0xA1:
		n = 3
	default:
		return 0
	}
	if n == 4 && len(raw) > 2 && raw[2] < 0x81 {
		return 0
	}
	if len(raw) < n {
		return -1
	}
	return n
}
