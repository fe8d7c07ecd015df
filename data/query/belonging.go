package query

import (
	"context"
	"slices"
	"strings"

	"probity/data/entities"
	"probity/data/entry"
)

// belonging gives for a position what lists say of its actor or target at any
// time.
type belonging func(pos uint32) ([]entities.Stretch, error)

func nobody(uint32) ([]entities.Stretch, error) { return nil, nil }

func (s *snapshot) belonging(ctx context.Context, name string) (belonging, error) {
	if name == entry.ActorEntity {
		return s.stretches(ctx, entry.Actor, s.dir().Operator)
	}
	names, err := s.stretches(ctx, entry.TargetName, s.dir().Customer)
	if err != nil {
		return nil, err
	}
	ids, err := s.stretches(ctx, entry.TargetID, s.dir().CustomerID)
	if err != nil {
		return nil, err
	}
	customer, err := s.customers(ctx)
	if err != nil {
		return nil, err
	}
	return func(pos uint32) ([]entities.Stretch, error) {
		if is, err := customer(pos); err != nil {
			return nil, err
		} else if is {
			if list, err := ids(pos); err != nil || len(list) > 0 {
				return list, err
			}
		}
		return names(pos)
	}, nil
}

// stretches looks the values of a column up, each once.
func (s *snapshot) stretches(ctx context.Context, name string, of func(string) []entities.Stretch) (belonging, error) {
	c, err := s.column(ctx, name)
	if err != nil || c == nil {
		return nobody, err
	}
	table := make([][]entities.Stretch, len(c.dict))
	for code, text := range c.dict {
		if text != "" {
			table[code] = of(text)
		}
	}
	long := c.arenaCode()
	return func(pos uint32) ([]entities.Stretch, error) {
		code := c.codes.at(pos)
		if int(code) != long {
			return table[code], nil
		}
		text, err := s.text(ctx, name, s.rowAt[pos])
		return of(text), err
	}, nil
}

// customers reports for a position whether the id of its target is that of a
// customer: an invoice can have the number 4711 as well.
func (s *snapshot) customers(ctx context.Context) (func(pos uint32) (bool, error), error) {
	c, err := s.column(ctx, entry.TargetType)
	if err != nil || c == nil {
		return func(uint32) (bool, error) { return true, nil }, err
	}
	table := make([]bool, len(c.dict))
	for code, text := range c.dict {
		table[code] = isCustomer(text)
	}
	long := c.arenaCode()
	return func(pos uint32) (bool, error) {
		code := c.codes.at(pos)
		if int(code) != long {
			return table[code], nil
		}
		text, err := s.text(ctx, entry.TargetType, s.rowAt[pos])
		return isCustomer(text), err
	}, nil
}

// customerWords are in the names of types of targets that are customers.
var customerWords = []string{"client", "customer", "subscriber", "tenant", "kunde", "teilnehmer", "abonn", "cliente", "assinante", "suscriptor", "klant", "klient", "ügyfél", "előfizető", "клиент", "абонент"}

// isCustomer tells by the type of a target whether it is a customer; one
// without a type can be.
func isCustomer(kind string) bool {
	kind = fold(strings.TrimSpace(kind))
	switch kind {
	case "", "account", "user", "contact", "konto", "compte", "cuenta", "conto", "conta":
		return true
	}
	return slices.ContainsFunc(customerWords, func(w string) bool { return strings.Contains(kind, w) })
}
