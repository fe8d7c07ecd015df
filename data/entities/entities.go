// Package entities answers from reference lists which entity an operator
// belongs to, who owns a customer, and which entity lies below which, each at
// an instant. A log seldom tells; a reviewer's lists do.
//
// Names are compared whatever their case. Where lists disagree, the row that
// was imported last counts, and Findings names the disagreement; where a name
// stands for two operators or customers of different entities, nothing is
// said of it.
package entities

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"probity/data/entry"
)

// Bounds of a validity that is not limited.
const (
	Always  entry.Micros = math.MinInt64
	Forever entry.Micros = math.MaxInt64
)

// Row is one line of a reference list: an operator with an entity, a customer
// with its owner, or only an entity with its parent.
type Row struct {
	List     string // name of the list's file
	Import   int    // place of the list in the order of import
	Record   int64  // 1-based record of the list
	Operator string
	Customer string
	ID       string // of the customer
	Entity   string // of the operator; the customer's owner
	Parent   string // of the entity; empty: the row does not say
	Aliases  []string
	Hours    string       // working hours, as written
	From, To entry.Micros // validity, To not included; Always, Forever

	number uint32 // of the entity
}

// Stretch is a time in which a row says where somebody belongs.
type Stretch struct {
	From, To entry.Micros // To not included
	Row      *Row
	Number   uint32 // of the row's entity, from 1, as in Directory.Entities
}

// Directory holds what reference lists say. It does not change and is safe for
// use by several goroutines.
type Directory struct {
	rows      []Row
	operators names
	customers names
	ids       names
	numbers   map[string]uint32 // of entities, by folded name, from 1
	spelled   []string          // by number; 0 is empty
	periods   []Period
	timeless  Period
	findings  []Finding
}

// Finding is something in the lists that a person should know of.
type Finding struct {
	List   string // name of its file
	Record int64  // 1-based
	Text   string // a sentence
}

// maxFindings bounds what is told; lists that contradict each other everywhere
// are understood by then.
const maxFindings = 1000

// Fold brings a name to the form in which spellings agree.
func Fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// New builds a directory of the rows of all lists. It keeps the rows, which must
// not be changed afterwards, nor be given to another directory meanwhile.
func New(rows []Row) *Directory {
	byImport := func(a, b Row) int {
		if a.Import != b.Import {
			return cmp.Compare(a.Import, b.Import)
		}
		return cmp.Compare(a.Record, b.Record)
	}
	if !slices.IsSortedFunc(rows, byImport) {
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, byImport)
	}
	d := &Directory{rows: rows}
	d.spell()
	var n struct{ operators, customers, ids int }
	for i := range d.rows {
		r := &d.rows[i]
		if r.Operator != "" {
			n.operators += 1 + len(r.Aliases)
		}
		if r.Customer != "" || r.ID != "" {
			n.customers += 1 + len(r.Aliases)
			n.ids += 1 + len(r.Aliases)
		}
	}
	customer := func(r *Row) string { return cmp.Or(Fold(r.ID), Fold(r.Customer)) }
	operators := newClaims(n.operators, func(r *Row) string { return Fold(r.Operator) })
	customers, ids := newClaims(n.customers, customer), newClaims(n.ids, customer)
	for i := range d.rows {
		r := &d.rows[i]
		if r.Entity == "" {
			continue
		}
		if r.Operator != "" {
			operators.add(r, r.Operator)
		}
		if r.Customer != "" || r.ID != "" {
			customers.add(r, r.Customer)
			ids.add(r, r.ID)
		}
	}
	d.operators = operators.settle(d, "operator")
	d.customers = customers.settle(d, "customer")
	d.ids = ids.settle(d, "customer")
	d.parents()
	slices.SortStableFunc(d.findings, func(a, b Finding) int {
		if a.List != b.List {
			return strings.Compare(a.List, b.List)
		}
		return cmp.Compare(a.Record, b.Record)
	})
	d.findings = slices.Compact(d.findings)
	return d
}

// spell numbers the entities and takes each one's newest spelling.
func (d *Directory) spell() {
	d.numbers, d.spelled = map[string]uint32{}, make([]string, 1)
	written := map[string]uint32{} // long lists write the same few again and again
	number := func(name string) uint32 {
		n, ok := written[name]
		if !ok {
			if key := Fold(name); key != "" {
				if n = d.numbers[key]; n == 0 {
					n = uint32(len(d.spelled))
					d.numbers[key] = n
					d.spelled = append(d.spelled, strings.TrimSpace(name))
				}
			}
			written[name] = n
		}
		return n
	}
	for i := len(d.rows) - 1; i >= 0; i-- {
		r := &d.rows[i]
		number(r.Parent)
		r.number = number(r.Entity)
	}
}

// Unreadable gives a directory that says nothing but why the lists could not be
// read.
func Unreadable(err error) *Directory {
	return &Directory{findings: []Finding{{Text: "The reference lists cannot be read: " + err.Error()}}}
}

func (d *Directory) find(r *Row, text string) {
	if len(d.findings) < maxFindings {
		d.findings = append(d.findings, Finding{r.List, r.Record, text})
	}
}

// Findings lists what is contradictory in the lists, by list and record.
func (d *Directory) Findings() []Finding { return d.findings }

// Len is the number of rows.
func (d *Directory) Len() int { return len(d.rows) }

// HasOperators reports that some list says where an operator belongs.
func (d *Directory) HasOperators() bool { return d != nil && len(d.operators.of) > 0 }

// HasCustomers reports that some list says who owns a customer.
func (d *Directory) HasCustomers() bool { return d != nil && len(d.customers.of)+len(d.ids.of) > 0 }

// Operator gives when an operator, by name or alias, belongs where: stretches
// in order of time that do not overlap.
func (d *Directory) Operator(name string) []Stretch { return d.operators.at(name) }

// Customer gives by a customer's name or alias who owns it when.
func (d *Directory) Customer(name string) []Stretch { return d.customers.at(name) }

// CustomerID does so by the customer's id.
func (d *Directory) CustomerID(id string) []Stretch { return d.ids.at(id) }

// At gives the row that holds at an instant, nil where none does. For
// entry.NoTime only a row that is not limited holds.
func At(list []Stretch, t entry.Micros) *Row {
	if t == entry.NoTime {
		if len(list) == 1 && list[0].From == Always && list[0].To == Forever {
			return list[0].Row
		}
		return nil
	}
	i, found := slices.BinarySearchFunc(list, t, func(s Stretch, t entry.Micros) int { return cmp.Compare(s.From, t) })
	if !found {
		i--
	}
	if i >= 0 && t < list[i].To {
		return list[i].Row
	}
	return nil
}

// Entities gives those that the lists name, as the newest list writes them, by
// their numbers; the first is empty and stands for none. It must not be changed.
func (d *Directory) Entities() []string { return d.spelled }

// Knows reports that some list says of an entity by that name.
func (d *Directory) Knows(entity string) bool { return d.numbers[Fold(entity)] != 0 }

// Spelling gives an entity as the newest list writes it; as it stands where
// none knows it.
func (d *Directory) Spelling(entity string) string {
	if n := d.numbers[Fold(entity)]; n != 0 {
		return d.spelled[n]
	}
	return strings.TrimSpace(entity)
}
