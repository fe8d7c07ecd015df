package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"probity/data/entities"
	"probity/data/entry"
)

var (
	always  = entities.Always
	forever = entities.Forever
)

func directory(rows ...entities.Row) *entities.Directory {
	for i := range rows {
		rows[i].Record = int64(i + 1)
		rows[i].List = "list.csv"
		if rows[i].From == 0 && rows[i].To == 0 {
			rows[i].From, rows[i].To = always, forever
		}
	}
	return entities.New(rows)
}

func TestEntityOfAListCountsWhereTheLogHasNone(t *testing.T) {
	e := memory(t,
		line(1, 0, 10, entry.Actor, "Budi", entry.TargetName, "Acme"),
		line(1, 1, 20, entry.Actor, "BUDI", entry.TargetType, "Invoice", entry.TargetID, "7"),
		line(1, 2, 20, entry.Actor, "ann", entry.ActorEntity, "South", entry.TargetType, "Client", entry.TargetID, "7"),
		line(1, 3, entry.NoTime, entry.Actor, "cem"),
		line(1, 4, 30, entry.Actor, "dora"),
	)
	if n := count(t, e, `entity:North`); n != 0 {
		t.Errorf("without a list %d are in North", n)
	}
	lists := directory(
		entities.Row{Operator: "budi", Entity: "North", Parent: "Group", From: always, To: 15},
		entities.Row{Operator: "budi", Entity: "East", Parent: "Group", From: 15, To: forever},
		entities.Row{Operator: "ann", Entity: "North"},
		entities.Row{Operator: "cem", Entity: "North", From: 5, To: forever},
		entities.Row{Customer: "Acme", ID: "7", Entity: "East"},
	)
	e.SetDirectory(func() *entities.Directory { return lists })
	for text, want := range map[string]int{
		`actor-entity:North`: 1, `actor-entity:=East`: 1, `actor-entity:South`: 1, `entity:east`: 3, `target-entity:East`: 2,
		`entity:Group/*`: 3, `entity:"group"/*`: 3, `entity:""`: 2, `entity:*`: 3, `has:actor-entity`: 3, `-entity:*`: 2,
		`own:yes`: 0, `own:no`: 2, `own:unknown`: 3, `own:yes,no`: 2, `North`: 0, `-entity:Group/*`: 2,
	} {
		if n := count(t, e, text); n != want {
			t.Errorf("%s finds %d, not %d", text, n, want)
		}
	}
	ctx := context.Background()
	row, _ := e.RowOf(entry.Identity{Source: [32]byte{1}, Offset: 0})
	l, err := e.Listed(ctx, row)
	if err != nil || l.Actor == nil || l.Actor.Entity != "North" || !slices.Equal(l.Actor.Above, []string{"Group"}) || l.Actor.List != "list.csv" || l.Target.Entity != "East" || l.Own != OwnNo {
		t.Errorf("%+v %v", l, err)
	}
	row, _ = e.RowOf(entry.Identity{Source: [32]byte{1}, Offset: 2})
	if l, err = e.Listed(ctx, row); err != nil || l.Actor.Entity != "North" {
		t.Errorf("%+v %v", l, err)
	}
	if got := e.Text(ctx, row, entry.ActorEntity); got != "South" {
		t.Errorf("the recorded entity is shown as %q", got)
	}
	r, err := e.Run(ctx, parse(t, "sort:entity"), Sort{})
	if err != nil || r.Len() != 5 {
		t.Error(err)
	}
	e.SetDirectory(nil)
	if n := count(t, e, `entity:East`); n != 0 {
		t.Errorf("a list that is gone still says %d", n)
	}
}

func TestWhatCannotBeToldIsSaid(t *testing.T) {
	e := memory(t, line(1, 0, 10, entry.Actor, "budi", entry.TargetName, "Acme"), line(1, 1, 20, entry.Actor, "ann"), line(1, 2, 20, entry.Actor, "cron", entry.ActorKind, "system"))
	told := func(text string, want ...string) {
		t.Helper()
		got, err := e.Untold(context.Background(), parse(t, text))
		if err != nil || len(got) != len(want) {
			t.Fatalf("%s: %q %v", text, got, err)
		}
		for i := range want {
			if !strings.Contains(got[i], want[i]) {
				t.Errorf("%s: %q does not say %q", text, got[i], want[i])
			}
		}
	}
	told(`budi`)
	told(`-(actor-entity:North OR has:note)`, "operator belongs to cannot be told")
	told(`own:yes`, "operator belongs to cannot be told", "owns a customer cannot be told")
	told(`has:target-entity`, "owns a customer cannot be told")
	e.SetDirectory(func() *entities.Directory {
		return directory(entities.Row{Operator: "budi", Entity: "North"}, entities.Row{Customer: "Other", Entity: "North"})
	})
	told(`actor-entity:North`, "Of one entry it cannot be told which entity the operator belongs to (“ann”): no reference list of operators names them")
	told(`target-entity:North`, "“Acme”")
	e.SetDirectory(func() *entities.Directory {
		return directory(entities.Row{Operator: "budi", Entity: "North"}, entities.Row{Operator: "ann", Entity: "North"}, entities.Row{Customer: "acme", Entity: "North"})
	})
	told(`own:no`)
	long := memory(t, line(1, 0, 10, entry.Actor, strings.Repeat("ü", 3000)), line(1, 1, 10, entry.ActorEntity, "x"))
	if got, err := long.Untold(context.Background(), parse(t, "actor-entity:x")); err != nil || len(got) != 1 || len(got[0]) > 500 {
		t.Errorf("a name of 3000 letters is said whole: %d, %v", len(got[0]), err)
	}
}

