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
	if err := s.lists(ctx); err != nil {
		return EntityTree{}, err
	}
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
