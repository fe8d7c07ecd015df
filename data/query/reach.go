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

// between gives the positions of a period.
func (s *snapshot) between(p period) (from, to int) {
	from = s.notBefore(p.to, s.timed)
	if p.to == openTo {
		from = 0
	}
	return from, max(from, s.notBefore(p.from, s.timed))
}

// notBefore counts the positions below end whose time is not before limit.
func (s *snapshot) notBefore(limit int64, end int) int {
	low, high := 0, end
	for low < high {
		if middle := (low + high) / 2; s.times.at(middle) >= limit {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

func (r *reach) key() string {
	return " from " + strconv.Itoa(r.from) + " to " + strconv.Itoa(r.to)
}

// holds reports whether what is right in r is right in other; nil is everywhere.
func (r *reach) holds(other *reach) bool {
	return r == nil || other != nil && r.from <= other.from && other.to <= r.to
}

// words gives the part of a set that is asked for.
func (v *evaluation) words(s set) set {
	if v.asked == nil {
		return s
	}
	return s[v.asked.from/64 : (v.asked.to+63)/64]
}

// clearBeyond takes away what lies in words that are not asked for.
func (v *evaluation) clearBeyond(s set) {
	if v.asked != nil {
		clear(s[:v.asked.from/64])
		clear(s[(v.asked.to+63)/64:])
	}
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
