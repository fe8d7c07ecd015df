package columns

import (
	"testing"

	"pgregory.net/rapid"
)

func TestLongTextsComeBackWithoutTheHiddenOnes(t *testing.T) {
	room := &LongText{}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.StringN(0, 9, -1)).Draw(t, "values")
		hidden := rapid.MapOf(rapid.IntRange(0, 20), rapid.Just(true)).Draw(t, "hidden")
		data := EncodeText(values)
		var hides func(int) bool
		var want []string
		for row, v := range values {
			if !hidden[row] {
				want = append(want, v)
			}
		}
		if len(hidden) > 0 || rapid.Bool().Draw(t, "none can be hidden") {
			hides = func(row int) bool { return hidden[row] }
		}
		for _, dst := range []*LongText{nil, room} {
			got, err := DecodeLong(dst, data, len(values), hides)
			if err != nil {
				t.Fatal(err)
			}
			if dst != nil && got != dst || len(got.Ends) != len(want) {
				t.Fatalf("%d texts, want %d", len(got.Ends), len(want))
			}
			for row, v := range want {
				if string(got.Bytes(row)) != v {
					t.Fatalf("text %d is %q, want %q", row, got.Bytes(row), v)
				}
			}
		}
	})
}
