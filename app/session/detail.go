package session

import (
	"context"
	"slices"

	"probity/data/entry"
	"probity/data/intake"
	"probity/data/query"
	"probity/data/review"
)

// Neighbour is an entry shortly before or after another in the whole log.
type Neighbour struct {
	Row    query.Row
	Time   entry.Micros
	Action string
	Actor  string
	Target string
}

// Detail is everything that is known of one entry.
type Detail struct {
	Row     query.Row
	Entry   *entry.Entry
	Raw     []byte          // the record's original bytes; nil where they are not at hand (a bundle)
	Reading *intake.Reading // how its source was read; nil in a bundle
	Before  []Neighbour     // oldest first
	After   []Neighbour     // oldest first
	State   review.State
	Listed  *query.Listed // what reference lists say; nil where there are none
	// Acting is who was likely acting behind the recorded actor, inferred from the
	// rest of the log; nil where nothing tells so, or the entry itself does.
	Acting *query.Impersonation
}

// neighbours is how many entries before and after are shown.
const neighbours = 3

// Detail collects what is known of a row.
func (s *Session) Detail(ctx context.Context, row query.Row) (*Detail, error) {
	e, err := s.engine.Entry(ctx, row)
	if err != nil {
		return nil, err
	}
	d := &Detail{Row: row, Entry: e, State: s.State(row)}
	if d.Listed, err = s.engine.Listed(ctx, row); err != nil {
		return nil, err
	}
	before, after := s.engine.Around(ctx, row, neighbours)
	slices.Reverse(before) // the nearest came first
	d.Before, d.After = s.neighbours(ctx, before), s.neighbours(ctx, after)
	if acting, ok, err := s.engine.Impersonated(ctx, row); err != nil {
		return nil, err
	} else if ok && acting.Sure != query.Recorded {
		d.Acting = &acting
	}
	if s.ws == nil {
		return d, nil
	}
	sources, err := s.ws.Sources()
	if err != nil {
		return nil, err
	}
	for i := range sources {
		if sources[i].SHA256 == e.Identity.Source {
			d.Reading = sources[i].Reading
		}
	}
	d.Raw, err = s.ws.RecordOf(ctx, e.Identity)
	return d, err
}

func (s *Session) neighbours(ctx context.Context, rows []query.Row) []Neighbour {
	list := make([]Neighbour, len(rows))
	for i, r := range rows {
		list[i] = Neighbour{
			Row: r, Time: s.engine.Time(r),
			Action: s.engine.Text(ctx, r, entry.Action),
			Actor:  s.engine.Text(ctx, r, entry.Actor),
			Target: s.Target(ctx, r),
		}
	}
	return list
}
