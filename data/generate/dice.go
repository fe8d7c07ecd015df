package generate

import (
	"math/bits"
	"math/rand/v2"
)

// dice draws whole numbers from a PCG. Its own bounded draw (Lemire's
// multiplication without rejection; the bias is below 2⁻⁴⁰ here) does not
// depend on how a later Go draws from ranges.
type dice struct{ pcg *rand.PCG }

func newDice(seed, stream uint64) dice { return dice{rand.NewPCG(seed, stream)} }

// n draws from 0 … n-1.
func (d dice) n(n int) int {
	hi, _ := bits.Mul64(d.pcg.Uint64(), uint64(n))
	return int(hi)
}

// between draws from lo … hi.
func (d dice) between(lo, hi int64) int64 {
	n, _ := bits.Mul64(d.pcg.Uint64(), uint64(hi-lo+1))
	return lo + int64(n)
}

// one reports true once in n times.
func (d dice) one(n int) bool { return d.n(n) == 0 }

// skewed draws from 0 … n-1, small numbers more often: a quarter of the range
// gets half of the draws.
func (d dice) skewed(n int) int {
	u := d.pcg.Uint64() >> 32
	return int((u * u >> 32) * uint64(n) >> 32)
}

func pickOf[T any](d dice, list []T) T { return list[d.n(len(list))] }

// uint64Div is a·b/c without overflow; b must not be above c.
func uint64Div(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	q, _ := bits.Div64(hi, lo, c)
	return q
}
