// Package export names what every way out of Probity shares: the delivered
// entries in their order, what people decided about them, and progress. The
// writers lie in the packages below it.
package export

import (
	"context"
	"time"

	"probity/data/entry"
)

// Note is one note that a person left on an entry.
type Note struct {
	Author string
	At     time.Time
	Text   string
}

// State is what people decided about an entry. An entry that nobody touched
// has the zero State, which is shown as "open".
type State struct {
	Status string // open, fine, question, exception, escalated; "" is open
	Notes  []Note // in the order in which they were written
}

// Word gives the status as it is written out: "" is "open".
func (s State) Word() string {
	if s.Status == "" {
		return "open"
	}
	return s.Status
}

// Touched reports whether a person left anything on the entry.
func (s State) Touched() bool { return s.Word() != "open" || len(s.Notes) > 0 }

// Rows gives the delivered entries in the order in which they are delivered. A
// workspace and an opened bundle can both give them. One goroutine reads them,
// always in ascending order; where that is done more than once the answers must
// stay the same, or the file contradicts itself.
type Rows interface {
	Len() int
	Entry(ctx context.Context, i int) (*entry.Entry, error)
	State(i int) State
}

// Progress is told how much of the work is done; total is the same in every
// call. It may be nil for the writers' callers, who use Report.
type Progress func(done, total int64)

// Report calls p when there is one.
func (p Progress) Report(done, total int64) {
	if p != nil {
		p(done, total)
	}
}

// Filter is the filter that the delivered entries passed.
type Filter struct {
	Text     string `json:"text"`     // as the person typed it
	Absolute string `json:"absolute"` // with relative dates resolved
}

// List is Rows over entries in memory.
type List struct {
	Entries []*entry.Entry
	States  []State // as many as Entries, or none
}

// Len is the number of entries.
func (l *List) Len() int { return len(l.Entries) }

// Entry gives an entry; it never fails.
func (l *List) Entry(_ context.Context, i int) (*entry.Entry, error) { return l.Entries[i], nil }

// State gives what was decided about an entry.
func (l *List) State(i int) State {
	if i < len(l.States) {
		return l.States[i]
	}
	return State{}
}
