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

// ImportAll reads exports into the workspace, for a program that ends
// afterwards: the engine does not take the new entries in. got is called with
// each receipt. It ends with the first error; what was imported before stays.
func (s *Session) ImportAll(ctx context.Context, exports []workspace.Export, p func(export int) func(done, total int64), got func(export int, r workspace.Receipt) error) error {
	if s.ReadOnly() {
		return fault.New(fault.Unusable, "%s Open or make another workspace to import into.", s.whyReadOnly())
	}
	for i := range exports {
		exports[i].Origin.Importer = s.Author()
	}
	err := s.ws.ImportAll(ctx, exports, p, func(export int, r workspace.Receipt) error {
		s.wrote.Store(true)
		return got(export, r)
	})
	if err != nil {
		return err
	}
	return s.takeLists(ctx)
}

// WorkspaceFor returns a free path in the data folder for a workspace that is
// named after an export.
func WorkspaceFor(export string) (string, error) {
	name := filepath.Base(export)
	name = strings.TrimSuffix(name, filepath.Ext(name))
	return FreePath(DataFolder(), name)
}
