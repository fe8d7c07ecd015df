package intake

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// dialectsOf gives dialects of every sort, for what must hold of all.
func dialectsOf(width int) []dialect {
	return []dialect{
		{delim: ',', quote: '"', eol: '\n', width: width},
		{delim: ';', quote: '"', eol: '\n', width: width, always: true},
		{delim: ',', quote: '"', eol: '\r', width: width},
		{delim: ',', quote: '"', eol: '\n', escape: '\\', width: width},
		{delim: ',', quote: '"', eol: '\n', anyEnd: true, width: width},
		{delim: '|', sep: "||", quote: '\'', eol: '\n', width: width},
		{delim: ',', quote: '"', eol: '\n', comment: '#', width: width},
		{delim: ',', quote: '"', eol: '\n'},
		{delim: ',', eol: '\n', escape: '\\', width: width},
	}
}

// places gives where the records of b begin and end.
func places(d *dialect, b []byte, at edge) (out [][3]int) {
	for pos := 0; pos < len(b); {
		if n := d.blank(b, pos); n > 0 {
			pos += n
			continue
		}
		cells, end, next, ok, _ := d.split(b, pos, nil, at)
		if !ok {
			return append(out, [3]int{pos, -1, len(cells)})
		}
		if next <= pos {
			panic(fmt.Sprintf("no progress at %d of %q", pos, b))
		}
		out = append(out, [3]int{pos, end, len(cells)})
		pos = next
	}
	return out
}

// Wherever a file is cut into pieces, the pieces hold the records that the
// whole file holds.
func cutsAreWhole(t *testing.T, data []byte, d dialect) {
	whole := places(&d, data, endOfFile)
	for n := 1; n < len(data); n++ {
		cut, _ := d.lastEnd(data[:n:n], false)
		if cut == 0 {
			continue
		}
		got := places(&d, data[:cut:cut], endOfPiece)
		for i := range got {
			if i >= len(whole) || got[i] != whole[i] {
				t.Fatalf("%+v, cut at %d (%d) of %q: record %d is %v, in the whole %v", d, cut, n, data, i, got[i], whole[min(i, len(whole)-1)])
			}
		}
	}
}

func TestCutsHoldTheRecordsOfTheWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		n := 5 + r.IntN(60)
		var b strings.Builder
		for range n {
			b.WriteString(pick(r, []string{"a", "b", "1", ",", ";", `"`, "\n", "\n", "\r\n", " ", "||", "#", `\`, "'", `",`, `"` + "\n", `,"`, `""`, "\n" + `"`}))
		}
		for _, d := range dialectsOf(3) {
			cutsAreWhole(t, []byte(b.String()), d)
		}
	}
}

func FuzzBrokenQuotes(f *testing.F) {
	f.Add([]byte("a,b,c\n1,\"2,3\n4,\"5\",6\n"), byte(0))
	f.Add([]byte("\"a\";\"b \"c\"; d\";\"e\"\n\"1\";\"2\";\"3\"\n"), byte(1))
	f.Fuzz(func(t *testing.T, data []byte, kind byte) {
		rd := &Reading{
			Container: "file", Format: "csv", Encoding: "utf-8", Mend: true, Quote: []string{`"`, "", "'"}[int(kind)%3],
			Delimiter: []string{",", "||", ", ", " "}[kind>>2&3], LineEnd: []string{"lf", "mixed"}[kind>>4&1], Escape: []string{"", `\`}[kind>>5&1], Comment: []string{"", "#"}[kind>>6&1],
			Always: kind>>7 == 1, Columns: []Column{{Name: "a"}, {Name: "b"}, {Name: "c"}},
		}
		readAll(t, data, rd)
	})
}

func TestBrokenQuotesAreMendedByTheWidthOfTheTable(t *testing.T) {
	for _, c := range []struct {
		d     dialect
		line  string
		cells []string
	}{
		{dialectsOf(4)[0], `1,"2,x,"a, b"` + "\n", []string{"1", `"2`, "x", "a, b"}},
		{dialectsOf(4)[0], `1,2,x,"a, b""` + "\n" + `1,2,x,"c"` + "\n", []string{"1", "2", "x", `a, b"`}},
		{dialectsOf(4)[0], `1,2,x,"` + "\n" + `1,2,"x",y` + "\n", []string{"1", "2", "x", `"`}},
		{dialectsOf(4)[0], `1,"a 19" rack, new",x,y` + "\n", []string{"1", `a 19" rack, new`, "x", "y"}},
		{dialectsOf(4)[1], `"1";"said "a"; then "b"";"x";"y"` + "\n", []string{"1", `said "a"; then "b"`, "x", "y"}},
		{dialectsOf(4)[1], `"1";"said "yes" and` + "\n" + `left";"x";"y"` + "\n", []string{"1", "said \"yes\" and\nleft", "x", "y"}},
		{dialectsOf(4)[3], `1,"a \"b\", c",x,y` + "\n", []string{"1", `a "b", c`, "x", "y"}},
	} {
		b := []byte(c.line + "1,2,3,4\n")
		spans, _, _, ok, _ := c.d.split(b, 0, nil, endOfFile)
		var got []string
		for _, s := range spans {
			var scratch []byte
			got = append(got, string(c.d.text(b, s, &scratch)))
		}
		if !ok || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.cells) {
			t.Errorf("%q is %q, want %q", c.line, got, c.cells)
		}
	}
}

// A thousand quotes that are all wrong must not take long.
func TestRecordsFullOfBrokenQuotesAreReadInTime(t *testing.T) {
	line := strings.Repeat(`"a"b,"`, 200) + "\n"
	data := strings.Repeat(line, 300)
	_, _, err := readBack(t, data, Options{})
	if err != nil {
		t.Log(err)
	}
}

func TestTotalsAtTheEndOfALargeFileAreRejected(t *testing.T) {
	var b strings.Builder
	b.WriteString("Time,User,Action,Details\n")
	for i := range 150_000 {
		fmt.Fprintf(&b, "2026-01-01T00:00:%02dZ,ann%d,Login,\"a, \"\"b\"\" %d\"\n", i%60, i%50, i)
	}
	for _, end := range []string{"Total,150000,,\n", "Total,150000,,\nEnd of the export\n"} {
		data := b.String() + end
		in := inspect(t, "big.csv", data, Options{})
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		if in.Exact || len(entries) != 150_000 || len(rejects) != strings.Count(end, "\n") || rejects[0].Line != 150_002 {
			t.Errorf("%d entries, %v", len(entries), rejects)
		}
	}
}

func TestFileThatContradictsItsSamplesStopsTheImport(t *testing.T) {
	part := strings.Repeat("2026-01-01T00:00:00Z,ann,Login,ok\n", 130_000)
	data := "Time,User,Action,Details\n" + part + strings.Repeat("2026-01-01T00:00:00Z;ann;Login\n", 200_000) + part + part + part
	in := inspect(t, "big.csv", data, Options{})
	err := Read(t.Context(), strings.NewReader(data), reading(t, in), func(*Batch) error { return nil })
	if in.reading.Ragged || err == nil || !strings.Contains(err.Error(), "--delimiter") {
		t.Errorf("%v", err)
	}
	in = inspect(t, "big.csv", data, Options{Delimiter: ","})
	if err := Read(t.Context(), strings.NewReader(data), reading(t, in), func(*Batch) error { return nil }); err != nil {
		t.Errorf("what the person said: %v", err)
	}
}
