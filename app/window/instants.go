//go:build cgo || ci

package window

import (
	"time"

	"probity/data/entry"
)

// instantWords writes an instant that is given in RFC 3339 as it is read in a
// zone; what is none stays as it is.
func instantWords(text string, zone *time.Location) string {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return text
	}
	return t.In(zone).Format("2006-01-02 15:04:05 -07:00")
}

// dayOf is the day of a row, for the scrollbar.
func (r *reviewPage) dayOf(row int) string {
	if i := r.inner(row); i < 0 {
		row = r.inner(row + 1) // a heading is as its first entry
	} else {
		row = i
	}
	if r.result == nil || row < 0 || row >= r.result.Len() {
		return ""
	}
	t, ok := entry.Instant(r.s.Engine().Time(r.result.Row(row)), r.s.Zone())
	if !ok {
		return T("without a time")
	}
	return t.Format("2 Jan 2006 15:04")
}
