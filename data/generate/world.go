package generate

import (
	"strconv"
	"strings"
)

// An entity is the provider (the root), a reseller or a sub-reseller.
type entity struct {
	name, slug string
	parent     int // index, -1 for the root
	currency   string
	customers  []int32 // those that are active or suspended now
	pool       int     // licence slots in use
	poolSize   int
}

// shift is when an operator works, in local time.
type shift struct {
	from, to int  // hours; to may be below from for a night shift
	weekend  bool // also on Saturday and Sunday
}

func (s shift) text() string {
	b := []byte("Mo-Fr ")
	if s.weekend {
		b = []byte("Mo-Su ")
	}
	b = append2(b, s.from)
	b = append(b, ":00-"...)
	b = append2(b, s.to)
	return string(append(b, ":00"...))
}

func (s shift) covers(hour int) bool {
	if s.from < s.to {
		return hour >= s.from && hour < s.to
	}
	return hour >= s.from || hour < s.to
}

var shifts = []shift{{8, 17, false}, {8, 17, false}, {9, 18, false}, {7, 15, false}, {12, 20, false}, {6, 14, true}, {14, 22, true}}

type operator struct {
	name, login, email string
	entity             int
	shift              shift
	from, until        int64 // unix; 0: not limited
	strays             bool  // often acts on customers of others
	nightly            bool  // works at night although nothing says so
	quiet              bool  // after until somebody used the account once more
}

const (
	active uint8 = iota
	suspended
	deleted
)

type customer struct {
	name, login, email string
	oldEmail           string // until emailSince
	emailSince         int64
	id                 int
	entity             int
	oldEntity          int // until movedAt; -1: never moved
	movedAt            int64
	position           int32 // in entity.customers
	status             uint8
	plan               uint8
	born, died         int64 // unix; 0: before, after the log
	createdBy          int32
}

// world is who exists, apart from what they do.
type world struct {
	dice      dice
	firmsOnly bool
	entities  []entity
	operators []operator
	customers []customer
	taken     map[string]bool
	duty      [2][24][]int32 // weekday or weekend, hour → operators
}

func newWorld(o Options, p *profile) *world {
	w := &world{dice: newDice(o.Seed, 1), firmsOnly: p.firmsOnly, taken: map[string]bool{}}
	from, to := o.From.Unix(), o.To.Unix()
	w.addEntities(clamp(o.Rows/4000, 4, 24))
	w.addOperators(from, to, clamp(o.Rows/600, 14, 400))
	n := clamp(o.Rows/12, 60, 40000)
	if p.firmsOnly {
		n = clamp(o.Rows/100, 16, 5000)
	}
	for range n {
		w.addCustomer(w.ownerByChance(), from)
	}
	for i := range w.customers {
		w.fate(i, from, to)
	}
	return w
}

func clamp(n, lo, hi int) int { return min(max(n, lo), hi) }

func (w *world) addEntities(resellers int) {
	d := w.dice
	add := func(parent int) int {
		name := ""
		for try := 0; name == "" || w.taken[name]; try++ {
			name = pickOf(d, entityFirst) + " " + pickOf(d, entityLast)
			if try > 40 {
				name += " " + strconv.Itoa(len(w.entities))
			}
		}
		w.taken[name] = true
		w.entities = append(w.entities, entity{
			name: name, slug: plain(name), parent: parent, currency: pickOf(d, currencies), poolSize: 25 * int(d.between(2, 8)),
		})
		return len(w.entities) - 1
	}
	root := add(-1)
	w.entities[root].currency = "EUR"
	for range resellers {
		r := add(root)
		for range d.n(4) {
			sub := add(r)
			w.entities[sub].currency = w.entities[r].currency
		}
	}
}

// under reports whether an entity is another or lies below it.
func (w *world) under(e, top int) bool {
	for ; e >= 0; e = w.entities[e].parent {
		if e == top {
			return true
		}
	}
	return false
}

