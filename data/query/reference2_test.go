package query

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"probity/data/entry"
)

// value gives what the log shows of an entry in a field.
func (l *testLog) value(row Row, name string) string {
	e := l.entries[row]
	switch name {
	case fieldSource:
		return e.Source
	case fieldStatus:
		return Statuses[l.status[row]]
	case entry.TargetName:
		return cmp.Or(e.Get(entry.TargetName), e.Get(entry.TargetID))
	}
	return e.Get(name)
}

// compare orders two entries by one field as a person would check it.
func (l *testLog) compare(a, b Row, by Sort, collator *collate.Collator) int {
	turn := 1
	if !by.Ascending {
		turn = -1
	}
	if by.byTime() {
		x, y := l.entries[a].Time, l.entries[b].Time
		if (x == entry.NoTime) != (y == entry.NoTime) {
			if x == entry.NoTime {
				return 1
			}
			return -1
		}
		return turn * cmp.Compare(x, y)
	}
	if by.Field == fieldStatus {
		return turn * cmp.Compare(l.status[a], l.status[b])
	}
	x, y := l.entries[a].Get(by.Field), l.entries[b].Get(by.Field)
	if by.Field == fieldSource {
		x, y = l.entries[a].Source, l.entries[b].Source
	}
	if (x == "") != (y == "") {
		if x == "" {
			return 1
		}
		return -1
	}
	c, err := l.engine.now.Load().column(context.Background(), by.Field)
	switch {
	case err != nil || c == nil || x == y:
		return 0
	case c.mixed:
		return turn * cmp.Or(strings.Compare(fold(x), fold(y)), strings.Compare(x, y))
	case by.Field == entry.Amount:
		m, okX := parseAmount(x)
		n, okY := parseAmount(y)
		if okX != okY {
			if okX {
				return -turn
			}
			return turn
		}
		return turn * cmp.Or(cmp.Compare(m, n), strings.Compare(x, y))
	}
	return turn * cmp.Or(collator.CompareString(padded(x), padded(y)), strings.Compare(x, y))
}

// padded gives every number in a text the same number of digits.
func padded(text string) string {
	return digits.ReplaceAllStringFunc(text, func(n string) string { return strings.Repeat("0", max(0, 20-len(n))) + n })
}

var digits = regexp.MustCompile("[0-9]+")

// sameOrders checks sorting by several fields against a plain stable sort.
func (l *testLog) sameOrders(t *rapid.T, f Filter, want []Row) {
	collator := collate.New(language.Und)
	fields := []string{"time", entry.Actor, entry.Details, entry.Amount, entry.Category, "extra.Entity Type", fieldStatus, fieldSource}
	for range 2 {
		var by []Sort
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(fields), 1, 4, rapid.ID).Draw(t, "fields to sort by") {
			by = append(by, Sort{name, rapid.Bool().Draw(t, "ascending")})
		}
		sorted := slices.Clone(want)
		if last := by[len(by)-1]; last.byTime() && last.Ascending { // equal times as the sources have them
			timed := slices.IndexFunc(sorted, func(row Row) bool { return l.entries[row].Time == entry.NoTime })
			if timed < 0 {
				timed = len(sorted)
			}
			slices.Reverse(sorted[:timed])
		}
		slices.SortStableFunc(sorted, func(a, b Row) int {
			for _, one := range by {
				if c := l.compare(a, b, one, collator); c != 0 {
					return c
				}
			}
			return 0
		})
		again, err := Parse(f.WithSort(by...).String(), Moment{Zone: l.zone})
		if err != nil || !slices.Equal(again.Sorts(), by) {
			t.Fatalf("%v comes back as %v from %q: %v", by, again.Sorts(), f.WithSort(by...).String(), err)
		}
		r, err := l.engine.Run(context.Background(), again)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range sorted {
			if r.Row(i) != row {
				t.Fatalf("by %v: place %d is row %d %v, want row %d %v", by, i, r.Row(i), l.entries[r.Row(i)], row, l.entries[row])
			}
		}
	}
}

// stretch names the hour, day … of an instant.
func (l *testLog) stretch(at entry.Micros, unit string) string {
	t, ok := entry.Instant(at, l.zone)
	if !ok {
		return ""
	}
	switch unit {
	case "month":
		return t.Format("2006-01")
	case "week":
		for t.Weekday() != time.Monday {
			t = t.AddDate(0, 0, -1)
		}
	}
	return t.Format(time.DateOnly)
}

