package workspace

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"

	"probity/data/evidence"
)

func TestEventsAreChained(t *testing.T) {
	w := fresh(t)
	var last Event
	for i := range 5 {
		e, err := w.Append(context.Background(), "Ann", "note", map[string]string{"text": fmt.Sprint(i), "kind": "forged", "empty": ""})
		if err != nil {
			t.Fatal(err)
		}
		line, err := evidence.ParseLine(e.Line)
		if err != nil {
			t.Fatal(err)
		}
		if e.Seq != int64(i+2) || e.Clock != e.Seq || i > 0 && line.Prev != evidence.Hex(last.Hash) || e.Hash != evidence.LineHash(e.Line) {
			t.Errorf("%+v", e)
		}
		if e.Fields["kind"] != "note" || e.Fields["author"] != "Ann" || e.Fields["at"] == "" || len(e.Salt) != 32 {
			t.Errorf("%+v", e.Fields)
		}
		if _, there := e.Fields["empty"]; there {
			t.Error("an empty field was kept")
		}
		last = e
	}
	all := events(t, w)
	if len(all) != 6 || all[5].Hash != last.Hash || all[5].Fields["text"] != "4" {
		t.Errorf("%+v", all)
	}
	clean(t, w)
}

func TestTextOfEventsComesBackAsItWasCommitted(t *testing.T) {
	w := fresh(t)
	for _, text := range []string{"<b>&amp;\u2028", "M\xfcller", "\x00\x01", "„Ünïcödé“ 🎉", "\r\n\t"} {
		e, err := w.Append(context.Background(), text, "note", map[string]string{"text": text})
		if err != nil {
			t.Fatal(err)
		}
		all := events(t, w)
		if got := all[len(all)-1].Fields["text"]; got != e.Fields["text"] {
			t.Errorf("%q came back as %q", e.Fields["text"], got)
		}
	}
	clean(t, w)
}

func TestTwoProgramsAppendToOneChain(t *testing.T) {
	w := fresh(t)
	other, err := Open(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var wait sync.WaitGroup
	for _, x := range []*Workspace{w, w, other, other} {
		wait.Go(func() {
			for range 15 {
				if _, err := x.Append(context.Background(), "Ann", "note", map[string]string{"text": "x"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if n := len(events(t, w)); n != 61 {
		t.Errorf("%d events", n)
	}
	clean(t, w)
}

// foreign puts the chain of another replica into a workspace, as merging will.
func foreign(t *testing.T, w *Workspace, replica string, clocks ...int64) {
	t.Helper()
	prev := ""
	for i, clock := range clocks {
		fields := map[string]string{"at": "2026-01-01T00:00:00.000Z", "author": replica, "kind": "note"}
		salt := make([]byte, 32)
		line := evidence.Line{V: 1, Replica: replica, Seq: int64(i + 1), Prev: prev, Clock: clock, Commitment: evidence.Hex(evidence.Commit(salt, fields))}.Encode()
		prev = evidence.Hex(evidence.LineHash(line))
		text, err := marshalFields(fields)
		if err != nil {
			t.Fatal(err)
		}
		err = w.write(context.Background(), func(tx *sql.Tx) error {
			_, err := tx.Exec(`INSERT INTO event (replica, seq, line, fields, salt) VALUES (?, ?, ?, ?, ?)`, replica, i+1, string(line), text, salt)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestEventsComeInTheOrderOfTheFold(t *testing.T) {
	w := fresh(t)
	foreign(t, w, "ffffffffffffffff", 1, 4, 5)
	foreign(t, w, "0000000000000000", 2, 4, 9)
	e, err := w.Append(context.Background(), "Ann", "note", nil)
	if err != nil {
		t.Fatal(err)
	}
	if e.Clock != 10 || e.Seq != 2 {
		t.Errorf("the clock does not run on: %+v", e)
	}
	var last Event
	for i, e := range events(t, w) {
		if i > 0 && (e.Clock < last.Clock || e.Clock == last.Clock && e.Replica <= last.Replica) {
			t.Errorf("%d %s comes after %d %s", e.Clock, e.Replica, last.Clock, last.Replica)
		}
		last = e
	}
	clean(t, w)
}

func TestEventsCanBeAppendedWhileTheyAreRead(t *testing.T) {
	w := fresh(t)
	n := 0
	err := w.Events(context.Background(), func(Event) error {
		n++
		_, err := w.Append(context.Background(), "Ann", "note", nil)
		return err
	})
	if err != nil || n != 1 {
		t.Errorf("%d events, %v", n, err)
	}
}
