package query

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"probity/data/entities"
)

// EntityNode is an entity with what the entries found have to do with it.
type EntityNode struct {
	Entity string
	Parent string // empty at the top
	Depth  int    // 0 at the top
	Own    int    // entries of which the actor's or the target's entity it is
	Total  int    // the same, with all entities below it; what entity:"X"/* finds
	Leaf   bool   // nothing lies below it
}

// EntityTree lists entities from the top, each followed by what lies below it,
// the most frequent first.
type EntityTree struct {
	Nodes   []EntityNode
	Unknown int // entries of which neither entity is known
}

// EntityTree counts the entries that satisfy the conditions of f that are not
// about entities, by entity, as Facet does. An entry counts once for each of
// its two entities and for each one above them. Entities lie below each other
// as the reference lists say at the entries' times; the tree shows how they lie
// last.
func (e *Engine) EntityTree(ctx context.Context, f Filter) (EntityTree, error) {
	s := e.now.Load()
	terms := f.without(fieldEntity)
	found, err := e.evaluation(ctx, s, terms).all(terms)
	if err != nil {
		return EntityTree{}, err
	}
	t := &treeCount{s: s, nodes: map[string]*EntityNode{}}
	if t.groups, err = s.column(ctx, entityGroup); err != nil {
		return EntityTree{}, err
	}
	for _, p := range s.periods() {
		if err := t.period(ctx, p, found); err != nil {
			return EntityTree{}, err
		}
	}
	return t.tree(), nil
}

type treeCount struct {
	s       *snapshot
	groups  *column
	nodes   map[string]*EntityNode // by folded name
	unknown int
}

// period counts what entities occur together in a period, and then each such
// group for the entities that it concerns.
func (t *treeCount) period(ctx context.Context, p periodRange, found set) error {
	within := newSet(t.s.rows)
	within.fill(p.from, p.to)
	within.and(found)
	groups, err := t.s.count(ctx, t.groups, within)
	if err != nil {
		return err
	}
	chain := func(entity, owner string) []string {
		switch {
		case entity == "":
			return nil
		case t.s.dir() == nil:
			return []string{entity}
		case owner != "":
			return append([]string{entity}, p.Chain(owner)...)
		}
		return p.Chain(entity)
	}
	for code, count := range groups.counts {
		if count == 0 {
			continue
		}
		n, texts := int(count), [4]string(strings.Split(t.groups.dict.at(uint32(code)), groupSign))
		if texts[0] == "" && texts[2] == "" {
			t.unknown += n
			continue
		}
		total, own := map[*EntityNode]bool{}, map[*EntityNode]bool{}
		for _, list := range [][]string{chain(texts[0], texts[1]), chain(texts[2], texts[3])} {
			for i, entity := range list {
				node := t.node(entity)
				total[node] = true
				own[node] = own[node] || i == 0
			}
		}
		for node := range total {
			node.Total += n
			if own[node] {
				node.Own += n
			}
		}
	}
	return ctx.Err()
}

// groupSign stands between the four texts of a group.
const groupSign = "\x00"

// loadGroups makes the column of groups: entity and owner of the actor, entity
// and owner of the target.
func (s *snapshot) loadGroups(ctx context.Context, c *column) error {
	var of [4]*column
	for i, name := range []string{knownActorEntity, actorOwner, knownTargetEntity, targetOwner} {
		var err error
		if of[i], err = s.column(ctx, name); err != nil {
			return err
		}
	}
	var dict []string
	number := func(group [4]uint32) uint32 {
		var texts [4]string
		for i := range of {
			texts[i] = strings.ReplaceAll(of[i].dict.at(group[i]), groupSign, "")
		}
		dict = append(dict, strings.Join(texts[:], groupSign))
		return uint32(len(dict) - 1)
	}
	all, few := 1, true
	for i := range of {
		few = few && all <= groupsMost/of[i].dict.len()
		all *= of[i].dict.len()
	}
	var table []uint32 // of a group, its number + 1
	if few {
		table = make([]uint32, all)
	}
	seen := map[[4]uint32]uint32{} // where there are too many for a table
	wide := make([]uint32, s.rows)
	for pos := range uint32(s.rows) {
		if pos&0xffff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var group [4]uint32
		at := 0
		for i := range of {
			group[i] = of[i].codes.at(pos)
			at = at*of[i].dict.len() + int(group[i])
		}
		if table != nil {
			if table[at] == 0 {
				table[at] = number(group) + 1
			}
			wide[pos] = table[at] - 1
			continue
		}
		code, ok := seen[group]
		if !ok {
			code = number(group)
			seen[group] = code
		}
		wide[pos] = code
	}
	c.codes = narrowed(wide, len(dict))
	var err error
	c.dict, err = dictionaryOf(dict)
	return err
}

func (t *treeCount) node(entity string) *EntityNode {
	key := entities.Fold(entity)
	node := t.nodes[key]
	if node == nil {
		node = &EntityNode{Entity: entity}
		t.nodes[key] = node
	}
	return node
}

// parent gives the entity above one, as it lies last.
func (t *treeCount) parent(entity string) string {
	d := t.s.dir()
	if d == nil {
		return ""
	}
	if owned := d.Customer(entity); !d.Knows(entity) && len(owned) > 0 {
		return d.Spelling(owned[len(owned)-1].Row.Entity)
	}
	periods := d.Periods()
	return periods[len(periods)-1].Parent(entity)
}

// tree orders the nodes.
func (t *treeCount) tree() EntityTree {
	below := map[string][]*EntityNode{}
	for _, node := range t.nodes {
		parent := t.parent(node.Entity)
		if t.nodes[entities.Fold(parent)] == nil {
			parent = "" // it lies below that one only at times without entries
		}
		node.Parent = parent
		below[entities.Fold(parent)] = append(below[entities.Fold(parent)], node)
	}
	out := EntityTree{Unknown: t.unknown}
	var add func(parent string, depth int)
	add = func(parent string, depth int) {
		list := below[parent]
		slices.SortFunc(list, func(a, b *EntityNode) int {
			return cmp.Or(cmp.Compare(b.Total, a.Total), strings.Compare(a.Entity, b.Entity))
		})
		for _, node := range list {
			key := entities.Fold(node.Entity)
			node.Depth, node.Leaf = depth, len(below[key]) == 0
			out.Nodes = append(out.Nodes, *node)
			add(key, depth+1)
		}
	}
	add("", 0)
	return out
}
