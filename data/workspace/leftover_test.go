package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

func TestWhatAnEndedProgramLeftIsRemovedByTheNext(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{".n.probity.new-1113237900", ".n.probity.new-1113237900-journal", ".n.probity.new-x", ".m.probity.new-12", ".n.probity.new-", "n.probity-import"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w, err := Create(filepath.Join(folder, "n.probity"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var left []string
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{".m.probity.new-12", ".n.probity.new-", ".n.probity.new-x", "n.probity"}; !slices.Equal(left, want) {
		t.Errorf("left are %q", left)
	}
}

func TestOfSeveralMakersOneMakesAndTheOthersAreTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.probity")
	var all sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		all.Go(func() {
			w, err := Create(path)
			if err == nil {
				err = w.Close()
			}
			errs[i] = err
		})
	}
	all.Wait()
	made := 0
	for _, err := range errs {
		switch {
		case err == nil:
			made++
		case !errors.Is(err, fs.ErrExist):
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("%d made it: %v", made, errs)
	}
}
