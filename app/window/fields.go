//go:build cgo || ci

package window

import (
	"strings"
	"time"

	"probity/data/entry"
)

// fieldWords are the everyday names of the fields. "operator" and "customer"
// stand for actor and target.
var fieldWords = map[string]string{
	"time":             M("Time"),
	entry.TimeText:     M("As written"),
	entry.Actor:        M("Operator"),
	entry.ActorKind:    M("Kind"),
	entry.ActorEntity:  M("Reseller"),
	entry.Impersonator: M("Really by"),
	"impersonated":     M("Acting for another"),
	entry.Session:      M("Session"),
	entry.Action:       M("Action"),
	entry.Category:     M("Category"),
	entry.TargetType:   M("Type"),
	entry.TargetID:     M("Customer id"),
	entry.TargetName:   M("Customer"),
	entry.TargetEntity: M("Entity"),
	entry.Details:      M("Details"),
	entry.Changes:      M("Changed"),
	entry.Amount:       M("Amount"),
	entry.Currency:     M("Currency"),
	entry.IP:           M("IP"),
	entry.Result:       M("Result"),
	entry.Correlation:  M("Request"),
	entry.SourceKey:    M("Source key"),
	"source":           M("Source"),
	"status":           M("Review"),
	"date":             M("Period"),
	"offset":           M("Place in the file"),
	"record":           M("Record"),
	"path":             M("Place in the record"),
	"entity":           M("Operator’s or customer’s entity"),
	"own":              M("Own customer"),
}

// fieldWord gives the everyday name of a field; an extra one has its own.
func fieldWord(name string) string {
	if word, ok := fieldWords[name]; ok {
		return T(word)
	}
	return strings.TrimPrefix(name, entry.ExtraPrefix)
}

// queryName is how a field is called in the query language.
func queryName(name string) string {
	switch name {
	case entry.Actor:
		return "operator"
	case entry.TargetName:
		return "customer"
	}
	return name
}

// statusWord is the everyday name of a review status.
func statusWord(status string) string {
	switch status {
	case "open":
		return T("open")
	case "fine":
		return T("fine")
	case "question":
		return T("question")
	case "exception":
		return T("exception")
	case "escalated":
		return T("escalated")
	}
	return status
}

// period writes the days from first to last in zone, as short as they can be.
func period(first, last entry.Micros, zone *time.Location) string {
	from, ok := entry.Instant(first, zone)
	to, ok2 := entry.Instant(last, zone)
	switch {
	case !ok || !ok2:
		return ""
	case from.Format("2006-01-02") == to.Format("2006-01-02"):
		return from.Format("2 Jan 2006")
	case from.Year() == to.Year():
		return from.Format("2 Jan") + " – " + to.Format("2 Jan 2006")
	}
	return from.Format("2 Jan 2006") + " – " + to.Format("2 Jan 2006")
}

// fileSize writes a number of bytes for people.
func fileSize(n int64) string {
	switch {
	case n < 1000:
		return T("{{.N}} bytes", vals{"N": n})
	case n < 1_000_000:
		return T("{{.N}} KB", vals{"N": (n + 500) / 1000})
	case n < 1_000_000_000:
		return T("{{.N}} MB", vals{"N": tenth(float64(n) / 1e6)})
	}
	return T("{{.N}} GB", vals{"N": tenth(float64(n) / 1e9)})
}

func timeRFC3339(text string) (time.Time, error) { return time.Parse(time.RFC3339, text) }
