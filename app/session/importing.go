package session

import (
	"context"
	"path/filepath"
	"strings"

	"probity/data/fault"
	"probity/data/intake"
	"probity/data/query"
	"probity/data/workspace"
)

// Import reads an export into the workspace and takes the new entries in.
func (s *Session) Import(ctx context.Context, path string, rd *intake.Reading, origin workspace.Origin, p Progress) (workspace.Receipt, error) {
	if s.ReadOnly() {
		return workspace.Receipt{}, fault.New(fault.Unusable, "%s Open or make another workspace to import into.", s.whyReadOnly())
	}
	origin.Importer = s.Author()
	receipt, err := s.ws.Import(ctx, path, rd, origin, p)
	if err != nil {
		return receipt, err
	}
	s.wrote.Store(true)
	return receipt, s.reload(ctx)
}

// Undated counts the entries of an import that have no readable time, and gives
// the number of the first one's record (1-based).
func (s *Session) Undated(ctx context.Context, name string) (n int, first int64, err error) {
	f, err := query.Parse("-has:time", query.Moment{Zone: s.Zone()})
	if err != nil {
		return 0, 0, err
	}
	result, err := s.engine.Run(ctx, f.With("source", name), query.Sort{})
	if err != nil || result.Len() == 0 {
		return 0, 0, err
	}
	// Among entries without a time, those of later records come first.
	e, err := s.engine.Entry(ctx, result.Row(result.Len()-1))
	if err != nil {
		return 0, 0, err
	}
	return result.Len(), e.Record, nil
}

// WorkspaceFor returns a free path in the data folder for a workspace that is
// named after an export.
func WorkspaceFor(export string) (string, error) {
	name := filepath.Base(export)
	name = strings.TrimSuffix(name, filepath.Ext(name))
	return FreePath(DataFolder(), name)
}
