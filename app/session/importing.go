package session

import (
	"context"
	"path/filepath"
	"strings"

	"probity/data/fault"
	"probity/data/intake"
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

// WorkspaceFor returns a free path in the data folder for a workspace that is
// named after an export.
func WorkspaceFor(export string) (string, error) {
	name := filepath.Base(export)
	name = strings.TrimSuffix(name, filepath.Ext(name))
	return FreePath(DataFolder(), name)
}
