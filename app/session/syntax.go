package session

import (
	"errors"
	"strings"
	"unicode/utf8"

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
	if len(text) <= 400 && !strings.ContainsAny(text, "\n\r") {
		from, to := min(syntax.From, len(text)), min(syntax.To, len(text))
		b.WriteString("\n  " + text + "\n  ")
		b.WriteString(strings.Repeat(" ", utf8.RuneCountInString(text[:from])))
		b.WriteString(strings.Repeat("^", max(1, utf8.RuneCountInString(text[from:to]))))
	}
	return b.String()
}
