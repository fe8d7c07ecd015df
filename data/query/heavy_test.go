package query

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// BenchmarkHeaviest asks the largest filters that Parse lets through.
func BenchmarkHeaviest(b *testing.B) {
	many := func(n int, sep, format string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(parts, sep)
	}
	for name, text := range map[string]string{
		"words OR":       many(maxParts/2, " OR ", "zq%d"),
		"words AND":      many(maxParts/2, " ", "%d"),
		"words NOT":      many(maxParts/2, " ", "-zq%d"),
		"details OR":     "details:" + many(maxParts, ",", "zq%d"),
		"exact values":   "customer:=" + many(50_000, ",", "Kunde%d"),
		"exact words":    "source_key:=" + many(50_000, ",", "%d"),
		"terms OR":       many(maxTerms, " OR ", "operator:=o%d"),
		"terms AND":      many(maxTerms, " ", "-operator:=o%d"),
		"networks":       "ip:" + many(maxParts, ",", "10.%d.0.0/16"),
		"brackets":       strings.Repeat("(a OR -(", maxDepth/3) + "x" + strings.Repeat("))", maxDepth/3),
		"common letters": many(maxParts/2, " OR ", "e%d"),
	} {
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
