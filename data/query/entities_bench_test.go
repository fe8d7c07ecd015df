package query

import (
	"context"
	"fmt"
	"testing"

	"probity/data/entities"
	"probity/data/entry"
)

// BenchmarkListedEntities measures a million entries beside lists of all their
// operators: taking the lists up with the first answer, and each answer then.
func BenchmarkListedEntities(b *testing.B) {
	ctx := context.Background()
	e, err := New(ctx, build(1_000_000, 1))
	if err != nil {
		b.Fatal(err)
	}
	facet, err := e.Facet(ctx, Filter{}, entry.Actor, 1<<31-1, "")
	if err != nil {
		b.Fatal(err)
	}
	var rows []entities.Row
	for i, v := range facet.Values {
		r := entities.Row{Record: int64(i + 1), Operator: v.Text, Entity: fmt.Sprint("Reseller ", i%20), Parent: fmt.Sprint("Group ", i%4), From: entities.Always, To: entities.Forever}
		rows = append(rows, r)
	}
	f, err := Parse(`entity:"Group 1"/*`, Moment{})
	if err != nil {
		b.Fatal(err)
	}
	run := func() {
		r, err := e.Run(ctx, f, Sort{})
		if err != nil || r.Len() == 0 {
			b.Fatal(r, err)
		}
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			e.SetDirectory(func() *entities.Directory { return entities.New(rows) })
			run()
		}
	})
	b.Run("then", func(b *testing.B) {
		for b.Loop() {
			fresh(e)
			run()
		}
	})
	b.Run("tree", func(b *testing.B) {
		for b.Loop() {
			if _, err := e.EntityTree(ctx, Filter{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
