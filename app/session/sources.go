package session

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"probity/data/fault"
	"probity/data/workspace"
)

// Source finds an import, a log or a reference list, by what a person calls it: the name of its file, or
// the beginning of its SHA-256 (at least 6 digits).
func (s *Session) Source(name string) (workspace.Source, error) {
	if s.ws == nil {
		return workspace.Source{}, fault.New(fault.Unusable, "%s is a bundle; only a workspace has imports", s.Name())
	}
	sources, err := both(s.ws.Sources, s.ws.Lists)
	if err != nil {
		return workspace.Source{}, err
	}
	found, err := s.pick(sources, name)
	if err != nil || found != nil {
		return *found, err
	}
	gone, err := both(s.ws.Withdrawn, s.ws.WithdrawnLists)
	if err != nil {
		return workspace.Source{}, err
	}
	if found, err = s.pick(gone, name); err != nil {
		return workspace.Source{}, err
	}
	if found != nil {
		return *found, fault.New(fault.Unusable, "%s was withdrawn. Import the file again to have it back.", found.Name)
	}
	names := make([]string, len(sources))
	for i := range sources {
		names[i] = sources[i].Name
	}
	return workspace.Source{}, fault.New(fault.Unusable, "%s has no import named %s; it has %s", s.Name(), name, strings.Join(names, ", "))
}

// both gives logs and reference lists.
func both(logs, lists func() ([]workspace.Source, error)) ([]workspace.Source, error) {
	a, err := logs()
	if err != nil {
		return nil, err
	}
	b, err := lists()
	return append(a, b...), err
}

// pick finds the one source that is meant, nil where none is.
func (s *Session) pick(sources []workspace.Source, name string) (*workspace.Source, error) {
	const least = 6
	var found []workspace.Source
	for _, src := range sources {
		sum := hex.EncodeToString(src.SHA256[:])
		if src.Name == name || len(name) >= least && strings.HasPrefix(sum, strings.ToLower(name)) {
			found = append(found, src)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		return &found[0], nil
	}
	var sums []string
	for _, src := range found {
		sums = append(sums, hex.EncodeToString(src.SHA256[:6]))
	}
	slices.Sort(sums)
	return &found[0], fault.New(fault.Unusable, "%s has %d imports named %s; name one by its SHA-256: %s", s.Name(), len(found), name, strings.Join(sums, ", "))
}

// Withdrawn lists the imports that were withdrawn; none for a bundle.
func (s *Session) Withdrawn() ([]workspace.Source, error) {
	if s.ws == nil {
		return nil, nil
	}
	return s.ws.Withdrawn()
}

// PreviewWithdraw tells what Withdraw would take out of view, notes included.
func (s *Session) PreviewWithdraw(ctx context.Context, source [32]byte) (workspace.Change, error) {
	if err := s.writable(); err != nil {
		return workspace.Change{}, err
	}
	return s.ws.PreviewWithdraw(ctx, source)
}

// Withdraw takes an import out of view. Its bytes stay; importing the same file
// again brings it back, with its notes. Rows are numbered anew.
func (s *Session) Withdraw(ctx context.Context, source [32]byte, reason string) (workspace.Change, error) {
	if err := s.writable(); err != nil {
		return workspace.Change{}, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return workspace.Change{}, fault.New(fault.Unusable, "say why it is withdrawn; the reason is kept in the journal")
	}
	change, err := s.ws.Withdraw(ctx, source, s.Author(), reason)
	if err != nil {
		return change, err
	}
	s.wrote.Store(true)
	return change, s.reload(ctx)
}

func (s *Session) writable() error {
	if s.ws == nil {
		return fault.New(fault.Unusable, "%s is a bundle, which is never changed; open the workspace it came from", s.Name())
	}
	if s.ReadOnly() {
		return fault.New(fault.Unusable, "%s", s.ws.WhyReadOnly())
	}
	return nil
}
