package query

import (
	"cmp"
	"context"
	"fmt"

	"probity/data/entities"
	"probity/data/entry"
)

// Belonging is where a reference list says that an operator or a customer
// belongs at the time of an entry.
type Belonging struct {
	Entity string   // as the list writes it
	Above  []string // the entities above it, from the bottom to the top
	Name   string   // the operator or customer as the list names it
	Hours  string   // of an operator: working hours, as written
	List   string   // name of the list's file
	Record int64    // 1-based record of the list
}

// Listed is what reference lists say of an entry. It is inferred, and never
// part of the entry.
type Listed struct {
	Actor, Target *Belonging // nil where no list tells
	ActorAbove    []string   // the entities above the recorded one of the actor
	TargetAbove   []string
	Own           string // OwnYes, OwnNo or OwnUnknown
}

// Listed tells what reference lists say of an entry; nil where there are none.
func (e *Engine) Listed(ctx context.Context, row Row) (*Listed, error) {
	s := e.now.Load()
	if int(row) >= s.rows {
		return nil, fmt.Errorf("there is no entry %d; the log has %d", row, s.rows)
	}
	if err := s.lists(ctx); err != nil || s.dir() == nil {
		return nil, err
	}
	pos := s.posOf[row]
	at := s.timeAt(int(pos))
	period := s.dir().PeriodAt(at)
	var values [6]string
	for i, name := range []string{entry.Actor, entry.TargetName, entry.TargetID, entry.TargetType, entry.ActorEntity, entry.TargetEntity} {
		var err error
		if values[i], err = s.text(ctx, name, row); err != nil {
			return nil, err
		}
	}
	actor, target, id, kind := values[0], values[1], values[2], values[3]
	out := &Listed{}
	belongs := func(list []entities.Stretch) *Belonging {
		r := entities.At(list, at)
		if r == nil {
			return nil
		}
		chain := period.Chain(r.Entity)
		return &Belonging{Entity: chain[0], Above: chain[1:], Name: cmp.Or(r.Operator, r.Customer, r.ID), Hours: r.Hours, List: r.List, Record: r.Record}
	}
	if actor != "" {
		out.Actor = belongs(s.dir().Operator(actor))
	}
	var owner []entities.Stretch
	if id != "" && isCustomer(kind) {
		owner = s.dir().CustomerID(id)
	}
	if len(owner) == 0 && target != "" {
		owner = s.dir().Customer(target)
	}
	out.Target = belongs(owner)
	out.ActorAbove, out.TargetAbove = s.above(values[4], at), s.above(values[5], at)
	var err error
	out.Own, err = s.text(ctx, fieldOwn, row)
	return out, err
}

// above gives the entities above a recorded one at an instant; of one that is
// a customer in a list, its owner and those above.
func (s *snapshot) above(entity string, at entry.Micros) []string {
	period := s.dir().PeriodAt(at)
	switch {
	case entity == "":
		return nil
	case !s.dir().Knows(entity):
		if r := entities.At(s.dir().Customer(entity), at); r != nil {
			return period.Chain(r.Entity)
		}
	}
	return period.Chain(entity)[1:]
}
