package query

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// pattern finds a folded text in long ones whatever the case of their ASCII
// letters, so that these need not be put in lower case first. bytes.Index slows
// down by a factor of four where the first letter is a common one; this looks
// for the two rarest letters, eight places at a time when even those are common.
type pattern struct {
	needle       []byte
	rare, second int    // places in needle
	upper        byte   // the rare letter in upper case
	first, other uint64 // the two letters in every byte
	firstCase    uint64 // the bit that tells cases apart, in every byte, where the letter has two
	otherCase    uint64
	plain        bool // texts can be searched as they are, but for those that fold into ASCII
}

// common lists the bytes of logs, folded, from the most frequent on.
const common = "e 0a1t2irnos35l4-d6789cu.m:p,h\"gfb_v/ykw@xj{}[]zq"

var rarity = func() (r [256]uint8) {
	for i := range r {
		r[i] = 255
	}
	for i := range len(common) {
		r[common[i]] = uint8(i)
	}
	return r
}()

// lower is every byte with ASCII letters in lower case.
var lower = func() (l [256]byte) {
	for i := range l {
		if l[i] = byte(i); 'A' <= i && i <= 'Z' {
			l[i] += 'a' - 'A'
		}
	}
	return l
}()

const caseBit = 'a' - 'A'

// bothCases gives caseBit in every byte for a letter, else 0: a byte with that
// bit set is the letter exactly where it was the letter in either case.
func bothCases(c byte) uint64 {
	if 'a' <= c && c <= 'z' {
		return caseBit * everyByte
	}
	return 0
}

func newPattern(needle []byte) pattern {
	p := pattern{needle: needle, plain: true}
	for i, c := range needle {
		if rarity[c] > rarity[needle[p.rare]] {
			p.rare = i
		}
	}
	p.second = p.rare
	for i, c := range needle {
		if i != p.rare && (p.second == p.rare || rarity[c] > rarity[needle[p.second]]) {
			p.second = i
		}
	}
	if len(needle) > 0 {
		rare, second := needle[p.rare], needle[p.second]
		if p.upper = rare; bothCases(rare) != 0 {
			p.upper -= caseBit
		}
		p.first, p.firstCase = everyByte*uint64(rare), bothCases(rare)
		p.other, p.otherCase = everyByte*uint64(second), bothCases(second)
	}
	// Every character stands for itself alone.
	for rest := needle; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r >= utf8.RuneSelf && (r == utf8.RuneError && size == 1 || r == combiningDot || unicode.SimpleFold(r) != r) {
			p.plain = false
		}
		rest = rest[size:]
	}
	return p
}

// zeros sets the high bit of every byte of x that is 0, and perhaps of some
// above one that is.
func zeros(x uint64) uint64 { return (x - everyByte) &^ x & highBits }

// finder gives the places of a pattern in a text one after the other.
type finder struct {
	*pattern
	text      []byte
	low, high int // the next place of the rare letter in lower and in upper case; -1: not looked for
	misses    int
	dense     bool // the rare letter is frequent here
}

func (p *pattern) in(text []byte) finder { return finder{pattern: p, text: text, low: -1, high: -1} }

// next gives the first place from at on, -1 where there is none.
func (f *finder) next(at int) int {
	last := len(f.text) - len(f.needle)
	if len(f.needle) == 0 && at <= last {
		return at
	}
	for !f.dense && at <= last {
		rare := at + f.rare
		if f.low < rare {
			f.low = f.after(f.needle[f.rare], rare)
		}
		if f.upper == f.needle[f.rare] {
			f.high = f.low
		} else if f.high < rare {
			f.high = f.after(f.upper, rare)
		}
		if at = min(f.low, f.high) - f.rare; at > last {
			return -1
		}
		if f.here(at) {
			return at
		}
		at++
		f.misses++
		f.dense = f.misses > 4+at/64
	}
	if at+15 <= last {
		if at = f.pairs(at, last); at < 0 {
			return ^at
		}
	}
	for ; at <= last; at++ {
		if f.here(at) {
			return at
		}
	}
	return -1
}

// pairs looks at sixteen places at a time for the two rarest letters. It gives
// the place found as its complement, or the first place it has not looked at.
func (f *finder) pairs(at, last int) int {
	// Both begin where their letter of the first place lies.
	one, two := f.text[f.rare:f.rare+last+1], f.text[f.second:f.second+last+1]
	two = two[:len(one)]
	first, firstCase, other, otherCase := f.first, f.firstCase, f.other, f.otherCase
	for at >= 0 && at <= len(one)-16 {
		a := (binary.LittleEndian.Uint64(one[at:at+8]) | firstCase) ^ first
		b := (binary.LittleEndian.Uint64(two[at:at+8]) | otherCase) ^ other
		c := (binary.LittleEndian.Uint64(one[at+8:at+16]) | firstCase) ^ first
		d := (binary.LittleEndian.Uint64(two[at+8:at+16]) | otherCase) ^ other
		// A byte that is zero in both has the letters: zero in their union.
		m, n := zeros(a|b), zeros(c|d)
		if m|n != 0 {
			for ; m != 0; m &= m - 1 {
				if place := at + bits.TrailingZeros64(m)/8; f.here(place) {
					return ^place
				}
			}
			for ; n != 0; n &= n - 1 {
				if place := at + 8 + bits.TrailingZeros64(n)/8; f.here(place) {
					return ^place
				}
			}
		}
		at += 16
	}
	return at
}

// after gives the first place of a byte from at on, the end of the text where
// there is none.
func (f *finder) after(c byte, at int) int {
	if i := bytes.IndexByte(f.text[at:], c); i >= 0 {
		return at + i
	}
	return len(f.text)
}

func (f *finder) here(at int) bool {
	return lower[f.text[at+f.second]] == f.needle[f.second] && f.whole(f.text, at)
}

// whole reports whether the pattern stands at a place of a text that is long
// enough.
func (p *pattern) whole(text []byte, at int) bool {
	text = text[at : at+len(p.needle)]
	for i, c := range p.needle {
		if lower[text[i]] != c {
			return false
		}
	}
	return true
}
