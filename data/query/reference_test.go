package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"probity/data/columns"
	"probity/data/entry"
)

// A log kept as plain entries and searched one by one: what the engine must
// agree with.

type testLog struct {
	entries []*entry.Entry // in the order of rows
	status  []uint8
	note    []bool
	store   *mixedStore
	engine  *Engine
	zone    *time.Location
}

func (l *testLog) Revision() uint64   { return 7 }
func (l *testLog) Status(r Row) uint8 { return l.status[r] }
func (l *testLog) HasNote(r Row) bool { return l.note[r] }

// mixedStore keeps some columns of some parts as arenas, as a workspace does.
type mixedStore struct {
	*Memory
	arenas map[string]bool // "part/column"
}

func (s *mixedStore) Text(ctx context.Context, part int64, name string) (*columns.Text, error) {
	t, err := s.Memory.Text(ctx, part, name)
	if t == nil || err != nil || !s.arenas[fmt.Sprint(part, "/", name)] {
		return t, err
	}
	out := &columns.Text{Ends: []uint64{}}
	for row := range t.Len() {
		out.Arena = append(out.Arena, t.At(row)...)
		out.Ends = append(out.Ends, uint64(len(out.Arena)))
	}
	return out, nil
}

var testValues = map[string][]string{
	entry.Actor:         {"", "budi", "Budi", "ayu", "System", "Jürgen Groß", "İbrahim", "ops 10", "ops 9"},
	entry.ActorEntity:   {"", "North", "South", "North West"},
	entry.TargetEntity:  {"", "North", "East"},
	entry.Action:        {"Activated account", "Suspended account", "client.updated", "login, failed", `say "hi"`},
	entry.Category:      {"", "payment", "package change", "profile", "suspension"},
	entry.TargetName:    {"", "Acme", "ACME GmbH", "4711", "straße 5"},
	entry.TargetID:      {"", "4711", "4712", "C-1"},
	entry.IP:            {"", "10.0.0.1", "10.1.2.3", "192.168.7.9", "2001:db8::1", "CLI", "10.0.0.9, 8.8.8.8"},
	entry.Amount:        {"", "12.50", "100", "1,234.56", "-5", "n/a"},
	entry.Details:       {"", "Pool: EU (5)", "über Nacht", "old → new", "PLAIN ASCII text", "long " + strings.Repeat("x", 40)},
	"extra.Entity Type": {"", "", "Client", "invoice"},
}

