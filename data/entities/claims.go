package entities

import (
	"cmp"
	"fmt"
	"slices"

	"probity/data/entry"
)

// claim is what a row says of a name.
type claim struct {
	row   *Row
	who   string // whom it is about, folded
	alias bool
}

// link is a claim in the chain of those to one name.
type link struct {
	row   *Row
	alias bool
	next  int32 // 0 for none
}

// claims are those of all rows about one kind of name. Long lists name nearly
// everybody once, so that the claims to a name are chained and not collected.
type claims struct {
	who   func(*Row) string // whom a row is about, folded
	first map[string]int32  // folded name → its first claim
	last  []int32           // by that claim, the last one
	all   []link            // the first is none
}

func newClaims(names int, who func(*Row) string) *claims {
	return &claims{who, make(map[string]int32, names), make([]int32, 1, names+1), make([]link, 1, names+1)}
}

// maxClaims is how many rows about one name are held against each other; of
// more the newest are taken.
const maxClaims = 500

func (c *claims) add(r *Row, name string) {
	own := Fold(name)
	if own != "" {
		c.put(own, link{row: r})
	}
	for _, alias := range r.Aliases {
		if key := Fold(alias); key != "" && key != own {
			c.put(key, link{row: r, alias: true})
		}
	}
}

func (c *claims) put(name string, one link) {
	at := int32(len(c.all))
	c.all, c.last = append(c.all, one), append(c.last, at)
	if first, ok := c.first[name]; ok {
		c.all[c.last[first]].next = at
		c.last[first] = at
	} else {
		c.first[name] = at
	}
}

// settle finds for each name what holds when. A name counts before an alias;
// of two rows about the same one the newer counts; where a name is that of two
// who belong to different entities, nothing is said.
func (c *claims) settle(d *Directory, what string) names {
	out := names{of: c.first, where: make([]run, len(c.all)), all: make([]Stretch, 0, len(c.first))}
	var contested []string
	for name, at := range c.first {
		if one := &c.all[at]; one.next != 0 {
			contested = append(contested, name)
		} else {
			out.where[at] = run{len(out.all), 1}
			out.all = append(out.all, stretchOf(one.row, one.row.From, one.row.To))
		}
	}
	slices.Sort(contested)
	told := map[[2]*Row]bool{}
	for _, name := range contested {
		first := c.first[name]
		var list []claim
		for at := first; at != 0; at = c.all[at].next {
			list = append(list, claim{c.all[at].row, c.who(c.all[at].row), c.all[at].alias})
		}
		if n := len(list); n > maxClaims {
			list = list[n-maxClaims:]
			d.find(list[0].row, fmt.Sprintf("More than %d rows are about the %s %q; the newest of them count.", maxClaims, what, name))
		}
		settled := settleOne(d, what, name, list, told)
		out.where[first] = run{len(out.all), len(settled)}
		out.all = append(out.all, settled...)
	}
	return out
}

func settleOne(d *Directory, what, name string, list []claim, told map[[2]*Row]bool) []Stretch {
	var out []Stretch
	breaks := breaksOf(list)
	for i := range len(breaks) - 1 {
		from, to := breaks[i], breaks[i+1]
		best, other := pick(list, from, to)
		if best == nil {
			continue
		}
		if other != nil {
			ambiguous := other.who != best.who && other.alias == best.alias
			pair := [2]*Row{best.row, other.row}
			if !told[pair] {
				told[pair] = true
				d.find(best.row, disagreement(what, name, best, other, ambiguous))
			}
			if ambiguous {
				continue
			}
		}
		if n := len(out); n > 0 && out[n-1].To == from && out[n-1].Row == best.row {
			out[n-1].To = to
		} else {
			out = append(out, stretchOf(best.row, from, to))
		}
	}
	return out
}

func disagreement(what, name string, best, other *claim, ambiguous bool) string {
	where := func(r *Row) string { return fmt.Sprintf("%s (%s, record %d)", r.Entity, r.List, r.Record) }
	if ambiguous {
		return fmt.Sprintf("%q stands for two %ss of different entities, %s and %s, so that it cannot be told which is meant.", name, what, where(other.row), where(best.row))
	}
	return fmt.Sprintf("The %s %q belongs to two entities at the same time, %s and %s. The second counts.", what, name, where(other.row), where(best.row))
}

// pick gives the claim that counts between two neighbouring bounds, nil
// without any, and one that contradicts it: best one that makes it ambiguous.
func pick(list []claim, from, to entry.Micros) (best, other *claim) {
	for i := range list {
		c := &list[i]
		if c.row.From <= from && c.row.To >= to && (best == nil || best.alias || !c.alias) {
			best = c
		}
	}
	if best == nil {
		return nil, nil
	}
	for i := range list {
		c := &list[i]
		if c.row.From > from || c.row.To < to || Fold(c.row.Entity) == Fold(best.row.Entity) {
			continue
		}
		if rival := c.who != best.who && c.alias == best.alias; rival || other == nil {
			if other = c; rival {
				break
			}
		}
	}
	return best, other
}

func stretchOf(r *Row, from, to entry.Micros) Stretch { return Stretch{from, to, r, r.number} }

// names are what lists say of everybody of one kind.
type names struct {
	of    map[string]int32 // folded name or alias → place in where
	where []run
	all   []Stretch
}

// run is some stretches of all, in the order of time, without overlap.
type run struct{ from, n int }

func (n names) at(name string) []Stretch {
	at, ok := n.of[Fold(name)]
	if !ok {
		return nil
	}
	r := n.where[at]
	return n.all[r.from : r.from+r.n : r.from+r.n]
}

func breaksOf(list []claim) []entry.Micros {
	var breaks []entry.Micros
	for _, c := range list {
		breaks = append(breaks, c.row.From, c.row.To)
	}
	slices.SortFunc(breaks, cmp.Compare[entry.Micros])
	return slices.Compact(breaks)
}
