package query

import (
	"context"
	"fmt"
	"testing"
)

func TestStretchesAreTheGroupsOfASortedResult(t *testing.T) {
	e := staffLog(t, `
		0 budi paid x 10.0.0.1
		1 ana paid x 10.0.0.1
		2 - paid x 10.0.0.2
		3 Budi paid x 10.0.0.3
		4 ana paid x 10.0.0.1
		5 budi paid x 10.0.0.1`)
	for query, want := range map[string]string{
		"sort:operator":             "[{ana 2} {budi 2} {Budi 1} { 1}]",
		"sort:-operator":            "[{Budi 1} {budi 2} {ana 2} { 1}]",
		"ana sort:operator":         "[{ana 2}]",
		"nobody":                    "[]",
		"sort:operator ip:10.0.0.1": "[{ana 2} {budi 2}]",
	} {
		f, err := Parse(query, Moment{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := e.Run(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Stretches(context.Background(), e, "operator")
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: %v, not %s (%v)", query, got, want, err)
		}
	}
	r, _ := e.Run(context.Background(), Filter{})
	if got, _ := r.Stretches(context.Background(), e, "status"); fmt.Sprint(got) != "[{open 6}]" {
		t.Errorf("by status: %v", got)
	}
	if got, _ := r.Stretches(context.Background(), e, "amount"); fmt.Sprint(got) != "[{ 6}]" {
		t.Errorf("by a field that does not occur: %v", got)
	}
}
