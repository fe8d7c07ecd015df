package intake

import (
	"strings"
	"testing"
)

func TestExportOfExactlyTheProductsMostIsToldToBeCut(t *testing.T) {
	yaml := strings.Replace(ownYAML, "zone: Europe/Vienna", "zone: UTC\ncap: 3", 1)
	format := fileOf(t, "capped.yaml", yaml)
	rows := []string{"When,Who,What", "2026-03-14 09:00:00,ann,a", "2026-03-14 09:01:00,ann,b", "2026-03-14 09:02:00,ann,c", ""}
	in := inspect(t, "a.csv", strings.Join(rows, "\n"), Options{ImportFormat: format})
	if f := in.Findings["cap"]; !strings.Contains(f.Why, "exactly 3 records, the most that Our billing exports") {
		t.Errorf("%+v", f)
	}
	rd := reading(t, in)
	if rd.Capped(3) == "" || rd.Capped(2) != "" {
		t.Errorf("%q %q", rd.Capped(3), rd.Capped(2))
	}
	in = inspect(t, "a.csv", strings.Join(rows[:3], "\n"), Options{ImportFormat: format})
	if _, ok := in.Findings["cap"]; ok {
		t.Error("two records are no cap")
	}
}

func TestGapsTellHowImpersonationIsAttributed(t *testing.T) {
	in := inspect(t, "moodle.csv", "Time,User full name,Affected user,Event context,Component,Event name,Description,Origin,IP address\n\"14/03/26, 14:12\",Ann,-,System,System,Course viewed,x,web,203.0.113.9\n", Options{Zone: "UTC"})
	if last := in.Gaps[len(in.Gaps)-1]; in.ImportFormat != "moodle-log" || !strings.Contains(last, "logged under that other user") {
		t.Errorf("%s: %q", in.ImportFormat, in.Gaps)
	}
}
