package intake

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// The short way for “everything up to one of these” takes what the pattern
// takes.
func TestPatternsUpToASignTakeWhatTheRegularExpressionTakes(t *testing.T) {
	for pattern, short := range map[string]bool{
		`^(?P<action>[^:;\n]+)`: true, `^([^,]+)`: true, `^(?P<a>[^a-c]+)`: true, `^(?P<action>[^:;]+?)`: false, `(?P<a>[^:]+)`: false,
		`^(?P<a>[^:é]+)`: false, `^(?P<a>[a-z]+)`: false, `^(?P<a>.+)$`: false, `(?i)^(?P<a>[^x]+)`: true, `^(?P<a>[^:]*)`: false, `(?m)^(?P<a>[^:]+)`: false,
	} {
		ends := untilOf(pattern)
		if (ends != nil) != short {
			t.Errorf("%s: short way %v", pattern, ends != nil)
		}
		if ends == nil {
			continue
		}
		re := regexp.MustCompile(pattern)
		rapid.Check(t, func(r *rapid.T) {
			text := []byte(rapid.StringOf(rapid.RuneFrom([]rune("abxX:;,\né– \uFFFD"))).Draw(r, "text"))
			n := 0
			for n < len(text) && !ends[text[n]] {
				n++
			}
			m := re.FindSubmatchIndex(text)
			if want := 0; m != nil && m[3] != n || m == nil && n != want {
				r.Fatalf("%s on %q: %d, want %v", pattern, text, n, m)
			}
		})
	}
}
