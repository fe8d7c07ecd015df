package query

import (
	"encoding/binary"
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

func foldRune(r rune) rune {
	low := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		low = min(low, f)
	}
	if 'A' <= low && low <= 'Z' {
		low += 'a' - 'A'
	}
	return low
}

func appendFold[S ~string | ~[]byte](dst []byte, s S) []byte {
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
		r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		switch {
		case r == utf8.RuneError && size == 1:
			dst = append(dst, c)
		case r == combiningDot && len(dst) > 0 && dst[len(dst)-1] == 'i':
		default:
			if full, ok := fullFold[r]; ok {
				dst = append(dst, full...)
			} else {
				dst = utf8.AppendRune(dst, foldRune(r))
			}
		}
		i += size
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

func isASCII(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&highBits != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
