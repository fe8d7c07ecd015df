package query

import (
	"context"
	"slices"
	"strings"

	"probity/data/entry"
)

// customers reports for a position whether the id of its target is that of a
// customer: an invoice can have the number 4711 as well.
func (s *snapshot) customers(ctx context.Context) (func(pos uint32) (bool, error), error) {
	c, err := s.column(ctx, entry.TargetType)
	if err != nil || c == nil {
		return func(uint32) (bool, error) { return true, nil }, err
	}
	table := make([]bool, c.dict.len())
	for code, text := range c.dict.all() {
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
