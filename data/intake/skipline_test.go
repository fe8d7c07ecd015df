package intake

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"probity/data/fault"
)

// A line that is longer than any record is one reject, and those around it are
// read, however lines end and whatever the encoding.
func TestALineWithoutEndIsOneReject(t *testing.T) {
	const row = "2026-03-14T09:26:53Z,anna,Login"
	for name, c := range map[string]struct {
		encoding, end, behind string
		line                  string
	}{
		"LF":                 {end: "\n", behind: row + "\n"},
		"CR LF":              {end: "\r\n", behind: row + "\r\n"},
		"CR":                 {end: "\r", behind: row + "\r"},
		"in quotes":          {end: "\n", behind: row + "\n", line: `2026-03-14T09:26:53Z,anna,"`},
		"at the end":         {end: "\n"},
		"at the end, no LF":  {},
		"UTF-16":             {encoding: "utf-16le", end: "\r\n", behind: row + "\r\n"},
		"of UTF-16, no CRLF": {encoding: "utf-16le"},
	} {
		if name != "LF" && name != "UTF-16" && os.Getenv("PROBITY_SOAK") == "" {
			continue // each reads 140 MB
		}
		end := c.end
		if end == "" {
			end = "\n"
		}
		head := "Time,User,Action" + end + strings.Repeat(row+end, 20)
		n := maxRecord + 5<<20
		if c.encoding != "" {
			n /= 2
		}
		long := c.line + strings.Repeat("x", n)
		data := []byte(head + long + c.end + c.behind)
		from, length := len(head), len(long)
		if c.encoding != "" {
			data, from, length = mustEncode(t, c.encoding, string(data)), 2*from, 2*length
		}
		in := inspect(t, "a.csv", head, Options{})
		rd := reading(t, in)
		if c.encoding != "" {
			rd.Encoding = c.encoding
			if len(data) > 2*(len(head)+len(long)+len(c.end)+len(c.behind)) { // a byte order mark
				from += 2
			}
		}
		entries, rejects, _ := readAll(t, data, rd)
		want := 20
		if c.behind != "" {
			want++
		}
		if len(entries) != want || len(rejects) != 1 {
			t.Errorf("%s: %d entries of %d, %d rejects", name, len(entries), want, len(rejects))
			continue
		}
		if r := rejects[0]; r.Line != 22 || r.Offset != int64(from) || r.Length != int64(length) || r.Record != 20 || !strings.Contains(r.Reason, "64 MB") {
			t.Errorf("%s: %+v, want line 22, %d bytes at %d", name, r, length, from)
		}
	}
}

func TestATableOfMoreColumnsThanASpreadsheetHasIsRefused(t *testing.T) {
	table := func(columns int) string {
		row := strings.Repeat("value,", columns-1) + "end\n"
		return strings.Repeat("name,", columns-1) + "end\n" + strings.Repeat(row, 5)
	}
	if in := inspect(t, "a.csv", table(maxColumns), Options{}); len(in.Columns) != maxColumns {
		t.Errorf("%d columns", len(in.Columns))
	}
	_, err := Inspect(context.Background(), fileOf(t, "a.csv", table(maxColumns+1)), Options{})
	if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "16,384 columns") {
		t.Errorf("%v", err)
	}
	// A single record of so many is one of too many cells.
	data := "Time,User,Action\n" + strings.Repeat("2026-03-14T09:26:53Z,anna,Login\n", 2000) + "2026-03-14T09:26:54Z,karl" + strings.Repeat(",x", maxColumns+1) + "\n2026-03-14T09:26:55Z,eva,Logout\n"
	in := inspect(t, "a.csv", data, Options{})
	entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
	if got := users(entries); len(got) != 2002 || !slices.Equal(got[1999:], []string{"anna", "karl", "eva"}) || len(rejects) != 0 || len(in.Columns) != 3 {
		t.Errorf("%q %v, %d columns", got, rejects, len(in.Columns))
	}
}
