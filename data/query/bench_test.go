package query

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"probity/data/columns"
	"probity/data/entry"
)

// built is a store of ready columns, skewed as real logs are: few operators do
// most, few kinds of action make up most entries, texts hardly repeat.
type built struct {
	parts []columns.Part
	ints  []map[string][]int64
	text  []map[string]*columns.Text
}

func (b *built) Parts() ([]columns.Part, error) { return b.parts, nil }
func (b *built) Ints(_ context.Context, part int64, name string) ([]int64, error) {
	return b.ints[part][name], nil
}
func (b *built) Text(_ context.Context, part int64, name string) (*columns.Text, error) {
	return b.text[part][name], nil
}
func (b *built) Names(part int64) (names []string, _ error) {
	for name := range b.text[part] {
		names = append(names, name)
	}
	return names, nil
}

func build(rows, parts int) *built {
	rng := rand.New(rand.NewPCG(1, 2))
	b := &built{}
	start := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	span := int64(365 * 24 * time.Hour / time.Microsecond)
	for p := range parts {
		n := rows / parts
		ints, text := map[string][]int64{}, map[string]*columns.Text{}
		coded := func(name string, distinct int, skew float64, value func(int) string) {
			dict := []string{""}
			for i := range distinct {
				dict = append(dict, value(i))
			}
			codes := make([]uint32, n)
			zipf := rand.NewZipf(rng, skew, 8, uint64(distinct-1))
			for i := range codes {
				codes[i] = uint32(zipf.Uint64()) + 1
			}
			text[name] = &columns.Text{Codes: codes, Dict: dict}
		}
		arena := func(name string, value func(i int) string) {
			t := &columns.Text{Ends: make([]uint64, n)}
			for i := range n {
				t.Arena = append(t.Arena, value(i)...)
				t.Ends[i] = uint64(len(t.Arena))
			}
			text[name] = t
		}
		times, offsets, records := make([]int64, n), make([]int64, n), make([]int64, n)
		for i := range times {
			times[i] = start + rng.Int64N(span)/1e6*1e6
			offsets[i], records[i] = int64(i*200), int64(i)
		}
		slices.Sort(times)
		ints["time"], ints["offset"], ints["record"] = times, offsets, records
		coded(entry.Actor, 220, 1.3, func(i int) string { return fmt.Sprintf("operator%03d@north.example", i) })
		coded(entry.ActorEntity, 40, 1.2, func(i int) string { return fmt.Sprintf("Reseller %d", i) })
		coded(entry.TargetEntity, 40, 1.2, func(i int) string { return fmt.Sprintf("Reseller %d", i) })
		coded(entry.Action, 60, 1.4, func(i int) string {
			return []string{"Activated account", "Payment recorded", "Suspended", "client.updated"}[i%4] + strings.Repeat("!", i/4)
		})
		coded(entry.Category, len(entry.Categories), 1.3, func(i int) string { return entry.Categories[i] })
		coded(entry.TargetName, 100_000, 1.05, func(i int) string { return fmt.Sprintf("Kunde Müller %06d GmbH", i*7919%100_000) })
		coded(entry.IP, 5000, 1.1, func(i int) string { return fmt.Sprintf("10.%d.%d.%d", i%7, i%250, i%11) })
		coded(entry.Result, 2, 2, func(i int) string { return []string{"success", "failure"}[i] })
		arena(entry.Details, func(i int) string {
			extra := ""
			if i%20 == 0 {
				extra = " für Jürgen Groß"
			}
			return fmt.Sprintf("Invoice INV-%07d of 2026 paid by bank transfer, reference %x%s", i, rng.Uint32(), extra)
		})
		arena(entry.TimeText, func(i int) string { return time.UnixMicro(times[i]).UTC().Format(time.DateTime) })
		arena(entry.SourceKey, func(i int) string { return fmt.Sprint(1_000_000 + i) })
		arena(entry.Changes, func(i int) string {
			return fmt.Sprintf(`[{"field":"email","old":"a%d@x.example","new":"b%d@x.example"}]`, i, i)
		})
		b.parts = append(b.parts, columns.Part{Key: int64(p), Source: [32]byte{byte(p)}, Name: fmt.Sprintf("log-%d.csv", p), Rows: n})
		b.ints, b.text = append(b.ints, ints), append(b.text, text)
	}
	return b
}

var million = sync.OnceValue(func() *Engine {
	e, err := New(context.Background(), build(1_000_000, 1))
	if err != nil {
		panic(err)
	}
	return e
})

const combined = "operator:operator00 category:payment,login date:2026-02-01..2026-04-30"

