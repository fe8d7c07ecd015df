package session

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"probity/data/entry"
	"probity/data/fault"
	"probity/data/query"
	"probity/data/review"
)

// Author is how notes and decisions are signed; empty until the person said it.
func (s *Session) Author() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.author
}

// SetAuthor says how notes and decisions are signed.
func (s *Session) SetAuthor(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.author = strings.TrimSpace(name)
}

// State returns what people decided about a row and noted on it.
func (s *Session) State(row query.Row) review.State {
	if s.opened != nil {
		if st, ok := s.states[row]; ok {
			return st
		}
		return review.State{Status: review.Open}
	}
	id := s.engine.Identity(row).String()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.book.State(id)
}

// touched reports whether a row is decided about or has a note; it costs next
// to nothing.
func (s *Session) touched(row query.Row) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marks != nil && (s.marks.Status(row) != 0 || s.marks.HasNote(row))
}

// SetStatus decides about rows: one event, however many they are.
func (s *Session) SetStatus(ctx context.Context, rows []query.Row, status string) error {
	if !slices.Contains(review.Statuses, status) {
		return fault.New(fault.Unusable, "%q is not a decision; choose one of %s", status, strings.Join(review.Statuses, ", "))
	}
	return s.record(ctx, rows, map[string]string{"status": status}, review.KindStatus)
}

// AddNote leaves a note on rows: one event, however many they are.
func (s *Session) AddNote(ctx context.Context, rows []query.Row, text string) error {
	if text = strings.TrimSpace(text); text == "" {
		return fault.New(fault.Unusable, "the note is empty")
	}
	return s.record(ctx, rows, map[string]string{"text": text}, review.KindNote)
}

// Undo takes back the author's last decision or note that stands, and returns
// it in words.
func (s *Session) Undo(ctx context.Context) (string, error) {
	s.mu.Lock()
	last, ok := review.Event{}, false
	if s.book != nil {
		last, ok = s.book.LastOf(s.author)
	}
	s.mu.Unlock()
	if !ok {
		return "", fault.New(fault.Unusable, "there is nothing of yours to undo")
	}
	if err := s.append(ctx, review.KindUndo, map[string]string{"undoes": last.Hash}); err != nil {
		return "", err
	}
	ids, err := review.Entries(last)
	if err != nil {
		return "", err
	}
	what := "the note"
	if last.Fields["kind"] == review.KindStatus {
		what = fmt.Sprintf("the decision “%s”", last.Fields["status"])
	}
	if len(ids) == 1 {
		return "Took back " + what, nil
	}
	return fmt.Sprintf("Took back %s on %d entries", what, len(ids)), nil
}

func (s *Session) record(ctx context.Context, rows []query.Row, fields map[string]string, kind string) error {
	if len(rows) == 0 {
		return fault.New(fault.Unusable, "no entry is selected")
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		id := s.engine.Identity(r)
		if id == (entry.Identity{}) {
			return fault.New(fault.Changed, "The place of an entry in its source is damaged, so that nothing can be noted about it. Verify the workspace to see what it concerns; nothing was written.")
		}
		ids[i] = id.String()
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	fields["entries"] = string(list)
	return s.append(ctx, kind, fields)
}

// whyReadOnly says why nothing can be written and what to do.
func (s *Session) whyReadOnly() string {
	if s.ws == nil {
		return s.Name() + " is a bundle, and a bundle can only be read. Decisions and notes belong into the workspace that it was made from."
	}
	return s.ws.WhyReadOnly()
}

// append writes an event and folds it.
func (s *Session) append(ctx context.Context, kind string, fields map[string]string) error {
	if s.ReadOnly() {
		return fault.New(fault.Unusable, "%s", s.whyReadOnly())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.author == "" {
		return fault.New(fault.Unusable, "say your name first: notes and decisions are signed with it")
	}
	e, err := s.ws.Append(ctx, s.author, kind, fields)
	if err != nil {
		return err
	}
	s.wrote.Store(true)
	touched, err := s.book.Add(review.Event{Hash: hex.EncodeToString(e.Hash[:]), Fields: e.Fields})
	if err != nil {
		return err
	}
	states := make(map[uint32]review.State, len(touched))
	for _, id := range touched {
		if row, ok := s.row(id); ok {
			states[row] = s.book.State(id)
		}
	}
	s.marks = s.marks.With(states)
	s.engine.SetMarks(s.marks)
	return nil
}
