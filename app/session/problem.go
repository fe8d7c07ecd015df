package session

import (
	"context"
	"slices"

	"probity/data/entry"
	"probity/data/query"
)

// RowOf finds the entry that a problem is about; ok is false where it is about
// none, or one that is not shown.
func (s *Session) RowOf(p Problem) (row query.Row, ok bool) {
	switch {
	case p.Row < 1:
		return 0, false
	case s.opened != nil:
		i, found := s.opened.Index(p.Row)
		if !found || p.What == "event" {
			return 0, false
		}
		return s.engine.RowOf(s.opened.Entries[i].Identity)
	case group(p.What) != "record" && group(p.What) != "column":
		return 0, false
	}
	parts, err := s.ws.Parts()
	if err != nil {
		return 0, false
	}
	for _, part := range parts {
		if part.Name != p.File {
			continue
		}
		records, err := s.ws.Ints(context.Background(), part.Key, "record")
		if err != nil {
			return 0, false
		}
		at, found := slices.BinarySearch(records, p.Row-1)
		if !found {
			continue
		}
		offsets, err := s.ws.Ints(context.Background(), part.Key, "offset")
		if err != nil {
			return 0, false
		}
		return s.engine.RowOf(entry.Identity{Source: part.Source, Member: part.Member, Offset: offsets[at]})
	}
	return 0, false
}
