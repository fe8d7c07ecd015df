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

const (
	childVariable = "PROBITY_TEST_IMPORT"
	verbVariable  = "PROBITY_TEST_VERB"
)

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
		err = child(w, path, os.Getenv(verbVariable))
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

// child does what the program that is killed does: it imports a file, or reads
// all sources again in another zone, or withdraws the first one.
func child(w *Workspace, path, verb string) error {
	ctx := context.Background()
	if verb == "" {
		_, err := w.Import(ctx, path, reading(), nobody, nil)
		return err
	}
	sources, err := w.Sources()
	if err != nil {
		return err
	}
	for _, s := range sources {
		if verb == "withdraw" {
			_, err := w.Withdraw(ctx, s.SHA256, "Ann", "mistake")
			return err
		}
		if _, err := w.ReadAgain(ctx, s.SHA256, inZone(verb), "Ann", nil); err != nil {
			return err
		}
	}
	return nil
}

// TestChangeOfASourceKilledAtAnyMomentIsDoneOrNot kills programs that read a
// source again or withdraw one.
func TestChangeOfASourceKilledAtAnyMomentIsDoneOrNot(t *testing.T) {
	kills := 20
	if os.Getenv("PROBITY_SOAK") != "" {
		kills = 300
	} else if testing.Short() {
		kills = 4
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "log.csv")
	first := log(8000)
	second := append(bytes.Clone(first), "2026-03-14 09:26:53;operator;customer;Login;;more\n"...)
	w, err := Create(filepath.Join(folder, "killed.probity"))
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range [][]byte{first, second} {
		bring(t, w, content)
	}
	shown := len(shownOf(t, w))
	w.Close()
	random := rand.New(rand.NewPCG(3, 4))
	took, done := 3*time.Second, 0
	for i := range kills {
		verb := []string{"Europe/Berlin", "Asia/Tokyo", "withdraw"}[i%3]
		command := exec.Command(self)
		command.Env = append(os.Environ(), childVariable+"="+path, verbVariable+"="+verb)
		var said bytes.Buffer
		command.Stderr = &said
		begin := time.Now()
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		limit := time.Duration(random.Int64N(int64(took)))
		if i == 0 {
			limit = time.Minute
		}
		timer := time.AfterFunc(limit, func() { command.Process.Kill() })
		err := command.Wait()
		if timer.Stop(); err == nil {
			done++
			if verb != "withdraw" {
				took = time.Since(begin)
			}
		} else if command.ProcessState.ExitCode() > 0 {
			t.Fatalf("%s failed by itself: %s", verb, said.String())
		}
		w, err := Open(filepath.Join(folder, "killed.probity"))
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		clean(t, w)
		again(t, w)
		gone, err := w.Withdrawn()
		if err != nil {
			t.Fatal(err)
		}
		want := shown
		if len(gone) > 0 && gone[0].Size == int64(len(second)) {
			want = shown - 1
		}
		if got := len(shownOf(t, w)); got != want {
			t.Errorf("kill %d: %d entries are shown, not %d", i, got, want)
		}
		if n := count(t, w, `SELECT count(*) FROM (SELECT DISTINCT reading FROM block) WHERE reading NOT IN (SELECT id FROM reading WHERE state IN ('visible', 'withdrawn'))`); n != 0 {
			t.Errorf("kill %d: columns of %d readings are left", i, n)
		}
		if len(gone) > 0 {
			bring(t, w, map[int64][]byte{int64(len(first)): first, int64(len(second)): second}[gone[0].Size])
			clean(t, w)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Fatalf("after kill %d of %s", i, verb)
		}
	}
	t.Logf("%d kills, %d were done before; reading again took %v", kills, done, took)
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
