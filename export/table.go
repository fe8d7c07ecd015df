package export

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"probity/data/entry"
)

// Names of the columns of a delivered table that are not fields of the log.
const (
	ColumnStatus   = "status"   // what the reviewer decided
	ColumnTime     = "time"     // the instant in the display zone, with its offset
	ColumnNotes    = "notes"    // one line per note: when, who, what
	ColumnSource   = "source"   // name of the file that the entry was read from
	ColumnRecord   = "record"   // 1-based number of its record in that file
	ColumnIdentity = "identity" // entry.Identity as text
)

// TimeLayout is how instants are written: local to the display zone, with the
// offset that held then, and no more fraction digits than needed.
const TimeLayout = "2006-01-02 15:04:05.999999-07:00"

var titles = map[string]string{
	ColumnStatus: "Status", ColumnTime: "Time", ColumnNotes: "Notes", ColumnSource: "Source file",
	ColumnRecord: "Record", ColumnIdentity: "Identity",
	entry.TimeText: "Time as recorded", entry.Actor: "Operator", entry.ActorKind: "Operator kind",
	entry.ActorEntity: "Operator entity", entry.Impersonator: "Impersonator", entry.Session: "Session",
	entry.Action: "Action", entry.Category: "Category", entry.TargetType: "Customer type",
	entry.TargetID: "Customer id", entry.TargetName: "Customer", entry.TargetEntity: "Customer entity",
	entry.Details: "Details", entry.Changes: "Changes", entry.Amount: "Amount", entry.Currency: "Currency",
	entry.IP: "IP", entry.Result: "Result", entry.Correlation: "Correlation", entry.SourceKey: "Source key",
}

// Title is the heading that people read above a column. Unmapped fields keep
// "extra." and their path, which is also how they are searched for.
func Title(name string) string {
	if t, ok := titles[name]; ok {
		return t
	}
	return name
}

// Table turns entries into the cells of a delivered table: status, time, the
// chosen fields, notes, source file, record, identity.
type Table struct {
	Names []string // of all columns, in order
	zone  *time.Location
	index map[string]int
}

// NewTable lays out a table. Fields are names of canonical and extra fields;
// others and repetitions are left out. A nil zone is UTC.
func NewTable(fields []string, zone *time.Location) *Table {
	if zone == nil {
		zone = time.UTC
	}
	t := &Table{zone: zone, index: map[string]int{}, Names: []string{ColumnStatus, ColumnTime}}
	for _, name := range fields {
		if _, twice := t.index[name]; twice || !entry.IsField(name) && !entry.IsExtra(name) {
			continue
		}
		t.index[name] = len(t.Names)
		t.Names = append(t.Names, name)
	}
	t.Names = append(t.Names, ColumnNotes, ColumnSource, ColumnRecord, ColumnIdentity)
	return t
}

// Zone is the display zone.
func (t *Table) Zone() *time.Location { return t.zone }

// Fields gives the names of the fields among the columns.
func (t *Table) Fields() []string { return slices.Clone(t.Names[2 : len(t.Names)-4]) }

// Titles gives the headings.
func (t *Table) Titles() []string {
	out := make([]string, len(t.Names))
	for i, name := range t.Names {
		out[i] = Title(name)
	}
	return out
}

// Cells writes the texts of one row over dst and returns it. The texts are as
// the source gave them; making them safe is the writers' business.
func (t *Table) Cells(dst []string, e *entry.Entry, s State) []string {
	if cap(dst) < len(t.Names) {
		dst = make([]string, len(t.Names))
	}
	dst = dst[:len(t.Names)]
	clear(dst)
	dst[0] = s.Word()
	dst[1] = FormatTime(e.Time, t.zone)
	for i := range e.Values {
		if at, ok := t.index[e.Values[i].Name]; ok {
			dst[at] = e.Values[i].Text
		}
	}
	last := len(t.Names) - 4
	dst[last] = t.notes(s.Notes)
	dst[last+1] = e.Source
	dst[last+2] = strconv.FormatInt(e.Record, 10)
	dst[last+3] = e.Identity.String()
	return dst
}

// FormatTime writes an instant by TimeLayout; empty for NoTime.
func FormatTime(m entry.Micros, zone *time.Location) string {
	at, ok := entry.Instant(m, zone)
	if !ok {
		return ""
	}
	var buffer [48]byte
	return string(at.AppendFormat(buffer[:0], TimeLayout))
}

func (t *Table) notes(notes []Note) string {
	if len(notes) == 0 {
		return ""
	}
	var b strings.Builder
	for i, n := range notes {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(n.At.In(t.zone).Format("2006-01-02 15:04:05-07:00"))
		b.WriteByte(' ')
		b.WriteString(n.Author)
		b.WriteString(": ")
		b.WriteString(n.Text)
	}
	return b.String()
}
