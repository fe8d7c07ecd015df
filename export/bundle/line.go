package bundle

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"probity/data/entry"
	"probity/data/evidence"

	"github.com/go-json-experiment/json/jsontext"
)

// Names of the values that are not text fields of an entry.
const (
	valueTime   = "time"   // RFC 3339 in UTC; absent where there is none
	valueRecord = "record" // 0-based leaf of the record tree
)

// fields are names in ascending byte order and their values: what one
// commitment covers.
type fields struct {
	names  []string
	values []string
}

// set lays the fields of an entry out. The slices are used again.
func (f *fields) set(e *entry.Entry) {
	f.names, f.values = f.names[:0], f.values[:0]
	f.names = append(f.names, valueRecord)
	f.values = append(f.values, strconv.FormatInt(e.Record-1, 10))
	if t := instant(e.Time); t != "" {
		f.names = append(f.names, valueTime)
		f.values = append(f.values, t)
	}
	for _, v := range e.Values {
		if v.Text != "" {
			name := v.Name
			if !utf8.ValidString(name) { // a name is a key in JSON
				name = validText(name)
			}
			f.names = append(f.names, name)
			f.values = append(f.values, v.Text)
		}
	}
	for i := 1; i < len(f.names); i++ { // nearly sorted and short
		for j := i; j > 0 && f.names[j] < f.names[j-1]; j-- {
			f.names[j], f.names[j-1] = f.names[j-1], f.names[j]
			f.values[j], f.values[j-1] = f.values[j-1], f.values[j]
		}
	}
}

func (f *fields) get(name string) (string, bool) {
	i, ok := slices.BinarySearch(f.names, name)
	if !ok {
		return "", false
	}
	return f.values[i], true
}

func (f *fields) with(name, value string) fields {
	i, ok := slices.BinarySearch(f.names, name)
	out := fields{slices.Clone(f.names), slices.Clone(f.values)}
	switch {
	case ok && value == "":
		out.names, out.values = slices.Delete(out.names, i, i+1), slices.Delete(out.values, i, i+1)
	case ok:
		out.values[i] = value
	case value != "":
		out.names, out.values = slices.Insert(out.names, i, name), slices.Insert(out.values, i, value)
	}
	return out
}

func (f *fields) commit(salt []byte) evidence.Hash {
	return evidence.CommitSorted(salt, f.names, f.values)
}

// row is one line of rows.jsonl.
type row struct {
	ID, Time   string
	Commitment string
}

func (r row) append(dst []byte) []byte {
	dst = append(dst, `{"id":`...)
	dst = appendText(dst, r.ID)
	dst = append(dst, `,"time":`...)
	dst = appendText(dst, r.Time)
	dst = append(dst, `,"commitment":`...)
	dst = appendText(dst, r.Commitment)
	return append(dst, '}')
}

func appendValues(dst, salt []byte, f *fields) []byte {
	dst = append(dst, `{"salt":"`...)
	dst = hex.AppendEncode(dst, salt)
	dst = append(dst, `","values":{`...)
	for i := range f.names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendText(dst, f.names[i])
		dst = append(dst, ':')
		dst = appendText(dst, f.values[i])
	}
	return append(dst, '}', '}')
}

// appendText writes a JSON string, or {"base64":"…"} for what is not UTF-8.
func appendText(dst []byte, s string) []byte {
	if !utf8.ValidString(s) {
		dst = append(dst, `{"base64":"`...)
		dst = base64.StdEncoding.AppendEncode(dst, []byte(s))
		return append(dst, '"', '}')
	}
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		}
	}
	dst = append(dst, s[from:]...)
	return append(dst, '"')
}

// lineReader reads the lines of the evidence files strictly: no member twice,
// none unknown, nothing behind the object.
type lineReader struct {
	d jsontext.Decoder
	b bytes.Reader
}

func (r *lineReader) reset(line []byte) {
	r.b.Reset(line)
	r.d.Reset(&r.b)
}

func (r *lineReader) open(kind jsontext.Kind) error {
	t, err := r.d.ReadToken()
	if err == nil && t.Kind() != kind {
		err = fmt.Errorf("%q stands where %q should", t.Kind(), kind)
	}
	return err
}

// member reads the next name; ok is false at the end of the object.
func (r *lineReader) member() (name string, ok bool, err error) {
	t, err := r.d.ReadToken()
	if err != nil {
		return "", false, err
	}
	if t.Kind() == '}' {
		return "", false, nil
	}
	return t.String(), true, nil
}

func (r *lineReader) text() (string, error) {
	t, err := r.d.ReadToken()
	if err != nil {
		return "", err
	}
	switch t.Kind() {
	case '"':
		return t.String(), nil
	case '{':
		name, ok, err := r.member()
		if err != nil || !ok || name != "base64" {
			return "", fmt.Errorf("only base64 may stand in braces (%w)", err)
		}
		if t, err = r.d.ReadToken(); err != nil {
			return "", err
		}
		b, err := base64.StdEncoding.Strict().DecodeString(t.String())
		if err != nil {
			return "", err
		}
		if utf8.Valid(b) {
			return "", fmt.Errorf("a text is hidden in base64 without need")
		}
		return string(b), r.open('}')
	}
	return "", fmt.Errorf("%q stands where a text should", t.Kind())
}

func (r *lineReader) end() error {
	if _, err := r.d.ReadToken(); err != io.EOF {
		return fmt.Errorf("something stands behind the object")
	}
	return nil
}

func (r *lineReader) row(line []byte) (out row, err error) {
	r.reset(line)
	if err := r.open('{'); err != nil {
		return out, err
	}
	seen := 0
	for {
		name, ok, err := r.member()
		if err != nil {
			return out, err
		}
		if !ok {
			break
		}
		text, err := r.text()
		if err != nil {
			return out, fmt.Errorf("%s: %w", name, err)
		}
		switch name {
		case "id":
			out.ID = text
		case "time":
			out.Time = text
		case "commitment":
			out.Commitment = text
		default:
			return out, fmt.Errorf("the member %q is unknown", name)
		}
		seen++
	}
	if seen != 3 {
		return out, fmt.Errorf("id, time or commitment is missing")
	}
	return out, r.end()
}

// values reads a line of values.jsonl into f and returns the salt.
func (r *lineReader) values(line []byte, f *fields) (salt []byte, err error) {
	f.names, f.values = f.names[:0], f.values[:0]
	r.reset(line)
	if err := r.open('{'); err != nil {
		return nil, err
	}
	for _, want := range []string{"salt", "values"} {
		name, ok, err := r.member()
		if err != nil {
			return nil, err
		}
		if !ok || name != want {
			return nil, fmt.Errorf("%q is missing", want)
		}
		if want == "salt" {
			text, err := r.text()
			if err != nil {
				return nil, err
			}
			if salt, err = hex.DecodeString(text); err != nil || hex.EncodeToString(salt) != text {
				return nil, fmt.Errorf("the salt is not hexadecimal")
			}
		}
	}
	if err := r.open('{'); err != nil {
		return salt, err
	}
	for {
		name, ok, err := r.member()
		if err != nil {
			return salt, err
		}
		if !ok {
			break
		}
		text, err := r.text()
		if err != nil {
			return salt, fmt.Errorf("%s: %w", name, err)
		}
		if n := len(f.names); n > 0 && name <= f.names[n-1] {
			return salt, fmt.Errorf("the names are not in ascending order at %q", name)
		}
		f.names = append(f.names, name)
		f.values = append(f.values, text)
	}
	if err := r.open('}'); err != nil {
		return salt, err
	}
	return salt, r.end()
}
