package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGridIsMetOnlyWithEqualAllocations(t *testing.T) {
	path := filepath.Join(t.TempDir(), "grid")
	out := "BenchmarkLayout/1000-2 10 1200000 ns/op 0 B/op 0 allocs/op\n" +
		"BenchmarkLayout/1000-2 10 1400000 ns/op 0 B/op 0 allocs/op\n" +
		"BenchmarkLayout/100000000-2 10 1200000 ns/op 16 B/op 2 allocs/op\n" +
		"BenchmarkRefresh/1000-2 10 4200000 ns/op 0 B/op 0 allocs/op\n" +
		"BenchmarkPaint/1000-2 10 31200000 ns/op 0 B/op 2000 allocs/op\n"
	if err := os.WriteFile(path, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	var b bench
	if err := b.grid(path); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range b.table {
		got = append(got, r.question+" "+r.cell(r.ours)+" "+r.verdict())
	}
	want := []string{
		"grid, layout of 1,000 rows, 0 allocations 1.30 yes",
		"grid, layout of 100,000,000 rows, 2 allocations 1.20 **no**",
		"grid, refresh of 1,000 rows, 0 allocations 4.20 **no**",
		"grid, paint of 1,000 rows by the software painter 31.2 –",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheTableIsWrittenBetweenItsMarkersOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "doc.md")
	doc := "before\n<!-- measured 7 -->\nold\n<!-- end 7 -->\nafter\n"
	if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := replace(path, "7", "new\n"); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != strings.Replace(doc, "old", "new", 1) {
		t.Errorf("the document is now\n%s", got)
	}
	if err := replace(path, "8", "new\n"); err == nil {
		t.Error("a document without the markers was written")
	}
}

func TestATargetIsMetByTheSmallerValueOnly(t *testing.T) {
	if target, met := most(30, 0.25, 100, "DuckDB"); met || target != "≤ ¼ × DuckDB (is 0.30)" {
		t.Errorf("30 of 100: %q, %v", target, met)
	}
	if _, met := most(25, 0.25, 100, "DuckDB"); !met {
		t.Error("a quarter is not enough")
	}
	if target, met := most(30, 0.25, none, "DuckDB"); met || target != "" {
		t.Errorf("without DuckDB: %q, %v", target, met)
	}
}
