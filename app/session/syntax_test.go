package session

import (
	"strings"
	"testing"

	"probity/data/query"
)

func TestAMistakeIsShownAtItsPlaceAlsoInALongFilter(t *testing.T) {
	for _, c := range []struct{ text, at string }{
		{"operator:budi operater:x", "operater"},
		{strings.Repeat("operator:=budi ", 200) + "operater:x " + strings.Repeat("a", 500), "operater"},
		{"Jürgen\tGroß\x1b[31m operater:x", "operater"},
		{"a\nb (c", "("},
		{`a "` + strings.Repeat("b", 1000), `"` + strings.Repeat("b", 59) + "…"},
	} {
		_, err := query.Parse(c.text, query.Moment{})
		lines := strings.Split(ExplainSyntax(c.text, err), "\n")
		if len(lines) != 3 {
			t.Fatalf("%.40q: %q", c.text, lines)
		}
		from := strings.Index(lines[2], "^")
		shown, marks := []rune(lines[1]), lines[2][from:]
		if got := string(shown[from : from+len(marks)]); got != c.at || strings.ContainsAny(lines[1], "\t\x1b") || len(shown) > 200 {
			t.Errorf("%.40q: %q is marked in %q", c.text, got, lines[1])
		}
	}
}
