package intake

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"probity/data/entry"
)

func TestGermanExcelTableIsReadWithEveryField(t *testing.T) {
	text := "Zeit;Operator;Aktion;Kunde;Betrag;IP-Adresse\r\n" +
		"30.09.2026 17:58;budi.santoso;Zahlung erfasst;Wójcik, Anna;49,90;203.0.113.7\r\n" +
		"30.09.2026 17:51;budi.santoso;Kunde gesperrt;\"Hotel \"\"Aurora\"\"; Berlin\";;203.0.113.7\r\n" +
		"30.09.2026 17:40;System;Abo verlängert;K. Müller & Söhne – Köln;1.019,00 €;\r\n" +
		"13.09.2026 11:20;j.müller;Anmeldung fehlgeschlagen;;;2001:db8::7f3\r\n"
	text = strings.ReplaceAll(text, "ó", "o")
	data, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	in := inspect(t, "Export.txt", string(data), Options{})
	if in.Encoding != "windows-1252" || in.Delimiter != ";" || in.LineEnd != "crlf" || in.HeaderRow != 1 {
		t.Errorf("%s %q %s %d", in.Encoding, in.Delimiter, in.LineEnd, in.HeaderRow)
	}
	if len(in.Questions) != 1 || in.Questions[0].Key != "zone" {
		t.Errorf("questions %+v", in.Questions)
	}
	if _, err := in.Reading(); err == nil || !strings.Contains(err.Error(), "--zone") {
		t.Errorf("an open question gives %v", err)
	}
	if f := in.Findings["encoding"]; !strings.Contains(f.Why, "ü") || !strings.Contains(f.Why, "not valid UTF-8") {
		t.Errorf("encoding: %+v", f)
	}
	in = inspect(t, "Export.txt", string(data), Options{Zone: "Europe/Berlin"})
	entries, rejects, _ := readAll(t, data, reading(t, in))
	var got []string
	for _, e := range entries {
		got = append(got, fmt.Sprint(e.Time, " ", values(e)))
	}
	want := []string{
		"1790783880000000 time_text=30.09.2026 17:58|actor=budi.santoso|action=Zahlung erfasst|category=payment|target=Wojcik, Anna|amount=49,90|ip=203.0.113.7",
		"1790783460000000 time_text=30.09.2026 17:51|actor=budi.santoso|action=Kunde gesperrt|category=suspension|target=Hotel \"Aurora\"; Berlin|ip=203.0.113.7",
		"1790782800000000 time_text=30.09.2026 17:40|actor=System|actor_kind=system|action=Abo verlängert|category=renewal|target=K. Müller & Söhne – Köln|amount=1.019,00 €",
		"1789291200000000 time_text=13.09.2026 11:20|actor=j.müller|action=Anmeldung fehlgeschlagen|category=login|ip=2001:db8::7f3|result=failure",
	}
	if len(rejects) != 0 || !slices.Equal(got, want) {
		t.Errorf("%v\n%s\nwant\n%s", rejects, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestRowsWithOtherNumbersOfCellsLoseNothing(t *testing.T) {
	data := "Time,User,Action\n2026-01-01T00:00:00Z,ann\n2026-01-02T00:00:00Z,bob,Login,more,,last\n\n2026-01-03T00:00:00Z,cy,Logout\nno time,dora,Login\n"
	in := inspect(t, "a.csv", data, Options{})
	entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
	if len(entries) != 4 || len(rejects) != 0 {
		t.Fatalf("%d entries, %v", len(entries), rejects)
	}
	if got := values(entries[1]); got != "time_text=2026-01-02T00:00:00Z|actor=bob|action=Login|category=login|extra.column4=more|extra.column6=last" {
		t.Error(got)
	}
	if entries[3].Time != entry.NoTime || entries[3].Get(entry.TimeText) != "no time" {
		t.Error(values(entries[3]))
	}
}

func TestCutFileRejectsOnlyItsLastRecord(t *testing.T) {
	data := "Time,User,Action\n2026-01-01T00:00:00Z,ann,Login\n2026-01-02T00:00:00Z,bob,\"wrote\nand was cut"
	in := inspect(t, "a.csv", data, Options{})
	entries, rejects, leaves := readAll(t, []byte(data), reading(t, in))
	if len(entries) != 1 || len(rejects) != 1 || len(leaves) != 2 {
		t.Fatalf("%d entries, %v", len(entries), rejects)
	}
	if r := rejects[0]; r.Line != 3 || r.Record != 1 || data[r.Offset:r.Offset+r.Length] != "2026-01-02T00:00:00Z,bob,\"wrote\nand was cut" {
		t.Errorf("%+v", r)
	}
	if len(in.Rejects) != 1 {
		t.Errorf("inspect shows %v", in.Rejects)
	}
}

func TestStrayQuoteCostsNoLine(t *testing.T) {
	data := "Time,User,Action\n" + strings.Repeat("2026-01-01T00:00:00Z,ann,Login\n", 50) + "2026-01-02T00:00:00Z,\"bob,Login\n" + strings.Repeat("2026-01-03T00:00:00Z,cy,Login\n", 50)
	rd := reading(t, inspect(t, "a.csv", data, Options{Quote: `"`, Delimiter: "comma"}))
	entries, rejects, _ := readAll(t, []byte(data), rd)
	if len(entries) != 101 || len(rejects) != 0 || entries[50].Get(entry.Actor) != `"bob` {
		t.Errorf("%d entries, %v", len(entries), rejects)
	}
	// A reading that was stored before broken quotes were mended stays as it was.
	rd.Mend = false
	entries, rejects, _ = readAll(t, []byte(data), rd)
	if len(entries) != 100 || len(rejects) != 1 || rejects[0].Line != 52 {
		t.Errorf("%d entries, %v", len(entries), rejects)
	}
}

func TestHeaderBelowATitleAndMissingHeader(t *testing.T) {
	titled := "Activity export\nPrinted on 1 Oct 2026\n\nTime;Operator;Action\n2026-01-01T00:00:00Z;ann;Login\n2026-01-02T00:00:00Z;bob;Login\n"
	in := inspect(t, "a.csv", titled, Options{})
	entries, _, _ := readAll(t, []byte(titled), reading(t, in))
	if in.HeaderRow != 4 || len(entries) != 2 || entries[1].Get(entry.Actor) != "bob" {
		t.Errorf("header in line %d, %d entries", in.HeaderRow, len(entries))
	}
	bare := "2026-01-01T00:00:00Z,ann,Login,10.0.0.1\n2026-01-02T00:00:00Z,bob,Login,10.0.0.2\n"
	in = inspect(t, "a.csv", bare, Options{Map: map[string]string{"column2": entry.Actor}})
	entries, _, _ = readAll(t, []byte(bare), reading(t, in))
	if in.HeaderRow != 0 || len(entries) != 2 || values(entries[0]) != "time_text=2026-01-01T00:00:00Z|actor=ann|ip=10.0.0.1|extra.column3=Login" {
		t.Errorf("header in line %d: %s", in.HeaderRow, values(entries[0]))
	}
}

func TestDateOrderComesFromTheDataOrIsAsked(t *testing.T) {
	for _, c := range []struct {
		rows   []string
		order  string
		asks   bool
		option string
		micros int64
	}{
		{[]string{"03/04/2026 10:00", "14/04/2026 10:00"}, "dmy", false, "", 1775210400000000},
		{[]string{"03/04/2026 10:00", "04/14/2026 10:00"}, "mdy", false, "", 1772618400000000},
		{[]string{"03/04/2026 10:00", "05/04/2026 10:00"}, "", true, "", 0},
		{[]string{"03/04/2026 10:00", "05/04/2026 10:00"}, "mdy", false, "mdy", 1772618400000000},
		{[]string{"03.04.2026 10:00", "05.04.2026 10:00"}, "dmy", false, "", 1775210400000000},
	} {
		data := "Time (UTC),User\n" + strings.Join(c.rows, ",ann\n") + ",bob\n"
		in := inspect(t, "a.csv", data, Options{DateOrder: c.option})
		if c.asks {
			if len(in.Questions) != 1 || in.Questions[0].Key != "date-order" {
				t.Errorf("%v: %+v", c.rows, in.Questions)
			}
			continue
		}
		rd := reading(t, in)
		entries, _, _ := readAll(t, []byte(data), rd)
		if rd.DateOrder != c.order || entries[0].Time != c.micros {
			t.Errorf("%v: %q, %d (%+v)", c.rows, rd.DateOrder, entries[0].Time, in.Findings["date-order"])
		}
	}
}

func TestLogWithoutTimesIsReadAndSaysSo(t *testing.T) {
	data := "User,Action\nann,Login\nbob,Logout\n"
	in := inspect(t, "a.csv", data, Options{})
	entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
	if len(in.Questions) != 0 || in.Findings["time"].Value != "none" || len(rejects) != 0 || len(entries) != 2 || entries[0].Time != entry.NoTime {
		t.Errorf("%+v %v", in.Findings["time"], rejects)
	}
}

func TestDialectsOfEveryKindAreFound(t *testing.T) {
	for _, delim := range []string{",", ";", "\t", "|"} {
		for _, eol := range []string{"\n", "\r\n", "\r"} {
			for _, enc := range []string{"utf-8", "utf-8 bom", "utf-16le", "utf-16be", "utf-16le bare", "utf-16be bare", "windows-1252"} {
				var b strings.Builder
				b.WriteString(strings.Join([]string{"Zeit", "Benutzer", "Aktion", "IP-Adresse"}, delim) + eol)
				for i := range 20 {
					fmt.Fprintf(&b, "2026-03-%02d 10:00:00%sJürgen%s\"Zahlung%s erfasst\"\"%d\"%s10.0.0.%d%s", i+1, delim, delim, delim+eol, i, delim, i, eol)
				}
				data := encode(enc, b.String())
				in := inspect(t, "a.csv", string(data), Options{Zone: "UTC"})
				entries, rejects, _ := readAll(t, data, reading(t, in))
				if in.Delimiter != delim || len(entries) != 20 || len(rejects) != 0 ||
					values(entries[3]) != "time_text=2026-03-04 10:00:00|actor=Jürgen|action=Zahlung"+delim+eol+" erfasst\"3|category=payment|ip=10.0.0.3" {
					t.Fatalf("%q %q %s: delimiter %q, line end %s, encoding %s, %d entries, %v, %q", delim, eol, enc, in.Delimiter, in.LineEnd, in.Encoding, len(entries), rejects, values(entries[min(3, len(entries)-1)]))
				}
			}
		}
	}
}

func encode(enc, text string) []byte {
	wide := func(big bool) []byte {
		var out []byte
		for _, u := range utf16.Encode([]rune(text)) {
			if big {
				out = append(out, byte(u>>8), byte(u))
			} else {
				out = append(out, byte(u), byte(u>>8))
			}
		}
		return out
	}
	switch enc {
	case "utf-8 bom":
		return append([]byte("\xEF\xBB\xBF"), text...)
	case "utf-16le":
		return append([]byte("\xFF\xFE"), wide(false)...)
	case "utf-16be":
		return append([]byte("\xFE\xFF"), wide(true)...)
	case "utf-16le bare":
		return wide(false)
	case "utf-16be bare":
		return wide(true)
	case "windows-1252":
		b, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
		if err != nil {
			panic(err)
		}
		return b
	}
	return []byte(text)
}

// Whatever is written by the rules of CSV comes back cell by cell, and every
// record read again alone, from its offset and length, gives the same cells.
func TestWrittenCellsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		delim := rapid.SampledFrom([]string{",", ";", "\t", "|"}).Draw(t, "delimiter")
		quote := rapid.SampledFrom([]string{`"`, `'`}).Draw(t, "quote")
		eol := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end")
		enc := rapid.SampledFrom([]string{"utf-8", "utf-8 bom", "utf-16le", "utf-16be", "windows-1252"}).Draw(t, "encoding")
		letters := []rune("ab\"',;|\t \n\r0é€")
		if enc != "windows-1252" {
			letters = append(letters, '漢', '😀')
		}
		cell := rapid.StringOfN(rapid.SampledFrom(letters), 0, 8, -1)
		width := rapid.IntRange(1, 5).Draw(t, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 0, 12).Draw(t, "rows")
		var b strings.Builder
		header := make([]string, width)
		for i := range header {
			header[i] = fmt.Sprintf("h%d", i)
		}
		all := append([][]string{header}, rows...)
		for _, r := range all {
			for i, c := range r {
				if i > 0 {
					b.WriteString(delim)
				}
				if c == "" && width > 1 {
					continue
				}
				b.WriteString(quote + strings.ReplaceAll(c, quote, quote+quote) + quote)
			}
			b.WriteString(eol)
		}
		data := encode(enc, b.String())
		rd := &Reading{Container: "file", Format: "csv", Encoding: strings.TrimSuffix(enc, " bom"), Delimiter: delim, Quote: quote, HeaderRow: 1,
			LineEnd: map[string]string{"\n": "lf", "\r\n": "crlf", "\r": "cr"}[eol]}
		for _, h := range header {
			rd.Columns = append(rd.Columns, Column{Name: h})
		}
		raw := func(data []byte, rd *Reading) (got [][]string) {
			if err := Raw(context.Background(), bytes.NewReader(data), rd, func(cells []string) error {
				got = append(got, cells)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return got
		}
		got := raw(data, rd)
		if len(got) != len(rows) {
			t.Fatalf("%d records of %d in %q", len(got), len(rows), b.String())
		}
		for i := range rows {
			if !slices.Equal(got[i], rows[i]) {
				t.Fatalf("record %d: %q, want %q", i, got[i], rows[i])
			}
		}
		alone := *rd
		alone.HeaderRow = 0
		i := 0
		if err := Read(context.Background(), bytes.NewReader(data), rd, func(x *Batch) error {
			for k := range x.Rows {
				record := data[x.Offset[k] : x.Offset[k]+x.Length[k]]
				if again := raw(record, &alone); len(again) != 1 && !(width == 1 && rows[i][0] == "") || len(again) == 1 && !slices.Equal(again[0], rows[i]) {
					t.Fatalf("record %d alone (%q) is %q, want %q", i, record, again, rows[i])
				}
				i++
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestPiecesGiveWhatTheWholeGives(t *testing.T) {
	for _, enc := range []string{"utf-8", "utf-16le"} {
		var b strings.Builder
		b.WriteString("Time,User,Details\n")
		const rows = 60_000
		for i := range rows {
			fmt.Fprintf(&b, "2026-01-01T00:00:%02dZ,user%d,\"line one of %d,\nline \"\"two\"\" %s ü😀\"\n", i%60, i%97, i, strings.Repeat("x", i%200))
		}
		data := encode(enc, b.String())
		in := inspect(t, "big.csv", string(data), Options{})
		if in.Exact || in.Estimate < rows*8/10 || in.Estimate > rows*12/10 {
			t.Errorf("%s: estimate %d, exact %v", enc, in.Estimate, in.Exact)
		}
		entries, rejects, leaves := readAll(t, data, reading(t, in))
		if len(entries) != rows || len(rejects) != 0 || len(leaves) != rows {
			t.Fatalf("%s: %d entries, %d rejects", enc, len(entries), len(rejects))
		}
		for _, i := range []int{0, 777, rows / 2, rows - 1} {
			e := entries[i]
			if want := fmt.Sprintf("line one of %d,\nline \"two\" %s ü😀", i, strings.Repeat("x", i%200)); e.Get(entry.Details) != want || e.Record != int64(i+1) {
				t.Errorf("%s: record %d is %q", enc, e.Record, e.Get(entry.Details))
			}
		}
	}
}
