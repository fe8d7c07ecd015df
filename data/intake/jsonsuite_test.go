package intake

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/entry"
	"probity/data/fault"
)

// liked says what becomes of the only value of files that RFC 8259 lets every
// reader treat as it likes: an escaped surrogate without its other half is
// U+FFFD.
var liked = map[string]string{
	"i_object_key_lone_2nd_surrogate":                "0",
	"i_string_1st_surrogate_but_2nd_missing":         "\ufffd",
	"i_string_1st_valid_surrogate_2nd_invalid":       "\ufffd\u1234",
	"i_string_incomplete_surrogate_and_escape_valid": "\ufffd\n",
	"i_string_incomplete_surrogate_pair":             "\ufffda",
	"i_string_incomplete_surrogates_escape_valid":    "\ufffd\ufffd\n",
	"i_string_invalid_lonely_surrogate":              "\ufffd",
	"i_string_invalid_surrogate":                     "\ufffdabc",
	"i_string_inverted_surrogates_U+1D11E":           "\ufffd\ufffd",
	"i_string_lone_second_surrogate":                 "\ufffd",
	"i_string_UTF-16LE_with_BOM":                     "é",
	"i_string_utf16BE_no_BOM":                        "é",
	"i_string_utf16LE_no_BOM":                        "é",
	"i_string_iso_latin_1":                           "é",
}

// asLiked checks the entry of such a file. Numbers beyond any type stay as
// written. Bytes that are not UTF-8 are read in the encoding that suits them
// best, and the finding says so.
func asLiked(t *testing.T, name string, data []byte, in *Inspection, e *entry.Entry) {
	t.Helper()
	name = strings.TrimSuffix(name, ".json")
	want, known := liked[name]
	if strings.HasPrefix(name, "i_number_") {
		want, known = strings.Trim(string(data), "[]\n"), true
	}
	switch {
	case name == "i_structure_UTF-8_BOM_empty_object":
		if len(e.Values) != 0 {
			t.Errorf("%s holds %q", name, e.Values)
		}
	case name == "i_structure_500_nested_arrays":
		if len(e.Values) == 0 || !strings.Contains(e.Values[0].Text, "[[[]]]") {
			t.Errorf("%s holds %q", name, e.Values)
		}
	case known:
		if len(e.Values) != 1 || e.Values[0].Text != want {
			t.Errorf("%s holds %q, want %q", name, e.Values, want)
		}
	default:
		if len(e.Values) != 1 || e.Values[0].Text == "" || in.Encoding == "utf-8" || !strings.Contains(in.Findings["encoding"].Why, "not valid UTF-8") {
			t.Errorf("%s is %s (%+v) and holds %q", name, in.Encoding, in.Findings["encoding"], e.Values)
		}
	}
}

// What must be read is read, what is not JSON is refused with a reason, what a
// reader may do as it likes (i_) is read as said above, and nothing crashes
// (nst/JSONTestSuite).
func TestJSONSuite(t *testing.T) {
	f, err := os.Open(shared(t, "suites/json-parsing.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	cases, free := 0, 0
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(h.Name)
		if h.Typeflag != tar.TypeReg || !strings.HasSuffix(name, ".json") || len(name) < 2 || name[1] != '_' {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		cases++
		for _, opts := range []Options{{}, {Format: "json"}} {
			opts.Zone = "UTC"
			in, err := Inspect(context.Background(), fileOf(t, name, string(data)), opts)
			if err != nil {
				if !errors.Is(err, fault.Unusable) {
					t.Errorf("%s: %v is not of the kind unusable", name, err)
				}
				if name[0] != 'n' {
					t.Errorf("%s is refused: %v", name, err)
				}
				continue
			}
			rd, err := in.Reading()
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			entries, rejects, _ := readAll(t, data, rd)
			switch {
			case name[0] != 'n' && len(rejects) > 0:
				t.Errorf("%s is refused: %v", name, rejects[0])
			case name[0] == 'n' && len(rejects) == 0:
				t.Errorf("%s is read as %s: %q", name, in.Format, data[:min(len(data), 60)])
			case name[0] == 'i':
				free++
				if len(entries) != 1 {
					t.Errorf("%s gives %d entries, want 1", name, len(entries))
					continue
				}
				asLiked(t, name, data, in, entries[0])
			}
		}
	}
	if free != 2*35 {
		t.Errorf("%d of the 70 readings of files that may be read in any way", free)
	}
	if cases < 300 {
		t.Errorf("only %d cases", cases)
	}
}
