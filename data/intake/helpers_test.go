package intake

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/entry"
	"probity/data/evidence"
)

func fileOf(tb testing.TB, name, content string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func inspect(tb testing.TB, name, content string, opts Options) *Inspection {
	tb.Helper()
	in, err := Inspect(context.Background(), fileOf(tb, name, content), opts)
	if err != nil {
		tb.Fatal(err)
	}
	return in
}

func reading(tb testing.TB, in *Inspection) *Reading {
	tb.Helper()
	rd, err := in.Reading()
	if err != nil {
		tb.Fatal(err)
	}
	return rd
}

// readAll reads a source and checks what must hold of every reading.
func readAll(tb testing.TB, data []byte, rd *Reading) (entries []*entry.Entry, rejects []Reject, leaves []evidence.Hash) {
	tb.Helper()
	var rows, next int64
	err := Read(context.Background(), bytes.NewReader(data), rd, func(b *Batch) error {
		if b.First != next || len(b.Leaves) != b.Records || b.Rows+len(b.Rejects) != b.Records {
			tb.Fatalf("batch of %d records from %d (want %d): %d leaves, %d rows, %d rejects", b.Records, b.First, next, len(b.Leaves), b.Rows, len(b.Rejects))
		}
		next += int64(b.Records)
		rows += int64(b.Rows)
		for name, c := range b.Text {
			if len(c.Codes) != b.Rows {
				tb.Fatalf("column %s has %d codes for %d rows", name, len(c.Codes), b.Rows)
			}
			if !entry.IsField(name) && name != PathColumn && !strings.HasPrefix(name, entry.ExtraPrefix) {
				tb.Fatalf("there is a column %q", name)
			}
		}
		for i := range b.Rows {
			if from, to := b.Offset[i], b.Offset[i]+b.Length[i]; from < 0 || to > int64(len(data)) ||
				evidence.LeafHash(data[from:to]) != b.Leaves[b.Record[i]-b.First] {
				tb.Fatalf("record %d at %d is not what its leaf says", b.Record[i], b.Offset[i])
			}
		}
		for _, r := range b.Rejects {
			if from, to := r.Offset, r.Offset+r.Length; from < 0 || to > int64(len(data)) ||
				evidence.LeafHash(data[from:to]) != b.Leaves[r.Record-b.First] || r.Reason == "" || r.Line < 1 {
				tb.Fatalf("reject %+v is not what its leaf says", r)
			}
		}
		rejects = append(rejects, b.Rejects...)
		leaves = append(leaves, b.Leaves...)
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	if err := Entries(context.Background(), bytes.NewReader(data), rd, func(e *entry.Entry) error {
		entries = append(entries, e)
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	if int64(len(entries)) != rows {
		tb.Fatalf("%d entries of %d rows", len(entries), rows)
	}
	return entries, rejects, leaves
}

// shared finds a file of ../shared beside the repository or skips the test.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			tb.Skip("no go.mod above")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(filepath.Dir(dir), "shared", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("%s is not here", path)
	}
	return path
}

func values(e *entry.Entry) string {
	var parts []string
	for _, v := range e.Values {
		parts = append(parts, v.Name+"="+v.Text)
	}
	return strings.Join(parts, "|")
}
