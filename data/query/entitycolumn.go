package query

import (
	"context"
	"slices"
	"sync"

	"probity/data/entities"
	"probity/data/entry"
)

// entityLoader makes the column of known entities, or of owners, of the actor
// or the target. It goes through the log segment by segment, on all processors.
type entityLoader struct {
	s     *snapshot
	ctx   context.Context
	names *naming

	recorded *telling // nil where the log records none, and for owners
	kinds    *telling // whether an id is a customer's; nil: every one is
	ids, by  *telling // an id counts before a name
}

func (s *snapshot) loadEntity(ctx context.Context, c *column, recorded string) error {
	l := &entityLoader{s: s, ctx: ctx, names: newNaming(s.dir())}
	if err := l.prepare(recorded, c.name == actorOwner || c.name == targetOwner); err != nil {
		return err
	}
	out := newCodes(s.rows, l.most())
	workers := make([]entityWorker, workersFor(s.rows))
	for w := range workers {
		workers[w] = entityWorker{l: l, out: &out, recorded: l.recorded.reader(), kinds: l.kinds.reader(), ids: l.ids.reader(), by: l.by.reader()}
	}
	err := s.eachSegment(ctx, nil, func(w, i int) error { return workers[w].segment(i) })
	if err != nil {
		return err
	}
	c.codes = out
	c.dict, err = dictionaryOf(l.names.dict)
	return err
}

// prepare finds out from which columns the entity or the owner is known.
func (l *entityLoader) prepare(recorded string, owners bool) (err error) {
	d := l.s.dir()
	take := func(name string, of func(text string) []span) (*telling, error) { return l.s.telling(l.ctx, name, of) }
	listed := func(of func(string) []entities.Stretch) func(string) []span {
		return func(text string) []span {
			if text == "" {
				return nil
			}
			return spansOf(of(text))
		}
	}
	switch {
	case owners && d == nil:
		return nil
	case owners:
		l.by, err = take(recorded, listed(func(entity string) []entities.Stretch {
			if d.Knows(entity) {
				return nil
			}
			return d.Customer(entity)
		}))
		return err
	}
	l.recorded, err = take(recorded, func(text string) []span {
		if text == "" {
			return nil
		}
		return []span{{entities.Always, entities.Forever, l.names.code(text)}}
	})
	if err != nil || d == nil {
		return err
	}
	if recorded == entry.ActorEntity {
		l.by, err = take(entry.Actor, listed(d.Operator))
		return err
	}
	if l.kinds, err = take(entry.TargetType, func(kind string) []span {
		if isCustomer(kind) {
			return []span{{}}
		}
		return nil
	}); err != nil {
		return err
	}
	if l.ids, err = take(entry.TargetID, listed(d.CustomerID)); err != nil {
		return err
	}
	l.by, err = take(entry.TargetName, listed(d.Customer))
	return err
}

// most is how many entities there can be, as far as that is known.
func (l *entityLoader) most() int {
	n := 1
	if d := l.s.dir(); d != nil {
		n = len(d.Entities())
	}
	switch {
	case l.recorded == nil:
	case l.recorded.c == nil || l.recorded.c.mixed:
		return 1 << 32
	default:
		n += l.recorded.c.dict.len()
	}
	return n
}

// entityWorker goes through segments; each processor has one.
type entityWorker struct {
	l                        *entityLoader
	out                      *codes
	recorded, kinds, ids, by *toldReader // nil where there is no such column
	todo, rest, customers    []uint32    // rows of the segment
}

func (w *entityWorker) segment(i int) error {
	if w.todo = w.todo[:0]; w.recorded == nil && w.ids == nil && w.by == nil {
		return nil
	}
	for row := range uint32(w.l.s.segments[i].rows) {
		w.todo = append(w.todo, row)
	}
	if err := w.tell(w.recorded, i, w.todo); err != nil {
		return err
	}
	if w.ids != nil {
		if w.kinds == nil {
			w.customers = append(w.customers[:0], w.todo...)
		} else {
			w.customers = w.customers[:0]
			err := w.kinds.each(w.l.ctx, i, w.todo, func(row uint32, list []span) {
				if len(list) > 0 {
					w.customers = append(w.customers, row)
				}
			})
			if err != nil {
				return err
			}
		}
		if err := w.tell(w.ids, i, w.customers); err != nil {
			return err
		}
	}
	return w.tell(w.by, i, w.todo)
}

// tell puts what a column tells of some of the rows, and leaves those to do of
// which it tells nothing.
func (w *entityWorker) tell(r *toldReader, i int, rows []uint32) error {
	if r == nil {
		return nil
	}
	seg := &w.l.s.segments[i]
	positions := w.l.s.posOf[seg.base : int(seg.base)+seg.rows]
	told := w.rest[:0]
	err := r.each(w.l.ctx, i, rows, func(row uint32, list []span) {
		if len(list) > 0 {
			told = append(told, row)
			if code := w.l.during(list, positions[row]); code != 0 {
				w.out.put(positions[row], code)
			}
		}
	})
	w.rest = told
	w.todo = without(w.todo, told)
	return err
}

// without takes numbers out of others; both ascend.
func without(all, some []uint32) []uint32 {
	out := all[:0]
	for _, n := range all {
		if len(some) > 0 && some[0] == n {
			some = some[1:]
			continue
		}
		out = append(out, n)
	}
	return out
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

// span is a stretch with the code of its entity.
type span struct {
	from, to entry.Micros
	code     uint32
}

func spansOf(list []entities.Stretch) []span {
	out := make([]span, len(list))
	for i, one := range list {
		out[i] = span{one.From, one.To, one.Number}
	}
	return out
}

// naming gives entities codes of a dictionary: to those of the lists their
// numbers, to others the next ones.
type naming struct {
	mu    sync.Mutex
	dict  []string
	index map[string]uint32
}

func newNaming(d *entities.Directory) *naming {
	n := &naming{dict: []string{""}, index: map[string]uint32{}}
	if d != nil {
		n.dict = slices.Clone(d.Entities())
	}
	for code, text := range n.dict {
		n.index[text] = uint32(code)
	}
	return n
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