func drawLog(t *rapid.T) *testLog {
	zone, err := time.LoadLocation(rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Australia/Lord_Howe"}).Draw(t, "zone"))
	if err != nil {
		t.Skip(err)
	}
	l := &testLog{zone: zone, store: &mixedStore{Memory: NewMemory(), arenas: map[string]bool{}}}
	parts := rapid.SampledFrom([]int{1, 2, 3, 4, 12}).Draw(t, "parts")
	var cut [][]exportLine
	if parts == 12 && rapid.Bool().Draw(t, "exports of one log") {
		cut = drawTwelve(t)
	}
	// A few rows go the ways of millions.
	pieceRows = rapid.SampledFrom([]int{3, 16, 1 << 16}).Draw(t, "rows of a segment")
	parallelFrom = rapid.SampledFrom([]int{1, 1 << 17}).Draw(t, "rows for two processors")
	seldomFrom = rapid.SampledFrom([]int{1, 1 << 12}).Draw(t, "values that are seldom")
	groupsMost = rapid.SampledFrom([]int{1, 1 << 20}).Draw(t, "groups in a table")
	internFrom = rapid.SampledFrom([]int{1, 1 << 17}).Draw(t, "values that are interned")
	manyOf = rapid.SampledFrom([]int{1, 2, 8}).Draw(t, "leaves looked up together")
	for p := range parts {
		var source [32]byte
		source[0] = byte(p)
		has := map[string]bool{}
		names := make([]string, 0, len(testValues))
		for name := range testValues {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			has[name] = rapid.IntRange(0, 3).Draw(t, "has "+name) > 0
			l.store.arenas[fmt.Sprint(p+1, "/", name)] = rapid.IntRange(0, 2).Draw(t, "arena "+name) == 0
		}
		var lines []exportLine
		if cut != nil {
			lines = cut[p]
		} else {
			for r := range rapid.IntRange(0, 40).Draw(t, "rows") {
				lines = append(lines, exportLine{r, drawTime(t)})
			}
		}
		for _, line := range lines {
			e := &entry.Entry{Identity: entry.Identity{Source: source, Offset: int64(line.record * 10)}, Source: fmt.Sprintf("File %d.csv", p), Record: int64(line.record + 1), Time: line.at}
			for _, name := range entryOrder(names) {
				if text := rapid.SampledFrom(testValues[name]).Draw(t, name); has[name] && text != "" {
					e.Values = append(e.Values, entry.Value{Name: name, Text: text})
				}
			}
			l.store.Add(e)
		}
	}
	// Rows follow the parts in the order in which they began.
	held, _ := l.store.Parts()
	for _, p := range held {
		for r := range p.Rows {
			l.entries = append(l.entries, l.find(p, r))
		}
	}
	for range l.entries {
		l.status = append(l.status, uint8(rapid.IntRange(0, len(Statuses)-1).Draw(t, "status")))
		l.note = append(l.note, rapid.Bool().Draw(t, "note"))
	}
	if l.engine, err = New(context.Background(), l.store); err != nil {
		t.Fatal(err)
	}
	l.engine.SetMarks(l)
	return l
}

// exportLine is an entry of an export.
type exportLine struct {
	record int // from 0
	at     entry.Micros
}

func drawTime(t *rapid.T) entry.Micros {
	if rapid.IntRange(0, 9).Draw(t, "timeless") == 0 {
		return entry.NoTime
	}
	base := time.Date(2026, 3, 27, 22, 0, 0, 0, time.UTC)
	return base.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hour")) * 47 * time.Minute).UnixMicro()
}

// drawTwelve cuts a log into twelve exports, each of which repeats entries of its
// neighbours or, where they are spread, of all others, and none of which keeps
// the order of time. What an earlier one has is hidden, as workspaces do.
func drawTwelve(t *rapid.T) [][]exportLine {
	log := make([]entry.Micros, rapid.IntRange(12, 150).Draw(t, "rows of the log"))
	for i := range log {
		log[i] = drawTime(t)
	}
	if rapid.Bool().Draw(t, "neighbours overlap") {
		slices.Sort(log)
	}
	size, shown := len(log)/8, map[int]bool{}
	out := make([][]exportLine, 12)
	for p := range out {
		var window []int
		for i := range size {
			window = append(window, p*(len(log)-size)/11+i)
		}
		for record, i := range rapid.Permutation(window).Draw(t, "shuffled") {
			if !shown[i] {
				out[p] = append(out[p], exportLine{record, log[i]})
			}
			shown[i] = true
		}
	}
	return rapid.Permutation(out).Draw(t, "order of the exports")
}

func entryOrder(names []string) []string {
	names = slices.Clone(names)
	slices.SortFunc(names, entry.Order)
	return names
}

// find reads an entry back from the store, without the engine.
func (l *testLog) find(p columns.Part, row int) *entry.Entry {
	times, _ := l.store.Ints(context.Background(), p.Key, "time")
	offsets, _ := l.store.Ints(context.Background(), p.Key, "offset")
	records, _ := l.store.Ints(context.Background(), p.Key, "record")
	e := &entry.Entry{Identity: entry.Identity{Source: p.Source, Offset: offsets[row]}, Source: p.Name, Record: records[row] + 1, Time: times[row], Values: []entry.Value{}}
	names, _ := l.store.Names(p.Key)
	for _, name := range entryOrder(names) {
		text, _ := l.store.Memory.Text(context.Background(), p.Key, name)
		if v := text.At(row); v != "" {
			e.Values = append(e.Values, entry.Value{Name: name, Text: v})
		}
	}
	return e
}

// newest gives the rows newest first.
func (l *testLog) newest() []Row {
	rows := make([]Row, len(l.entries))
	for i := range rows {
		rows[i] = Row(i)
	}
	slices.SortFunc(rows, func(a, b Row) int {
		if c := cmp.Compare(l.entries[b].Time, l.entries[a].Time); c != 0 {
			return c
		}
		return cmp.Compare(b, a)
	})
	return rows
}

// asked is a condition as text and as a plain function.
type asked struct {
	field string
	text  string
	holds func(l *testLog, row Row) bool
}

func simpleFold(s string) string {
	return strings.NewReplacer("ß", "ss", "İ", "i").Replace(strings.ToLower(strings.NewReplacer("İ", "i").Replace(s)))
}

func drawTerm(t *rapid.T, zone *time.Location) asked {
	type source struct {
		typed   string
		columns []string
	}
	texts := []source{
		{"operator", []string{entry.Actor}}, {"customer", []string{entry.TargetName, entry.TargetID}}, {"entity", []string{entry.ActorEntity, entry.TargetEntity}},
		{"actor-entity", []string{entry.ActorEntity}}, {"action", []string{entry.Action}}, {"details", []string{entry.Details}}, {`"extra.Entity Type"`, []string{"extra.Entity Type"}},
		{"target_id", []string{entry.TargetID}},
	}
	var out asked
	switch rapid.IntRange(0, 13).Draw(t, "sort of term") {
	case 0:
		day := 26 + rapid.IntRange(0, 5).Draw(t, "day")
		from := time.Date(2026, 3, day, 0, 0, 0, 0, zone)
		to := time.Date(2026, 3, day+2, 0, 0, 0, 0, zone)
		return asked{fieldDate, fmt.Sprintf("date:%s..%s", from.Format("2006-01-02"), time.Date(2026, 3, day+1, 0, 0, 0, 0, time.UTC).Format("2006-01-02")), func(l *testLog, row Row) bool {
			at := l.entries[row].Time
			return at != entry.NoTime && at >= from.UnixMicro() && at < to.UnixMicro()
		}}
	case 1:
		i := rapid.IntRange(0, len(Statuses)-1).Draw(t, "status asked")
		return asked{fieldStatus, "status:" + Statuses[i], func(l *testLog, row Row) bool { return int(l.status[row]) == i }}
	case 2:
		return asked{fieldHas, "has:note", func(l *testLog, row Row) bool { return l.note[row] }}
	case 3:
		return asked{fieldHas, "has:customer,time", func(l *testLog, row Row) bool {
			e := l.entries[row]
			return e.Get(entry.TargetName)+e.Get(entry.TargetID) != "" || e.Time != entry.NoTime
		}}
	case 4:
		return asked{entry.Category, "category:pa", func(l *testLog, row Row) bool {
			return strings.HasPrefix(l.entries[row].Get(entry.Category), "pa")
		}}
	case 5:
		return asked{entry.IP, "ip:10.0.0.0/8,2001:db8:", func(l *testLog, row Row) bool {
			return strings.HasPrefix(l.entries[row].Get(entry.IP), "10.") || strings.HasPrefix(l.entries[row].Get(entry.IP), "2001:db8:")
		}}
	case 6:
		return asked{entry.Amount, "amount:>12.5", func(l *testLog, row Row) bool {
			return slices.Contains([]string{"100", "1,234.56"}, l.entries[row].Get(entry.Amount))
		}}
	case 7:
		i := rapid.IntRange(0, 3).Draw(t, "file")
		return asked{fieldSource, fmt.Sprintf(`source:="File %d.csv"`, i), func(l *testLog, row Row) bool {
			return l.entries[row].Source == fmt.Sprintf("File %d.csv", i)
		}}
	case 8, 9:
		word := rapid.SampledFrom([]string{"bu", "471", "GROSS", "ibrahim", "ÜBER", "acc", "x x", "nowhere", "eu (5", "west", "STRASSE"}).Draw(t, "word")
		return asked{fieldWord, quote(word, true), func(l *testLog, row Row) bool {
			return slices.ContainsFunc(l.entries[row].Values, func(v entry.Value) bool { return strings.Contains(simpleFold(v.Text), simpleFold(word)) })
		}}
	default:
		s := rapid.SampledFrom(texts).Draw(t, "field")
		pool := testValues[s.columns[len(s.columns)-1]]
		text := rapid.SampledFrom(pool).Draw(t, "value")
		f, _ := lookupField(strings.Trim(s.typed, `"`))
		out.field = f.name
		get := func(l *testLog, row Row, is func(string) bool) bool {
			return slices.ContainsFunc(s.columns, func(c string) bool { v := l.entries[row].Get(c); return v != "" && is(v) })
		}
		none := func(l *testLog, row Row) bool { return !get(l, row, func(string) bool { return true }) }
		switch how := rapid.IntRange(0, 3).Draw(t, "how"); {
		case text == "":
			out.text, out.holds = s.typed+`:""`, none
		case how == 0:
			out.text, out.holds = s.typed+":="+quote(text, false), func(l *testLog, row Row) bool { return get(l, row, func(v string) bool { return v == text }) }
		case how == 1:
			part := string([]rune(text)[:2])
			out.text, out.holds = s.typed+":"+quote(part, false)+"*", func(l *testLog, row Row) bool {
				return get(l, row, func(v string) bool { return strings.HasPrefix(simpleFold(v), simpleFold(part)) })
			}
		case how == 2:
			out.text, out.holds = s.typed+":*", func(l *testLog, row Row) bool { return !none(l, row) }
		default:
			part := string([]rune(text)[1:])
			out.text, out.holds = s.typed+":"+quote(strings.ToUpper(part), false)+`,=""`, func(l *testLog, row Row) bool {
				return none(l, row) || get(l, row, func(v string) bool { return strings.Contains(simpleFold(v), simpleFold(strings.ToUpper(part))) })
			}
		}
		return out
	}
}

func drawAsked(t *rapid.T, zone *time.Location, depth int) asked {
	a := drawTerm(t, zone)
	if depth > 0 && rapid.IntRange(0, 3).Draw(t, "group") == 0 {
		b, c := drawAsked(t, zone, depth-1), drawAsked(t, zone, depth-1)
		field := fieldWord
		if b.field == c.field {
			field = b.field
		}
		a = asked{field, "(" + b.text + " OR " + c.text + ")", func(l *testLog, row Row) bool { return b.holds(l, row) || c.holds(l, row) }}
	}
	if rapid.IntRange(0, 3).Draw(t, "negate") == 0 {
		inner := a
		a = asked{a.field, "-" + a.text, func(l *testLog, row Row) bool { return !inner.holds(l, row) }}
	}
	return a
}

func TestTheEngineFindsWhatOneByOneFinds(t *testing.T) {
	ctx := context.Background()
	defer func(a, b, c, d, e, f int) {
		pieceRows, parallelFrom, seldomFrom, internFrom, groupsMost, manyOf = a, b, c, d, e, f
	}(pieceRows, parallelFrom, seldomFrom, internFrom, groupsMost, manyOf)
	rapid.Check(t, func(t *rapid.T) {
		l := drawLog(t)
		var conditions []asked
		var texts []string
		for range rapid.IntRange(0, 3).Draw(t, "terms") {
			a := drawAsked(t, l.zone, 2)
			conditions, texts = append(conditions, a), append(texts, a.text)
		}
		text := strings.Join(texts, " ")
		f, err := Parse(text, Moment{Zone: l.zone})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		under := func(row Row, except string) bool {
			for _, a := range conditions {
				if (except == fieldWord || a.field != except) && !a.holds(l, row) {
					return false
				}
			}
			return true
		}
		var want []Row
		for _, row := range l.newest() {
			if under(row, fieldWord) {
				want = append(want, row)
			}
		}
		l.sameOrder(t, text, f, Sort{}, want)
		timed := slices.DeleteFunc(slices.Clone(want), func(r Row) bool { return l.entries[r].Time == entry.NoTime })
		oldest := slices.Clone(timed)
		slices.Reverse(oldest)
		l.sameOrder(t, text, f, Sort{Field: "time", Ascending: true}, append(oldest, want[len(timed):]...))
		l.sameSorted(t, f, want)
		l.sameOrders(t, f, want)
		l.sameGroups(t, f, want)
		l.sameFacts(t, f, want)
		for _, name := range []string{"actor", "target", "entity", "action", "details", "status", "source", "extra.Entity Type"} {
			l.sameFacet(t, text, f, name, func(row Row) bool { return under(row, name) })
		}
		for _, unit := range []string{"hour", "day", "week", "month"} {
			l.sameBins(t, text, f, unit, func(row Row) bool { return under(row, fieldDate) })
		}
		again, err := Parse(f.String(), Moment{Zone: l.zone})
		if err != nil {
			t.Fatal(err)
		}
		r, err := l.engine.Run(ctx, again, Sort{})
		if err != nil || r.Len() != len(want) {
			t.Fatalf("%q found %d, %q %d (%v)", text, len(want), f.String(), r.Len(), err)
		}
		for row, e := range l.entries {
			got, err := l.engine.Entry(ctx, Row(row))
			if err != nil || fmt.Sprint(got) != fmt.Sprint(e) {
				t.Fatalf("entry %d is %v, want %v (%v)", row, got, e, err)
			}
			if found, ok := l.engine.RowOf(e.Identity); !ok || found != Row(row) {
				t.Fatalf("entry %d is found at %d, %t", row, found, ok)
			}
		}
	})
}

func (l *testLog) sameOrder(t *rapid.T, text string, f Filter, by Sort, want []Row) {
	r, err := l.engine.Run(context.Background(), f, by)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]Row, r.Len())
	for i := range got {
		got[i] = r.Row(i)
		if at, ok := r.Index(got[i]); !ok || at != i {
			t.Fatalf("%q %v: place %d says it is %d, %t", text, by, i, at, ok)
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%q %v: got %v, want %v", text, by, got, want)
	}
	for row := range l.entries {
		if _, ok := r.Index(Row(row)); ok != slices.Contains(want, Row(row)) {
			t.Fatalf("%q: row %d is found: %t", text, row, ok)
		}
	}
}

