package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"probity/data/columns"
	"probity/data/entry"
)

// drawBatches makes a Reader take few entries at a time, and copy what it would
// otherwise keep.
func drawBatches(t *rapid.T) {
	batchBytes = rapid.SampledFrom([]int{1, 100, 3000, 64 << 20}).Draw(t, "bytes of a batch")
	batchRows = rapid.SampledFrom([]int{1, 5, 1 << 20}).Draw(t, "rows of a batch")
	batchBegin = rapid.SampledFrom([]int{1, 7, 1 << 16}).Draw(t, "rows of the first batch")
	batchDict = rapid.SampledFrom([]int{1, 1 << 12}).Draw(t, "values that are kept")
}

func restoreBatches(t *testing.T) {
	a, b, c, d := batchBytes, batchRows, batchBegin, batchDict
	e, f, g, h, i := pieceRows, parallelFrom, seldomFrom, internFrom, groupsMost
	t.Cleanup(func() {
		batchBytes, batchRows, batchBegin, batchDict = a, b, c, d
		pieceRows, parallelFrom, seldomFrom, internFrom, groupsMost = e, f, g, h, i
	})
}

func TestAReaderGivesTheEntriesOfAResultInItsOrder(t *testing.T) {
	ctx := context.Background()
	restoreBatches(t)
	rapid.Check(t, func(t *rapid.T) {
		l := drawLog(t)
		drawBatches(t)
		text := rapid.SampledFrom([]string{"", "sort:time", "sort:details,-time", "operator:b* sort:-action", "-has:time", "nowhere"}).Draw(t, "filter")
		f, err := Parse(text, Moment{Zone: l.zone})
		if err != nil {
			t.Fatal(err)
		}
		result, err := l.engine.Run(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		if names := l.engine.Fields(); len(names) > 0 {
			if err := l.engine.Load(ctx, rapid.SliceOf(rapid.SampledFrom(names)).Draw(t, "loaded")...); err != nil {
				t.Fatal(err)
			}
		}
		n := rapid.IntRange(0, result.Len()).Draw(t, "at most")
		reader := result.Reader(n)
		if n == 0 {
			n = result.Len()
		}
		gives := func(string) bool { return true }
		if rapid.Bool().Draw(t, "some fields only") {
			some := rapid.SliceOf(rapid.SampledFrom(append(l.engine.Fields(), entry.Actor, "no field"))).Draw(t, "fields")
			reader.Only(some)
			gives = func(name string) bool { return slices.Contains(some, name) }
		}
		var kept []*entry.Entry
		for i := range n {
			e, err := reader.Entry(ctx, i)
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, e)
		}
		for i, e := range kept { // after the last batch, so that none may lie in one
			want := *l.entries[result.Row(i)]
			want.Values = slices.DeleteFunc(slices.Clone(want.Values), func(v entry.Value) bool { return !gives(v.Name) })
			if fmt.Sprint(e) != fmt.Sprint(&want) {
				t.Fatalf("%q: entry %d is\n%v, want\n%v", text, i, e, &want)
			}
		}
		if n > 0 { // back to one before
			i := rapid.IntRange(0, n-1).Draw(t, "again")
			if e, err := reader.Entry(ctx, i); err != nil || fmt.Sprint(e) != fmt.Sprint(kept[i]) {
				t.Fatalf("entry %d is %v at the second time (%v)", i, e, err)
			}
		}
		if _, err := reader.Entry(ctx, n); err == nil {
			t.Fatal("there is an entry behind the last")
		}
	})
}

// hurtStore cannot read some of its pieces.
type hurtStore struct {
	Segmented
	hurt map[string]bool // "part/segment/column", "part/column" for a dictionary
}

func (s *hurtStore) check(key ...any) error {
	if name := fmt.Sprint(key...); s.hurt[name] {
		return unsound("%s is damaged.", name)
	}
	return nil
}

func (s *hurtStore) Numbers(ctx context.Context, part int64, segment int, name string, dst []int64) ([]int64, error) {
	if err := s.check(part, "/", segment, "/", name); err != nil {
		return dst, err
	}
	return s.Segmented.Numbers(ctx, part, segment, name, dst)
}

func (s *hurtStore) Codes(ctx context.Context, part int64, segment int, name string, limit int, dst []uint32) ([]uint32, error) {
	if err := s.check(part, "/", segment, "/", name); err != nil {
		return dst, err
	}
	return s.Segmented.Codes(ctx, part, segment, name, limit, dst)
}

func (s *hurtStore) Long(ctx context.Context, part int64, segment int, name string, dst *columns.LongText) (*columns.LongText, error) {
	if err := s.check(part, "/", segment, "/", name); err != nil {
		return nil, err
	}
	return s.Segmented.Long(ctx, part, segment, name, dst)
}

func (s *hurtStore) Dictionary(ctx context.Context, part int64, name string) ([]string, error) {
	if err := s.check(part, "/", name); err != nil {
		return nil, err
	}
	return s.Segmented.Dictionary(ctx, part, name)
}

