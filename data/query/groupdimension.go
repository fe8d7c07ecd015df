package query

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"
)

// dimension is a field by which entries are grouped.
type dimension struct {
	name string
	n    int                            // of values
	of   func(pos uint32) (a, b uint32) // the numbers of the entry's values; b is none where it has one
	text func(number uint32) string
}

const none = math.MaxUint32

// dimension makes the field of that name ready.
func (e *Engine) dimension(g *grouper, name string, zone *time.Location) (*dimension, error) {
	s, ctx := g.s, g.ctx
	if slices.Contains(units, name) {
		return s.timeDimension(ctx, name, zone)
	}
	f, ok := lookupField(name)
	switch {
	case !ok && s.forms[name] != nil:
		f = field{name: name, columns: []string{name}}
	case !ok:
		return nil, fmt.Errorf("there is no field %s to group by", name)
	case f.name == fieldStatus:
		status := e.reviewed(s).status
		return &dimension{f.name, len(Statuses), func(pos uint32) (uint32, uint32) { return uint32(status[pos]), none }, func(n uint32) string { return Statuses[n] }}, nil
	case f.name == fieldDate:
		return nil, fmt.Errorf("entries are grouped by hour, day, week, month or year, not by %s", name)
	case len(f.columns) == 0:
		return nil, fmt.Errorf("entries cannot be grouped by %s", name)
	}
	var parts []*dimension
	existing, err := s.existing(ctx, f)
	if err != nil {
		return nil, err
	}
	for _, name := range existing {
		d, err := g.columnDimension(name)
		if err != nil {
			return nil, err
		}
		if d != nil {
			parts = append(parts, d)
		}
	}
	switch {
	case len(parts) == 0:
		return &dimension{f.name, 1, func(uint32) (uint32, uint32) { return 0, none }, func(uint32) string { return "" }}, nil
	case len(parts) == 1:
		parts[0].name = f.name
		return parts[0], nil
	}
	return joined(f.name, parts[0], parts[1]), nil
}

// joined makes one field of two columns: of both entities, or of a name and the
// id in its stead. Equal texts get one number.
func joined(name string, a, b *dimension) *dimension {
	texts := make([]string, a.n, a.n+b.n)
	index := make(map[string]uint32, a.n+b.n)
	for i := range a.n {
		texts[i] = a.text(uint32(i))
		index[texts[i]] = uint32(i)
	}
	remap := make([]uint32, b.n)
	for i := range b.n {
		text := b.text(uint32(i))
		to, ok := index[text]
		if !ok {
			to = uint32(len(texts))
			texts = append(texts, text)
			index[text] = to
		}
		remap[i] = to
	}
	empty := index[""] // code 0 of the first
	d := &dimension{name: name, n: len(texts), text: func(n uint32) string { return texts[n] }}
	d.of = func(pos uint32) (uint32, uint32) {
		x, _ := a.of(pos)
		y, _ := b.of(pos)
		y = remap[y]
		switch {
		case x == empty:
			return y, none
		case y == empty || y == x || name != fieldEntity:
			return x, none
		}
		return x, y
	}
	return d
}

// columnDimension numbers the values of a column; nil where it does not occur.
func (g *grouper) columnDimension(name string) (*dimension, error) {
	c, err := g.s.column(g.ctx, name)
	if err != nil || c == nil {
		return nil, err
	}
	d := &dimension{name: name, n: c.dict.len(), of: func(pos uint32) (uint32, uint32) { return c.codes.at(pos), none }, text: func(n uint32) string { return c.dict.at(n) }}
	if !c.mixed {
		return d, nil
	}
	in, numbers := newInterner(g.entries), make([]uint32, g.s.rows)
	for _, value := range c.dict.stretch(0, c.dict.len()-1) {
		in.id(bytesOf(value)) // their codes are their numbers
	}
	own := make([]*interner, workersFor(g.s.rows))
	for w := range own {
		own[w] = newInterner(g.entries)
	}
	worker := make([]uint8, g.s.rows)
	err = g.s.eachText(g.ctx, c, g.found, func(w int, pos uint32, text []byte) { numbers[pos], worker[pos] = own[w].id(text), uint8(w) })
	if err != nil {
		return nil, err
	}
	maps := make([][]uint32, len(own))
	for w, one := range own {
		for _, text := range one.texts {
			maps[w] = append(maps[w], in.id(text))
		}
	}
	code, steps := uint32(c.arenaCode()), 0
	g.found.each(func(pos uint32) {
		if steps++; steps&0xffff == 0 && g.ctx.Err() != nil {
			return
		}
		if has := c.codes.at(pos); has != code {
			numbers[pos] = has
		} else {
			numbers[pos] = maps[worker[pos]][numbers[pos]]
		}
	})
	d.n, d.of, d.text = len(in.texts), func(pos uint32) (uint32, uint32) { return numbers[pos], none }, func(n uint32) string { return string(in.texts[n]) }
	return d, g.ctx.Err()
}

// timeDimension numbers stretches of time, 0 for entries without one.
func (s *snapshot) timeDimension(ctx context.Context, unit string, zone *time.Location) (*dimension, error) {
	e, err := s.edgesOf(ctx, unit, zone)
	if err != nil {
		return nil, err
	}
	layout := map[string]string{"hour": "2006-01-02T15:04Z07:00", "month": "2006-01", "year": "2006"}[e.unit]
	if layout == "" {
		layout = time.DateOnly
	}
	last := uint32(len(e.from)) // positions ascend as time goes back
	of := func(pos uint32) (uint32, uint32) {
		if int(pos) >= s.timed {
			return 0, none
		}
		low, high := uint32(0), last // the first stretch whose first position is not behind pos
		for low < high {
			if middle := (low + high) / 2; e.first[middle] <= pos {
				high = middle
			} else {
				low = middle + 1
			}
		}
		return low + 1, none
	}
	return &dimension{e.unit, len(e.from) + 1, of, func(n uint32) string {
		if n == 0 {
			return ""
		}
		return e.from[n-1].Format(layout)
	}}, nil
}