// sameSorted checks that a sorted result has the same entries, empty ones last,
// equals together with the newest first, and is turned round by descending.
func (l *testLog) sameSorted(t *rapid.T, f Filter, want []Row) {
	for _, name := range []string{entry.Actor, entry.Details, entry.Action, entry.Amount, "status", "source"} {
		var distinct [2][]string
		for i, ascending := range []bool{true, false} {
			r, err := l.engine.Run(context.Background(), f, Sort{name, ascending})
			if err != nil || r.Len() != len(want) {
				t.Fatalf("sort by %s: %d of %d, %v", name, r.Len(), len(want), err)
			}
			place := map[Row]int{}
			for i, row := range want {
				place[row] = i
			}
			last, lastPlace := "", -1
			for i2 := range r.Len() {
				row := r.Row(i2)
				if at, ok := r.Index(row); !ok || at != i2 {
					t.Fatalf("sort by %s: place %d says it is %d", name, i2, at)
				}
				text := l.entries[row].Get(name)
				switch name {
				case "status":
					text = Statuses[l.status[row]]
				case "source":
					text = l.entries[row].Source
				}
				if i2 == 0 || text != last {
					distinct[i] = append(distinct[i], text)
				} else if place[row] < lastPlace {
					t.Fatalf("sort by %s: among equals the newest do not come first", name)
				}
				last, lastPlace = text, place[row]
			}
			if len(slices.Compact(slices.Sorted(slices.Values(distinct[i])))) != len(distinct[i]) {
				t.Fatalf("sort by %s: equals lie apart: %q", name, distinct[i])
			}
			if at := slices.Index(distinct[i], ""); at >= 0 && at != len(distinct[i])-1 {
				t.Fatalf("sort by %s: empty ones are not last: %q", name, distinct[i])
			}
		}
		down := slices.DeleteFunc(distinct[1], func(s string) bool { return s == "" })
		slices.Reverse(down)
		if up := slices.DeleteFunc(distinct[0], func(s string) bool { return s == "" }); !slices.Equal(up, down) {
			t.Fatalf("sort by %s: %q up, %q down", name, up, down)
		}
	}
}

