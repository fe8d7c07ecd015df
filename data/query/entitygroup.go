package query

import (
	"context"
	"slices"
	"strings"
)

// groupSign stands between the four texts of a group.
const groupSign = "\x00"

// entityGroups numbers what entities occur together.
type entityGroups struct {
	s  *snapshot
	of [4]*column // entity and owner of the actor, entity and owner of the target; nil where nobody has one
}

// loadGroups makes the column of groups: entity and owner of the actor, entity
// and owner of the target.
func (s *snapshot) loadGroups(ctx context.Context, c *column) error {
	g := &entityGroups{s: s}
	most, few, err := s.entityColumns(ctx, g.of[:], knownActorEntity, actorOwner, knownTargetEntity, targetOwner)
	if err != nil {
		return err
	}
	if few {
		return g.table(ctx, c, most)
	}
	return g.each(ctx, c)
}

// entityColumns loads columns of entities into of, nil where nobody has one. most
// is how many of their values can occur together, where that is few enough for a
// table of them.
func (s *snapshot) entityColumns(ctx context.Context, of []*column, names ...string) (most int, few bool, err error) {
	most, few = 1, true
	for i, name := range names {
		if of[i], err = s.entityColumn(ctx, name); err != nil {
			return 0, false, err
		}
		if of[i] != nil {
			few = few && most <= groupsMost/of[i].dict.len()
			most *= of[i].dict.len()
		}
	}
	return most, few, nil
}

func (g *entityGroups) texts(group [4]uint32) string {
	var texts [4]string
	for i, c := range g.of {
		if c != nil {
			texts[i] = strings.ReplaceAll(c.dict.at(group[i]), groupSign, "")
		}
	}
	return strings.Join(texts[:], groupSign)
}

func (g *entityGroups) at(pos uint32) (group [4]uint32) {
	for i, c := range g.of {
		if c != nil {
			group[i] = c.codes.at(pos)
		}
	}
	return group
}

// place is where a group stands in a table of all that there could be.
func (g *entityGroups) place(group [4]uint32) (at int) {
	for i, c := range g.of {
		if c != nil {
			at = at*c.dict.len() + int(group[i])
		}
	}
	return at
}

// table numbers the groups by their places in a table: first it is found out
// which there are.
func (g *entityGroups) table(ctx context.Context, c *column, most int) error {
	occurs := make([][]bool, workersFor(g.s.rows))
	for w := range occurs {
		occurs[w] = make([]bool, most)
	}
	err := inParallel(ctx, g.s.rows, func(w, from, to int) {
		for pos := uint32(from); pos < uint32(to); pos++ {
			occurs[w][g.place(g.at(pos))] = true
		}
	})
	if err != nil {
		return err
	}
	number := make([]uint32, most)
	var dict []string
	for at := range most {
		if !slices.ContainsFunc(occurs, func(own []bool) bool { return own[at] }) {
			continue
		}
		var group [4]uint32
		rest := at
		for i := len(g.of) - 1; i >= 0; i-- {
			if one := g.of[i]; one != nil {
				group[i] = uint32(rest % one.dict.len())
				rest /= one.dict.len()
			}
		}
		number[at] = uint32(len(dict))
		dict = append(dict, g.texts(group))
	}
	if c.dict, err = dictionaryOf(dict); err != nil {
		return err
	}
	c.codes = newCodes(g.s.rows, len(dict))
	return inParallel(ctx, g.s.rows, func(_, from, to int) {
		for pos := uint32(from); pos < uint32(to); pos++ {
			c.codes.put(pos, number[g.place(g.at(pos))])
		}
	})
}

// each numbers the groups as they come, where there are too many for a table.
func (g *entityGroups) each(ctx context.Context, c *column) error {
	var dict []string
	seen := map[[4]uint32]uint32{}
	wide := make([]uint32, g.s.rows)
	for pos := range uint32(g.s.rows) {
		if pos&0xffff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		group := g.at(pos)
		code, ok := seen[group]
		if !ok {
			code = uint32(len(dict))
			seen[group] = code
			dict = append(dict, g.texts(group))
		}
		wide[pos] = code
	}
	c.codes = narrowed(wide, len(dict))
	var err error
	c.dict, err = dictionaryOf(dict)
	return err
}
