package generate

import "strings"

// stamp writes a local or UTC date and time: layout 'i' 2026-03-14 09:26:53,
// 'd' 14/03/2026 09:26:53, 'g' 14.03.2026 09:26.
func (r *row) stamp(c civil, layout byte) {
	sep, short := byte('-'), layout == 'g'
	switch layout {
	case 'd':
		sep = '/'
	case 'g':
		sep = '.'
	}
	year := func() { r.b = append2(append2(r.b, c.year/100%100), c.year%100) }
	if layout == 'i' {
		year()
		r.b = append2(append(r.b, sep), c.month)
		r.b = append2(append(r.b, sep), c.day)
	} else {
		r.b = append(append2(r.b, c.day), sep)
		r.b = append(append2(r.b, c.month), sep)
		year()
	}
	r.b = append2(append(r.b, ' '), c.hour)
	r.b = append2(append(r.b, ':'), c.minute)
	if !short {
		r.b = append2(append(r.b, ':'), c.second)
	}
}

// word chooses from a list by the event's own chance.
func (e *event) word(list []string) string { return list[int(e.pick%65521)%len(list)] }

// index chooses from n by the event's own chance.
func (e *event) index(n int) int { return int(e.pick % uint32(n)) }

// note reports whether somebody typed a note to the event.
func (e *event) note(oneIn uint32) (string, bool) {
	x := e.pick >> 8
	return notes[int(x/oneIn)%len(notes)], x%oneIn == 0
}

func (s *simulation) customerOf(e *event) *customer { return &s.customers[e.cust] }

func (s *simulation) currency(e *event) string {
	return s.entities[s.customers[e.cust].entity].currency
}

// The account of jobs in logs that know no system actor.
const (
	jobLogin = "billing.job"
	jobMail  = "billing.job@provider.example.com"
)

func renderOperators(s *simulation, r *row, e *event) {
	c := s.customerOf(e)
	r.stamp(s.clock.local(e.at), 'i')
	r.end()
	if e.ref == -1 {
		r.add(jobLogin)
	} else {
		r.add(s.operators[e.actor].login)
	}
	r.end()
	r.add(c.name)
	r.end()
	switch e.kind {
	case create:
		r.add("Activated account: ", plans[c.plan].name)
	case pay:
		r.add("Recorded payment: ", s.currency(e), " ")
		r.cents(e.amount)
		r.add(" (", e.word(methods), ")")
	case upgrade, downgrade:
		r.add("Changed package: ", plans[e.plan].name, " -> ", plans[c.plan].name)
	case renew:
		r.add("Renewed subscription: ", plans[c.plan].name, ", ", s.currency(e), " ")
		r.cents(plans[c.plan].price)
	case suspend:
		if e.ref == -1 {
			r.add("Suspended account: overdue run")
		} else {
			r.add("Suspended account: ", e.word(suspendReasons))
		}
	case reactivate:
		r.add("Unsuspended account")
	case changeEmail:
		r.add("Updated profile: e-mail, was ", c.login, "@old.example.org, is ", c.mail(e.at))
	default:
		r.add("Updated profile: ", e.word(profileChanges))
	}
	if n, ok := e.note(14); ok {
		r.add(" – ", n)
	}
	r.end()
}

func renderISP(s *simulation, r *row, e *event) {
	r.stamp(s.clock.local(e.at), 'd')
	r.end()
	switch e.kind {
	case routerSync, expire, health, task:
		r.add("System")
	case login, loginFailed, logout, pay, payFailed:
		r.add("User")
	default:
		if e.actor == bySystem {
			r.add("System")
		} else {
			r.add("Administrative")
		}
	}
	r.end()
	describeISP(s, r, e)
	if n, ok := e.note(16); ok && e.actor >= 0 && e.cust >= 0 {
		r.add("; note: ", n)
	}
	r.end()
	r.address(s, e)
	r.end()
	switch {
	case e.actor >= 0 && e.kind != loginFailed:
		r.add(s.operators[e.actor].login)
	case e.actor == bySystem:
		r.add("System")
	}
	r.end()
}

