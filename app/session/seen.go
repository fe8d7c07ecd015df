package session

import (
	"context"

	"probity/data/query"
	"probity/data/workspace"
)

// Seen lists the other imports in which a row's record was seen, or is missing;
// none for a bundle. It takes some milliseconds per million records.
func (s *Session) Seen(ctx context.Context, row query.Row) ([]workspace.Sighting, error) {
	if s.ws == nil {
		return nil, nil
	}
	return s.ws.Seen(ctx, s.engine.Identity(row))
}

// Occurrences calls yield with every record that several imports have in
// common, or that a later one lacks; none for a bundle.
func (s *Session) Occurrences(ctx context.Context, yield func(workspace.Occurrence) error) error {
	if s.ws == nil {
		return nil
	}
	return s.ws.Occurrences(ctx, yield)
}
