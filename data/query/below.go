package query

import (
	"slices"
)

// below adds the positions whose entity is one of tops or lies below it.
func (v *evaluation) below(names []string, tops []string, out set) error {
	for _, name := range names {
		c, err := v.s.column(v.ctx, name)
		if err != nil {
			return err
		}
		if c == nil {
			continue
		}
		for _, p := range v.s.periods() {
			inside := func(text string) bool {
				return text != "" && slices.ContainsFunc(tops, func(top string) bool { return p.Within(text, top) })
			}
			table, any := make([]uint8, max(len(c.dict), 256)), c.mixed
			for code, text := range c.dict {
				if int(code) != c.arenaCode() && inside(text) {
					table[code], any = 1, true
				}
			}
			if !any {
				continue
			}
			found := newSet(v.s.rows)
			if err := v.scan(c, table, found); err != nil {
				return err
			}
			if c.mixed {
				for pos := p.from; pos < p.to; pos++ {
					if int(c.codes.at(uint32(pos))) == c.arenaCode() && inside(c.at(v.s, v.s.rowAt[pos])) {
						found.add(uint32(pos))
					}
				}
			}
			within := newSet(v.s.rows)
			within.fill(p.from, p.to)
			found.and(within)
			out.or(found)
		}
	}
	return v.ctx.Err()
}

// subtrees adds what lies below entities, and gives the other values of a
// leaf. Without lists nothing is known to lie below an entity but itself.
func (v *evaluation) subtrees(n *node, names []string, out set) ([]value, error) {
	if v.s.dir == nil || !isEntity(n.field.name) {
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
