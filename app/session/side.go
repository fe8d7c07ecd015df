package session

import (
	"context"
	"slices"

	"probity/data/compare"
	"probity/data/entry"
	"probity/data/fault"
	"probity/data/query"
)

// Side gives an import of the workspace, by the name of its file, for a
// comparison.
func (s *Session) Side(ctx context.Context, name string) (compare.Side, error) {
	engine := s.engine
	if s.ws != nil {
		// Also what is hidden because another import holds it too.
		var err error
		if engine, err = query.New(ctx, s.ws.Everything()); err != nil {
			return compare.Side{}, err
		}
	}
	f := query.Filter{}.With("source", name)
	result, err := engine.Run(ctx, f, query.Sort{})
	if err != nil {
		return compare.Side{}, err
	}
	if result.Len() == 0 {
		return compare.Side{}, fault.New(fault.Unusable, "%s has no import named %s", s.Name(), name)
	}
	rows := make([]query.Row, result.Len())
	for i := range rows {
		rows[i] = result.Row(i)
	}
	slices.Sort(rows)
	return compare.Side{Name: name, Entries: func(ctx context.Context, yield func(*entry.Entry) error) error {
		reader := engine.Reader(rows)
		for i := range rows {
			e, err := reader.Entry(ctx, i)
			if err != nil {
				return err
			}
			if err := yield(e); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}