// oneByOne answers for one entry as the documentation says.
type oneByOne struct {
	e *entry.Entry
	d *entities.Directory
}

func (o oneByOne) entity(recorded string, list []entities.Stretch) string {
	if text := o.e.Get(recorded); text != "" {
		return text
	}
	if r := entities.At(list, o.e.Time); r != nil {
		return o.d.Spelling(r.Entity)
	}
	return ""
}

func (o oneByOne) actor() string {
	return o.entity(entry.ActorEntity, o.d.Operator(o.e.Get(entry.Actor)))
}

func (o oneByOne) target() string {
	var list []entities.Stretch
	if kind := o.e.Get(entry.TargetType); kind == "" || kind == "Client" {
		list = o.d.CustomerID(o.e.Get(entry.TargetID))
	}
	if len(list) == 0 {
		list = o.d.Customer(o.e.Get(entry.TargetName))
	}
	return o.entity(entry.TargetEntity, list)
}

func (o oneByOne) under(entity, top string) bool {
	return entity != "" && slices.ContainsFunc(o.d.PeriodAt(o.e.Time).Chain(entity), func(e string) bool { return entities.Fold(e) == entities.Fold(top) })
}

func (o oneByOne) own() string {
	a, b := o.actor(), o.target()
	switch {
	case a == "" || b == "":
		return OwnUnknown
	case o.under(b, a):
		return OwnYes
	}
	return OwnNo
}

