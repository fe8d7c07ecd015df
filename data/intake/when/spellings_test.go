package when

import (
	"fmt"
	"testing"
	"time"

	"probity/data/entry"
	"probity/data/zones"
)

// Spellings that are met beside those of TestTimesAreReadAsWritten; the zone
// is Europe/Berlin.
var spellings = []struct {
	text, layout, want string // want "": no time
}{
	{"2026-03-14 09:26:53 Europe/Berlin", "2006-01-02 15:04:05 MST", "2026-03-14T08:26:53Z"},
	{"2026-07-14 09:26:53 America/New_York", "", "2026-07-14T13:26:53Z"},
	{"2026-07-14T09:26:53.25 (Asia/Kolkata)", "", "2026-07-14T03:56:53.25Z"},
	{"2026-07-14 09:26:53 [Pacific/Auckland]", "", "2026-07-13T21:26:53Z"},
	{"2026-03-14 09:26 AM America/Argentina/Buenos_Aires", "", "2026-03-14T12:26:00Z"},
	{"2026-03-14 09:26:53 Etc/GMT+5", "", "2026-03-14T14:26:53Z"},
	{"Sat Mar 14 09:26:53 Europe/Moscow 2026", "", "2026-03-14T06:26:53Z"},
	{"14.03.2026 09:26:53 MEZ", "", "2026-03-14T08:26:53Z"},
	{"Sat Mar 14 09:26:53 CET 2026", "", "2026-03-14T08:26:53Z"},
	{"2026-03-14 09:26:53 MSK", "", "2026-03-14T06:26:53Z"},
	{"2026-03-14 09:26:53 TRT", "", "2026-03-14T06:26:53Z"},
	{"Sat, 14 Mar 26 09:26:53 EST", "", "2026-03-14T14:26:53Z"},
	{"2026年9月30日 14:05:06", "2006年1月02日 15:04:05", "2026-09-30T12:05:06Z"},
	{"2026年9月30日14:05", "", "2026-09-30T12:05:00Z"},
	{"2026年09月30日 14时05分06秒", "2006年01月02日 15时04分05秒", "2026-09-30T12:05:06Z"},
	{"2026年9月30日（水）14時05分", "", "2026-09-30T12:05:00Z"},
	{"2026年9月30日 星期三 下午2:05:06", "", "2026-09-30T12:05:06Z"},
	{"2026年9月30日 水曜日 午前9:05", "", "2026-09-30T07:05:00Z"},
	{"2026/9/30 下午 02:05:06", "", "2026-09-30T12:05:06Z"},
	{"2026/9/30 午後12:05", "", "2026-09-30T10:05:00Z"},
	{"2026/9/30 上午 12:05", "", "2026-09-29T22:05:00Z"},
	{"2026년 9월 30일 오후 2시 5분", "", "2026-09-30T12:05:00Z"},
	{"2026년 9월 30일 수요일 14:05:06", "", "2026-09-30T12:05:06Z"},
	{"2026. 9. 30. 오후 2:05:06", "", "2026-09-30T12:05:06Z"},
	{"2026年9月30日", "", "2026-09-29T22:00:00Z"},
	{"2026. 09. 30. du. 2:05", "2006. 01. 02. PM 15:04", "2026-09-30T12:05:00Z"},
	{"2026. 09. 30. de. 12:05", "", "2026-09-29T22:05:00Z"},
	{"2026. szeptember 30., szerda du. 2:05:06", "", "2026-09-30T12:05:06Z"},
	{"2026. szeptember 30., szerda 14:05", "", "2026-09-30T12:05:00Z"},
	{"2026. szeptember 30. délután 2:05", "", "2026-09-30T12:05:00Z"},
	{"@1759212345", SecondsAt, "2025-09-30T06:05:45Z"},
	{"@1759212345.5", "", "2025-09-30T06:05:45.5Z"},
	{"Saturday, 14-Mar-26 09:26:53 GMT", "", "2026-03-14T09:26:53Z"},
	{"1.3.2026 9:05 Uhr", "", "2026-03-01T08:05:00Z"},
	{"1.3.2026 um 9 Uhr", "2.1.2006 um 15 Uhr", "2026-03-01T08:00:00Z"},
	{"1.3.2026, 9.05 Uhr", "", "2026-03-01T08:05:00Z"},
	{"am 14. März 2026 um 09:26:53 Uhr", "am 02. January 2006 um 15:04:05 Uhr", "2026-03-14T08:26:53Z"},
	{"Samstag, den 14. März 2026", "", "2026-03-13T23:00:00Z"},
	{"le 14 mars 2026 à 09:26", "le 02 January 2006 à 15:04", "2026-03-14T08:26:00Z"},
	{"le samedi 14 mars 2026 à 09h26", "", "2026-03-14T08:26:00Z"},
	{"14 mars 2026 à 09 h 26 min 53 s", "02 January 2006 à 15 h 04 min 05 s", "2026-03-14T08:26:53Z"},
	{"el 14 de marzo de 2026 a las 9:26", "", "2026-03-14T08:26:00Z"},
	{"14 de marzo del 2026 9:26 p. m.", "", "2026-03-14T20:26:00Z"},
	{"14 de março de 2026 às 09h26", "", "2026-03-14T08:26:00Z"},
	{"sob., 14 mar 2026", "", "2026-03-13T23:00:00Z"},
	{"dnia 14 marca 2026 o godz. 9:26", "", "2026-03-14T08:26:00Z"},
	{"14.III.2026 9:26", "02.Jan.2006 15:04", "2026-03-14T08:26:00Z"},
	{"14-XII-2026", "", "2026-12-13T23:00:00Z"},
	{"14 сентября 2026 г. в 9:26", "", "2026-09-14T07:26:00Z"},
	{"сб, 14 мар. 2026 г., 9:26", "", "2026-03-14T08:26:00Z"},
	{"zaterdag 14 maart 2026 om 09:26 uur", "", "2026-03-14T08:26:00Z"},
	{"14 maart 2026 09u26", "", "2026-03-14T08:26:00Z"},
	{"03/14/2026 9:26:53 a.m.", "", "2026-03-14T08:26:53Z"},
	{"03/14/2026 9:26:53 P.M.", "", "2026-03-14T20:26:53Z"},
	{"2026-03-14 09:26:53,123", "", "2026-03-14T08:26:53.123Z"},
	{"2026-03-14T24:00", "", "2026-03-14T23:00:00Z"},
	{"2026-12-31T23:59:60Z", "", "2027-01-01T00:00:00Z"},
	{"14.03.26", "", "2026-03-13T23:00:00Z"},
	{"14-Mar-26", "", "2026-03-13T23:00:00Z"},
	{"2026-W11-6", "", "2026-03-13T23:00:00Z"},
	{"2026-W53-7T09:26:53Z", "", "2027-01-03T09:26:53Z"},
	{"2026-03-14; 09:26:53", "", "2026-03-14T08:26:53Z"},
	// What is none, and must not be taken for one.
	{"2026-03-14 09:26:53 Nowhere/Land", "", ""},
	{"2026-03-14 09:26:53 (Europe/Berlin", "", ""},
	{"2025-W53-1", "", ""}, {"2026-W00-1", "", ""}, {"2026-W11-8", "", ""},
	{"2026年13月1日", "", ""}, {"2026年2月30日", "", ""}, {"2026年9月", "", ""}, {"2026年9月30日 25时", "", ""},
	{"2026-09-30 上午 14:05", "", ""}, {"@2026", "", ""}, {"@karl", "", ""}, {"@1234567", "", ""}, {"@99999999999999", "", ""},
	{"14.IIII.2026", "", ""}, {"10 x 2026", "", ""}, {"le 14", "", ""}, {"am 14. um 9 Uhr", "", ""}, {"el 14 de 2026", "", ""},
	{"de 12:05", "", ""}, {"2026-073", "", ""}, {"9 Uhr", "", ""}, {"2026. 09. 30. du.", "", ""},
}

