package command

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type ran struct {
	code     int
	out, err string
}

// probity runs a command line as main does.
func probity(t *testing.T, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	code := Main(t.Context(), args, Streams{In: strings.NewReader(""), Out: &out, Err: &errs},
		func(context.Context, []string) error { t.Error("the window was opened"); return nil })
	return ran{code, out.String(), errs.String()}
}

// mustRun runs a command line that must end with 0 and gives its output.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	r := probity(t, args...)
	if r.code != 0 {
		t.Fatalf("probity %s ended with %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

// object reads the JSON that a command printed.
func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatalf("no JSON: %v\n%s", err, text)
	}
	return o
}

func number(o map[string]any, key string) int {
	n, _ := o[key].(float64)
	return int(n)
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// formats are the five generated formats and what a person answers for them.
var formats = map[string][]string{
	"operators-action-log":  {"--zone", "Europe/Berlin"},
	"isp-activity-log":      {"--zone", "Africa/Nairobi"},
	"reseller-audit-log":    nil,
	"operator-log":          {"--zone", "Europe/Paris"},
	"commerce-activity-log": nil,
}

func TestMainJobEndToEndInEveryFormat(t *testing.T) {
	for format, answers := range formats {
		t.Run(format, func(t *testing.T) {
			dir := t.TempDir()
			export, ws, zip := filepath.Join(dir, "export.dat"), filepath.Join(dir, "w.probity"), filepath.Join(dir, "out.zip")
			mustRun(t, "generate", "--format", format, "--rows", "500", "-o", export)

			in := object(t, mustRun(t, append([]string{"inspect", "--json", export}, answers...)...))
			if in["import_format"] != format {
				t.Errorf("recognised as %v", in["import_format"])
			}
			if q, _ := in["questions"].([]any); len(q) > 0 {
				t.Errorf("open questions after the answer: %v", q)
			}

			receipt := object(t, mustRun(t, append([]string{"import", "--json", export, "-w", ws}, answers...)...))
			if number(receipt, "read") != 500 || number(receipt, "stored") != 500 || number(receipt, "rejected") != 0 {
				t.Fatalf("receipt %v", receipt)
			}
			again := object(t, mustRun(t, append([]string{"import", "--json", export, "-w", ws}, answers...)...))
			if number(again, "read") != 500 || number(again, "stored") != 0 || number(again, "duplicates") != 500 {
				t.Errorf("the same file again: %v", again)
			}

			all := object(t, mustRun(t, "query", "-w", ws, "--json", "--limit", "0"))
			if number(all, "count") != 500 {
				t.Errorf("%d entries", number(all, "count"))
			}
			rows := all["rows"].([]any)
			for i := 1; i < len(rows); i++ {
				if a, b := rows[i-1].(map[string]any)["time"].(string), rows[i].(map[string]any)["time"].(string); a < b {
					t.Fatalf("row %d is older than row %d", i-1, i)
				}
			}
			first := rows[0].(map[string]any)
			for _, field := range []string{"action", "category", "time", "time_text"} {
				if first[field] == "" || first[field] == nil {
					t.Errorf("the newest entry has no %s: %v", field, first)
				}
			}
			mustRun(t, "decide", "exception", "-w", ws, "--entry", first["id"].(string), "--author", "Ana")
			mustRun(t, "note", "Why at night?", "-w", ws, "--entry", first["id"].(string), "--author", "Ana")
			if n := strings.TrimSpace(mustRun(t, "query", "-w", ws, "--count", "status:exception has:note")); n != "1" {
				t.Errorf("%s exceptions with a note", n)
			}
			if v := object(t, mustRun(t, "verify", "--json", ws)); v["verdict"] != "unsigned" {
				t.Errorf("workspace: %v", v)
			}
			mustRun(t, "bundle", "-w", ws, "-o", zip)
			v := object(t, mustRun(t, "verify", "--json", zip))
			if v["verdict"] != "unsigned" || len(v["problems"].([]any)) != 0 || v["fingerprint"] == "" {
				t.Errorf("bundle: %v", v)
			}
			if r := probity(t, "verify", "--require-signature", zip); r.code != 1 {
				t.Errorf("--require-signature ended with %d", r.code)
			}
			if n := strings.TrimSpace(mustRun(t, "query", "-w", zip, "--count", "status:exception has:note")); n != "1" {
				t.Errorf("the bundle has %s exceptions with a note", n)
			}
			compared := object(t, mustRun(t, append([]string{"compare", "--json", export, export}, answers...)...))
			if number(compared, "same") != 500 {
				t.Errorf("compared with itself: %v", compared)
			}
		})
	}
}

func TestBundleHonoursTheFilter(t *testing.T) {
	dir := t.TempDir()
	export, ws, zip := filepath.Join(dir, "e.csv"), filepath.Join(dir, "w.probity"), filepath.Join(dir, "o.zip")
	mustRun(t, "generate", "--format", "commerce-activity-log", "--rows", "400", "-o", export)
	mustRun(t, "import", export, "-w", ws)
	want := strings.TrimSpace(mustRun(t, "query", "-w", ws, "--count", "category:login"))
	if want == "0" || want == "400" {
		t.Fatalf("%s logins: the filter tells nothing", want)
	}
	mustRun(t, "bundle", "category:login", "-w", ws, "-o", zip)
	if got := strings.TrimSpace(mustRun(t, "query", "-w", zip, "--count")); got != want {
		t.Errorf("%s entries in the bundle, want %s", got, want)
	}
	if got := strings.TrimSpace(mustRun(t, "query", "-w", zip, "--count", "category:login")); got != want {
		t.Errorf("the bundle's own filter finds %s, want %s", got, want)
	}
}

func TestUnusableInputEndsWith2AndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	ws := filepath.Join(dir, "w.probity")
	good := write(t, "good.csv", "Timestamp,Actor,Action\n2026-01-01T00:00:00Z,a,b\n")
	for name, args := range map[string][]string{
		"missing file":         {"import", filepath.Join(dir, "none.csv"), "-w", ws},
		"empty file":           {"import", write(t, "empty.csv", ""), "-w", ws},
		"binary file":          {"import", write(t, "b.csv", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00"), "-w", ws},
		"directory":            {"import", dir, "-w", ws},
		"one of two unusable":  {"import", good, filepath.Join(dir, "none.csv"), "-w", ws},
		"no workspace":         {"import", good},
		"open question":        {"import", write(t, "q.csv", "Timestamp,Operator,Customer,Action\n2026-01-01 10:00:00,a,b,c\n"), "-w", ws},
		"unknown zone":         {"import", good, "-w", ws, "--zone", "Europe/Atlantis"},
		"unknown verb":         {"improt", good},
		"unknown flag":         {"import", good, "--nope"},
		"query without a file": {"query", "-w", filepath.Join(dir, "none.probity")},
		"verify nothing":       {"verify", filepath.Join(dir, "none.zip")},
		"bundle nowhere":       {"bundle", "-w", ws},
	} {
		t.Run(name, func(t *testing.T) {
			r := probity(t, args...)
			if r.code != 2 || r.err == "" || !strings.HasPrefix(r.err, "probity: ") {
				t.Errorf("ended with %d: %s%s", r.code, r.out, r.err)
			}
			if _, err := os.Stat(ws); err == nil {
				t.Error("a workspace was left behind")
			}
		})
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestNegatedTermIsNoFlag(t *testing.T) {
	ws := filepath.Join(t.TempDir(), "w.probity")
	mustRun(t, "import", write(t, "good.csv", "Timestamp,Actor,Action\n2026-01-01T00:00:00Z,a,b\n2026-01-02T00:00:00Z,c,d\n"), "-w", ws)
	if n := strings.TrimSpace(mustRun(t, "query", "-w", ws, "--count", "-operator:=a")); n != "1" {
		t.Errorf("%s entries are not by a, want 1", n)
	}
}

func TestMistakeInAQueryIsShownAtItsPlace(t *testing.T) {
	dir := t.TempDir()
	ws := filepath.Join(dir, "w.probity")
	mustRun(t, "import", write(t, "good.csv", "Timestamp,Actor,Action\n2026-01-01T00:00:00Z,a,b\n"), "-w", ws)
	r := probity(t, "query", "-w", ws, "operater:budi")
	if r.code != 2 || !strings.Contains(r.err, "operator") || !strings.Contains(r.err, "^") {
		t.Errorf("ended with %d: %s", r.code, r.err)
	}
}

func TestChangedByteInABundleEndsWith1AndIsNamed(t *testing.T) {
	dir := t.TempDir()
	export, ws, zip := filepath.Join(dir, "e.csv"), filepath.Join(dir, "w.probity"), filepath.Join(dir, "o.zip")
	mustRun(t, "generate", "--format", "commerce-activity-log", "--rows", "100", "-o", export)
	mustRun(t, "import", export, "-w", ws)
	mustRun(t, "bundle", "-w", ws, "-o", zip)
	b, err := os.ReadFile(zip)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(zip, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if r := probity(t, "verify", zip); r.code != 1 || !strings.Contains(r.out, "data/") {
		t.Errorf("ended with %d: %s%s", r.code, r.out, r.err)
	}
}

func TestExportIsCheckedAgainstTheWorkspace(t *testing.T) {
	dir := t.TempDir()
	export, ws := filepath.Join(dir, "e.csv"), filepath.Join(dir, "w.probity")
	mustRun(t, "generate", "--format", "commerce-activity-log", "--rows", "50", "-o", export)
	mustRun(t, "import", export, "-w", ws)
	mustRun(t, "verify", export, "-w", ws)
	f, err := os.OpenFile(export, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, "x\n"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if r := probity(t, "verify", export, "-w", ws); r.code != 1 {
		t.Errorf("a changed export ended with %d", r.code)
	}
}

func TestConvertGivesEveryRecord(t *testing.T) {
	path := write(t, "l.csv", "Zeit;Operator;Aktion;Kunde\r\n13.09.2026 11:20;budi;Zahlung erfasst;\"Hotel \"\"Aurora\"\"; Berlin\"\r\n")
	raw := mustRun(t, "convert", "--raw", path)
	if want := "Zeit,Operator,Aktion,Kunde\n13.09.2026 11:20,budi,Zahlung erfasst,\"Hotel \"\"Aurora\"\"; Berlin\"\n"; raw != want {
		t.Errorf("raw: %q, want %q", raw, want)
	}
	out := mustRun(t, "convert", "--to", "jsonl", "--zone", "Europe/Berlin", path)
	o := object(t, out)
	if o["time"] != "2026-09-13T09:20:00Z" || o["actor"] != "budi" || o["target"] != `Hotel "Aurora"; Berlin` {
		t.Errorf("converted: %s", out)
	}
}
