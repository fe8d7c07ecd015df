package query

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"probity/data/columns"
	"probity/data/entry"
)

func memory(t testing.TB, entries ...*entry.Entry) *Engine {
	t.Helper()
	m := NewMemory()
	for _, e := range entries {
		m.Add(e)
	}
	e, err := New(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func line(part byte, offset int64, at entry.Micros, values ...string) *entry.Entry {
	e := &entry.Entry{Identity: entry.Identity{Source: [32]byte{part}, Offset: offset}, Source: fmt.Sprintf("%d.csv", part), Record: offset + 1, Time: at}
	for i := 0; i < len(values); i += 2 {
		e.Values = append(e.Values, entry.Value{Name: values[i], Text: values[i+1]})
	}
	return e
}

func count(t testing.TB, e *Engine, text string) int {
	t.Helper()
	r, err := e.Run(context.Background(), parse(t, text), Sort{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return r.Len()
}

func TestTextsAreFoundWhateverTheirCase(t *testing.T) {
	for text, words := range map[string][]string{
		"Straße":       {"STRASSE", "strasse", "straße", "STRAẞE"},
		"İSTANBUL":     {"istanbul", "İstanbul", "ISTANBUL", "ıstanbul"},
		"i̇stanbul":    {"İSTANBUL", "istanbul"},
		"ısparta":      {"ISPARTA", "isparta"},
		"ΟΔΥΣΣΕΥΣ":     {"οδυσσευς", "Οδυσσεύς"[:4]},
		"ŻÓŁĆ":         {"żółć"},
		"Ünal ÄÖÜ":     {"ünal äöü"},
		"oﬃce":         {"OFFICE"},
		"\xff broken":  {"BROKEN", "\xff"},
		"K (Kelvin)":   {"k (kelvin)"},
		"payment DONE": {"Payment done"},
	} {
		coded := memory(t, line(1, 0, 0, entry.Details, text))
		long, err := New(context.Background(), &mixedStore{Memory: coded.store.(*Memory), arenas: map[string]bool{"1/" + entry.Details: true}})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if count(t, coded, quoted(w)) != 1 || count(t, long, quoted(w)) != 1 || count(t, long, "details:"+quoted(w)) != 1 {
				t.Errorf("%q is not found in %q", w, text)
			}
		}
		if count(t, coded, quoted(text+"x")) != 0 {
			t.Errorf("too much is found in %q", text)
		}
	}
}

func TestAddressesAreFoundByNetworkAndBeginning(t *testing.T) {
	var entries []*entry.Entry
	for i, ip := range []string{"10.0.0.1", "10.10.0.1", "192.168.1.5:8080", "[2001:db8::1]:443", "2001:db8:0:0:0:0:0:1", "::ffff:10.0.0.1", "8.8.8.8, 10.0.0.1", "CLI", ""} {
		entries = append(entries, line(1, int64(i), 0, entry.IP, ip))
	}
	e := memory(t, entries...)
	for text, want := range map[string]int{
		"ip:10.0.0.1": 3, "ip:10.0.0.0/8": 4, "ip:10.0": 3, "ip:10.1": 0, "ip:10.1*": 1, "ip:10.": 4, "ip:192.168.1.0/24": 1, "ip:2001:db8::/32": 2,
		"ip:2001:db8:": 2, "ip:2001:0db8::1": 2, "ip:cli": 1, `ip:""`: 1, "ip:=10.0.0.1": 1, "-ip:0.0.0.0/0": 4, "ip:::/0": 2, "has:ip": 8,
	} {
		if got := count(t, e, text); got != want {
			t.Errorf("%s finds %d, want %d", text, got, want)
		}
	}
}

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]float64{
		"100": 100, "12.50": 12.5, "12,50": 12.5, "1,234.56": 1234.56, "1.234,56": 1234.56, "1,234": 1234, "1.234.567": 1234567, "€ 5": 5, "EUR -7,25": -7.25,
		"(3.00)": -3, "1'000.5": 1000.5, "1 000,5": 1000.5, "Rp 1.500.000,00": 1500000, "-0.5": -0.5,
		"Rp. 100": 100, "Rp.1.500.000": 1500000, "Fr. 20.50": 20.5, ".5": 0.5, "-,75": -0.75, "0,005": 0.005, "1234,567": 1234.567, "12,34,567.5": 1234567.5,
		"12.": 12, "(EUR) 5": 5, "EUR (5)": -5, "1 234,567": 1234.567, "1 000 000 ": 1e6, "1’000’000.25 CHF": 1000000.25,
	} {
		if got, ok := parseAmount(text); !ok || math.Abs(got-want) > 1e-9 {
			t.Errorf("%q is read as %v, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "n/a", "2026-01-01", "1-2", "1e5", "3 x 50", "10/20", "1:30", "12 34", "1.2.3", "10.0.0.1", "1,234.567,89",
		"1,234.567.890", "12345.678.901", "12,3456,7890", "12.50 3", "1. 2", ".", ",-", strings.Repeat("9", 61)} {
		if got, ok := parseAmount(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	e := memory(t, line(1, 0, 0, entry.Amount, "9,00"), line(1, 1, 0, entry.Amount, "100.00"), line(1, 2, 0, entry.Amount, "-1"), line(1, 3, 0))
	for text, want := range map[string]int{"amount:>9": 1, "amount:>=9": 2, "amount:<0": 1, "amount:9": 1, "amount:5..200": 2, "amount:*": 3} {
		if got := count(t, e, text); got != want {
			t.Errorf("%s finds %d, want %d", text, got, want)
		}
	}
	r, _ := e.Run(context.Background(), parse(t, "sort:amount"), Sort{})
	if got := []Row{r.Row(0), r.Row(1), r.Row(2), r.Row(3)}; !slices.Equal(got, []Row{2, 0, 1, 3}) {
		t.Errorf("sorted by amount: %v", got)
	}
}

func TestEqualTimesPutLaterPartsAndRecordsFirst(t *testing.T) {
	e := memory(t, line(1, 0, 50), line(1, 1, 50), line(1, 2, entry.NoTime), line(2, 0, 50), line(2, 1, 99), line(2, 2, entry.NoTime), line(2, 3, math.MaxInt64), line(2, 4, math.MinInt64+1))
	r, err := e.Run(context.Background(), Filter{}, Sort{})
	if err != nil {
		t.Fatal(err)
	}
	var got []Row
	for i := range r.Len() {
		got = append(got, r.Row(i))
	}
	if want := []Row{6, 4, 3, 1, 0, 7, 5, 2}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	before, after := e.Around(context.Background(), 1, 2)
	if !slices.Equal(before, []Row{0, 7}) || !slices.Equal(after, []Row{3, 4}) {
		t.Errorf("around: %v %v", before, after)
	}
	r, _ = e.Run(context.Background(), parse(t, "source:1.csv"), Sort{})
	if first, last := e.Span(context.Background(), r); first != 50 || last != 50 {
		t.Errorf("span %d %d", first, last)
	}
	r, _ = e.Run(context.Background(), parse(t, "-has:time"), Sort{})
	if first, last := e.Span(context.Background(), r); first != entry.NoTime || last != entry.NoTime || r.Len() != 2 {
		t.Errorf("span %d %d of %d", first, last, r.Len())
	}
}

func TestAnEmptyLogAnswersEverything(t *testing.T) {
	e, ctx := memory(t), context.Background()
	if count(t, e, "a operator:b -status:open (date:today OR has:note) sort:operator") != 0 || count(t, e, "") != 0 {
		t.Error("something was found")
	}
	if f, err := e.Facet(ctx, Filter{}, "actor", 5, ""); err != nil || f.Distinct != 0 {
		t.Error(f, err)
	}
	if bins, err := e.Histogram(ctx, Filter{}, "day", nil); err != nil || len(bins) != 0 {
		t.Error(bins, err)
	}
	if _, err := e.Entry(ctx, 3); err == nil || e.Text(ctx, 3, "actor") != "" || e.Time(3) != entry.NoTime {
		t.Error("there is an entry 3")
	}
}

func TestReloadTakesUpNewPartsAndKeepsRows(t *testing.T) {
	m, ctx := NewMemory(), context.Background()
	for i := range 10 {
		m.Add(line(1, int64(i), int64(i*10), entry.Actor, "budi"))
	}
	e, err := New(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	old, _ := e.Run(ctx, parse(t, "operator:budi"), Sort{})
	for i := range 10 {
		m.Add(line(2, int64(i), int64(i*10+5), entry.Actor, "Budi", entry.IP, "10.0.0.1"))
	}
	if count(t, e, "budi") != 10 {
		t.Error("the engine changed by itself")
	}
	if err := e.Reload(ctx); err != nil {
		t.Fatal(err)
	}
	if count(t, e, "budi") != 20 || count(t, e, "operator:=budi") != 10 || old.Len() != 10 || !slices.Equal(e.Fields(), []string{entry.Actor, entry.IP}) {
		t.Error("the new part is not seen, or the old result changed")
	}
	for i := range old.Len() {
		if row := old.Row(i); e.Time(row) != int64((9-i)*10) || e.Identity(row).Source[0] != 1 {
			t.Errorf("row %d is another one", row)
		}
	}
}

type marks struct {
	mu       sync.Mutex
	revision uint64
	status   map[Row]uint8
	asked    int
}

func (m *marks) Revision() uint64 { m.mu.Lock(); defer m.mu.Unlock(); return m.revision }
func (m *marks) Status(r Row) uint8 {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	return m.status[r]
}
func (m *marks) HasNote(r Row) bool { return r == 2 }

type sparseMarks struct{ *marks }

func (m sparseMarks) Each(yield func(Row, uint8, bool)) {
	yield(1, 3, false)
	yield(2, 0, true)
	yield(99, 1, true)
}

func TestDecisionsAreSeenWhenTheirRevisionRises(t *testing.T) {
	e := memory(t, line(1, 0, 1), line(1, 1, 2), line(1, 2, 3))
	m := &marks{status: map[Row]uint8{1: 3}}
	if count(t, e, "status:open") != 3 || count(t, e, "has:note") != 0 {
		t.Error("without marks all are open")
	}
	e.SetMarks(m)
	if count(t, e, "status:exception") != 1 || count(t, e, "status:reviewed") != 1 || count(t, e, "has:note") != 1 || m.asked != 3 {
		t.Errorf("marks are not seen, or asked for %d times", m.asked)
	}
	m.mu.Lock()
	m.status[0], m.revision = 1, 1
	m.mu.Unlock()
	if count(t, e, "status:fine,exception") != 2 || count(t, e, "status:fine sort:status") != 1 {
		t.Error("the new decision is not seen")
	}
	e.SetMarks(sparseMarks{m})
	if count(t, e, "status:exc") != 1 || count(t, e, "has:note status:open") != 1 || count(t, e, "status:fine") != 0 {
		t.Error("marks by entry are not seen")
	}
}

// damaged gives a column that is not what it should be.
type damaged struct {
	*Memory
	text *columns.Text
	err  error
}

func (d *damaged) Text(ctx context.Context, part int64, name string) (*columns.Text, error) {
	if name == entry.Actor {
		return d.text, d.err
	}
	return d.Memory.Text(ctx, part, name)
}

func TestADamagedColumnIsNamedAndTheRestStaysUsable(t *testing.T) {
	ctx := context.Background()
	m := NewMemory()
	m.Add(line(1, 0, 1, entry.Actor, "budi", entry.Action, "Login"))
	for name, d := range map[string]*damaged{
		"short":   {text: &columns.Text{Codes: []uint32{}, Dict: []string{""}}},
		"code":    {text: &columns.Text{Codes: []uint32{9}, Dict: []string{"", "a"}}},
		"no dict": {text: &columns.Text{Codes: []uint32{0}}},
		"arena":   {text: &columns.Text{Arena: []byte("ab"), Ends: []uint64{5}}},
	} {
		d.Memory = m
		e, err := New(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		if count(t, e, "action:login") != 1 || len(e.Damage()) != 0 && name != "short" {
			t.Errorf("%s: a sound column cannot be used, or damage is invented: %+v", name, e.Damage())
		}
		if count(t, e, "operator:budi") != 0 || count(t, e, `operator:""`) != 1 || count(t, e, "sort:operator") != 1 || count(t, e, "budi") != 0 {
			t.Errorf("%s: entries are found by what cannot be read", name)
		}
		whole, err := e.Entry(ctx, 0)
		if err != nil || whole.Get(entry.Action) != "Login" || whole.Get(entry.Actor) != "" {
			t.Errorf("%s: the entry is %v, %v", name, whole, err)
		}
		if found := e.Damage(); len(found) != 1 || found[0].Column != entry.Actor || found[0].From != 1 || found[0].To != 1 || found[0].Part.Name != "1.csv" || found[0].Detail == "" {
			t.Errorf("%s: the damage is named as %+v", name, found)
		}
		if got := e.Unreadable(0); !slices.Equal(got, []string{entry.Actor}) {
			t.Errorf("%s: unreadable is %v", name, got)
		}
	}
	if _, err := New(ctx, &damaged{Memory: m, err: errors.New("the disk is on fire")}); err == nil || !strings.Contains(err.Error(), "1.csv") {
		t.Errorf("what is no damage is not told: %v", err)
	}
}

func TestManyAskAtOnceWhileTheLogGrows(t *testing.T) {
	m, ctx := NewMemory(), context.Background()
	for i := range 300 {
		m.Add(line(1, int64(i), int64(i), entry.Actor, fmt.Sprint("op", i%7), entry.Details, fmt.Sprint("text ", i)))
	}
	e, err := New(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	e.SetMarks(&marks{status: map[Row]uint8{}})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 30 {
				r, err := e.Run(ctx, parse(t, "operator:op3 text -status:fine"), Sort{Field: entry.Actor})
				if err != nil || r.Len() < 42 {
					t.Errorf("%d, %v", r.Len(), err)
					return
				}
				r.Index(r.Row(i % r.Len()))
				if _, err := e.Facet(ctx, parse(t, "text"), "actor", 3, "op"); err != nil {
					t.Error(err)
				}
				if _, err := e.Entry(ctx, r.Row(0)); err != nil {
					t.Error(err)
				}
				Suggest(e, "operator:o", 10)
			}
		})
	}
	for part := range byte(5) {
		for i := range 50 {
			m.Add(line(part+2, int64(i), int64(i), entry.Actor, fmt.Sprint("op", i%7)))
		}
		if err := e.Reload(ctx); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
}

func TestABigLogIsSearchedByAllProcessorsTheSame(t *testing.T) {
	ctx := context.Background()
	store := build(300_000, 3)
	e, err := New(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	conditions := map[string]func(get func(string) string) bool{
		"operator:operator00 -category:payment": func(get func(string) string) bool {
			return strings.HasPrefix(get("actor"), "operator00") && get("category") != "payment"
		},
		"groß": func(get func(string) string) bool { return strings.Contains(get("details"), "Groß") },
		"groß OR 1000077": func(get func(string) string) bool {
			return strings.Contains(get("details"), "Groß") || get("source_key") == "1000077"
		},
		"ip:10.3.0.0/16 reference operator:001 ü": func(get func(string) string) bool {
			return strings.HasPrefix(get("ip"), "10.3.") && strings.Contains(get("actor"), "001")
		},
		"details:jürgen result:failure": func(get func(string) string) bool {
			return strings.Contains(get("details"), "Jürgen") && get("result") == "failure"
		},
	}
	sample := make([]Row, 20_000)
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range sample {
		sample[i] = Row(rng.IntN(300_000))
	}
	for text, holds := range conditions {
		r, err := e.Run(ctx, parse(t, text), Sort{})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range sample {
			if want := holds(func(name string) string { return e.Text(ctx, row, name) }); r.Has(row) != want {
				t.Fatalf("%s: row %d is found: %t", text, row, !want)
			}
		}
		for i := 1; i < r.Len(); i++ {
			if e.Time(r.Row(i)) > e.Time(r.Row(i-1)) {
				t.Fatalf("%s: place %d is newer than the one before", text, i)
			}
		}
		facet, err := e.Facet(ctx, parse(t, text), "type", 0, "")
		if err != nil || len(facet.Values) != min(1, r.Len()) || r.Len() > 0 && facet.Values[0].Count != r.Len() {
			t.Errorf("%s: %v, %v", text, facet, err)
		}
		total := 0
		for _, v := range must(e.Facet(ctx, parse(t, text), "result", 0, "")).Values {
			total += v.Count
		}
		if total < r.Len() {
			t.Errorf("%s: facet counts %d of %d", text, total, r.Len())
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestACancelledSearchEndsAtOnce(t *testing.T) {
	e := memory(t, line(1, 0, 1, entry.Actor, "budi"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, text := range []string{"", "budi", "operator:budi", "date:today", "sort:operator"} {
		if _, err := e.Run(ctx, parse(t, text), Sort{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := e.Facet(ctx, Filter{}, "actor", 1, ""); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := e.Reload(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestAnOutlierInTimeDoesNotMakeMillionsOfBins(t *testing.T) {
	day := func(y int) entry.Micros { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro() }
	e := memory(t, line(1, 0, day(1)), line(1, 1, day(2026)), line(1, 2, day(9999)))
	bins, err := e.Histogram(context.Background(), Filter{}, "hour", time.UTC)
	if err != nil || len(bins) > maxBins || len(bins) == 0 || bins[0].All != 1 || bins[len(bins)-1].All != 1 {
		t.Errorf("%d bins, %v", len(bins), err)
	}
}

func TestSuggestionsGoOnWithWhatIsTyped(t *testing.T) {
	e := memory(t, line(1, 0, 1, entry.Actor, "Budi Santoso", "extra.Entity Type", "x"), line(1, 1, 1, entry.Actor, "Budi Santoso"), line(1, 2, 2, entry.Actor, "ayu", entry.Category, "payment"))
	for text, want := range map[string]string{
		"op": "operator:", "foo -oper": "operator:", "operator:bud": `"Budi Santoso"`, "operator:ayu,sant": `"Budi Santoso"`, "status:ex": "exception",
		"date:last-q": "last-quarter", "category:p": "payment", "has:no": "note", "(extra": `"extra.Entity Type":`, "sort:-t": "-time", `operator:"budi s`: `"Budi Santoso"`,
		`"extra.Ent`: `"extra.Entity Type":`, `"extra.Entity T`: `"extra.Entity Type":`, `foo -"extra.Entity Type":=`: `x`,
	} {
		got := Suggest(e, text, len(text))
		if len(got) == 0 || got[0].Insert != want {
			t.Errorf("%q: %+v", text, got)
			continue
		}
		done := text[:got[0].From] + got[0].Insert + text[got[0].To:]
		if strings.HasSuffix(got[0].Insert, ":") {
			done += "x"
		}
		if _, err := Parse(strings.TrimPrefix(done, "("), Moment{}); err != nil {
			t.Errorf("%q: %v", done, err)
		}
	}
	if got := Suggest(e, "", 0); len(got) == 0 || got[0].Insert != "operator:" {
		t.Errorf("%+v", got)
	}
	if got := Suggest(e, "nothing:x", 9); got != nil {
		t.Errorf("%+v", got)
	}
}

func TestAPatternIsFoundWhereBytesIndexFindsIt(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		text := make([]byte, rng.IntN(200))
		folded := make([]byte, len(text))
		for i := range text {
			text[i] = "eE0A\x00\xff\x01Z@["[rng.IntN(10)]
			folded[i] = lower[text[i]]
		}
		needle := make([]byte, 1+rng.IntN(5))
		for i := range needle {
			needle[i] = "ee0a\x00\xff\x01z@["[rng.IntN(10)]
		}
		p := newPattern(needle)
		for _, dense := range []bool{false, true} {
			f := p.in(text)
			f.dense = dense
			for at := 0; at >= 0; at++ {
				want := bytes.Index(folded[min(at, len(text)):], needle)
				if want >= 0 {
					want += at
				}
				if at = f.next(at); at != want {
					t.Fatalf("%q in %q: %d, want %d", needle, text, at, want)
				}
				if at < 0 {
					break
				}
			}
		}
	}
}
