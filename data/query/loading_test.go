package query

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"

	"probity/data/columns"
	"probity/data/entry"
)

// slow is a store whose columns come when they are let through.
type slow struct {
	Segmented
	let  chan struct{}
	read atomic.Int64 // pieces of columns
}

func (s *slow) Codes(ctx context.Context, part int64, segment int, name string, limit int, dst []uint32) ([]uint32, error) {
	if s.read.Add(1) == 1 {
		<-s.let
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.Segmented.Codes(ctx, part, segment, name, limit, dst)
}

// TestNoLetterOfASearchBeginsAnew types a word: each letter takes the search for
// the one before back while the column is still being read.
func TestNoLetterOfASearchBeginsAnew(t *testing.T) {
	m := build(3000, 3)
	parts, err := m.Parts()
	if err != nil {
		t.Fatal(err)
	}
	store := &slow{Segmented: segmented(m, parts), let: make(chan struct{})}
	e, err := New(context.Background(), store)
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{"operator:o", "operator:op"} {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { _, err := e.Run(ctx, parse(t, typed)); done <- err }()
		for store.read.Load() == 0 {
			runtime.Gosched()
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Fatalf("%s: %v", typed, err)
		}
	}
	close(store.let)
	if _, err := e.Run(context.Background(), parse(t, "operator:ope")); err != nil {
		t.Fatal(err)
	}
	want := int64(0)
	for _, form := range e.now.Load().forms[entry.Actor] {
		if form == columns.InCodes {
			want++
		}
	}
	if got := store.read.Load(); got != want {
		t.Errorf("%d pieces were read for a column of %d", got, want)
	}
}
