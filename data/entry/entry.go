// Package entry defines what Probity holds of one line of an operator log:
// the canonical entry, its fields, its categories and its identity.
//
// An entry is what a reader of the log sees; a record is the piece of the
// source that it was read from. Every value of an entry is text exactly as the
// source gave it (decoded to UTF-8), except Time, which is an instant. What a
// source does not have is empty, never invented.
package entry

import (
	"math"
	"slices"
	"strings"
	"time"
)

// Names of the canonical fields. They are the column names in a workspace, the
// keys in a bundle and the field names of the query language.
const (
	TimeText     = "time_text"     // the source's own spelling of the time
	Actor        = "actor"         // who did it: login, name or e-mail, as recorded
	ActorKind    = "actor_kind"    // person, system, api; empty where the source does not tell
	ActorEntity  = "actor_entity"  // the entity (reseller, creditor …) that the actor belongs to
	Impersonator = "impersonator"  // who really acted, where the source records it
	Session      = "session"       // the session, as recorded
	Action       = "action"        // the source's own text
	Category     = "category"      // ours, see Categories
	TargetType   = "target_type"   // Client, Invoice, Mandate …
	TargetID     = "target_id"     // the target's id in the source
	TargetName   = "target"        // name or e-mail of what was acted on
	TargetEntity = "target_entity" // the entity that the action concerns
	Details      = "details"       // free text
	Changes      = "changes"       // JSON array of {"field","old","new"}
	Amount       = "amount"        // as written
	Currency     = "currency"      // as written
	IP           = "ip"            // as written
	Result       = "result"        // success or failure, where recorded
	Correlation  = "correlation"   // request or correlation id
	SourceKey    = "source_key"    // the source's own primary key of the record
)

// ExtraPrefix precedes the path of every field that no canonical field takes:
// "extra.requestParameters.userName".
const ExtraPrefix = "extra."

// Fields lists the canonical text fields in the order in which people see them.
var Fields = []string{
	TimeText, Actor, ActorKind, ActorEntity, Impersonator, Session, Action, Category,
	TargetType, TargetID, TargetName, TargetEntity, Details, Changes, Amount, Currency,
	IP, Result, Correlation, SourceKey,
}

// IsField reports whether name is a canonical text field.
func IsField(name string) bool { return slices.Contains(Fields, name) }

// IsExtra reports whether name is an unmapped field of the source.
func IsExtra(name string) bool { return strings.HasPrefix(name, ExtraPrefix) }

// Order compares two column names: canonical ones first, in their order, then
// extra ones by path.
func Order(a, b string) int {
	ia, ib := slices.Index(Fields, a), slices.Index(Fields, b)
	switch {
	case ia >= 0 && ib >= 0:
		return ia - ib
	case ia >= 0:
		return -1
	case ib >= 0:
		return 1
	}
	return strings.Compare(a, b)
}

// Micros is an instant in microseconds since 1970-01-01T00:00:00Z (proleptic
// Gregorian calendar, no leap seconds, as in POSIX). NoTime stands for a record
// without a readable time; it sorts before every instant, so such entries come
// last when the newest come first.
type Micros = int64

// NoTime is the time of an entry whose record has none that can be read.
const NoTime Micros = math.MinInt64

// At turns t into microseconds.
func At(t time.Time) Micros { return t.UnixMicro() }

// Instant turns m into a time in zone; ok is false for NoTime.
func Instant(m Micros, zone *time.Location) (t time.Time, ok bool) {
	if m == NoTime {
		return time.Time{}, false
	}
	return time.UnixMicro(m).In(zone), true
}

// Value is one field of an entry with the source's own text.
type Value struct {
	Name string // a canonical field or ExtraPrefix + path
	Text string
}

// Entry is one entry with everything that is known of it.
type Entry struct {
	Identity Identity
	Source   string  // name of the file that it was read from
	Record   int64   // 1-based number of its record in that file
	Time     Micros  // NoTime where there is none
	Values   []Value // without empty ones, in Order
}

// Get returns the text of a field, empty where the entry has none.
func (e *Entry) Get(name string) string {
	for i := range e.Values {
		if e.Values[i].Name == name {
			return e.Values[i].Text
		}
	}
	return ""
}
