package intake

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"probity/data/entry"
	"probity/data/fault"
)

func gzipped(tb testing.TB, data string) string {
	tb.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, data); err != nil {
		tb.Fatal(err)
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func zstandard(tb testing.TB, data string) string {
	tb.Helper()
	z, err := zstd.NewWriter(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return string(z.EncodeAll([]byte(data), nil))
}

// zipped makes a ZIP of names and contents.
func zipped(tb testing.TB, method uint16, members ...string) string {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(members); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: members[i], Method: method})
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := io.WriteString(w, members[i+1]); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func TestExportsAreReadThroughTheirContainers(t *testing.T) {
	csv := "Time,User,Action\r\n" + strings.Repeat("2026-01-01T00:00:00Z,Jürgen,\"Login, \"\"web\"\"\"\r\n", 40)
	jsonl := strings.Repeat(`{"time":"2026-01-01T00:00:00Z","user":"ann","action":"Login"}`+"\n", 40)
	for _, text := range []string{csv, jsonl, string(mustEncode(t, "windows-1252", csv)), string(mustEncode(t, "utf-16le", csv))} {
		for kind, data := range map[string]string{
			"file": text, "gzip": gzipped(t, text), "zstd": zstandard(t, text),
			"zip": zipped(t, zip.Deflate, "folder/", "", "folder/log 1.csv", text, "__MACOSX/x", "junk", "picture.png", "\x89PNG\r\n\x1a\n\x00\x00"),
		} {
			in := inspect(t, "export.txt", data, Options{})
			if in.Container != kind || in.Size != int64(len(data)) || in.Estimate != 40 || !in.Exact {
				t.Errorf("%s: %s, %d bytes, %d records", kind, in.Container, in.Size, in.Estimate)
			}
			if f := in.Findings["container"]; kind != "file" && (f.Value != kind || f.Why == "") {
				t.Errorf("%s: %+v", kind, f)
			}
			rd := reading(t, in)
			if kind == "zip" && (in.Member != "folder/log 1.csv" || rd.Member != in.Member) {
				t.Errorf("member %q", in.Member)
			}
			n := 0
			if err := Entries(context.Background(), strings.NewReader(data), rd, func(e *entry.Entry) error {
				n++
				if e.Get(entry.Actor) == "" || e.Get(entry.Action) == "" || e.Identity.Offset >= int64(len(text)) {
					t.Errorf("%s: %+v %s", kind, e.Identity, values(e))
				}
				return nil
			}); err != nil || n != 40 {
				t.Errorf("%s: %d entries, %v", kind, n, err)
			}
			// Offsets are those of the content.
			c, err := Content(strings.NewReader(data), rd)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(c)
			if err != nil || string(got) != text || c.Close() != nil {
				t.Errorf("%s: %d bytes of content, %v", kind, len(got), err)
			}
			readAll(t, got, func() *Reading { r := *rd; r.Container = "file"; return &r }())
		}
	}
}

func TestSeveralExportsInAZipAreAskedFor(t *testing.T) {
	data := zipped(t, zip.Deflate, "live.csv", "Time,User\n2026-01-01T00:00:00Z,ann\n", "archive.csv", "Time,User\n2025-01-01T00:00:00Z,bob\n", "note.pdf", "%PDF-1.4")
	in := inspect(t, "a.zip", data, Options{})
	if len(in.Questions) != 1 || in.Questions[0].Key != "member" || strings.Join(in.Questions[0].Choices, "|") != "live.csv|archive.csv" || len(in.Rows) != 1 {
		t.Errorf("%+v", in.Questions)
	}
	in = inspect(t, "a.zip", data, Options{Member: "archive.csv"})
	rd := reading(t, in)
	if err := Entries(context.Background(), strings.NewReader(data), rd, func(e *entry.Entry) error {
		if e.Get(entry.Actor) != "bob" {
			t.Errorf("%+v %s", e.Identity, values(e))
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestContainersThatCannotBeReadAreExplained(t *testing.T) {
	csv := "Time,User\n" + strings.Repeat("2026-01-01T00:00:00Z,ann\n", 5000)
	encrypted := []byte(zipped(t, zip.Deflate, "a.csv", csv))
	encrypted[6] |= 1
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	unknown := []byte(zipped(t, zip.Deflate, "a.csv", csv))
	unknown[8] = 14
	unknown[bytes.Index(unknown, []byte("PK\x01\x02"))+10] = 14
	damaged := []byte(zipped(t, zip.Store, "a.csv", csv))
	damaged[5000] ^= 0x20
	bomb := gzipped(t, strings.Repeat("\x00", 70<<20))
	big := gzipped(t, "Time,User\n"+strings.Repeat("2026-01-01T00:00:00Z,ann\n", 3<<20))
	gz := gzipped(t, csv)
	for name, c := range map[string]struct{ data, says string }{
		"encrypted": {string(encrypted), "password"},
		"unknown":   {string(unknown), "method (14)"},
		"damaged":   {string(damaged), "checksum"},
		"short zip": {zipped(t, zip.Deflate, "a.csv", csv)[:300], "cannot be read"},
		"short gz":  {gz[:len(gz)/2], "cut off"},
		"empty gz":  {gzipped(t, ""), "holds nothing"},
		"empty zip": {zipped(t, zip.Deflate), "empty ZIP"},
		"no export": {zipped(t, zip.Deflate, "a.png", "\x89PNG\r\n\x1a\n"), "not a text export"},
		"workbook":  {zipped(t, zip.Deflate, "[Content_Types].xml", "<x/>", "xl/workbook.xml", "<x/>"), "XLSX"},
		"tar":       {gzipped(t, strings.Repeat("a", 257)+"ustar\x0000"+strings.Repeat("b", 600)), "tar archive"},
		"pdf":       {gzipped(t, "%PDF-1.4 ..."), "holds a PDF"},
		"bomb":      {bomb, "not text"},
		"big bomb":  {big, "no log"},
		"no member": {zipped(t, zip.Deflate, "a.csv", csv), "holds no file"},
	} {
		opts := Options{}
		if name == "no member" {
			opts.Member = "b.csv"
		}
		in, err := Inspect(context.Background(), fileOf(t, "a.bin", c.data), opts)
		if err == nil {
			var rd *Reading
			if rd, err = in.Reading(); err == nil {
				err = Read(context.Background(), strings.NewReader(c.data), rd, func(*Batch) error { return nil })
			}
		}
		if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzContent(f *testing.F) {
	csv := "Time,User\n2026-01-01T00:00:00Z,ann\n"
	f.Add([]byte(gzipped(f, csv)))
	f.Add([]byte(zstandard(f, csv)))
	f.Add([]byte(zipped(f, zip.Deflate, "a.csv", csv, "b.csv", csv)))
	f.Add([]byte(zipped(f, zip.Store, "a.csv", csv)))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := Inspect(context.Background(), fileOf(t, "fuzz.dat", string(data)), Options{Zone: "UTC", DateOrder: "dmy"})
		if err != nil {
			if !errors.Is(err, fault.Unusable) {
				t.Fatal(err)
			}
			return
		}
		rd, err := in.Reading()
		if err != nil {
			return
		}
		if err := Read(context.Background(), bytes.NewReader(data), rd, func(*Batch) error { return nil }); err != nil && !errors.Is(err, fault.Unusable) {
			t.Fatal(err)
		}
	})
}
