//go:build cgo || ci

package window

import "time"

// instantWords writes an instant that is given in RFC 3339 as it is read in a
// zone; what is none stays as it is.
func instantWords(text string, zone *time.Location) string {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return text
	}
	return t.In(zone).Format("2006-01-02 15:04:05 -07:00")
}
