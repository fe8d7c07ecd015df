package compare

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
	"probity/data/generate"
)

// log is a generated log as entries, oldest first.
func log(t testing.TB, rows int, key bool) []entry.Entry {
	t.Helper()
	var b bytes.Buffer
	if err := generate.Write(&b, generate.Options{Format: "operators-action-log", Rows: rows, Seed: 11}); err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []entry.Entry
	for i, c := range cells[1:] {
		at, err := time.Parse(time.DateTime, c[0])
		if err != nil {
			t.Fatal(err)
		}
		e := entry.Entry{Record: int64(i + 1), Time: entry.At(at), Values: []entry.Value{
			{Name: entry.TimeText, Text: c[0]}, {Name: entry.Actor, Text: c[1]}, {Name: entry.Action, Text: c[3]}, {Name: entry.TargetName, Text: c[2]},
		}}
		if key {
			e.Values = append(e.Values, entry.Value{Name: entry.SourceKey, Text: fmt.Sprint(90000 + i)})
		}
		list = append(list, e)
	}
	return list
}

func copied(list []entry.Entry) []entry.Entry {
	out := slices.Clone(list)
	for i := range out {
		out[i].Values = slices.Clone(out[i].Values)
	}
	return out
}

func numbered(list []entry.Entry) []entry.Entry {
	for i := range list {
		list[i].Record = int64(i + 1)
	}
	return list
}

func side(name string, list []entry.Entry) Side {
	return Side{Name: name, Entries: func(ctx context.Context, yield func(*entry.Entry) error) error {
		for i := range list {
			if err := yield(&list[i]); err != nil {
				return err
			}
		}
		return ctx.Err()
	}}
}

