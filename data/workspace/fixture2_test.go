package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"probity/data/entry"
)

// fixture2 is a workspace of format 2: two sources that overlap, one that was
// read again, one that was withdrawn. Once released it is not written anew.
const fixture2 = "testdata/v2.probity"

func makeFixture2(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "v2.probity")
	w, err := create(path, fixedWorld())
	if err != nil {
		t.Fatal(err)
	}
	all := bytes.SplitAfter(log(120), []byte("\n"))
	bring := func(name string, content []byte, o Origin) Receipt {
		source := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(source, content, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := w.Import(ctx, source, reading(), o, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	march := bring("march.csv", fixtureLog(), Origin{By: "Budi", At: "2026-04-01", PanelRows: 121, Importer: "Ann"})
	bring("april.csv", append(slices.Concat(all[0], bytes.Join(all[60:], nil)), "2026-04-20 09:00:00;a;b;Login;;new\n"...), Origin{PanelRows: -1, Importer: "Ann"})
	wrong := bring("wrong.csv", lines(line(1, "Login")), Origin{PanelRows: -1, Importer: "Ann"})
	ids, err := json.Marshal([]string{entry.Identity{Source: hash(march.SHA256), Offset: 54}.String()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Append(ctx, "Ann", "note", map[string]string{"entries": string(ids), "text": "Ask Budi about this one."}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ReadAgain(ctx, hash(march.SHA256), inZone("Europe/Berlin"), "Ann", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Withdraw(ctx, hash(wrong.SHA256), "Ann", "the wrong panel"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(fixture2, content, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWorkspaceOfFormat2Opens(t *testing.T) {
	if *update {
		makeFixture2(t)
	}
	content, err := os.ReadFile(fixture2)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "v2.probity")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	clean(t, w)
	again(t, w)
	var kinds []string
	for _, e := range events(t, w) {
		kinds = append(kinds, e.Fields["kind"])
	}
	if want := []string{"create", "import", "import", "import", "note", "read", "withdraw"}; !slices.Equal(kinds, want) {
		t.Errorf("events %v", kinds)
	}
	march, april := sourceOf(t, w, 0), sourceOf(t, w, 1)
	if march.Name != "march.csv" || march.Rows != 120 || march.Rejected != 1 || march.Reading.Zone != "Europe/Berlin" || march.Origin.PanelRows != 121 || march.Origin.Importer != "Ann" {
		t.Errorf("%+v", march)
	}
	if april.Name != "april.csv" || april.Rows != 67 || april.Duplicates != 66 {
		t.Errorf("%+v", april)
	}
	if gone, err := w.Withdrawn(); err != nil || len(gone) != 1 || gone[0].Name != "wrong.csv" {
		t.Errorf("%+v %v", gone, err)
	}
	if n := len(shownOf(t, w)); n != 121 {
		t.Errorf("%d entries are shown", n)
	}
}
