package review

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func event(hash, kind, author string, more map[string]string, ids ...string) Event {
	f := map[string]string{"kind": kind, "author": author, "at": "2026-03-01T10:00:00Z"}
	for k, v := range more {
		f[k] = v
	}
	if ids != nil {
		j, _ := json.Marshal(ids)
		f["entries"] = string(j)
	}
	return Event{hash, f}
}

func TestLaterDecisionWins(t *testing.T) {
	b, err := NewBook([]Event{
		event("1", KindStatus, "a", map[string]string{"status": Fine}, "x", "y"),
		event("2", KindStatus, "b", map[string]string{"status": Exception}, "x"),
		event("3", KindNote, "b", map[string]string{"text": "why?"}, "x"),
		event("4", "import", "b", nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	x, y, z := b.State("x"), b.State("y"), b.State("z")
	if x.Status != Exception || x.DecidedBy != "b" || len(x.Notes) != 1 || x.Notes[0].Text != "why?" {
		t.Errorf("x = %+v", x)
	}
	if y.Status != Fine || z.Status != Open || z.DecidedBy != "" {
		t.Errorf("y = %+v, z = %+v", y, z)
	}
}

func TestUndoneUndoRestores(t *testing.T) {
	b, err := NewBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []Event{
		event("1", KindStatus, "a", map[string]string{"status": Fine}, "x"),
		event("2", KindStatus, "a", map[string]string{"status": Exception}, "x"),
		event("3", KindUndo, "a", map[string]string{"undoes": "2"}),
	} {
		if ids, err := b.Add(e); err != nil || len(ids) != 1 || ids[0] != "x" {
			t.Fatalf("Add(%s) touched %v, %v", e.Hash, ids, err)
		}
	}
	if s := b.State("x").Status; s != Fine {
		t.Errorf("after undo: %s, want fine", s)
	}
	if last, ok := b.LastOf("a"); !ok || last.Hash != "1" {
		t.Errorf("next to undo is %q, want 1", last.Hash)
	}
	if _, err := b.Add(event("4", KindUndo, "a", map[string]string{"undoes": "3"})); err != nil {
		t.Fatal(err)
	}
	if s := b.State("x").Status; s != Exception {
		t.Errorf("after undoing the undo: %s, want exception", s)
	}
}

func TestDamagedEventIsNamedAndTheRestIsFolded(t *testing.T) {
	bad := event("bad", KindStatus, "a", map[string]string{"status": Fine})
	b, err := NewBook([]Event{bad, event("ok", KindStatus, "a", map[string]string{"status": Fine}, "x")})
	if err == nil {
		t.Error("the damaged event went unnoticed")
	}
	if s := b.State("x").Status; s != Fine {
		t.Errorf("x is %s, want fine", s)
	}
}

// Adding events one by one must give what folding all of them gives.
func TestAddAgreesWithFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Event
		one, _ := NewBook(nil)
		for i := range rapid.IntRange(1, 30).Draw(t, "events") {
			hash, id := fmt.Sprint(i), rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "id")
			var e Event
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				e = event(hash, KindNote, "a", map[string]string{"text": hash}, id)
			case 1:
				e = event(hash, KindStatus, "a", map[string]string{"status": rapid.SampledFrom(Statuses).Draw(t, "status")}, id)
			default:
				e = event(hash, KindUndo, "a", map[string]string{"undoes": fmt.Sprint(rapid.IntRange(0, i).Draw(t, "undoes") - 1)})
			}
			all = append(all, e)
			if _, err := one.Add(e); err != nil {
				t.Fatal(err)
			}
		}
		whole, err := NewBook(all)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"x", "y", "z"} {
			if a, b := fmt.Sprint(one.State(id)), fmt.Sprint(whole.State(id)); a != b {
				t.Fatalf("%s: one by one %s, at once %s", id, a, b)
			}
		}
	})
}

func TestMarksShareUntouchedPages(t *testing.T) {
	m := NewMarks(3 * pageRows)
	n := m.With(map[uint32]State{5: {Status: Exception}, pageRows + 1: {Status: Open, Notes: []Note{{}}}})
	if n.Status(5) != 3 || n.HasNote(5) || !n.HasNote(pageRows+1) || n.Status(pageRows+1) != 0 {
		t.Error("marks were not set")
	}
	if m.Status(5) != 0 || n.Revision() != m.Revision()+1 {
		t.Error("the revision before changed")
	}
	var each []uint32
	n.Each(func(row uint32, _ uint8, _ bool) { each = append(each, row) })
	if len(each) != 2 || each[0] != 5 || each[1] != pageRows+1 {
		t.Errorf("Each gave %v", each)
	}
	o := n.With(map[uint32]State{6: {Status: Fine}})
	if &o.pages[1][0] != &n.pages[1][0] || o.Status(5) != 3 {
		t.Error("an untouched page was copied or lost")
	}
}
