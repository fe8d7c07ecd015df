package workspace

import (
	"bytes"
	"context"
	"slices"
	"testing"
)

func TestChangedListOfDuplicatesIsFound(t *testing.T) {
	prepare := func(t *testing.T) *Workspace {
		w := fresh(t)
		bringKeyed(t, w, line(1, "Login")+"1", line(2, "Payment 10")+"2", line(3, "Logout")+"3", line(4, "Refund")+"4", line(5, "Logout")+"5")
		bringKeyed(t, w, line(1, "Login")+"1", line(2, "Payment 90")+"2", line(3, "Logout")+"3", line(5, "Logout")+"5")
		return w
	}
	for name, statement := range map[string]string{
		"removed": `DELETE FROM occurrence WHERE kind = 'superseded'`,
		"changed": `UPDATE occurrence SET data = (SELECT data FROM occurrence WHERE kind = 'superseded') WHERE kind = 'vanished'`,
		"cut":     `UPDATE occurrence SET data = x'28b52ffd', count = 1 WHERE kind = 'duplicate'`,
		"count":   `UPDATE occurrence SET count = 2 WHERE kind = 'duplicate'`,
		"relabel": `UPDATE occurrence SET kind = 'duplicate ' WHERE kind = 'vanished'`,
		"another": `UPDATE occurrence SET source = (SELECT max(id) FROM source) WHERE kind = 'vanished'`,
		"added":   `INSERT INTO occurrence (reading, kind, source, count, data) SELECT (SELECT min(id) FROM reading), kind, source, count, data FROM occurrence WHERE kind = 'duplicate'`,
		"hidden":  `UPDATE reading SET state = 'withdrawn' WHERE id = 1`,
		"order":   `UPDATE reading SET place = 3 - place`,
		"receipt": `UPDATE reading SET duplicates = 2 WHERE duplicates = 3`,
	} {
		t.Run(name, func(t *testing.T) {
			w := prepare(t)
			clean(t, w)
			tamper(t, w, statement)
			if problems := find(t, w); len(problems) == 0 {
				t.Error("nothing is found")
			} else {
				t.Logf("%+v", problems)
			}
		})
	}
}

func TestRevisionThatWasResetHidesAsBefore(t *testing.T) {
	w := fresh(t)
	bring(t, w, lines(line(1, "Login"), line(2, "Logout")))
	bring(t, w, lines(line(1, "Login"), line(3, "Logout")))
	tamper(t, w, `UPDATE reading SET revision = 0`)
	if n := len(shownOf(t, w)); n != 3 {
		t.Errorf("%d entries are shown", n)
	}
	whole, err := w.Everything().Parts()
	if err != nil || len(whole) != 2 || whole[1].Rows != 2 {
		t.Errorf("%+v %v", whole, err)
	}
}

func TestPartsReadAsTheyWereListed(t *testing.T) {
	w := fresh(t)
	bringKeyed(t, w, line(1, "Login")+"1", line(2, "Payment 10")+"2")
	before, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	bringKeyed(t, w, line(1, "Login")+"1", line(2, "Payment 90")+"2")
	after, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	if after[0] == before[0] || before[0].Rows != 2 || after[0].Rows != 1 {
		t.Fatalf("%+v %+v", before, after)
	}
	for _, p := range append(before, after...) {
		text, err := w.Text(context.Background(), p.Key, "action")
		if err != nil || text.Len() != p.Rows {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestPartThatWasReplacedIsNotShownEmpty(t *testing.T) {
	w, _ := with(t, 50)
	before, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ReadAgain(context.Background(), before[0].Source, inZone("Europe/Berlin"), "Ann", nil); err != nil {
		t.Fatal(err)
	}
	if text, err := w.Text(context.Background(), before[0].Key, "action"); err == nil {
		t.Errorf("%v", text)
	}
	if ints, err := w.Ints(context.Background(), before[0].Key, "record"); err == nil {
		t.Errorf("%v", ints)
	}
	if text, err := w.Text(context.Background(), before[0].Key, "no such column"); err == nil {
		t.Errorf("%v", text)
	}
}

func TestArenaIsMaskedLikeCodes(t *testing.T) {
	w, _ := with(t, 3000)
	content := log(3000)
	rest := bytes.SplitAfter(content, []byte("\n"))
	half := slices.Concat(rest[0], bytes.Join(rest[1000:], nil))
	bring(t, w, append(half, "2026-03-15 09:26:53;one;more;Login;;r\n"...))
	parts, err := w.Parts()
	if err != nil || len(parts) != 2 {
		t.Fatal(parts, err)
	}
	text, err := w.Text(context.Background(), parts[1].Key, "extra.Request")
	if err != nil || text.Len() != parts[1].Rows || parts[1].Rows > 10 || text.At(text.Len()-1) != "r" {
		t.Errorf("%d rows: %v %v", parts[1].Rows, text, err)
	}
}
