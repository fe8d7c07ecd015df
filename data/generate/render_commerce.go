package generate

import "strconv"

func renderCommerce(s *simulation, r *row, e *event) {
	t := s.utc.local(e.at)
	r.stamp(t, 'i')
	r.end()
	switch {
	case e.actor == byClient:
		r.add(s.customerOf(e).name)
	case e.actor == byNobody:
		r.add(s.loginName(e))
	case e.actor == bySystem:
		r.add("System")
	default:
		r.add(s.operators[e.actor].name)
	}
	r.end()
	kindOf, id := describeCommerce(s, r, e)
	if n, ok := e.note(18); ok && e.actor >= 0 && e.cust >= 0 && e.kind != invoicePaid {
		r.add("; ", n)
	}
	r.end()
	r.add(kindOf)
	r.end()
	if id > 0 {
		r.number(id)
	}
	r.end()
	r.address(s, e)
	r.end()
}

// describeCommerce writes the action and gives the entity that it concerns.
func describeCommerce(s *simulation, r *row, e *event) (kindOf string, id int64) {
	var c *customer
	client := int64(0)
	if e.cust >= 0 {
		c = s.customerOf(e)
		client = int64(c.id)
	}
	about := func(kindOf string, id int64, parts ...string) (string, int64) {
		r.add(parts...)
		return kindOf, id
	}
	money := func(amount int64) {
		r.add(s.currency(e), " ")
		r.cents(amount)
	}
	service := client + 6000
	switch e.kind {
	case create:
		return about("Client", client, "Client created: ", c.name)
	case changeEmail:
		return about("Client", client, "Updated client profile: e-mail is now ", c.mail(e.at))
	case remove:
		return about("Client", client, "Client deleted: ", c.name)
	case pay:
		r.add("Payment recorded: ")
		money(e.amount)
		return about("Payment", e.ref, " from ", c.name, ", ", e.word(methods))
	case refund:
		r.add("Refund issued: ")
		money(e.amount)
		return about("Payment", e.ref, " to ", c.name)
	case payFailed:
		r.add("Payment failed: ")
		money(e.amount)
		return about("Payment", e.ref, " from ", c.name, "; ", pickText(e, "card expired", "account closed", "insufficient funds"))
	case invoiceCreated:
		r.add("Invoice created: ")
		money(e.amount)
		return about("Invoice", e.ref, " for ", c.name)
	case invoicePaid:
		r.add("Invoice marked paid: ")
		money(e.amount)
		return "Invoice", e.ref
	case invoiceVoided:
		return about("Invoice", e.ref, "Invoice voided: ", pickText(e, "duplicate", "wrong amount", "\"goodwill\", agreed by phone"))
	case invoiceDownloaded:
		return about("Invoice", e.ref, "Invoice PDF downloaded")
	case orderPlaced:
		return about("Order", e.ref, "Order placed: ", plans[e.index(len(plans))].name)
	case orderApproved:
		return about("Order", e.ref, "Order approved")
	case orderRejected:
		return about("Order", e.ref, "Order rejected: ", pickText(e, "no coverage", "fraud check", "duplicate"))
	case orderCancelled:
		return about("Order", e.ref, "Order cancelled")
	case provision:
		return about("Service", service, "Service provisioned: ", plans[c.plan].name, " for ", c.name)
	case suspend:
		reason := e.word(suspendReasons)
		if e.ref == -1 {
			reason = "overdue run"
		}
		return about("Service", service, "Service suspended: ", reason)
	case reactivate:
		return about("Service", service, "Service unsuspended")
	case upgrade, downgrade:
		return about("Service", service, "Service package changed: ", plans[e.plan].name, " -> ", plans[c.plan].name)
	case domainRegistered:
		return about("Domain", e.ref, "Domain registered: ", c.login, ".example.net")
	case domainRenewed:
		return about("Domain", max(e.ref, 1), "Domain renewed: ", c.login, ".example.net")
	case domainTransferred:
		return about("Domain", max(e.ref, 1), "Domain transferred: ", c.login, ".example.net")
	case nameservers:
		return about("Domain", max(e.ref, 1), "Domain nameservers updated: ns1.example.org, ns2.example.org")
	case ticketOpened:
		return about("Ticket", e.ref, "Ticket opened: ", subjects[int(e.ref)%len(subjects)])
	case ticketReplied:
		return about("Ticket", e.ref, "Ticket replied to: ", subjects[int(e.ref)%len(subjects)])
	case ticketAssigned:
		return about("Ticket", e.ref, "Ticket assigned to ", s.operators[e.index(len(s.operators))].name)
	case ticketClosed:
		return about("Ticket", e.ref, "Ticket closed")
	case login:
		return about("Staff", int64(e.actor)+1, "Staff logged in")
	case loginFailed:
		if e.actor < 0 {
			return about("Staff", 0, "Staff login failed: no such account")
		}
		return about("Staff", int64(e.actor)+1, "Staff login failed: wrong password")
	case twoFactor:
		return about("Staff", int64(e.actor)+1, "2FA ", pickText(e, "enabled", "enabled", "disabled"))
	case staffAdded:
		return about("Staff", int64(e.other)+1, "Staff account created: ", s.operators[e.other].name)
	case saveSettings:
		return about("Setting", 0, "Settings saved: ", e.word(settingGroups))
	case impersonate:
		return about("Client", client, "Staff impersonated client: ", c.name, " (staff ", strconv.Itoa(int(e.actor)+1), ", client ", strconv.Itoa(c.id), ")")
	default:
		return about("Client", client, "Updated client profile: ", e.word(profileChanges))
	}
}
