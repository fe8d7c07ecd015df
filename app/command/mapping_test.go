package command

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/fault"
)

func FuzzMappingIsReadOrRefusedWithASentence(f *testing.F) {
	f.Add([]byte("Kunde: target\nMeta.user: actor\n\"a: b\": ''\n"))
	f.Add([]byte("a: &x [1, 2]\nb: *x\n"))
	f.Add([]byte("? [a]\n: b\n"))
	f.Add([]byte("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n<<: *c\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := mapping("map.yaml", text); err != nil && (!errors.Is(err, fault.Unusable) || err.Error() == "") {
			t.Fatalf("%v", err)
		}
	})
}

func TestNumbersAndColumnsThatCannotBeAreNamed(t *testing.T) {
	path := write(t, "a.csv", "Timestamp,Operator,Action\n2026-03-01T10:00:00Z,ana,Suspended account\n")
	ws := filepath.Join(t.TempDir(), "w.probity")
	for says, args := range map[string][]string{
		"--preview -3":                   {"inspect", path, "--preview", "-3"},
		"--panel-rows -7":                {"import", path, "-w", ws, "--panel-rows", "-7"},
		`no column "When"; there are Ti`: {"import", path, "-w", ws, "--layout", "When=excel"},
		`a.csv has no column "When"`:     {"inspect", path, "--layout", "When=excel"},
		"./-name":                        {"inspect", "-a.csv"},
		"--list is for JSON":             {"import", path, "-w", ws, "--list", "data.items"},
		"is no day or time":              {"import", path, "-w", ws, "--exported-at", "rubbish"},
	} {
		if r := probity(t, args...); r.code != 2 || r.out != "" || !strings.Contains(r.err, says) {
			t.Errorf("%q ended with %d: %s%s", args, r.code, r.out, r.err)
		}
	}
	if _, err := os.Stat(ws); err == nil {
		t.Error("a workspace was made")
	}
	for text, want := range map[string]bool{"": true, "2026-04-01": true, "2026-04-01 09:30": true, "2026-04-01T09:30:00+02:00": true, "2026-04-01T09:30Z": true,
		"1.4.2026 9:30": true, "2026-04-01 09:30 CEST": true, "2026-13-01": false, "yesterday": false, "09:30": false} {
		if isMoment(text) != want {
			t.Errorf("--exported-at %q: %t", text, !want)
		}
	}
}
