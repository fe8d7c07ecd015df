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
}

// Stretch is a time in which a row says where somebody belongs.
type Stretch struct {
	From, To entry.Micros // To not included
	Row      *Row
}

// Directory holds what reference lists say. It does not change and is safe for
// use by several goroutines.
type Directory struct {
	rows      []Row
	operators map[string][]Stretch // by folded name or alias, in order of time
	customers map[string][]Stretch
	ids       map[string][]Stretch
	spelling  map[string]string // of entities
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

// New builds a directory of the rows of all lists.
func New(rows []Row) *Directory {
	d := &Directory{rows: slices.Clone(rows), spelling: map[string]string{}}
	slices.SortStableFunc(d.rows, func(a, b Row) int {
		if a.Import != b.Import {
			return cmp.Compare(a.Import, b.Import)
		}
		return cmp.Compare(a.Record, b.Record)
	})
	operators, customers, ids := claims{}, claims{}, claims{}
	for i := range d.rows {
		r := &d.rows[i]
		for _, name := range []string{r.Entity, r.Parent} {
			if key := Fold(name); key != "" {
				d.spelling[key] = strings.TrimSpace(name)
			}
		}
		if r.Entity == "" {
			continue
		}
		if r.Operator != "" {
			operators.add(r, r.Operator, Fold(r.Operator))
		}
		if r.Customer != "" || r.ID != "" {
			who := cmp.Or(Fold(r.ID), Fold(r.Customer))
			customers.add(r, r.Customer, who)
			ids.add(r, r.ID, who)
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
func (d *Directory) HasOperators() bool { return d != nil && len(d.operators) > 0 }

// HasCustomers reports that some list says who owns a customer.
func (d *Directory) HasCustomers() bool { return d != nil && len(d.customers)+len(d.ids) > 0 }

// Operator gives when an operator, by name or alias, belongs where: stretches
// in order of time that do not overlap.
func (d *Directory) Operator(name string) []Stretch { return d.operators[Fold(name)] }

// Customer gives by a customer's name or alias who owns it when.
func (d *Directory) Customer(name string) []Stretch { return d.customers[Fold(name)] }

// CustomerID does so by the customer's id.
func (d *Directory) CustomerID(id string) []Stretch { return d.ids[Fold(id)] }

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

// Knows reports that some list says of an entity by that name.
func (d *Directory) Knows(entity string) bool { return d.spelling[Fold(entity)] != "" }

// Spelling gives an entity as the newest list writes it; as it stands where
// none knows it.
func (d *Directory) Spelling(entity string) string {
	return cmp.Or(d.spelling[Fold(entity)], strings.TrimSpace(entity))
}
