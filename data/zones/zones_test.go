package zones

import (
	"testing"
	"time"
)

func TestZonesComeFromTheEmbeddedDatabase(t *testing.T) {
	t.Setenv("ZONEINFO", "/nowhere")
	l, err := Load("europe/BERLIN")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC).In(l)
	if got := at.Format("2006-01-02 15:04 -07:00"); got != "2026-03-29 03:00 +02:00" || l.String() != "Europe/Berlin" {
		t.Errorf("%s in %s", got, l)
	}
}

func TestOffsetsAreZones(t *testing.T) {
	for name, want := range map[string]int{"+02:00": 7200, "utc-5": -18000, "GMT+5:45": 20700, "-0930": -34200} {
		l, err := Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, off := time.Now().In(l).Zone(); off != want {
			t.Errorf("%s is %d s, want %d", name, off, want)
		}
	}
}

func TestUnknownZonesAreRefused(t *testing.T) {
	for _, name := range []string{"", "Europe/Atlantis", "../etc/passwd", "+25:00", "+", "+1:2:3", "utc+", "+0x10"} {
		if l, err := Load(name); err == nil {
			t.Errorf("%q gave %s", name, l)
		}
	}
}

func TestNamesLoad(t *testing.T) {
	names := Names()
	if len(names) < 400 {
		t.Fatalf("%d names", len(names))
	}
	for _, n := range names {
		if _, err := Load(n); err != nil {
			t.Errorf("%s: %v", n, err)
		}
	}
}
