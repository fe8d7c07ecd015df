package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sqlLog makes a workspace of two exports that overlap, and leaves a note.
func sqlLog(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	export, ws := filepath.Join(dir, "a.csv"), filepath.Join(dir, "w.probity")
	mustRun(t, "generate", "--format", "commerce-activity-log", "--rows", "800", "-o", export)
	mustRun(t, "import", export, "-w", ws)
	content, err := os.ReadFile(export)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(content), "\n")
	second := filepath.Join(dir, "b.csv")
	if err := os.WriteFile(second, []byte(lines[0]+strings.Join(lines[1:300], "")+"2026-02-30 25:00:00,=cmd,\"x, \"\"y\"\"\",Client,1,10.0.0.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", second, "-w", ws)
	mustRun(t, "note", "-w", ws, "--where", "category:payment", "--author", "Ann", "Seen")
	return ws
}

func cells(t *testing.T, out map[string]any) [][]any {
	t.Helper()
	var rows [][]any
	for _, r := range out["rows"].([]any) {
		rows = append(rows, r.([]any))
	}
	return rows
}

func TestSQLCountsWhatQueryCounts(t *testing.T) {
	ws := sqlLog(t)
	for where, words := range map[string]string{
		"true":                                 "",
		"category = 'payment'":                 "category:payment",
		"actor LIKE '%an%' AND ip IS NOT NULL": "operator:an has:ip",
		"time >= '2026-03-01' AND time < '2026-04-01'": "date:2026-03",
		"notes IS NOT NULL":                            "has:note",
		"status = 'open' AND category <> 'login'":      "status:open -category:login has:category",
		"source = 'b.csv'":                             "source:=b.csv",
		"time IS NULL":                                 "-has:time",
	} {
		got := cells(t, object(t, mustRun(t, "sql", "--json", "-w", ws, "SELECT count(*) FROM entries WHERE "+where)))
		want := number(object(t, mustRun(t, "query", "--json", "--count", "--zone", "UTC", "-w", ws, words)), "count")
		if len(got) != 1 || int(got[0][0].(float64)) != want {
			t.Errorf("%s: %v, query counts %d", where, got, want)
		}
	}
	newest := object(t, mustRun(t, "query", "--json", "--limit", "1", "-w", ws))["rows"].([]any)[0].(map[string]any)
	row := cells(t, object(t, mustRun(t, "sql", "--json", "-w", ws, "SELECT id, actor, record FROM entries LIMIT 1")))[0]
	if row[0] != newest["id"] || row[1] != newest["actor"] || fmt.Sprint(row[2]) != newest["record"] {
		t.Errorf("the newest entry is %v, query says %v", row, newest)
	}
	groups := object(t, mustRun(t, "query", "--json", "--group", "operator,month", "--zone", "UTC", "-w", ws))["grouping"].(map[string]any)
	same := cells(t, object(t, mustRun(t, "sql", "--json", "-w", ws,
		"SELECT coalesce(actor, ''), coalesce(strftime('%Y-%m', time), '') m, count(*) n FROM entries GROUP BY 1, 2 ORDER BY n DESC, 1, 2")))
	if len(same) != number(groups, "distinct") {
		t.Errorf("%d groups in SQL, %v", len(same), groups["distinct"])
	}
	for i, g := range groups["groups"].([]any) {
		g := g.(map[string]any)
		if v := g["values"].([]any); v[0] != same[i][0] || v[1] != same[i][1] || g["count"] != same[i][2] {
			t.Errorf("group %d is %v, in SQL %v", i, g, same[i])
		}
	}
}

