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
	if s.dir == nil {
		return nil, nil
	}
	pos := s.posOf[row]
	at := s.timeAt(pos)
	period := s.dir.PeriodAt(at)
	text := func(name string) (string, error) {
		c, err := s.column(ctx, name)
		if err != nil || c == nil {
			return "", err
		}
		return c.at(s, row), nil
	}
	var values [6]string
	for i, name := range []string{entry.Actor, entry.TargetName, entry.TargetID, entry.TargetType, entry.ActorEntity, entry.TargetEntity} {
		var err error
		if values[i], err = text(name); err != nil {
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
		out.Actor = belongs(s.dir.Operator(actor))
	}
	var owner []entities.Stretch
	if id != "" && isCustomer(kind) {
		owner = s.dir.CustomerID(id)
	}
	if len(owner) == 0 && target != "" {
		owner = s.dir.Customer(target)
	}
	out.Target = belongs(owner)
	if values[4] != "" {
		out.ActorAbove = period.Chain(values[4])[1:]
	}
	if values[5] != "" {
		out.TargetAbove = period.Chain(values[5])[1:]
	}
	own, err := s.column(ctx, fieldOwn)
	if err != nil {
		return nil, err
	}
	out.Own = own.at(s, row)
	return out, nil
}
