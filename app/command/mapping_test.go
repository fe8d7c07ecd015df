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
	} {
		if r := probity(t, args...); r.code != 2 || r.out != "" || !strings.Contains(r.err, says) {
			t.Errorf("%q ended with %d: %s%s", args, r.code, r.out, r.err)
		}
	}
	if _, err := os.Stat(ws); err == nil {
		t.Error("a workspace was made")
	}
}
