package query

import (
	"slices"
	"strings"
	"time"

	"probity/data/entry"
)

// Filter says which entries are meant. It is a value: every change gives a new
// one. The zero Filter means all entries.
type Filter struct {
	terms []*node // joined by AND
	sort  []Sort
	at    Moment
}

// Sort is an order of entries. The zero Sort is newest first. Entries without
// a time, and those whose field is empty, come last either way; among equals
// the newest come first. Where an order ends with the oldest first, equal times
// stand as in the sources.
type Sort struct {
	Field     string // "time" or a field; empty is time
	Ascending bool
}

// Term is one of the conditions that a filter joins by AND.
type Term struct {
	Field  string   // name of the field, empty for words and for groups about several fields
	Values []string // without quotes and signs, empty for groups
	Not    bool
	Text   string // in the query language
	Label  string // in a person's words
	Forms  []Form // of the values, as many as there are
}

// Form is how a value of a term is meant.
type Form uint8

// A value is a text that is looked for, any text at all, a beginning, an entity
// with all below it, or a part of a text.
const (
	FormText Form = iota
	FormAny
	FormPrefix
	FormSubtree
	FormPart
)

func (v value) form() Form {
	switch v.kind {
	case filled:
		return FormAny
	case prefix:
		return FormPrefix
	case subtree:
		return FormSubtree
	case contains:
		return FormPart
	}
	return FormText
}

// String writes the filter in the query language; Parse reads it back.
func (f Filter) String() string { return f.written(f.terms) }

func (f Filter) written(terms []*node) string {
	var parts []string
	for _, n := range terms {
		t := n.text
		if n.kind == orNode && len(terms) > 1 {
			t = "(" + t + ")"
		}
		parts = append(parts, t)
	}
	if len(f.sort) > 0 {
		names := make([]string, len(f.sort))
		for i, by := range f.sort {
			names[i] = by.written()
		}
		parts = append(parts, "sort:"+strings.Join(names, ","))
	}
	return strings.Join(parts, " ")
}

// Absolute writes the filter with relative dates turned into fixed ones, in
// the zone of the Moment it was parsed with.
func (f Filter) Absolute() string {
	terms := make([]*node, len(f.terms))
	for i, n := range f.terms {
		terms[i] = n.absolute(f.at)
	}
	return f.written(terms)
}

// Empty reports whether the filter means all entries; an order does not count.
func (f Filter) Empty() bool { return len(f.terms) == 0 }

// written gives the order as it stands behind "sort:".
func (s Sort) written() string {
	name := Typed(s.Field)
	if s.byTime() {
		name = "time"
	}
	if !s.Ascending {
		name = "-" + name
	}
	if !plainField(name) {
		name = quoted(name)
	}
	return name
}

// Sort gives the first field of the order that the filter asks for, the zero
// Sort if none.
func (f Filter) Sort() Sort {
	if len(f.sort) == 0 {
		return Sort{}
	}
	return f.sort[0]
}

// Sorts gives the order that the filter asks for, the most important field
// first.
func (f Filter) Sorts() []Sort { return slices.Clone(f.sort) }

// WithSort gives the filter with an order, the most important field first; none
// or the zero Sort takes it away.
func (f Filter) WithSort(by ...Sort) Filter {
	f.sort = nil
	for _, s := range by {
		if s == (Sort{}) {
			continue
		}
		if s.byTime() {
			s.Field = "time"
		}
		if !slices.ContainsFunc(f.sort, func(o Sort) bool { return o.Field == s.Field }) {
			f.sort = append(f.sort, s)
		}
	}
	return f
}

// Terms lists the conditions, for chips; Without takes their index.
func (f Filter) Terms() []Term {
	out := make([]Term, len(f.terms))
	for i, n := range f.terms {
		t := Term{Text: n.text, Label: n.label()}
		if n.kind == notNode {
			n, t.Not = n.kids[0], true
		}
		if n.kind == leafNode {
			t.Field = n.field.name
			for _, v := range n.values {
				t.Values, t.Forms = append(t.Values, v.text), append(t.Forms, v.form())
			}
		} else {
			t.Field = n.about()
		}
		out[i] = t
	}
	return out
}

// Without takes the i-th condition away.
func (f Filter) Without(i int) Filter {
	if i >= 0 && i < len(f.terms) {
		f.terms = slices.Delete(slices.Clone(f.terms), i, i+1)
	}
	return f
}

// find gives the index of the condition that asks (or asks not) for values of
// a field, -1 if there is none.
func (f Filter) find(name string, negated bool) int {
	return slices.IndexFunc(f.terms, func(n *node) bool {
		if negated {
			return n.kind == notNode && n.kids[0].kind == leafNode && n.kids[0].field.name == name
		}
		return n.kind == leafNode && n.field.name == name
	})
}

