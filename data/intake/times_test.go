package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
	"probity/data/fault"
)

// timesOf reads a file and gives the instants of its entries.
func timesOf(t *testing.T, content string, opts Options) (in *Inspection, times, texts, notes []string) {
	t.Helper()
	in = inspect(t, "log.csv", content, opts)
	entries, _, _ := readAll(t, []byte(content), reading(t, in))
	for _, e := range entries {
		text := "none"
		if e.Time != entry.NoTime {
			text = time.UnixMicro(e.Time).UTC().Format("2006-01-02 15:04:05.999999")
		}
		times, texts, notes = append(times, text), append(texts, e.Get(entry.TimeText)), append(notes, e.Get(TimeNote))
	}
	return in, times, texts, notes
}

func sameLines(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: got\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestDayAndTimeOfDayInTwoColumnsAreOneTime(t *testing.T) {
	for _, c := range []struct{ name, file string }{
		{"separate", "Datum;Uhrzeit;Benutzer;Aktion\n30.09.2026;17:36:40;anna;Rechnung\n01.10.2026;08:00:00;karl;Zahlung\n02.10.2026;;karl;Zahlung\n"},
		{"with midnight", "Date,Time,User,Action\n2026-09-30 00:00:00,17:36:40,anna,x\n2026-10-01 00:00:00,08:00:00,karl,y\n2026-10-02 00:00:00,,karl,y\n"},
		{"from a spreadsheet", "Date,Time,User,Action\n30.09.2026,30.12.1899 17:36:40,anna,x\n01.10.2026,30.12.1899 08:00:00,karl,y\n02.10.2026,,karl,z\n"},
		{"time first", "Time,User,Date,Action\n5:36:40 PM,anna,2026-09-30,x\n8:00:00 AM,karl,2026-10-01,y\n,karl,2026-10-02,z\n"},
	} {
		in, times, texts, _ := timesOf(t, c.file, Options{Zone: "Europe/Berlin"})
		sameLines(t, c.name, times, "2026-09-30 15:36:40", "2026-10-01 06:00:00", "2026-10-01 22:00:00")
		if !strings.Contains(in.Findings["time"].Value, " + ") || !strings.Contains(texts[0], " ") {
			t.Errorf("%s: %+v, text %q", c.name, in.Findings["time"], texts[0])
		}
	}
}

func TestDurationBesideADayIsNoTimeOfDay(t *testing.T) {
	_, times, _, _ := timesOf(t, "Date,Duration,User,Action\n2026-09-30,00:05:12,anna,x\n2026-10-01,01:00:00,karl,y\n", Options{Zone: "UTC"})
	sameLines(t, "duration", times, "2026-09-30 00:00:00", "2026-10-01 00:00:00")
	_, times, _, _ = timesOf(t, "Tag,Um,User,Action\n2026-09-30,00:05:12,anna,x\n2026-10-01,01:00:00,karl,y\n", Options{Zone: "UTC", Map: map[string]string{"Tag": "time", "Um": "time"}})
	sameLines(t, "as said", times, "2026-09-30 00:05:12", "2026-10-01 01:00:00")
}

func TestTimeInOneOfTwoColumnsIsTaken(t *testing.T) {
	in, times, _, _ := timesOf(t, "created_at,closed_at,user,action\n2026-09-30T17:36:40Z,,anna,a\n,30.09.2026 18:00,anna,b\n-,01.10.2026 07:00,anna,c\n2026-10-02T08:00:00Z,-,anna,d\n", Options{Zone: "Europe/Berlin"})
	sameLines(t, "times", times, "2026-09-30 17:36:40", "2026-09-30 16:00:00", "2026-10-01 05:00:00", "2026-10-02 08:00:00")
	if f := in.Findings["time"]; f.Value != "created_at + closed_at" {
		t.Errorf("%+v", f)
	}
	_, times, _, _ = timesOf(t, "created_at,updated_at,user\n2026-09-30T17:36:40Z,2026-10-30T17:36:40Z,a\n2026-09-30T17:36:41Z,2026-10-30T17:36:40Z,b\n,2026-10-30T17:36:40Z,c\n", Options{})
	sameLines(t, "not where both have one", times, "2026-09-30 17:36:40", "2026-09-30 17:36:41", "none")
}

func TestColumnInUTCIsPreferredToTheLocalOne(t *testing.T) {
	for _, header := range []string{"Date (local),Date (UTC)", "date_local,date_utc", "Date,Date GMT", "Time,Time [UTC]", "timestamp,timestamp (+00:00)"} {
		in, times, _, _ := timesOf(t, header+",User,Action\n2026-09-30 19:36:40,2026-09-30 17:36:40,anna,x\n2026-10-01 19:36:40,2026-10-01 17:36:40,karl,y\n", Options{})
		sameLines(t, header, times, "2026-09-30 17:36:40", "2026-10-01 17:36:40")
		if !in.Findings["zone"].Sure {
			t.Errorf("%s: %+v", header, in.Findings["zone"])
		}
	}
}

func TestZoneInTheHeaderCounts(t *testing.T) {
	for _, c := range []struct {
		header, zone, want string
		sure               bool
	}{
		{"Time [UTC]", "UTC", "2026-09-30 17:36:40", true},
		{"Zeit (MEZ)", "+01:00", "2026-09-30 16:36:40", false},
		{"Zeit (MEZ/MESZ)", "CET", "2026-09-30 15:36:40", true},
		{"Date (UTC+2)", "+02:00", "2026-09-30 15:36:40", true},
		{"Timestamp (Europe/Berlin)", "Europe/Berlin", "2026-09-30 15:36:40", true},
		{"TimestampUtc", "UTC", "2026-09-30 17:36:40", true},
		{"created_at_utc", "UTC", "2026-09-30 17:36:40", true},
		{"UTC Time", "UTC", "2026-09-30 17:36:40", true},
		{"Time (EST)", "-05:00", "2026-09-30 22:36:40", false},
	} {
		in, times, _, _ := timesOf(t, c.header+",User,Action\n2026-09-30 17:36:40,anna,x\n", Options{})
		sameLines(t, c.header, times, c.want)
		if f := in.Findings["zone"]; f.Value != c.zone || f.Sure != c.sure {
			t.Errorf("%s: %+v", c.header, f)
		}
	}
	in := inspect(t, "log.csv", "Time,User,Action\n2026-09-30 17:36:40 CST,anna,x\n", Options{})
	if len(in.Questions) != 1 || in.Questions[0].Key != "zone" || !strings.Contains(in.Questions[0].Text, "CST") {
		t.Errorf("letters that several zones use: %+v", in.Questions)
	}
}

func TestCountedTimesAreFoundByTheirSize(t *testing.T) {
	for _, c := range []struct{ value, layout string }{
		{"1727705800", "epoch s"}, {"1727705800.5", "epoch s"}, {"1727705800123", "epoch ms"}, {"1727705800123456", "epoch µs"}, {"1727705800123456789", "epoch ns"}, {"/Date(1727705800123)/", "/Date(ms)/"}, {"20240930141640Z", "20060102150405Z07:00"},
	} {
		in, times, _, _ := timesOf(t, "Time,User,Action\n"+c.value+",anna,x\n0,karl,y\n,karl,z\n", Options{})
		if got := in.Columns[0].Layout; got != c.layout || !strings.HasPrefix(times[0], "2024-09-30 14:16:40") || times[1] != "none" || times[2] != "none" {
			t.Errorf("%s is %s: %v", c.value, got, times)
		}
	}
	const serials = "Time,User,Action\n45928.7471,anna,x\n45929.25,karl,y\n"
	in := inspect(t, "log.csv", serials, Options{})
	if in.Columns[0].Layout != "excel" || in.Findings["time"].Sure || len(in.Questions) != 1 || in.Questions[0].Key != "zone" {
		t.Errorf("serials: %+v %+v %+v", in.Columns[0], in.Findings["time"], in.Questions)
	}
	_, times, _, _ := timesOf(t, serials, Options{Zone: "UTC"})
	sameLines(t, "1900", times, "2025-09-28 17:55:49.44", "2025-09-29 06:00:00")
	_, times, _, _ = timesOf(t, serials, Options{Zone: "UTC", Layouts: map[string]string{"Time": "excel 1904"}})
	sameLines(t, "1904", times, "2029-09-29 17:55:49.44", "2029-09-30 06:00:00")
}

func TestWhatStandsForNoTimeIsNone(t *testing.T) {
	in, times, _, _ := timesOf(t, "Time,User,Action\n2026-09-30T17:36:40Z,anna,x\n0000-00-00 00:00:00,a,b\n-,a,b\nnull,a,b\n?,a,b\n\"\"\"null\"\"\",a,b\n0,a,b\nN/A,a,b\n", Options{})
	sameLines(t, "times", times, "2026-09-30 17:36:40", "none", "none", "none", "none", "none", "none", "none")
	if !strings.Contains(in.Findings["time"].Why, "7 values") {
		t.Errorf("%+v", in.Findings["time"])
	}
}

func TestHourShownTwiceIsMarkedAndToldByItsNeighbours(t *testing.T) {
	const rows = "Time,User,Action\n2026-03-29 01:59:00,a,x\n2026-03-29 02:30:00,a,x\n2026-10-25 01:59:00,a,x\n2026-10-25 02:10:00,a,x\n2026-10-25 02:50:00,a,x\n2026-10-25 02:05:00,a,x\n2026-10-25 02:55:00,a,x\n2026-10-25 03:00:00,a,x\n"
	_, times, _, notes := timesOf(t, rows, Options{Zone: "Europe/Berlin"})
	// 02:50 followed by 02:05: the log does not stand in order by its own clock, so nothing is told.
	sameLines(t, "marks", notes, "", "skipped", "", "ambiguous", "ambiguous", "ambiguous", "ambiguous", "")
	sameLines(t, "in order", times, "2026-03-29 00:59:00", "2026-03-29 01:30:00", "2026-10-24 23:59:00", "2026-10-25 00:10:00", "2026-10-25 00:50:00", "2026-10-25 01:05:00", "2026-10-25 01:55:00", "2026-10-25 02:00:00")

	lines := strings.Split(strings.TrimSpace(rows), "\n")
	var down strings.Builder
	down.WriteString(lines[0] + "\n")
	for i := len(lines) - 1; i > 0; i-- {
		down.WriteString(lines[i] + "\n")
	}
	_, times, _, _ = timesOf(t, down.String(), Options{Zone: "Europe/Berlin"})
	sameLines(t, "newest first", times, "2026-10-25 02:00:00", "2026-10-25 01:55:00", "2026-10-25 01:05:00", "2026-10-25 00:50:00", "2026-10-25 00:10:00", "2026-10-24 23:59:00", "2026-03-29 01:30:00", "2026-03-29 00:59:00")

	_, times, _, _ = timesOf(t, "Time,User,Action\n2026-10-25 03:30:00,a,x\n2026-10-25 02:50:00,a,x\n2026-10-26 02:05:00,a,x\n2026-10-25 02:05:00,a,x\n", Options{Zone: "Europe/Berlin"})
	sameLines(t, "in no order", times, "2026-10-25 02:30:00", "2026-10-25 00:50:00", "2026-10-26 01:05:00", "2026-10-25 00:05:00")
}

// long gives a CSV that is looked at in samples only, with one line where no
// sample looks.
func long(hidden string, line func(i int) string) (content string, at int) {
	var b strings.Builder
	b.WriteString("Time,User,Action\n")
	const rows = 120_000
	at = rows / 3
	for i := range rows {
		if i == at {
			b.WriteString(hidden + ",anna,Rechnung gelöscht und neu geschrieben\n")
			continue
		}
		b.WriteString(line(i) + ",anna,Rechnung gelöscht und neu geschrieben\n")
	}
	return b.String(), at + 2
}

func TestWholeFileThatContradictsItsSamplesStopsTheImport(t *testing.T) {
	for _, c := range []struct {
		name, hidden string
		line         func(i int) string
		opts         Options
		words        []string // of the error; none: it is read
	}{
		{"another order", "15/03/2026 10:00", func(i int) string { return fmt.Sprintf("03/%02d/2026 10:00", i%28+1) }, Options{Zone: "UTC"}, []string{"15/03/2026", "cannot be month first", "--date-order dmy"}},
		{"a wrong answer", "15/03/2026 10:00", func(i int) string { return fmt.Sprintf("03/%02d/2026 10:00", i%12+1) }, Options{Zone: "UTC", DateOrder: "mdy"}, []string{"15/03/2026", "as you said"}},
		{"an answer to a mixed file", "15/03/2026 10:00", func(i int) string { return fmt.Sprintf("03/%02d/2026 10:00", i%28+1) }, Options{Zone: "UTC", DateOrder: "mdy"}, nil},
		{"an order never told", "05/03/2026 10:00", func(i int) string { return fmt.Sprintf("2026-03-%02d 10:00:00", i%28+1) }, Options{Zone: "UTC"}, []string{"05/03/2026", "day first or month first"}},
		{"an order that tells itself", "15/03/2026 10:00", func(i int) string { return fmt.Sprintf("2026-03-%02d 10:00:00", i%28+1) }, Options{Zone: "UTC"}, nil},
		{"no zone", "2026-03-04 10:00:00", func(i int) string { return fmt.Sprintf("2026-03-%02dT10:00:00Z", i%28+1) }, Options{}, []string{"2026-03-04 10:00:00", "--zone"}},
	} {
		content, at := long(c.hidden, c.line)
		in := inspect(t, "log.csv", content, c.opts)
		if in.Exact {
			t.Fatal("the file is read whole")
		}
		seen := 0
		err := Read(context.Background(), bytes.NewReader([]byte(content)), reading(t, in), func(b *Batch) error { seen += b.Rows; return nil })
		if c.words == nil {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if !errors.Is(err, fault.Unusable) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, w := range append(c.words, fmt.Sprintf("Line %d ", at)) {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q is not in: %v", c.name, w, err)
			}
		}
	}
}

func TestOrderThatCannotBeToldIsAsked(t *testing.T) {
	ask := func(content string) []string {
		in := inspect(t, "log.csv", content, Options{Zone: "UTC"})
		for _, q := range in.Questions {
			if q.Key == "date-order" {
				return q.Choices
			}
		}
		return nil
	}
	const tail = ",anna,x\n"
	sameLines(t, "both ways", ask("Time,User,Action\n03/04/2026 10:00"+tail+"05/04/2026 10:00"+tail), "dmy", "mdy")
	sameLines(t, "contradiction", ask("Time,User,Action\n13/04/2026 10:00"+tail+"04/13/2026 10:00"+tail), "dmy", "mdy")
	sameLines(t, "two digits", ask("Time,User,Action\n10/11/12 10:00"+tail), "dmy", "mdy", "ymd")
	var b strings.Builder
	b.WriteString("Time,User,Action\n")
	for m := 1; m <= 4; m++ {
		for d := 1; d <= 12; d += 4 {
			fmt.Fprintf(&b, "%02d/%02d/2026 10:00%s", d, m, tail)
		}
	}
	in := inspect(t, "log.csv", b.String(), Options{Zone: "UTC"})
	if f := in.Findings["date-order"]; len(in.Questions) > 0 || f.Value != "day first" || f.Sure {
		t.Errorf("a log in order: %+v %+v", f, in.Questions)
	}
}

func TestOrderThatSamplesDoNotTellIsLookedForInTheWholeFile(t *testing.T) {
	content, _ := long("03/04/2026 10:00", func(i int) string {
		if i > 70_000 && i < 80_000 {
			return "25/03/2026 10:00"
		}
		return "03/03/2026 10:00"
	})
	in := inspect(t, "log.csv", content, Options{Zone: "UTC"})
	if f := in.Findings["date-order"]; len(in.Questions) > 0 || f.Value != "day first" || !f.Sure {
		t.Errorf("%+v %+v", f, in.Questions)
	}
	if _, err := Inspect(context.Background(), fileOf(t, "a.csv", "Time,User,Action\n03/04/2026,a,b\n05/04/2026,a,b\n"), Options{Zone: "UTC", DateOrder: "xyz"}); err == nil {
		t.Error("an order that is none is taken")
	}
	in = inspect(t, "a.csv", "Time,User,Action\n03/04/2026,a,b\n05/04/2026,a,b\n", Options{Zone: "UTC", DateOrder: "ymd"})
	if len(in.Questions) != 1 || in.Questions[0].Key != "date-order" {
		t.Errorf("year first does not suit 03/04/2026, yet nothing is asked: %+v", in.Questions)
	}
}

func TestLineOfAContradictionIsThatOfTheRecordInJSONAndUTF16(t *testing.T) {
	var b strings.Builder
	for i := range 60_000 {
		at := fmt.Sprintf("2026-03-%02dT10:00:00Z", i%28+1)
		if i == 20_000 {
			at = "2026-03-04 10:00:00"
		}
		fmt.Fprintf(&b, `{"timestamp":%q,"user":"anna","action":"Rechnung geschrieben","details":"und noch etwas mehr, damit es lang wird"}`+"\n", at)
	}
	in := inspect(t, "log.jsonl", b.String(), Options{})
	err := Read(context.Background(), strings.NewReader(b.String()), reading(t, in), func(*Batch) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "Line 20001 ") {
		t.Errorf("%v", err)
	}
	content, at := long("15/03/2026 10:00", func(i int) string { return fmt.Sprintf("03/%02d/2026 10:00", i%28+1) })
	wide := []byte{0xFF, 0xFE}
	for _, r := range content {
		wide = append(wide, byte(r), byte(r>>8))
	}
	in = inspect(t, "log.csv", string(wide), Options{Zone: "UTC"})
	err = Read(context.Background(), bytes.NewReader(wide), reading(t, in), func(*Batch) error { return nil })
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("Line %d ", at)) {
		t.Errorf("UTF-16: %v", err)
	}
}