func TestSQLReadsAndDoesNothingElse(t *testing.T) {
	ws := sqlLog(t)
	before, err := os.ReadFile(ws)
	if err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(t.TempDir(), "stolen.db")
	for _, statement := range []string{
		"DELETE FROM entries", "UPDATE entries SET actor = 'x'", "INSERT INTO entries (actor) VALUES ('x')", "DROP TABLE entries",
		"CREATE TABLE t (a)", "CREATE TEMP TABLE t AS SELECT * FROM entries", "CREATE VIEW v AS SELECT 1",
		"ATTACH '" + target + "' AS a", "DETACH main", "VACUUM", "VACUUM INTO '" + target + "'", "PRAGMA journal_mode = DELETE", "PRAGMA table_list",
		"SELECT * FROM pragma_database_list", "SELECT load_extension('x')", "SELECT fts3_tokenizer('x')", "BEGIN", "SAVEPOINT s", "REINDEX", "ANALYZE",
		"SELECT 1; DELETE FROM entries", "ALTER TABLE entries RENAME TO e", "CREATE VIRTUAL TABLE v USING probity",
		"WITH x AS (SELECT 1) DELETE FROM entries", "SELECT * FROM sqlite_dbpage", "SELECT * FROM dbstat",
	} {
		r := probity(t, "sql", "-w", ws, statement)
		if r.code != 2 || r.out != "" || strings.Contains(r.err, "not authorized") || !strings.HasSuffix(strings.TrimSpace(r.err), ".") {
			t.Errorf("%s ended with %d\n%s%s", statement, r.code, r.out, r.err)
		}
	}
	if _, err := os.Stat(target); err == nil {
		t.Error("a file was written")
	}
	if after, err := os.ReadFile(ws); err != nil || string(after) != string(before) {
		t.Errorf("the workspace changed (%v)", err)
	}
	for statement, want := range map[string]string{
		"SELECT opertor FROM entries":      "There is no column",
		"SELECT * FROM log":                "The table is called entries",
		"SELEC 1":                          "syntax error",
		"":                                 "SELECT",
		"SELECT (":                         "Incomplete",
		`SELECT "opertor" FROM entries`:    "There is no column",
		"SELECT ?1":                        "Write the value itself",
		"SELECT hex(zeroblob(1000000000))": "too big",
	} {
		if r := probity(t, "sql", "-w", ws, statement); r.code != 2 || !strings.Contains(r.err, want) {
			t.Errorf("%s ended with %d\n%s%s", statement, r.code, r.out, r.err)
		}
	}
	endless := "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
	if r := probity(t, "sql", "-w", ws, "--timeout", "200ms", endless); r.code != 2 || !strings.Contains(r.err, "stopped after 200ms") {
		t.Errorf("an endless query ended with %d\n%s%s", r.code, r.out, r.err)
	}
	single := "SELECT instr(hex(zeroblob(240000)), hex(zeroblob(120000)) || '1')"
	if r := probity(t, "sql", "-w", ws, "--timeout", "200ms", single); r.code != 2 || !strings.Contains(r.err, "stopped after 200ms") {
		t.Errorf("a function that takes long ended with %d\n%s%s", r.code, r.out, r.err)
	}
	long := "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, hex(zeroblob(1000000)) FROM n"
	if r := probity(t, "sql", "-w", ws, "--json", long); r.code != 2 || r.out != "" || !strings.Contains(r.err, "--format csv") {
		t.Errorf("a long answer ended with %d\n%.200s%s", r.code, r.out, r.err)
	}
	if got := mustRun(t, "sql", "-w", ws, "--format", "csv", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5) SELECT count(*) AS n FROM n"); got != "n\r\n5\r\n" {
		t.Errorf("the rows of a WITH are counted as %q", got)
	}
	if r := probity(t, "sql", "-w", ws, "--timeout", "300ms", "SELECT count(*) FROM entries a, entries b, entries c WHERE a.actor < b.actor"); r.code != 2 || !strings.Contains(r.err, "stopped after") {
		t.Errorf("a large query ended with %d\n%s%s", r.code, r.out, r.err)
	}
}

