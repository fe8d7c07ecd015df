package generate

import "slices"

// simulation is a world over time.
type simulation struct {
	*world
	profile  *profile
	options  Options
	dice     dice
	clock    clock
	utc      universal
	queue    queue
	from0    int64
	to       int64
	rows     int     // wanted
	done     int     // given out
	session  []int64 // when an operator's session ends
	invoices int64
	tickets  int64
	domains  int64
	orders   int64
	services int64
	payments int64
	sepa     sepa
}

func newSimulation(o Options, p *profile) *simulation {
	s := &simulation{
		world: newWorld(o, p), profile: p, options: o, dice: newDice(o.Seed, 2),
		from0: o.From.Unix(), to: o.To.Unix(), rows: o.Rows,
		invoices: 20140, tickets: 8100, domains: 310, orders: 5200, services: 7700, payments: 31000,
	}
	s.session = make([]int64, len(s.operators))
	s.sepa = newSepa(s)
	return s
}

// slot is an hour, or what of it lies in the period.
type slot struct {
	from, to int64
	weight   uint64 // of everything before the end of the slot
	staff    int
}

func (s *simulation) slots() []slot {
	var list []slot
	var sum uint64
	mood, today := newDice(s.options.Seed, 3), int64(100)
	for t := s.from0; t < s.to; {
		end := min(t-floorMod(t, 3600)+3600, s.to)
		local := s.clock.local(t)
		if local.hour == 0 {
			today = mood.between(70, 130)
		}
		staff := max(staffWeight(local)*int(today*mood.between(75, 125))/10000, 1)
		sum += uint64(staff+s.profile.always) * uint64(end-t)
		list = append(list, slot{t, end, sum, staff})
		t = end
	}
	return list
}

func floorMod(n, m int64) int64 { return ((n % m) + m) % m }

// run calls yield for every entry, oldest first.
func (s *simulation) run(yield func(*event) error) error {
	if s.rows == 0 {
		return nil
	}
	slots := s.slots()
	s.plan(slots)
	total := slots[len(slots)-1].weight
	var times []int64
	for i := range slots {
		sl := &slots[i]
		quota := int(uint64Div(uint64(s.rows), sl.weight, total)) - s.done
		times = times[:0]
		for range quota {
			times = append(times, sl.from+int64(s.dice.n(int(sl.to-sl.from))))
		}
		slices.Sort(times)
		for _, t := range times {
			if err := s.due(t, yield); err != nil {
				return err
			}
			if err := s.give(s.spontaneous(t, sl.staff), yield); err != nil {
				return err
			}
		}
		if err := s.due(sl.to, yield); err != nil {
			return err
		}
	}
	for s.done < s.rows {
		if err := s.give(s.spontaneous(s.to-1, 1), yield); err != nil {
			return err
		}
	}
	return nil
}

// due gives out what was planned for before t.
func (s *simulation) due(t int64, yield func(*event) error) error {
	for len(s.queue.heap) > 0 && s.queue.heap[0].at < t && s.done < s.rows {
		e := s.queue.pop()
		if e.kind > kindHidden {
			s.unfold(&e)
			continue
		}
		if s.apply(&e) {
			if err := s.give(e, yield); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *simulation) give(e event, yield func(*event) error) error {
	if s.done >= s.rows {
		return nil
	}
	s.done++
	return yield(&e)
}

// later plans an event; what would lie after the log is dropped.
func (s *simulation) later(e event, after int64) {
	e.at += after
	if e.actor >= 0 {
		if after > 2*hour && e.kind != logout {
			e.at = s.working(e.at)
		}
		if op := &s.operators[e.actor]; op.until > 0 && e.at >= op.until {
			e.actor = s.onDuty(e.at, s.clock.local(e.at))
		}
	}
	if e.at >= s.to || !s.profile.has[e.kind] && e.kind < kindHidden {
		return
	}
	e.pick = uint32(s.dice.pcg.Uint64())
	s.queue.push(e)
}

// working moves an instant into the next office hours.
func (s *simulation) working(t int64) int64 {
	if c := s.clock.local(t); c.hour < 7 || c.hour > 18 {
		t += 12 * hour
	}
	for range 4 {
		if !s.clock.local(t).free() {
			break
		}
		t += day
	}
	return t
}

// spontaneous makes an event that always can happen.
func (s *simulation) spontaneous(t int64, staff int) event {
	d := s.dice
	for range 12 {
		e := event{at: t, cust: -1, other: -1, pick: uint32(d.pcg.Uint64())}
		if d.n(staff+s.profile.always) >= staff {
			e.actor = bySystem
			e.kind = draw(d, s.profile.system, s.profile.systemTotal)
		} else {
			local := s.clock.local(t)
			e.actor = s.onDuty(t, local)
			e.kind = draw(d, s.profile.staff, s.profile.staffTotal)
			if local.last && s.profile.has[pay] && e.kind != pay && d.one(3) {
				e.kind = pay
			}
		}
		if s.apply(&e) {
			return e
		}
	}
	e := event{at: t, kind: s.profile.fallback, actor: 0, other: -1, pick: uint32(d.pcg.Uint64())}
	s.from(&e)
	e.cust = int32(d.skewed(len(s.customers)))
	return e
}

// onDuty picks who works at t, the first ones of a list more often.
func (s *simulation) onDuty(t int64, local civil) int32 {
	day := 0
	if local.free() {
		day = 1
	}
	list := s.duty[day][local.hour]
	for range 6 {
		i := list[s.dice.skewed(len(list))]
		if op := &s.operators[i]; t >= op.from && (op.until == 0 || t < op.until) {
			return i
		}
	}
	return s.firstOf(list, t)
}

func (s *simulation) firstOf(list []int32, t int64) int32 {
	for _, i := range list {
		if op := &s.operators[i]; t >= op.from && (op.until == 0 || t < op.until) {
			return i
		}
	}
	return 0
}

// customerFor picks whom an operator deals with: nearly always one of its own
// entity or of an entity below it. It is -1 when there is none.
func (s *simulation) customerFor(actor int32) int32 {
	d := s.dice
	e := -1
	if actor >= 0 {
		op := &s.operators[actor]
		e = op.entity
		away := d.one(400) || op.strays && d.one(7)
		if op.entity == 0 || away {
			e = d.skewed(len(s.entities))
		} else if d.one(5) { // a sub-reseller's customer
			for k := e + 1; k < len(s.entities) && s.under(k, e); k++ {
				if d.one(2) {
					e = k
					break
				}
			}
		}
	} else {
		e = d.skewed(len(s.entities))
	}
	for range 4 {
		if list := s.entities[e].customers; len(list) > 0 {
			return list[d.skewed(len(list))]
		}
		e = 1 + d.n(len(s.entities)-1)
	}
	return -1
}
