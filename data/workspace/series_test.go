package workspace

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"probity/data/fault"
)

// importsOf writes exports and gives what ImportAll wants.
func importsOf(t *testing.T, contents ...[]byte) []Export {
	t.Helper()
	var out []Export
	for _, content := range contents {
		out = append(out, Export{file(t, content), keyed(), nobody})
	}
	return out
}

func importAll(w *Workspace, exports []Export) (receipts []Receipt, err error) {
	err = w.ImportAll(context.Background(), exports, func(int) func(int64, int64) { return nil }, func(i int, r Receipt) error {
		if i != len(receipts) {
			return fmt.Errorf("export %d comes after %d", i, len(receipts))
		}
		r.AlreadyImported = time.Time{} // the clocks differ
		receipts = append(receipts, r)
		return nil
	})
	return receipts, err
}

// commonsOf is what lies in a workspace about what its sources have in common.
func commonsOf(t *testing.T, w *Workspace) []string {
	t.Helper()
	rows, err := w.readers.Query(`SELECT 'reading ' || r.source || ' ' || r.place || ' ' || r.revision || ' ' || r.state || ' ' || r.duplicates FROM reading r
		UNION ALL SELECT 'common ' || o.reading || ' ' || o.kind || ' ' || o.source || ' ' || o.count || ' ' || hex(o.data) FROM occurrence o`)
	out, err := texts(rows, err)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// TestSeriesStoresWhatSingleImportsStore holds ImportAll against Import, with
// duplicates, other versions, what vanished, the same file twice, and a source
// that was withdrawn before.
func TestSeriesStoresWhatSingleImportsStore(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 5))
		var contents [][]byte
		for range 6 {
			from := r.IntN(30)
			var records []string
			for i := from; i < from+25; i++ {
				action := "Login"
				switch r.IntN(10) {
				case 0:
					action = "Logout"
				case 1:
					continue
				}
				records = append(records, fmt.Sprintf("2026-03-14 09:%02d:00;budi;acme;%s;;%d", i, action, 1000+i))
			}
			contents = append(contents, lines(records...))
		}
		contents = append(contents, contents[r.IntN(6)], contents[r.IntN(6)])
		r.Shuffle(len(contents), func(i, j int) { contents[i], contents[j] = contents[j], contents[i] })
		exports := importsOf(t, contents...)
		one, all := fresh(t), fresh(t)
		for _, w := range []*Workspace{one, all} {
			first, err := w.Import(context.Background(), exports[3].Path, keyed(), nobody, nil)
			if err == nil {
				_, err = w.Withdraw(context.Background(), hash(first.SHA256), "Ann", "wrong")
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var want []Receipt
		for _, x := range exports {
			got, err := one.Import(context.Background(), x.Path, x.Reading, x.Origin, nil)
			if err != nil {
				t.Fatal(err)
			}
			got.Source, got.AlreadyImported = filepath.Base(x.Path), time.Time{}
			want = append(want, got)
		}
		got, err := importAll(all, exports)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("seed %d:\n%+v, want\n%+v", seed, got, want)
		}
		if got, want := commonsOf(t, all), commonsOf(t, one); !slices.Equal(got, want) {
			t.Errorf("seed %d:\n%q, want\n%q", seed, got, want)
		}
		clean(t, all)
		again(t, all)
	}
}

// TestSeriesEndsWithTheFirstError keeps what was imported before it and nothing
// of what came behind.
func TestSeriesEndsWithTheFirstError(t *testing.T) {
	w := fresh(t)
	exports := importsOf(t, log(50), log(60), log(70), log(80))
	if err := os.Remove(exports[2].Path); err != nil {
		t.Fatal(err)
	}
	receipts, err := importAll(w, exports)
	if !errors.Is(err, fault.Unusable) || len(receipts) != 2 || receipts[1].Stored != 60 {
		t.Errorf("%v after %+v", err, receipts)
	}
	if n := count(t, w, `SELECT count(*) FROM reading`); n != 2 {
		t.Errorf("%d readings", n)
	}
	clean(t, w)

	// What cannot be shown stops the one that is being read.
	stop := errors.New("stop")
	calls := 0
	err = w.ImportAll(context.Background(), importsOf(t, log(90), log(20_000), log(95)), func(int) func(int64, int64) { return nil }, func(int, Receipt) error {
		calls++
		return stop
	})
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("%v after %d", err, calls)
	}
	if n := count(t, w, `SELECT count(*) FROM reading`) + count(t, w, `SELECT count(*) FROM source WHERE sha256 IS NULL`); n != 3 {
		t.Errorf("%d readings and what was left", n)
	}
	clean(t, w)
}

// TestSeriesThatIsCancelledKeepsWhatIsVisible stops while the second export is
// read: the first stays, and nothing of the second.
func TestSeriesThatIsCancelledKeepsWhatIsVisible(t *testing.T) {
	w := fresh(t)
	exports := importsOf(t, log(50), log(60_000), log(70))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	first := make(chan struct{})
	var receipts []Receipt
	err := w.ImportAll(ctx, exports, func(export int) func(int64, int64) {
		return func(int64, int64) {
			if export == 1 {
				<-first
				cancel()
			}
		}
	}, func(_ int, r Receipt) error {
		receipts = append(receipts, r)
		close(first)
		return nil
	})
	if !errors.Is(err, context.Canceled) || len(receipts) != 1 || receipts[0].Stored != 50 {
		t.Errorf("%v after %+v", err, receipts)
	}
	if n := count(t, w, `SELECT count(*) FROM reading`) + count(t, w, `SELECT count(*) FROM source WHERE sha256 IS NULL`); n != 1 {
		t.Errorf("%d readings and what was left", n)
	}
	clean(t, w)
	if receipts, err := importAll(w, exports); err != nil || len(receipts) != 3 || receipts[1].Stored+receipts[1].Duplicates != 60_000 {
		t.Errorf("afterwards: %v, %+v", err, receipts)
	}
}

// TestSeriesNamesTheExportThatFailed stops an export that is being shown once
// the next is stored.
func TestSeriesNamesTheExportThatFailed(t *testing.T) {
	w := fresh(t)
	failure := errors.New("cannot be shown")
	s := &series{w: w, got: func(int, Receipt) error { return nil }}
	ended := make(chan struct{})
	close(ended)
	s.showing = &showing{ended: ended, err: w.cancelled("first.csv", errors.Join(failure, context.Canceled))}
	x := importsOf(t, log(50))[0]
	err := s.bring(context.Background(), func() {}, 1, x, nil)
	if !errors.Is(err, failure) || strings.Contains(err.Error(), "log.csv") {
		t.Errorf("%v", err)
	}
}
