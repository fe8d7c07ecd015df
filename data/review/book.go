// Package review says what people found in the entries: their decisions and
// notes. Nothing of it is stored as such; it is folded from the journal, whose
// events are never edited (docs/format.md, "Journal").
package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// The status of an entry. Every entry is open until somebody decides.
const (
	Open      = "open"
	Fine      = "fine"
	Question  = "question"
	Exception = "exception"
	Escalated = "escalated"
)

// Statuses lists them in the order of their codes in Marks.
var Statuses = []string{Open, Fine, Question, Exception, Escalated}

// Kinds of events that this package folds.
const (
	KindNote   = "note"
	KindStatus = "status"
	KindUndo   = "undo"
)

// Event is what a fold needs of a journal event.
type Event struct {
	Hash   string // hexadecimal
	Fields map[string]string
}

// Note is what somebody wrote on an entry.
type Note struct {
	Author string
	At     time.Time // UTC
	Text   string
	Event  string // hash of the event that holds it
}

// State is what is known of one entry's review.
type State struct {
	Status    string
	DecidedBy string    // empty while nobody decided
	DecidedAt time.Time // UTC
	Notes     []Note    // oldest first
}

// Book holds the states of all entries that have one. It is not safe for
// concurrent use.
type Book struct {
	events []Event
	states map[string]*State // by identity
	undone map[string]bool   // by event hash
}

// NewBook folds events, which must come in the journal's order (clock,
// replica, sequence). Events of other kinds are passed over. An event that
// cannot be understood is an error that names it; the rest is folded.
func NewBook(events []Event) (*Book, error) {
	b := &Book{}
	for _, e := range events {
		switch e.Fields["kind"] {
		case KindNote, KindStatus, KindUndo:
			b.events = append(b.events, e)
		}
	}
	return b, b.fold()
}

// Add folds one more event, which must come last in the journal's order, and
// returns the identities of the entries that it touched.
func (b *Book) Add(e Event) ([]string, error) {
	switch e.Fields["kind"] {
	case KindNote, KindStatus:
		b.events = append(b.events, e)
		return b.apply(e)
	case KindUndo:
		b.events = append(b.events, e)
		touched := b.touchedBy(e.Fields["undoes"])
		return touched, b.fold()
	}
	return nil, nil
}

// State returns what is known of an entry.
func (b *Book) State(identity string) State {
	if s := b.states[identity]; s != nil {
		return State{s.Status, s.DecidedBy, s.DecidedAt, slices.Clone(s.Notes)}
	}
	return State{Status: Open}
}

// Each calls yield for every entry that was ever reviewed.
func (b *Book) Each(yield func(identity string, s State)) {
	for id, s := range b.states {
		yield(id, *s)
	}
}

// LastOf returns the last event of an author that stands and can be undone.
func (b *Book) LastOf(author string) (Event, bool) {
	for _, e := range slices.Backward(b.events) {
		if e.Fields["kind"] != KindUndo && e.Fields["author"] == author && !b.undone[e.Hash] {
			return e, true
		}
	}
	return Event{}, false
}

// Entries returns the identities that an event is about.
func Entries(e Event) ([]string, error) {
	var ids []string
	if err := json.Unmarshal([]byte(e.Fields["entries"]), &ids); err != nil {
		return nil, fmt.Errorf("the event %.12s of %s does not name its entries: %w", e.Hash, e.Fields["at"], err)
	}
	return ids, nil
}

func (b *Book) touchedBy(hash string) []string {
	for _, e := range b.events {
		if e.Hash == hash {
			if e.Fields["kind"] == KindUndo {
				return b.touchedBy(e.Fields["undoes"])
			}
			ids, _ := Entries(e)
			return ids
		}
	}
	return nil
}

// fold builds all states anew. An undo comes after what it undoes, so one walk
// from the end settles which events stand.
func (b *Book) fold() error {
	b.states, b.undone = map[string]*State{}, map[string]bool{}
	for _, e := range slices.Backward(b.events) {
		if e.Fields["kind"] == KindUndo && !b.undone[e.Hash] {
			b.undone[e.Fields["undoes"]] = true
		}
	}
	var problems []error
	for _, e := range b.events {
		if b.undone[e.Hash] || e.Fields["kind"] == KindUndo {
			continue
		}
		if _, err := b.apply(e); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

func (b *Book) apply(e Event) ([]string, error) {
	ids, err := Entries(e)
	if err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339Nano, e.Fields["at"])
	if err != nil {
		return nil, fmt.Errorf("the event %.12s has no readable time: %w", e.Hash, err)
	}
	status := e.Fields["status"]
	if e.Fields["kind"] == KindStatus && !slices.Contains(Statuses, status) {
		return nil, fmt.Errorf("the event %.12s sets the status %q, which this version does not know", e.Hash, status)
	}
	for _, id := range ids {
		s := b.states[id]
		if s == nil {
			s = &State{Status: Open}
			b.states[id] = s
		}
		if e.Fields["kind"] == KindNote {
			s.Notes = append(s.Notes, Note{e.Fields["author"], at, e.Fields["text"], e.Hash})
		} else {
			s.Status, s.DecidedBy, s.DecidedAt = status, e.Fields["author"], at
		}
	}
	return ids, nil
}
