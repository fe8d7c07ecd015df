package query

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestDictionary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := append([]string{""}, rapid.SliceOf(rapid.String()).Draw(t, "values")...)
		d, err := dictionaryOf(values)
		if err != nil {
			t.Fatal(err)
		}
		if d.len() != len(values) || len(d.ends()) != len(values) {
			t.Fatalf("%d values and %d ends for %d", d.len(), len(d.ends()), len(values))
		}
		for code, want := range values {
			if got := d.at(uint32(code)); got != want {
				t.Fatalf("value %d is %q, not %q", code, got, want)
			}
		}
		from := rapid.IntRange(0, len(values)).Draw(t, "from")
		to := rapid.IntRange(from, len(values)).Draw(t, "to")
		var got []string
		for code, text := range d.stretch(from, to) {
			if int(code) != from+len(got) {
				t.Fatalf("code %d follows %d", code, from+len(got)-1)
			}
			got = append(got, text)
		}
		if !slices.Equal(got, values[from:to]) {
			t.Fatalf("%d to %d: %q of %q", from, to, got, values)
		}
	})
	var none dictionary
	if none.len() != 0 || len(none.ends()) != 0 {
		t.Fatal("an empty dictionary has values")
	}
	for range none.all() {
		t.Fatal("an empty dictionary lists values")
	}
}

// Folding keeps the places of the values where no letter changes its length, and
// finds new ones where one does.
func TestFoldedDictionary(t *testing.T) {
	for _, one := range []struct {
		values []string
		folded string
		ends   []uint32
		held   int64 // of positions besides the text
	}{
		{[]string{"", "ABC", "Ünal"}, "abcÜnal", []uint32{0, 3, 8}, 0},
		{[]string{"", "İzmir", "AB"}, "izmirab", []uint32{0, 5, 7}, 12},
	} {
		c := &column{}
		var err error
		if c.dict, err = dictionaryOf(one.values); err != nil {
			t.Fatal(err)
		}
		arena, ends := c.foldedDict()
		if string(arena) != one.folded || !slices.Equal(ends, one.ends) {
			t.Errorf("%q folds to %q, %d; want %q, %d", one.values, arena, ends, one.folded, one.ends)
		}
		if got := c.folded.Load() - int64(cap(arena)); got != one.held {
			t.Errorf("%q: %d bytes of positions are held, not %d", one.values, got, one.held)
		}
	}
}
