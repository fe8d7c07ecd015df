package query

import (
	"context"
	"slices"
	"sync"

	"probity/data/entities"
	"probity/data/entry"
)

// Columns that are worked out from the log and the reference lists. The known
// entity is the recorded one and, where a record has none, the one that a list
// gives at the entry's time. The owner is that of a recorded entity which is
// itself a customer in a list and no entity there, as a creditor is.
const (
	knownActorEntity  = "\x00actor_entity"
	knownTargetEntity = "\x00target_entity"
	actorOwner        = "\x00actor_owner"
	targetOwner       = "\x00target_owner"
	entityGroup       = "\x00entity_group" // of each value of the four above one code
	fieldOwn          = "own"
)

// listed are the columns that depend on the lists.
var listed = []string{knownActorEntity, knownTargetEntity, actorOwner, targetOwner, entityGroup, fieldOwn}

// reference is what the reference lists say; they are read when somebody asks
// for it first, since long lists would keep the log from opening.
type reference struct {
	load func() *entities.Directory
	once sync.Once
	done chan struct{} // closed when they are read
	d    *entities.Directory
}

// lists waits until the reference lists are read. Whoever no longer waits does
// not keep them from being read.
func (s *snapshot) lists(ctx context.Context) error {
	l := s.reference
	if l == nil {
		return ctx.Err()
	}
	l.once.Do(func() {
		go func() {
			defer close(l.done)
			if l.d = l.load(); l.d != nil && l.d.Len() == 0 {
				l.d = nil
			}
		}()
	})
	select {
	case <-l.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// dir gives what the reference lists say, nil where there are none.
func (s *snapshot) dir() *entities.Directory {
	if s.reference == nil || s.lists(context.Background()) != nil {
		return nil
	}
	return s.reference.d
}

// SetDirectory tells the engine how to read the reference lists, nil for none.
// Rows keep their numbers.
func (e *Engine) SetDirectory(load func() *entities.Directory) {
	e.reload.Lock()
	defer e.reload.Unlock()
	old := e.now.Load()
	if load == nil {
		if old.reference != nil {
			e.now.Store(old.with(nil))
		}
		return
	}
	e.now.Store(old.with(&reference{load: load, done: make(chan struct{})}))
}

// with gives the same log beside other lists.
func (s *snapshot) with(lists *reference) *snapshot {
	out := &snapshot{
		store: s.store, pool: s.pool, parts: s.parts, segments: s.segments, rows: s.rows, generation: s.generation,
		arrangement: s.arrangement, fields: s.fields, forms: s.forms, hurt: s.hurt,
		loaded: map[string]*column{}, edges: map[edgesKey]*edges{}, reference: lists,
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, c := range s.loaded {
		if !slices.Contains(listed, name) {
			out.loaded[name] = c
		}
	}
	return out
}

// computed reports a column that no part has.
func computed(name string) bool {
	return name == fieldSource || name == fieldImpersonated || slices.Contains(listed, name)
}

// compute makes a column that no part has.
func (s *snapshot) compute(ctx context.Context, c *column) error {
	switch c.name {
	case fieldSource:
		return s.loadSource(c)
	case fieldImpersonated:
		return s.loadImpersonated(ctx, c)
	case fieldOwn:
		return s.loadOwn(ctx, c)
	case entityGroup:
		return s.loadGroups(ctx, c)
	case knownActorEntity, actorOwner:
		return s.loadEntity(ctx, c, entry.ActorEntity)
	}
	return s.loadEntity(ctx, c, entry.TargetEntity)
}

// entityColumn gives the column of known entities or of owners; nil where
// nobody has one, as where the log records no entities that could have owners.
func (s *snapshot) entityColumn(ctx context.Context, name string) (*column, error) {
	if name == actorOwner && s.forms[entry.ActorEntity] == nil || name == targetOwner && s.forms[entry.TargetEntity] == nil {
		return nil, nil
	}
	return s.column(ctx, name)
}

// isEntity reports a field that is about entities.
func isEntity(name string) bool {
	return name == fieldEntity || name == entry.ActorEntity || name == entry.TargetEntity
}

// known gives the columns in which entities are looked for: where there are
// lists, those that they complete.
func (s *snapshot) known(ctx context.Context, names []string) ([]string, error) {
	if err := s.lists(ctx); err != nil || s.dir() == nil {
		return names, err
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
	return out, nil
}
