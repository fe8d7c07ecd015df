package entities

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"probity/data/entry"
)

func row(operator, entity, parent string, from, to entry.Micros, aliases ...string) Row {
	return Row{List: "operators.csv", Operator: operator, Entity: entity, Parent: parent, From: from, To: to, Aliases: aliases}
}

func numbered(rows ...Row) []Row {
	for i := range rows {
		rows[i].Record = int64(i + 1)
	}
	return rows
}

func TestOperatorBelongsWhereTheListSaysAtTheTime(t *testing.T) {
	d := New(numbered(
		row("Budi", "North", "", Always, 100, "budi@old.example", "4711"),
		row("Budi", "South", "", 100, Forever, "budi@new.example"),
	))
	for _, c := range []struct {
		name string
		at   entry.Micros
		want string
	}{
		{"budi", 99, "North"}, {"BUDI ", 100, "South"}, {"4711", 5, "North"}, {"4711", 100, ""},
		{"Budi@New.example", 99, ""}, {"budi@new.example", 1 << 60, "South"}, {"ann", 5, ""}, {"budi", entry.NoTime, ""},
	} {
		got := ""
		if r := At(d.Operator(c.name), c.at); r != nil {
			got = r.Entity
		}
		if got != c.want {
			t.Errorf("%s at %d belongs to %q, not %q", c.name, c.at, got, c.want)
		}
	}
	if len(d.Findings()) > 0 {
		t.Errorf("findings %v", d.Findings())
	}
}

func TestContradictionIsFoundAndTheNewestImportCounts(t *testing.T) {
	old := row("budi", "North", "", Always, Forever)
	newer := row("Budi", "South", "", Always, Forever)
	newer.List, newer.Import, newer.Record, old.Record = "newer.csv", 2, 1, 9
	d := New([]Row{newer, old})
	if r := At(d.Operator("budi"), 0); r == nil || r.Entity != "South" {
		t.Errorf("%+v", r)
	}
	if f := d.Findings(); len(f) != 1 || !strings.Contains(f[0].Text, "operators.csv, record 9") || !strings.Contains(f[0].Text, "newer.csv, record 1") {
		t.Errorf("findings %v", f)
	}
}

func TestNameOfTwoCustomersTellsNothing(t *testing.T) {
	d := New(numbered(
		Row{Customer: "Ruth Salas", ID: "1", Entity: "North", From: Always, To: Forever},
		Row{Customer: "Ruth Salas", ID: "2", Entity: "South", From: Always, To: Forever},
	))
	if s := d.Customer("ruth salas"); len(s) > 0 {
		t.Errorf("the name alone says %v", s[0].Row.Entity)
	}
	if r := At(d.CustomerID("2"), 0); r == nil || r.Entity != "South" {
		t.Errorf("%+v", r)
	}
	if len(d.Findings()) != 1 {
		t.Errorf("findings %v", d.Findings())
	}
}

func TestOperatorsOwnNameCountsBeforeAnAliasOfAnother(t *testing.T) {
	d := New(numbered(row("admin", "North", "", Always, Forever), row("budi", "South", "", Always, Forever, "admin")))
	if r := At(d.Operator("admin"), 0); r == nil || r.Entity != "North" {
		t.Errorf("%+v", r)
	}
}

func TestCircleIsCutAndTold(t *testing.T) {
	d := New(numbered(
		row("", "A", "B", Always, Forever), row("", "B", "C", Always, Forever), row("", "C", "A", Always, Forever), row("", "D", "D", Always, Forever), row("", "E", "C", Always, Forever),
	))
	p := d.PeriodAt(0)
	if got := p.Chain("e"); !slices.Equal(got, []string{"E", "C", "A"}) {
		t.Errorf("chain %v", got)
	}
	if got := p.Chain("B"); !slices.Equal(got, []string{"B", "C", "A"}) {
		t.Errorf("chain %v", got)
	}
	if f := d.Findings(); len(f) != 2 || !strings.Contains(f[0].Text, "circle") || !strings.Contains(f[1].Text, "own parent") {
		t.Errorf("findings %v", f)
	}
}

func TestEntityMovesBelowAnother(t *testing.T) {
	d := New(numbered(row("", "Shop", "North", Always, 10), row("", "Shop", "South", 10, Forever), row("", "North", "Group", Always, Forever)))
	for at, want := range map[entry.Micros][]string{0: {"Shop", "North", "Group"}, 10: {"Shop", "South"}, entry.NoTime: {"Shop"}} {
		if got := d.PeriodAt(at).Chain("shop"); !slices.Equal(got, want) {
			t.Errorf("at %d: %v", at, got)
		}
	}
	if !d.PeriodAt(3).Within("SHOP", "group") || d.PeriodAt(11).Within("Shop", "Group") || d.PeriodAt(3).Within("Group", "Shop") || !d.PeriodAt(3).Within("Shop", "shop") {
		t.Error("within is wrong")
	}
}

