package intake

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"probity/data/entry"
)

// slips are ways in which a list of objects is broken. They get the objects
// before, at and behind the place.
var slips = map[string]struct {
	make     func(before, at, behind string) string
	lost     bool   // the object at the place cannot be read
	rejected string // its bytes
	why      string
}{
	"no comma":           {make: func(a, x, b string) string { return a + ",\n" + x + "\n" + b }, why: "both were read"},
	"no comma, one line": {make: func(a, x, b string) string { return a + "," + x + b }, why: "both were read"},
	"two commas":         {make: func(a, x, b string) string { return a + "," + x + ",\n ,\n" + b }, rejected: ",", why: "missing beside a comma"},
	"many commas":        {make: func(a, x, b string) string { return a + "," + x + ",,, ,," + b }, rejected: ",, ,,", why: "missing beside a comma"},
	"no quote at an end": {make: func(a, x, b string) string { return a + "," + cutOut(x, `"`, 4) + "," + b }, lost: true},
	"no quote, lines":    {make: func(a, x, b string) string { return a + ",\n" + cutOut(x, `"`, 4) + ",\n" + b }, lost: true},
	"no closing brace":   {make: func(a, x, b string) string { return a + "," + strings.TrimSuffix(x, "}") + ",\n" + b }, lost: true},
	"one brace too many": {make: func(a, x, b string) string { return a + "," + x + "},\n" + b }, rejected: "}", why: "comma or its end"},
	"a bare word":        {make: func(a, x, b string) string { return a + "," + strings.Replace(x, `"u`, `u`, 1) + ",\n" + b }, lost: true},
	"a bracket not closed": {make: func(a, x, b string) string {
		return a + "," + strings.Replace(x, `{"id":7}]`, `{"id":7}`, 1) + ",\n" + b
	}, lost: true},
	"the wrong bracket": {make: func(a, x, b string) string {
		return a + "," + strings.Replace(x, `{"id":7}]`, `{"id":7}}`, 1) + ",\n" + b
	}, lost: true},
	"cut and gone on": {make: func(a, x, b string) string { return a + "," + x[:len(x)/3] + "\n" + b }, lost: true},
	"cut behind a bracket": {make: func(a, x, b string) string {
		return a + "," + x[:strings.Index(x, `"items":[`)+9] + ",\n" + b
	}, lost: true},
	"cut behind a bracket, gone on": {make: func(a, x, b string) string {
		return a + "," + x[:strings.Index(x, `"items":[`)+9] + b
	}, lost: true},
	"a log line between":    {make: func(a, x, b string) string { return a + "," + x + ",\nWARN: retry in 3 s\n" + b }, rejected: "WARN: retry in 3 s"},
	"an equals sign":        {make: func(a, x, b string) string { return a + "," + strings.Replace(x, `"n":`, `"n"=`, 1) + ",\n" + b }, lost: true},
	"a raw line feed":       {make: func(a, x, b string) string { return a + "," + strings.Replace(x, `"Login`, "\"Log\nin", 1) + ",\n" + b }, lost: true},
	"an end in between":     {make: func(a, x, b string) string { return a + "," + x + "],\n" + b }, why: "end of the JSON"},
	"nested deeper than ok": {make: func(a, x, b string) string { return a + "," + strings.Repeat(`{"a":`, 20_000) + ",\n" + b }, lost: true, why: "deeper"},
}

// cutOut leaves out the nth occurrence of a text.
func cutOut(s, what string, n int) string {
	at := 0
	for range n {
		at += strings.Index(s[at:], what) + 1
	}
	return s[:at-1] + s[at:]
}

func nested(i int) string {
	return fmt.Sprintf(`{"time":"2026-01-%02dT00:00:00Z","user":"u%d","items":[{"id":1,"user":"x"},{"id":7}],"n":%d,"action":"Login"}`, 1+i%28, i, i)
}

func users(entries []*entry.Entry) (all []string) {
	for _, e := range entries {
		all = append(all, e.Get(entry.Actor))
	}
	return all
}

