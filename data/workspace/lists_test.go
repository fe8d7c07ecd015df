package workspace

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity/data/entities"
	"probity/data/entry"
	"probity/data/fault"
	"probity/data/intake"
)

const operatorList = "operator,entity,parent,valid_from,valid_to,aliases\n" +
	"operator1,North,Group,,2026-03-31,one@old.example|O1\n" +
	"operator1,South,Group,2026-04-01,,one@new.example\n" +
	"operator2,North,Group,,,\n" +
	"operator3,,,,,\n"

func listReading(t testing.TB, path string) *intake.Reading {
	t.Helper()
	in, err := intake.Inspect(context.Background(), path, intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	return rd
}

func bringList(t testing.TB, w *Workspace, name, content string) Receipt {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := w.Import(context.Background(), path, listReading(t, path), Origin{PanelRows: -1, Importer: "Ann"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestListIsASourceOfItsOwnAndNoPartOfTheLog(t *testing.T) {
	ctx := context.Background()
	w, _ := with(t, 50)
	before := len(shownOf(t, w))
	r := bringList(t, w, "operators.csv", operatorList)
	if r.Reference != intake.Operators || r.Read != 4 || r.Stored != 3 || r.Rejected != 1 || r.Duplicates != 0 || r.Times != (intake.TimeMarks{}) {
		t.Errorf("%+v", r)
	}
	if n := len(shownOf(t, w)); n != before {
		t.Errorf("%d entries are shown, %d before", n, before)
	}
	if all, err := w.Sources(); err != nil || len(all) != 1 {
		t.Errorf("%d logs, %v", len(all), err)
	}
	if parts, err := w.Everything().Parts(); err != nil || len(parts) != 1 {
		t.Errorf("%d parts, %v", len(parts), err)
	}
	lists, err := w.Lists()
	if err != nil || len(lists) != 1 || lists[0].Name != "operators.csv" || lists[0].Rows != 3 {
		t.Fatalf("%+v %v", lists, err)
	}
	rows, err := w.ListRows(ctx)
	if err != nil || len(rows) != 3 {
		t.Fatalf("%+v %v", rows, err)
	}
	if got := rows[0]; got.Operator != "operator1" || got.Entity != "North" || got.Parent != "Group" || got.List != "operators.csv" || got.Record != 1 ||
		got.From != entities.Always || got.To != rows[1].From || !slices.Equal(got.Aliases, []string{"one@old.example", "O1"}) {
		t.Errorf("%+v", got)
	}
	if rejects, err := w.Rejects(ctx, lists[0].SHA256); err != nil || len(rejects) != 1 || rejects[0].Line != 5 {
		t.Errorf("%+v %v", rejects, err)
	}
	if bytes, err := w.RecordOf(ctx, entry.Identity{Source: lists[0].SHA256, Offset: 51}); err != nil || !strings.HasPrefix(string(bytes), "operator1,North") {
		t.Errorf("%q %v", bytes, err)
	}
	clean(t, w)
	// The same file again, and another log after it.
	if again := bringList(t, w, "operators.csv", operatorList); again.Duplicates != 4 || again.Stored != 0 || again.Reference != intake.Operators {
		t.Errorf("%+v", again)
	}
	more := bring(t, w, log(60))
	if more.Duplicates != 0 && more.Read == 0 {
		t.Errorf("%+v", more)
	}
	// A second list with the same rows is no duplicate of the first.
	if r := bringList(t, w, "operators2.csv", operatorList+"operator4,North,,,,\n"); r.Duplicates != 0 || r.Stored != 4 {
		t.Errorf("%+v", r)
	}
	clean(t, w)
}

func TestListIsWithdrawnReadAgainAndBroughtBack(t *testing.T) {
	ctx := context.Background()
	w, _ := with(t, 20)
	bringList(t, w, "operators.csv", operatorList)
	lists, err := w.Lists()
	if err != nil {
		t.Fatal(err)
	}
	berlin := *lists[0].Reading
	berlin.Zone = "Europe/Berlin"
	if _, err := w.ReadAgain(ctx, lists[0].SHA256, &berlin, "Ann", nil); err != nil {
		t.Fatal(err)
	}
	rows, err := w.ListRows(ctx)
	if err != nil || rows[1].From%86_400_000_000 == 0 {
		t.Errorf("the day begins at %d, %v", rows[1].From, err)
	}
	if _, err := w.ReadAgain(ctx, lists[0].SHA256, reading(), "Ann", nil); !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "a reference list") {
		t.Errorf("%v", err)
	}
	if _, err := w.Withdraw(ctx, lists[0].SHA256, "Ann", "old"); err != nil {
		t.Fatal(err)
	}
	if rows, err := w.ListRows(ctx); err != nil || len(rows) != 0 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if gone, err := w.WithdrawnLists(); err != nil || len(gone) != 1 {
		t.Errorf("%v %v", gone, err)
	}
	clean(t, w)
	bringList(t, w, "operators.csv", operatorList)
	if rows, err := w.ListRows(ctx); err != nil || len(rows) != 3 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	clean(t, w)
}

func TestLogThatWasAListIsRefusedUntilItIsWithdrawn(t *testing.T) {
	ctx := context.Background()
	w := fresh(t)
	path := filepath.Join(t.TempDir(), "operators.csv")
	if err := os.WriteFile(path, []byte(operatorList), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := intake.Inspect(ctx, path, intake.Options{ImportFormat: "none", Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Import(ctx, path, rd, nobody, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Import(ctx, path, listReading(t, path), nobody, nil); !errors.Is(err, fault.Unusable) {
		t.Errorf("%v", err)
	}
	sources, err := w.Sources()
	if err != nil || len(sources) != 1 {
		t.Fatal(err)
	}
	if _, err := w.Withdraw(ctx, sources[0].SHA256, "Ann", "it is a list"); err != nil {
		t.Fatal(err)
	}
	bringList(t, w, "operators.csv", operatorList)
	if n := len(shownOf(t, w)); n != 0 {
		t.Errorf("%d entries are shown", n)
	}
	if rows, err := w.ListRows(ctx); err != nil || len(rows) != 3 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	clean(t, w)
}

func TestVerifyNamesWhatWasChangedInAList(t *testing.T) {
	const list = `(SELECT id FROM source WHERE kind = 'list')`
	const ofList = `reading = (SELECT id FROM reading WHERE source = ` + list + `)`
	for _, c := range []struct {
		name   string
		change func(w *Workspace)
		want   string
	}{
		{"a column", func(w *Workspace) { flip(t, w, "block", `name = 'extra.entity' AND `+ofList) }, "extra.entity"},
		{"a dictionary", func(w *Workspace) { flip(t, w, "dictionary", `name = 'extra.entity' AND `+ofList) }, "extra.entity"},
		{"the kind of a list", func(w *Workspace) { tamper(t, w, `UPDATE source SET kind = 'log' WHERE kind = 'list'`) }, "imported as a reference list"},
		{"the kind of a log", func(w *Workspace) { tamper(t, w, `UPDATE source SET kind = 'list' WHERE kind = 'log'`) }, "imported as a log"},
		{"the bytes", func(w *Workspace) { flip(t, w, "chunk", `source = `+list) }, "original bytes"},
		{"the reading", func(w *Workspace) {
			tamper(t, w, `UPDATE reading SET settings = replace(settings, '"zone":"UTC"', '"zone":"Asia/Tokyo"') WHERE source = `+list)
		}, "How operators.csv was read"},
	} {
		w, _ := with(t, 20)
		bringList(t, w, "operators.csv", operatorList)
		c.change(w)
		problems := find(t, w)
		if !slices.ContainsFunc(problems, func(p Problem) bool { return strings.Contains(p.Detail+p.Field, c.want) }) {
			t.Errorf("%s: verify finds %+v", c.name, problems)
		}
	}
}

func TestFormatRisesWithTheFirstList(t *testing.T) {
	w, _ := with(t, 5)
	version := func() int {
		n, err := w.userVersion(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if v := version(); v != baseVersion {
		t.Errorf("version %d", v)
	}
	bringList(t, w, "operators.csv", operatorList)
	if v := version(); v != listVersion {
		t.Errorf("version %d", v)
	}
	path := w.Path()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	head, err := os.ReadFile(path)
	if err != nil || binary.BigEndian.Uint32(head[60:]) != listVersion {
		t.Errorf("%v", err)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	clean(t, again)
}

// fixture3 is a workspace of format 3: a log and two reference lists, one of
// them withdrawn. Once released it is not written anew.
const fixture3 = "testdata/v3.probity"

func makeFixture3(t *testing.T) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "v3.probity")
	w, err := create(path, fixedWorld())
	if err != nil {
		t.Fatal(err)
	}
	bring(t, w, log(40))
	bringList(t, w, "operators.csv", operatorList)
	bringList(t, w, "customers.csv", "customer,id,owner,valid_from,valid_to\ncustomer1@example.net,1,North,,\n")
	lists, err := w.Lists()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Withdraw(context.Background(), lists[1].SHA256, "Ann", "of another panel"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(fixture3, content, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWorkspaceOfFormat3Opens(t *testing.T) {
	if *update {
		makeFixture3(t)
	}
	content, err := os.ReadFile(fixture3)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "v3.probity")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	clean(t, w)
	if n := len(shownOf(t, w)); n != 40 {
		t.Errorf("%d entries are shown", n)
	}
	rows, err := w.ListRows(context.Background())
	if err != nil || len(rows) != 3 || rows[1].Entity != "South" {
		t.Errorf("%+v %v", rows, err)
	}
	if gone, err := w.WithdrawnLists(); err != nil || len(gone) != 1 || gone[0].Name != "customers.csv" {
		t.Errorf("%+v %v", gone, err)
	}
}
