package command

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// zipOf packs files, given as name and content in turn.
func zipOf(t *testing.T, files ...string) string {
	t.Helper()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for i := 0; i < len(files); i += 2 {
		f, err := z.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

func TestAllMembersOfAZIPAreImportedWithAReceiptEach(t *testing.T) {
	const head = "Timestamp,Actor,Action,IP Address\n"
	live, archive := head+"2026-03-01T10:00:00Z,ana,Suspended client,192.0.2.1\n", head+"2025-03-01T10:00:00Z,budi,Recorded payment,192.0.2.2\n2025-03-02T10:00:00Z,budi,Recorded payment,192.0.2.2\n"
	path := write(t, "exports.zip", zipOf(t, "live.csv", live, "old/archive.csv", archive))
	if r := probity(t, "import", path, "--dry-run"); r.code != 2 || !strings.Contains(r.err, "--member '*'") {
		t.Fatalf("a ZIP with several exports is not asked about: %d, %s", r.code, r.err)
	}
	for _, flags := range [][]string{{"--dry-run"}, {"-w", filepath.Join(t.TempDir(), "w.probity")}} {
		r := probity(t, append([]string{"import", path, "--member", "*", "--json"}, flags...)...)
		if r.code != 0 {
			t.Fatalf("%d, %s", r.code, r.err)
		}
		lines := strings.Split(strings.TrimSpace(r.out), "\n")
		if len(lines) != 2 {
			t.Fatalf("%d receipts: %s", len(lines), r.out)
		}
		for i, want := range []struct {
			file   string
			stored int64
		}{{"exports.zip/live.csv", 1}, {"exports.zip/old/archive.csv", 2}} {
			var got imported
			if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(got.File, want.file) || got.Stored != want.stored {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
	}
	ws := filepath.Join(t.TempDir(), "w.probity")
	mustRun(t, "import", path, "--member", "*", "-w", ws)
	if out := mustRun(t, "verify", path, "-w", ws); !strings.Contains(out, "live.csv was imported") || !strings.Contains(out, "archive.csv was imported") {
		t.Errorf("of the exports in a ZIP are known: %s", out)
	}
	broken := write(t, "broken.zip", zipOf(t, "live.csv", live, "bare.csv", "When,Who\n01/02/2026 10:00,ana\n"))
	workspace := filepath.Join(t.TempDir(), "none.probity")
	if r := probity(t, "import", broken, "--member", "*", "-w", workspace); r.code != 2 || !strings.Contains(r.err, "bare.csv") {
		t.Fatalf("an open question of a member: %d, %s", r.code, r.err)
	}
}