func TestOfABrokenListOnlyWhatIsBrokenIsRejected(t *testing.T) {
	const n = 12
	for name, slip := range slips {
		for _, place := range []int{1, 5, n - 2} { // which object is at the place
			var before, behind, want []string
			for i := range n {
				switch {
				case i < place:
					before = append(before, nested(i))
				case i > place:
					behind = append(behind, nested(i))
				}
				if i != place || !slip.lost {
					want = append(want, fmt.Sprintf("u%d", i))
				}
			}
			for around, data := range map[string]string{
				"list":   "[" + slip.make(strings.Join(before, ","), nested(place), strings.Join(behind, ",")) + "]\n",
				"inside": `{"page":1,"data":[` + slip.make(strings.Join(before, ",\n"), nested(place), strings.Join(behind, ",\n")) + "]}\n",
			} {
				if around == "inside" && name == "an end in between" {
					continue
				}
				for _, encoding := range []string{"utf-8", "utf-16le"} {
					bytes := mustEncode(t, encoding, data)
					in := inspect(t, "a.json", string(bytes), Options{})
					entries, rejects, _ := readAll(t, bytes, reading(t, in))
					if got := users(entries); !slices.Equal(got, want) {
						t.Errorf("%s, %s at %d in %s: read %v\n%v", name, around, place, encoding, got, rejects)
						continue
					}
					if len(rejects) != 1 && name != "an end in between" && name != "nested deeper than ok" || len(rejects) == 0 {
						t.Errorf("%s, %s at %d in %s: %d rejects %.300v", name, around, place, encoding, len(rejects), rejects)
						continue
					}
					r := rejects[0]
					if slip.why != "" && !strings.Contains(r.Reason, slip.why) {
						t.Errorf("%s: %s", name, r.Reason)
					}
					raw := string(bytes[r.Offset : r.Offset+r.Length])
					if slip.rejected != "" && encoding == "utf-8" && raw != slip.rejected {
						t.Errorf("%s, %s at %d: rejected %q", name, around, place, raw)
					}
					if line := 1 + strings.Count(data[:min(len(data), int(r.Offset))], "\n"); encoding == "utf-8" && r.Line != int64(line) {
						t.Errorf("%s, %s at %d: line %d, want %d", name, around, place, r.Line, line)
					}
				}
			}
		}
	}
}

func TestLinesOfJSONWithCommasAreRead(t *testing.T) {
	for name, data := range map[string]string{
		"at every end":   objects(5, ",\n") + ",\n",
		"but the last":   objects(5, ",\n") + "\n",
		"with blanks":    objects(5, " , \r\n") + "\r\n",
		"pretty":         strings.ReplaceAll(objects(5, ",\n"), `,"`, ",\n  \""),
		"only some":      objects(3, "\n") + ",\n" + objects(2, "\n"),
		"without a line": objects(5, ","),
	} {
		in := inspect(t, "a.json", data, Options{})
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		if len(entries) != 5 || len(rejects) != 0 || len(values(entries[0])) == 0 {
			t.Errorf("%s as %s: %d entries, %v", name, in.Format, len(entries), rejects)
		}
	}
}

func TestReadingsWithoutResumeStayAsTheyWere(t *testing.T) {
	data := "[" + nested(1) + "," + nested(2) + " " + nested(3) + "," + nested(4) + "]"
	rd := &Reading{Container: "file", Format: "json", Encoding: "utf-8", Zone: "UTC", Columns: []Column{{Name: "time", Field: TimeField}, {Name: "user", Field: entry.Actor}}}
	entries, rejects, _ := readAll(t, []byte(data), rd)
	if len(entries) != 2 || len(rejects) != 1 || !strings.Contains(rejects[0].Reason, "Everything from here on") {
		t.Errorf("%d entries, %v", len(entries), rejects)
	}
}

// pieces reads with pieces of a size.
func pieces(t testing.TB, data []byte, rd *Reading, size int) (all []string) {
	t.Helper()
	p, err := newPlan(rd)
	if err != nil {
		t.Fatal(err)
	}
	cut, err := openJSON(context.Background(), bytes.NewReader(data), p)
	if err != nil {
		t.Fatal(err)
	}
	cut.size = size
	line := int64(0)
	for {
		pc, err := cut.next()
		if err != nil {
			t.Fatal(err)
		}
		if pc == nil {
			slices.Sort(all)
			return all
		}
		lines := pc.lines
		if !pc.rest {
			lines = countLines(pc.text, '\n')
		}
		b := newJSONWorker(p).parse(pc)
		for i := range b.Rows {
			all = append(all, fmt.Sprint(fmt.Sprintf("%06d entry ", b.Offset[i]), b.Length[i]))
		}
		for _, r := range b.Rejects {
			all = append(all, fmt.Sprint(fmt.Sprintf("%06d reject ", r.Offset), r.Length, " line ", line+r.Line, ": ", r.Reason))
		}
		line += lines
	}
}

