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
// that the imports cover, stretches without entries, exports that may have been
// cut off, and what the products that wrote them do not record. An answer of
// “none” means little without it.
func (s *Session) Limits(ctx context.Context, f query.Filter) ([]string, error) {
	coverage, err := s.Coverage(ctx)
	if err != nil || len(coverage) == 0 {
		return nil, err
	}
	out := []string{s.covered(coverage)}
	if late := s.outside(f, coverage); late != "" {
		out = append(out, late)
	}
	for _, c := range coverage {
		for _, note := range c.Notes {
			if len(coverage) > 1 {
				note = c.Source.Name + ": " + note
			}
			out = append(out, note)
		}
	}
	for _, c := range coverage {
		for _, missing := range c.Source.Reading.Missing() {
			if !slices.Contains(out, missing) {
				out = append(out, missing)
			}
		}
	}
	return out, nil
}

// span is from the first to the last entry of all imports.
func span(coverage []Coverage) (first, last entry.Micros, ok bool) {
	for _, c := range coverage {
		if c.First == entry.NoTime {
			continue
		}
		if !ok {
			first, last, ok = c.First, c.Last, true
		}
		first, last = min(first, c.First), max(last, c.Last)
	}
	return first, last, ok
}

func (s *Session) covered(coverage []Coverage) string {
	first, last, ok := span(coverage)
	if !ok {
		return "No entry has a time that could be read, so no period is known."
	}
	return fmt.Sprintf("The imports hold entries from %s to %s (%s).", s.day(first), s.day(last), s.Zone())
}

func (s *Session) day(m entry.Micros) string {
	t, _ := entry.Instant(m, s.Zone())
	return t.Format("2 Jan 2006")
}

// outside says where the period that is asked for reaches beyond what was
// imported.
func (s *Session) outside(f query.Filter, coverage []Coverage) string {
	first, last, ok := span(coverage)
	from, to, asked := f.Between()
	if !ok || !asked {
		return ""
	}
	day := (24 * time.Hour).Microseconds()
	switch before, after := from < first-day, to > last+day; {
	case to <= first || from > last:
		return "The period asked for lies outside of what was imported: nothing is known of it."
	case before && after:
		return "The period asked for begins before the first entry and ends after the last: of the rest nothing is known."
	case before:
		return "The period asked for begins before the first entry: of the time before nothing is known."
	case after:
		return "The period asked for ends after the last entry: of the time after it nothing is known."
	}
	return ""
}
