package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestQuerySaysWhatTheLogCannotShow(t *testing.T) {
	dir := t.TempDir()
	export, ws := filepath.Join(dir, "log.csv"), filepath.Join(dir, "w.probity")
	if err := os.WriteFile(export, []byte("Timestamp,Operator,Customer,Action\n2026-03-01T10:00:00Z,budi,Acme,Suspended account\n2026-03-02T10:00:00Z,ann,Acme,Activated account\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", export, "-w", ws)
	args := []string{"query", "date:2026-02-20..2026-03-02 own:no", "-w", ws, "--count"}
	r := probity(t, append(args, "--limits")...)
	for _, want := range []string{"The log holds entries from 1 Mar 2026 to 2 Mar 2026", "Nothing is known of 20 Feb 2026", "belongs to cannot be told"} {
		if r.code != 0 || strings.Count(r.err, want) != 1 {
			t.Errorf("ended with %d and says %q %d times: %s", r.code, want, strings.Count(r.err, want), r.err)
		}
	}
	if r := probity(t, args...); strings.Contains(r.err, "The log holds") {
		t.Errorf("says what nobody asked for: %s", r.err)
	}
	o := object(t, mustRun(t, append(args, "--limits", "--json")...))
	if list, ok := o["cannot_be_shown"].([]any); !ok || len(list) < 3 {
		t.Errorf("cannot_be_shown is %v", o["cannot_be_shown"])
	}
}