func fresh(e *Engine) {
	s := e.now.Load()
	s.cache.mu.Lock()
	s.cache.found, s.cache.size = nil, 0
	s.cache.mu.Unlock()
}

func benchRun(b *testing.B, text string) {
	e, f := million(), parse(b, text)
	if _, err := e.Run(context.Background(), f, Sort{}); err != nil {
		b.Fatal(err)
	}
	var r *Result
	for b.Loop() {
		fresh(e)
		r, _ = e.Run(context.Background(), f, Sort{})
	}
	b.ReportMetric(float64(r.Len()), "found")
}

func BenchmarkCombinedFilter(b *testing.B)      { benchRun(b, combined) }
func BenchmarkOneTarget(b *testing.B)           { benchRun(b, "customer:012345") }
func BenchmarkFreeText(b *testing.B)            { benchRun(b, `"jürgen groß"`) }
func BenchmarkFreeTextCommon(b *testing.B)      { benchRun(b, `invoice`) }
func BenchmarkFreeTextLetters(b *testing.B)     { benchRun(b, `e5x`) }
func BenchmarkFreeTextTwoDigits(b *testing.B)   { benchRun(b, `"2 0 e"`) }
func BenchmarkFreeTextNowhere(b *testing.B)     { benchRun(b, `zzzyyy`) }
func BenchmarkFreeTextUnderFilter(b *testing.B) { benchRun(b, combined+" groß") }

func BenchmarkNewestHundred(b *testing.B) {
	e, f := million(), parse(b, combined)
	for b.Loop() {
		fresh(e)
		r, _ := e.Run(context.Background(), f, Sort{})
		for i := range 100 {
			e.Text(context.Background(), r.Row(i), entry.Actor)
		}
	}
}

func BenchmarkJump(b *testing.B) {
	e := million()
	r, _ := e.Run(context.Background(), parse(b, combined), Sort{})
	i := 0
	for b.Loop() {
		i = (i + 7919) % r.Len()
		if at, ok := r.Index(r.Row(i)); !ok || at != i {
			b.Fatal(at)
		}
	}
}

func benchFacet(b *testing.B, text, name string) {
	e, f := million(), parse(b, text)
	for b.Loop() {
		fresh(e)
		if _, err := e.Facet(context.Background(), f, name, 20, ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFacetActor(b *testing.B)        { benchFacet(b, combined, entry.Actor) }
func BenchmarkFacetActorOfAll(b *testing.B)   { benchFacet(b, "", entry.Actor) }
func BenchmarkFacetTarget(b *testing.B)       { benchFacet(b, combined, entry.TargetName) }
func BenchmarkFacetTargetOfAll(b *testing.B)  { benchFacet(b, "", entry.TargetName) }
func BenchmarkFacetEntityOfAll(b *testing.B)  { benchFacet(b, "", "entity") }
func BenchmarkFacetDetailsOfAll(b *testing.B) { benchFacet(b, "", entry.Details) }

func BenchmarkHistogramByDay(b *testing.B) {
	e, f := million(), parse(b, combined)
	for b.Loop() {
		fresh(e)
		if _, err := e.Histogram(context.Background(), f, "day", f.at.Zone); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHistogramByHour(b *testing.B) {
	e, f := million(), parse(b, combined)
	for b.Loop() {
		fresh(e)
		if _, err := e.Histogram(context.Background(), f, "hour", f.at.Zone); err != nil {
			b.Fatal(err)
		}
	}
}

func benchSort(b *testing.B, name string) {
	e := million()
	for b.Loop() {
		if _, err := e.Run(context.Background(), Filter{}, Sort{name, true}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSortByActor(b *testing.B)   { benchSort(b, entry.Actor) }
func BenchmarkSortByTarget(b *testing.B)  { benchSort(b, entry.TargetName) }
func BenchmarkSortByDetails(b *testing.B) { benchSort(b, entry.Details) }

func BenchmarkEntry(b *testing.B) {
	e := million()
	row := Row(0)
	for b.Loop() {
		row = (row + 7919) % 1_000_000
		if _, err := e.Entry(context.Background(), row); err != nil {
			b.Fatal(err)
		}
	}
}

func benchOpen(b *testing.B, parts int) {
	store := build(1_000_000, parts)
	for b.Loop() {
		e, err := New(context.Background(), store)
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range e.Fields() {
			if _, err := e.now.Load().column(context.Background(), name); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkOpenAllColumns(b *testing.B)        { benchOpen(b, 1) }
func BenchmarkOpenTwelveOverlapping(b *testing.B) { benchOpen(b, 12) }
