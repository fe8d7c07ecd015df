package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"probity/data/entry"
)

// Untold tells what a filter asks for and the log, with the reference lists
// that there are, cannot tell: one sentence for each. An empty answer to such a
// filter does not mean that there is none.
func (e *Engine) Untold(ctx context.Context, f Filter) ([]string, error) {
	s := e.now.Load()
	var actor, target bool
	for _, name := range askedEntities(f.terms) {
		actor = actor || name != entry.TargetEntity
		target = target || name != entry.ActorEntity
	}
	if !actor && !target {
		return nil, nil
	}
	if err := s.lists(ctx); err != nil {
		return nil, err
	}
	var out []string
	for _, side := range []struct {
		asked    bool
		entity   string
		lists    bool
		none     string
		counting func(context.Context) (string, error)
	}{
		{actor, entry.ActorEntity, s.dir().HasOperators(),
			"Which entity an operator belongs to cannot be told: the log does not record it, and no reference list of operators was imported (operator, entity, parent).",
			s.strangers},
		{target, entry.TargetEntity, s.dir().HasCustomers(),
			"Which entity owns a customer cannot be told: the log does not record it, and no reference list of customers was imported (customer, id, owner).",
			s.ownerless},
	} {
		if !side.asked {
			continue
		}
		if s.forms[side.entity] == nil && !side.lists {
			out = append(out, side.none)
			continue
		}
		sentence, err := side.counting(ctx)
		if err != nil {
			return nil, err
		}
		if sentence != "" {
			out = append(out, sentence)
		}
	}
	return out, nil
}

// askedEntities gives the fields about entities that occur in nodes.
func askedEntities(nodes []*node) (out []string) {
	for _, n := range nodes {
		if n.kind != leafNode {
			out = append(out, askedEntities(n.kids)...)
			continue
		}
		if isEntity(n.field.name) || n.field.name == fieldOwn {
			out = append(out, n.field.name)
		}
		if n.field.name == fieldHas {
			for _, v := range n.values {
				for _, name := range v.names {
					if isEntity(name) {
						out = append(out, name)
					}
				}
			}
		}
	}
	return out
}

// strangers says of how many entries the operator's entity is not known.
func (s *snapshot) strangers(ctx context.Context) (string, error) {
	unknown, err := s.without(ctx, entry.ActorEntity)
	if err != nil {
		return "", err
	}
	v, jobs := &evaluation{ctx: ctx, s: s}, newSet(s.rows)
	if err := v.any([]string{entry.ActorKind}, []value{{kind: exact, text: "system"}}, jobs); err != nil {
		return "", err
	}
	unknown.andNot(jobs)
	return s.unlisted(ctx, unknown, entry.Actor, "it cannot be told which entity the operator belongs to", "operators")
}

// ownerless says of how many entries about a customer the owner is not known.
func (s *snapshot) ownerless(ctx context.Context) (string, error) {
	unknown, err := s.without(ctx, entry.TargetEntity)
	if err != nil {
		return "", err
	}
	customer, err := s.customers(ctx)
	if err != nil {
		return "", err
	}
	others := newSet(s.rows)
	unknown.each(func(pos uint32) {
		is, e := customer(pos)
		if e != nil {
			err = e
		}
		if !is {
			others.add(pos)
		}
	})
	if err != nil {
		return "", err
	}
	unknown.andNot(others)
	return s.unlisted(ctx, unknown, entry.TargetName, "it cannot be told which entity owns the customer", "customers")
}

// without gives the entries of which an entity is not known.
func (s *snapshot) without(ctx context.Context, name string) (set, error) {
	v := &evaluation{ctx: ctx, s: s}
	out := newSet(s.rows)
	names, err := s.known(ctx, []string{name})
	if err == nil {
		err = v.none(names, out)
	}
	return out, err
}

// unlisted makes a sentence of the entries that have a value in a field, with
// the most frequent ones; empty where there are none.
func (s *snapshot) unlisted(ctx context.Context, among set, name, what, list string) (string, error) {
	f, _ := lookupField(name)
	counts, err := s.tally(ctx, f, among)
	if err != nil {
		return "", err
	}
	var facet Facet
	counts.top(&facet, 4, "")
	facet.Values = slices.DeleteFunc(facet.Values, func(v Value) bool { return v.Text == "" })
	all := among.count()
	var empty int
	if counts.counts != nil {
		empty = int(counts.counts[0])
	}
	empty += counts.more[""]
	if all -= empty; all == 0 {
		return "", nil
	}
	if empty > 0 {
		facet.Distinct--
	}
	names := make([]string, 0, 3)
	for _, v := range facet.Values[:min(3, len(facet.Values))] {
		name := []rune(v.Text)
		if len(name) > 60 {
			name = append(name[:59], '…')
		}
		names = append(names, fmt.Sprintf("“%s”", string(name)))
	}
	which := strings.Join(names, ", ")
	if n := facet.Distinct - len(names); n > 0 {
		which += fmt.Sprintf(" and %d more", n)
	}
	of := fmt.Sprintf("Of %d entries", all)
	if all == 1 {
		of = "Of one entry"
	}
	reason := fmt.Sprintf("no reference list of %s names them at that time", list)
	if !s.hasLists(list) {
		reason = fmt.Sprintf("the log does not record it, and no reference list of %s was imported", list)
	}
	return fmt.Sprintf("%s %s (%s): %s.", of, what, which, reason), nil
}

func (s *snapshot) hasLists(what string) bool {
	if what == "operators" {
		return s.dir().HasOperators()
	}
	return s.dir().HasCustomers()
}
