package command

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const operators = "Timestamp,Operator,Customer,Action\n"

// overlapping makes a workspace of two exports that overlap and gives its path.
func overlapping(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	ws := filepath.Join(dir, "w.probity")
	for name, text := range map[string]string{
		"a.csv": operators + "2026-03-14 09:00:00,budi,acme,Login\n2026-03-14 09:00:05,budi,acme,Payment recorded\n2026-03-14 09:00:05,budi,acme,Payment recorded\n",
		"b.csv": operators + "2026-03-14 09:00:05,budi,acme,Payment recorded\n2026-03-14 09:00:05,budi,acme,Payment recorded\n2026-03-14 10:00:00,ann,acme,Logout\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mustRun(t, "import", filepath.Join(dir, "a.csv"), "-w", ws, "--zone", "UTC", "--panel-rows", "4")
	b := object(t, mustRun(t, "import", "--json", filepath.Join(dir, "b.csv"), "-w", ws, "--zone", "UTC"))
	if number(b, "read") != 3 || number(b, "stored") != 1 || number(b, "duplicates") != 2 || number(b, "altered") != 0 || number(b, "vanished") != 0 {
		t.Fatalf("receipt %v", b)
	}
	return ws
}

func sourcesOf(t *testing.T, ws string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, s := range object(t, mustRun(t, "sources", "--json", "-w", ws))["sources"].([]any) {
		out = append(out, s.(map[string]any))
	}
	return out
}

func TestSourcesListsWhatEachImportCovers(t *testing.T) {
	ws := overlapping(t)
	all := sourcesOf(t, ws)
	if len(all) != 2 || all[0]["name"] != "a.csv" || number(all[0], "entries") != 3 || number(all[1], "duplicates") != 2 ||
		all[0]["first"] != "2026-03-14T09:00:00Z" || all[1]["last"] != "2026-03-14T10:00:00Z" || number(all[0], "panel_rows") != 4 || all[1]["panel_rows"] != nil {
		t.Errorf("%v", all)
	}
	if notes := all[0]["notes"].([]any); len(notes) != 1 || !strings.Contains(notes[0].(string), "4 rows, the file holds 3") {
		t.Errorf("%v", notes)
	}
	if text := mustRun(t, "sources", "-w", ws, "--zone", "UTC"); !strings.Contains(text, "b.csv\n  3 entries of 3 records, 2 duplicates\n  from 2026-03-14 09:00:05") {
		t.Errorf("%s", text)
	}
	if text := mustRun(t, "sources", "-w", ws, "--list"); text != "record 1 of b.csv is record 2 of a.csv\nrecord 2 of b.csv is record 3 of a.csv\n" {
		t.Errorf("%s", text)
	}
	first, _, _ := strings.Cut(mustRun(t, "sources", "-w", ws, "--list", "--json"), "\n")
	if o := object(t, first); o["kind"] != "duplicate" || o["source"] != "a.csv" || number(o, "record") != 2 || o["later"] != "b.csv" || number(o, "later_record") != 1 {
		t.Errorf("%v", o)
	}
	if n := strings.TrimSpace(mustRun(t, "query", "-w", ws, "--count")); n != "4" {
		t.Errorf("%s entries are shown", n)
	}
}

func TestRereadShowsWhatWouldChangeAndDoesItWhenToldTo(t *testing.T) {
	ws := overlapping(t)
	first := object(t, mustRun(t, "query", "-w", ws, "--json", "--limit", "0", "sort:time"))["rows"].([]any)[0].(map[string]any)
	mustRun(t, "note", "Why?", "-w", ws, "--entry", first["id"].(string), "--author", "Ana")
	for _, yes := range []bool{false, true} {
		args := []string{"reread", "a.csv", "-w", ws, "--zone", "Europe/Berlin", "--json", "--author", "Ana"}
		if yes {
			args = append(args, "--yes")
		}
		c := object(t, mustRun(t, args...))
		if c["done"] != yes || number(c, "changed") != 3 || number(c, "gone") != 0 || len(c["notes_touched"].([]any)) != 1 || len(c["notes_lost"].([]any)) != 0 {
			t.Errorf("%v", c)
		}
		f := c["fields"].([]any)[0].(map[string]any)
		if f["field"] != "time" || number(f, "count") != 3 {
			t.Errorf("%v", f)
		}
		want := "2026-03-14T09:00:00Z"
		if yes {
			want = "2026-03-14T08:00:00Z"
		}
		if got := sourcesOf(t, ws)[0]["first"]; got != want {
			t.Errorf("first %v, want %s", got, want)
		}
	}
	if n := strings.TrimSpace(mustRun(t, "query", "-w", ws, "--count", "has:note")); n != "1" {
		t.Errorf("%s entries have the note", n)
	}
	if v := object(t, mustRun(t, "verify", "--json", ws)); v["verdict"] != "unsigned" {
		t.Errorf("%v", v)
	}
	text := mustRun(t, "reread", "a.csv", "-w", ws, "--zone", "UTC")
	if !strings.Contains(text, "Do it with --yes") || !strings.Contains(text, "time: 3 entries") {
		t.Errorf("%s", text)
	}
}

func TestWithdrawTakesAnImportOutOfView(t *testing.T) {
	ws := overlapping(t)
	if r := probity(t, "withdraw", "a.csv", "-w", ws); r.code != 2 || !strings.Contains(r.err, "--reason") {
		t.Errorf("%+v", r)
	}
	if c := object(t, mustRun(t, "withdraw", "a.csv", "-w", ws, "--reason", "wrong panel", "--json")); number(c, "gone") != 3 || c["done"] != false {
		t.Errorf("%v", c)
	}
	if n := len(sourcesOf(t, ws)); n != 2 {
		t.Fatal(n)
	}
	mustRun(t, "withdraw", "a.csv", "-w", ws, "--reason", "wrong panel", "--yes")
	if n := strings.TrimSpace(mustRun(t, "query", "-w", ws, "--count")); n != "3" {
		t.Errorf("%s entries are shown", n)
	}
	all := sourcesOf(t, ws)
	if len(all) != 2 || all[1]["withdrawn"] != true || all[1]["name"] != "a.csv" || all[0]["withdrawn"] != false || number(all[0], "duplicates") != 0 {
		t.Errorf("%v", all)
	}
	if r := probity(t, "withdraw", "a.csv", "-w", ws, "--reason", "x", "--yes"); r.code != 2 || !strings.Contains(r.err, "was withdrawn") {
		t.Errorf("%+v", r)
	}
	if r := probity(t, "reread", "c.csv", "-w", ws); r.code != 2 || !strings.Contains(r.err, "b.csv") {
		t.Errorf("%+v", r)
	}
	if v := object(t, mustRun(t, "verify", "--json", ws)); v["verdict"] != "unsigned" {
		t.Errorf("%v", v)
	}
}

func TestRejectsCanBeMendedAndImportedAgain(t *testing.T) {
	dir := t.TempDir()
	ws := filepath.Join(dir, "w.probity")
	bad := write(t, "bad.csv", operators+"2026-03-14 09:00:00,budi,acme,Login\n2026-03-14 09:00:01,ana,acme,Login\n"+
		"2026-03-14 09:00:02,budi,corp,Login\nTotal,3,,\n")
	r := object(t, mustRun(t, "import", "--json", bad, "-w", ws, "--zone", "UTC"))
	if number(r, "rejected") != 1 {
		t.Fatalf("the total is not rejected: %v", r)
	}
	list := filepath.Join(dir, "rejects.csv")
	mustRun(t, "rejects", "bad.csv", "-w", ws, "-o", list)
	f, err := os.Open(list)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "5" || rows[1][1] != "4" || rows[1][3] == "" || rows[1][4] != "Total,3,," {
		t.Fatalf("%q %v", rows, err)
	}
	mend := filepath.Join(dir, "mended.csv")
	mustRun(t, "rejects", "bad.csv", "-w", ws, "--mend", "-o", mend)
	text, err := os.ReadFile(mend)
	if err != nil || !strings.HasPrefix(string(text), operators+"Total,3,,") {
		t.Fatalf("%q %v", text, err)
	}
	if err := os.WriteFile(mend, []byte(strings.Replace(string(text), "Total,3,,", "2026-03-14 09:00:05,budi,acme,Payment", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	r = object(t, mustRun(t, "import", "--json", mend, "-w", ws, "--zone", "UTC"))
	if number(r, "stored") != 1 || number(r, "rejected") != 0 {
		t.Errorf("%v", r)
	}
	if out := mustRun(t, "rejects", "mended.csv", "-w", ws, "--mend"); out != operators {
		t.Errorf("nothing to mend is written as %q", out)
	}
}

func TestPackedExportIsKnownByItsFileAndByItsContent(t *testing.T) {
	dir := t.TempDir()
	ws, plain, packed := filepath.Join(dir, "w.probity"), filepath.Join(dir, "a.csv"), filepath.Join(dir, "a.csv.gz")
	mustRun(t, "generate", "--format", "commerce-activity-log", "--rows", "300", "-o", plain)
	content, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(content)
	z.Close()
	if err := os.WriteFile(packed, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", packed, "-w", ws)
	for _, path := range []string{ws, plain, packed} {
		args := []string{"verify", "--json", path}
		if path != ws {
			args = append(args, "-w", ws)
		}
		if v := object(t, mustRun(t, args...)); v["verdict"] != "unsigned" {
			t.Errorf("%s: %v", path, v)
		}
	}
	if again := object(t, mustRun(t, "import", "--json", plain, "-w", ws)); number(again, "duplicates") != 300 {
		t.Errorf("%v", again)
	}
}

func TestImportsThatOverlapAreComparedWhole(t *testing.T) {
	ws := overlapping(t)
	r := probity(t, "compare", "--json", "a.csv", "b.csv", "-w", ws)
	c := object(t, r.out)
	if number(c, "same") != 2 {
		t.Errorf("%v", c)
	}
}

func TestBundleTellsThatASourceWasReadAgain(t *testing.T) {
	ws := overlapping(t)
	zip := filepath.Join(t.TempDir(), "o.zip")
	mustRun(t, "reread", "a.csv", "-w", ws, "--zone", "Europe/Berlin", "--yes")
	mustRun(t, "bundle", "-w", ws, "-o", zip)
	if v := object(t, mustRun(t, "verify", "--json", zip)); v["verdict"] != "unsigned" || len(v["problems"].([]any)) != 0 {
		t.Errorf("%v", v)
	}
}
