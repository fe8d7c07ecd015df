// Package compare says what became of the entries of an older export in a
// newer export of the same log: same, altered, removed, inserted, late, or
// outside the period that the other covers.
//
// Entries are joined by the source's own key (the field source_key, else a
// column that is named id or the like) where nearly all of both sides have one
// and it tells them apart; else by their whole content, with
// multiplicity: two equal payments are two entries. Without a key a changed
// entry is one removed and one inserted: a likely pair is not guessed.
//
// Content is the instant and all fields but three: the source's spelling of
// the time (another export format spells it in another way), the category
// (ours, not the source's) and the key itself. A column that only one of two
// tables has is left out, and a note says so.
//
// A side is read twice: first into 48 bytes per entry, then for the entries
// that are shown.
package compare

import (
	"context"
	"fmt"
	"strings"
	"time"

	"probity/data/entry"
)

// Side is one of the two exports or imports. Entries must give the same
// entries in the same order whenever it is called.
type Side struct {
	Name    string
	Columns []string // names of all fields that it can have, "time" among them; nil: not known
	Entries func(ctx context.Context, yield func(*entry.Entry) error) error
	Rejects func() int64 // records that the last call of Entries could not read; nil: none
}

// Options tune a comparison.
type Options struct {
	Limit int           // items that are listed with their fields; 0: 10,000
	Grace time.Duration // what is dated so shortly before the end of OLD may have been on its way: late, not inserted
}

const defaultLimit = 10000

// Kinds of item, in the order in which they are listed.
const (
	Altered  = "altered"  // same key, other fields
	Removed  = "removed"  // only in OLD, inside the period of NEW
	Inserted = "inserted" // only in NEW, inside the period of OLD
	Late     = "late"     // only in NEW, at the very end of the period of OLD
	Outside  = "outside"  // only in one, outside the period of the other
)

var kinds = []string{Altered, Removed, Inserted, Late, Outside}

// Period is what a side covers, from its first to its last instant, as RFC
// 3339 in UTC; empty where it has no readable time.
type Period struct {
	Name    string `json:"name"`
	Entries int64  `json:"entries"`
	First   string `json:"first,omitempty"`
	Last    string `json:"last,omitempty"`
}

// Change is a field with both values.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// Item is an entry that is not the same in both.
type Item struct {
	Kind   string   `json:"kind"`
	Key    string   `json:"key,omitempty"`     // the source's key
	Time   string   `json:"time,omitempty"`    // as written, of NEW where it has one
	OldRow int64    `json:"old_row,omitempty"` // 1-based record in OLD, 0: not there
	NewRow int64    `json:"new_row,omitempty"`
	Fields []Change `json:"fields"` // altered: what differs; else all fields
}

// Report is the outcome. The counts are exact; Items may be cut at a limit.
type Report struct {
	Same     int64    `json:"same"`
	Altered  int64    `json:"altered"`
	Removed  int64    `json:"removed"`
	Inserted int64    `json:"inserted"`
	Late     int64    `json:"late"`
	Outside  int64    `json:"outside"`
	By       string   `json:"by"` // key or content
	Old      Period   `json:"old"`
	New      Period   `json:"new"`
	Notes    []string `json:"notes"` // what a reader must know, in sentences
	Items    []Item   `json:"items"`
	Unlisted int64    `json:"unlisted,omitempty"` // items beyond the limit
}

// Different reports whether something changed that growth and another period
// do not explain.
func (r *Report) Different() bool { return r.Altered+r.Removed+r.Inserted > 0 }

// String says an item in one line.
func (i Item) String() string {
	var b strings.Builder
	b.WriteString(i.Kind)
	switch {
	case i.OldRow > 0 && i.NewRow > 0:
		fmt.Fprintf(&b, ", row %d → row %d", i.OldRow, i.NewRow)
	case i.OldRow > 0:
		fmt.Fprintf(&b, ", row %d of the old", i.OldRow)
	default:
		fmt.Fprintf(&b, ", row %d of the new", i.NewRow)
	}
	if i.Key != "" {
		b.WriteString(", key " + i.Key)
	}
	if i.Kind == Altered {
		for n, c := range i.Fields {
			if n == 0 {
				b.WriteString(": ")
			} else {
				b.WriteString("; ")
			}
			fmt.Fprintf(&b, "%s %q → %q", c.Field, c.Old, c.New)
		}
		return b.String()
	}
	b.WriteString(": " + i.Time)
	for _, c := range i.Fields {
		switch c.Field {
		case entry.Actor, entry.Action, entry.TargetName, entry.TargetID, entry.Details:
			b.WriteString(" · " + c.Old + c.New)
		}
	}
	return b.String()
}

// Compare compares two exports of the same log. An error of a side ends it.
func Compare(ctx context.Context, before, after Side, o Options) (*Report, error) {
	if o.Limit <= 0 {
		o.Limit = defaultLimit
	}
	skip, notes := leftOut(before, after)
	var read [2]*index
	for i, s := range []Side{before, after} {
		x, err := collect(ctx, s, skip)
		if err != nil {
			return nil, err
		}
		if s.Rejects != nil && s.Rejects() > 0 {
			notes = append(notes, fmt.Sprintf("%d records of %s cannot be read and are not compared; probity inspect names them.", s.Rejects(), s.Name))
		}
		read[i] = x
	}
	left, right := read[0], read[1]
	m := &match{left: left, right: right, grace: o.Grace.Microseconds(), report: &Report{
		Old: left.period(before.Name), New: right.period(after.Name), Notes: notes, Items: []Item{}, By: "content",
	}}
	if left.keyed() && right.keyed() {
		m.report.By = "key"
		m.byKey()
	} else {
		m.byContent()
	}
	m.explain(before.Name, after.Name)
	m.choose(o.Limit)
	if err := m.fill(ctx, before, after, skip); err != nil {
		return nil, err
	}
	return m.report, nil
}

// leftOut names the fields that only one of two tables has.
func leftOut(before, after Side) (map[string]bool, []string) {
	skip := map[string]bool{entry.TimeText: true, entry.Category: true, entry.SourceKey: true}
	notes := []string{}
	if before.Columns == nil || after.Columns == nil {
		return skip, notes
	}
	only := func(a, b Side, which string) {
		have := map[string]bool{}
		for _, c := range b.Columns {
			have[c] = true
		}
		for _, c := range a.Columns {
			if !have[c] && !skip[c] && c != "time" {
				skip[c] = true
				notes = append(notes, fmt.Sprintf("Only %s has the column %s; it is not compared.", which, strings.TrimPrefix(c, entry.ExtraPrefix)))
			}
		}
	}
	only(before, after, "the old export")
	only(after, before, "the new export")
	return skip, notes
}
