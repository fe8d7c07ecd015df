package session

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/intake"
	"probity/data/query"
	"probity/data/review"
	"probity/data/workspace"
)

const log = `Timestamp,Actor,Action,IP Address
2026-03-01T10:00:00Z,ana,Suspended client,192.0.2.1
2026-03-01T11:00:00Z,budi,Recorded payment,192.0.2.2
2026-03-02T09:00:00Z,ana,Recorded payment,192.0.2.1
`

// open gives a session on a new workspace that holds log.
func open(t *testing.T) *Session {
	t.Helper()
	dir := t.TempDir()
	s, err := Create(t.Context(), filepath.Join(dir, "w"+Extension))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	path := filepath.Join(dir, "log.csv")
	if err := os.WriteFile(path, []byte(log), 0o644); err != nil {
		t.Fatal(err)
	}
	in, err := intake.Inspect(t.Context(), path, intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	s.SetAuthor("Ana")
	if _, err := s.Import(t.Context(), path, rd, workspace.Origin{PanelRows: -1}, nil); err != nil {
		t.Fatal(err)
	}
	return s
}

func find(t *testing.T, s *Session, text string) []query.Row {
	t.Helper()
	f, err := s.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Engine().Run(t.Context(), f, query.Sort{})
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]query.Row, r.Len())
	for i := range rows {
		rows[i] = r.Row(i)
	}
	return rows
}

func TestUndoTakesBackTheLastActOfThatPerson(t *testing.T) {
	s := open(t)
	rows := find(t, s, "payment")
	for _, step := range []error{
		s.SetStatus(t.Context(), rows, review.Fine),
		s.AddNote(t.Context(), rows[:1], "seen the receipt"),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	if n := len(find(t, s, "status:fine has:note")); n != 1 {
		t.Fatalf("%d fine entries with a note, want 1", n)
	}
	if what, err := s.Undo(t.Context()); err != nil || !strings.Contains(what, "note") {
		t.Fatalf("undo said %q, %v", what, err)
	}
	if what, err := s.Undo(t.Context()); err != nil || !strings.Contains(what, "2 entries") {
		t.Fatalf("undo said %q, %v", what, err)
	}
	if n := len(find(t, s, "status:open -has:note")); n != 3 {
		t.Errorf("%d entries are open and without a note, want 3", n)
	}
	if _, err := s.Undo(t.Context()); err == nil {
		t.Error("there was more to undo")
	}
}

func TestReviewSurvivesClosing(t *testing.T) {
	s := open(t)
	if err := s.SetStatus(t.Context(), find(t, s, "operator:budi"), review.Exception); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), s.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if n := len(find(t, again, "status:exception operator:budi")); n != 1 {
		t.Errorf("%d exceptions of budi, want 1", n)
	}
}

func TestWhatAnotherProcessDecidesIsTakenIn(t *testing.T) {
	s := open(t)
	other, err := Open(t.Context(), s.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	other.SetAuthor("Bo")
	if err := other.SetStatus(t.Context(), find(t, other, "operator:budi"), review.Question); err != nil {
		t.Fatal(err)
	}
	if changed, err := s.Refresh(t.Context()); err != nil || !changed {
		t.Fatalf("changed %v, %v", changed, err)
	}
	if n := len(find(t, s, "status:question")); n != 1 {
		t.Errorf("%d questions, want 1", n)
	}
}

func TestDetailHoldsTheRawRecordAndItsNeighbours(t *testing.T) {
	s := open(t)
	d, err := s.Detail(t.Context(), find(t, s, "operator:budi")[0])
	if err != nil {
		t.Fatal(err)
	}
	if string(d.Raw) != "2026-03-01T11:00:00Z,budi,Recorded payment,192.0.2.2" {
		t.Errorf("raw record is %q", d.Raw)
	}
	if len(d.Before) != 1 || len(d.After) != 1 || d.Before[0].Time >= d.After[0].Time {
		t.Errorf("before %+v, after %+v", d.Before, d.After)
	}
	if d.Reading == nil || d.Entry.Record != 2 {
		t.Errorf("record %d, reading %v", d.Entry.Record, d.Reading)
	}
}

func TestNotesNeedANameAndADecisionThatExists(t *testing.T) {
	s := open(t)
	rows := find(t, s, "")
	if err := s.SetStatus(t.Context(), rows, "maybe"); err == nil {
		t.Error("an unknown decision was taken")
	}
	if err := s.AddNote(t.Context(), rows, " \n"); err == nil {
		t.Error("an empty note was taken")
	}
	s.SetAuthor("")
	if err := s.AddNote(t.Context(), rows, "x"); err == nil {
		t.Error("a note without a name was taken")
	}
}

func TestFailedBundleLeavesNoFileAndNoEvent(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := filepath.Join(t.TempDir(), "b.zip")
	if _, err := s.Bundle(ctx, query.Filter{}, path, nil); err == nil {
		t.Fatal("a cancelled bundle was written")
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestPersonIsRememberedAndBadFilesAreForgotten(t *testing.T) {
	folder := t.TempDir()
	p := Somebody(folder)
	if err := p.SetName("Ana"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"a", "b", "a"} {
		if err := p.Remember(Recent{Path: path}); err != nil {
			t.Fatal(err)
		}
	}
	q := Somebody(folder)
	if r := q.Recent(); q.Name() != "Ana" || len(r) != 2 || r[0].Path != "a" {
		t.Errorf("remembered %q, %+v", q.Name(), r)
	}
	if err := os.WriteFile(filepath.Join(folder, "person.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if Somebody(folder).Name() != "" {
		t.Error("a damaged file was believed")
	}
}

func TestNotesThatWereCutOffAreMissed(t *testing.T) {
	s := open(t)
	rows := find(t, s, "operator:budi")
	if err := s.Close(); err != nil { // keeps the heads after the import
		t.Fatal(err)
	}
	older, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	s, err = Open(t.Context(), s.Path())
	if err != nil {
		t.Fatal(err)
	}
	s.SetAuthor("Ana")
	if err := s.AddNote(t.Context(), rows, "this must not vanish"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if v, err := Verify(t.Context(), s.Path(), "", nil); err != nil || v.Verdict != "unsigned" {
		t.Fatalf("before: %+v, %v", v, err)
	}
	if err := os.WriteFile(s.Path(), older, 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := Verify(t.Context(), s.Path(), "", nil)
	if err != nil || v.Verdict != "changed" || len(v.Problems) == 0 {
		t.Errorf("an older copy in its place: %+v, %v", v, err)
	}
}
