package intake

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/entry"
	"probity/data/fault"
)

func TestUnusableFilesAreNamedWithWhatToDo(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	random := make([]byte, 4096)
	for i := range random {
		random[i] = byte(i * 7919 >> 3)
	}
	for _, c := range []struct{ path, says string }{
		{filepath.Join(dir, "missing.csv"), "There is no file"},
		{dir, "is a folder"},
		{file("empty.csv", ""), "is empty"},
		{file("blank.csv", " \n\r\n \t"), "nothing but blanks"},
		{file("book.csv", "PK\x03\x04\x14\x00\x06\x00"), "XLSX"},
		{file("old.csv", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00"), "XLS"},
		{file("paper.csv", "%PDF-1.7\n"), "PDF"},
		{file("program.csv", "\x7FELF\x02\x01\x01\x00\x00"), "a program"},
		{file("page.csv", "<!DOCTYPE html><html><body>Log in</body></html>"), "web page"},
		{file("noise.csv", string(random)), "is not text"},
		{file("zeros.csv", strings.Repeat("\x00", 5000)), "is not text"},
		{file("broken.json", `{"a": tru`), "No record of broken.json can be read"},
	} {
		_, err := Inspect(context.Background(), c.path, Options{})
		if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), filepath.Base(c.path)) {
			t.Errorf("%s: %v", filepath.Base(c.path), err)
		}
	}
	if os.Getuid() != 0 {
		path := file("secret.csv", "a,b\n1,2\n")
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := Inspect(context.Background(), path, Options{}); !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "no permission") {
			t.Error(err)
		}
	}
}

func TestWrongOptionsAreNamed(t *testing.T) {
	path := fileOf(t, "a.csv", "Time,User\n2026-01-01,ann\n")
	row := 9
	for _, opts := range []Options{
		{Zone: "Mars/Olympus"}, {Encoding: "klingon"}, {Delimiter: "\n"}, {Quote: "ab"}, {DateOrder: "dym"}, {Format: "xml"},
		{ImportFormat: "nobody"}, {HeaderRow: &row}, {Map: map[string]string{"User": "hero"}}, {Map: map[string]string{"Nobody": entry.Actor}}, {Delimiter: "\n"},
	} {
		if _, err := Inspect(context.Background(), path, opts); !errors.Is(err, fault.Unusable) {
			t.Errorf("%+v: %v", opts, err)
		}
	}
}

func TestContentDecidesAndNotTheName(t *testing.T) {
	for name, c := range map[string]struct{ content, format string }{
		"table.json": {"Time,User\n2026-01-01T00:00:00Z,ann\n2026-01-02T00:00:00Z,bob\n", "csv"},
		"list.csv":   {`[{"time":"2026-01-01T00:00:00Z","user":"ann"},{"time":"2026-01-02T00:00:00Z","user":"bob"}]`, "json"},
		"lines.txt":  {"{\"time\":\"2026-01-01T00:00:00Z\",\"user\":\"ann\"}\n{\"time\":\"2026-01-02T00:00:00Z\",\"user\":\"bob\"}\n", "jsonl"},
		"many.log":   {"{\n\"time\":\"2026-01-01T00:00:00Z\",\"user\":\"ann\"\n}\n{\n\"time\":\"2026-01-02T00:00:00Z\",\"user\":\"bob\"}\n", "json"},
	} {
		in := inspect(t, name, c.content, Options{})
		entries, rejects, _ := readAll(t, []byte(c.content), reading(t, in))
		if in.Format != c.format || len(entries) != 2 || len(rejects) != 0 || entries[1].Get(entry.Actor) != "bob" || entries[0].Time != 1767225600000000 {
			t.Errorf("%s is read as %s: %d entries, %v", name, in.Format, len(entries), rejects)
		}
	}
}

