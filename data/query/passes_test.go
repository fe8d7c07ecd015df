package query

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestAFilterSearchesAllTextsSoOftenAtMost(t *testing.T) {
	many := func(n int, sep, format string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(parts, sep)
	}
	for text, right := range map[string]bool{
		many(maxPasses, " ", "w%d"):                       true,
		many(maxPasses+1, " ", "w%d"):                     false,
		many(33, " OR ", "w%d"):                           true, // together
		many(33, " ", "-w%d"):                             true, // together
		many(maxPasses/2, " OR ", "(w%d -v%[1]d)"):        true,
		many(maxPasses/2+1, " OR ", "(w%d -v%[1]d)"):      false,
		strings.Repeat("same ", 33):                       true, // once
		many(maxPasses-1, " ", "w%d") + " (a OR b) -c":    false,
		many(maxPasses-2, " ", "w%d") + " (a OR b) -c":    true,
		many(100, " ", "operator:=o%d") + " word":         true,
		`"` + many(maxPasses+1, " ", "w%d") + `" ip:10.*`: true,
	} {
		_, err := Parse(text, Moment{})
		var wrong *SyntaxError
		if right && err != nil || !right && (!errors.As(err, &wrong) || wrong.Hint == "" || wrong.To != len(text)) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestALongerLogIsSearchedForFewerWords(t *testing.T) {
	const text = "a b c d e f g" // seven
	f := parse(t, text)
	for entries, right := range map[int]bool{0: true, 5_000: true, 8_000_000: true, 10_000_000: false, 100_000_000: false} {
		var wrong *SyntaxError
		if err := f.Within(entries, text); right && err != nil || !right && (!errors.As(err, &wrong) || wrong.Hint == "" || wrong.To != len(text)) {
			t.Errorf("%d entries: %v", entries, err)
		}
	}
	if err := parse(t, `"a b c d e f g" ip:10.*`).Within(100_000_000, ""); err != nil {
		t.Error(err)
	}
}
