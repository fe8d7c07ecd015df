package columns

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestCodesOfManyAreThoseOfOneAfterTheOther gives values that come again, also
// within those that are looked for at once, and tables that grow meanwhile.
func TestCodesOfManyAreThoseOfOneAfterTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.StringMatching(`[a-c]{0,4}`), 1, 400).Draw(t, "values")
		which := rapid.SliceOfN(rapid.Uint32Range(0, uint32(len(values)-1)), 0, 400).Draw(t, "which")
		one, many := NewDictionary(), NewDictionary()
		for _, v := range values[:len(values)/3] {
			one.CodeOf(v)
			many.CodeOf(v)
		}
		want, got := make([]uint32, len(values)), make([]uint32, len(values))
		for _, i := range which {
			want[i] = one.CodeOf(values[i])
		}
		many.Codes(values, which, got)
		if !slices.Equal(got, want) || !slices.Equal(many.Values, one.Values) || many.Bytes() != one.Bytes() {
			t.Fatalf("codes %v, want %v; values %q, want %q", got, want, many.Values, one.Values)
		}
		for code, v := range one.Values {
			if many.FindOf(v) != uint32(code) {
				t.Fatalf("%q is found as %d, want %d", v, many.FindOf(v), code)
			}
		}
	})
}
