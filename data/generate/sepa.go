package generate

// An elementKind is a kind of object on a direct debit platform, with its
// events and how often each begins by itself; events with weight 0 only follow
// from others.
type elementKind struct {
	name   string
	weight int
	events []elementEvent
}

type elementEvent struct {
	name   string
	weight int
	next   []elementNext
}

// elementNext plans a later event of the same object, or of another element.
type elementNext struct {
	element, event string
	percent        int
	from, to       int64 // seconds after
}

var elementKinds = []elementKind{
	{"Mandate", 260, []elementEvent{
		{"Creation", 60, []elementNext{{"Mandate", "Validation", 80, 5 * minute, 2 * day}}},
		{"Modification", 20, []elementNext{{"Mandate", "Validation", 60, 5 * minute, day}}},
		{"Validation", 0, []elementNext{{"Mandate", "Sent to debtor", 60, minute, hour}}},
		{"Revocation", 6, nil},
		{"Sent to debtor", 4, nil},
		{"Suspension", 8, []elementNext{{"Mandate", "Activation", 75, 2 * day, 30 * day}}},
		{"Activation", 2, nil},
	}},
	{"SDD", 240, []elementEvent{
		{"Creation", 60, []elementNext{{"SDD", "Validation", 85, 10 * minute, day}}},
		{"Modification", 12, nil},
		{"Validation", 0, []elementNext{{"SDD", "Rejection", 5, day, 5 * day}, {"SDD", "Reversal", 1, day, 4 * day}, {"SDD", "Refunded through an SCT", 2, 3 * day, 20 * day}}},
		{"Correction", 4, nil},
		{"Cancellation", 5, nil},
		{"Rejection", 0, []elementNext{{"SDD R-Transaction", "Creation", 90, minute, hour}}},
		{"Reversal", 2, nil},
		{"Refunded through an SCT", 1, []elementNext{{"SCT", "Creation", 100, 5, 30}}},
	}},
	{"SCT", 60, []elementEvent{
		{"Creation", 30, []elementNext{{"SCT", "Validation", 80, 10 * minute, day}}},
		{"Modification", 5, nil}, {"Cancellation", 3, nil}, {"Validation", 0, nil},
		{"Rejection", 1, []elementNext{{"SCT R-Transaction", "Creation", 80, minute, hour}}},
	}},
	{"SDD R-Transaction", 8, []elementEvent{
		{"Creation", 5, []elementNext{{"SDD R-Transaction", "Confirmation", 80, hour, 2 * day}}},
		{"Confirmation", 0, nil}, {"Linking", 2, nil},
	}},
	{"SCT R-Transaction", 3, []elementEvent{
		{"Creation", 3, []elementNext{{"SCT R-Transaction", "Confirmation", 80, hour, 2 * day}}},
		{"Confirmation", 0, nil}, {"Linking", 1, nil},
	}},
	{"Form Order", 14, []elementEvent{{"Creation", 6, nil}, {"Modification", 2, nil}}},
	{"Collection", 70, []elementEvent{
		{"Generation", 30, []elementNext{{"Collection", "Validation", 85, 20 * minute, day}}},
		{"Validation", 0, []elementNext{{"Collection File", "Generation", 95, 5, 5 * minute}}},
		{"Modification", 4, nil}, {"Cancellation", 2, nil},
	}},
	{"Payment Schedule", 40, []elementEvent{{"Creation", 8, nil}, {"Modification", 5, nil}, {"Deletion", 1, nil}}},
	{"Collection File", 14, []elementEvent{
		{"Generation", 0, []elementNext{{"Collection File", "Download", 70, minute, 3 * hour}}},
		{"Download", 4, nil},
	}},
	{"Alert", 24, []elementEvent{{"Dismissal", 8, nil}, {"Subscription", 1, nil}}},
	{"Notification", 30, []elementEvent{{"Creation", 1, nil}}},
	{"File", 20, []elementEvent{{"Import", 1, nil}}},
	{"Organization", 12, []elementEvent{
		{"Creation", 3, nil}, {"Modification", 6, nil}, {"Options Modification", 2, nil}, {"Deletion", 1, nil},
		{"Modification of notification templates", 1, nil},
	}},
	{"User", 16, []elementEvent{
		{"Creation", 3, nil}, {"Modification", 5, nil}, {"Deletion", 1, nil}, {"User unlock", 3, nil}, {"New password creation", 4, nil},
		{"Connection", 0, nil},
	}},
	{"Group", 4, []elementEvent{{"Creation", 2, nil}, {"Modification", 3, nil}, {"Deletion", 1, nil}}},
	{"Creditor", 8, []elementEvent{{"Creation", 1, nil}, {"Modification", 5, nil}}},
	{"Supplier", 8, []elementEvent{{"Creation", 2, nil}, {"Modification", 4, nil}, {"Deletion", 1, nil}}},
	{"Event Report", 3, []elementEvent{{"Creation", 2, nil}, {"Modification", 1, nil}}},
	{"Settings", 8, []elementEvent{{"Modification", 1, nil}}},
	{"Security user", 6, []elementEvent{{"Login", 1, nil}}},
}

