package query

import (
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Codes of every width must hold, place, count and find what a plain list does.
func TestCodes(t *testing.T) {
	sizes := []int{1, 1 << 8, 1<<8 + 1, 1 << 16, 1<<16 + 1, 1 << 24, 1<<24 + 1}
	rapid.Check(t, func(t *rapid.T) {
		dict := rapid.SampledFrom(sizes).Draw(t, "values of the dictionary")
		n := rapid.IntRange(1, 300).Draw(t, "rows")
		plain := rapid.SliceOfN(rapid.Uint32Range(0, uint32(dict-1)), n, n).Draw(t, "codes")
		plain[0] = uint32(dict - 1)
		order := make([]uint32, n)
		for i := range order {
			order[i] = uint32(i)
		}
		order = rapid.Permutation(order).Draw(t, "positions")

		one, placed, remapped := newCodes(n, dict), newCodes(n, dict), newCodes(n, dict)
		at := make([]uint32, n) // code by position
		for i, pos := range order {
			one.put(pos, plain[i])
			at[pos] = plain[i]
		}
		placed.place(order, plain, nil)
		numbers := make([]uint32, n)
		for i := range numbers {
			numbers[i] = uint32(i)
		}
		remapped.place(order, numbers, plain)
		narrow := narrowed(slices.Clone(at), dict)
		for pos, want := range at {
			for name, c := range map[string]*codes{"put": &one, "place": &placed, "place with other numbers": &remapped, "narrowed": &narrow} {
				if got := c.at(uint32(pos)); got != want {
					t.Fatalf("%s: position %d of %d has the code %d, not %d", name, pos, n, got, want)
				}
			}
		}

		found := newSet(n)
		for pos := range n {
			if rapid.Bool().Draw(t, "found") {
				found.add(uint32(pos))
			}
		}
		counts, want := make([]uint32, max(dict, 256)), map[uint32]uint32{}
		found.each(func(pos uint32) { want[at[pos]]++ })
		one.count(0, n, found, counts)
		for _, code := range at {
			if counts[code] != want[code] {
				t.Fatalf("code %d is counted %d times, not %d", code, counts[code], want[code])
			}
		}

		table, looked := make([]uint8, max(dict, 256)), plain[rapid.IntRange(0, n-1).Draw(t, "looked for")]
		table[looked] = 1
		from := rapid.IntRange(0, (n-1)/64).Draw(t, "from") * 64
		out := newSet(n)
		one.scan(from, n, table, out[from/64:])
		ones := 0
		for pos := range n {
			is := pos >= from && at[pos] == looked
			if out.has(uint32(pos)) != is {
				t.Fatalf("position %d with the code %d: found %v", pos, at[pos], !is)
			}
			if is {
				ones++
			}
		}
		total := 0
		for _, word := range out {
			total += bits.OnesCount64(word)
		}
		if total != ones {
			t.Fatalf("%d positions found, not %d", total, ones)
		}
	})
}
