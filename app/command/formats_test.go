package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"probity/app/session"
)

func TestReadingSavedAsAFormatIsFoundNextTime(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	export := write(t, "a.csv", "Wann;Wer;Was\n3/4/2026 10:00;ann;Kunde gesperrt\n")
	columns := write(t, "map.yaml", "Wann: time\nWer: actor\nWas: action\n")
	r := probity(t, "inspect", export, "--zone", "Europe/Vienna", "--date-order", "mdy", "--map", columns, "--save-format", "Unser Panel")
	if r.code != 0 || !strings.Contains(r.err, filepath.Join(session.FormatsFolder(), "unser-panel.yaml")) {
		t.Fatalf("%+v", r)
	}
	o := object(t, mustRun(t, "inspect", export, "--json"))
	if o["import_format"] != "unser-panel" || len(o["questions"].([]any)) != 0 {
		t.Errorf("%v", o)
	}
	out := mustRun(t, "convert", export)
	if !strings.Contains(out, "2026-03-04T09:00:00Z,3/4/2026 10:00,ann,Kunde gesperrt,suspension") {
		t.Error(out)
	}
	other := write(t, "b.csv", "Time,Who\n2026-01-02 03:04:05,ann\n")
	if r := probity(t, "inspect", other, "--save-format", "Unser Panel"); r.code != 2 || !strings.Contains(r.err, "There is already") {
		t.Errorf("%+v", r)
	}
	path := filepath.Join(t.TempDir(), "passed-on.yaml")
	mustRun(t, "inspect", export, "--save-format", path)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	mustRun(t, "inspect", "--format", path, export)
}
