package intake

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestKindHoldsWhatFoldsToAValue also asks for letters outside ASCII that have
// the same small letter as one of it (K, the sign of kelvin; ſ, the long s).
func TestKindHoldsWhatFoldsToAValue(t *testing.T) {
	var all []string
	for _, one := range "kKsS\u212a\u017faAéÉ*1" {
		all = append(all, string(one), string(one)+"s", "s"+string(one))
	}
	for _, value := range append(all, "") {
		for _, text := range append(all, "") {
			k := newKind(place{}, "system", []string{"robot", value})
			want := slices.ContainsFunc(k.values, func(v []byte) bool {
				return bytes.EqualFold(v, []byte(text)) || text != "" && string(v) == "*"
			})
			if k.holds([]byte(text)) != want {
				t.Errorf("%q of %q: %v", text, value, !want)
			}
		}
	}
}

// TestWhatComesAgainCountsAgain holds what a column shows against adding every
// value of it.
func TestWhatComesAgainCountsAgain(t *testing.T) {
	values := strings.Fields("Login login 2026-03-14T09:26:53Z 14.03.2026 3/4/26 09:26 -- n/a none 10.0.0.1 12 1773480413 1.234,56 true Montag März Payment_recorded_with_thanks x")
	rapid.Check(t, func(t *rapid.T) {
		var tb table
		var want about
		for _, v := range rapid.SliceOf(rapid.SampledFrom(append(values, "", " Login", "14 Mar"))).Draw(t, "values") {
			tb.rows = append(tb.rows, []string{v})
			want.add(v)
		}
		if got := tb.about(0); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}
