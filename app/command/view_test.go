package command

import (
	"path/filepath"
	"strings"
	"testing"

	"probity/app/session"
)

func TestAViewOfTheWindowIsAskedOnTheCommandLine(t *testing.T) {
	log := write(t, "log.csv", `Timestamp,Actor,Action,IP Address
2026-03-14 09:00:00,budi,Payment recorded,10.0.0.1
2026-03-14 10:00:00,anna,Payment recorded,10.0.0.2
2026-03-14 11:00:00,anna,Login failed,10.0.0.3
`)
	w := filepath.Join(t.TempDir(), "w.probity")
	mustRun(t, "import", log, "-w", w, "--zone", "UTC")
	if r := probity(t, "query", "--view", "Payments", "-w", w); r.code != 2 || !strings.Contains(r.err, "has no views") {
		t.Errorf("without any view: %d %q", r.code, r.err)
	}
	s, err := session.Open(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	err = s.SaveView(session.View{Name: "Payments", Filter: "action:payment sort:actor", Zone: "Asia/Jakarta",
		Columns: []session.ViewColumn{{Field: "actor"}, {Field: "ip", Hidden: true}, {Field: "time"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "actor time anna 2026-03-14 17:00:00 budi 2026-03-14 16:00:00"},
		{[]string{"ip:10.0.0.1"}, "actor time budi 2026-03-14 16:00:00"},
		{[]string{"actor:budi OR ip:10.0.0.2", "sort:-actor"}, "actor time budi 2026-03-14 16:00:00 anna 2026-03-14 17:00:00"},
		{[]string{"--columns", "time", "--zone", "UTC"}, "time 2026-03-14 10:00:00 2026-03-14 09:00:00"},
	} {
		got := strings.Join(strings.Fields(mustRun(t, append([]string{"query", "--view", "Payments", "-w", w}, c.args...)...)), " ")
		if got, _, _ = strings.Cut(got, " 1 of"); got != c.want {
			if got, _, _ = strings.Cut(got, " 2 of"); got != c.want {
				t.Errorf("%v: %s, want %s", c.args, got, c.want)
			}
		}
	}
	if r := probity(t, "query", "--view", "Nope", "-w", w); r.code != 2 || !strings.Contains(r.err, `it has: Payments`) {
		t.Errorf("a view that is not there: %d %q", r.code, r.err)
	}
}
