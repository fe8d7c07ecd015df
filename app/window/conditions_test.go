//go:build ci

package window

import (
	"strings"
	"testing"
)

func TestAChipSaysWhetherAValueIsTheWholeOrAPart(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	v := &h.w.review.views
	for text, want := range map[string]string{
		"operator:karim":             "operator contains karim",
		"-operator:karim":            "operator does not contain karim",
		`operator:="Karim Bergmann"`: "operator is Karim Bergmann",
		"operator:kar*":              "operator is kar…",
		"operator:kar*,budi":         "operator is kar… …budi…",
		"category:payment":           "category is payment",
		"status:open":                "review is open",
		"-category:payment":          "category is not payment",
		`entity:"North Resellers"/*`: "operator’s or customer’s entity is North Resellers and below",
	} {
		chip := v.chip(mustParse(t, h.w.review, text).Terms()[0])
		if got := strings.Join(append([]string{chip.Text}, chip.Values...), " "); got != want {
			t.Errorf("%s is shown as %q, not %q", text, got, want)
		}
	}
}