func TestFurtherSpellingsAreReadAsWritten(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, c := range spellings {
		order := Untold
		if len(c.text) > 2 && c.text[:3] == "03/" {
			order = MonthFirst
		}
		got, note := NewClock("", order, berlin).Instant([]byte(c.text))
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
		if l := Layout(c.text, order); c.layout != "" && l != c.layout {
			t.Errorf("layout of %q is %q, want %q", c.text, l, c.layout)
		}
	}
}

// The letters that several zones use say no zone, so that a person is asked.
func TestUnclearAbbreviationsAreNotGuessed(t *testing.T) {
	for _, abbr := range []string{"IST", "CST", "BST", "AST", "AMT", "BDT", "ET", "PT"} {
		for _, text := range []string{"2026-03-14 09:26:53 " + abbr, "Sat Mar 14 09:26:53 " + abbr + " 2026", "14.03.2026 09:26 (" + abbr + ")"} {
			var p Parser
			m, ok := p.Parse([]byte(text))
			if !ok || m.Zoned || m.Zone != nil || m.Abbr != abbr {
				t.Errorf("%q: %v %+v", text, ok, m)
			}
			if _, note := NewClock("", Untold, nil).Instant([]byte(text)); note != Unzoned {
				t.Errorf("%q without a zone is noted %d", text, note)
			}
		}
	}
}

