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
	// Unreadable are the fields that are missing because their columns are
	// damaged.
	Unreadable []string
	Inferred
}

// Inferred is what is known of an entry from elsewhere: the rest of the log and
// reference lists.
type Inferred struct {
	Listed *query.Listed // what reference lists say; nil where there are none
	// Acting is who was likely acting behind the recorded actor; nil where nothing
	// tells so, or the entry itself does.
	Acting *query.Impersonation
}

// neighbours is how many entries before and after are shown.
const neighbours = 3

// Infer finds out what is known of a row from elsewhere. The first time it goes
// through the whole log, which takes seconds at ten million entries.
func (s *Session) Infer(ctx context.Context, row query.Row) (x Inferred, err error) {
	if x.Listed, err = s.engine.Listed(ctx, row); err != nil {
		return x, err
	}
	acting, ok, err := s.engine.Impersonated(ctx, row)
	if ok && acting.Sure != query.Recorded {
		x.Acting = &acting
	}
	return x, err
}

// Detail collects what an entry itself holds, and what came before and after.
func (s *Session) Detail(ctx context.Context, row query.Row) (*Detail, error) {
	e, err := s.engine.Entry(ctx, row)
	if err != nil {
		return nil, err
	}
	d := &Detail{Row: row, Entry: e, State: s.State(row), Unreadable: s.engine.Unreadable(row)}
	before, after := s.engine.Around(ctx, row, neighbours)
	slices.Reverse(before) // the nearest came first
	d.Before, d.After = s.neighbours(ctx, before), s.neighbours(ctx, after)
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