func (l *testLog) sameGroups(t *rapid.T, f Filter, want []Row) {
	fields := []string{entry.Actor, entry.Details, entry.TargetName, fieldEntity, fieldStatus, fieldSource, "day", "week", "month", "extra.Entity Type"}
	names := rapid.SliceOfNDistinct(rapid.SampledFrom(fields), 1, 2, rapid.ID).Draw(t, "fields to group by")
	values := func(row Row, name string) []string {
		switch name {
		case "day", "week", "month":
			return []string{l.stretch(l.entries[row].Time, name)}
		case fieldEntity:
			a, b := l.entries[row].Get(entry.ActorEntity), l.entries[row].Get(entry.TargetEntity)
			switch {
			case a == "" || a == b:
				return []string{b}
			case b == "":
				return []string{a}
			}
			return []string{a, b}
		}
		return []string{l.value(row, name)}
	}
	type group struct {
		count       int
		first, last entry.Micros
		sum         *big.Rat
		priced      int
	}
	prices := map[string]string{"12.50": "12.5", "100": "100", "1,234.56": "1234.56", "-5": "-5"}
	groups := map[string]*group{}
	total, unread := new(big.Rat), 0
	for _, row := range want {
		var keys []string
		for _, a := range values(row, names[0]) {
			if len(names) == 1 {
				keys = append(keys, fmt.Sprintf("%q", []string{a}))
				continue
			}
			for _, b := range values(row, names[1]) {
				keys = append(keys, fmt.Sprintf("%q", []string{a, b}))
			}
		}
		price, priced := prices[l.entries[row].Get(entry.Amount)]
		worth := new(big.Rat)
		if priced {
			worth.SetString(price)
			total.Add(total, worth)
		} else if l.entries[row].Get(entry.Amount) != "" {
			unread++
		}
		for _, key := range keys {
			g := groups[key]
			if g == nil {
				g = &group{first: entry.NoTime, last: entry.NoTime, sum: new(big.Rat)}
				groups[key] = g
			}
			g.count++
			if at := l.entries[row].Time; at != entry.NoTime {
				if g.first == entry.NoTime || at < g.first {
					g.first = at
				}
				g.last = max(g.last, at)
			}
			if priced {
				g.priced++
				g.sum.Add(g.sum, worth)
			}
		}
	}
	sumOf := func(sums []Sum) (*big.Rat, int) {
		out, n := new(big.Rat), 0
		for _, s := range sums {
			one, ok := new(big.Rat).SetString(s.Amount)
			if !ok || s.Currency != "" {
				t.Fatalf("the sum %+v", s)
			}
			out.Add(out, one)
			n += s.Entries
		}
		return out, n
	}
	got, err := l.engine.GroupBy(context.Background(), f, names, GroupOptions{Sum: true, Zone: l.zone})
	if err != nil {
		t.Fatal(err)
	}
	if sum, _ := sumOf(got.Totals); got.Entries != len(want) || got.Distinct != len(groups) || len(got.Groups) != len(groups) || sum.Cmp(total) != 0 || got.Unread != unread {
		t.Fatalf("by %v: %d entries in %d groups worth %v, %d unread; want %d in %d worth %v, %d", names, got.Entries, got.Distinct, got.Totals, got.Unread, len(want), len(groups), total, unread)
	}
	for i, one := range got.Groups {
		g := groups[fmt.Sprintf("%q", one.Values)]
		if g == nil {
			t.Fatalf("by %v: nothing has %q", names, one.Values)
		}
		if sum, n := sumOf(one.Sums); one.Count != g.count || one.First != g.first || one.Last != g.last || sum.Cmp(g.sum) != 0 || n != g.priced {
			t.Fatalf("by %v: %+v, want %+v", names, one, g)
		}
		if i > 0 && (got.Groups[i-1].Count < one.Count || got.Groups[i-1].Count == one.Count && slices.Compare(got.Groups[i-1].Values, one.Values) >= 0) {
			t.Fatalf("by %v: %+v comes after %+v", names, one, got.Groups[i-1])
		}
	}
	few, err := l.engine.GroupBy(context.Background(), f, names, GroupOptions{Limit: 2, Zone: l.zone})
	if err != nil || few.Distinct != len(groups) || len(few.Groups) != min(2, len(groups)) {
		t.Fatalf("the first two: %+v, %v", few, err)
	}
	for i := range few.Groups {
		if !slices.Equal(few.Groups[i].Values, got.Groups[i].Values) || few.Groups[i].Sums != nil {
			t.Fatalf("the first two are %+v of %+v", few.Groups, got.Groups)
		}
	}
}

