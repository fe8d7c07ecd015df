package session

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity/data/fault"
)

func names(t *testing.T, s *Session) []string {
	t.Helper()
	views, err := s.Views()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range views {
		out = append(out, v.Name)
	}
	return out
}

func TestViewsAreKeptInTheWorkspaceAndPassedOn(t *testing.T) {
	s := open(t)
	wide := View{Name: "  Suspensions % _ ", Filter: `category:suspension date:last-quarter sort:actor`, Group: "actor", Zone: "Africa/Nairobi",
		Columns: []ViewColumn{{Field: "time", Width: 150, Frozen: true}, {Field: "ip", Hidden: true}}}
	for _, v := range []View{wide, {Name: "ana", Filter: "operator:ana"}, {Name: "ana", Filter: "operator:=ana"}} {
		if err := s.SaveView(v); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, s); !slices.Equal(got, []string{"ana", "Suspensions % _"}) {
		t.Fatalf("kept %q", got)
	}
	views, _ := s.Views()
	if views[0].Filter != "operator:=ana" || views[1].Group != "actor" || len(views[1].Columns) != 2 || views[1].Columns[0] != wide.Columns[0] {
		t.Fatalf("kept %+v", views)
	}
	file := filepath.Join(t.TempDir(), "views.json")
	if err := s.WriteViews(file); err != nil {
		t.Fatal(err)
	}
	other := open(t)
	got, err := other.ReadViews(file)
	if err != nil || !slices.Equal(got, []string{"ana", "Suspensions % _"}) || !slices.Equal(names(t, other), got) {
		t.Fatalf("read %q, %v", got, err)
	}
	if err := s.RemoveView("ana"); err != nil || !slices.Equal(names(t, s), []string{"Suspensions % _"}) {
		t.Fatalf("after removing: %q, %v", names(t, s), err)
	}
}

func TestAFileThatHoldsABadViewKeepsNone(t *testing.T) {
	s := open(t)
	for _, text := range []string{
		`{"format":"probity-views/1","views":[{"name":"good","filter":"ana"},{"name":"bad","filter":"nofield:x"}]}`,
		`{"format":"probity-views/1","views":[{"name":" ","filter":""}]}`,
		`{"format":"probity-views/2","views":[]}`, `{"views":[]}`, `Timestamp,Actor`, ``,
	} {
		path := filepath.Join(t.TempDir(), "views.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ReadViews(path); !errors.Is(err, fault.Unusable) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	if got := names(t, s); len(got) != 0 {
		t.Errorf("kept %q", got)
	}
}

func TestEveryQuestionBecomesAFilterThatAnswersIt(t *testing.T) {
	s := open(t)
	for _, q := range Questions() {
		f, err := s.Ask(q, `ana "the first"`)
		if err != nil {
			t.Errorf("%s: %v", q.ID, err)
			continue
		}
		if _, err := s.Engine().Run(t.Context(), f, f.Sort()); err != nil {
			t.Errorf("%s: %v", q.ID, err)
		}
		if _, err := s.Ask(q, ""); (err != nil) != (q.About != "") {
			t.Errorf("%s without a value: %v", q.ID, err)
		}
	}
}

func TestLimitsNameThePeriodThatIsKnown(t *testing.T) {
	s := open(t)
	if err := s.SetZone("UTC"); err != nil {
		t.Fatal(err)
	}
	for filter, want := range map[string][]string{
		"":                             {},
		"date:2026-03-01..2026-03-02":  {},
		"date:2026-02":                 {"Nothing is known of 1 Feb 2026 to 28 Feb 2026"},
		"date:2026-02-27..2026-03-02":  {"Nothing is known of 27 Feb 2026 to 1 Mar 2026"},
		"date:2026-03-01..2026-03-31":  {"Nothing is known of 2 Mar 2026 to 31 Mar 2026"},
		"date:2026-03-05":              {"Nothing is known of 5 Mar 2026: no import covers it."},
		"customer:acme":                {"“customer” is empty in 3 of the 3 entries"},
		"entity:north date:2026-03-01": {"ntit"}, // which reseller acted cannot be told
	} {
		f, err := s.Parse(filter)
		if err != nil {
			t.Fatal(err)
		}
		limits, err := s.Limits(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if limits[0] != "The log holds entries from 1 Mar 2026 to 2 Mar 2026 (UTC)." {
			t.Errorf("%s: %q", filter, limits[0])
		}
		for _, w := range want {
			if !slices.ContainsFunc(limits, func(l string) bool { return strings.Contains(l, w) }) {
				t.Errorf("%s: %q does not say %q", filter, limits, w)
			}
		}
		if len(want) == 0 && slices.ContainsFunc(limits, func(l string) bool { return strings.HasPrefix(l, "Nothing is known") }) {
			t.Errorf("%s: %q", filter, limits)
		}
	}
}
