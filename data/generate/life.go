package generate

const (
	minute = int64(60)
	hour   = 60 * minute
	day    = 24 * hour
)

// plan puts into the queue what does not come about by chance: jobs, rushes,
// break-ins, and changes of who owns whom.
func (s *simulation) plan(slots []slot) {
	d := s.dice
	days := max((s.to-s.from0)/day, 1)
	monthly := int64(s.rows) * 30 / max(days, 30)
	for i := range slots {
		t := slots[i].from
		c := s.clock.local(t)
		plan := func(k kind, after, n int64) {
			if t+after < s.to && n > 0 {
				s.queue.push(event{at: t + after, kind: k, ref: n})
			}
		}
		switch {
		case c.day == 12 && c.hour == 2:
			plan(massSuspension, 10*minute, min(max(monthly/40, 4), 3000))
		case c.day == 1 && c.hour == 4:
			plan(invoiceRun, 0, min(max(monthly/22, 4), 5000))
		case c.last && c.day > 26 && c.hour == 15 && !c.free():
			plan(paymentRush, int64(d.n(1800)), min(max(monthly/50, 8), 1500))
		}
	}
	for range clamp(s.rows/40000, 1, 12) {
		t := s.from0 + d.between(0, s.to-s.from0-1)
		night := t - floorMod(t+offsetAt(t), day) + 2*hour + d.between(0, 2*hour)
		if night <= s.from0 {
			night = t
		}
		s.queue.push(event{at: night, kind: breakIn, ref: d.between(18, 18+int64(clamp(s.rows/1000, 6, 120)))})
	}
	for i := range s.customers {
		if c := &s.customers[i]; c.oldEntity >= 0 {
			s.queue.push(event{at: c.movedAt, kind: move, cust: int32(i)})
		}
	}
	for i := range s.operators {
		if op := &s.operators[i]; op.quiet && d.one(3) {
			s.queue.push(event{at: op.until + d.between(2*day, 15*day), kind: staleAccount, actor: int32(i)})
		}
	}
}

// unfold turns a plan into events.
func (s *simulation) unfold(e *event) {
	d := s.dice
	switch e.kind {
	case massSuspension:
		job := bySystem
		if s.profile.always == 0 {
			job = 0
		}
		for i := range e.ref {
			if c := s.customerFor(bySystem); c >= 0 {
				x := event{at: e.at, kind: suspend, actor: job, cust: c, other: -1, ref: -1}
				if job >= 0 {
					x.net, x.host = netInside, 1
				}
				s.later(x, i/3)
			}
		}
	case invoiceRun:
		for i := range e.ref {
			if c := s.customerFor(bySystem); c >= 0 {
				s.later(event{at: e.at, kind: invoiceCreated, actor: bySystem, cust: c, other: -1}, i/2)
			}
		}
	case paymentRush:
		who := s.onDuty(e.at, s.clock.local(e.at))
		list := s.entities[s.operators[who].entity].customers
		if int64(len(list)) < e.ref { // too few for a list of payments: the provider's own clerk enters them
			who, list = 0, s.entities[1+d.skewed(len(s.entities)-1)].customers
		}
		t := int64(0)
		for i := range min(e.ref, int64(len(list))) {
			s.later(event{at: e.at, kind: pay, actor: who, cust: list[i], other: -1}, t)
			t += 8 + int64(d.n(40))
		}
	case breakIn:
		victim := int32(d.n(len(s.operators)))
		t := int64(0)
		for i := range e.ref {
			who := victim
			switch {
			case d.one(3):
				who = byNobody
			case d.one(4):
				who = int32(d.n(len(s.operators)))
			}
			s.later(event{at: e.at, kind: loginFailed, actor: who, cust: -1, other: -1, net: netAttack, host: uint16(i / 7), ref: 1}, t)
			t += 1 + int64(d.n(9))
		}
		if d.one(3) {
			s.later(event{at: e.at, kind: login, actor: victim, cust: -1, other: -1, net: netAttack, ref: 1}, t)
		}
	case move:
		if c := &s.customers[e.cust]; c.status != deleted {
			s.leave(e.cust)
			s.join(e.cust, s.ownerByChance())
		}
	case staleAccount:
		for i := range int64(3) {
			if c := s.customerFor(e.actor); c >= 0 {
				k := s.profile.fallback
				if s.profile.has[pay] {
					k = pay
				}
				s.queue.push(event{
					at: min(e.at+i*4*minute+d.between(0, 200), s.to-1), kind: k, actor: e.actor, cust: c, other: -1, pick: uint32(d.pcg.Uint64()),
				})
			}
		}
	}
}

