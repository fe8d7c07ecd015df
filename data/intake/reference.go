package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"probity/data/entities"
	"probity/data/entry"
	"probity/data/fault"
	"probity/data/intake/when"
	"probity/data/zones"
)

// Kinds of reference lists.
const (
	Operators = "operators" // operator, the entity that it belongs to
	Customers = "customers" // customer, the entity that owns it
	Entities  = "entities"  // entity, the one above it
)

// What the columns of a reference list are.
const (
	roleOperator = "operator"
	roleEntity   = "entity"
	roleParent   = "parent"
	roleCustomer = "customer"
	roleID       = "id"
	roleOwner    = "owner"
	roleAliases  = "aliases"
	roleHours    = "working_hours"
	roleFrom     = "valid_from"
	roleTo       = "valid_to"
)

var (
	listKinds = []string{Operators, Customers, Entities}
	listRoles = []string{roleOperator, roleEntity, roleParent, roleCustomer, roleID, roleOwner, roleAliases, roleHours, roleFrom, roleTo}
)

func isValidity(field string) bool { return field == roleFrom || field == roleTo }

// fields are the names that a column can have as its field, for a sentence.
func (f *Format) fields() (known func(string) bool, names string) {
	if f.isList() {
		return func(field string) bool { return slices.Contains(listRoles, field) }, strings.Join(listRoles, ", ")
	}
	return func(field string) bool { return slotOf(field) >= 0 }, "time, " + strings.Join(entry.Fields[1:], ", ")
}

func (f *Format) isList() bool { return f != nil && f.List != "" }

// byList picks the import format of a reference list. A table that has times,
// or a column that names actions, beside what the list knows is a log.
func (in *Inspection) byList(l *library, formats []*Format, t *table) *Format {
	of := func(kinds ...string) *Format {
		return byNames(slices.DeleteFunc(slices.Clone(formats), func(f *Format) bool { return !slices.Contains(kinds, f.List) }), t.names, in.Format != "csv")
	}
	f := of(Operators, Customers)
	if f == nil { // also a list of operators has entities with their parents
		f = of(Entities)
	}
	if f == nil {
		return nil
	}
	for i, name := range t.names {
		if f.column(name) != nil {
			continue
		}
		about := t.about(i)
		if about.time.Written() || l.shared.rank(TimeField, name) >= 0 || l.shared.rank(entry.Action, name) >= 0 {
			return nil
		}
	}
	return f
}

// reference settles how the columns of a reference list are read: which order its
// dates have, and in which zone its days begin.
func (in *Inspection) reference(f *Format, t *table, facts []about, opts Options) error {
	rd := in.reading
	in.Reference, rd.Reference = f.List, f.List
	in.Findings["list"] = Finding{Value: f.List, Why: "a reference list of " + f.List + "; its rows are no entries of a log", Sure: true}
	if err := in.complete(f); err != nil {
		return err
	}
	s := &timeFinder{in: in, f: f, table: t, facts: facts, opts: opts, clock: -1}
	var together when.Evidence // one column alone may not tell the order
	for i, c := range in.Columns {
		if isValidity(c.Field) {
			s.used = append(s.used, i)
			t.values(i, func(v string) bool {
				if v != "" {
					together.Add([]byte(v), isNumber([]byte(v)))
				}
				return true
			})
		}
	}
	for _, i := range s.used {
		if e := &facts[i].time; e.Numeric() {
			*e = together
		}
	}
	if err := s.layouts(); err != nil {
		return err
	}
	s.order()
	switch {
	case opts.Zone != "":
		rd.Zone, rd.From["zone"] = opts.Zone, "person"
		in.Findings["zone"] = Finding{Value: opts.Zone, Why: "you said so", Sure: true}
	case f.Zone != "":
		rd.Zone, rd.From["zone"] = f.Zone, "format"
		in.Findings["zone"] = Finding{Value: f.Zone, Why: "the import format says so", Sure: true}
	default:
		rd.Zone = "UTC"
		if together.Times+together.Absent > 0 && together.Zoned < together.Times {
			in.Findings["zone"] = Finding{Value: "UTC", Why: "where a list says no zone its days begin at midnight UTC; another can be said with --zone"}
		}
	}
	return nil
}

// complete makes sure that the list says of somebody where they belong.
func (in *Inspection) complete(f *Format) error {
	has := func(roles ...string) bool {
		return slices.ContainsFunc(in.Columns, func(c Column) bool { return slices.Contains(roles, c.Field) })
	}
	missing := ""
	switch {
	case !has(roleEntity, roleOwner):
		missing = roleEntity
		if f.List == Customers {
			missing = roleOwner
		}
	case f.List == Operators && !has(roleOperator, roleParent):
		missing = roleOperator
	case f.List == Customers && !has(roleCustomer, roleID, roleParent):
		missing = roleCustomer
	}
	if missing == "" {
		return nil
	}
	names := make([]string, len(in.Columns))
	for i, c := range in.Columns {
		names[i] = c.Name
	}
	return fault.New(fault.Unusable, "%s is to be a reference list of %s, and no column is known to name the %s; there are %s. Say which it is with --map, a YAML file with a line such as “%s: %s”.",
		in.Name, f.List, missing, strings.Join(names[:min(len(names), 30)], ", "), names[0], missing)
}

// ListReader turns the cells of a reference list into what its rows say. It is
// not safe for use by several goroutines.
type ListReader struct {
	kind    string
	columns map[string][]int // by role
	dates   map[int]*listDate
}

