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
	most, few := 1, true
	for i, name := range []string{knownActorEntity, actorOwner, knownTargetEntity, targetOwner} {
		var err error
		if g.of[i], err = s.entityColumn(ctx, name); err != nil {
			return err
		}
		if g.of[i] != nil {
			few = few && most <= groupsMost/len(g.of[i].dict)
			most *= len(g.of[i].dict)
		}
	}
	if few {
		return g.table(ctx, c, most)
	}
	return g.each(ctx, c)
}

func (g *entityGroups) texts(group [4]uint32) string {
	var texts [4]string
	for i, c := range g.of {
		if c != nil {
			texts[i] = strings.ReplaceAll(c.dict[group[i]], groupSign, "")
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
			at = at*len(c.dict) + int(group[i])
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
	c.dict = nil
	for at := range most {
		if !slices.ContainsFunc(occurs, func(own []bool) bool { return own[at] }) {
			continue
		}
		var group [4]uint32
		rest := at
		for i := len(g.of) - 1; i >= 0; i-- {
			if one := g.of[i]; one != nil {
				group[i] = uint32(rest % len(one.dict))
				rest /= len(one.dict)
			}
		}
		number[at] = uint32(len(c.dict))
		c.dict = append(c.dict, g.texts(group))
	}
	c.codes = newCodes(g.s.rows, len(c.dict))
	return inParallel(ctx, g.s.rows, func(_, from, to int) {
		for pos := uint32(from); pos < uint32(to); pos++ {
			c.codes.put(pos, number[g.place(g.at(pos))])
		}
	})
}

// each numbers the groups as they come, where there are too many for a table.
func (g *entityGroups) each(ctx context.Context, c *column) error {
	c.dict = nil
	seen := map[[4]uint32]uint32{}
	c.codes = newCodes(g.s.rows, 1<<32)
	for pos := range uint32(g.s.rows) {
		if pos&0xffff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		group := g.at(pos)
		code, ok := seen[group]
		if !ok {
			code = uint32(len(c.dict))
			seen[group] = code
			c.dict = append(c.dict, g.texts(group))
		}
		c.codes.put(pos, code)
	}
	return nil
}
