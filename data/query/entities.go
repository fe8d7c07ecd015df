package query

import (
	"context"
	"slices"

	"probity/data/entities"
	"probity/data/entry"
)

// Columns that are worked out from the log and the reference lists. They have
// the recorded entity and, where a record has none, the one that a list gives
// at the entry's time; fieldOwn has yes, no or unknown.
const (
	knownActorEntity  = "\x00actor_entity"
	knownTargetEntity = "\x00target_entity"
	fieldOwn          = "own"
)

// SetDirectory tells the engine what the reference lists say, nil for nothing.
// Rows keep their numbers.
func (e *Engine) SetDirectory(d *entities.Directory) {
	e.reload.Lock()
	defer e.reload.Unlock()
	if d != nil && d.Len() == 0 {
		d = nil
	}
	if old := e.now.Load(); old.dir != d {
		e.now.Store(old.with(d))
	}
}

// with gives the same log beside other lists.
func (s *snapshot) with(d *entities.Directory) *snapshot {
	out := &snapshot{
		store: s.store, parts: s.parts, rows: s.rows, generation: s.generation, timed: s.timed, times: s.times,
		rowAt: s.rowAt, posOf: s.posOf, fields: s.fields, owners: s.owners, dir: d, loaded: map[string]*column{},
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, c := range s.loaded {
		if !listed(name) {
			out.loaded[name] = c
		}
	}
	return out
}

// listed reports a column that depends on the lists.
func listed(name string) bool {
	return name == knownActorEntity || name == knownTargetEntity || name == fieldOwn
}

// computed reports a column that no part has.
func computed(name string) bool {
	return name == fieldSource || name == fieldImpersonated || listed(name)
}

// compute makes a column that no part has.
func (s *snapshot) compute(ctx context.Context, c *column) error {
	switch c.name {
	case fieldSource:
		s.loadSource(c)
		return nil
	case fieldImpersonated:
		return s.loadImpersonated(ctx, c)
	case fieldOwn:
		return s.loadOwn(ctx, c)
	}
	return s.loadEntity(ctx, c)
}

// isEntity reports a field that is about entities.
func isEntity(name string) bool {
	return name == fieldEntity || name == entry.ActorEntity || name == entry.TargetEntity
}

// known gives the columns in which entities are looked for: where there are
// lists, those that they complete.
func (s *snapshot) known(names []string) []string {
	if s.dir == nil {
		return names
	}
	out := slices.Clone(names)
	for i, name := range out {
		switch name {
		case entry.ActorEntity:
			out[i] = knownActorEntity
		case entry.TargetEntity:
			out[i] = knownTargetEntity
		}
	}
	return out
}

// loadEntity makes the column of known entities of the actor or the target.
func (s *snapshot) loadEntity(ctx context.Context, c *column) error {
	name := entry.ActorEntity
	if c.name == knownTargetEntity {
		name = entry.TargetEntity
	}
	recorded, err := s.column(ctx, name)
	if err != nil {
		return err
	}
	var lookup belonging
	if s.dir != nil {
		if lookup, err = s.belonging(ctx, name); err != nil {
			return err
		}
	}
	b := newNaming()
	var texts []uint32 // of the recorded dictionary
	if recorded != nil {
		texts = make([]uint32, len(recorded.dict))
		for i, text := range recorded.dict {
			texts[i] = b.code(text)
		}
	}
	wide := make([]uint32, s.rows)
	one := func(pos uint32) {
		if recorded != nil {
			code := recorded.codes.at(pos)
			if int(code) == recorded.arenaCode() {
				if wide[pos] = b.code(recorded.at(s, s.rowAt[pos])); wide[pos] != 0 {
					return
				}
			} else if wide[pos] = texts[code]; wide[pos] != 0 {
				return
			}
		}
		if lookup != nil {
			if r := entities.At(lookup(pos), s.timeAt(pos)); r != nil {
				wide[pos] = b.row(s.dir, r)
			}
		}
	}
	for from := 0; from < s.rows; from += 1 << 16 {
		if err := ctx.Err(); err != nil {
			return err
		}
		for pos := from; pos < min(from+1<<16, s.rows); pos++ {
			one(uint32(pos))
		}
	}
	c.dict = b.dict
	c.codes = narrowed(wide, len(b.dict))
	return nil
}

// timeAt gives the time at a position.
func (s *snapshot) timeAt(pos uint32) entry.Micros {
	if int(pos) >= s.timed {
		return entry.NoTime
	}
	return s.times[pos]
}

// naming gives entities codes of a dictionary.
type naming struct {
	dict  []string
	index map[string]uint32
	rows  map[*entities.Row]uint32
}

func newNaming() *naming {
	return &naming{dict: []string{""}, index: map[string]uint32{"": 0}, rows: map[*entities.Row]uint32{}}
}

func (n *naming) code(text string) uint32 {
	code, ok := n.index[text]
	if !ok {
		code = uint32(len(n.dict))
		n.dict, n.index[text] = append(n.dict, text), code
	}
	return code
}

func (n *naming) row(d *entities.Directory, r *entities.Row) uint32 {
	code, ok := n.rows[r]
	if !ok {
		code = n.code(d.Spelling(r.Entity))
		n.rows[r] = code
	}
	return code
}

func narrowed(wide []uint32, dict int) codes {
	if dict > 1<<16 {
		return codes{b4: wide}
	}
	out := newCodes(len(wide), dict)
	for pos, code := range wide {
		out.put(uint32(pos), code)
	}
	return out
}
