package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/zones"
	"probity/export"
)

var testColumns = []string{
	entry.TimeText, entry.Actor, entry.Action, entry.Category, entry.TargetName, entry.Details, entry.IP, "extra.pool",
}

var sourceHash = sha256.Sum256([]byte("march.csv"))

// content is a bundle of n believable entries with notes on some.
func content(n int) Content {
	l := &export.List{}
	actors := []string{"budi.santoso", "a.kowalska", "j.müller"}
	for i := range n {
		e := &entry.Entry{Source: "march.csv", Record: int64(i + 1), Time: 1773480413000000 + int64(i)*7200e6}
		e.Identity = entry.Identity{Source: sourceHash, Offset: int64(40 + i*100)}
		e.Values = []entry.Value{
			{Name: entry.TimeText, Text: time.UnixMicro(e.Time).UTC().Format(time.DateTime)}, {Name: entry.Actor, Text: actors[i%3]},
			{Name: entry.Action, Text: "Recorded payment"}, {Name: entry.Category, Text: entry.CategoryPayment},
			{Name: entry.TargetName, Text: "K. Øvergård, \"Søn\" & <Co>"}, {Name: entry.Details, Text: fmt.Sprintf("€ 49.90 → invoice %d", 1000+i)},
			{Name: entry.IP, Text: "203.0.113.7"}, {Name: "extra.pool", Text: "-5"},
		}
		if i%5 == 3 {
			e.Values[5].Text = "=cmd|' /C calc'!A0\r\nsecond line\x00"
		}
		l.Entries = append(l.Entries, e)
	}
	if n > 4 {
		l.Entries[4].Time = entry.NoTime
		l.Entries[4].Values[0].Text = "yesterday?"
		l.Entries[2].Values[5].Text = "not \xff UTF-8"
	}
	in := Content{
		Title: "Third quarter <b>", Rows: l, Columns: testColumns,
		Sources: []Source{{
			SHA256: sourceHash, Name: "march.csv", Size: 12345, Records: int64(n), RecordRoot: sha256.Sum256([]byte("root")),
			Imported: time.Date(2026, 10, 2, 9, 2, 0, 0, time.UTC), Reading: json.RawMessage(`{"format":"csv"}`),
			Exported: Exported{By: "Ana", At: "1 Oct"}, Secret: bytes.Repeat([]byte{7}, 32),
		}},
		Filter: export.Filter{Text: "date:last-quarter", Absolute: "date:2026-07-01..2026-09-30"}, Zone: berlin(), ZoneDB: zones.Version,
		Created: time.Date(2026, 10, 2, 14, 40, 12, 0, time.UTC), Program: "Probity 0.1.0", WorkspaceID: "6b1f0c9d2e4a5b6c", Author: "M. Lindqvist",
	}
	journal := &journalBuilder{replica: "00112233445566aa"}
	journal.add(map[string]string{"kind": "create", "author": "M. Lindqvist"})
	journal.add(map[string]string{"kind": "import", "author": "M. Lindqvist", "source": evidence.Hex(sourceHash),
		"name": "march.csv", "size": "12345", "records": fmt.Sprint(n), "record_root": evidence.Hex(sha256.Sum256([]byte("root"))),
		"reading": `{"format":"csv"}`, "exported_by": "Ana", "exported_at": "1 Oct", "exported_filter": ""})
	if n > 3 {
		ids := func(rows ...int) string {
			var out []string
			for _, r := range rows {
				out = append(out, l.Entries[r].Identity.String())
			}
			b, _ := json.Marshal(out)
			return string(b)
		}
		journal.add(map[string]string{"kind": "note", "author": "M. Lindqvist", "entries": ids(1), "text": "asked <the> operator\nwaiting"})
		journal.add(map[string]string{"kind": "status", "author": "M. Lindqvist", "entries": ids(0, 1), "status": "question"})
		journal.add(map[string]string{"kind": "status", "author": "M. Lindqvist", "entries": ids(1), "status": "exception"})
		wrong := journal.add(map[string]string{"kind": "note", "author": "M. Lindqvist", "entries": ids(3), "text": "a slip"})
		journal.add(map[string]string{"kind": "undo", "author": "M. Lindqvist", "undoes": wrong})
		journal.add(map[string]string{"kind": "status", "author": "M. Lindqvist", "entries": `["` + evidence.Hex(sourceHash) + `:99999999"]`, "status": "fine"})
		l.States = make([]export.State, n)
		l.States[0] = export.State{Status: "question"}
		l.States[1] = export.State{Status: "exception", Notes: []export.Note{{Author: "M. Lindqvist", Text: "asked <the> operator\nwaiting"}}}
	}
	in.Events = journal.events
	return in
}

func berlin() *time.Location {
	zone, err := zones.Load("Europe/Berlin")
	if err != nil {
		return time.UTC
	}
	return zone
}

type journalBuilder struct {
	replica, prev string
	events        []Event
}

func (j *journalBuilder) add(fields map[string]string) string {
	n := int64(len(j.events) + 1)
	fields["at"] = time.Date(2026, 10, 2, 9, int(n), 0, 0, time.UTC).Format(time.RFC3339)
	salt := sha256.Sum256([]byte{byte(n)})
	line := evidence.Line{V: 1, Replica: j.replica, Seq: n, Prev: j.prev, Clock: n, Commitment: evidence.Hex(evidence.Commit(salt[:], fields))}.Encode()
	j.prev = evidence.Hex(evidence.LineHash(line))
	j.events = append(j.events, Event{Line: line, Salt: salt[:], Fields: fields})
	return j.prev
}

func writeBundle(t testing.TB, in Content) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bundle.zip")
	if _, err := Write(context.Background(), path, in, nil); err != nil {
		t.Fatal(err)
	}
	return path
}

// unpack gives the files of an archive.
func unpack(t testing.TB, path string) map[string][]byte {
	t.Helper()
	r, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out := map[string][]byte{}
	for _, f := range r.File {
		m, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(m)
		if err != nil {
			t.Fatal(err)
		}
		m.Close()
		out[f.Name] = data
	}
	return out
}

// folder lays files out as an unpacked bundle.
func folder(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bag")
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
