package session

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"probity/data/entities"
	"probity/data/query"
	"probity/data/workspace"
)

// Lists gives the reference lists that were imported, in the order of import;
// none for a bundle.
func (s *Session) Lists() ([]workspace.Source, error) {
	if s.ws == nil {
		return nil, nil
	}
	return s.ws.Lists()
}

// WithdrawnLists gives the reference lists that were withdrawn; none for a
// bundle.
func (s *Session) WithdrawnLists() ([]workspace.Source, error) {
	if s.ws == nil {
		return nil, nil
	}
	return s.ws.WithdrawnLists()
}

// takeLists tells the engine what the reference lists say, where that changed.
func (s *Session) takeLists(ctx context.Context) error {
	lists, err := s.ws.Lists()
	if err != nil {
		return err
	}
	var key strings.Builder
	for _, l := range lists {
		settings, err := json.Marshal(l.Reading)
		if err != nil {
			return err
		}
		key.WriteString(hex.EncodeToString(l.SHA256[:]) + " " + l.Name + " ")
		key.Write(settings)
	}
	s.mu.Lock()
	same := s.listed == key.String()
	s.mu.Unlock()
	if same {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listed, s.directory = key.String(), nil
	if len(lists) == 0 {
		s.engine.SetDirectory(nil)
		return nil
	}
	s.hurtLists.Store(nil)
	s.directory = sync.OnceValue(func() *entities.Directory { return s.readLists(context.WithoutCancel(ctx)) })
	s.engine.SetDirectory(s.directory)
	return nil
}

// HasLists tells whether reference lists were imported.
func (s *Session) HasLists() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.directory != nil
}

// readLists reads what the lists say. Lists that cannot be read say nothing, and
// a finding tells why.
func (s *Session) readLists(ctx context.Context) *entities.Directory {
	rows, err := s.ws.ListRows(ctx)
	if err != nil {
		s.hurtLists.Store(&err)
		return entities.Unreadable(err)
	}
	return entities.New(rows)
}

// ListFindings tells where the reference lists contradict each other or
// themselves.
func (s *Session) ListFindings() []entities.Finding {
	s.mu.Lock()
	read := s.directory
	s.mu.Unlock()
	if read == nil {
		return nil
	}
	return read().Findings()
}

// Untold tells what a filter asks for and the log, with the reference lists
// that there are, cannot tell.
func (s *Session) Untold(ctx context.Context, f query.Filter) ([]string, error) {
	told, err := s.engine.Untold(ctx, f)
	if _, hurt := s.ListDamage(); err == nil && hurt != "" && len(told) > 0 {
		told = []string{"What the reference lists say cannot be told: they were imported, but cannot be read. " + hurt}
	}
	return told, err
}

// ListDamage tells which reference list could not be read, and why; detail is
// empty where all could, or where nothing has asked for them yet.
func (s *Session) ListDamage() (list, detail string) {
	err := s.hurtLists.Load()
	if err == nil {
		return "", ""
	}
	var of *workspace.ListError
	if errors.As(*err, &of) {
		list = of.List
	}
	return list, (*err).Error()
}

// addListed adds to an entry's object what reference lists say of it, under
// keys of its own.
func addListed(o map[string]string, l *query.Listed) {
	if l == nil {
		return
	}
	for side, b := range map[string]*query.Belonging{"actor": l.Actor, "target": l.Target} {
		if b == nil {
			continue
		}
		o["listed."+side+"_entity"] = b.Entity
		o["listed."+side+"_list"] = b.List
		if len(b.Above) > 0 {
			o["listed."+side+"_above"] = strings.Join(b.Above, " / ")
		}
	}
	o["listed.own"] = l.Own
}
