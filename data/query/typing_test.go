package query

import (
	"context"
	"testing"

	"probity/data/columns"
)

// watched is a store that tells of which parts texts were unpacked.
type watched struct {
	Segmented
	read map[int64]bool
}

func (w *watched) Long(ctx context.Context, part int64, segment int, name string, dst *columns.LongText) (*columns.LongText, error) {
	w.read[part] = true
	return w.Segmented.Long(ctx, part, segment, name, dst)
}

func (w *watched) Codes(ctx context.Context, part int64, segment int, name string, limit int, dst []uint32) ([]uint32, error) {
	w.read[part] = true
	return w.Segmented.Codes(ctx, part, segment, name, limit, dst)
}

func (w *watched) Values(ctx context.Context, part int64, name string) (*columns.LongText, error) {
	w.read[part] = true
	return w.Segmented.Values(ctx, part, name)
}

// TestWhatIsTypedNextIsSearchedInWhatWasFound types a word, alone and beside
// another condition, while nothing that was unpacked is kept: where the letters
// before were not found, nothing is unpacked again.
func TestWhatIsTypedNextIsSearchedInWhatWasFound(t *testing.T) {
	ctx, m := context.Background(), build(3000, 30)
	parts, err := m.Parts()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		loaded bool
		beside string
	}{
		"columns as they lie":              {false, ""},
		"columns that are loaded":          {true, ""},
		"as they lie, besides a condition": {false, " date:2025-11-01..2026-10-31"},
		"loaded, besides a condition":      {true, " date:2025-11-01..2026-10-31"},
	} {
		t.Run(name, func(t *testing.T) {
			store := &watched{Segmented: segmented(m, parts), read: map[int64]bool{}}
			e, err := New(ctx, store)
			if err != nil {
				t.Fatal(err)
			}
			e.pool.limit = 0
			if c.loaded {
				if err := e.Load(ctx); err != nil {
					t.Fatal(err)
				}
			}
			var before map[int64]bool // parts in which the letters so far were found
			for _, typed := range []string{`"reference d`, `"reference d8`, `"reference d84`} {
				store.read = map[int64]bool{}
				r, err := e.Run(ctx, parse(t, typed+`"`+c.beside))
				if err != nil {
					t.Fatal(err)
				}
				found := map[int64]bool{}
				for i := range r.Len() {
					found[e.now.Load().partOf(r.Row(i)).Key] = true
				}
				if len(found) == 0 || before == nil && len(store.read) == 0 || before != nil && len(found) >= len(before) {
					t.Fatalf("%s: found in %d parts, before in %d, with %d read: this shows nothing", typed, len(found), len(before), len(store.read))
				}
				for part := range store.read {
					if before != nil && !before[part] {
						t.Errorf("%s: part %d is read, in which the letters before were not found", typed, part)
					}
				}
				before = found
			}
		})
	}
}
