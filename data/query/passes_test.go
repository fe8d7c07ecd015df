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
