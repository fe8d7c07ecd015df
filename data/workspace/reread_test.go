package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"probity/data/entry"
	"probity/data/intake"
)

func inZone(zone string) *intake.Reading {
	rd := reading()
	rd.Columns[0].Zone, rd.Zone = zone, zone
	return rd
}

func sourceOf(t *testing.T, w *Workspace, i int) Source {
	t.Helper()
	all, err := w.Sources()
	if err != nil || len(all) <= i {
		t.Fatal(all, err)
	}
	return all[i]
}

func note(t *testing.T, w *Workspace, id entry.Identity) {
	t.Helper()
	ids, err := json.Marshal([]string{id.String()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Append(context.Background(), "Ann", "note", map[string]string{"entries": string(ids), "text": "?"}); err != nil {
		t.Fatal(err)
	}
}

func TestReadAgainInAnotherZoneMovesTimesAndKeepsNotes(t *testing.T) {
	w, receipt := with(t, 900)
	s := sourceOf(t, w, 0)
	parts, _ := w.Parts()
	offsets, err := w.Ints(context.Background(), parts[0].Key, "offset")
	if err != nil {
		t.Fatal(err)
	}
	times, err := w.Ints(context.Background(), parts[0].Key, "time")
	if err != nil {
		t.Fatal(err)
	}
	timed := slices.IndexFunc(times, func(m int64) bool { return m != entry.NoTime })
	id := entry.Identity{Source: s.SHA256, Offset: offsets[timed]}
	note(t, w, id)
	before := len(events(t, w))
	ctx := context.Background()
	preview, err := w.Preview(ctx, s.SHA256, inZone("Europe/Berlin"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(events(t, w)) != before || sourceOf(t, w, 0).First != receipt.First {
		t.Error("the preview changed something")
	}
	change, err := w.ReadAgain(ctx, s.SHA256, inZone("Europe/Berlin"), "Ann", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []Change{preview, change} {
		if len(c.Fields) != 1 || c.Fields[0].Field != "time" || c.Fields[0].Count != c.Changed || c.Changed < 800 || c.Gone+c.Added > 0 {
			t.Errorf("%+v", c)
		}
		e := c.Fields[0].Examples[0]
		if !strings.HasPrefix(e.Before, "2026-03-14T09:") || !strings.HasPrefix(e.After, "2026-03-14T08:") {
			t.Errorf("%+v", e)
		}
		if !slices.Equal(c.Touched, []entry.Identity{id}) || len(c.Lost) > 0 {
			t.Errorf("touched %v, lost %v", c.Touched, c.Lost)
		}
	}
	now := sourceOf(t, w, 0)
	if now.First != receipt.First-3600e6 || now.Reading.Zone != "Europe/Berlin" || now.Rows != 900 {
		t.Errorf("%+v", now)
	}
	all := events(t, w)
	if last := all[len(all)-1].Fields; last["kind"] != "read" || last["author"] != "Ann" || last["rows"] != "900" {
		t.Errorf("%v", last)
	}
	if n := count(t, w, `SELECT count(DISTINCT reading) FROM block`); n != 1 {
		t.Errorf("columns of %d readings are left", n)
	}
	if after, err := w.Parts(); err != nil || len(after) != 1 || after[0].Key == parts[0].Key {
		t.Errorf("%+v %v", after, err)
	}
	clean(t, w)
	if c, err := w.Preview(ctx, s.SHA256, inZone("Europe/Berlin"), nil); err != nil || !c.Nothing() {
		t.Errorf("%+v %v", c, err)
	}
}

func TestReadAgainThatMovesRecordsNamesLostNotes(t *testing.T) {
	w, _ := with(t, 300)
	s := sourceOf(t, w, 0)
	parts, _ := w.Parts()
	offsets, err := w.Ints(context.Background(), parts[0].Key, "offset")
	if err != nil {
		t.Fatal(err)
	}
	// Without the header row the header is a record and all others stay; with
	// a later one the first records are none any more.
	first := entry.Identity{Source: s.SHA256, Offset: offsets[0]}
	note(t, w, first)
	rd := reading()
	rd.HeaderRow = 2
	change, err := w.ReadAgain(context.Background(), s.SHA256, rd, "Ann", nil)
	if err != nil {
		t.Fatal(err)
	}
	if change.Gone != 1 || change.Added != 0 || !slices.Equal(change.Lost, []entry.Identity{first}) || change.EntriesAfter != 299 {
		t.Errorf("%+v", change)
	}
	clean(t, w)
}

func TestReadAgainThatFailsChangesNothing(t *testing.T) {
	w, _ := with(t, 300)
	s := sourceOf(t, w, 0)
	before, _ := w.Parts()
	rd := reading()
	rd.Format = "no such"
	if _, err := w.ReadAgain(context.Background(), s.SHA256, rd, "Ann", nil); err == nil {
		t.Fatal("no error")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.ReadAgain(ctx, s.SHA256, inZone("Europe/Berlin"), "Ann", nil); err == nil {
		t.Fatal("no error")
	}
	if now, _ := w.Parts(); !slices.Equal(before, now) {
		t.Errorf("%+v %+v", before, now)
	}
	if n := count(t, w, `SELECT count(*) FROM reading WHERE state = 'staged'`); n != 0 {
		t.Errorf("%d staged readings are left", n)
	}
	clean(t, w)
}

func TestWithdrawnSourceIsGoneFromViewAndComesBack(t *testing.T) {
	w := fresh(t)
	first := lines(line(1, "Login"), line(2, "Payment"), line(3, "Logout"))
	bring(t, w, first)
	bring(t, w, lines(line(2, "Payment"), line(3, "Logout"), line(4, "Login")))
	want := shownOf(t, w)
	s := sourceOf(t, w, 0)
	note(t, w, entry.Identity{Source: s.SHA256, Offset: int64(len(header))})
	change, err := w.Withdraw(context.Background(), s.SHA256, "Ann", "the wrong panel")
	if err != nil {
		t.Fatal(err)
	}
	if change.Gone != 3 || len(change.Lost) != 1 || change.After != nil {
		t.Errorf("%+v", change)
	}
	// What was hidden as a duplicate of it is shown again.
	if got := shownOf(t, w); len(got) != 3 {
		t.Errorf("%q", got)
	}
	clean(t, w)
	all := events(t, w)
	if last := all[len(all)-1].Fields; last["kind"] != "withdraw" || last["reason"] != "the wrong panel" {
		t.Errorf("%v", last)
	}
	if list, err := w.Withdrawn(); err != nil || len(list) != 1 || list[0].Name != "log.csv" {
		t.Errorf("%+v %v", list, err)
	}
	var original bytes.Buffer
	if err := w.Original(context.Background(), s.SHA256, &original); err != nil || !bytes.Equal(original.Bytes(), first) {
		t.Errorf("the bytes are gone: %v", err)
	}
	if _, err := w.Withdraw(context.Background(), s.SHA256, "Ann", ""); err == nil || !strings.Contains(err.Error(), "was withdrawn") {
		t.Errorf("withdrawn twice: %v", err)
	}
	r := bring(t, w, first)
	if r.Read != 3 || r.Stored != 1 || r.Duplicates != 2 || !r.AlreadyImported.IsZero() {
		t.Errorf("imported again: %+v", r)
	}
	if got := shownOf(t, w); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if n := count(t, w, `SELECT count(*) FROM source`); n != 2 {
		t.Errorf("%d sources", n)
	}
	clean(t, w)
	again(t, w)
	tamper(t, w, `UPDATE reading SET state = 'replaced' WHERE id = (SELECT max(id) FROM reading)`)
	if problems := find(t, w); len(problems) == 0 {
		t.Error("a source that is no longer there goes unnoticed")
	}
}

func TestWithdrawnSourceThatIsShownIsFound(t *testing.T) {
	w, _ := with(t, 30)
	if _, err := w.Withdraw(context.Background(), sourceOf(t, w, 0).SHA256, "Ann", "mistake"); err != nil {
		t.Fatal(err)
	}
	tamper(t, w, `UPDATE reading SET state = 'visible'`)
	one(t, w, Problem{What: ProblemSource, Source: "log.csv"}, "withdrawn")
}