// set puts a condition at place i, at the end for -1, and takes it away when
// it has no values.
func (f Filter) set(i int, field field, values []value, negated bool) Filter {
	if len(values) == 0 {
		return f.Without(i)
	}
	n := leaf(field, values)
	if negated {
		n = not(n)
	}
	f.terms = slices.Clone(f.terms)
	if i < 0 {
		f.terms = append(f.terms, n)
	} else {
		f.terms[i] = n
	}
	return f
}

// chosen gives the value that a person picks from a list: exactly this one.
func (f Filter) chosen(field field, text string) (value, bool) {
	switch field.name {
	case fieldDate, fieldStatus, fieldHas, fieldOwn:
		v, err := meaning(field, token{text: text}, f.at)
		return v, err == nil
	case entry.Category:
		if slices.Contains(entry.Categories, text) {
			return value{kind: oneOf, text: text, names: []string{text}}, true
		}
	case fieldWord:
		return value{kind: contains, text: text}, text != ""
	}
	return value{kind: exact, text: text}, true
}

// With adds a condition that the field has exactly one of the values, or
// replaces the one there is; without values it takes it away. Values of date,
// status and has are written as in the language. An unknown field or a value
// that its field cannot have changes nothing.
func (f Filter) With(name string, values ...string) Filter {
	field, ok := lookupField(name)
	if !ok || field.name == fieldSort {
		return f
	}
	var chosen []value
	for _, text := range values {
		v, ok := f.chosen(field, text)
		if !ok {
			return f
		}
		chosen = append(chosen, v)
	}
	return f.set(f.find(field.name, false), field, chosen, false)
}

// Toggle adds a value to those that the field may have, or takes it away.
func (f Filter) Toggle(name, text string) Filter { return f.flip(name, text, false) }

// Exclude adds a value to those that the field must not have; where it was
// asked for before, it no longer is. Excluding it again takes that back.
func (f Filter) Exclude(name, text string) Filter { return f.flip(name, text, true) }

func (f Filter) flip(name, text string, negated bool) Filter {
	field, ok := lookupField(name)
	if !ok || field.name == fieldSort {
		return f
	}
	v, ok := f.chosen(field, text)
	if !ok {
		return f
	}
	same := func(o value) bool {
		return o.kind == v.kind && o.text == v.text || v.kind == oneOf && o.kind == oneOf && slices.Equal(o.names, v.names)
	}
	if i := f.find(field.name, !negated); i >= 0 {
		if rest := slices.DeleteFunc(slices.Clone(f.leaf(i).values), same); len(rest) < len(f.leaf(i).values) {
			f = f.set(i, field, rest, !negated)
		}
	}
	i := f.find(field.name, negated)
	if i < 0 {
		return f.set(i, field, []value{v}, negated)
	}
	values := slices.Clone(f.leaf(i).values)
	if rest := slices.DeleteFunc(slices.Clone(values), same); len(rest) < len(values) {
		return f.set(i, field, rest, negated)
	}
	return f.set(i, field, append(values, v), negated)
}

func (f Filter) leaf(i int) *node {
	if n := f.terms[i]; n.kind == notNode {
		return n.kids[0]
	}
	return f.terms[i]
}

// Has reports whether the filter asks for (or, negated, asks not for) exactly
// this value of a field, so that a list can show it as chosen.
func (f Filter) Has(name, text string, negated bool) bool {
	field, ok := lookupField(name)
	if !ok {
		return false
	}
	i := f.find(field.name, negated)
	v, ok := f.chosen(field, text)
	return ok && i >= 0 && slices.ContainsFunc(f.leaf(i).values, func(o value) bool {
		return o.kind == v.kind && o.text == v.text || o.kind == oneOf && v.kind == oneOf && slices.Contains(o.names, text)
	})
}

// Period keeps the entries from an instant to before another, instead of the
// dates asked for until now. A zero time leaves that end open.
func (f Filter) Period(from, to time.Time) Filter {
	p := period{openFrom, openTo}
	if !from.IsZero() {
		p.from = from.UnixMicro()
	}
	if !to.IsZero() {
		p.to = to.UnixMicro()
	}
	field, _ := lookupField(fieldDate)
	f.terms = slices.Clone(f.terms)
	f.terms = slices.DeleteFunc(f.terms, func(n *node) bool { return n.kind == leafNode && n.field.name == fieldDate && n != f.first(fieldDate) })
	i := f.find(fieldDate, false)
	if p.from >= p.to || p == (period{openFrom, openTo}) {
		return f.set(i, field, nil, false)
	}
	return f.set(i, field, []value{{kind: during, text: p.text(f.at.zone()), period: p}}, false)
}

func (f Filter) first(name string) *node {
	if i := f.find(name, false); i >= 0 {
		return f.terms[i]
	}
	return nil
}

// without gives the conditions that are not about a field.
func (f Filter) without(name string) []*node {
	return slices.DeleteFunc(slices.Clone(f.terms), func(n *node) bool { return name != fieldWord && n.about() == name })
}
