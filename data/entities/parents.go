package entities

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"probity/data/entry"
)

// Period is a time in which entities lie below each other in one way.
type Period struct {
	From, To entry.Micros // To not included
	parent   map[string]string
	d        *Directory
}

// maxRelations bounds the periods times the relations that are kept.
const maxRelations = 1_000_000

// maxDepth is how many entities can lie above each other.
const maxDepth = 100

// relation says that an entity lies below another.
type relation struct {
	row           *Row
	child, parent string // folded
	from, to      entry.Micros
}

// parents finds the periods. A row that is only about an entity says when it
// lies below its parent; in one that is about an operator or a customer the
// validity is theirs, and the parent holds without limit.
func (d *Directory) parents() {
	var all []relation
	bounds := []entry.Micros{Always, Forever}
	for i := range d.rows {
		r := &d.rows[i]
		if r.Entity == "" || r.Parent == "" {
			continue
		}
		x := relation{r, Fold(r.Entity), Fold(r.Parent), Always, Forever}
		if x.child == x.parent {
			d.find(r, fmt.Sprintf("%s is given as its own parent, which is left out.", r.Entity))
			continue
		}
		if r.Operator == "" && r.Customer == "" && r.ID == "" {
			x.from, x.to = r.From, r.To
			bounds = append(bounds, x.from, x.to)
		}
		all = append(all, x)
	}
	slices.SortFunc(bounds, cmp.Compare[entry.Micros])
	bounds = slices.Compact(bounds)
	if (len(bounds)-1)*len(all) > maxRelations {
		d.find(all[0].row, "The lists name too many times at which entities move below others; the newest parent of each counts at all times.")
		bounds = []entry.Micros{Always, Forever}
		for i := range all {
			all[i].from, all[i].to = Always, Forever
		}
	}
	told := map[string]bool{}
	for i := range len(bounds) - 1 {
		d.periods = append(d.periods, d.period(all, bounds[i], bounds[i+1], told))
	}
	d.timeless = d.periods[0]
	if len(d.periods) > 1 {
		d.timeless = d.period(slices.DeleteFunc(slices.Clone(all), func(x relation) bool { return x.from != Always || x.to != Forever }), Always, Forever, told)
	}
}

func (d *Directory) period(all []relation, from, to entry.Micros, told map[string]bool) Period {
	p := Period{From: from, To: to, parent: map[string]string{}, d: d}
	by := map[string]*Row{}
	tell := func(r *Row, text string) {
		if !told[text] {
			told[text] = true
			d.find(r, text)
		}
	}
	for _, x := range all {
		if x.from > from || x.to < to {
			continue
		}
		if before, ok := p.parent[x.child]; ok && before != x.parent {
			old := by[x.child]
			tell(x.row, fmt.Sprintf("%s lies below two entities at the same time, %s (%s, record %d) and %s (%s, record %d). The second counts.",
				x.row.Entity, old.Parent, old.List, old.Record, x.row.Parent, x.row.List, x.row.Record))
		}
		p.parent[x.child], by[x.child] = x.parent, x.row
	}
	for _, ring := range rings(p.parent) {
		oldest := slices.MinFunc(ring, func(a, b string) int {
			if x, y := by[a], by[b]; x.Import != y.Import {
				return cmp.Compare(x.Import, y.Import)
			}
			return cmp.Compare(by[a].Record, by[b].Record)
		})
		names := make([]string, len(ring))
		for i, key := range ring {
			names[i] = d.Spelling(key)
		}
		tell(by[oldest], fmt.Sprintf("%s lie below each other in a circle; that %s lies below %s is left out.", strings.Join(names, ", "), d.Spelling(oldest), d.Spelling(p.parent[oldest])))
		delete(p.parent, oldest)
	}
	if deep := deepest(p.parent); deep != "" {
		tell(by[deep], fmt.Sprintf("More than %d entities lie above %s; those further up are left out.", maxDepth, d.Spelling(deep)))
	}
	return p
}

// deepest gives an entity with more than maxDepth above it, empty for none.
func deepest(parent map[string]string) string {
	depth := map[string]int{}
	for start := range parent {
		var path []string
		at, ok := start, true
		for ok && depth[at] == 0 {
			path = append(path, at)
			at, ok = parent[at]
		}
		n := depth[at]
		for i := len(path) - 1; i >= 0; i-- {
			n++
			depth[path[i]] = n
		}
	}
	found := ""
	for entity, n := range depth {
		if n == maxDepth+2 && (found == "" || entity < found) {
			found = entity
		}
	}
	return found
}

// rings finds the circles in which entities are below each other; each begins
// with its first member in the order of names.
func rings(parent map[string]string) (out [][]string) {
	seen := map[string]int{} // number of the walk that came there first
	keys := make([]string, 0, len(parent))
	for key := range parent {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for i, start := range keys {
		at, ok := start, true
		for ok && seen[at] == 0 {
			seen[at] = i + 1
			at, ok = parent[at]
		}
		if !ok || seen[at] != i+1 {
			continue
		}
		ring := []string{at}
		for next := parent[at]; next != at; next = parent[next] {
			ring = append(ring, next)
		}
		first := slices.Index(ring, slices.Min(ring))
		out = append(out, slices.Concat(ring[first:], ring[:first]))
	}
	return out
}

// Periods lists the times in which entities lie below each other in one way,
// from the first to the last, without gaps.
func (d *Directory) Periods() []Period { return d.periods }

// Timeless gives how entities lie below each other at all times.
func (d *Directory) Timeless() Period { return d.timeless }

// PeriodAt gives the period of an instant, Timeless for entry.NoTime.
func (d *Directory) PeriodAt(t entry.Micros) Period {
	if t == entry.NoTime {
		return d.timeless
	}
	i, found := slices.BinarySearchFunc(d.periods, t, func(p Period, t entry.Micros) int { return cmp.Compare(p.From, t) })
	if !found {
		i--
	}
	return d.periods[i]
}

// Parent gives the entity above one, empty where there is none.
func (p Period) Parent(entity string) string {
	if key := p.parent[Fold(entity)]; key != "" {
		return p.d.Spelling(key)
	}
	return ""
}

// Chain gives an entity and those above it, from the bottom to the top.
func (p Period) Chain(entity string) []string {
	out := []string{p.d.Spelling(entity)}
	for key, ok := p.parent[Fold(entity)]; ok && len(out) <= maxDepth; key, ok = p.parent[key] {
		out = append(out, p.d.Spelling(key))
	}
	return out
}

// Within reports that an entity is another or lies below it.
func (p Period) Within(entity, top string) bool {
	want := Fold(top)
	key := Fold(entity)
	for range maxDepth + 1 {
		if key == want {
			return want != ""
		}
		up, ok := p.parent[key]
		if !ok {
			return false
		}
		key = up
	}
	return false
}
