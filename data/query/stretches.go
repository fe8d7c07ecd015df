package query

import (
	"context"
	"fmt"
)

// Stretch is a run of entries of a result, one after the other, that share the
// value of a field.
type Stretch struct {
	Text  string // empty where the field is
	Count int
}

// Stretches parts a result into runs of entries that share the value of a
// field: when it is sorted by that field, its groups in their order.
func (r *Result) Stretches(ctx context.Context, e *Engine, name string) ([]Stretch, error) {
	if name == fieldStatus {
		status := e.reviewed(r.s).status
		return r.stretches(ctx, func(pos uint32) uint32 { return uint32(status[pos]) }, func(pos uint32) (string, error) {
			return Statuses[status[pos]], nil
		}, -1)
	}
	f, ok := lookupField(name)
	if !ok || len(f.columns) == 0 {
		f = field{name: name, columns: []string{name}}
	}
	c, err := r.s.firstColumn(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("group by %s: %w", Typed(name), err)
	}
	if c == nil {
		if r.Len() == 0 {
			return nil, nil
		}
		return []Stretch{{Count: r.Len()}}, nil
	}
	return r.stretches(ctx, c.codes.at, func(pos uint32) (string, error) { return c.at(ctx, r.s, r.s.rowAt[pos]) }, c.arenaCode())
}

// stretches compares codes; those that stand for long texts by the text.
func (r *Result) stretches(ctx context.Context, code func(uint32) uint32, text func(uint32) (string, error), long int) ([]Stretch, error) {
	var out []Stretch
	last := uint32(0)
	for i := range r.Len() {
		if i&0xffff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		pos := r.position(i)
		now := code(pos)
		if i > 0 && now == last && int(now) != long {
			out[len(out)-1].Count++
			continue
		}
		last = now
		value, err := text(pos)
		if err != nil {
			return nil, err
		}
		if n := len(out); n > 0 && out[n-1].Text == value {
			out[n-1].Count++
			continue
		}
		out = append(out, Stretch{value, 1})
	}
	return out, nil
}
