package command

import (
	"bytes"
	"context"
	"io"
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
	hurtBlock(t, ws, "target")
	return ws
}

// hurtBlock changes a bit in a stored column: its bytes follow its name and kind
// in the file.
func hurtBlock(t *testing.T, path, name string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, kind := range []string{"int", "code", "text"} {
		for at := 0; ; {
			next := bytes.Index(content[at:], []byte(name+kind))
			if next < 0 {
				break
			}
			at += next + len(name+kind)
			content[at+24] ^= 0x40
			found = true
		}
	}
	if !found {
		t.Fatalf("%s holds no column %s", path, name)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
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

func TestWhatElseIsKnownOfAnImportIsToldWhenItsTimesAreDamaged(t *testing.T) {
	dir := t.TempDir()
	export, ws := filepath.Join(dir, "a.csv"), filepath.Join(dir, "w.probity")
	mustRun(t, "generate", "--format", "operators-action-log", "--rows", "500", "-o", export)
	mustRun(t, "import", export, "-w", ws, "--zone", "UTC")
	hurtBlock(t, ws, "time")
	const want = "Stretches without entries cannot be told"
	for _, args := range [][]string{{"sources", "-w", ws}, {"query", "-w", ws, "--count", "--limits"}} {
		r := probity(t, args...)
		if out := r.out + r.err; !strings.Contains(out, want) || !strings.Contains(out, "500") {
			t.Errorf("%q ended with %d: %s", args, r.code, out)
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

func TestDamagedReferenceListsAreNamedAndNotSaidToBeMissing(t *testing.T) {
	dir := t.TempDir()
	export, ws := filepath.Join(dir, "log.csv"), filepath.Join(dir, "w.probity")
	mustRun(t, "generate", "--format", "operators-action-log", "--rows", "300", "-o", export, "--lists", dir)
	mustRun(t, "import", export, filepath.Join(dir, "operators.csv"), filepath.Join(dir, "customers.csv"), "-w", ws, "--zone", "UTC")
	hurtBlock(t, ws, "extra.parent")
	r := probity(t, "query", "own:no", "--count", "-w", ws)
	if r.code != 1 || !strings.Contains(r.err, "operators.csv is damaged") || strings.Contains(r.err, "was imported (") {
		t.Errorf("ended with %d: %s", r.code, r.err)
	}
	r = probity(t, "query", "own:no", "--count", "--json", "-w", ws)
	if o := object(t, r.out); r.code != 1 || o["damaged"] == nil || len(o["cannot_be_told"].([]any)) != 1 ||
		o["damaged"].([]any)[0].(map[string]any)["source"] != "operators.csv" {
		t.Errorf("ended with %d: %s", r.code, r.out)
	}
	mustRun(t, "query", "operator:a", "--count", "-w", ws)
}

func TestReferenceListsAndWhatWasWithdrawnAreKnownAsImported(t *testing.T) {
	dir := t.TempDir()
	export, list, ws := filepath.Join(dir, "log.csv"), filepath.Join(dir, "operators.csv"), filepath.Join(dir, "w.probity")
	mustRun(t, "generate", "--format", "operators-action-log", "--rows", "50", "-o", export, "--lists", dir)
	mustRun(t, "import", export, list, "-w", ws, "--zone", "UTC")
	mustRun(t, "verify", list, "-w", ws)
	if out := mustRun(t, "verify", ws); !strings.Contains(out, "1 source, 1 reference list as imported") {
		t.Error(out)
	}
	mustRun(t, "withdraw", "log.csv", "-w", ws, "--reason", "test", "--yes", "--author", "Ann")
	if out := mustRun(t, "verify", export, "-w", ws); !strings.Contains(out, "withdrawn since") {
		t.Error(out)
	}
	if r := probity(t, "verify", filepath.Join(dir, "customers.csv"), "-w", ws); r.code != 1 {
		t.Errorf("a list that was not imported ends with %d: %s", r.code, r.out)
	}
}

func TestImportThatFailsLeavesNoWorkspaceBehindThatItMade(t *testing.T) {
	dir := t.TempDir()
	export, ws := filepath.Join(dir, "a.csv"), filepath.Join(dir, "new", "w.probity")
	mustRun(t, "generate", "--format", "operators-action-log", "--rows", "150000", "-o", export)
	stop := func() int {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() {
			for ctx.Err() == nil {
				if _, err := os.Stat(ws + "-wal"); err == nil {
					cancel()
				}
			}
		}()
		return Main(ctx, []string{"import", export, "-w", ws, "--zone", "UTC"}, Streams{Out: io.Discard, Err: io.Discard}, nil)
	}
	if code := stop(); code != 2 {
		t.Fatalf("ended with %d", code)
	}
	if left, _ := filepath.Glob(ws + "*"); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	few := write(t, "few.csv", "Timestamp,Operator,Customer,Action\n2026-03-01 10:00:00,ana,Bob,Suspended account\n")
	mustRun(t, "import", few, "-w", ws, "--zone", "UTC")
	if code := stop(); code != 2 {
		t.Fatalf("ended with %d", code)
	}
	if n := strings.TrimSpace(mustRun(t, "query", "-w", ws, "--count")); n != "1" {
		t.Errorf("a workspace that was there before holds %s entries", n)
	}
}