func TestEntitiesAreFoundAsOneByOne(t *testing.T) {
	ctx := context.Background()
	defer func(a, b, c, d int) { pieceRows, parallelFrom, groupsMost, internFrom = a, b, c, d }(pieceRows, parallelFrom, groupsMost, internFrom)
	rapid.Check(t, func(t *rapid.T) {
		pieceRows, parallelFrom = rapid.SampledFrom([]int{2, 1 << 16}).Draw(t, "rows in a piece"), rapid.SampledFrom([]int{1, 1 << 17}).Draw(t, "rows for two processors")
		groupsMost, internFrom = rapid.SampledFrom([]int{1, 1 << 20}).Draw(t, "groups in a table"), rapid.SampledFrom([]int{1, 1 << 17}).Draw(t, "values that are interned")
		names := []string{"", "ann", "Budi", "cem"}
		places := []string{"", "North", "South", "East", "north"}
		m := NewMemory()
		var all []*entry.Entry
		for i := range rapid.IntRange(0, 14).Draw(t, "entries") {
			at := entry.Micros(rapid.IntRange(-1, 9).Draw(t, "at"))
			if at < 0 {
				at = entry.NoTime
			}
			x := &entry.Entry{Identity: entry.Identity{Source: [32]byte{byte(1 + i%2)}, Offset: int64(i)}, Source: fmt.Sprint(i%2, ".csv"), Record: int64(i + 1), Time: at}
			for _, f := range []struct {
				name string
				from []string
			}{{entry.Actor, names}, {entry.ActorEntity, places}, {entry.TargetType, []string{"", "Client", "Invoice"}}, {entry.TargetID, []string{"", "1", "2"}}, {entry.TargetName, []string{"", "Acme", "BEN"}}, {entry.TargetEntity, places}} {
				weight := rapid.IntRange(0, 1).Draw(t, "has")
				if v := rapid.SampledFrom(f.from).Draw(t, f.name); v != "" && weight == 1 {
					x.Values = append(x.Values, entry.Value{Name: f.name, Text: v})
				}
			}
			all = append(all, x)
		}
		slices.SortStableFunc(all, func(a, b *entry.Entry) int { return int(a.Identity.Source[0]) - int(b.Identity.Source[0]) })
		for _, x := range all {
			m.Add(x)
		}
		var rows []entities.Row
		for range rapid.IntRange(1, 10).Draw(t, "rows") {
			r := entities.Row{Entity: rapid.SampledFrom(places[1:]).Draw(t, "entity"), Parent: rapid.SampledFrom(append(places, "Group")).Draw(t, "parent"), From: always, To: forever}
			if rapid.Bool().Draw(t, "limited") {
				r.From = entry.Micros(rapid.IntRange(0, 8).Draw(t, "from"))
				r.To = r.From + entry.Micros(rapid.IntRange(1, 5).Draw(t, "long"))
			}
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				r.Operator = rapid.SampledFrom(names[1:]).Draw(t, "operator")
			case 1:
				r.Customer, r.ID = rapid.SampledFrom([]string{"acme", "Ben"}).Draw(t, "customer"), rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "id")
			}
			rows = append(rows, r)
		}
		d := directory(rows...)
		arenas := map[string]bool{}
		for _, name := range []string{entry.Actor, entry.ActorEntity, entry.TargetEntity, entry.TargetType, entry.TargetID, entry.TargetName} {
			if rapid.Bool().Draw(t, "arena") {
				arenas["1/"+name] = true
			}
		}
		e, err := New(ctx, &mixedStore{Memory: m, arenas: arenas})
		if err != nil {
			t.Fatal(err)
		}
		e.SetDirectory(func() *entities.Directory { return d })
		if rapid.Bool().Draw(t, "loaded before") {
			if err := e.Load(ctx); err != nil {
				t.Fatal(err)
			}
		}
		run := func(text string) int {
			f, err := Parse(text, Moment{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := e.Run(ctx, f, Sort{})
			if err != nil {
				t.Fatal(err)
			}
			return r.Len()
		}
		want := func(holds func(oneByOne) bool) (n int) {
			for _, x := range all {
				if holds(oneByOne{x, d}) {
					n++
				}
			}
			return n
		}
		check := func(text string, holds func(oneByOne) bool) {
			if got, n := run(text), want(holds); got != n {
				t.Fatalf("%s finds %d, not %d", text, got, n)
			}
		}
		for _, place := range []string{"North", "South", "East", "north", "Group"} {
			check(`actor-entity:=`+place, func(o oneByOne) bool { return o.actor() == place })
			check(`entity:=`+place, func(o oneByOne) bool { return o.actor() == place || o.target() == place })
			check(`entity:`+place+`/*`, func(o oneByOne) bool { return o.under(o.actor(), place) || o.under(o.target(), place) })
			check(`-target-entity:`+place+`/*,=South`, func(o oneByOne) bool { return !o.under(o.target(), place) && o.target() != "South" })
		}
		check(`actor-entity:""`, func(o oneByOne) bool { return o.actor() == "" })
		for _, word := range ownWords {
			check(`own:`+word, func(o oneByOne) bool { return o.own() == word })
		}
		tree, err := e.EntityTree(ctx, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if n := want(func(o oneByOne) bool { return o.actor() == "" && o.target() == "" }); tree.Unknown != n {
			t.Fatalf("%d unknown, not %d", tree.Unknown, n)
		}
		seen := map[string]bool{}
		for i, n := range tree.Nodes {
			if got := run(`entity:` + quoted(n.Entity) + `/*`); got != n.Total {
				t.Fatalf("the tree counts %d in and below %s, the filter %d", n.Total, n.Entity, got)
			}
			if own := want(func(o oneByOne) bool {
				return strings.EqualFold(o.actor(), n.Entity) || strings.EqualFold(o.target(), n.Entity)
			}); own != n.Own {
				t.Fatalf("the tree counts %d of %s, not %d", n.Own, n.Entity, own)
			}
			if n.Depth > 0 && !seen[n.Parent] || n.Depth > 0 && tree.Nodes[i-1].Depth < n.Depth-1 {
				t.Fatalf("%+v stands before its parent", n)
			}
			seen[n.Entity] = true
		}
	})
}

func TestTreeOfRecordedEntitiesIsFlatWithoutALists(t *testing.T) {
	e := memory(t, line(1, 0, 10, entry.ActorEntity, "A", entry.TargetEntity, "B"), line(1, 1, 11, entry.ActorEntity, "A", entry.TargetEntity, "A"), line(1, 2, 12))
	tree, err := e.EntityTree(context.Background(), Filter{})
	if err != nil || tree.Unknown != 1 || len(tree.Nodes) != 2 || tree.Nodes[0] != (EntityNode{"A", "", 0, 2, 2, true}) {
		t.Errorf("%+v %v", tree, err)
	}
}
