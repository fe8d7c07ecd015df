package intake

import (
	"testing"
	"time"

	"probity/data/entry"
	"probity/data/zones"
)

func TestTimesAreReadAsWritten(t *testing.T) {
	berlin, err := zones.Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text, order, layout, want string // want "" : no time
	}{
		{"2026-03-14 09:26:53", "", "2006-01-02 15:04:05", "2026-03-14T08:26:53Z"},
		{"2026-03-14T09:26:53Z", "", "2006-01-02T15:04:05Z07:00", "2026-03-14T09:26:53Z"},
		{"2026-03-14T09:26:53+01:00", "", "2006-01-02T15:04:05Z07:00", "2026-03-14T08:26:53Z"},
		{"2026-03-14T09:26:53.123456789-0530", "", "2006-01-02T15:04:05.000000000Z07:00", "2026-03-14T14:56:53.123456Z"},
		{"2011-10-11 13:45:40.276000+02:00", "", "2006-01-02 15:04:05.000000Z07:00", "2011-10-11T11:45:40.276Z"},
		{"2026-07-14 09:26:53,5 UTC", "", "2006-01-02 15:04:05,0 Z07:00", "2026-07-14T09:26:53.5Z"},
		{"14/03/2026 09:26:53", "dmy", "02/01/2006 15:04:05", "2026-03-14T08:26:53Z"},
		{"03/14/2026 9:26 PM", "mdy", "01/02/2006 3:04 PM", "2026-03-14T20:26:00Z"},
		{"2/1/2021, 5:20:06.681 PM", "mdy", "1/2/2006, 3:04:05.000 PM", "2021-02-01T16:20:06.681Z"},
		{"14.03.2026 09:26", "", "02.01.2006 15:04", "2026-03-14T08:26:00Z"},
		{"9.3.10 8:05", "", "2.1.06 15:04", "2010-03-09T07:05:00Z"},
		{"2 Jan 2026", "", "2 Jan 2006", "2026-01-01T23:00:00Z"},
		{"Mon, 02 Mar 2026 15:04:05 GMT", "", "Mon, 02 Jan 2006 15:04:05 Z07:00", "2026-03-02T15:04:05Z"},
		{"Thursday, 17 October 2024, 12:13 PM", "", "Monday, 02 January 2006, 03:04 PM", "2024-10-17T10:13:00Z"},
		{"Sep 14, 2020, 7:01:26 AM", "", "Jan 02, 2006, 3:04:05 PM", "2020-09-14T05:01:26Z"},
		{"Mon Mar  2 15:04:05 2026", "", "", "2026-03-02T14:04:05Z"},
		{"20180123-14:48:49.036", "", "20060102-15:04:05.000", "2018-01-23T13:48:49.036Z"},
		{"2026-03-14", "", "2006-01-02", "2026-03-13T23:00:00Z"},
		{"2026-03-29 02:30:00", "", "", "2026-03-29T01:30:00Z"}, // never shown: as before the change
		{"2026-10-25 02:30:00", "", "", "2026-10-25T00:30:00Z"}, // shown twice: the first
		{"2026-10-25 03:30:00", "", "", "2026-10-25T02:30:00Z"},
		{"2024-02-29", "", "", "2024-02-28T23:00:00Z"},
		{"2026-02-29", "", "", ""}, {"31/04/2026", "dmy", "", ""}, {"2026-03-14 24:30", "", "", ""},
		{"hello", "", "", ""}, {"", "", "", ""}, {"12345", "", "", ""}, {"1.2.3", "", "", ""}, {"2026-03-14 09:26:53 x", "", "", ""},
	} {
		c0 := newClock("", c.order, berlin)
		got := c0.instant([]byte(c.text))
		if c.want == "" {
			if got != entry.NoTime {
				t.Errorf("%q is read as %v", c.text, time.UnixMicro(got).UTC())
			}
			continue
		}
		want, err := time.Parse(time.RFC3339, c.want)
		if err != nil {
			t.Fatal(err)
		}
		if got != want.UnixMicro() {
			t.Errorf("%q is read as %v, want %s", c.text, time.UnixMicro(got).UTC().Format(time.RFC3339Nano), c.want)
		}
		if l := layoutOf(c.text, c.order == "mdy"); c.layout != "" && l != c.layout {
			t.Errorf("layout of %q is %q, want %q", c.text, l, c.layout)
		}
	}
}

func TestZoneAgreesWithTheLibraryAroundEveryChange(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca"} {
		zone, err := zones.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		c := newClock("", "", zone)
		for s := int64(1700000000); s < 1800000000; s += 1799 {
			at := time.Unix(s, 0).In(zone)
			local := at.Format("2006-01-02 15:04:05")
			got := c.instant([]byte(local))
			if got != at.UnixMicro() && time.UnixMicro(got).In(zone).Format("2006-01-02 15:04:05") != local {
				t.Fatalf("%s %s is read as %v", name, local, time.UnixMicro(got).UTC())
			}
		}
	}
}

func TestCountedTimesAreReadInTheirUnit(t *testing.T) {
	for _, c := range []struct {
		text, layout string
		want         int64
	}{
		{"1773480413", epochSeconds, 1773480413000000},
		{"1773480413.25", epochSeconds, 1773480413250000},
		{"1773480413123", epochMillis, 1773480413123000},
		{"1773480413123456", epochMicros, 1773480413123456},
		{"99999999999999999999", epochSeconds, entry.NoTime},
		{"17734x", epochSeconds, entry.NoTime},
	} {
		if got := newClock(c.layout, "", nil).instant([]byte(c.text)); got != c.want {
			t.Errorf("%s as %s is %d, want %d", c.text, c.layout, got, c.want)
		}
	}
}
