package generate

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write the shipped example log anew")

// TestShippedExampleIsWhatTheGeneratorMakes guards assets/example: 2,000 rows
// of commerce-activity-log with seed 1, and the lists that belong to it.
func TestShippedExampleIsWhatTheGeneratorMakes(t *testing.T) {
	o := Options{Format: "commerce-activity-log", Rows: 2000, Seed: 1}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "commerce-activity-log.csv"), made(t, o), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Lists(dir, o); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"commerce-activity-log.csv", "operators.csv", "customers.csv"} {
		want, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		shipped := filepath.Join("..", "..", "assets", "example", name)
		if *rewrite {
			if err := os.WriteFile(shipped, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(shipped)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("assets/example/%s is not what the generator makes; go test ./data/generate -run ShippedExample -rewrite", name)
		}
	}
}
