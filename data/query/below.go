package query

import (
	"slices"
)

// below adds the positions whose entity is one of tops or lies below it.
func (v *evaluation) below(names []string, tops []string, out set) error {
	for _, name := range withOwners(names) {
		c, err := v.s.entityColumn(v.ctx, name)
		if err != nil {
			return err
		}
		if c == nil {
			continue
		}
		for _, p := range v.s.periods() {
			table, any := make([]uint8, max(c.dict.len(), 256)), false
			for code, text := range c.dict.all() {
				if text != "" && slices.ContainsFunc(tops, func(top string) bool { return p.Within(text, top) }) {
					table[code], any = 1, true
				}
			}
			if !any {
				continue
			}
			found, within := newSet(v.s.rows), newSet(v.s.rows)
			if err := v.scan(c, table, found); err != nil {
				return err
			}
			within.fill(p.from, p.to)
			found.and(within)
			out.or(found)
		}
	}
	return v.ctx.Err()
}

// withOwners adds to columns of known entities those of their owners.
func withOwners(names []string) []string {
	var out []string
	for _, name := range names {
		switch name {
		case knownActorEntity:
			out = append(out, name, actorOwner)
		case knownTargetEntity:
			out = append(out, name, targetOwner)
		}
	}
	return out
}

// subtrees adds what lies below entities, and gives the other values of a
// leaf. Without lists nothing is known to lie below an entity but itself.
func (v *evaluation) subtrees(n *node, names []string, out set) ([]value, error) {
	if !isEntity(n.field.name) || v.s.dir() == nil {
		return n.values, nil
	}
	var tops []string
	rest := slices.DeleteFunc(slices.Clone(n.values), func(one value) bool {
		if one.kind != subtree || one.text == "" {
			return false
		}
		tops = append(tops, one.text)
		return true
	})
	if tops == nil {
		return rest, nil
	}
	return rest, v.below(names, tops, out)
}
