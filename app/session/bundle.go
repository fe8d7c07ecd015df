package session

import (
	"context"

	"probity/data/query"
	"probity/data/review"
	"probity/data/zones"
	"probity/export"
	"probity/export/bundle"
)

// OpenBundle opens a bundle for reading and checks it on the way; p may be nil.
func OpenBundle(ctx context.Context, path string, p Progress) (*Session, error) {
	opened, err := bundle.Open(ctx, path, p)
	if err != nil {
		return nil, err
	}
	store := query.NewMemory()
	for _, e := range opened.Entries {
		store.Add(e)
	}
	engine, err := query.New(ctx, store)
	if err != nil {
		return nil, err
	}
	s := &Session{path: path, opened: opened, engine: engine, states: map[query.Row]review.State{}}
	s.zone.Store(zones.Local())
	if opened.Seal != nil {
		if z, err := zones.Load(opened.Seal.Zone); err == nil {
			s.zone.Store(z)
		}
	}
	for i, e := range opened.Entries {
		if !opened.States[i].Touched() {
			continue
		}
		if row, ok := engine.RowOf(e.Identity); ok {
			s.states[row] = reviewed(opened.States[i])
		}
	}
	s.marks = review.NewMarks(engine.Len()).With(s.states)
	engine.SetMarks(s.marks)
	return s, nil
}

func reviewed(st export.State) review.State {
	out := review.State{Status: st.Word()}
	for _, n := range st.Notes {
		out.Notes = append(out.Notes, review.Note{Author: n.Author, At: n.At, Text: n.Text})
	}
	return out
}