func compared(t *testing.T, old, fresh []entry.Entry, o Options) *Report {
	t.Helper()
	r, err := Compare(t.Context(), side("old.csv", old), side("new.csv", fresh), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// says states the counts in the order of the report.
func says(r *Report) string {
	return fmt.Sprintf("same %d altered %d removed %d inserted %d late %d outside %d", r.Same, r.Altered, r.Removed, r.Inserted, r.Late, r.Outside)
}

func expect(t *testing.T, r *Report, want string) {
	t.Helper()
	if got := says(r); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func set(e *entry.Entry, field, text string) {
	for i := range e.Values {
		if e.Values[i].Name == field {
			e.Values[i].Text = text
		}
	}
}

func TestTheSameLogIsTheSameInAnyOrder(t *testing.T) {
	for _, key := range []bool{false, true} {
		old := log(t, 500, key)
		fresh := copied(old)
		slices.Reverse(fresh)
		r := compared(t, old, numbered(fresh), Options{})
		expect(t, r, "same 500 altered 0 removed 0 inserted 0 late 0 outside 0")
		if r.Different() || len(r.Items) != 0 || len(r.Notes) != 0 {
			t.Errorf("%+v", r)
		}
	}
}

func TestWithAKeyTheAlteredFieldIsNamed(t *testing.T) {
	old := log(t, 800, true)
	fresh := copied(old)
	set(&fresh[300], entry.Action, "Recorded payment: EUR 1.00 (cash)")
	set(&fresh[400], entry.Actor, "nobody")
	set(&fresh[400], entry.TargetName, "no one")
	fresh = slices.Delete(fresh, 99, 101)
	backdated := fresh[200]
	backdated.Values = slices.Clone(backdated.Values)
	set(&backdated, entry.SourceKey, "99999999")
	fresh = numbered(slices.Insert(fresh, 700, backdated))
	r := compared(t, old, fresh, Options{})
	expect(t, r, "same 796 altered 2 removed 2 inserted 1 late 0 outside 0")
	if r.By != "key" || len(r.Items) != 5 {
		t.Fatalf("%s, %d items", r.By, len(r.Items))
	}
	first := r.Items[0]
	if first.Kind != Altered || first.OldRow != 301 || first.NewRow != 299 || first.Key != "90300" || len(first.Fields) != 1 ||
		first.Fields[0].Field != entry.Action || first.Fields[0].New != "Recorded payment: EUR 1.00 (cash)" || first.Fields[0].Old != old[300].Get(entry.Action) {
		t.Errorf("%+v", first)
	}
	if f := r.Items[1].Fields; len(f) != 2 || f[0].Field != entry.Actor || f[1].Field != entry.TargetName {
		t.Errorf("%+v", r.Items[1])
	}
	if i := r.Items[2]; i.Kind != Removed || i.OldRow != 100 || i.NewRow != 0 || len(i.Fields) == 0 {
		t.Errorf("%+v", i)
	}
	if i := r.Items[4]; i.Kind != Inserted || i.NewRow != 701 || i.Key != "99999999" {
		t.Errorf("%+v", i)
	}
	if s := first.String(); !strings.Contains(s, "row 301 → row 299") || !strings.Contains(s, "EUR 1.00") {
		t.Error(s)
	}
}

func TestWithoutAKeyNothingIsGuessed(t *testing.T) {
	old := log(t, 800, false)
	fresh := copied(old)
	set(&fresh[300], entry.Action, "Recorded payment: EUR 1.00 (cash)")
	fresh = slices.Delete(fresh, 99, 100)
	r := compared(t, old, numbered(fresh), Options{})
	expect(t, r, "same 798 altered 0 removed 2 inserted 1 late 0 outside 0")
	if r.By != "content" || r.Items[0].OldRow != 100 || r.Items[1].OldRow != 301 || r.Items[2].NewRow != 300 {
		t.Errorf("%+v", r.Items)
	}
}

func TestEqualEntriesCountAsOftenAsTheyOccur(t *testing.T) {
	old := log(t, 100, false)
	old = slices.Insert(old, 50, old[49], old[49])
	fresh := slices.Delete(copied(old), 50, 51)
	expect(t, compared(t, old, fresh, Options{}), "same 101 altered 0 removed 1 inserted 0 late 0 outside 0")
	expect(t, compared(t, fresh, old, Options{}), "same 101 altered 0 removed 0 inserted 1 late 0 outside 0")
}

func TestGrowthAndRetentionAreNoManipulation(t *testing.T) {
	all := log(t, 1000, false)
	r := compared(t, all[:800], numbered(copied(all[100:])), Options{})
	// Entries of the border's own second count as inside.
	if r.Different() && r.Removed+r.Inserted > 3 || r.Outside+r.Late < 297 || r.Same != 700 {
		t.Error(says(r))
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "goes on after") {
		t.Error(r.Notes)
	}
}

func TestAnEndThatIsMissingIsSaid(t *testing.T) {
	all := log(t, 400, false)
	r := compared(t, all, copied(all[:390]), Options{})
	if r.Outside+r.Removed != 10 || !strings.Contains(strings.Join(r.Notes, " "), "vanished") {
		t.Error(says(r), r.Notes)
	}
}

func TestAnEmptyNewExportMeansRemoved(t *testing.T) {
	all := log(t, 20, false)
	expect(t, compared(t, all, nil, Options{}), "same 0 altered 0 removed 20 inserted 0 late 0 outside 0")
	expect(t, compared(t, nil, all, Options{}), "same 0 altered 0 removed 0 inserted 0 late 0 outside 20")
	expect(t, compared(t, nil, nil, Options{}), "same 0 altered 0 removed 0 inserted 0 late 0 outside 0")
}

func TestWhatCameAtTheVeryEndIsLate(t *testing.T) {
	all := log(t, 300, false)
	extra := all[len(all)-1]
	extra.Values = slices.Clone(extra.Values)
	set(&extra, entry.Action, "Unsuspended account")
	set(&extra, entry.Actor, "somebody.else")
	fresh := append(copied(all), extra)
	expect(t, compared(t, all, fresh, Options{}), "same 300 altered 0 removed 0 inserted 0 late 1 outside 0")
	extra.Time -= 60_000_000
	fresh[len(fresh)-1] = extra
	expect(t, compared(t, all, fresh, Options{}), "same 300 altered 0 removed 0 inserted 1 late 0 outside 0")
	expect(t, compared(t, all, fresh, Options{Grace: time.Hour}), "same 300 altered 0 removed 0 inserted 0 late 1 outside 0")
}

func TestAnotherZoneIsNamedAsTheCause(t *testing.T) {
	old := log(t, 200, true)
	fresh := copied(old)
	for i := range fresh {
		fresh[i].Time += 3600 * 1_000_000
	}
	r := compared(t, old, fresh, Options{})
	if r.Altered != 200 || !strings.Contains(strings.Join(r.Notes, " "), "1h0m0s") {
		t.Error(says(r), r.Notes)
	}
	if f := r.Items[0].Fields; len(f) != 1 || f[0].Field != "time" || f[0].Old == f[0].New {
		t.Errorf("%+v", f)
	}
}

func TestAnotherSpellingOfTheTimeIsNoChange(t *testing.T) {
	old := log(t, 50, true)
	fresh := copied(old)
	for i := range fresh {
		set(&fresh[i], entry.TimeText, "another spelling")
	}
	expect(t, compared(t, old, fresh, Options{}), "same 50 altered 0 removed 0 inserted 0 late 0 outside 0")
}

func TestRecordsWithoutATimeAreCompared(t *testing.T) {
	old := log(t, 50, false)
	old[7].Time = entry.NoTime
	fresh := copied(old)
	set(&fresh[7], entry.TimeText, "yesterday")
	expect(t, compared(t, old, fresh, Options{}), "same 49 altered 0 removed 1 inserted 1 late 0 outside 0")
}

func TestRepeatedKeysDoNotJoin(t *testing.T) {
	old := log(t, 100, true)
	for i := range old {
		set(&old[i], entry.SourceKey, "0")
	}
	if r := compared(t, old, copied(old), Options{}); r.By != "content" || r.Same != 100 {
		t.Error(r.By, says(r))
	}
}

func TestAColumnOfOneTableIsLeftOutAndNamed(t *testing.T) {
	old := log(t, 30, false)
	fresh := copied(old)
	for i := range fresh {
		fresh[i].Values = append(fresh[i].Values, entry.Value{Name: "extra.Office", Text: "north"})
	}
	a, b := side("a", old), side("b", fresh)
	a.Columns = []string{"time", entry.Actor, entry.Action, entry.TargetName}
	b.Columns = append(slices.Clone(a.Columns), "extra.Office")
	r, err := Compare(t.Context(), a, b, Options{})
	if err != nil || r.Same != 30 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "Office") {
		t.Error(err, r)
	}
}

func TestTheListIsCutAndTheCountsAreNot(t *testing.T) {
	old := log(t, 400, true)
	fresh := copied(old)
	for i := 100; i < 200; i++ {
		set(&fresh[i], entry.Actor, "x")
	}
	r := compared(t, old, fresh, Options{Limit: 10})
	if r.Altered != 100 || len(r.Items) != 10 || r.Unlisted != 90 {
		t.Error(says(r), len(r.Items), r.Unlisted)
	}
}

func TestMachinesFindTheKeysTheyRelyOn(t *testing.T) {
	b, err := json.Marshal(compared(t, nil, nil, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"same", "altered", "removed", "inserted", "late", "outside", "items", "notes"} {
		if !bytes.Contains(b, []byte(`"`+key+`":`)) {
			t.Errorf("no %s in %s", key, b)
		}
	}
	if bytes.Contains(b, []byte("null")) {
		t.Errorf("null in %s", b)
	}
}

func TestAnErrorOfASideEndsIt(t *testing.T) {
	broken := Side{Name: "x", Entries: func(context.Context, func(*entry.Entry) error) error { return errors.New("the disk is gone") }}
	if _, err := Compare(t.Context(), side("a", nil), broken, Options{}); err == nil || err.Error() != "the disk is gone" {
		t.Error(err)
	}
}

func TestASideThatChangesMeanwhileIsRefused(t *testing.T) {
	list := log(t, 30, true)
	calls := 0
	shrinking := Side{Name: "shrinking.csv", Entries: func(ctx context.Context, yield func(*entry.Entry) error) error {
		calls++
		if calls > 1 {
			return nil
		}
		return side("", list[:29]).Entries(ctx, yield)
	}}
	fresh := copied(list)
	set(&fresh[3], entry.Actor, "x")
	if _, err := Compare(t.Context(), shrinking, side("b", fresh), Options{}); err == nil || !strings.Contains(err.Error(), "shrinking.csv") {
		t.Error(err)
	}
}

func BenchmarkCompare(b *testing.B) {
	for _, key := range []bool{false, true} {
		b.Run(fmt.Sprintf("key=%v", key), func(b *testing.B) {
			list := log(b, 100000, key)
			for b.Loop() {
				if _, err := Compare(b.Context(), side("a", list), side("b", list), Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
