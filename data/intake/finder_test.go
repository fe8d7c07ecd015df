package intake

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Patterns and whether they are found without package regexp.
var finderPatterns = map[string]bool{
	`^(?P<action>[^:;\n]+)`: true, `^([^,]+)`: true, `^(?P<a>[^a-c]+)`: true, `^(?P<action>[^:;]+?)`: true, `(?P<a>[^:]+)`: true,
	`^(?P<a>[^:é]+)`: false, `^(?P<a>[a-z]+)`: true, `^(?P<a>.+)$`: true, `(?i)^(?P<a>[^x]+)`: true, `^(?P<a>[^:]*)`: false, `(?m)^(?P<a>[^:]+)`: false,
	`(?P<currency>[A-Z]{3}) (?P<amount>-?[\d.,]*\d)(?: (?:from|to|for) (?P<target>[^,;\n]+))?`: true,
	`^(?:Client|Plan) [a-z]+: "?(?P<target>[^",;\n]+)`:                                         true,
	`(?P<currency>[A-Z]{2,3})\.? ?(?P<amount>\d[\d.,]*\d)`:                                     true,
	`from ["“]?(?P<target>[\w.@-]+)["”]?`:                                                      false,
	`^\[(?P<actor>[^\]]+)\]`:                                                                   true,
	`(a+)(a+)b?$`:                                                                              true,
	`(a|ab)(c|bcd)?(d*)`:                                                                       true,
	`x([^;]+);([^,]+)”`:                                                                        true,
	`x([^,]+)([^;]+)`:                                                                          true,
	`(?:x{0,3}?)(a)??b`:                                                                        true,
	`^[^,;(\n]*[^,;(\s]`:                                                                       true, `[^a]{2,3}([^b]{1,2}?)b`: true,
	`(?:ab)+`: false,
	"a\uFFFD": false,
}

func TestFinderFindsWhatTheRegularExpressionFinds(t *testing.T) {
	words := []string{"EUR", "SE", "A", "a", "aa", "b", "c", "d", "x", " ", " ", ":", ";", ",", ".", "-", "\n", "24", "1.204,90", " from ", " to ", " for ",
		"Client", "Plan", " renamed: ", `"`, "“", "”", "[", "]", "é", "–", "\uFFFD", "\xff", "\xe2", "\x80", "@"}
	for text, own := range finderPatterns {
		f, err := newFinder(text)
		if err != nil {
			t.Fatal(err)
		}
		if (f.start != nil) != own {
			t.Errorf("%s: found without regexp: %v", text, f.start != nil)
		}
		re := regexp.MustCompile(text)
		var marks []int
		rapid.Check(t, func(r *rapid.T) {
			in := []byte(strings.Join(rapid.SliceOf(rapid.SampledFrom(words)).Draw(r, "text"), ""))
			if got, want := f.find(in, &marks), re.FindSubmatchIndex(in); !slices.Equal(got, want) {
				r.Fatalf("%s on %q: %v, want %v", text, in, got, want)
			}
		})
	}
}

// A text on which a pattern can be tried in very many ways costs no more than
// regexp takes for it.
func TestFinderGivesUpOnATextThatWouldTakeLong(t *testing.T) {
	f, err := newFinder(`(a*)(a*)(a*)(a*)(a*)b`)
	if err != nil || f.start == nil {
		t.Fatal(err)
	}
	f.must = nil
	s := search{text: []byte(strings.Repeat("a", 500)), marks: make([]int, 12), left: finderTries + finderPerByte*500}
	if s.run(f.start, 0) || s.left > 0 {
		t.Errorf("%d tries are left", s.left)
	}
	var marks []int
	if m := f.find(append(s.text, 'b'), &marks); m == nil || m[1] != 501 {
		t.Errorf("found %v", m)
	}
}

// What most imports of the shipped formats run over every record is found the
// short way.
func TestPatternsOfTheSeedFormatsAreFoundTheShortWay(t *testing.T) {
	for _, name := range []string{"commerce-activity-log", "isp-activity-log", "operators-action-log"} {
		format, err := (&Reading{ImportFormat: name}).format()
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range format.written.extracts {
			if !x.changes && x.pattern.start == nil {
				t.Errorf("%s: %s is left to regexp", name, x.pattern)
			}
		}
	}
}