func TestJSONValuesAreKeptAsWritten(t *testing.T) {
	data := `{"time":"2026-01-01T00:00:00Z","n":12345678901234567890123,"f":1.50e3,"x":null,"o":{},"a":[1,{"b":"c"}],"k":"one","k":"two","s":"{\"j\":1}","u":"\u00e9\ud83d\ude00\n","b":true}` + "\n" +
		`{"time":"2026-01-01T00:00:01Z","broken":` + "\n" +
		`{"time":"2026-01-01T00:00:02Z"}` + "\n"
	in := inspect(t, "a.jsonl", data, Options{})
	entries, rejects, leaves := readAll(t, []byte(data), reading(t, in))
	if len(entries) != 2 || len(rejects) != 1 || rejects[0].Line != 2 || rejects[0].Record != 1 || len(leaves) != 3 {
		t.Fatalf("%d entries, %+v", len(entries), rejects)
	}
	want := "time_text=2026-01-01T00:00:00Z|extra.a.0=1|extra.a.1.b=c|extra.b=true|extra.f=1.50e3|extra.k=one|extra.k#2=two|extra.n=12345678901234567890123|extra.s={\"j\":1}|extra.s.j=1|extra.u=é😀\n"
	if got := values(entries[0]); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestBrokenListKeepsWhatCameBefore(t *testing.T) {
	for _, tail := range []string{`,{"user":"cy"`, `,{"user":]}`, `] x`, ``, `,`} {
		data := "[\n{\"time\":\"2026-01-01T00:00:00Z\",\"user\":\"ann\"},\n{\"time\":\"2026-01-02T00:00:00Z\",\"user\":\"bob\"}\n" + tail
		in := inspect(t, "a.json", data, Options{})
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		if len(entries) != 2 || len(rejects) != 1 || rejects[0].Line != 4 || rejects[0].Offset+rejects[0].Length != int64(len(data)) {
			t.Errorf("%q: %d entries, %+v", tail, len(entries), rejects)
		}
	}
}

func TestPathsBeyondTheLimitGoIntoOneColumn(t *testing.T) {
	var b strings.Builder
	for i := range 300 {
		b.WriteString(`{"time":"2026-01-01T00:00:00Z","user":"ann"`)
		for k := range 20 {
			b.WriteString(`,"p` + strings.Repeat("q", k) + string(rune('a'+i%26)) + strings.Repeat("z", i/26) + `":"v"`)
		}
		b.WriteString("}\n")
	}
	in := inspect(t, "a.jsonl", b.String(), Options{})
	names := map[string]bool{}
	var other string
	if err := Read(context.Background(), strings.NewReader(b.String()), reading(t, in), func(x *Batch) error {
		for n := range x.Text {
			names[n] = true
		}
		if c := x.Text[otherColumn]; c != nil {
			other = c.Dict[c.Codes[x.Rows-1]]
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	extra := 0
	for n := range names {
		if strings.HasPrefix(n, entry.ExtraPrefix) && n != otherColumn {
			extra++
		}
	}
	if extra != maxExtra || !strings.HasPrefix(other, `{"p`) || !strings.HasSuffix(other, `":"v"}`) {
		t.Errorf("%d extra columns, %q", extra, other)
	}
}

func TestReadStopsWithItsContextAndItsSink(t *testing.T) {
	data, _, rd := generated(t, "commerce-activity-log", 100_000)
	ctx, cancel := context.WithCancel(context.Background())
	err := Read(ctx, bytes.NewReader(data), rd, func(*Batch) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	full := errors.New("disk full")
	if err := Read(context.Background(), bytes.NewReader(data), rd, func(*Batch) error { return full }); !errors.Is(err, full) {
		t.Errorf("sink: %v", err)
	}
	if err := Read(context.Background(), &failing{data[:1<<20]}, rd, func(*Batch) error { return nil }); !errors.Is(err, errBroken) {
		t.Errorf("source: %v", err)
	}
}

var errBroken = errors.New("the disk does not answer")

type failing struct{ data []byte }

func (f *failing) Read(p []byte) (int, error) {
	if len(f.data) == 0 {
		return 0, errBroken
	}
	n := copy(p, f.data)
	f.data = f.data[n:]
	return n, nil
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("Time,User\n2026-01-01,\"a\"\"b\"\n"), byte(0))
	f.Add([]byte("a;b\r\n\"1;2\r\n"), byte(1))
	f.Add([]byte("\xFF\xFEa\x00,\x00b\x00\n\x00\x01\xD8"), byte(2))
	f.Add([]byte("Zeit;Nutzer\r\x80\xE4;\x00\r"), byte(3))
	f.Fuzz(func(t *testing.T, data []byte, kind byte) {
		rd := &Reading{
			Container: "file", Format: "csv", Encoding: []string{"utf-8", "utf-16le", "gb18030", "windows-1252"}[kind&3],
			Delimiter: []string{",", ";", "\t", "|"}[kind>>2&3], Quote: []string{`"`, "", "'"}[int(kind>>4&3)%3], LineEnd: []string{"lf", "cr"}[kind>>6&1],
			HeaderRow: 0, Zone: "UTC", Columns: []Column{{Name: "a", Field: TimeField}, {Name: "b", Field: entry.Action}, {Name: "c"}, {Name: "c"}},
		}
		if err := Read(t.Context(), bytes.NewReader(data), rd, func(*Batch) error { return nil }); errors.Is(err, fault.Unusable) {
			return // what contradicts the reading stops the import, with a sentence
		}
		readAll(t, data, rd)
		anything(t, data)
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`[{"a":1,"a":{"b":[null,"x\n"]}},2]`), byte(0))
	f.Add([]byte("{\"a\":1}\n{\"b\":\n"), byte(1))
	f.Add([]byte(`{"a":1}{"b":"\ud800"}`), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, kind byte) {
		rd := &Reading{
			Container: "file", Format: []string{"json", "jsonl"}[kind&1], Encoding: []string{"utf-8", "utf-16le", "shift_jis", "utf-32be"}[kind>>1&3],
			Zone: "UTC", Columns: []Column{{Name: "a", Field: TimeField}, {Name: "b", Field: entry.Action}},
		}
		if err := Read(t.Context(), bytes.NewReader(data), rd, func(*Batch) error { return nil }); errors.Is(err, fault.Unusable) {
			return // what contradicts the reading stops the import, with a sentence
		}
		readAll(t, data, rd)
		anything(t, data)
	})
}

// anything lets intake find out by itself what the data is.
func anything(t *testing.T, data []byte) {
	in, err := Inspect(context.Background(), fileOf(t, "fuzz.dat", string(data)), Options{Zone: "UTC", DateOrder: "dmy"})
	if err != nil {
		if !errors.Is(err, fault.Unusable) {
			t.Fatal(err)
		}
		return
	}
	entries, rejects, _ := readAll(t, data, reading(t, in))
	if in.Estimate != int64(len(entries)+len(rejects)) {
		t.Fatalf("estimate %d, %d entries, %d rejects", in.Estimate, len(entries), len(rejects))
	}
}
