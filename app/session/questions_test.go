package session

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
	"probity/data/intake"
	"probity/data/workspace"
)

func TestTheQuestionsFindWhatTheyAskFor(t *testing.T) {
	now := time.Now().UTC()
	quarter := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 12, 0, 0, 0, time.UTC)
	last, before := quarter.AddDate(0, -2, 0), quarter.AddDate(0, -5, 0)
	rows := []struct {
		at                           time.Time
		actor, action, cat, customer string
		result, found                string // the questions that find it, of customer acme and operator ana
	}{
		{last, "ana", "Suspended account", "suspension", "acme", "", "suspended order who"},
		{last, "ana", "Deactivated account", "suspension", "corp", "", "suspended"},
		{last, "ana", "Suspendierung", "suspension", "corp", "", "suspended"},
		{before, "ana", "Suspended account", "suspension", "corp", "", ""},
		{quarter, "ana", "Suspended account", "suspension", "corp", "", ""},
		{last, "ana", "Unsuspended account", "suspension", "corp", "", ""},
		{last, "ana", "Activation", "suspension", "corp", "", ""},
		{last, "ana", "Aktivierung", "suspension", "corp", "", ""},
		{last, "ana", "Client reactivated", "suspension", "corp", "", ""},
		{last, "bo", "Changed e-mail of client", "profile", "acme", "", "email order who"},
		{last, "bo", "Changed telephone of client", "profile", "acme", "", "order who"},
		{last, "bo", "Recorded payment", "payment", "acme", "", "payment often order who"},
		{last, "bo", "Recorded payment of a namesake", "payment", "acme north", "", "often"},
		{last, "bo", "Refunded", "refund", "acme", "", "payment order who"},
		{last, "bo", "Activated account", "activation", "corp", "", "often"},
		{last, "cy", "Login", "login", "", "failure", "logins"},
		{last, "cy", "Login", "login", "", "success", ""},
		{last, "cy", "Login failed", "login", "", "", "logins"},
		{last, "cy", "Logged in as client", "impersonation", "corp", "", "impersonated"},
	}
	var text strings.Builder
	text.WriteString("When,Who,What,Sort,Whom,Outcome\n")
	for i, r := range rows {
		fmt.Fprintf(&text, "%s,%s,%s,%s,%s,%s\n", r.at.Add(time.Duration(i)*time.Hour).Format(time.RFC3339), r.actor, r.action, r.cat, r.customer, r.result)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "log.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := intake.Inspect(t.Context(), path, intake.Options{Map: map[string]string{"When": "time", "Who": entry.Actor, "What": entry.Action,
		"Sort": entry.Category, "Whom": entry.TargetName, "Outcome": entry.Result}})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Create(t.Context(), filepath.Join(dir, "w"+Extension))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.SetZone("UTC"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Import(t.Context(), path, rd, workspace.Origin{PanelRows: -1}, nil); err != nil {
		t.Fatal(err)
	}
	for _, q := range Questions() {
		value := map[string]string{entry.TargetName: "acme", entry.Actor: "ana"}[q.About]
		f, err := s.Ask(q, value)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, r := range rows {
			if slices.Contains(strings.Fields(r.found), q.ID) {
				want = append(want, r.action)
			}
		}
		var got []string
		for _, row := range find(t, s, f.String()) {
			got = append(got, s.Cell(t.Context(), row, entry.Action))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s finds %q, want %q", q.ID, got, want)
		}
		if limits, err := s.Limits(t.Context(), f); err != nil || len(limits) == 0 {
			t.Errorf("%s: what the log cannot show: %q, %v", q.ID, limits, err)
		}
	}
}
