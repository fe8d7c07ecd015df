package when

import (
	"testing"
	"time"

	"probity/data/entry"
	"probity/data/zones"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	l, err := zones.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTimesAreReadAsWritten(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, c := range []struct {
		text, order, layout, want string // want "": no time
	}{
		{"2026-03-14 09:26:53", "", "2006-01-02 15:04:05", "2026-03-14T08:26:53Z"},
		{"2026-03-14T09:26:53Z", "", "2006-01-02T15:04:05Z07:00", "2026-03-14T09:26:53Z"},
		{"2026-09-30T17:36:40Z", "", "", "2026-09-30T17:36:40Z"},
		{"2026-03-14T09:26:53+01:00", "", "2006-01-02T15:04:05Z07:00", "2026-03-14T08:26:53Z"},
		{"2026-03-14T09:26:53+01", "", "", "2026-03-14T08:26:53Z"},
		{"2026-03-14 09:26:53 +0100", "", "", "2026-03-14T08:26:53Z"},
		{"2026-03-14 09:26:53−05:00", "", "", "2026-03-14T14:26:53Z"},
		{"2026-03-14T09:26:53.123456789-0530", "", "2006-01-02T15:04:05.000000000Z07:00", "2026-03-14T14:56:53.123456Z"},
		{"2011-10-11 13:45:40.276000+02:00", "", "2006-01-02 15:04:05.000000Z07:00", "2011-10-11T11:45:40.276Z"},
		{"2026-07-14 09:26:53,5 UTC", "", "2006-01-02 15:04:05,0 Z07:00", "2026-07-14T09:26:53.5Z"},
		{"2026-07-14 09:26:53:123", "", "2006-01-02 15:04:05:000", "2026-07-14T07:26:53.123Z"},
		{"14/03/2026 09:26:53", "dmy", "02/01/2006 15:04:05", "2026-03-14T08:26:53Z"},
		{"03/14/2026 9:26 PM", "mdy", "01/02/2006 3:04 PM", "2026-03-14T20:26:00Z"},
		{"2/1/2021, 5:20:06.681 PM", "mdy", "1/2/2006, 3:04:05.000 PM", "2021-02-01T16:20:06.681Z"},
		{"30/9/2026, 5:36:40 p. m.", "dmy", "02/1/2006, 3:04:05 PM", "2026-09-30T15:36:40Z"},
		{"9/30/2026 5:36:40\u202fPM", "mdy", "", "2026-09-30T15:36:40Z"},
		{"9/30/2026 5 pm", "mdy", "1/02/2006 3 PM", "2026-09-30T15:00:00Z"},
		{"2/03/21, 14:12", "dmy", "2/01/06, 15:04", "2021-03-02T13:12:00Z"},
		{"30 09 2026 17:36", "dmy", "02 01 2006 15:04", "2026-09-30T15:36:00Z"},
		{"14.03.2026 09:26", "", "02.01.2006 15:04", "2026-03-14T08:26:00Z"},
		{"30. 9. 2026 17:36", "", "02. 1. 2006 15:04", "2026-09-30T15:36:00Z"},
		{"30.09.2026, 17:36:40 Uhr", "", "", "2026-09-30T15:36:40Z"},
		{"9.3.10 8:05", "", "2.1.06 15:04", "2010-03-09T07:05:00Z"},
		{"26-09-30 17:36", "ymd", "06-01-02 15:04", "2026-09-30T15:36:00Z"},
		{"17:36 30.09.2026", "", "15:04 02.01.2006", "2026-09-30T15:36:00Z"},
		{"17:36:40, 30 Sep 2026", "", "", "2026-09-30T15:36:40Z"},
		{"2 Jan 2026", "", "2 Jan 2006", "2026-01-01T23:00:00Z"},
		{"Mon, 02 Mar 2026 15:04:05 GMT", "", "Mon, 02 Jan 2006 15:04:05 Z07:00", "2026-03-02T15:04:05Z"},
		{"Thursday, 17 October 2024, 12:13 PM", "", "Monday, 02 January 2006, 03:04 PM", "2024-10-17T10:13:00Z"},
		{"Sep 14, 2020, 7:01:26 AM", "", "Jan 02, 2006, 3:04:05 PM", "2020-09-14T05:01:26Z"},
		{"Sep 30, 2026 5:36:40 PM", "", "", "2026-09-30T15:36:40Z"},
		{"September 30th, 2026 at 5:36 PM", "", "", "2026-09-30T15:36:00Z"},
		{"Mon Mar  2 15:04:05 2026", "", "", "2026-03-02T14:04:05Z"},
		{"Mon Mar  2 15:04:05 CET 2026", "", "", "2026-03-02T14:04:05Z"},
		{"Mon Mar  2 15:04:05 2026 -0700", "", "", "2026-03-02T22:04:05Z"},
		{"Wed Sep 30 2026 17:36:40 GMT+0200 (Mitteleuropäische Sommerzeit)", "", "", "2026-09-30T15:36:40Z"},
		{"30/Sep/2026:17:36:40 +0200", "", "", "2026-09-30T15:36:40Z"},
		{"[30/Sep/2026:17:36:40 +0200]", "", "", "2026-09-30T15:36:40Z"},
		{"2026-09-30 17:36:40 CEST", "", "", "2026-09-30T15:36:40Z"},
		{"2026-09-30 17:36:40 EST", "", "", "2026-09-30T22:36:40Z"},
		{"2026-09-30 17:36:40 UTC+2", "", "", "2026-09-30T15:36:40Z"},
		{"2026-09-30 17:36:40 CST", "", "2006-01-02 15:04:05 MST", "2026-09-30T15:36:40Z"}, // unclear: the column's zone
		{"2026-09-30T17:36:40+02:00[Europe/Berlin]", "", "", "2026-09-30T15:36:40Z"},
		{"20180123-14:48:49.036", "", "20060102-15:04:05.000", "2018-01-23T13:48:49.036Z"},
		{"20260930T173640Z", "", "20060102T150405Z07:00", "2026-09-30T17:36:40Z"},
		{"20260930173640", "", "20060102150405", "2026-09-30T15:36:40Z"},
		{"20260930173640.5Z", "", "", "2026-09-30T17:36:40.5Z"},
		{"2026/09/30 17:36", "", "2006/01/02 15:04", "2026-09-30T15:36:00Z"},
		{"2026.09.30. 17:36:40", "", "", "2026-09-30T15:36:40Z"},
		{"2026. 09. 30. 17:36", "", "", "2026-09-30T15:36:00Z"},
		{"30-Sep-26 05.36.40.123456 PM", "", "02-Jan-06 03.04.05.000000 PM", "2026-09-30T15:36:40.123456Z"},
		{"30-SEP-26 05.36.40.123456789 PM +02:00", "", "", "2026-09-30T15:36:40.123456Z"},
		{"2026-09-30-17.36.40.123456", "", "2006-01-02-15.04.05.000000", "2026-09-30T15:36:40.123456Z"},
		{"/Date(1727705800123)/", "", MillisInJSON, "2024-09-30T14:16:40.123Z"},
		{"/Date(1727705800123+0200)/", "", MillisInJSON, "2024-09-30T14:16:40.123Z"},
		{"30 sept. 2026 17:36", "", "02 Jan. 2006 15:04", "2026-09-30T15:36:00Z"},
		{"2026. szeptember 30. 17:36", "", "2006. January 02. 15:04", "2026-09-30T15:36:00Z"},
		{"2026. szept. 30., szerda 17:36", "", "", "2026-09-30T15:36:00Z"},
		{"30 września 2026", "", "02 January 2006", "2026-09-29T22:00:00Z"},
		{"30 WRZEŚNIA 2026 r., 17:36", "", "", "2026-09-30T15:36:00Z"},
		{"śr., 30 wrz 2026, 17:36", "", "", "2026-09-30T15:36:00Z"},
		{"30 сентября 2026 г. 17:36", "", "02 January 2006 г. 15:04", "2026-09-30T15:36:00Z"},
		{"среда, 30 сентября 2026 г., 17:36:40", "", "", "2026-09-30T15:36:40Z"},
		{"30 сент. 2026 г., 17:36", "", "", "2026-09-30T15:36:00Z"},
		{"mercredi 30 septembre 2026 à 17:36", "", "Monday 02 January 2006 à 15:04", "2026-09-30T15:36:00Z"},
		{"mar. 29 sept. 2026 17h36", "", "Mon. 02 Jan. 2006 15h04", "2026-09-29T15:36:00Z"},
		{"1er mars 2026 à 9 h 05", "", "", "2026-03-01T08:05:00Z"},
		{"30. März 2026", "", "02. January 2006", "2026-03-29T22:00:00Z"},
		{"Mi., 30. Sept. 2026 um 17:36 Uhr", "", "", "2026-09-30T15:36:00Z"},
		{"4. Jänner 2026 08:00", "", "", "2026-01-04T07:00:00Z"},
		{"30 de septiembre de 2026, 17:36", "", "", "2026-09-30T15:36:00Z"},
		{"miércoles, 30 de septiembre de 2026 17:36:40", "", "", "2026-09-30T15:36:40Z"},
		{"quarta-feira, 30 de setembro de 2026 às 17:36", "", "", "2026-09-30T15:36:00Z"},
		{"30 set 2026, 17:36", "", "", "2026-09-30T15:36:00Z"},
		{"1º gennaio 2026 alle ore 17:36", "", "", "2026-01-01T16:36:00Z"},
		{"wo 30 sep. 2026 om 17:36", "", "", "2026-09-30T15:36:00Z"},
		{"30/09/2026 17h36m40s", "dmy", "02/01/2006 15h04m05s", "2026-09-30T15:36:40Z"},
		{"2026-09-30 17:36:40 (UTC)", "", "", "2026-09-30T17:36:40Z"},
		{"2026-09-30_17-36-40", "", "2006-01-02_15-04-05", "2026-09-30T15:36:40Z"},
		{"2026-9-30 7:6:4", "", "", "2026-09-30T05:06:04Z"},
		{"'2026-09-30 17:36:40", "", "", "2026-09-30T15:36:40Z"},
		{"2026-09-30 24:00:00", "", "", "2026-09-30T22:00:00Z"},
		{"2026-03-14", "", "2006-01-02", "2026-03-13T23:00:00Z"},
		{"2026-03-14 24:00", "", "", "2026-03-14T23:00:00Z"},
		{"2026-03-29 02:30:00", "", "", "2026-03-29T01:30:00Z"}, // never shown: as before the change
		{"2026-10-25 02:30:00", "", "", "2026-10-25T00:30:00Z"}, // shown twice: the first
		{"2026-10-25 03:30:00", "", "", "2026-10-25T02:30:00Z"},
		{"2024-02-29", "", "", "2024-02-28T23:00:00Z"},
		{"0001-01-01T00:00:00Z", "", "", "0001-01-01T00:00:00Z"},
		{"9999-12-31 23:59:59Z", "", "", "9999-12-31T23:59:59Z"},
		{"2026-02-29", "", "", ""}, {"31/04/2026", "dmy", "", ""}, {"2026-03-14 24:30", "", "", ""},
		{"0000-00-00 00:00:00", "", "", ""}, {"-", "", "", ""}, {"null", "", "", ""}, {`"null"`, "", "", ""}, {"0", "", "", ""},
		{"hello", "", "", ""}, {"", "", "", ""}, {"12345", "", "", ""}, {"1.2.3", "", "", ""}, {"24.5.1", "ymd", "", ""}, {"24-5-1", "ymd", "", ""}, {"2026-03-14 09:26:53 x", "", "", ""},
		{"10.1.2.3", "", "", ""}, {"mars", "", "", ""}, {"am 30", "", "", ""}, {"30 maybe 2026", "", "", ""}, {"12:30 - 14:00", "", "", ""},
		{"999999999-01-01", "", "", ""}, {"Mo Di Mi 30", "", "", ""},
	} {
		c0 := NewClock("", OrderOf(c.order), berlin)
		got, note := c0.Instant([]byte(c.text))
		if c.want == "" {
			if got != entry.NoTime || note < Contradiction {
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
		if l := Layout(c.text, OrderOf(c.order)); c.layout != "" && l != c.layout {
			t.Errorf("layout of %q is %q, want %q", c.text, l, c.layout)
		}
	}
}

func TestZoneAgreesWithTheLibraryAroundEveryChange(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca"} {
		zone := zone(t, name)
		c := NewClock("", Untold, zone)
		for s := int64(1700000000); s < 1800000000; s += 1799 {
			at := time.Unix(s, 0).In(zone)
			local := at.Format("2006-01-02 15:04:05")
			got, note := c.Instant([]byte(local))
			if note == Ambiguous && got != at.UnixMicro() {
				got += c.Shift
			}
			if got != at.UnixMicro() {
				t.Fatalf("%s %s is read as %v", name, local, time.UnixMicro(got).UTC())
			}
		}
	}
}

func TestClockChangesAreNoted(t *testing.T) {
	c := NewClock("", Untold, zone(t, "Europe/Berlin"))
	for text, want := range map[string]Note{
		"2026-03-29 01:59:59": Plain, "2026-03-29 02:00:00": Skipped, "2026-03-29 02:59:59": Skipped, "2026-03-29 03:00:00": Plain,
		"2026-10-25 01:59:59": Plain, "2026-10-25 02:00:00": Ambiguous, "2026-10-25 02:59:59": Ambiguous, "2026-10-25 03:00:00": Plain,
		"2026-10-25 02:30:00 CET": Plain, "05/04/2026": Undecided, "13/04/2026": Plain, "": Absent, "x": Unread,
	} {
		if _, got := c.Instant([]byte(text)); got != want {
			t.Errorf("%q is noted %d, want %d", text, got, want)
		}
	}
	c = NewClock("", MonthFirst, zone(t, "Europe/Berlin"))
	if _, got := c.Instant([]byte("13/04/2026")); got != Contradiction {
		t.Errorf("13/04/2026 read month first is noted %d", got)
	}
	for _, text := range []string{"13/04/2026 or so", "04/13/2026 or so", "04/13/2026 25:00"} {
		if _, got := c.Instant([]byte(text)); got != Unread {
			t.Errorf("%q, which is no time in any order, is noted %d", text, got)
		}
	}
	if _, got := NewClock("", DayFirst, nil).Instant([]byte("13/04/2026")); got != Unzoned {
		t.Errorf("a time without a zone is noted %d", got)
	}
}

func TestCountedTimesAreReadInTheirUnit(t *testing.T) {
	for _, c := range []struct {
		text, layout string
		want         int64
	}{
		{"1773480413", EpochSeconds, 1773480413000000},
		{"1773480413.25", EpochSeconds, 1773480413250000},
		{"1773480413,25", EpochSeconds, 1773480413250000},
		{"1773480413123", EpochMillis, 1773480413123000},
		{"1773480413123456", EpochMicros, 1773480413123456},
		{"1773480413123456789", EpochNanos, 1773480413123456},
		{"-62135596800", EpochSeconds, -62135596800000000},
		{"-62135596801", EpochSeconds, entry.NoTime},
		{"253402300800", EpochSeconds, entry.NoTime},
		{"9223372036854775807", EpochMicros, entry.NoTime},
		{"18446744073709551616", EpochNanos, entry.NoTime},
		{"99999999999999999999", EpochSeconds, entry.NoTime},
		{"0", EpochSeconds, entry.NoTime},
		{"17734x", EpochSeconds, entry.NoTime},
		{"45928.7471", Excel1900, time.Date(2025, 9, 28, 17, 55, 49, 440e6, time.UTC).UnixMicro()},
		{"45928,5", Excel1900, time.Date(2025, 9, 28, 12, 0, 0, 0, time.UTC).UnixMicro()},
		{"1", Excel1900, time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()},
		{"59", Excel1900, time.Date(1900, 2, 28, 0, 0, 0, 0, time.UTC).UnixMicro()},
		{"60", Excel1900, entry.NoTime},
		{"61", Excel1900, time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC).UnixMicro()},
		{"0.5", Excel1900, entry.NoTime},
		{"44466.75", Excel1904, time.Date(2025, 9, 28, 18, 0, 0, 0, time.UTC).UnixMicro()},
		{"2958466", Excel1900, entry.NoTime},
	} {
		if got, _ := NewClock(c.layout, Untold, time.UTC).Instant([]byte(c.text)); got != c.want {
			t.Errorf("%s as %s is %v, want %v", c.text, c.layout, time.UnixMicro(got).UTC(), time.UnixMicro(c.want).UTC())
		}
	}
}

func TestHeadersTellTheirZone(t *testing.T) {
	for _, c := range []struct{ header, name, zone string }{
		{"Time [UTC]", "Time", "UTC"}, {"Date (UTC)", "Date", "UTC"}, {"Zeit (MEZ)", "Zeit", "+01:00"}, {"Zeit (MEZ/MESZ) ", "Zeit", "CET"},
		{"Date (UTC+2)", "Date", "+02:00"}, {"Date (GMT-05:30)", "Date", "-05:30"}, {"Date (+02:00)", "Date", "+02:00"}, {"time_utc", "time", "UTC"},
		{"TimeUTC", "Time", "UTC"}, {"utcTime", "Time", "UTC"}, {"UTC Time", "Time", "UTC"}, {"Date GMT", "Date", "UTC"}, {"Timestamp (Europe/Berlin)", "Timestamp", "Europe/Berlin"},
		{"Time (ET)", "Time", "America/New_York"}, {"Time (CST)", "Time (CST)", ""}, {"Created (Date/Time)", "Created (Date/Time)", ""}, {"Amount (EUR)", "Amount (EUR)", ""},
		{"Date (local)", "Date (local)", ""}, {"(UTC)", "(UTC)", ""}, {"Contact", "Contact", ""}, {"UTC", "UTC", ""}, {"Product", "Product", ""}, {"Gutschrift", "Gutschrift", ""},
	} {
		if name, zone := ZoneInHeader(c.header); name != c.name || zone != c.zone {
			t.Errorf("%q gives %q in %q", c.header, name, zone)
		}
	}
	for header, want := range map[string]string{"Date (local)": "Date", "date_local": "date", "Local Time": "Time", "Zeit (Ortszeit)": "Zeit", "Local": "Local", "Date": "Date"} {
		if got := WithoutLocal(header); got != want {
			t.Errorf("%q without local is %q", header, got)
		}
	}
}