func TestSQLIsPrintedForPeopleSpreadsheetsAndMachines(t *testing.T) {
	ws := sqlLog(t)
	statement := "SELECT '=1+1' AS a, -5 AS b, NULL AS c, 1.5 AS d, 'x,\"y\"' AS e, x'00ff' AS f"
	for format, want := range map[string]string{
		"table": "a     b   c  d    e      f\n=1+1  -5  –  1.5  x,\"y\"  x'00ff'\n",
		"csv":   "a,b,c,d,e,f\r\n'=1+1,-5,,1.5,\"x,\"\"y\"\"\",x'00ff'\r\n",
		"json":  `{"columns":["a","b","c","d","e","f"],"rows":[["=1+1",-5,null,1.5,"x,\"y\"","x'00ff'"]]}` + "\n",
	} {
		if got := mustRun(t, "sql", "-w", ws, "--format", format, statement); got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
		}
	}
	if r := probity(t, "sql", "-w", ws, "--format", "xlsx", statement); r.code != 2 {
		t.Errorf("an unknown format ended with %d", r.code)
	}
}

func TestSQLKnowsColumnsThatDifferInCaseOnly(t *testing.T) {
	ws := filepath.Join(t.TempDir(), "w.probity")
	mustRun(t, "import", write(t, "a.jsonl", `{"time":"2026-03-01T10:00:00Z","user":"ana","action":"x","meta":{"id":"1","Id":"2"},"q\"":"3"}`+"\n"), "-w", ws)
	got := mustRun(t, "sql", "-w", ws, "--format", "csv", `SELECT "extra.meta.Id", "extra.meta.id (2)", "extra.q""" FROM entries`)
	if _, values, _ := strings.Cut(got, "\r\n"); values != "2,1,3\r\n" && values != "1,2,3\r\n" {
		t.Error(got)
	}
}

func TestGroupsAndSumsArePrinted(t *testing.T) {
	ws := sqlLog(t)
	out := mustRun(t, "query", "-w", ws, "--group", "category", "--sum", "amount", "--limit", "3", "category:payment,login")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 5 || !strings.HasPrefix(lines[0], "category") || lines[3] != "2 of 2 groups" || !strings.Contains(lines[4], "EUR") {
		t.Error(out)
	}
	for _, args := range [][]string{{"--group", "a,b,c"}, {"--group", "nothing"}, {"--sum", "amount"}, {"--group", "operator", "--sum", "ip"}} {
		if r := probity(t, append([]string{"query", "-w", ws}, args...)...); r.code != 2 || r.out != "" {
			t.Errorf("%v ended with %d\n%s", args, r.code, r.out)
		}
	}
	sorted := object(t, mustRun(t, "query", "--json", "-w", ws, "--columns", "operator,time", "--limit", "50", "sort:operator,time"))
	last := ""
	for _, r := range sorted["rows"].([]any) {
		o := r.(map[string]any)
		key := fmt.Sprint(o["operator"], " ", o["time"])
		if key < last && strings.Fields(key)[0] == strings.Fields(last)[0] {
			t.Errorf("%s comes after %s", key, last)
		}
		last = key
	}
	if r := probity(t, "query", "-w", ws, "extra.colum7:x"); r.code != 0 || !strings.Contains(r.err, "extra.colum7") {
		t.Errorf("a field that no source has: %d\n%s", r.code, r.err)
	}
}

func TestSQLAnswersOneStatementOnly(t *testing.T) {
	ws := sqlLog(t)
	for _, two := range []string{"SELECT 1; SELECT 2", "SELECT ';' ; /* ; */ SELECT 2", "SELECT 1 -- one\n;\nSELECT 2"} {
		if r := probity(t, "sql", "-w", ws, two); r.code != 2 || r.out != "" || !strings.Contains(r.err, "more than one statement") {
			t.Errorf("%q ended with %d: %s%s", two, r.code, r.out, r.err)
		}
	}
	for _, one := range []string{"SELECT 1;", "SELECT 1; ; -- done; really", "SELECT 'it''s; one', \"actor\" FROM entries LIMIT 1", "/* ; */ SELECT 1 /* open"} {
		mustRun(t, "sql", "-w", ws, one)
	}
}
