package main

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

func small(t *testing.T) *bench {
	t.Helper()
	b := &bench{ctx: t.Context(), folder: t.TempDir(), rows: 20_000, rounds: 2}
	leaveStateAlone(b.folder)
	b.log = b.file("log.csv")
	if err := writeLog(b.log, b.rows, 1); err != nil {
		t.Fatal(err)
	}
	var err error
	if b.exports, err = cut(b.log, b.rows, b.folder); err != nil {
		t.Fatal(err)
	}
	return b
}

// The answers are compared inside ask, which fails where they differ.
func TestQueriesAnswerAsSQLiteAndRipgrepDo(t *testing.T) {
	b := small(t)
	b.sqlite, _ = exec.LookPath("sqlite3")
	b.rg, _ = exec.LookPath("rg")
	if b.sqlite == "" {
		t.Skip("sqlite3 is not installed (Debian: apt-get install sqlite3)")
	}
	p, err := b.load(b.file("log.probity"))
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	for _, q := range append(b.under(p), b.texts(p)...) {
		q.lite = true
		if err := b.ask(p, q); err != nil {
			t.Error(err)
		}
	}
}

func TestTwelveExportsHoldEveryRowAndOverlap(t *testing.T) {
	b := small(t)
	log, err := os.ReadFile(b.log)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	total := 0
	for _, path := range b.exports {
		export, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSpace(export), []byte("\n"))[1:]
		total += len(lines)
		for _, line := range lines {
			rows[string(line)]++
		}
	}
	for _, line := range bytes.Split(bytes.TrimSpace(log), []byte("\n"))[1:] {
		if rows[string(line)] == 0 {
			t.Fatalf("no export has the row %s", line)
		}
	}
	if len(rows) != b.rows || total != 12*b.rows/10 {
		t.Errorf("the exports have %d rows, %d different ones; want %d and %d", total, len(rows), 12*b.rows/10, b.rows)
	}
}

func TestEveryVariantAsksSomethingElse(t *testing.T) {
	seen := map[string]int{}
	for n := range 500 {
		if before, ok := seen[variant(n).query()]; ok {
			t.Fatalf("question %d is question %d again", n, before)
		}
		seen[variant(n).query()] = n
	}
}
