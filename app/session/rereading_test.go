package session

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"probity/data/intake"
	"probity/data/query"
	"probity/data/workspace"
)

// opened makes a workspace of two exports that overlap.
func opened(t *testing.T) *Session {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	s, err := Create(ctx, filepath.Join(dir, "w.probity"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.SetAuthor("Ana")
	for name, text := range map[string]string{
		"1.csv": "2026-03-14 09:00:00,budi,acme,Login\n2026-03-14 09:00:05,budi,acme,Payment recorded\n",
		"2.csv": "2026-03-14 09:00:05,budi,acme,Payment recorded\n2026-03-14 10:00:00,ann,acme,Logout\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("Timestamp,Operator,Customer,Action\n"+text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"1.csv", "2.csv"} {
		in, err := intake.Inspect(ctx, filepath.Join(dir, name), intake.Options{Zone: "UTC"})
		if err != nil {
			t.Fatal(err)
		}
		rd, err := in.Reading()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Import(ctx, filepath.Join(dir, name), rd, workspace.Origin{PanelRows: -1}, nil); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// rowOf finds the one row of a query.
func rowOf(t *testing.T, s *Session, text string) query.Row {
	t.Helper()
	f, err := s.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Engine().Run(context.Background(), f, query.Sort{})
	if err != nil || r.Len() != 1 {
		t.Fatalf("%s finds %d entries (%v)", text, r.Len(), err)
	}
	return r.Row(0)
}

func TestNotesFollowTheirEntriesThroughReadingsAndWithdrawals(t *testing.T) {
	s, ctx := opened(t), context.Background()
	if s.Engine().Len() != 3 || s.Generation() != 0 {
		t.Fatalf("%d entries in generation %d", s.Engine().Len(), s.Generation())
	}
	if err := s.AddNote(ctx, []query.Row{rowOf(t, s, "action:logout")}, "At night?"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetStatus(ctx, []query.Row{rowOf(t, s, "action:login")}, "question"); err != nil {
		t.Fatal(err)
	}
	first, err := s.Source("1.csv")
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Reread(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	o := again.Options()
	if o.Zone != "UTC" {
		t.Errorf("the zone that was settled is %q", o.Zone)
	}
	o.Zone = "Asia/Tokyo"
	in, err := again.Inspect(ctx, o)
	if err != nil || in.Name != "1.csv" {
		t.Fatal(in, err)
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	change, err := again.Preview(ctx, rd, nil)
	if err != nil || len(change.Touched) != 1 || change.Changed != 2 || s.Generation() != 0 {
		t.Errorf("%+v %v", change, err)
	}
	if change, err = again.Apply(ctx, rd, nil); err != nil || len(change.Touched) != 1 {
		t.Errorf("%+v %v", change, err)
	}
	path := again.Path()
	if err := again.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", path, err)
	}
	if s.Generation() != 1 {
		t.Errorf("generation %d", s.Generation())
	}
	check := func(when string) {
		t.Helper()
		if st := s.State(rowOf(t, s, "has:note")); len(st.Notes) != 1 || st.Notes[0].Text != "At night?" || s.Engine().Text(ctx, rowOf(t, s, "has:note"), "action") != "Logout" {
			t.Errorf("%s: %+v", when, st)
		}
	}
	check("after reading again")
	if s.Engine().Text(ctx, rowOf(t, s, "status:question"), "action") != "Login" {
		t.Error("the decision is on another entry")
	}
	if seen, err := s.Seen(ctx, rowOf(t, s, "action:payment")); err != nil || len(seen) != 1 || seen[0].Name != "2.csv" || !seen[0].Later || seen[0].Record != 1 {
		t.Errorf("%+v %v", seen, err)
	}
	if _, err := s.Withdraw(ctx, first.SHA256, " "); err == nil {
		t.Error("withdrawn without a reason")
	}
	if _, err := s.Withdraw(ctx, first.SHA256, "wrong panel"); err != nil {
		t.Fatal(err)
	}
	if s.Generation() != 2 || s.Engine().Len() != 2 {
		t.Errorf("%d entries in generation %d", s.Engine().Len(), s.Generation())
	}
	check("after withdrawing")
	all, err := s.Coverage(ctx)
	if err != nil || len(all) != 1 || all[0].Source.Duplicates != 0 || all[0].Entries != 2 {
		t.Errorf("%+v %v", all, err)
	}
	v, err := s.Verify(ctx, nil)
	if err != nil || len(v.Problems) > 0 {
		t.Errorf("%+v %v", v, err)
	}
}