func (l *testLog) sameFacet(t *rapid.T, text string, f Filter, name string, holds func(Row) bool) {
	counts := map[string]int{}
	for row := range l.entries {
		if !holds(Row(row)) {
			continue
		}
		e := l.entries[row]
		switch name {
		case "status":
			counts[Statuses[l.status[row]]]++
		case "source":
			counts[e.Source]++
		case "target":
			counts[cmp.Or(e.Get(entry.TargetName), e.Get(entry.TargetID))]++
		case "entity":
			a, b := e.Get(entry.ActorEntity), e.Get(entry.TargetEntity)
			if a != "" || b == "" {
				counts[a]++
			}
			if b != "" && a != b {
				counts[b]++
			}
		default:
			counts[e.Get(name)]++
		}
	}
	for _, search := range []string{"", "N", "ss"} {
		got, err := l.engine.Facet(context.Background(), f, name, 0, search)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int{}
		for v, n := range counts {
			if strings.Contains(simpleFold(v), simpleFold(search)) {
				want[v] = n
			}
		}
		all := map[string]int{}
		for _, v := range got.Values {
			if v.Count > 0 {
				all[v.Text] += v.Count
			}
		}
		if fmt.Sprint(all) != fmt.Sprint(want) || got.Distinct != len(want) {
			t.Fatalf("%q: facet %s with %q: got %v, want %v", text, name, search, got, want)
		}
		few, err := l.engine.Facet(context.Background(), f, name, 2, search)
		if err != nil || name != "status" && !slices.Equal(few.Values, got.Values[:min(2, len(got.Values))]) {
			t.Fatalf("%q: facet %s: the first two are %v of %v, %v", text, name, few.Values, got.Values, err)
		}
		if name == "status" || len(got.Values) == 0 {
			continue
		}
		rare, first := got.Values[len(got.Values)-1], got.Values[0]
		with, err := l.engine.Facet(context.Background(), f, name, 1, search, first.Text, rare.Text, "no such value")
		want2 := []Value{first}
		if rare != first {
			want2 = append(want2, rare)
		}
		if want2 = append(want2, Value{"no such value", 0}); err != nil || !slices.Equal(with.Values, want2) || with.Distinct != got.Distinct {
			t.Fatalf("%q: facet %s with what was named: %v, want %v, %v", text, name, with.Values, want2, err)
		}
	}
}

