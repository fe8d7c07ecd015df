package query

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"probity/data/columns"
)

// TestEveryCharacterFoldsAsUnicodeSays goes through all of them, against the
// definition at the head of fold.go.
func TestEveryCharacterFoldsAsUnicodeSays(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		want := string(r)
		if full, ok := fullFold[r]; ok {
			want = full
		} else {
			low := r
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				low = min(low, f)
			}
			want = strings.ToLower(string(low))
			if low >= utf8.RuneSelf {
				want = string(low)
			}
		}
		if got := string(appendFold(nil, string(r))); got != want {
			t.Errorf("%q (%U) folds into %q, not %q", r, r, got, want)
		}
		ascii := strings.ContainsFunc(want, func(r rune) bool { return r < utf8.RuneSelf })
		one := arena{LongText: columns.LongText{Arena: []byte("x" + string(r)), Ends: []uint32{1, uint32(1 + len(string(r)))}}}
		wide, into := one.letters()
		if other := wide != nil; other != (r >= utf8.RuneSelf) || other && (wide.has(0) || !wide.has(1)) {
			t.Errorf("%q (%U) is beyond ASCII: %t", r, r, other)
		}
		if special := into != nil; special != (r >= utf8.RuneSelf && (ascii || r == combiningDot)) || special && (into.has(0) || !into.has(1)) {
			t.Errorf("%q (%U) folds into %q, and has letters of ASCII: %t", r, r, want, special)
		}
	}
}

// letters has what searching must not stumble over: cases of ASCII and others,
// what folds into ASCII or into several letters, what is folded away, a script
// without cases, and bytes that are no UTF-8.
var letters = []string{"a", "A", "i", "I", "İ", "ı", "i\u0307", "\u0307", "s", "S", "ß", "ẞ", "ſ", "k", "\u212a", "ü", "Ü", "ж", "Ж", "中", "文", "ﬃ", "ŉ", "ʼ", "@", "`", "[", "{", " ", "\xe4", "\xb8", "\xc3", "\xbc", "�"}

// TestTextsAreFoundAsIfAllWereFoldedFirst searches arenas of any letters for any
// words.
func TestTextsAreFoundAsIfAllWereFoldedFirst(t *testing.T) {
	some := func(t *rapid.T, most int, name string) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(letters), 0, most).Draw(t, name), "")
	}
	rapid.Check(t, func(t *rapid.T) {
		a := &arena{}
		var texts []string
		for range rapid.IntRange(1, 30).Draw(t, "rows") {
			text := some(t, 12, "text")
			if rapid.IntRange(0, 40).Draw(t, "long") == 0 {
				text += strings.Repeat("xyz ", 9000) + some(t, 3, "end") // past a piece
			}
			texts = append(texts, text)
			a.Arena = append(a.Arena, text...)
			a.Ends = append(a.Ends, uint32(len(a.Arena)))
		}
		var values []value
		for range rapid.SampledFrom([]int{1, 2, 3, 10}).Draw(t, "words") {
			if word := some(t, 4, "word"); fold(word) != "" {
				values = append(values, value{kind: contains, text: word})
			}
		}
		from := rapid.IntRange(0, len(texts)).Draw(t, "from")
		to := rapid.IntRange(from, len(texts)).Draw(t, "to")
		var want []int
		for row, text := range texts[from:to] {
			if slices.ContainsFunc(values, func(v value) bool { return strings.Contains(fold(text), fold(v.text)) }) {
				want = append(want, from+row)
			}
		}
		var got []int
		newBlock(newMatcher(values)).search(a, from, to, nil, func(row int) { got = append(got, row) })
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Fatalf("%.300s in %.300q: rows %v, not %v", fmt.Sprintf("%+v", values), texts[from:to], got, want)
		}
	})
}
