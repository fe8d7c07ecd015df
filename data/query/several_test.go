package query

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestManyTextsAreFoundTogetherAsOneByOne looks for texts of any length, and
// with that at any distance, in values of few letters.
func TestManyTextsAreFoundTogetherAsOneByOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	letters := func(n int, from string) []byte {
		out := make([]byte, n)
		for i := range out {
			out[i] = from[rng.IntN(len(from))]
		}
		return out
	}
	for range 20_000 {
		shortest := 2 + rng.IntN(12)
		var needles []*pattern
		for range severalFrom + rng.IntN(4) {
			p := newPattern(letters(shortest+rng.IntN(3), "aab\xc3"))
			needles = append(needles, &p)
		}
		var arena []byte
		var ends []uint32
		var want []int
		const base = 1000
		for row := range 1 + rng.IntN(6) {
			text := letters(rng.IntN(40), "aAbbB\xc3")
			folded := make([]byte, len(text))
			for i, c := range text {
				folded[i] = lower[c]
			}
			if slices.ContainsFunc(needles, func(p *pattern) bool { return bytes.Contains(folded, p.needle) }) {
				want = append(want, row)
			}
			arena = append(arena, text...)
			ends = append(ends, base+uint32(len(arena)))
		}
		g := newWords(needles)
		if g.together == nil || g.alone != nil {
			t.Fatal("they are not looked for together")
		}
		var got []int
		g.hits(arena, ends, base, func(row int) { got = append(got, row) })
		if !slices.Equal(got, want) {
			t.Fatalf("%q, from %d bytes on, in %q ending at %d: rows %v, not %v", needles[0].needle, shortest, arena, ends, got, want)
		}
	}
}

// TestAsManyTextsAsPossibleAreFoundTogether takes texts that all have letters of
// two cases wherever they are looked at.
func TestAsManyTextsAsPossibleAreFoundTogether(t *testing.T) {
	var needles []*pattern
	for i := range severalMost + 1 {
		p := newPattern([]byte{'a' + byte(i%26), 'a' + byte(i/26%26), 'a' + byte(i/676), 'x', 'x', 'x', 'x', 'x', 'x'})
		needles = append(needles, &p)
	}
	g := newWords(needles)
	for _, p := range needles {
		for before := range severalStep {
			text := append(bytes.Repeat([]byte("."), before), bytes.ToUpper(p.needle)...)
			found := false
			g.hits(text, []uint32{uint32(len(text))}, 0, func(int) { found = true })
			if !found {
				t.Fatalf("%q is not found in %q among %d", p.needle, text, len(needles))
			}
		}
	}
}
