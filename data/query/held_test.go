package query

import (
	"context"
	"runtime"
	"testing"

	"probity/data/entry"
)

// Opening takes no more memory than what stays: twelve bytes for every entry
// (its time, its place in the order of time, and the entry at each place).
func TestOpeningLeavesNoGarbage(t *testing.T) {
	const rows = 400_000
	store := build(rows, 4)
	ctx := context.Background()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	e, err := New(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := e.Held().Columns; got != 12*rows {
		t.Errorf("%d bytes are held, not %d", got, 12*rows)
	}
	scratch := 3 << 19 * workersFor(rows) // of times that are decoded, and of buckets
	if got := after.TotalAlloc - before.TotalAlloc; got > uint64(12*rows+scratch) {
		t.Errorf("%d bytes were taken for %d that are held", got, 12*rows)
	}
}

// A column of a hundred thousand values takes three bytes an entry, and four a
// value besides its text.
func TestColumnsAreHeldNarrow(t *testing.T) {
	const rows, values = 400_000, 100_000
	ctx := context.Background()
	e, err := New(ctx, build(rows, 1))
	if err != nil {
		t.Fatal(err)
	}
	before := e.Held().Columns
	if err := e.Load(ctx, entry.TargetName); err != nil {
		t.Fatal(err)
	}
	text := values * len("Kunde Müller 000000 GmbH")
	if got, most := e.Held().Columns-before, int64(3*rows+4*(values+2)+text); got > most {
		t.Errorf("the column takes %d bytes, more than %d", got, most)
	}
	if _, err := e.Run(ctx, Filter{}, Sort{entry.TargetName, true}); err != nil {
		t.Fatal(err)
	}
	if got, most := e.Held().Columns-before, int64(3*rows+8*(values+2)+text); got > most {
		t.Errorf("sorted the column takes %d bytes, more than %d", got, most)
	}
}
