package intake

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"probity/data/generate"
)

// generated is an export of the generator in a file, and its reading.
func generated(tb testing.TB, format string, rows int) (data []byte, path string, rd *Reading) {
	tb.Helper()
	var buf bytes.Buffer
	if err := generate.Write(&buf, generate.Options{Format: format, Rows: rows, Seed: 11}); err != nil {
		tb.Fatal(err)
	}
	path = filepath.Join(tb.TempDir(), format+".export")
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
	in, err := Inspect(context.Background(), path, Options{Zone: "Europe/Berlin"})
	if err != nil {
		tb.Fatal(err)
	}
	if rd, err = in.Reading(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes(), path, rd
}

// BenchmarkRead measures reading with everything on: splitting, times, zone,
// categories, extraction, codes, leaves.
func BenchmarkRead(b *testing.B) {
	for _, format := range []string{"commerce-activity-log", "operators-action-log", "isp-activity-log", "operator-log", "reseller-audit-log"} {
		b.Run(format, func(b *testing.B) {
			const rows = 200_000
			data, _, rd := generated(b, format, rows)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				n := 0
				if err := Read(context.Background(), bytes.NewReader(data), rd, func(x *Batch) error { n += x.Rows; return nil }); err != nil || n != rows {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)*1e6/rows, "ms/million")
		})
	}
}

func BenchmarkInspect(b *testing.B) {
	_, path, _ := generated(b, "commerce-activity-log", 100_000)
	b.ResetTimer()
	for range b.N {
		if _, err := Inspect(context.Background(), path, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