// NewListReader makes a reader for a reading of a reference list.
func NewListReader(rd *Reading) (*ListReader, error) {
	if !slices.Contains(listKinds, rd.Reference) {
		return nil, fault.New(fault.Unusable, "%q is no kind of reference list; there are %s.", rd.Reference, strings.Join(listKinds, ", "))
	}
	l := &ListReader{kind: rd.Reference, columns: map[string][]int{}, dates: map[int]*listDate{}}
	zone, err := zones.Load(cmp.Or(rd.Zone, "UTC"))
	if err != nil {
		return nil, err
	}
	for i, c := range rd.Columns {
		if c.Field == "" {
			continue
		}
		if !slices.Contains(listRoles, c.Field) {
			return nil, fault.New(fault.Unusable, "The column %q is to be %q, which no column of a reference list is; there are %s.", c.Name, c.Field, strings.Join(listRoles, ", "))
		}
		l.columns[c.Field] = append(l.columns[c.Field], i)
		if isValidity(c.Field) {
			order := when.OrderOf(c.Order)
			if order == when.Untold {
				order = when.OrderOf(rd.DateOrder)
			}
			l.dates[i] = &listDate{clock: when.NewClock(c.Layout, order, zone), order: order, layout: c.Layout, zone: zone}
		}
	}
	return l, nil
}

// Row gives what a row says, cell by cell of the reading's columns; a reason
// where it says nothing that can be used.
func (l *ListReader) Row(cell func(column int) string) (r entities.Row, reason string) {
	text := func(roles ...string) string {
		for _, role := range roles {
			for _, i := range l.columns[role] {
				if v := strings.TrimSpace(cell(i)); v != "" {
					return v
				}
			}
		}
		return ""
	}
	r = entities.Row{
		Operator: text(roleOperator), Customer: text(roleCustomer), ID: text(roleID),
		Entity: text(roleEntity, roleOwner), Parent: text(roleParent), Hours: text(roleHours),
		From: entities.Always, To: entities.Forever,
	}
	if l.kind == Customers {
		r.Entity = text(roleOwner, roleEntity)
	}
	// A second column that names the same one is another name of it.
	for _, role := range []string{roleOperator, roleCustomer, roleAliases} {
		for _, i := range l.columns[role] {
			v := strings.TrimSpace(cell(i))
			if role == roleAliases {
				r.Aliases = append(r.Aliases, aliasesIn(v)...)
			} else if v != "" && v != r.Operator && v != r.Customer {
				r.Aliases = append(r.Aliases, v)
			}
		}
	}
	nobody := r.Operator == "" && r.Customer == "" && r.ID == ""
	switch {
	case r.Entity == "" && nobody && r.Parent == "":
		return r, "The row names nobody and no entity."
	case r.Entity == "" && l.kind == Customers:
		return r, fmt.Sprintf("The row says of the customer %s no owner.", quoted(cmp.Or(r.Customer, r.ID, r.Parent)))
	case r.Entity == "":
		return r, fmt.Sprintf("The row says of %s no entity.", quoted(cmp.Or(r.Operator, r.Customer, r.ID, r.Parent)))
	case nobody && r.Parent == "" && l.kind == Operators:
		return r, fmt.Sprintf("The row names neither an operator of %s nor the entity above it.", quoted(r.Entity))
	case nobody && r.Parent == "" && l.kind == Customers:
		return r, fmt.Sprintf("The row names no customer of %s.", quoted(r.Entity))
	}
	for _, role := range []string{roleFrom, roleTo} {
		for _, i := range l.columns[role] {
			v := cell(i)
			t, set, why := l.dates[i].read(v, role == roleTo)
			if why != "" {
				return r, fmt.Sprintf("The date %s in %s %s.", quoted(v), role, why)
			}
			if set && role == roleFrom {
				r.From = t
			} else if set {
				r.To = t
			}
		}
	}
	if r.From >= r.To {
		return r, "The validity of the row ends before it begins."
	}
	return r, ""
}

// aliasesIn takes names apart that stand in one cell, separated by | or ; or
// line breaks, where none of these is there by commas.
func aliasesIn(text string) (out []string) {
	by := ","
	if strings.ContainsAny(text, "|;\n") {
		by = "|;\n\r"
	}
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(by, r) }) {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// listDate reads the bounds of a validity. A day alone counts whole: from its
// beginning, to its end.
type listDate struct {
	clock  *when.Clock
	order  when.Order
	layout string
	zone   *time.Location
}

// endless is the year from which a date stands for no end.
const endless = 9999

func (d *listDate) read(text string, end bool) (t entry.Micros, set bool, why string) {
	v := []byte(strings.TrimSpace(text))
	if when.Nothing(v) {
		return 0, false, ""
	}
	t, note := d.clock.Instant(v)
	switch note {
	case when.Plain, when.Ambiguous, when.Skipped:
	case when.Absent:
		return 0, false, ""
	case when.Contradiction:
		return 0, false, fmt.Sprintf("cannot be read %s", cmp.Or(orderName(d.order.String()), "day first"))
	case when.Undecided:
		return 0, false, "can be read day first or month first"
	default:
		return 0, false, "is no date that exists"
	}
	local := time.UnixMicro(t).In(d.zone)
	if local.Year() >= endless {
		return entities.Forever, true, ""
	}
	if d.day(v) && end {
		t = entry.At(time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, d.zone))
	}
	return t, true, ""
}

// day reports a date without a time of day.
func (d *listDate) day(v []byte) bool {
	if strings.HasPrefix(d.layout, "excel") && isNumber(v) {
		return !strings.ContainsAny(string(v), ".,")
	}
	p := when.Parser{Order: d.order}
	m, ok := p.Parse(v)
	if !ok {
		m, ok = when.Either(v)
	}
	return ok && !m.Clock
}

// ListColumn is the name under which the cells of a column of a reading are
// stored: entry.ExtraPrefix and its header, as columns of logs that are no
// field.
func ListColumn(rd *Reading, column int) string { return extraNames(rd.Columns)[column] }
