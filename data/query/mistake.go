package query

import (
	"fmt"
	"strings"
	"time"

	"probity/data/entry"
)

// SyntaxError says what is wrong with a filter's text, in a person's words.
type SyntaxError struct {
	From, To int    // bytes of the text that are meant
	Message  string // a sentence
	Hint     string // a sentence that says what to write instead, or empty
}

func (e *SyntaxError) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + " " + e.Hint
}

const closesNothing = `Leave it out. To search for a bracket, put it in quotes: ")".`

// examples are values of the fields that do not take any text.
var examples = map[string]string{
	fieldDate: "last-month", fieldStatus: "open", fieldHas: "note", fieldOwn: "no", fieldSort: "operator,-time",
}

// noField says that a name is none of a field, and what may be meant.
func (p *parser) noField(from int, name string) *SyntaxError {
	before := p.s[:from]
	if i := strings.LastIndex(before, entry.ExtraPrefix); i >= 0 && !strings.ContainsAny(before[i:], `":(),`) && (i == 0 || strings.ContainsAny(before[i-1:i], " -(\t\n")) {
		path := p.s[i : from+len(name)]
		return p.fail(i, from+len(name), fmt.Sprintf("Put it in quotes: %s:….", quoted(path)), "The name of the field “%s” has spaces.", path)
	}
	hint := fmt.Sprintf("To search for the text itself, put it in quotes: %s.", quoted(name+":…"))
	if near := nearest(name, fieldNames()); near != "" {
		hint = fmt.Sprintf("Did you mean %s?", near)
	}
	return p.fail(from, from+len(name), hint, "There is no field “%s”.", name)
}

// spellings are other ways to write a day or a month that can mean only one.
var spellings = []struct{ layout, as string }{
	{"2.1.2006", "2006-01-02"}, {"2006/1/2", "2006-01-02"}, {"2006.1.2", "2006-01-02"}, {"2006-1-2", "2006-01-02"}, {"20060102", "2006-01-02"},
	{"2 Jan 2006", "2006-01-02"}, {"2 January 2006", "2006-01-02"},
	{"1.2006", "2006-01"}, {"1/2006", "2006-01"}, {"2006/1", "2006-01"}, {"2006-1", "2006-01"}, {"Jan 2006", "2006-01"}, {"January 2006", "2006-01"},
}

// periodHint says what to write instead of a date that cannot be read.
func periodHint(t token, at Moment) string {
	hint := "Write a day (2026-03-14), a month (2026-03), a period (2026-01-01..2026-03-31) or a word such as last-month."
	if t.text == "" {
		return "has:time finds the entries that have a time, -has:time those that have none."
	}
	rest := strings.TrimLeft(t.text, "<>=")
	if len(rest) > 100 {
		return hint
	}
	parts := strings.Split(rest, "..")
	for i, part := range parts {
		if _, err := parseInstant(part, at); part == "" || err == nil {
			continue
		}
		meant := nearest(plain(part), relativeWords)
		for _, s := range spellings {
			if day, err := time.Parse(s.layout, part); err == nil {
				meant = day.Format(s.as)
			}
		}
		if meant == "" {
			return hint
		}
		parts[i] = meant
	}
	meant := t.text[:len(t.text)-len(rest)] + strings.Join(parts, "..")
	if _, err := parsePeriod(meant, at); err != nil || meant == t.text {
		return hint
	}
	return "Did you mean " + meant + "?"
}
