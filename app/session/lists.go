package session

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"strings"

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
	rows, err := s.ws.ListRows(ctx)
	if err != nil {
		return err
	}
	d := entities.New(rows)
	s.engine.SetDirectory(d)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listed, s.directory = key.String(), d
	return nil
}

// ListFindings tells where the reference lists contradict each other or
// themselves.
func (s *Session) ListFindings() []entities.Finding {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.directory == nil {
		return nil
	}
	return s.directory.Findings()
}

// Untold tells what a filter asks for and the log, with the reference lists
// that there are, cannot tell.
func (s *Session) Untold(ctx context.Context, f query.Filter) ([]string, error) {
	return s.engine.Untold(ctx, f)
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
