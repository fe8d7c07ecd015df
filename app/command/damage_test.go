package command

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hurtLog makes a workspace in which the column of customers cannot be read.
func hurtLog(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	export, ws := filepath.Join(dir, "a.csv"), filepath.Join(dir, "w.probity")
	mustRun(t, "generate", "--format", "operators-action-log", "--rows", "400", "-o", export)
	mustRun(t, "import", export, "-w", ws, "--zone", "UTC")
	db, err := sql.Open("sqlite", ws)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var data []byte
	if err := db.QueryRow("SELECT data FROM block WHERE name = 'target'").Scan(&data); err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 0x40
	if _, err := db.Exec("UPDATE block SET data = ? WHERE name = 'target'", data); err != nil {
		t.Fatal(err)
	}
	return ws
}

func TestAnAnswerThatRestsOnDamageSaysSoAndEndsWith1(t *testing.T) {
	ws := hurtLog(t)
	for _, args := range [][]string{
		{"query", "customer:a", "--count"}, {"query", "--facet", "customer"}, {"query"}, {"query", "--group", "customer"},
		{"query", "--format", "csv"}, {"sql", "SELECT count(target) FROM entries"}, {"sql", "--format", "csv", "SELECT target FROM entries"},
	} {
		args = append(args, "-w", ws)
		r := probity(t, args...)
		if r.code != 1 || r.out == "" || !strings.Contains(r.err, "target") || !strings.Contains(r.err, "a.csv") {
			t.Errorf("%q ended with %d and says %q", args, r.code, r.err)
		}
		if args[2] == "csv" {
			continue
		}
		r = probity(t, append(args, "--json")...)
		damaged, _ := object(t, r.out)["damaged"].([]any)
		if r.code != 1 || len(damaged) != 1 || damaged[0].(map[string]any)["column"] != "target" {
			t.Errorf("%q --json ended with %d: %.300s", args, r.code, r.out)
		}
	}
	// What does not need that column is as good as ever.
	for _, args := range [][]string{{"query", "operator:a", "--count"}, {"sql", "SELECT count(actor) FROM entries"}} {
		if r := probity(t, append(args, "-w", ws)...); r.code != 0 || r.err != "" {
			t.Errorf("%q ended with %d: %s", args, r.code, r.err)
		}
	}
}

func TestNothingIsDecidedAboutEntriesThatDamageHides(t *testing.T) {
	ws := hurtLog(t)
	for _, args := range [][]string{{"note", "Seen"}, {"decide", "fine"}} {
		r := probity(t, append(args, "-w", ws, "--author", "Ann", "--where", "-customer:a")...)
		if r.code != 1 || !strings.Contains(r.err, "target") || !strings.Contains(r.err, "nothing was written") {
			t.Errorf("%q ended with %d: %s%s", args, r.code, r.out, r.err)
		}
	}
	if n := number(object(t, mustRun(t, "query", "-w", ws, "--json", "--count", "has:note OR -status:open")), "count"); n != 0 {
		t.Errorf("%d entries were changed", n)
	}
	mustRun(t, "note", "Seen", "-w", ws, "--author", "Ann", "--where", "operator:a")
}

func TestCountsAreWrittenWhereAskedAndInNoOtherFormat(t *testing.T) {
	dir := t.TempDir()
	export, ws, out := filepath.Join(dir, "a.csv"), filepath.Join(dir, "w.probity"), filepath.Join(dir, "out.txt")
	mustRun(t, "generate", "--format", "operators-action-log", "--rows", "50", "-o", export)
	mustRun(t, "import", export, "-w", ws, "--zone", "UTC")
	for _, args := range [][]string{{"--count"}, {"--facet", "operator"}, {"--by", "month"}, {"--group", "operator"}} {
		args = append([]string{"query", "-w", ws}, args...)
		want := mustRun(t, args...)
		if shown := mustRun(t, append(args, "-o", out)...); shown != "" {
			t.Errorf("%q -o prints %q", args, shown)
		}
		if got, err := os.ReadFile(out); err != nil || string(got) != want {
			t.Errorf("%q -o wrote %q, %v; want %q", args, got, err, want)
		}
		if r := probity(t, append(args, "--format", "csv")...); r.code != 2 || r.out != "" || !strings.Contains(r.err, "--json") {
			t.Errorf("%q --format csv ended with %d: %s", args, r.code, r.err)
		}
	}
}
