package query

import (
	"context"
	"sync"
	"sync/atomic"

	"probity/data/entities"
	"probity/data/entry"
)

// entityLoader makes the column of known entities, or of owners, of the actor
// or the target: it looks every value up once, and then only its number.
type entityLoader struct {
	s     *snapshot
	ctx   context.Context
	names *naming

	recorded *column
	texts    []uint32 // codes of the recorded dictionary's values, 0 for none

	isCustomer func(pos uint32) (bool, error) // nil where no id is looked at
	ids, by    *lookup                        // an id counts before a name

	failed atomic.Pointer[error]
}

// lookup is what lists say of the values of a column.
type lookup struct {
	name  string
	c     *column
	of    func(string) []entities.Stretch
	ends  []uint32 // by code, where its stretches end in spans
	spans []span
}

// span is a stretch with the code of its entity.
type span struct {
	from, to entry.Micros
	code     uint32
}

func (s *snapshot) loadEntity(ctx context.Context, c *column, name string) error {
	l := &entityLoader{s: s, ctx: ctx, names: newNaming()}
	var err error
	if l.recorded, err = s.column(ctx, name); err != nil {
		return err
	}
	owners := c.name == actorOwner || c.name == targetOwner
	if l.recorded != nil && !owners {
		l.texts = make([]uint32, l.recorded.dict.len())
		for code, text := range l.recorded.dict.all() {
			l.texts[code] = l.names.code(text)
		}
	}
	if s.dir() != nil {
		if err := l.lookups(name, owners); err != nil {
			return err
		}
	}
	if l.texts == nil && l.ids == nil && l.by == nil {
		c.codes = newCodes(s.rows, len(l.names.dict))
		c.dict, err = dictionaryOf(l.names.dict)
		return err
	}
	wide := make([]uint32, s.rows)
	err = inParallel(ctx, s.rows, func(_, from, to int) {
		for pos := uint32(from); pos < uint32(to); pos++ {
			wide[pos] = l.at(pos)
		}
	})
	if failed := l.failed.Load(); failed != nil {
		return *failed
	}
	if err != nil {
		return err
	}
	c.codes = narrowed(wide, len(l.names.dict))
	c.dict, err = dictionaryOf(l.names.dict)
	return err
}

// lookups makes the lists ready in which the entity or the owner is found.
func (l *entityLoader) lookups(name string, owners bool) (err error) {
	d := l.s.dir()
	switch {
	case owners:
		l.by, err = l.lookup(name, func(entity string) []entities.Stretch {
			if d.Knows(entity) {
				return nil
			}
			return d.Customer(entity)
		}, nil)
		return err
	case name == entry.ActorEntity:
		l.by, err = l.lookup(entry.Actor, d.Operator, nil)
		return err
	}
	if l.isCustomer, err = l.s.customers(l.ctx); err != nil {
		return err
	}
	if l.ids, err = l.lookup(entry.TargetID, d.CustomerID, l.isCustomer); err != nil {
		return err
	}
	l.by, err = l.lookup(entry.TargetName, d.Customer, nil)
	return err
}

// lookup looks up the values of a column, where asked is not nil those of the
// positions for which it is true; nil where there is no such column.
func (l *entityLoader) lookup(name string, of func(string) []entities.Stretch, asked func(pos uint32) (bool, error)) (*lookup, error) {
	c, err := l.s.column(l.ctx, name)
	if err != nil || c == nil {
		return nil, err
	}
	out := &lookup{name: name, c: c, of: of, ends: make([]uint32, c.dict.len())}
	wanted := fullSet(c.dict.len())
	if asked != nil {
		clear(wanted)
		for pos := range uint32(l.s.rows) {
			is, err := asked(pos)
			if err != nil {
				return nil, err
			}
			if is {
				wanted.add(c.codes.at(pos))
			}
		}
	}
	for code, text := range c.dict.all() {
		if text != "" && wanted.has(code) {
			out.spans = l.names.spans(out.spans, l.s.dir(), of(text))
		}
		out.ends[code] = uint32(len(out.spans))
	}
	return out, nil
}

// at gives the code of the entity at a position, 0 for none.
func (l *entityLoader) at(pos uint32) uint32 {
	if l.texts != nil {
		code := l.recorded.codes.at(pos)
		own := l.texts[code]
		if int(code) == l.recorded.arenaCode() {
			own = l.names.code(l.text(l.recorded.name, pos))
		}
		if own != 0 {
			return own
		}
	}
	if l.ids != nil {
		is, err := l.isCustomer(pos)
		l.fail(err)
		if is {
			if list := l.ids.at(l, pos); len(list) > 0 {
				return l.during(list, pos)
			}
		}
	}
	if l.by == nil {
		return 0
	}
	return l.during(l.by.at(l, pos), pos)
}

func (k *lookup) at(l *entityLoader, pos uint32) []span {
	code := k.c.codes.at(pos)
	if int(code) != k.c.arenaCode() {
		if code == 0 {
			return nil
		}
		return k.spans[k.ends[code-1]:k.ends[code]]
	}
	return l.names.spans(nil, l.s.dir(), k.of(l.text(k.name, pos)))
}

// during gives the entity that holds at the time of a position, as entities.At.
func (l *entityLoader) during(list []span, pos uint32) uint32 {
	if len(list) == 0 {
		return 0
	}
	if len(list) == 1 && list[0].from == entities.Always && list[0].to == entities.Forever {
		return list[0].code
	}
	t := l.s.timeAt(int(pos))
	if t == entry.NoTime {
		return 0
	}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].from <= t {
			if t < list[i].to {
				return list[i].code
			}
			return 0
		}
	}
	return 0
}

func (l *entityLoader) text(name string, pos uint32) string {
	text, err := l.s.text(l.ctx, name, l.s.rowAt[pos])
	l.fail(err)
	return text
}

func (l *entityLoader) fail(err error) {
	if err != nil {
		l.failed.CompareAndSwap(nil, &err)
	}
}

// naming gives entities codes of a dictionary.
type naming struct {
	mu    sync.Mutex
	dict  []string
	index map[string]uint32
}

func newNaming() *naming {
	return &naming{dict: []string{""}, index: map[string]uint32{"": 0}}
}

func (n *naming) code(text string) uint32 {
	n.mu.Lock()
	defer n.mu.Unlock()
	code, ok := n.index[text]
	if !ok {
		code = uint32(len(n.dict))
		n.dict, n.index[text] = append(n.dict, text), code
	}
	return code
}

// spans appends stretches with the codes of their entities.
func (n *naming) spans(to []span, d *entities.Directory, list []entities.Stretch) []span {
	for _, one := range list {
		to = append(to, span{one.From, one.To, n.code(d.Spelling(one.Row.Entity))})
	}
	return to
}
