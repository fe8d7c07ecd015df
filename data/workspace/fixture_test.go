package workspace

import (
	"bytes"
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the fixtures anew")

// fixture is a workspace of format 1. It stands for the files that people have
// and cannot be written anew.
const fixture = "testdata/v1.probity"

// fixtureLog has a record that cannot be read.
func fixtureLog() []byte {
	return append(log(120), "2026-03-14 09:26:53;\"a quote that is never closed\n"...)
}

func openFixture(t *testing.T) *Workspace {
	t.Helper()
	content, err := os.ReadFile(fixture)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "v1.probity")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func TestWorkspaceOfFormat1Opens(t *testing.T) {
	w := openFixture(t)
	clean(t, w)
	all := events(t, w)
	var kinds []string
	for _, e := range all {
		kinds = append(kinds, e.Fields["kind"])
	}
	if len(kinds) != 4 || kinds[0] != "create" || kinds[1] != "import" || kinds[2] != "note" || kinds[3] != "status" {
		t.Errorf("events %v", kinds)
	}
	sources, err := w.Sources()
	if err != nil || len(sources) != 1 {
		t.Fatal(sources, err)
	}
	s := sources[0]
	if s.Name != "march.csv" || s.Rows != 120 || s.Records != 121 || s.Rejected != 1 || s.Origin.By != "Budi" || s.Origin.PanelRows != 121 {
		t.Errorf("%+v", s)
	}
	parts, err := w.Parts()
	if err != nil || len(parts) != 1 {
		t.Fatal(parts, err)
	}
	ctx := context.Background()
	actor, err := w.Text(ctx, parts[0].Key, "actor")
	if err != nil || actor.Len() != 120 || actor.At(0) != "operator34" {
		t.Errorf("%v %v", actor, err)
	}
	if v, err := w.Setting("window/columns"); v != "time,actor" || err != nil {
		t.Errorf("%q %v", v, err)
	}
	if _, err := w.Append(ctx, "Ann", "note", map[string]string{"text": "later"}); err != nil {
		t.Error(err)
	}
	clean(t, w)
}

// TestDamageAnywhereNeverPanics flips bytes of the file. Whatever is hit, the
// workspace says that it is damaged, or Verify does, or what is shown is as it
// was.
func TestDamageAnywhereNeverPanics(t *testing.T) {
	for _, name := range []string{fixture, fixture2} {
		t.Run(filepath.Base(name), func(t *testing.T) { damageAnywhere(t, name) })
	}
}

// A table that was changed behind the back of its index would be read in one
// way where it is shown and in another where it is checked.
func TestTableThatContradictsItsIndexIsNoticed(t *testing.T) {
	whole, err := os.ReadFile(fixture2)
	if err != nil {
		t.Fatal(err)
	}
	// In a row of the table the kind is followed by source, count and data; in
	// the index it is not.
	row := bytes.Index(whole, []byte("duplicateB(\xb5\x2f\xfd"))
	if row < 0 {
		t.Fatal("the fixture has no list of duplicates")
	}
	whole[row+8] ^= 1
	path := filepath.Join(t.TempDir(), "contradicts.probity")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := OpenReadOnly(path)
	if err != nil {
		return // refused, which is as good
	}
	defer w.Close()
	if problems, err := w.Verify(t.Context(), nil); err != nil || len(problems) == 0 {
		t.Errorf("found %v, %v", problems, err)
	}
}

func damageAnywhere(t *testing.T, name string) {
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	show := func(w *Workspace) (out string, err error) {
		parts, err := w.Parts()
		if err != nil {
			return "", err
		}
		for _, p := range parts {
			names, err := w.Names(p.Key)
			if err != nil {
				return "", err
			}
			for _, name := range names {
				text, err := w.Text(ctx, p.Key, name)
				if err != nil {
					return "", err
				}
				for i := range text.Len() {
					out += text.At(i) + "\n"
				}
			}
		}
		err = w.Events(ctx, func(e Event) error { out += string(e.Line) + e.Fields["text"]; return nil })
		return out, err
	}
	random := rand.New(rand.NewPCG(5, 6))
	path := filepath.Join(t.TempDir(), "damaged.probity")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	sound, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := show(sound)
	if err != nil {
		t.Fatal(err)
	}
	sound.Close()
	refused, found, same, flips := 0, 0, 0, 50
	if os.Getenv("PROBITY_SOAK") != "" {
		flips = 5000
	}
	for i := range flips {
		damaged := append([]byte(nil), whole...)
		at := random.IntN(len(damaged))
		for damaged[at] == 0 && random.IntN(20) > 0 { // most of a small file is empty
			at = random.IntN(len(damaged))
		}
		damaged[at] ^= byte(1 << random.IntN(8))
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		w, err := OpenReadOnly(path)
		if err != nil {
			refused++
			continue
		}
		problems, err := w.Verify(ctx, nil)
		switch {
		case err != nil:
			refused++
		case len(problems) > 0:
			found++
		default:
			same++
			if got, err := show(w); err != nil || got != want {
				t.Errorf("flip %d at %d goes unnoticed and changes what is shown (%v)", i, at, err)
			}
		}
		w.Close()
	}
	t.Logf("%d refused, %d found by verify, %d without effect", refused, found, same)
}
