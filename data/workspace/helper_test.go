package workspace

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"probity/data/intake"
)

// fixedWorld makes every run the same.
func fixedWorld() world {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	var seed [32]byte
	return world{
		now:     func() time.Time { now = now.Add(time.Second); return now },
		random:  rand.NewChaCha8(seed),
		program: "probity test",
	}
}

// log makes a semicolon CSV of n rows with line breaks in quotes, bytes that
// are no UTF-8, empty cells and values that repeat.
func log(n int) []byte {
	var b bytes.Buffer
	r := rand.New(rand.NewPCG(1, uint64(n)))
	w := csv.NewWriter(&b)
	w.Comma = ';'
	at := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	record := func(cells ...string) {
		if err := w.Write(cells); err != nil {
			panic(err)
		}
	}
	record("Timestamp", "Operator", "Customer", "Action", "Note", "Request")
	actions := []string{"Login", "Payment recorded", "Service suspended", "Profile changed"}
	for i := range n {
		at = at.Add(time.Duration(r.IntN(90)) * time.Second)
		when, note := at.Format("2006-01-02 15:04:05"), ""
		switch r.IntN(20) {
		case 0:
			note = "quoted \"text\";\nin two lines"
		case 1:
			note = "M\xfcller" // not UTF-8
		case 2:
			when = "" // no time
		}
		record(when, fmt.Sprintf("operator%d", r.IntN(40)), fmt.Sprintf("customer%d@example.net", r.IntN(1+n/3)),
			actions[r.IntN(len(actions))], note, fmt.Sprintf("%08x-%d", r.Uint32(), i))
	}
	w.Flush()
	return b.Bytes()
}

func reading() *intake.Reading {
	return &intake.Reading{
		Container: "file", Format: "csv", Encoding: "utf-8", Delimiter: ";", Quote: `"`, Escape: "doubled", LineEnd: "lf", HeaderRow: 1,
		Columns: []intake.Column{
			{Name: "Timestamp", Type: "time", Layout: "2006-01-02 15:04:05", Zone: "UTC", Field: "time"},
			{Name: "Operator", Type: "text", Field: "actor"},
			{Name: "Customer", Type: "text", Field: "target"},
			{Name: "Action", Type: "text", Field: "action"},
			{Name: "Note", Type: "text", Field: "details"},
			{Name: "Request", Type: "text"},
		},
		Zone: "UTC",
	}
}

var nobody = Origin{PanelRows: -1}

func file(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func fresh(t testing.TB) *Workspace {
	t.Helper()
	w, err := create(filepath.Join(t.TempDir(), "test.probity"), fixedWorld())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func with(t testing.TB, rows int) (*Workspace, Receipt) {
	t.Helper()
	w := fresh(t)
	return w, bring(t, w, log(rows))
}

func bring(t testing.TB, w *Workspace, content []byte) Receipt {
	t.Helper()
	r, err := w.Import(context.Background(), file(t, content), reading(), nobody, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func events(t testing.TB, w *Workspace) []Event {
	t.Helper()
	var out []Event
	if err := w.Events(context.Background(), func(e Event) error { out = append(out, e); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func clean(t testing.TB, w *Workspace) {
	t.Helper()
	problems, err := w.Verify(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("verify finds %+v", p)
	}
}

func count(t testing.TB, w *Workspace, query string) int {
	t.Helper()
	var n int
	if err := w.readers.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func hash(s string) (h [32]byte) {
	hex.Decode(h[:], []byte(s))
	return h
}