// broken draws a list of objects of which some bytes are lost, doubled or
// replaced.
func broken(t *rapid.T) string {
	n := rapid.IntRange(1, 12).Draw(t, "n")
	var all []string
	for i := range n {
		all = append(all, nested(i))
	}
	data := []byte("[" + strings.Join(all, rapid.SampledFrom([]string{",", ",\n", "\n,  "}).Draw(t, "by")) + "]")
	for range rapid.IntRange(0, 3).Draw(t, "slips") {
		at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "slip") {
		case 0:
			data = slices.Delete(data, at, at+1)
		case 1:
			data = slices.Insert(data, at, data[at])
		case 2:
			data[at] = rapid.SampledFrom([]byte(`{}[]",:\x 0`+"\n")).Draw(t, "byte")
		case 3:
			data = slices.Delete(data, at, min(len(data), at+rapid.IntRange(1, 60).Draw(t, "bytes")))
		}
	}
	return string(data)
}

// TestEveryByteOfABrokenListIsAccountedFor: what is neither an entry nor a
// reject are the brackets of the list, its commas and blanks; and the size of
// pieces changes nothing.
func TestEveryByteOfABrokenListIsAccountedFor(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		data := broken(rt)
		if len(data) == 0 || strings.TrimLeft(data, " \n")[:1] != "[" {
			return
		}
		rd := &Reading{Container: "file", Format: "json", Encoding: "utf-8", Zone: "UTC", Resume: true, Columns: []Column{{Name: "time"}, {Name: "user", Field: entry.Actor}}}
		left := []byte(data)
		entries, rejects, _ := readAll(t, []byte(data), rd)
		wipe := func(offset, length int64) {
			for i := offset; i < offset+length; i++ {
				if left[i] == 0 {
					rt.Fatalf("byte %d of %q is told twice", i, data)
				}
				left[i] = 0
			}
		}
		if err := Read(context.Background(), strings.NewReader(data), rd, func(b *Batch) error {
			for i := range b.Rows {
				wipe(b.Offset[i], b.Length[i])
			}
			for _, r := range b.Rejects {
				wipe(r.Offset, r.Length)
			}
			return nil
		}); err != nil {
			rt.Fatal(err)
		}
		for i, c := range left {
			if c != 0 && !blank(c) && c != ',' && c != '[' && c != ']' {
				rt.Fatalf("byte %d (%q) of %q is lost: %d entries, %v", i, c, data, len(entries), rejects)
			}
		}
		whole := pieces(t, []byte(data), rd, jsonPiece)
		for _, size := range []int{1, 7, 64, 300} {
			if got := pieces(t, []byte(data), rd, size); !slices.Equal(got, whole) {
				rt.Fatalf("in pieces of %d:\n%s\nwhole:\n%s\n%q", size, strings.Join(got, "\n"), strings.Join(whole, "\n"), data)
			}
		}
	})
}

func FuzzBrokenJSON(f *testing.F) {
	for _, slip := range slips {
		if data := "[" + slip.make(nested(1), nested(2), nested(3)) + "]"; len(data) < 1000 {
			f.Add([]byte(data), byte(0))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, kind byte) {
		rd := &Reading{
			Container: "file", Format: []string{"json", "jsonl"}[kind&1], Encoding: []string{"utf-8", "utf-16le", "shift_jis", "utf-32be"}[kind>>1&3],
			List: []string{"", "data"}[kind>>3&1], Resume: true, Zone: "UTC", Columns: []Column{{Name: "time"}, {Name: "user", Field: entry.Actor}},
		}
		readAll(t, data, rd)
		if rd.Encoding == "utf-8" && rd.Format == "json" {
			if a, b := pieces(t, data, rd, 1), pieces(t, data, rd, jsonPiece); !slices.Equal(a, b) {
				t.Fatalf("pieces of 1:\n%s\nwhole:\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
			}
		}
	})
}
