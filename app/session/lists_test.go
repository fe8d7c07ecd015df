package session

import (
	"archive/zip"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity/data/generate"
	"probity/data/intake"
	"probity/data/query"
	"probity/data/workspace"
)

// bring imports a file as intake reads it, in a zone where it asks for one.
func bring(t *testing.T, s *Session, path string, o intake.Options) workspace.Receipt {
	t.Helper()
	ctx := context.Background()
	in, err := intake.Inspect(ctx, path, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(in.Questions) == 1 && in.Questions[0].Key == "zone" {
		o.Zone = "Europe/Berlin"
		if in, err = intake.Inspect(ctx, path, o); err != nil {
			t.Fatal(err)
		}
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Import(ctx, path, rd, workspace.Origin{PanelRows: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func counts(t *testing.T, s *Session, text string) int {
	t.Helper()
	f, err := s.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Engine().Run(context.Background(), f, query.Sort{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Len()
}

func untold(t *testing.T, s *Session, text string) []string {
	t.Helper()
	f, err := s.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Untold(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestListsOfEveryFormatNameItsOperatorsAndCustomers(t *testing.T) {
	ctx := context.Background()
	for _, f := range generate.Formats {
		t.Run(f.Name, func(t *testing.T) {
			dir := t.TempDir()
			o := generate.Options{Format: f.Name, Rows: 1500, Seed: 3}
			log := filepath.Join(dir, "log")
			out, err := os.Create(log)
			if err != nil {
				t.Fatal(err)
			}
			if err := generate.Write(out, o); err != nil {
				t.Fatal(err)
			}
			if err := out.Close(); err != nil {
				t.Fatal(err)
			}
			if err := generate.Lists(dir, o); err != nil {
				t.Fatal(err)
			}
			s, err := Create(ctx, filepath.Join(dir, "w.probity"))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			bring(t, s, log, intake.Options{})
			recorded := f.Name == "operator-log"
			if told := untold(t, s, "own:yes"); !recorded && len(told) != 2 {
				t.Errorf("without lists: %q", told)
			}
			if n := counts(t, s, "own:yes,no"); !recorded && n != 0 {
				t.Errorf("without lists it is told of %d", n)
			}
			all := counts(t, s, "")
			for file, kind := range map[string]string{"operators.csv": intake.Operators, "customers.csv": intake.Customers} {
				if r := bring(t, s, filepath.Join(dir, file), intake.Options{}); r.Reference != kind || r.Rejected > 0 || r.Read != r.Stored || r.Read == 0 {
					t.Errorf("%+v", r)
				}
			}
			if n := counts(t, s, ""); n != all {
				t.Errorf("%d entries with lists, %d without", n, all)
			}
			// Who is in no list acts as a customer or a guest, or after leaving.
			if n, own := counts(t, s, `actor-entity:"" operator:* -actor-kind:system -operator:System`), counts(t, s, "actor-entity:*"); n*5 > own {
				t.Errorf("the entity of the operator is not known of %d entries, known of %d", n, own)
			}
			if yes, no := counts(t, s, "own:yes"), counts(t, s, "own:no"); yes == 0 || no == 0 || no > yes {
				t.Errorf("own: %d yes, %d no", yes, no)
			}
			tree, err := s.Engine().EntityTree(ctx, query.Filter{})
			if err != nil || len(tree.Nodes) < 5 || tree.Nodes[0].Depth != 0 || !slices.ContainsFunc(tree.Nodes, func(n query.EntityNode) bool { return n.Depth == 2 }) {
				t.Errorf("%+v %v", tree, err)
			}
			for _, n := range tree.Nodes {
				if got := counts(t, s, `entity:"`+strings.ReplaceAll(n.Entity, `"`, `""`)+`"/*`); got != n.Total {
					t.Errorf("the tree counts %d of %s, the filter %d", n.Total, n.Entity, got)
				}
			}
			v, err := s.Verify(ctx, nil)
			if err != nil || len(v.Problems) > 0 {
				t.Errorf("%+v %v", v, err)
			}
		})
	}
}

func TestListThatIsWithdrawnTellsNothingAnyMore(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	s, err := Create(ctx, filepath.Join(dir, "w.probity"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	bring(t, s, write("log.csv", "Timestamp,Operator,Customer,Action\n2026-03-01 10:00:00,h.müller,Acme,Suspended account\n2026-04-01 10:00:00,h.müller,Acme,Activated account\n"), intake.Options{Zone: "UTC"})
	if told := untold(t, s, "entity:Nord"); len(told) != 2 || !strings.Contains(told[0], "cannot be told") {
		t.Errorf("%q", told)
	}
	// As Excel saves it in Germany.
	list := "Benutzer;Wiederverk\xe4ufer;G\xfcltig ab;G\xfcltig bis\r\nH.M\xfcller;Nordlicht GmbH;01.02.2026;31.03.2026\r\nH.M\xfcller;S\xfcdwind GmbH;01.04.2026;\r\n"
	if r := bring(t, s, write("Benutzer.csv", list), intake.Options{}); r.Reference != intake.Operators || r.Stored != 2 {
		t.Errorf("%+v", r)
	}
	if n, m := counts(t, s, `actor-entity:nordlicht`), counts(t, s, `actor-entity:="Südwind GmbH"`); n != 1 || m != 1 {
		t.Errorf("%d and %d", n, m)
	}
	if told := untold(t, s, "actor-entity:Nord"); len(told) != 0 {
		t.Errorf("%q", told)
	}
	src, err := s.Source("Benutzer.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Withdraw(ctx, src.SHA256, "of another year"); err != nil {
		t.Fatal(err)
	}
	if n := counts(t, s, "actor-entity:nordlicht"); n != 0 {
		t.Errorf("%d are still found", n)
	}
	if told := untold(t, s, "actor-entity:Nord"); len(told) != 1 || !strings.Contains(told[0], "cannot be told") {
		t.Errorf("%q", told)
	}
	if gone, err := s.WithdrawnLists(); err != nil || len(gone) != 1 {
		t.Errorf("%v %v", gone, err)
	}
}

func TestBundleOfAWorkspaceWithListsNamesNoList(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	o := generate.Options{Format: "commerce-activity-log", Rows: 50, Seed: 1}
	log := filepath.Join(dir, "log.csv")
	out, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	if err := generate.Write(out, o); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if err := generate.Lists(dir, o); err != nil {
		t.Fatal(err)
	}
	s, err := Create(ctx, filepath.Join(dir, "w.probity"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.SetAuthor("Ann")
	bring(t, s, filepath.Join(dir, "operators.csv"), intake.Options{})
	bring(t, s, log, intake.Options{})
	bundled := filepath.Join(dir, "b.zip")
	f, err := s.Parse("actor-entity:*")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Bundle(ctx, f, bundled, nil); err != nil {
		t.Fatal(err)
	}
	v, err := Verify(ctx, bundled, "", nil)
	if err != nil || len(v.Problems) > 0 {
		t.Fatalf("%+v %v", v, err)
	}
	bag, err := zip.OpenReader(bundled)
	if err != nil {
		t.Fatal(err)
	}
	defer bag.Close()
	for _, name := range []string{"data/evidence/seal.json", "data/evidence/journal.jsonl"} {
		member, err := bag.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(member)
		if err != nil || strings.Contains(string(content), "operators.csv") || !strings.Contains(string(content), "log.csv") {
			t.Errorf("%s names the list, or not the log (%v)", name, err)
		}
	}
}