// A zone that the text names is applied as Go's library does, with what it does
// where the clock was changed.
func TestNamedZonesAgreeWithTheLibrary(t *testing.T) {
	c := NewClock("", Untold, nil)
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"} {
		l, err := zones.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for s := int64(1700000000); s < 1790000000; s += 86399 * 3 {
			at := time.Unix(s, 0).In(l)
			got, note := c.Instant([]byte(at.Format("Mon, 2 Jan 2006 15:04:05 ") + name))
			if note == Ambiguous && got != at.UnixMicro() {
				got += c.Shift
			}
			if got != at.UnixMicro() {
				t.Fatalf("%v %s is read as %v", at, name, time.UnixMicro(got).UTC())
			}
		}
	}
	for text, want := range map[string]Note{
		"2026-03-29 02:30:00 Europe/Berlin": Skipped, "2026-10-25 02:30:00 Europe/Berlin": Ambiguous, "2026-10-25 02:30:00 America/New_York": Plain,
	} {
		if _, got := c.Instant([]byte(text)); got != want {
			t.Errorf("%q is noted %d, want %d", text, got, want)
		}
	}
}

// Weeks are those of Go's library, in every year that begins on another day.
func TestWeeksAgreeWithTheLibrary(t *testing.T) {
	for d := time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2035; d = d.AddDate(0, 0, 1) {
		year, week := d.ISOWeek()
		text := fmt.Sprintf("%04d-W%02d-%d", year, week, (int(d.Weekday())+6)%7+1)
		if got, _ := NewClock("", Untold, time.UTC).Instant([]byte(text)); got != d.UnixMicro() {
			t.Fatalf("%s is read as %v, want %v", text, time.UnixMicro(got).UTC(), d)
		}
	}
}

// Times as Go's library writes them in the layouts of RFC 822, 850, 1123, 3339,
// of date and of Kitchen clocks are read as they were.
func TestLayoutsOfTheLibraryAreReadBack(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, layout := range []string{
		time.ANSIC, time.UnixDate, time.RFC822Z, time.RFC850, time.RFC1123, time.RFC1123Z, time.RFC3339, time.RFC3339Nano, time.DateTime,
		"20060102T150405Z0700", "02-Jan-06 15:04:05", "2.1.2006 15:04:05", "Jan 2, 2006 3:04:05 PM", "2006-01-02 15:04:05,000", "Mon Jan 2 15:04:05 MST 2006",
		"2006年1月2日 15:04:05", "2006年01月02日 15时04分05秒", "2006. 1. 2. 15:04:05", "02.01.06 15:04:05 MST", "02/Jan/2006:15:04:05 -0700",
	} {
		for s := int64(1700000000); s < 1790000000; s += 1_234_567 {
			at := time.Unix(s, 0).In(berlin)
			text := at.Format(layout)
			want := at
			if layout == time.RFC822Z {
				want = at.Truncate(time.Minute)
			}
			got, note := NewClock("", Untold, berlin).Instant([]byte(text))
			if note == Ambiguous && got != want.UnixMicro() {
				got += 3600e6
			}
			if got != want.UnixMicro() {
				t.Fatalf("%q (%s) is read as %v, want %v", text, layout, time.UnixMicro(got).UTC(), want.UTC())
			}
		}
	}
}