func (l *testLog) sameBins(t *rapid.T, text string, f Filter, unit string, holds func(Row) bool) {
	bins, err := l.engine.Histogram(context.Background(), f, unit, l.zone)
	if err != nil {
		t.Fatal(err)
	}
	timed := 0
	counts, all := map[string]int{}, map[string]int{}
	key := func(at time.Time) string {
		switch unit {
		case "hour":
			return at.Format("2006-01-02 15 -0700")
		case "day":
			return at.Format("2006-01-02")
		case "week":
			y, w := at.ISOWeek()
			return fmt.Sprint(y, w)
		}
		return at.Format("2006-01")
	}
	for row, e := range l.entries {
		if at, ok := entry.Instant(e.Time, l.zone); ok {
			timed++
			all[key(at)]++
			if holds(Row(row)) {
				counts[key(at)]++
			}
		}
	}
	gotCounts, gotAll := map[string]int{}, map[string]int{}
	for i, b := range bins {
		if i > 0 && !b.From.After(bins[i-1].From) {
			t.Fatalf("bin %d does not come after the one before", i)
		}
		if b.All > 0 {
			gotAll[key(b.From)] += b.All
		}
		if b.Count > 0 {
			gotCounts[key(b.From)] += b.Count
		}
	}
	if fmt.Sprint(all) != fmt.Sprint(gotAll) || fmt.Sprint(counts) != fmt.Sprint(gotCounts) {
		t.Fatalf("%q by %s: got %v of %v, want %v of %v", text, unit, gotCounts, gotAll, counts, all)
	}
}