// apply completes an event, changes what it changes and plans what follows
// from it. It reports false when the event cannot happen (any more).
func (s *simulation) apply(e *event) bool {
	d := s.dice
	if e.kind == element || e.kind == login || e.kind == loginFailed || e.kind == logout || e.kind == twoFactor || e.kind == staffAdded {
		return s.applyStaff(e)
	}
	switch e.kind {
	case routerSync, expire, health, task, routerChange, planChange, saveSettings:
		s.from(e)
		return true
	case create:
		return s.applyCreate(e)
	}
	if e.cust < 0 {
		if e.cust = s.customerFor(e.actor); e.cust < 0 {
			return false
		}
	}
	c := &s.customers[e.cust]
	if c.status == deleted {
		return false
	}
	if e.net == netNone {
		s.from(e)
	}
	switch e.kind {
	case suspend:
		return s.applySuspend(e, c)
	case reactivate:
		if c.status != suspended {
			return false
		}
		c.status = active
	case upgrade:
		if int(c.plan)+1 >= len(plans) || c.status != active {
			return false
		}
		e.plan = c.plan
		c.plan += uint8(1 + d.n(min(2, len(plans)-1-int(c.plan))))
		if d.one(12) {
			s.later(event{at: e.at, kind: downgrade, actor: e.actor, cust: e.cust, other: -1}, d.between(2*day, 20*day))
		}
	case downgrade:
		if c.plan == 0 || c.status != active {
			return false
		}
		e.plan = c.plan
		c.plan--
	case remove:
		if c.status == active && d.one(2) {
			return false
		}
		s.leave(e.cust)
		c.status, c.died = deleted, e.at
	case licenceAllocated:
		if p := &s.entities[c.entity]; c.status != active || p.pool >= p.poolSize {
			return false
		} else {
			p.pool++
			e.ref = int64(p.pool)
		}
	case licenceRevoked:
		p := &s.entities[c.entity]
		if p.pool == 0 {
			return false
		}
		p.pool--
		e.ref = int64(p.pool)
	case impersonate:
		s.applyImpersonation(e)
	default:
		s.applyMoney(e, c)
	}
	return true
}

func (s *simulation) applyCreate(e *event) bool {
	owner := s.ownerByChance()
	if e.actor > 0 && !s.dice.one(40) {
		owner = s.operators[e.actor].entity
	}
	e.cust = int32(s.addCustomer(owner, e.at))
	c := &s.customers[e.cust]
	c.status, c.born, c.createdBy = active, e.at, e.actor
	s.from(e)
	next := event{at: e.at, actor: e.actor, cust: e.cust, other: -1}
	for _, k := range []kind{licenceAllocated, provision} {
		next.kind = k
		s.later(next, s.dice.between(40, 400))
	}
	next.kind = pay
	s.later(next, s.dice.between(3*minute, 3*day))
	return true
}

// applySuspend suspends and plans the payment and the reactivation that
// usually follow.
func (s *simulation) applySuspend(e *event, c *customer) bool {
	d := s.dice
	if c.status != active {
		return false
	}
	c.status = suspended
	if d.one(6) {
		return true
	}
	back := d.between(3*hour, 16*day)
	back = s.working(e.at+back) - e.at
	who := s.onDuty(e.at+back, s.clock.local(e.at+back))
	if e.actor >= 0 && !d.one(4) && e.ref != -1 {
		who = e.actor
	} else if owner := c.entity; !s.under(owner, s.operators[who].entity) {
		for i := range s.operators {
			if op := &s.operators[i]; op.entity == owner && (op.until == 0 || e.at+back < op.until) && e.at+back >= op.from {
				who = int32(i)
				break
			}
		}
	}
	if d.n(3) > 0 {
		s.later(event{at: e.at, kind: pay, actor: who, cust: e.cust, other: -1}, back-d.between(30, 600))
	}
	s.later(event{at: e.at, kind: reactivate, actor: who, cust: e.cust, other: -1}, back)
	return true
}

// applyImpersonation plans what staff does under the customer's account. The
// log names the staff member only at the start.
func (s *simulation) applyImpersonation(e *event) {
	d := s.dice
	t := d.between(20, 90)
	for range d.between(1, 6) {
		k := pickOf(d, []kind{changeEmail, updateProfile, invoiceDownloaded, nameservers, ticketOpened, orderPlaced, orderCancelled})
		s.later(event{at: e.at, kind: k, actor: byClient, other: e.actor, cust: e.cust, net: e.net, host: e.host}, t)
		t += d.between(15, 240)
	}
}

