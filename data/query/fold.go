package query

import (
	"encoding/binary"
	"math/bits"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Texts are compared after folding: Unicode simple case folding (Unicode 15,
// section 5.18, CaseFolding.txt status C and S) with these full foldings: ß and
// ẞ are ss, ligatures are their letters. Dotted and dotless i are both i, so
// that Turkish names are found however they were typed. Bytes that are not
// UTF-8 stay as they are.

var fullFold = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'ŉ': "ʼn", 'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl",
	'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st", 'İ': "i", 'ı': "i",
}

const combiningDot = '\u0307' // İ in lower case is i with this mark in many programs

// foldedFrom is how many characters, from the first on, have their folding in a
// table: all of Latin, Greek, Cyrillic and most others that have cases.
const foldedFrom = 0x2000

// unlike stands in the table for what folds into ASCII or several characters.
const unlike = utf8.RuneError

var foldings = sync.OnceValue(func() *[foldedFrom]uint16 {
	var table [foldedFrom]uint16
	for r := range rune(foldedFrom) {
		table[r] = uint16(caseFold(r))
		if _, full := fullFold[r]; full || r == combiningDot || r >= utf8.RuneSelf && table[r] < utf8.RuneSelf {
			table[r] = unlike
		}
	}
	return &table
})

func caseFold(r rune) rune {
	low := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		low = min(low, f)
	}
	if 'A' <= low && low <= 'Z' {
		low += 'a' - 'A'
	}
	return low
}

// foldRune gives what a character folds into, unlike for one whose folding has
// ASCII or several characters in it, or that is folded away.
func foldRune(r rune, table *[foldedFrom]uint16) rune {
	switch {
	case r < foldedFrom:
		return rune(table[r])
	case 0x2e80 <= r && r < 0xa640 || 0xac00 <= r && r < 0xfb00:
		return r // Chinese, Japanese, Korean and private ones have no cases
	case 0xfb00 <= r && r <= 0xfb06 || r == '\u212a': // ligatures, the sign of Kelvin
		return unlike
	}
	return caseFold(r)
}

func appendFold[S ~string | ~[]byte](dst []byte, s S) []byte {
	var table *[foldedFrom]uint16
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
			i++
			continue
		}
		if table == nil {
			table = foldings()
		}
		r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		i += size
		if r == utf8.RuneError && size == 1 {
			dst = append(dst, c)
			continue
		}
		if low := foldRune(r, table); low != unlike || r == utf8.RuneError {
			dst = utf8.AppendRune(dst, low)
			continue
		}
		if r == combiningDot && (len(dst) == 0 || dst[len(dst)-1] != 'i') {
			dst = utf8.AppendRune(dst, r)
		} else if full, ok := fullFold[r]; ok {
			dst = append(dst, full...)
		} else if r != combiningDot {
			dst = utf8.AppendRune(dst, caseFold(r))
		}
	}
	return dst
}

func fold(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return string(appendFold(make([]byte, 0, len(s)+8), s))
		}
	}
	return s
}

const (
	everyByte = 0x0101010101010101
	highBits  = 0x80 * everyByte
)

// lowerASCII copies src to dst, which is as long, with ASCII letters in lower
// case, eight bytes at a time; it reports whether there are other characters.
func lowerASCII(dst, src []byte) (other bool) {
	var seen uint64
	dst = dst[:len(src)]
	for len(src) >= 8 {
		x := binary.LittleEndian.Uint64(src)
		seen |= x
		low := x &^ highBits
		upper := (low + (0x80-'A')*everyByte) ^ (low + (0x7f-'Z')*everyByte)
		binary.LittleEndian.PutUint64(dst, x|(upper&^x&highBits)>>2)
		src, dst = src[8:], dst[8:]
	}
	for i, c := range src {
		seen |= uint64(c)
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst[i] = c
	}
	return seen&highBits != 0
}

// afterASCII gives the place of the first byte from at on that is not ASCII, the
// end where there is none.
func afterASCII(text []byte, at int) int {
	for rest := text[at:]; len(rest) >= 32; rest = rest[32:] {
		low := binary.LittleEndian.Uint64(rest) | binary.LittleEndian.Uint64(rest[8:])
		if (low|binary.LittleEndian.Uint64(rest[16:])|binary.LittleEndian.Uint64(rest[24:]))&highBits != 0 {
			break
		}
		at += 32
	}
	for ; at+8 <= len(text); at += 8 {
		if high := binary.LittleEndian.Uint64(text[at:]) & highBits; high != 0 {
			return at + bits.TrailingZeros64(high)/8
		}
	}
	for at < len(text) && text[at] < utf8.RuneSelf {
		at++
	}
	return at
}