// sepa holds what the elements' simulation keeps.
type sepa struct {
	kinds  []weight // kind is the index of an element here
	total  int
	lookup map[string][2]uint8 // "element/event"
	serial int64
}

func newSepa(s *simulation) sepa {
	x := sepa{lookup: map[string][2]uint8{}, serial: 104210}
	for i, k := range elementKinds {
		x.kinds = append(x.kinds, weight{kind(i), k.weight})
		x.total += k.weight
		for j, e := range k.events {
			x.lookup[k.name+"/"+e.name] = [2]uint8{uint8(i), uint8(j)}
		}
	}
	return x
}

// applyElement chooses what happens to which element, or completes an event
// that was planned, and plans what follows. Who validates is usually another
// person than who created.
func (s *simulation) applyElement(e *event) bool {
	d := s.dice
	if e.cust < 0 {
		e.cust = s.customerFor(e.actor)
	}
	if e.cust < 0 {
		e.cust = int32(d.n(len(s.customers)))
	}
	if e.ref == 0 {
		e.plan = uint8(draw(d, s.sepa.kinds, s.sepa.total))
		events := elementKinds[e.plan].events
		total := 0
		for _, x := range events {
			total += x.weight
		}
		n := d.n(total)
		for i, x := range events {
			if n -= x.weight; n < 0 {
				e.sub = uint8(i)
				break
			}
		}
		s.sepa.serial++
		e.ref = s.sepa.serial
		if e.sub > 0 && d.n(4) > 0 {
			e.ref -= int64(d.n(2000))
		}
		e.amount = d.between(900, 480000)
		if d.one(4) {
			e.amount = plans[d.n(len(plans))].price
		}
		if elementKinds[e.plan].name == "User" || elementKinds[e.plan].name == "Security user" {
			e.other = int32(d.n(len(s.operators)))
		}
	}
	for _, n := range elementKinds[e.plan].events[e.sub].next {
		if d.n(100) >= n.percent {
			continue
		}
		after := d.between(n.from, n.to)
		if after > 2*hour {
			after = s.working(e.at+after) - e.at
		}
		x := event{at: e.at, kind: element, actor: e.actor, other: -1, cust: e.cust, ref: e.ref, amount: e.amount}
		to := s.sepa.lookup[n.element+"/"+n.event]
		x.plan, x.sub = to[0], to[1]
		if !d.one(14) {
			for range 8 {
				x.actor = s.onDuty(e.at+after, s.clock.local(e.at+after))
				if x.actor != e.actor && s.under(s.customers[e.cust].entity, s.operators[x.actor].entity) {
					break
				}
			}
		}
		s.later(x, after)
	}
	return true
}
