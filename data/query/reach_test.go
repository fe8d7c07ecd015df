package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"probity/data/entry"
)

// What is kept of answers under one period must not stand for other periods,
// nor for the whole log, in whatever order they are asked.
func TestAnswersUnderPeriods(t *testing.T) {
	ctx := context.Background()
	b := build(3000, 3)
	began := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)
	type condition struct {
		text  string
		field string
		holds func(value string) bool
	}
	conditions := []condition{
		{"operator:=operator000@north.example,operator003@north.example", entry.Actor, func(v string) bool {
			return v == "operator000@north.example" || v == "operator003@north.example"
		}},
		{"category:" + entry.Categories[0], entry.Category, func(v string) bool { return v == entry.Categories[0] }},
		{"-action:suspended", entry.Action, func(v string) bool { return !strings.Contains(strings.ToLower(v), "suspended") }},
		{"customer:=\"\"", entry.TargetName, func(v string) bool { return v == "" }},
	}
	for _, part := range []string{"J", "Jü", "Jürgen", "bank"} { // as it is typed
		conditions = append(conditions, condition{"details:" + part, entry.Details, func(v string) bool {
			return strings.Contains(strings.ToLower(v), strings.ToLower(part))
		}})
		conditions = append(conditions, condition{"(details:" + part + " OR ip:10.1.)", "", nil})
	}
	for _, part := range []string{"o", "op", "operator00"} {
		conditions = append(conditions, condition{"operator:" + part, entry.Actor, func(v string) bool { return strings.Contains(v, part) }})
	}
	rapid.Check(t, func(t *rapid.T) {
		e, err := New(ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "loaded") {
			if err := e.Load(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for range 6 {
			from := rapid.IntRange(0, 360).Draw(t, "from day")
			days := rapid.SampledFrom([]int{1, 40, 40, 120, 300}).Draw(t, "days")
			dated := rapid.IntRange(0, 3).Draw(t, "dated") > 0
			two := rapid.Permutation(conditions).Draw(t, "conditions")[:2]
			first, last := began.AddDate(0, 0, from), began.AddDate(0, 0, from+days)
			text := two[0].text + " " + two[1].text
			if dated {
				text += fmt.Sprintf(" date:%s..%s", first.Format(time.DateOnly), last.AddDate(0, 0, -1).Format(time.DateOnly))
			}
			f, err := Parse(text, Moment{Zone: time.UTC})
			if err != nil {
				t.Fatal(err)
			}
			holds := func(row Row, period bool) bool {
				at := e.Time(row)
				if period && dated && (at < first.UnixMicro() || at >= last.UnixMicro()) {
					return false
				}
				return !slices.ContainsFunc(two, func(c condition) bool {
					if c.holds == nil {
						part := strings.Fields(strings.TrimPrefix(c.text, "(details:"))[0]
						return !strings.Contains(strings.ToLower(e.Text(ctx, row, entry.Details)), strings.ToLower(part)) &&
							!strings.HasPrefix(e.Text(ctx, row, entry.IP), "10.1.")
					}
					return !c.holds(e.Text(ctx, row, c.field))
				})
			}
			var want []Row
			inAll := 0
			for pos := range e.Len() {
				row := e.now.Load().rowAt[pos]
				if holds(row, true) {
					want = append(want, row)
				}
				if holds(row, false) {
					inAll++
				}
			}
			histogram := func() {
				bins, err := e.Histogram(ctx, f, "month", time.UTC)
				n := 0
				for _, bin := range bins {
					n += bin.Count
				}
				if err != nil || n != inAll {
					t.Fatalf("%s: the histogram counts %d, not %d (%v)", text, n, inAll, err)
				}
			}
			before := rapid.Bool().Draw(t, "histogram first")
			if before {
				histogram()
			}
			r, err := e.Run(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			var got []Row
			for i := range r.Len() {
				got = append(got, r.Row(i))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: got %d rows, not %d: %v, %v", text, len(got), len(want), got, want)
			}
			if !before {
				histogram()
			}
		}
	})
}

// What was found under a period narrows what is typed next within that period
// only.
func TestWiderAnswersHoldWhereTheyAreRight(t *testing.T) {
	var c leafCache
	c.put("a", &leafAnswer{set: newSet(100), right: &reach{10, 50}, field: "operator", needle: "bu"})
	for _, one := range []struct {
		asked *reach
		there bool
	}{{nil, false}, {&reach{10, 50}, true}, {&reach{20, 30}, true}, {&reach{9, 50}, false}, {&reach{10, 51}, false}} {
		if found, _ := c.wider("operator", "budi", one.asked); (found != nil) != one.there {
			t.Errorf("asked for %v: found %t", one.asked, found != nil)
		}
	}
	c.put("b", &leafAnswer{set: newSet(100), field: "operator", needle: "bud"})
	if found, _ := c.wider("operator", "budi", nil); found == nil {
		t.Error("an answer about all of the log is not found")
	}
}
