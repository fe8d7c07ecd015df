package intake

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"probity/data/entry"
	"probity/data/fault"
)

func TestEveryCharacterOfTwoBytesIsDecodedAsByTheStandard(t *testing.T) {
	for _, d := range doubles {
		step := d.step()
		dec := d.encoding.NewDecoder()
		for p := 0x8000; p < 1<<16; p++ {
			raw := []byte{byte(p >> 8), byte(p)}
			want, err := dec.Bytes(raw)
			if err != nil || bytes.ContainsRune(want, utf8.RuneError) {
				continue
			}
			var got []byte
			for i := 0; i < 2; {
				out, n := step(got, raw[i:])
				if n == 0 {
					break
				}
				got, i = out, i+n
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("%s: %x is %q, want %q", d.name, raw, got, want)
			}
		}
	}
}

func TestEncodingsAreFoundByTheirManyNames(t *testing.T) {
	for name, want := range map[string]string{
		"": "utf-8", "UTF8": "utf-8", "Windows-1252": "windows-1252", "CP1252": "windows-1252", "latin1": "windows-1252", "ISO_8859-1:1987": "windows-1252",
		"cp850": "ibm850", "DOS-850": "ibm850", "IBM850": "ibm850", "850": "ibm850", "klingon": "", "cp437": "ibm437", "ISO-8859-2": "iso-8859-2", "latin2": "iso-8859-2", "ISO8859-15": "iso-8859-15",
		"GB2312": "gb18030", "gbk": "gb18030", "GB18030": "gb18030", "Big5": "big5", "Shift_JIS": "shift_jis", "sjis": "shift_jis", "cp932": "shift_jis", "EUC-JP": "euc-jp", "euc-kr": "euc-kr", "cp949": "euc-kr",
		"koi8-r": "koi8-r", "KOI8-U": "koi8-u", "macintosh": "macintosh", "MacRoman": "macintosh", "x-mac-cyrillic": "x-mac-cyrillic", "cp866": "ibm866", "ibm866": "ibm866", "cp1250": "windows-1250", "utf-16": "utf-16le", "UTF-32BE": "utf-32be", "IBM037": "ibm037",
		"cp737": "ibm737", "cp857": "ibm857", "mac-latin2": "x-mac-ce", "IBM00858": "ibm00858", "windows-31j": "shift_jis", "csISOLatin2": "iso-8859-2",
	} {
		cs, err := charsetOf(name)
		if want == "" {
			if err == nil {
				t.Errorf("%q is %s", name, cs.name)
			}
			continue
		}
		if err != nil || cs.name != want {
			t.Errorf("%q: %v %v", name, cs, err)
			continue
		}
		if again, err := charsetOf(cs.name); err != nil || again.name != cs.name || cs.title == "" {
			t.Errorf("%s is not found by its own name: %v", cs.name, err)
		}
	}
}

func TestByteOrderMarksAndNullBytesAreRead(t *testing.T) {
	csv := "Time,User\n2026-01-01T00:00:00Z,jö北\n"
	json := `[{"Time":"2026-01-01T00:00:00Z","User":"jö北"}]`
	for _, c := range []struct{ encoding, mark, text, user string }{
		{"utf-8", "\xEF\xBB\xBF", csv, "jö北"}, {"utf-16le", "\xFF\xFE", csv, "jö北"}, {"utf-16be", "\xFE\xFF", json, "jö北"},
		{"utf-32le", "\xFF\xFE\x00\x00", csv, "jö北"}, {"utf-32be", "\x00\x00\xFE\xFF", json, "jö北"}, {"gb18030", "\x84\x31\x95\x33", csv, "jö北"},
		{"shift_jis", "", `[{"Time":"2026-01-01T00:00:00Z","User":"表示ソ能"}]`, "表示ソ能"},
		{"utf-8", "", "Time,User\n" + strings.Repeat("2026-01-01T00:00:00Z,a\x00b\x00\n", 5), "a\x00b\x00"},
	} {
		data := c.mark + string(mustEncode(t, c.encoding, c.text))
		in := inspect(t, "a.txt", data, Options{})
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		if in.Encoding != c.encoding || len(entries) == 0 || len(rejects) != 0 || entries[0].Get(entry.Actor) != c.user {
			t.Errorf("%s: %s, %d entries, %v", c.encoding, in.Encoding, len(entries), rejects)
			continue
		}
		if at := int64(strings.Index(data, string(mustEncode(t, c.encoding, c.text[strings.IndexAny(c.text, "{2"):])))); entries[0].Identity.Offset != at {
			t.Errorf("%s: record at %d, want %d", c.encoding, entries[0].Identity.Offset, at)
		}
	}
	if _, err := Inspect(t.Context(), fileOf(t, "a.csv", "Time,User\n2026-01-01,\x1B$B;3ED\x1B(B\n"), Options{}); !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "ISO-2022-JP") {
		t.Error(err)
	}
}