func (s *simulation) applyMoney(e *event, c *customer) {
	d := s.dice
	next := event{at: e.at, actor: e.actor, cust: e.cust, other: -1}
	if e.amount == 0 {
		e.amount = plans[c.plan].price
		if d.one(5) {
			e.amount *= int64(2 + d.n(11))
		} else if d.one(9) {
			e.amount = d.between(300, 25000)
		}
	}
	switch e.kind {
	case pay:
		s.payments++
		e.ref = s.payments
		twice := event{at: e.at, kind: pay, actor: e.actor, cust: e.cust, other: -1, amount: e.amount, net: e.net, host: e.host}
		if s.payments%450 == 77 {
			s.later(twice, d.between(12, 55))
		}
		if d.one(40) {
			next.kind, next.amount = refund, e.amount
			s.later(next, d.between(hour, 9*day))
		}
		if s.profile.has[invoicePaid] && d.n(3) > 0 {
			s.later(event{at: e.at, kind: invoicePaid, actor: e.actor, cust: e.cust, other: -1, amount: e.amount, ref: 1}, 1)
		}
	case payFailed:
		s.payments++
		e.ref = s.payments
		if d.one(3) {
			next.kind, next.actor = suspend, bySystem
			if s.profile.always == 0 {
				next.actor = e.actor
			}
			s.later(next, d.between(5*day, 12*day))
		}
	case invoiceCreated:
		s.invoices++
		e.ref = s.invoices
		next.ref, next.amount, next.actor = e.ref, e.amount, bySystem
		next.kind = invoicePaid
		if d.one(8) {
			next.kind = payFailed
		}
		s.later(next, d.between(hour, 14*day))
	case invoicePaid, invoiceVoided, invoiceDownloaded:
		if e.ref <= 1 {
			e.ref = s.invoices - int64(d.n(1500))
		}
	case refund:
		s.payments++
		e.ref = s.payments
	case orderPlaced:
		s.orders++
		e.ref = s.orders
		next.kind, next.ref = orderApproved, e.ref
		next.actor = s.onDuty(e.at+hour, s.clock.local(e.at+hour))
		s.later(next, d.between(20*minute, 2*day))
	case orderApproved:
		if e.ref == 0 {
			s.orders++
			e.ref = s.orders
		}
		next.kind, next.actor = provision, bySystem
		s.later(next, d.between(5, 90))
	case orderRejected, orderCancelled:
		s.orders++
		e.ref = s.orders
	case provision:
		s.services++
		e.ref = s.services
	case domainRegistered:
		s.domains++
		e.ref = s.domains
	case ticketOpened:
		s.tickets++
		e.ref = s.tickets
		next.actor = s.onDuty(e.at+hour, s.clock.local(e.at+hour))
		next.ref, next.pick = e.ref, e.pick
		next.kind = ticketReplied
		s.later(next, d.between(10*minute, 20*hour))
		next.kind = ticketClosed
		s.later(next, d.between(21*hour, 4*day))
	case ticketReplied, ticketAssigned, ticketClosed:
		if e.ref == 0 {
			e.ref = s.tickets - int64(d.n(200))
		}
	}
	if e.kind == domainRenewed || e.kind == domainTransferred || e.kind == nameservers {
		e.ref = s.domains - int64(d.n(300))
	}
}

// applyStaff completes what concerns operators and their accounts.
func (s *simulation) applyStaff(e *event) bool {
	d := s.dice
	if e.net == netNone {
		s.from(e)
	}
	switch e.kind {
	case login:
		if e.ref == 1 { // a planned one
			return true
		}
		if e.at < s.session[e.actor] && !d.one(10) {
			return false
		}
		s.session[e.actor] = e.at + d.between(hour, 9*hour)
		s.later(event{at: e.at, kind: logout, actor: e.actor, cust: -1, other: -1, net: e.net, host: e.host}, s.session[e.actor]-e.at)
	case loginFailed:
		if e.ref == 0 && d.n(3) > 0 { // mistyped, then right
			s.later(event{at: e.at, kind: login, actor: e.actor, cust: -1, other: -1, net: e.net, host: e.host, ref: 1}, d.between(5, 50))
		}
	case staffAdded:
		e.other = int32(d.n(len(s.operators)))
	case element:
		return s.applyElement(e)
	}
	return true
}
