package command

import (
	"bytes"
	"compress/gzip"
	"path/filepath"
	"testing"
)

func TestDryRunCountsAndHashesWhatAnImportWould(t *testing.T) {
	const log = "Timestamp,Actor,Action,IP Address\n2026-03-01T10:00:00Z,ana,Suspended client,192.0.2.1\nlater,budi,Recorded payment,192.0.2.2\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(log)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"log.csv": log, "log.csv.gz": packed.String()} {
		path := write(t, name, content)
		dry := object(t, mustRun(t, "import", path, "--dry-run", "--json"))
		real := object(t, mustRun(t, "import", path, "--json", "-w", filepath.Join(t.TempDir(), "w.probity")))
		for _, key := range []string{"read", "stored", "rejected", "undated", "first", "last", "sha256", "root"} {
			if dry[key] != real[key] || dry[key] == "" {
				t.Errorf("%s: %s is %v in a dry run, %v in the import", name, key, dry[key], real[key])
			}
		}
	}
}