func describeISP(s *simulation, r *row, e *event) {
	money := func(amount int64) {
		r.add(s.currency(e), " ")
		r.cents(amount)
	}
	var c *customer
	if e.cust >= 0 {
		c = s.customerOf(e)
	}
	switch e.kind {
	case routerSync:
		r.add("Auto-sync with router ", e.word(routers), ": ")
		r.number(int64(e.pick>>9) % 400)
		r.add(" clients, ")
		r.number(int64(e.pick>>20) % 7)
		r.add(" changed")
	case expire:
		r.add("Expiration processing: ")
		r.number(int64(e.pick>>9) % 12)
		r.add(" subscriptions deactivated")
	case health:
		if e.pick%29 == 0 {
			r.add("System health check: router ", e.word(routers), " does not answer;\nretry in 60 s")
		} else {
			r.add("System health check: all routers answer")
		}
	case task:
		r.add("Scheduled task: ", e.word(tasks))
	case create:
		r.add("Client created: \"", c.name, "\" (", c.login, "), plan ", plans[c.plan].name)
	case pay:
		r.add("Payment received: ")
		money(e.amount)
		r.add(" from ", c.login, ", ", e.word(methods))
	case payFailed:
		r.add("Payment failed: ")
		money(e.amount)
		r.add(" for ", c.login, "; ", pickText(e, "card expired", "account closed", "insufficient funds"))
	case refund:
		r.add("Refund: ")
		money(e.amount)
		r.add(" to ", c.login)
	case adjust:
		r.add("Manual adjustment: ")
		money(e.amount - 2*e.amount*int64(e.pick&1))
		r.add(" on the balance of ", c.login)
	case upgrade, downgrade:
		r.add("Plan of ", c.login, " changed: ", plans[e.plan].name, " -> ", plans[c.plan].name)
	case renew:
		r.add("Subscription renewed: ", c.login, ", ", plans[c.plan].name)
	case suspend:
		if e.ref == -1 {
			r.add("Client suspended: ", c.login, "; overdue, by the nightly run")
		} else {
			r.add("Client suspended: ", c.login, "; ", e.word(suspendReasons))
		}
	case reactivate:
		r.add("Client reactivated: ", c.login)
	case changeEmail:
		r.add("Client updated: ", c.login, "; e-mail is now ", c.mail(e.at))
	case remove:
		r.add("Client deleted: ", c.login)
	case login:
		r.add("Login successful: ", s.operators[e.actor].login)
	case loginFailed:
		r.add("Login failed: ", s.loginName(e), "; wrong password")
	case logout:
		r.add("Session closed: ", s.operators[e.actor].login)
	case routerChange:
		r.add("Router configuration changed: ", e.word(routers), "; queue \"", plans[e.index(len(plans))].name, "\"")
	case planChange:
		r.add("Plan updated: ", plans[e.index(len(plans))].name)
	case saveSettings:
		r.add("System settings changed: ", e.word(settingGroups))
	default:
		r.add("Client updated: ", c.login, "; ", e.word(profileChanges))
	}
}

func pickText(e *event, texts ...string) string { return e.word(texts) }

// loginName is what somebody typed who could not log in.
func (s *simulation) loginName(e *event) string {
	if e.actor >= 0 {
		return s.operators[e.actor].login
	}
	return pickText(e, "admin", "root", "test", "administrator", "billing", "support", "noc")
}

var resellerActions = map[kind]string{
	create: "Client created", suspend: "Client suspended", reactivate: "Client reactivated", remove: "Client deleted",
	licenceAllocated: "License allocated", licenceRevoked: "License revoked",
}

func renderReseller(s *simulation, r *row, e *event) {
	c := s.customerOf(e)
	who := jobMail
	if e.actor >= 0 && e.ref != -1 {
		who = s.operators[e.actor].email
	}
	text := func(key string, parts ...string) {
		r.key(key)
		r.add(parts...)
		r.jsonText()
	}
	r.add("{")
	r.key("timestamp")
	r.b = append(r.b, '"')
	at := len(r.b)
	r.stamp(s.clock.local(e.at), 'i')
	r.b[at+10] = 'T'
	r.add("+0", string(rune('0'+offsetAt(e.at)/3600)), `:00"`)
	text("action", resellerActions[e.kind])
	text("target", c.mail(e.at))
	r.key("details")
	pool := &s.entities[c.entity]
	switch e.kind {
	case licenceAllocated, licenceRevoked:
		r.add("Pool: ", pool.name, " – ", strings.Fields(plans[c.plan].name)[0], " (")
		r.number(e.ref)
		r.add(" of ")
		r.number(int64(pool.poolSize))
		r.add(" used)")
	case suspend:
		if e.ref == -1 {
			r.add("Reason: overdue, monthly run")
		} else {
			r.add("Reason: ", e.word(suspendReasons))
		}
	case create:
		r.add("Name: ", c.name)
	}
	if n, ok := e.note(10); ok {
		if len(r.b) > r.start {
			r.add("; ")
		}
		r.add("Note: ", n)
	}
	r.jsonText()
	text("performed_by", who)
	r.add("}")
}
