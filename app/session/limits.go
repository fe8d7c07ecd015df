package session

import (
	"context"
	"fmt"
	"slices"
	"time"

	"probity/data/entry"
	"probity/data/query"
)

// Limits says in sentences what the log cannot show about a filter: the period
// that the imports cover and what of the period asked for they do not, fields
// that are not recorded everywhere, exports that may have been cut off, and what
// the products that wrote them do not record. An answer of “none” means little
// without it.
func (s *Session) Limits(ctx context.Context, f query.Filter) ([]string, error) {
	facts, err := s.engine.Facts(ctx, f)
	if err != nil {
		return nil, err
	}
	out := s.covered(facts)
	untold, err := s.Untold(ctx, f)
	if err != nil {
		return nil, err
	}
	out = append(out, untold...)
	for _, m := range facts.Missing {
		if m.Empty > 0 && m.Of > 0 {
			out = append(out, fmt.Sprintf("“%s” is empty in %s of the %s of the period.", query.Typed(m.Field), thousands(int64(m.Empty)), counted(int64(m.Of), "entry", "entries")))
		}
	}
	for _, d := range facts.Damage {
		out = append(out, d.Detail)
	}
	imports, err := s.Coverage(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range imports {
		for _, note := range c.Notes {
			if len(imports) > 1 {
				note = c.Source.Name + ": " + note
			}
			out = append(out, note)
		}
	}
	for _, c := range imports {
		for _, missing := range c.Source.Reading.Missing() {
			if !slices.Contains(out, missing) {
				out = append(out, missing)
			}
		}
	}
	return out, nil
}

// mostUncovered is how many stretches without an import are named one by one.
const mostUncovered = 5

// covered says which period is known, and which of what was asked for is not.
func (s *Session) covered(facts *query.Facts) []string {
	if facts.First == entry.NoTime {
		return []string{"No entry has a time that could be read, so no period is known."}
	}
	out := []string{fmt.Sprintf("The log holds entries from %s to %s (%s).", s.day(facts.First), s.day(facts.Last), s.Zone())}
	day := (24 * time.Hour).Microseconds()
	spans := slices.DeleteFunc(facts.Uncovered, func(u query.Span) bool { return u.To-u.From < day })
	for i, u := range spans {
		if i == mostUncovered {
			out = append(out, fmt.Sprintf("Nothing is known of %s either.", counted(int64(len(spans)-i), "further stretch", "further stretches")))
			break
		}
		if first, last := s.day(u.From), s.day(u.To-1); first == last {
			out = append(out, fmt.Sprintf("Nothing is known of %s: no import covers it.", first))
		} else {
			out = append(out, fmt.Sprintf("Nothing is known of %s to %s: no import covers it.", first, last))
		}
	}
	return out
}

func (s *Session) day(m entry.Micros) string {
	t, _ := entry.Instant(m, s.Zone())
	return t.Format("2 Jan 2006")
}
