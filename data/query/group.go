package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"probity/data/entry"
)

// GroupOptions say how entries are grouped.
type GroupOptions struct {
	Limit int            // groups that are given, 0 for all
	Sum   bool           // add up the amounts
	Zone  *time.Location // of days and months; nil is UTC
}

// Grouping is what Engine.GroupBy found.
type Grouping struct {
	Fields   []string // as the engine knows them, or hour, day, week, month, year
	Groups   []Group  // most entries first, equals by their values
	Distinct int      // groups there are, given or not
	Entries  int      // under the filter
	Totals   []Sum    // of all entries under the filter
	Unread   int      // entries whose amount is no number that can be added up
}

// Group is the entries that have the same values.
type Group struct {
	Values      []string // one for each field, empty for none
	Count       int
	Sums        []Sum
	First, Last entry.Micros // entry.NoTime where no entry of it has a time
}

// maxGroups keeps a question from filling the memory.
const maxGroups = 2_000_000

// GroupBy counts the entries under a filter by one or two fields, and adds up
// their amounts by currency. The customer is the name or else the id; an entry
// counts for both its entities. Hours, days, weeks (by their Monday), months and
// years are those of the zone.
func (e *Engine) GroupBy(ctx context.Context, f Filter, names []string, o GroupOptions) (*Grouping, error) {
	if len(names) < 1 || len(names) > 2 {
		return nil, fmt.Errorf("entries are grouped by one or two fields, not by %d", len(names))
	}
	s := e.now.Load()
	found, err := e.evaluation(ctx, s, f.terms).all(f.terms)
	if err != nil {
		return nil, err
	}
	g := &grouper{ctx: ctx, s: s, found: found, entries: found.count()}
	out := &Grouping{Entries: g.entries}
	for _, name := range names {
		d, err := e.dimension(g, name, o.Zone)
		if err != nil {
			return nil, err
		}
		out.Fields = append(out.Fields, d.name)
		g.by = append(g.by, d)
	}
	if len(g.by) == 1 {
		g.by = append(g.by, &dimension{n: 1, of: func(uint32) (uint32, uint32) { return 0, none }, text: func(uint32) string { return "" }})
	}
	if o.Sum {
		if g.money, err = s.money(ctx, found); err != nil {
			return nil, err
		}
	}
	if err := g.run(); err != nil {
		return nil, err
	}
	g.list(out, len(names), o.Limit)
	return out, ctx.Err()
}

// grouper counts groups; each processor has its own until the end.
type grouper struct {
	ctx     context.Context
	s       *snapshot
	found   set
	entries int
	by      []*dimension
	money   *money

	dense  []*tally // by the numbers of both values, where these are few
	groups map[uint64]*tally
	totals map[uint32]*total
	unread int
}

// tally is a group while it is counted.
type tally struct {
	count       int
	first, last uint32 // positions of the newest entry and the oldest one with a time
	sums        map[uint32]*total
}

func (g *grouper) run() error {
	workers := workersFor(g.s.rows)
	own := make([]*grouper, workers)
	for w := range own {
		own[w] = &grouper{s: g.s, by: g.by, money: g.money, groups: map[uint64]*tally{}, totals: map[uint32]*total{}}
		if n := g.by[0].n * g.by[1].n; n <= 1<<20 {
			own[w].dense = make([]*tally, n)
		}
	}
	var many atomic.Bool
	err := inParallel(g.ctx, g.s.rows, func(w, from, to int) {
		if many.Load() {
			return
		}
		o := own[w]
		g.found[from/64 : (to+63)/64].each(func(at uint32) { o.take(uint32(from) + at) })
		many.CompareAndSwap(false, len(o.groups) > maxGroups)
	})
	if err != nil {
		return err
	}
	if many.Load() {
		return fmt.Errorf("there are more than %d groups; group by one field, or narrow the filter", maxGroups)
	}
	*g = grouper{ctx: g.ctx, s: g.s, entries: g.entries, by: g.by, money: g.money, groups: own[0].groups, totals: own[0].totals, unread: own[0].unread}
	for _, o := range own[1:] {
		g.unread += o.unread
		add(g.totals, o.totals)
		for key, t := range o.groups {
			have := g.groups[key]
			if have == nil {
				g.groups[key] = t
				continue
			}
			have.count += t.count
			if have.first = min(have.first, t.first); int(t.last) < g.s.timed {
				have.last = max(have.last, t.last)
			}
			if have.sums == nil {
				have.sums = t.sums
			} else {
				add(have.sums, t.sums)
			}
		}
	}
	return g.ctx.Err()
}

func (g *grouper) take(pos uint32) {
	var price priced
	if g.money != nil {
		price = g.money.of(pos)
		switch price.state {
		case readAmount:
			sumOf(g.totals, price.currency).add(price)
		case strangeAmount:
			g.unread++
		}
	}
	one := func(a, b uint32) {
		key := uint64(a)<<32 | uint64(b)
		var t *tally
		if at := int(a)*g.by[1].n + int(b); g.dense != nil {
			if t = g.dense[at]; t == nil {
				t = &tally{first: pos, last: pos}
				g.dense[at], g.groups[key] = t, t
			}
		} else if t = g.groups[key]; t == nil {
			t = &tally{first: pos, last: pos}
			g.groups[key] = t
		}
		t.count++
		if t.first = min(t.first, pos); int(pos) < g.s.timed {
			t.last = max(t.last, pos)
		}
		if price.state == readAmount {
			if t.sums == nil {
				t.sums = map[uint32]*total{}
			}
			sumOf(t.sums, price.currency).add(price)
		}
	}
	a, also := g.by[0].of(pos)
	b, too := g.by[1].of(pos)
	one(a, b)
	if also != none {
		one(also, b)
	}
	if too != none {
		one(a, too)
		if also != none {
			one(also, too)
		}
	}
}

// list gives the groups in their order.
func (g *grouper) list(out *Grouping, fields, limit int) {
	all := make([]Group, 0, len(g.groups))
	keys := make([]uint64, 0, len(g.groups))
	for key := range g.groups {
		keys = append(keys, key)
	}
	if limit > 0 && limit < len(keys) { // those that cannot be shown get no texts
		counts := make([]int, len(keys))
		for i, key := range keys {
			counts[i] = g.groups[key].count
		}
		slices.SortFunc(counts, func(a, b int) int { return b - a })
		least := counts[limit-1]
		keys = slices.DeleteFunc(keys, func(key uint64) bool { return g.groups[key].count < least })
	}
	for _, key := range keys {
		t := g.groups[key]
		group := Group{Count: t.count, Values: []string{g.by[0].text(uint32(key >> 32)), g.by[1].text(uint32(key))}[:fields]}
		group.First, group.Last = g.s.timeAt(int(t.last)), g.s.timeAt(int(t.first))
		if t.sums != nil {
			group.Sums = g.money.list(t.sums)
		}
		all = append(all, group)
	}
	slices.SortFunc(all, func(a, b Group) int {
		if d := cmp.Compare(b.Count, a.Count); d != 0 {
			return d
		}
		return slices.Compare(a.Values, b.Values)
	})
	if limit > 0 {
		all = all[:min(limit, len(all))]
	}
	out.Groups, out.Distinct, out.Unread = all, len(g.groups), g.unread
	if g.money != nil {
		out.Totals = g.money.list(g.totals)
	}
}
