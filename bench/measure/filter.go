package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// filter is the combined filter of the questions: two resellers, two
// categories, ninety days.
type filter struct {
	resellers  [2]string
	categories [2]string
	from, to   time.Time // whole days, to is not part
}

// variant gives another filter for every number, so that no program can answer
// from what it kept of an earlier question.
func variant(n int) filter {
	n %= resellers * (resellers - 1) / 2
	for i := range resellers {
		for j := i + 1; j < resellers; j++ {
			if n == 0 {
				from := began.AddDate(0, 3, (i+j)%60)
				return filter{[2]string{reseller(i), reseller(j)}, [2]string{"payment", "suspension"}, from, from.AddDate(0, 0, 90)}
			}
			n--
		}
	}
	panic("out of pairs")
}

// query is the filter in the language of the search field.
func (f filter) query() string {
	return fmt.Sprintf(`actor-entity:="%s","%s" category:%s,%s date:%s..%s`, f.resellers[0], f.resellers[1],
		f.categories[0], f.categories[1], f.from.Format(time.DateOnly), f.to.AddDate(0, 0, -1).Format(time.DateOnly))
}

// where is the filter in SQL; a facet leaves the conditions about its own field
// out, and the histogram over the period those about the time.
func (f filter) where(without ...string) string {
	parts := []string{"1=1"}
	add := func(field, condition string) {
		if !slices.Contains(without, field) {
			parts = append(parts, condition)
		}
	}
	add("actor_entity", fmt.Sprintf("actor_entity IN ('%s','%s')", f.resellers[0], f.resellers[1]))
	add("category", fmt.Sprintf("category IN ('%s','%s')", f.categories[0], f.categories[1]))
	add("time", fmt.Sprintf("time >= %d AND time < %d", f.from.UnixMicro(), f.to.UnixMicro()))
	return strings.Join(parts, " AND ")
}
