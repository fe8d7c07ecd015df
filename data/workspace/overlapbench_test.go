package workspace

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkImportOverlapping imports twelve shuffled exports that overlap, of a
// twelfth of PROBITY_ROWS each; BenchmarkImport with the same PROBITY_ROWS is one
// export of as many rows.
func BenchmarkImportOverlapping(b *testing.B) {
	path, rd := benchmarkInput(b)
	content, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	header, rest, _ := bytes.Cut(content, []byte("\n"))
	lines := bytes.SplitAfter(rest, []byte("\n"))
	lines = lines[:len(lines)-1]
	random := rand.New(rand.NewPCG(1, 2))
	var paths []string
	folder := b.TempDir()
	size := len(lines) / 12
	for i := range 12 {
		// Neighbours share a third.
		from := i * (len(lines) - size) / 16
		piece := append([][]byte(nil), lines[from:from+size]...)
		random.Shuffle(len(piece), func(i, j int) { piece[i], piece[j] = piece[j], piece[i] })
		p := filepath.Join(folder, fmt.Sprintf("%d.csv", i))
		if err := os.WriteFile(p, append(append(header[:len(header):len(header)], '\n'), bytes.Join(piece, nil)...), 0o600); err != nil {
			b.Fatal(err)
		}
		paths = append(paths, p)
	}
	random.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	var exports []Export
	for _, p := range paths {
		exports = append(exports, Export{p, rd, nobody})
	}
	for b.Loop() {
		w, err := Create(filepath.Join(b.TempDir(), "b.probity"))
		if err != nil {
			b.Fatal(err)
		}
		var duplicates int64
		err = w.ImportAll(context.Background(), exports, func(int) func(int64, int64) { return nil }, func(_ int, r Receipt) error {
			duplicates += r.Duplicates
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(duplicates), "duplicates")
		w.Close()
	}
}
