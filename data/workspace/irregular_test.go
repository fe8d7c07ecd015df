//go:build unix

package workspace

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestPipeIsRefusedWithoutWaiting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.probity")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for _, open := range []func(string) (*Workspace, error){Open, OpenReadOnly, Create} {
			if w, err := open(path); err == nil {
				t.Error("it opens")
				w.Close()
			}
		}
	}()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("it waits for the other end of the pipe")
	}
}
