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

// claims are those of all rows, by folded name, the newest last.
type claims map[string][]claim

// maxClaims is how many rows about one name are held against each other; of
// more the newest are taken.
const maxClaims = 500

func (c claims) add(r *Row, name, who string) {
	own := Fold(name)
	if own != "" {
		c[own] = append(c[own], claim{r, who, false})
	}
	for _, alias := range r.Aliases {
		if key := Fold(alias); key != "" && key != own {
			c[key] = append(c[key], claim{r, who, true})
		}
	}
}

// settle finds for each name what holds when. A name counts before an alias;
// of two rows about the same one the newer counts; where a name is that of two
// who belong to different entities, nothing is said.
func (c claims) settle(d *Directory, what string) map[string][]Stretch {
	out := make(map[string][]Stretch, len(c))
	told := map[[2]*Row]bool{}
	names := make([]string, 0, len(c))
	for name := range c {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		list := c[name]
		if n := len(list); n > maxClaims {
			list = list[n-maxClaims:]
			d.find(list[0].row, fmt.Sprintf("More than %d rows are about the %s %q; the newest of them count.", maxClaims, what, name))
		}
		if s := settleOne(d, what, name, list, told); len(s) > 0 {
			out[name] = s
		}
	}
	return out
}

func settleOne(d *Directory, what, name string, list []claim, told map[[2]*Row]bool) []Stretch {
	if len(list) == 1 {
		return []Stretch{{list[0].row.From, list[0].row.To, list[0].row}}
	}
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
			out = append(out, Stretch{from, to, best.row})
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

func breaksOf(list []claim) []entry.Micros {
	var breaks []entry.Micros
	for _, c := range list {
		breaks = append(breaks, c.row.From, c.row.To)
	}
	slices.SortFunc(breaks, cmp.Compare[entry.Micros])
	return slices.Compact(breaks)
}
