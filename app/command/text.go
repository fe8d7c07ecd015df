package command

import (
	"iter"
	"maps"
	"strings"
	"unicode"

	"probity/data/entry"
	"time"
)

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

func joinWords(words ...string) string {
	var full []string
	for _, w := range words {
		if w != "" {
			full = append(full, w)
		}
	}
	return strings.Join(full, ", ")
}

// oneLine makes text fit for one line of a terminal: control characters become
// visible, so that a log cannot steer the terminal, and what is longer than
// limit runes is cut with an ellipsis.
func oneLine(text string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > limit {
			b.WriteRune('…')
			break
		}
		switch {
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control):
			b.WriteRune(unicode.ReplacementChar)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// instant writes a time in zone, or nothing where there is none.
func instant(m entry.Micros, zone *time.Location) string {
	if t, ok := entry.Instant(m, zone); ok {
		return t.Format("2006-01-02 15:04:05 -07:00")
	}
	return ""
}

// instantJSON writes a time as RFC 3339 in UTC, or nothing where there is none.
func instantJSON(m entry.Micros) string {
	if t, ok := entry.Instant(m, time.UTC); ok {
		return t.Format(time.RFC3339Nano)
	}
	return ""
}
