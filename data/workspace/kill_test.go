package workspace

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const childVariable = "PROBITY_TEST_IMPORT"

// TestMain lets the test binary be the program that is killed: with
// PROBITY_TEST_IMPORT it imports the file of that name into the workspace
// beside it.
func TestMain(m *testing.M) {
	path := os.Getenv(childVariable)
	if path == "" {
		status := m.Run()
		if benchmarkFile != "" {
			os.Remove(benchmarkFile)
		}
		os.Exit(status)
	}
	w, err := Open(filepath.Join(filepath.Dir(path), "killed.probity"))
	if err == nil {
		_, err = w.Import(context.Background(), path, reading(), nobody, nil)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// TestImportKilledAtAnyMomentLeavesAllOrNothing kills 50 imports, 1,000 with
// PROBITY_SOAK=1.
func TestImportKilledAtAnyMomentLeavesAllOrNothing(t *testing.T) {
	const rows = 20_000
	kills := 50
	if os.Getenv("PROBITY_SOAK") != "" {
		kills = 1000
	} else if testing.Short() {
		kills = 5
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content := log(rows)
	random := rand.New(rand.NewPCG(2, 3))
	var (
		path            string
		parts, complete int
		took            time.Duration
	)
	renew := func() {
		folder := t.TempDir()
		w, err := Create(filepath.Join(folder, "killed.probity"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Append(context.Background(), "Ann", "note", map[string]string{"text": "before"}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		path, parts = filepath.Join(folder, "log.csv"), 0
	}
	child := func(i int, limit time.Duration) (ended bool) {
		other := append(bytes.Clone(content), fmt.Sprintf("2026-03-14 09:26:53;operator;customer;Login;;%d\n", i)...)
		if err := os.WriteFile(path, other, 0o600); err != nil {
			t.Fatal(err)
		}
		command := exec.Command(self)
		command.Env = append(os.Environ(), childVariable+"="+path)
		var said bytes.Buffer
		command.Stderr = &said
		begin := time.Now()
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(limit, func() { command.Process.Kill() })
		err := command.Wait()
		if timer.Stop(); err == nil {
			took = time.Since(begin)
			return true
		}
		if command.ProcessState.ExitCode() > 0 {
			t.Fatalf("the import failed by itself: %s", said.String())
		}
		return false
	}
	renew()
	for i := range kills {
		if i == 0 || parts > 4 {
			renew()
			if !child(-1-i, time.Minute) {
				t.Fatal("an import that is not killed does not end")
			}
			parts = 1
		}
		ended := child(i, time.Duration(random.Int64N(int64(took))))
		w, err := Open(filepath.Join(filepath.Dir(path), "killed.probity"))
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		now, err := w.Everything().Parts()
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		switch len(now) {
		case parts + 1:
			complete++
		case parts:
			if ended {
				t.Errorf("kill %d: an import that ended is not there", i)
			}
		default:
			t.Errorf("kill %d: %d parts after %d", i, len(now), parts)
		}
		parts = len(now)
		for _, p := range now {
			if p.Rows != rows+1 {
				t.Errorf("kill %d: a part of %d rows", i, p.Rows)
			}
		}
		if n := len(events(t, w)); n != 2+parts {
			t.Errorf("kill %d: %d events for %d imports", i, n, parts)
		}
		if n := count(t, w, `SELECT (SELECT count(*) FROM source) - (SELECT count(*) FROM reading WHERE state = 'visible')`); n != 0 {
			t.Errorf("kill %d: %d staged sources are left", i, n)
		}
		if n := count(t, w, `SELECT count(*) FROM chunk WHERE source NOT IN (SELECT id FROM source)`); n != 0 {
			t.Errorf("kill %d: %d staged chunks are left", i, n)
		}
		clean(t, w)
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Fatalf("after kill %d", i)
		}
	}
	t.Logf("%d kills, %d imports were complete before; an import took %v", kills, complete, took)
}
