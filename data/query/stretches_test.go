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

func TestAFieldOfTextsThatHardlyRepeatIsNotCounted(t *testing.T) {
	m := NewMemory()
	for i := range 5 {
		m.Add(line(1, int64(i), int64(i), "actor", "budi", "action", fmt.Sprint("paid ", i)))
	}
	e, err := New(context.Background(), &mixedStore{Memory: m, arenas: map[string]bool{"1/action": true}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"action": false, "operator": true, "status": true, "source": true, "amount": true} {
		if e.Repeats(name) != want {
			t.Errorf("%s repeats: %v", name, !want)
		}
	}
}
