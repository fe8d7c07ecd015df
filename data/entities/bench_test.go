package entities

import (
	"fmt"
	"testing"
)

// BenchmarkNew reads lists of 300,000 customers and 600 operators.
func BenchmarkNew(b *testing.B) {
	var rows []Row
	for i := range 300_000 {
		rows = append(rows, Row{List: "customers.csv", Record: int64(i + 1), Customer: fmt.Sprint("Customer Číslo ", i*7919%300_000), ID: fmt.Sprint(1000 + i), Entity: fmt.Sprint("Reseller ", i%200), From: Always, To: Forever})
	}
	for i := range 600 {
		rows = append(rows, Row{List: "operators.csv", Import: 1, Record: int64(i + 1), Operator: fmt.Sprint("Operator ", i), Entity: fmt.Sprint("Reseller ", i%200), Parent: fmt.Sprint("Group ", i%10), Aliases: []string{fmt.Sprint("op", i)}, From: Always, To: Forever})
	}
	b.ReportAllocs()
	for b.Loop() {
		New(rows)
	}
}