// naive answers by looking at every row.
func naive(rows []Row, name string, at entry.Micros, names func(Row) (string, []string), who func(Row) string) string {
	var best *Row
	bestAlias := false
	var hits []int
	holds := func(r *Row) bool {
		if at == entry.NoTime {
			return true
		}
		return r.From <= at && at < r.To
	}
	for i := range rows {
		r := &rows[i]
		own, aliases := names(*r)
		is := Fold(own) == Fold(name)
		also := slices.ContainsFunc(aliases, func(a string) bool { return Fold(a) == Fold(name) })
		if !is && !also || !holds(r) {
			continue
		}
		hits = append(hits, i)
		newer := best == nil || r.Import > best.Import || r.Import == best.Import && r.Record > best.Record
		if best == nil || bestAlias && is || bestAlias == !is && newer {
			best, bestAlias = r, !is
		}
	}
	if best == nil {
		return ""
	}
	for _, i := range hits {
		own, _ := names(rows[i])
		if alias := Fold(own) != Fold(name); alias == bestAlias && who(rows[i]) != who(*best) && Fold(rows[i].Entity) != Fold(best.Entity) {
			return ""
		}
	}
	return best.Entity
}

func TestDirectoryAnswersAsLookingAtEveryRowDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"ann", "Budi", "BUDI", "cem", "4711"}
		var rows []Row
		for i := range rapid.IntRange(0, 12).Draw(t, "rows") {
			from := entry.Micros(rapid.IntRange(-1, 8).Draw(t, "from"))
			to := from + entry.Micros(rapid.IntRange(1, 5).Draw(t, "long"))
			if from < 0 {
				from = Always
			}
			if to > 8 {
				to = Forever
			}
			r := Row{List: "l", Import: rapid.IntRange(0, 2).Draw(t, "import"), Record: int64(i + 1), From: from, To: to, Entity: rapid.SampledFrom([]string{"North", "north", "South", "East"}).Draw(t, "entity"),
				Aliases: rapid.SliceOfN(rapid.SampledFrom(names), 0, 2).Draw(t, "aliases")}
			name := rapid.SampledFrom(names).Draw(t, "name")
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				r.Operator = name
			case 1:
				r.Customer, r.ID = name, rapid.SampledFrom([]string{"", "1", "2", "4711"}).Draw(t, "id")
			case 2:
				r.Parent = rapid.SampledFrom([]string{"North", "South", "East", "West"}).Draw(t, "parent")
			}
			rows = append(rows, r)
		}
		d := New(rows)
		operators := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Operator == "" })
		customers := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Customer == "" })
		who := func(r Row) string {
			if r.ID != "" {
				return Fold(r.ID)
			}
			return Fold(r.Customer)
		}
		for _, name := range names {
			for at := entry.Micros(-2); at < 12; at++ {
				got := func(s []Stretch) string {
					if r := At(s, at); r != nil {
						return r.Entity
					}
					return ""
				}
				if have, want := got(d.Operator(name)), naive(operators, name, at, func(r Row) (string, []string) { return r.Operator, r.Aliases }, func(r Row) string { return Fold(r.Operator) }); have != want {
					t.Fatalf("operator %s at %d: %q, not %q in %+v", name, at, have, want, rows)
				}
				if have, want := got(d.Customer(name)), naive(customers, name, at, func(r Row) (string, []string) { return r.Customer, r.Aliases }, who); have != want {
					t.Fatalf("customer %s at %d: %q, not %q in %+v", name, at, have, want, rows)
				}
			}
		}
		for at := entry.Micros(-2); at < 12; at++ { // no chain is endless, and each is one step longer than that of the parent
			p := d.PeriodAt(at)
			for _, e := range d.Entities()[1:] {
				chain := p.Chain(e)
				if len(chain) > len(d.Entities()) {
					t.Fatalf("the chain of %s is %v", e, chain)
				}
				if up := p.Parent(e); (up == "") != (len(chain) == 1) || up != "" && !slices.Equal(p.Chain(up), chain[1:]) {
					t.Fatalf("above %s lies %q, the chain is %v", e, up, chain)
				}
			}
		}
	})
}

func TestManyRowsAreSettledInTime(t *testing.T) {
	var rows []Row
	for i := range 20_000 {
		rows = append(rows, Row{List: "l", Record: int64(i), Operator: "budi", Entity: fmt.Sprint("E", i), Parent: fmt.Sprint("E", i+1), From: entry.Micros(i), To: Forever})
		rows = append(rows, Row{List: "l", Record: int64(i), Entity: fmt.Sprint("E", i), Parent: fmt.Sprint("E", i+1), From: entry.Micros(i), To: Forever})
	}
	d := New(rows)
	if got := len(d.PeriodAt(1).Chain("E0")); got != maxDepth+1 {
		t.Errorf("%d entities in a chain", got)
	}
	if !slices.ContainsFunc(d.Findings(), func(f Finding) bool { return strings.Contains(f.Text, "left out") }) {
		t.Error("no finding tells that the chain is cut")
	}
}
