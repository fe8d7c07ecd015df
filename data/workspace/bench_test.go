package workspace

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"probity/data/generate"
	"probity/data/intake"
)

var benchmarkFile string

// generated is a log as the generator makes it, PROBITY_ROWS rows (100,000
// where that is not set).
var generated = sync.OnceValues(func() (string, error) {
	rows, err := strconv.Atoi(os.Getenv("PROBITY_ROWS"))
	if err != nil {
		rows = 100_000
	}
	path := filepath.Join(os.TempDir(), fmt.Sprintf("probity-bench-%d.csv", os.Getpid())) // TestMain removes it
	benchmarkFile = path
	var b bytes.Buffer
	err = generate.Write(&b, generate.Options{Format: "commerce-activity-log", Rows: rows, Seed: 1,
		From: time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		return "", err
	}
	return path, os.WriteFile(path, b.Bytes(), 0o600)
})

func benchmarkInput(b *testing.B) (string, *intake.Reading) {
	b.Helper()
	path, err := generated()
	if err != nil {
		b.Fatal(err)
	}
	in, err := intake.Inspect(context.Background(), path, intake.Options{Zone: "UTC"})
	if err != nil {
		b.Fatal(err)
	}
	rd, err := in.Reading()
	if err != nil {
		b.Fatal(err)
	}
	return path, rd
}

func BenchmarkImport(b *testing.B) {
	path, rd := benchmarkInput(b)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	for b.Loop() {
		w, err := Create(filepath.Join(b.TempDir(), "b.probity"))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := w.Import(context.Background(), path, rd, nobody, nil); err != nil {
			b.Fatal(err)
		}
		if info, err = os.Stat(w.Path()); err == nil {
			b.ReportMetric(float64(info.Size())/1e6, "MB/file")
		}
		w.Close()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB/sys")
}

func imported(b *testing.B) *Workspace {
	b.Helper()
	path, rd := benchmarkInput(b)
	w, err := Create(filepath.Join(b.TempDir(), "b.probity"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.Close() })
	if _, err := w.Import(context.Background(), path, rd, nobody, nil); err != nil {
		b.Fatal(err)
	}
	return w
}

func BenchmarkVerify(b *testing.B) {
	w := imported(b)
	for b.Loop() {
		problems, err := w.Verify(context.Background(), nil)
		if err != nil || len(problems) > 0 {
			b.Fatal(problems, err)
		}
	}
}

func BenchmarkReadAllColumns(b *testing.B) {
	w := imported(b)
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		parts, err := w.Parts()
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range parts {
			names, err := w.Names(p.Key)
			if err != nil {
				b.Fatal(err)
			}
			for _, name := range names {
				if _, err := w.Text(ctx, p.Key, name); err != nil {
					b.Fatal(err)
				}
			}
			for _, name := range intColumns {
				if _, err := w.Ints(ctx, p.Key, name); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	w := fresh(b)
	for b.Loop() {
		if _, err := w.Append(context.Background(), "Ann", "note", map[string]string{"text": "seen", "entries": "[]"}); err != nil {
			b.Fatal(err)
		}
	}
}
