package query

import "strconv"

// reach is a stretch of positions, those of a period.
type reach struct{ from, to int } // to is not part

// reachOf gives the positions that periods among nodes, all of which must hold,
// leave over: other columns need not be looked at elsewhere. It is nil where that
// is most of the log, since answers about all of it serve the next filter, too.
func (s *snapshot) reachOf(nodes []*node) *reach {
	r := reach{0, s.rows}
	for _, n := range nodes {
		if n.kind != leafNode || n.field.name != fieldDate {
			continue
		}
		any := reach{s.rows, 0}
		for _, one := range n.values {
			from, to := s.between(one.period)
			any = reach{min(any.from, from), max(any.to, to)}
		}
		r = reach{max(r.from, any.from), min(r.to, any.to)}
	}
	if r.to = max(r.to, r.from); 2*(r.to-r.from) > s.rows {
		return nil
	}
	return &r
}

func (r *reach) key() string {
	return " from " + strconv.Itoa(r.from) + " to " + strconv.Itoa(r.to)
}

// holds reports whether what is right in r is right in other; nil is everywhere.
func (r *reach) holds(other *reach) bool {
	return r == nil || other != nil && r.from <= other.from && other.to <= r.to
}

// scan adds the positions whose code the table marks, as far as they are asked
// for.
func (v *evaluation) scan(c *column, table []uint8, out set) error {
	first, to := 0, v.s.rows
	if v.asked != nil {
		first, to = v.asked.from&^63, v.asked.to
	}
	return inParallel(v.ctx, to-first, func(_, from, to int) {
		c.codes.scan(first+from, first+to, table, out[(first+from)/64:])
	})
}
