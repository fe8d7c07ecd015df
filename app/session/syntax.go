package session

import (
	"errors"
	"strings"
	"unicode"

	"probity/data/query"
)

// ExplainSyntax turns a mistake in a filter into a sentence with its place,
// for a terminal; other errors are given as they are.
func ExplainSyntax(text string, err error) string {
	var syntax *query.SyntaxError
	if !errors.As(err, &syntax) {
		return err.Error()
	}
	var b strings.Builder
	b.WriteString(syntax.Message)
	if syntax.Hint != "" {
		b.WriteString(" " + syntax.Hint)
	}
	from := max(0, min(syntax.From, len(text)))
	to := max(from, min(syntax.To, len(text)))
	before, meant := []rune(visible(text[:from])), []rune(visible(text[from:to]))
	after := []rune(visible(text[to:]))
	if len(before) > excerpt {
		before = append([]rune("…"), before[len(before)-excerpt:]...)
	}
	if len(meant) > excerpt {
		meant, after = append(meant[:excerpt:excerpt], '…'), nil
	}
	if len(after) > excerpt {
		after = append(after[:excerpt:excerpt], '…')
	}
	b.WriteString("\n  " + string(before) + string(meant) + string(after) + "\n  ")
	b.WriteString(strings.Repeat(" ", len(before)) + strings.Repeat("^", max(1, len(meant))))
	return b.String()
}

// excerpt is how many characters of a filter are shown before, in and after the
// place of a mistake.
const excerpt = 60

// visible makes a text fit for one line: what steers a terminal is a space.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}
