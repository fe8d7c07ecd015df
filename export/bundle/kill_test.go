package bundle

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// TestMain lets the test binary write bundles until it is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("PROBITY_TEST_WRITE"); path != "" {
		in := content(20_000)
		os.Stdout.WriteString("ready\n")
		for {
			Write(context.Background(), path, in, nil)
			os.Remove(path)
		}
	}
	os.Exit(m.Run())
}

func TestKilledWriteLeavesNothing(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has files without names")
	}
	dir := t.TempDir()
	for i := range 4 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "PROBITY_TEST_WRITE="+filepath.Join(dir, "b.zip"))
		out, _ := cmd.StdoutPipe()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		out.Read(make([]byte, 6))
		time.Sleep(time.Duration(20+i*70) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		left, _ := os.ReadDir(dir)
		for _, f := range left {
			path := filepath.Join(dir, f.Name())
			if f.Name() != "b.zip" {
				t.Errorf("left behind: %s", f.Name())
			} else if r := verify(t, path); r.Verdict != Unsigned {
				t.Errorf("half a bundle: %s", describe(r))
			}
			os.Remove(path)
		}
	}
}
