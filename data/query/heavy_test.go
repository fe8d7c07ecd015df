package query

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
)

// heaviest are the largest filters that Parse lets through.
func heaviest() map[string]string {
	many := func(n int, sep, format string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(parts, sep)
	}
	return map[string]string{
		"words OR":       many(maxParts/3, " OR ", "zq%d"),
		"words AND":      many(maxPasses, " ", "%d"),
		"words and nots": many(maxPasses/2, " OR ", "(e%d -zq%[1]d)"),
		"words NOT":      many(maxParts/3, " ", "-zq%d"),
		"details OR":     "details:" + many(maxParts, ",", "zq%d"),
		"exact values":   "customer:=" + many(50_000, ",", "Kunde%d"),
		"exact words":    "source_key:=" + many(50_000, ",", "%d"),
		"terms OR":       many(maxTerms, " OR ", "operator:=o%d"),
		"terms AND":      many(maxTerms, " ", "-operator:=o%d"),
		"networks":       "ip:" + many(maxParts, ",", "10.%d.0.0/16"),
		"brackets":       strings.Repeat("(a OR -(", maxDepth/4) + "x" + strings.Repeat("))", maxDepth/4),
		"common letters": many(maxParts/3, " OR ", "e%d"),
	}
}

func BenchmarkHeaviest(b *testing.B) {
	for name, text := range heaviest() {
		b.Run(name, func(b *testing.B) {
			e := million()
			f := parse(b, text)
			for b.Loop() {
				fresh(e)
				if _, err := e.Run(context.Background(), f, Sort{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestWhateverIsAskedEndsSoonAfterItIsCancelled gives every question a moment and
// then takes it back. The limit leaves room for a machine that has other things
// to do.
func TestWhateverIsAskedEndsSoonAfterItIsCancelled(t *testing.T) {
	store, ten := build(300_000, 3), parse(t, "ip:10")
	asked := map[string]func(context.Context, *Engine) error{
		"facet of texts": func(ctx context.Context, e *Engine) error {
			_, err := e.Facet(ctx, Filter{}, entry.Details, 10, "")
			return err
		},
		"facet of targets": func(ctx context.Context, e *Engine) error {
			_, err := e.Facet(ctx, Filter{}, entry.TargetName, 10, "")
			return err
		},
		"hours": func(ctx context.Context, e *Engine) error {
			_, err := e.Histogram(ctx, Filter{}, "hour", nil)
			return err
		},
		"load":  func(ctx context.Context, e *Engine) error { return e.Load(ctx) },
		"facts": func(ctx context.Context, e *Engine) error { _, err := e.Facts(ctx, ten); return err },
		"group": func(ctx context.Context, e *Engine) error {
			_, err := e.GroupBy(ctx, Filter{}, []string{entry.TargetName, "day"}, GroupOptions{Sum: true})
			return err
		},
	}
	for _, name := range []string{entry.Details, entry.TargetName, entry.Changes, "time"} {
		asked["sort by "+name] = func(ctx context.Context, e *Engine) error {
			_, err := e.Run(ctx, Filter{}, Sort{Field: name, Ascending: true}, Sort{Field: entry.Actor})
			return err
		}
	}
	for name, text := range heaviest() {
		f := parse(t, text)
		asked[name] = func(ctx context.Context, e *Engine) error { _, err := e.Run(ctx, f); return err }
	}
	for name, ask := range asked {
		e, err := New(context.Background(), store)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- ask(ctx, e) }()
		time.Sleep(5 * time.Millisecond)
		cancel()
		at := time.Now()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(at); took > 400*time.Millisecond {
			t.Errorf("%s went on for %s", name, took)
		}
	}
}
