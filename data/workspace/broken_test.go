package workspace

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"probity/data/fault"
)

// TestDamageIsNamedWhileAllConnectionsRead finds damage in as many columns at
// once as there are connections to the file.
func TestDamageIsNamedWhileAllConnectionsRead(t *testing.T) {
	w, _ := with(t, 300)
	parts, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	n := w.readers.Stats().MaxOpenConnections
	for name, read := range map[string]func(found func() error) error{
		"block": func(found func() error) error {
			_, _, err := w.piece(context.Background(), parts[0].Key, 0, columnRecord, func([]byte, int) error { return found() })
			return err
		},
		"dictionary": func(found func() error) error {
			return w.dictionaryData(context.Background(), parts[0].Key, "actor", func([]byte) error { return found() })
		},
	} {
		var inside sync.WaitGroup
		inside.Add(n)
		errs := make(chan error, n)
		for range n {
			go func() {
				errs <- read(func() error {
					inside.Done()
					inside.Wait()
					return errors.New("damaged")
				})
			}()
		}
		for range n {
			select {
			case err := <-errs:
				if !errors.Is(err, fault.Changed) {
					t.Errorf("%s: %v", name, err)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%s: they wait for each other", name)
			}
		}
	}
}

// TestWhatWasReadAgainIsNoDamage asks for a dictionary of a reading that was
// replaced.
func TestWhatWasReadAgainIsNoDamage(t *testing.T) {
	w, _ := with(t, 300)
	parts, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ReadAgain(context.Background(), parts[0].Source, inZone("Europe/Berlin"), "Ann", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Values(context.Background(), parts[0].Key, "actor"); err == nil || errors.Is(err, fault.Changed) {
		t.Errorf("%v", err)
	}
}