func TestAReaderLeavesOutWhatIsDamagedAsOneByOneDoes(t *testing.T) {
	ctx := context.Background()
	restoreBatches(t)
	rapid.Check(t, func(t *rapid.T) {
		l := drawLog(t)
		drawBatches(t)
		parts, err := l.store.Parts()
		if err != nil {
			t.Fatal(err)
		}
		store := &hurtStore{segmented(l.store, parts), map[string]bool{}}
		for _, p := range parts {
			outline, err := store.Outline(ctx, p.Key)
			if err != nil {
				t.Fatal(err)
			}
			names := append(outline.Names(), "offset", "record", "time")
			slices.Sort(names)
			for range rapid.IntRange(0, 3).Draw(t, "damaged") {
				name := rapid.SampledFrom(names).Draw(t, "column")
				at := fmt.Sprint(p.Key, "/", rapid.IntRange(0, len(outline.Rows)-1).Draw(t, "segment"), "/", name)
				if rapid.IntRange(0, 3).Draw(t, "dictionary") == 0 {
					at = fmt.Sprint(p.Key, "/", name)
				}
				store.hurt[at] = true
			}
		}
		single, err := New(ctx, store)
		if err != nil {
			t.Fatal(err)
		}
		batched, err := New(ctx, store)
		if err != nil {
			t.Fatal(err)
		}
		result, err := batched.Run(ctx, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		reader := result.Reader(0)
		for i := range result.Len() {
			got, err := reader.Entry(ctx, i)
			if err != nil {
				t.Fatal(err)
			}
			want, err := single.Entry(ctx, result.Row(i))
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("with damage to %v entry %d is\n%v, one by one\n%v", store.hurt, i, got, want)
			}
		}
		found := func(e *Engine) []Damage {
			list := e.Damage()
			slices.SortFunc(list, func(a, b Damage) int {
				return cmp.Or(cmp.Compare(a.Part.Key, b.Part.Key), cmp.Compare(a.Column, b.Column), cmp.Compare(a.From, b.From))
			})
			return list
		}
		if a, b := found(batched), found(single); !slices.Equal(a, b) {
			t.Fatalf("the damage is named as\n%v, one by one as\n%v", a, b)
		}
	})
}

func TestAReaderCanBeCancelledAndTellsWhatIsNoDamage(t *testing.T) {
	m := NewMemory()
	m.Add(line(1, 0, 1, entry.Actor, "budi", entry.Details, "a text"))
	parts, _ := m.Parts()
	on := false
	e, err := New(context.Background(), &failingStore{segmented(m, parts), &on})
	if err != nil {
		t.Fatal(err)
	}
	result, err := e.Run(context.Background(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	reader := result.Reader(0)
	if _, err := reader.Entry(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	on = true
	if _, err := reader.Entry(context.Background(), 0); err == nil || err.Error() != "read the column actor of 1.csv: the disk is on fire" {
		t.Errorf("an error: %v", err)
	}
	on = false
	if got, err := reader.Entry(context.Background(), 0); err != nil || got.Get(entry.Details) != "a text" {
		t.Errorf("after the error: %v, %v", got, err)
	}
}

type failingStore struct {
	Segmented
	on *bool
}

func (s *failingStore) Codes(ctx context.Context, part int64, segment int, name string, limit int, dst []uint32) ([]uint32, error) {
	if *s.on {
		return dst, errors.New("the disk is on fire")
	}
	return s.Segmented.Codes(ctx, part, segment, name, limit, dst)
}

// crossingStore makes a worker wait with the dictionary of the first part until
// another one has that of the second.
type crossingStore struct {
	Segmented
	first, second chan struct{}
	once          [2]sync.Once
}

func (s *crossingStore) Dictionary(ctx context.Context, part int64, name string) ([]string, error) {
	if part == 1 {
		<-s.second
	} else {
		s.once[1].Do(func() { close(s.second) })
	}
	return s.Segmented.Dictionary(ctx, part, name)
}

func (s *crossingStore) Codes(ctx context.Context, part int64, segment int, name string, limit int, dst []uint32) ([]uint32, error) {
	if part == 1 {
		s.once[0].Do(func() { close(s.first) })
	} else {
		<-s.first
	}
	return s.Segmented.Codes(ctx, part, segment, name, limit, dst)
}

func TestAReaderDoesNotMixUpTheDictionariesOfParts(t *testing.T) {
	restoreBatches(t)
	pieceRows, parallelFrom = 1, 1
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	m := NewMemory()
	m.Add(line(1, 0, 9, entry.Actor, "budi"))
	for i := range 3 {
		m.Add(line(2, int64(i), int64(i), entry.Actor, "ayu"))
	}
	parts, _ := m.Parts()
	e, err := New(t.Context(), &crossingStore{Segmented: segmented(m, parts), first: make(chan struct{}), second: make(chan struct{})})
	if err != nil {
		t.Fatal(err)
	}
	reader := e.Reader([]Row{0, 1, 2, 3})
	for i, want := range []string{"budi", "ayu", "ayu", "ayu"} {
		if got, err := reader.Entry(t.Context(), i); err != nil || got.Get(entry.Actor) != want {
			t.Errorf("entry %d is %v, want %s (%v)", i, got, want, err)
		}
	}
}
