package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// page is a code page of one byte per character.
type page struct {
	name, title string
	aliases     string // folded, blanks between them
	charmap     *charmap.Charmap
	upper       string // the characters 0x80 to 0xFF, where x/text has no charmap
	foreign     bool   // not a superset of ASCII
}

// pages are the code pages with names of their own here; x/text knows more
// names for most of them.
var pages = append([]page{
	{name: "windows-1252", title: "Windows-1252", aliases: "cp1252 iso88591 l1 cp28591 cp819", charmap: charmap.Windows1252},
	{name: "windows-1250", title: "Windows-1250", aliases: "cp1250", charmap: charmap.Windows1250},
	{name: "windows-1251", title: "Windows-1251", aliases: "cp1251", charmap: charmap.Windows1251},
	{name: "windows-1253", title: "Windows-1253", aliases: "cp1253", charmap: charmap.Windows1253},
	{name: "windows-1254", title: "Windows-1254", aliases: "cp1254 iso88599 cp28599", charmap: charmap.Windows1254},
	{name: "windows-1255", title: "Windows-1255", aliases: "cp1255", charmap: charmap.Windows1255},
	{name: "windows-1256", title: "Windows-1256", aliases: "cp1256", charmap: charmap.Windows1256},
	{name: "windows-1257", title: "Windows-1257", aliases: "cp1257", charmap: charmap.Windows1257},
	{name: "windows-1258", title: "Windows-1258", aliases: "cp1258", charmap: charmap.Windows1258},
	{name: "windows-874", title: "Windows-874", aliases: "cp874 tis620 iso885911", charmap: charmap.Windows874},
	{name: "iso-8859-2", title: "ISO-8859-2", aliases: "iso88592 cp28592", charmap: charmap.ISO8859_2},
	{name: "iso-8859-3", title: "ISO-8859-3", aliases: "iso88593 cp28593", charmap: charmap.ISO8859_3},
	{name: "iso-8859-4", title: "ISO-8859-4", aliases: "iso88594 cp28594", charmap: charmap.ISO8859_4},
	{name: "iso-8859-5", title: "ISO-8859-5", aliases: "iso88595 cyrillic cp28595", charmap: charmap.ISO8859_5},
	{name: "iso-8859-6", title: "ISO-8859-6", aliases: "iso88596 cp28596", charmap: charmap.ISO8859_6},
	{name: "iso-8859-7", title: "ISO-8859-7", aliases: "iso88597 greek cp28597", charmap: charmap.ISO8859_7},
	{name: "iso-8859-8", title: "ISO-8859-8", aliases: "iso88598 iso88598i hebrew cp28598", charmap: charmap.ISO8859_8},
	{name: "iso-8859-10", title: "ISO-8859-10", aliases: "iso885910", charmap: charmap.ISO8859_10},
	{name: "iso-8859-13", title: "ISO-8859-13", aliases: "iso885913 cp28603", charmap: charmap.ISO8859_13},
	{name: "iso-8859-14", title: "ISO-8859-14", aliases: "iso885914", charmap: charmap.ISO8859_14},
	{name: "iso-8859-15", title: "ISO-8859-15", aliases: "iso885915 cp28605", charmap: charmap.ISO8859_15},
	{name: "iso-8859-16", title: "ISO-8859-16", aliases: "iso885916", charmap: charmap.ISO8859_16},
	{name: "ibm437", title: "DOS 437", aliases: "cp437", charmap: charmap.CodePage437},
	{name: "ibm850", title: "DOS 850", aliases: "cp850", charmap: charmap.CodePage850},
	{name: "ibm852", title: "DOS 852", aliases: "cp852", charmap: charmap.CodePage852},
	{name: "ibm855", title: "DOS 855", aliases: "cp855", charmap: charmap.CodePage855},
	{name: "ibm00858", title: "DOS 858", aliases: "cp858 ibm00858", charmap: charmap.CodePage858},
	{name: "ibm860", title: "DOS 860", aliases: "cp860", charmap: charmap.CodePage860},
	{name: "ibm862", title: "DOS 862", aliases: "cp862", charmap: charmap.CodePage862},
	{name: "ibm863", title: "DOS 863", aliases: "cp863", charmap: charmap.CodePage863},
	{name: "ibm865", title: "DOS 865", aliases: "cp865", charmap: charmap.CodePage865},
	{name: "ibm866", title: "DOS 866", aliases: "cp866", charmap: charmap.CodePage866},
	{name: "koi8-r", title: "KOI8-R", aliases: "koi8r koi8 cp20866 cskoi8r", charmap: charmap.KOI8R},
	{name: "koi8-u", title: "KOI8-U", aliases: "koi8u koi8ru cp21866", charmap: charmap.KOI8U},
	{name: "macintosh", title: "Mac Roman", aliases: "macintosh macroman mac xmacroman cp10000", charmap: charmap.Macintosh},
	{name: "x-mac-cyrillic", title: "Mac Cyrillic", aliases: "xmaccyrillic maccyrillic xmacukrainian cp10007", charmap: charmap.MacintoshCyrillic},
	{name: "ibm037", title: "EBCDIC 037", aliases: "cp37 ebcdiccpus", charmap: charmap.CodePage037, foreign: true},
	{name: "ibm1047", title: "EBCDIC 1047", aliases: "cp1047", charmap: charmap.CodePage1047, foreign: true},
	{name: "ibm01140", title: "EBCDIC 1140", aliases: "cp1140 ebcdicus37euro", charmap: charmap.CodePage1140, foreign: true},
}, morePages...)

// pageNamed finds a code page by a folded name.
func pageNamed(key string) *page {
	for i := range pages {
		if slices.Contains(strings.Fields(pages[i].aliases), key) {
			return &pages[i]
		}
	}
	return nil
}

func pageOf(m *charmap.Charmap) *page {
	for i := range pages {
		if pages[i].charmap == m {
			return &pages[i]
		}
	}
	return nil
}

// runes gives the character of every byte, utf8.RuneError for none.
func (p *page) runes() *[256]rune {
	var t [256]rune
	for i := range t {
		t[i] = rune(i)
		if p.charmap != nil {
			t[i] = p.charmap.DecodeByte(byte(i))
		}
	}
	if p.charmap == nil {
		i := utf8.RuneSelf
		for _, r := range p.upper {
			t[i&0xFF] = r
			i++
		}
	}
	return &t
}

func (p *page) charset() *charset {
	c := &charset{name: p.name, title: p.title}
	var table [256]string
	for i, r := range p.runes() {
		table[i] = string(r)
		if r == utf8.RuneError {
			table[i] = string([]byte{byte(i)})
		}
	}
	if !p.foreign {
		c.table = &table
		return c
	}
	c.step = func(out, raw []byte) ([]byte, int) {
		if len(raw) == 0 {
			return out, 0
		}
		return append(out, table[raw[0]]...), 1
	}
	return c
}
