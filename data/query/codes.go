package query

import "math/bits"

// codes are as narrow as their dictionary allows: one, two, three or four bytes
// each. Those of three bytes lie in two halves.
type codes struct {
	b1   []uint8
	b2   []uint16
	high []uint8 // of three bytes: the upper one, b2 the others
	b4   []uint32
}

func newCodes(n, dict int) codes {
	switch {
	case dict <= 1<<8:
		return codes{b1: make([]uint8, n)}
	case dict <= 1<<16:
		return codes{b2: make([]uint16, n)}
	case dict <= 1<<24:
		return codes{b2: make([]uint16, n), high: make([]uint8, n)}
	}
	return codes{b4: make([]uint32, n)}
}

// narrowed gives codes the width that their dictionary needs.
func narrowed(wide []uint32, dict int) codes {
	if dict > 1<<24 {
		return codes{b4: wide}
	}
	out := newCodes(len(wide), dict)
	inStretches(len(wide), func(from, to int) {
		for pos := from; pos < to; pos++ {
			out.put(uint32(pos), wide[pos])
		}
	})
	return out
}

func (c *codes) at(pos uint32) uint32 {
	switch {
	case c.b1 != nil:
		return uint32(c.b1[pos])
	case c.high != nil:
		return uint32(c.b2[pos]) | uint32(c.high[pos])<<16
	case c.b2 != nil:
		return uint32(c.b2[pos])
	}
	return c.b4[pos]
}

func (c *codes) put(pos, code uint32) {
	switch {
	case c.b1 != nil:
		c.b1[pos] = uint8(code)
	case c.high != nil:
		c.b2[pos], c.high[pos] = uint16(code), uint8(code>>16)
	case c.b2 != nil:
		c.b2[pos] = uint16(code)
	default:
		c.b4[pos] = code
	}
}

// place puts the codes of a segment into its positions; remap gives what they
// are in the dictionary over all parts, nil for the same.
func (c *codes) place(pos, from, remap []uint32) {
	switch {
	case c.b1 != nil:
		place(c.b1, pos, from, remap)
	case c.high != nil:
		for i, code := range from {
			if remap != nil {
				code = remap[code]
			}
			c.b2[pos[i]], c.high[pos[i]] = uint16(code), uint8(code>>16)
		}
	case c.b2 != nil:
		place(c.b2, pos, from, remap)
	default:
		place(c.b4, pos, from, remap)
	}
}

func place[T uint8 | uint16 | uint32](to []T, pos, from, remap []uint32) {
	if remap == nil {
		for i, code := range from {
			to[pos[i]] = T(code)
		}
		return
	}
	for i, code := range from {
		to[pos[i]] = T(remap[code])
	}
}

// count adds up how often each code occurs at the positions from … to-1 that
// are found; counts has room for every code, and for 256.
func (c *codes) count(from, to int, found []uint64, counts []uint32) {
	switch {
	case c.b1 != nil:
		countBytes(c.b1[from:to], found, (*[256]uint32)(counts))
	case c.high != nil:
		countHalves(c.b2[from:to], c.high[from:to], found, counts)
	case c.b2 != nil:
		countWide(c.b2[from:to], found, counts)
	default:
		countWide(c.b4[from:to], found, counts)
	}
}

// scan adds the positions from … to-1 whose code the table marks to out, which
// begins at from.
func (c *codes) scan(from, to int, table []uint8, out []uint64) {
	switch {
	case c.b1 != nil:
		scanBytes(c.b1[from:to], (*[256]uint8)(table), out)
	case c.high != nil:
		scanHalves(c.b2[from:to], c.high[from:to], table, out)
	case c.b2 != nil:
		scanWide(c.b2[from:to], table, out)
	default:
		scanWide(c.b4[from:to], table, out)
	}
}

func (c *codes) bytes() int { return len(c.b1) + 2*len(c.b2) + len(c.high) + 4*len(c.b4) }

func countBytes(codes []uint8, found []uint64, counts *[256]uint32) {
	var second [256]uint32 // equal neighbours wait for one another in one table
	for w, word := range found {
		base := w * 64
		if word == ^uint64(0) {
			for j := base; j < base+64; j += 2 {
				counts[codes[j]]++
				second[codes[j+1]]++
			}
			continue
		}
		for word != 0 {
			counts[codes[base+bits.TrailingZeros64(word)]]++
			word &= word - 1
		}
	}
	for i, n := range second {
		counts[i] += n
	}
}

func countWide[T uint16 | uint32](codes []T, found []uint64, counts []uint32) {
	for w, word := range found {
		base := w * 64
		for word != 0 {
			counts[codes[base+bits.TrailingZeros64(word)]]++
			word &= word - 1
		}
	}
}

func countHalves(low []uint16, high []uint8, found []uint64, counts []uint32) {
	for w, word := range found {
		base := w * 64
		for word != 0 {
			i := base + bits.TrailingZeros64(word)
			counts[uint32(low[i])|uint32(high[i])<<16]++
			word &= word - 1
		}
	}
}

func scanBytes(codes []uint8, table *[256]uint8, out []uint64) {
	for w := 0; len(codes) > 0; w++ {
		n := min(64, len(codes))
		var bits uint64
		if n == 64 {
			for j := 0; j < 64; j += 4 {
				b := codes[j : j+4 : j+4]
				bits |= (uint64(table[b[0]]) | uint64(table[b[1]])<<1 | uint64(table[b[2]])<<2 | uint64(table[b[3]])<<3) << j
			}
		} else {
			for j, code := range codes[:n] {
				bits |= uint64(table[code]) << j
			}
		}
		out[w] |= bits
		codes = codes[n:]
	}
}

func scanWide[T uint16 | uint32](codes []T, table []uint8, out []uint64) {
	for w := 0; len(codes) > 0; w++ {
		n := min(64, len(codes))
		var bits uint64
		for j, code := range codes[:n] {
			bits |= uint64(table[code]) << j
		}
		out[w] |= bits
		codes = codes[n:]
	}
}

func scanHalves(low []uint16, high []uint8, table []uint8, out []uint64) {
	for w := 0; len(low) > 0; w++ {
		n := min(64, len(low))
		var bits uint64
		upper := high[:n]
		for j, code := range low[:n] {
			bits |= uint64(table[uint32(code)|uint32(upper[j])<<16]) << j
		}
		out[w] |= bits
		low, high = low[n:], high[n:]
	}
}