func (l *testLog) sameFacts(t *rapid.T, f Filter, want []Row) {
	got, err := l.engine.Facts(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	found, entries := map[string]int{}, map[string]int{}
	for row, e := range l.entries {
		entries[e.Source]++
		if slices.Contains(want, Row(row)) {
			found[e.Source]++
		}
	}
	for _, s := range got.Sources {
		if s.Found != found[s.Name] || s.Entries != entries[s.Name] {
			t.Fatalf("%+v, want %d of %d", s, found[s.Name], entries[s.Name])
		}
	}
	for i, u := range got.Uncovered {
		if u.From >= u.To || i > 0 && u.From < got.Uncovered[i-1].To {
			t.Fatalf("the stretches %v", got.Uncovered)
		}
		for _, e := range l.entries {
			if e.Time != entry.NoTime && e.Time >= u.From && e.Time < u.To {
				t.Fatalf("an entry lies in the stretch %v that is said to be empty", u)
			}
		}
	}
	for _, row := range []Row{0, Row(len(l.entries) / 2)} {
		if int(row) >= len(l.entries) {
			continue
		}
		for _, name := range []string{entry.Actor, entry.TargetName, entry.IP} {
			timeline, ok := l.engine.TimelineOf(context.Background(), row, name, Moment{Zone: l.zone})
			if ok != (l.value(row, name) != "") {
				t.Fatalf("a timeline by %s of %v: %t", name, l.entries[row], ok)
			}
			if !ok {
				continue
			}
			r, err := l.engine.Run(context.Background(), timeline)
			if err != nil {
				t.Fatal(err)
			}
			last := entry.Micros(entry.NoTime)
			for i := range r.Len() {
				at := l.entries[r.Row(i)].Time
				if at != entry.NoTime && at < last {
					t.Fatalf("%s: entry %d is older than the one before", timeline, i)
				}
				last = max(last, at)
			}
			if !r.Has(row) {
				t.Fatalf("%s lacks the entry it was made of", timeline)
			}
			for other := range l.entries {
				if name == entry.Actor && r.Has(Row(other)) != (l.value(Row(other), name) == l.value(row, name)) {
					t.Fatalf("%s and entry %d", timeline, other)
				}
			}
		}
	}
}

func TestNumbersInTextsSortByTheirValue(t *testing.T) {
	var entries []*entry.Entry
	for i, name := range []string{"item 10", "Item 2", "item 1", "item 0", "item 00b", "item 99", "item 9", "ITEM 2b", "Éclair", "eclair", "zoo", ""} {
		entries = append(entries, line(1, int64(i), int64(i), entry.Actor, name))
	}
	e := memory(t, entries...)
	r, err := e.Run(context.Background(), parse(t, "sort:operator"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range r.Len() {
		got = append(got, e.Text(context.Background(), r.Row(i), entry.Actor))
	}
	if want := []string{"eclair", "Éclair", "item 0", "item 00b", "item 1", "Item 2", "ITEM 2b", "item 9", "item 10", "item 99", "zoo", ""}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSumsAreExactAndKeptApartByCurrency(t *testing.T) {
	e := memory(t,
		line(1, 0, 1, entry.Actor, "a", entry.Amount, "0.10", entry.Currency, "EUR"),
		line(1, 1, 2, entry.Actor, "a", entry.Amount, "0.20", entry.Currency, "EUR"),
		line(1, 2, 3, entry.Actor, "a", entry.Amount, "Rp 1.500.000"),
		line(1, 3, 4, entry.Actor, "b", entry.Amount, "EUR 999999999999.99"),
		line(1, 4, 5, entry.Actor, "b", entry.Amount, "999999999999.99 EUR"),
		line(1, 5, 6, entry.Actor, "b", entry.Amount, "(5.5)"),
		line(1, 6, 7, entry.Actor, "b", entry.Amount, "12345678901234567890"),
		line(1, 7, 8, entry.Actor, "b", entry.Amount, "free"),
	)
	g, err := e.GroupBy(context.Background(), Filter{}, []string{"operator"}, GroupOptions{Sum: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(g.Totals, g.Unread); got != "[{ -5.5 1} {EUR 2000000000000.28 4} {Rp 1500000 1}] 2" {
		t.Error(got)
	}
	if got := fmt.Sprint(g.Groups[0].Values, g.Groups[0].Sums, g.Groups[1].Sums); got != "[b] [{ -5.5 1} {EUR 1999999999999.98 2}] [{EUR 0.30 2} {Rp 1500000 1}]" {
		t.Error(got)
	}
	for _, names := range [][]string{nil, {"a", "b", "c"}, {"nothing"}, {"date"}, {"has"}} {
		if _, err := e.GroupBy(context.Background(), Filter{}, names, GroupOptions{}); err == nil {
			t.Errorf("grouped by %v", names)
		}
	}
}

func TestATimelineFollowsAnAddressInListsAndATargetThroughItsNames(t *testing.T) {
	e := memory(t,
		line(1, 0, 3, entry.IP, "10.0.0.9, 8.8.8.8"),
		line(1, 1, 1, entry.IP, "10.0.0.9"),
		line(1, 2, 2, entry.IP, "10.0.0.90"),
		line(1, 3, 4, entry.TargetName, "old@x", entry.TargetType, "Client", entry.TargetID, "7"),
		line(1, 4, 5, entry.TargetName, "new@x", entry.TargetType, "Client", entry.TargetID, "7"),
		line(1, 5, 6, entry.TargetName, "other", entry.TargetType, "Invoice", entry.TargetID, "7"),
	)
	f, ok := e.TimelineOf(context.Background(), 1, "ip", Moment{})
	if !ok {
		t.Fatal("an entry with an address has no timeline by it")
	}
	rows := func(f Filter) (out []Row) {
		r, err := e.Run(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Len() {
			out = append(out, r.Row(i))
		}
		return out
	}
	if got := rows(f); !slices.Equal(got, []Row{1, 0}) {
		t.Errorf("%s: %v", f, got)
	}
	f, ok = e.TimelineOf(context.Background(), 3, "customer", Moment{})
	if got := rows(f); !ok || !slices.Equal(got, []Row{3, 4}) {
		t.Errorf("%s: %v", f, got)
	}
	again, err := Parse(f.String(), Moment{})
	if err != nil || again.String() != f.String() {
		t.Errorf("%q comes back as %q, %v", f, again, err)
	}
	if _, ok := e.TimelineOf(context.Background(), 1, "status", Moment{}); ok {
		t.Error("a timeline by status")
	}
	if _, ok := e.TimelineOf(context.Background(), 3, "ip", Moment{}); ok {
		t.Error("a timeline of nothing")
	}
}

func TestTheLogTellsMistakesThatOnlyItKnows(t *testing.T) {
	e := memory(t, line(1, 0, 1, "extra.staff_id", "4"), line(1, 1, 2, entry.Actor, "budi"))
	for text, want := range map[string]string{
		"extra.staff_d:4":        "[{0 No source of this log has a field “extra.staff_d”. Did you mean extra.staff_id?}]",
		"EXTRA.STAFF_ID:4":       "[]",
		"budi source:may.csv":    "[{1 There is no source “may.csv”. There are 1.csv.}]",
		"source:1.c,=1.csv":      "[]",
		"sort:ip":                "[{-1 No source of this log has a field “ip” to sort by. }]",
		"operator:x sort:source": "[]",
	} {
		if got := fmt.Sprint(e.Check(parse(t, text))); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestFactsSayWhatTheLogCannotShow(t *testing.T) {
	day := func(d int) entry.Micros { return time.Date(2026, 3, d, 12, 0, 0, 0, time.UTC).UnixMicro() }
	e := memory(t,
		line(1, 0, day(1), entry.IP, "10.0.0.1", entry.Category, "login"), line(1, 1, day(5), entry.Category, "payment"),
		line(2, 0, day(9), entry.Actor, "budi"), line(2, 1, day(12)), line(2, 2, entry.NoTime),
	)
	f, err := Parse("ip:10.0.0.1 date:2026-03-01..2026-03-31", Moment{Now: time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	facts, err := e.Facts(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	midnight := func(m, d int) entry.Micros {
		return time.Date(2026, time.Month(m), d, 0, 0, 0, 0, time.UTC).UnixMicro()
	}
	if want := []Span{{midnight(3, 1), day(1)}, {day(5) + 1, day(9)}, {day(12) + 1, midnight(4, 1)}}; !slices.Equal(facts.Uncovered, want) {
		t.Errorf("uncovered %v, want %v", facts.Uncovered, want)
	}
	if got := fmt.Sprint(facts.Missing); got != "[{ip [2.csv] 3 4}]" {
		t.Error(got)
	}
	if slices.Contains(facts.Absent, "login") || !slices.Contains(facts.Absent, "refund") || facts.Untimed != 1 || facts.Sources[0].Found != 1 || facts.Sources[1].Untimed != 1 {
		t.Errorf("%+v", facts)
	}
}
