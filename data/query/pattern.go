package query

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// pattern finds a text in long ones. bytes.Index slows down by a factor of four
// where the first letter is a common one; this looks for the two rarest
// letters, eight places at a time when even those are common.
type pattern struct {
	needle         []byte
	rare, second   int // places in needle
	rareAll, other uint64
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

func newPattern(needle []byte) pattern {
	p := pattern{needle: needle}
	for i, c := range needle {
		if rarity[c] > rarity[needle[p.rare]] {
			p.rare = i
		}
	}
	p.second = -1
	for i, c := range needle {
		if i != p.rare && (p.second < 0 || rarity[c] > rarity[needle[p.second]]) {
			p.second = i
		}
	}
	if p.second >= 0 {
		p.rareAll, p.other = everyByte*uint64(needle[p.rare]), everyByte*uint64(needle[p.second])
	}
	return p
}

// zeros sets the high bit of every byte of x that is 0, and perhaps of some
// above one that is.
func zeros(x uint64) uint64 { return (x - everyByte) &^ x & highBits }

// index is bytes.Index. dense is kept between calls on the same text.
func (p *pattern) index(text []byte, dense *bool) int {
	if len(p.needle) < 2 {
		return bytes.Index(text, p.needle)
	}
	last := len(text) - len(p.needle)
	at, misses := 0, 0
	for !*dense && at <= last {
		skip := bytes.IndexByte(text[at+p.rare:last+p.rare+1], p.needle[p.rare])
		if skip < 0 {
			return -1
		}
		if at += skip; p.here(text, at) {
			return at
		}
		at++
		misses++
		*dense = misses > 4+at/64
	}
	for ; at+7 <= last; at += 8 {
		m := zeros(binary.LittleEndian.Uint64(text[at+p.rare:])^p.rareAll) & zeros(binary.LittleEndian.Uint64(text[at+p.second:])^p.other)
		for ; m != 0; m &= m - 1 {
			if place := at + bits.TrailingZeros64(m)/8; p.here(text, place) {
				return place
			}
		}
	}
	for ; at <= last; at++ {
		if p.here(text, at) {
			return at
		}
	}
	return -1
}

func (p *pattern) here(text []byte, at int) bool {
	return text[at+p.second] == p.needle[p.second] && string(text[at:at+len(p.needle)]) == string(p.needle)
}
