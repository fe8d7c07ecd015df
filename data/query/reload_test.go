package query

import (
	"context"
	"testing"

	"probity/data/columns"
	"probity/data/entry"
)

// chosen is a store that shows some of its parts, in any order.
type chosen struct {
	*Memory
	keys []int64
}

func (c *chosen) Parts() ([]columns.Part, error) {
	all, err := c.Memory.Parts()
	var out []columns.Part
	for _, key := range c.keys {
		out = append(out, all[key-1])
	}
	return out, err
}

func TestReloadFollowsPartsThatVanishOrAreReplaced(t *testing.T) {
	m, ctx := NewMemory(), context.Background()
	for part, name := range []string{"budi", "ann", "eve"} {
		for i := range 5 {
			m.Add(line(byte(part+1), int64(100*part+i), int64(i*10), entry.Actor, name))
		}
	}
	store := &chosen{m, []int64{1, 2}}
	e, err := New(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	check := func(rows int, generation uint64, counts map[string]int) {
		t.Helper()
		if err := e.Reload(ctx); err != nil {
			t.Fatal(err)
		}
		if e.Len() != rows || e.Generation() != generation {
			t.Errorf("%d rows in generation %d, want %d in %d", e.Len(), e.Generation(), rows, generation)
		}
		for name, n := range counts {
			if got := count(t, e, "operator:"+name); got != n {
				t.Errorf("%d entries of %s, want %d", got, name, n)
			}
		}
		for row := range Row(e.Len()) {
			if back, ok := e.RowOf(e.Identity(row)); !ok || back != row {
				t.Errorf("the identity of row %d leads to row %d", row, back)
			}
		}
	}
	check(10, 0, map[string]int{"budi": 5, "ann": 5, "eve": 0})
	old, err := e.Run(ctx, parse(t, "operator:budi"), Sort{})
	if err != nil {
		t.Fatal(err)
	}
	store.keys = []int64{1, 2, 3}
	check(15, 0, map[string]int{"budi": 5, "ann": 5, "eve": 5})
	store.keys = []int64{2, 3}
	check(10, 1, map[string]int{"budi": 0, "ann": 5, "eve": 5})
	store.keys = []int64{1, 3}
	check(10, 2, map[string]int{"budi": 5, "ann": 0, "eve": 5})
	store.keys = nil
	check(0, 3, map[string]int{"budi": 0})
	if old.Len() != 5 {
		t.Error("an old result changed")
	}
}