func (w *world) addOperators(from, to int64, n int) {
	d := w.dice
	n = max(n, 2*len(w.entities))
	seen := map[string]int{}
	for i := range n {
		given, family := pickOf(d, givenNames), pickOf(d, familyNames)
		name := given + " " + strings.ReplaceAll(family, "-", " ")
		for try := 0; w.taken[name]; try++ {
			given, family = pickOf(d, givenNames), pickOf(d, familyNames)
			name = given + " " + strings.ReplaceAll(family, "-", " ")
			if try > 40 {
				name += " " + strconv.Itoa(i)
			}
		}
		w.taken[name] = true
		login := plain(given)[:1] + "." + plain(family)
		seen[login]++
		if k := seen[login]; k > 1 {
			login += strconv.Itoa(k)
		}
		e := i % len(w.entities)
		if i >= 2*len(w.entities) {
			e = d.skewed(len(w.entities))
		}
		w.operators = append(w.operators, operator{
			name: name, login: login, email: login + "@" + w.entities[e].slug + "." + tlds[e%len(tlds)],
			entity: e, shift: pickOf(d, shifts), strays: i > 0 && d.one(12), nightly: i > 1 && d.one(20),
		})
		op := &w.operators[i]
		switch {
		case i == 0:
			op.shift = shift{8, 18, false}
		case i == 1:
			op.shift = shift{22, 6, true} // the one who is on call at night
		case i == 2:
			op.strays, op.nightly = true, false
		case i == 3:
			op.nightly = true
		case d.one(16):
			op.until = from + d.between((to-from)/3, (to-from)*4/5)
			op.quiet = true
		case d.one(14):
			op.from = from + d.between((to-from)/5, (to-from)*2/3)
		}
	}
	order := make([]int32, len(w.operators)) // by activity
	for i := range order {
		order[i] = int32(i)
		k := d.n(i + 1)
		order[i], order[k] = order[k], order[i]
	}
	for weekend := range 2 {
		for hour := range 24 {
			var on []int32
			for _, i := range order {
				op := &w.operators[i]
				late := op.nightly && (hour >= 23 || hour < 4)
				if late || (weekend == 0 || op.shift.weekend) && op.shift.covers(hour) {
					on = append(on, i)
				}
			}
			if len(on) == 0 {
				on = []int32{1}
			}
			w.duty[weekend][hour] = on
		}
	}
}

// ownerByChance gives a reseller or sub-reseller, some much larger than
// others. The provider itself owns few.
func (w *world) ownerByChance() int {
	if w.dice.one(25) {
		return 0
	}
	return 1 + w.dice.skewed(len(w.entities)-1)
}

// addCustomer adds a customer to an entity's own and returns its index.
func (w *world) addCustomer(owner int, at int64) int {
	d := w.dice
	i := len(w.customers)
	var name, login string
	for try := 0; name == "" || w.taken[name]; try++ {
		family := strings.ReplaceAll(pickOf(d, familyNames), "-", " ")
		switch {
		case w.firmsOnly || d.one(9):
			form := pickOf(d, firms)
			if try > 3 {
				family = pickOf(d, givenNames) + " " + family
			}
			name = strings.Replace(form, "%s", family, 1)
			login = plain(family) + strconv.Itoa(100+i)
		default:
			given := pickOf(d, givenNames)
			if try > 3 {
				given += " " + pickOf(d, givenNames)
			}
			name = given + " " + family
			login = plain(given)[:1] + plain(family) + strconv.Itoa(100+i)
		}
		if try > 20 {
			name += " " + strconv.Itoa(i)
		}
	}
	w.taken[name] = true
	e := &w.entities[owner]
	w.customers = append(w.customers, customer{
		name: name, login: login, email: login + "@mail." + tlds[i%len(tlds)], id: 1001 + i,
		entity: owner, oldEntity: -1, plan: uint8(d.skewed(len(plans))), position: int32(len(e.customers)), createdBy: -1,
	})
	e.customers = append(e.customers, int32(i))
	if d.one(30) {
		w.customers[i].status = suspended
	}
	if d.one(3) {
		e.pool = min(e.pool+1, e.poolSize)
	}
	return i
}

// fate decides who changes the reseller or the mail address during the log.
// The log begins in the old state.
func (w *world) fate(i int, from, to int64) {
	d := w.dice
	c := &w.customers[i]
	when := from + d.between((to-from)/10, (to-from)*9/10)
	switch d.n(60) {
	case 0:
		c.oldEntity, c.movedAt = c.entity, when
	case 1:
		c.oldEmail = c.email
		c.emailSince = when
		c.email = c.login + ".new@post." + tlds[(i+1)%len(tlds)]
	}
}

// leave takes a customer out of its entity's list.
func (w *world) leave(i int32) {
	c := &w.customers[i]
	list := w.entities[c.entity].customers
	last := len(list) - 1
	list[c.position] = list[last]
	w.customers[list[last]].position = c.position
	w.entities[c.entity].customers = list[:last]
}

// join puts a customer into an entity's list.
func (w *world) join(i int32, entity int) {
	c := &w.customers[i]
	c.entity = entity
	c.position = int32(len(w.entities[entity].customers))
	w.entities[entity].customers = append(w.entities[entity].customers, i)
}

// mail is a customer's address at an instant.
func (c *customer) mail(at int64) string {
	if c.oldEmail != "" && at < c.emailSince {
		return c.oldEmail
	}
	return c.email
}
