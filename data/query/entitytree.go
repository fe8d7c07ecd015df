package query

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"probity/data/entities"
	"probity/data/entry"
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
	names := s.known([]string{entry.ActorEntity, entry.TargetEntity})
	if t.actors, err = s.column(ctx, names[0]); err != nil {
		return EntityTree{}, err
	}
	if t.targets, err = s.column(ctx, names[1]); err != nil {
		return EntityTree{}, err
	}
	if t.actors == nil && t.targets == nil {
		return EntityTree{Unknown: found.count()}, nil
	}
	for _, p := range s.periods() {
		if err := t.period(ctx, p, found); err != nil {
			return EntityTree{}, err
		}
	}
	return t.tree(), nil
}

type treeCount struct {
	s               *snapshot
	actors, targets *column
	nodes           map[string]*EntityNode // by folded name
	unknown         int
}

func (t *treeCount) text(c *column, pos uint32) string {
	if c == nil {
		return ""
	}
	return c.at(t.s, t.s.rowAt[pos])
}

func code(c *column, pos uint32) uint32 {
	if c == nil {
		return 0
	}
	return c.codes.at(pos)
}

// period counts the pairs of entities in a period, and then each pair for the
// entities that it concerns.
func (t *treeCount) period(ctx context.Context, p periodRange, found set) error {
	type pair struct{ actor, target string }
	byCode := map[uint64]int{}
	byText := map[pair]int{}
	steps := 0
	within := newSet(t.s.rows)
	within.fill(p.from, p.to)
	within.and(found)
	within.each(func(pos uint32) {
		if steps++; steps&0xffff == 0 && ctx.Err() != nil {
			return
		}
		a, b := code(t.actors, pos), code(t.targets, pos)
		if t.actors != nil && int(a) == t.actors.arenaCode() || t.targets != nil && int(b) == t.targets.arenaCode() {
			byText[pair{t.text(t.actors, pos), t.text(t.targets, pos)}]++
			return
		}
		byCode[uint64(a)<<32|uint64(b)]++
	})
	value := func(c *column, code uint32) string {
		if c == nil {
			return ""
		}
		return c.dict[code]
	}
	for codes, n := range byCode {
		byText[pair{value(t.actors, uint32(codes>>32)), value(t.targets, uint32(codes))}] += n
	}
	chains := map[string][]string{"": nil}
	chain := func(entity string) []string {
		list, ok := chains[entity]
		if !ok {
			if t.s.dir == nil {
				list = []string{entity}
			} else {
				list = p.Chain(entity)
			}
			chains[entity] = list
		}
		return list
	}
	for of, n := range byText {
		if of.actor == "" && of.target == "" {
			t.unknown += n
			continue
		}
		seen := map[string]bool{}
		for _, list := range [][]string{chain(of.actor), chain(of.target)} {
			for i, entity := range list {
				key := entities.Fold(entity)
				node := t.nodes[key]
				if node == nil {
					node = &EntityNode{Entity: entity}
					t.nodes[key] = node
				}
				if !seen[key] {
					node.Total += n
				}
				if i == 0 && !seen["own "+key] {
					node.Own += n
					seen["own "+key] = true
				}
				seen[key] = true
			}
		}
	}
	return ctx.Err()
}

// tree orders the nodes.
func (t *treeCount) tree() EntityTree {
	below := map[string][]*EntityNode{}
	for _, node := range t.nodes {
		parent := ""
		if t.s.dir != nil {
			periods := t.s.dir.Periods()
			parent = periods[len(periods)-1].Parent(node.Entity)
		}
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
