package generate

import (
	"strconv"
	"strings"
)

// sci is a creditor's identifier in the form of the SEPA scheme; the check
// digits 00 occur in no real one.
func sci(c *customer) string {
	n := strconv.Itoa(c.id)
	return "DE00ZZZ" + strings.Repeat("0", max(11-len(n), 0)) + n
}

func renderElements(s *simulation, r *row, e *event) {
	r.stamp(s.clock.local(e.at), 'g')
	r.end()
	op := &s.operators[max(e.actor, 0)]
	who := op.login
	if e.pick%7 == 0 { // logins are compared without regard to case
		who = strings.ToUpper(who)
	}
	if e.kind == login || e.kind == loginFailed {
		if e.actor < 0 {
			who = s.loginName(e)
		}
		r.add("User")
		r.end()
		r.add(who)
		r.end()
		r.add("Connection")
		r.end()
		r.add(who)
		r.end()
		if e.actor >= 0 {
			r.add(s.entities[op.entity].name)
		}
		r.end()
		if e.actor >= 0 {
			r.add(s.entities[op.entity].name)
		}
		r.end()
		if e.kind == loginFailed {
			r.add("Refused: wrong password, from ")
		} else {
			r.add("From ")
		}
		r.address(s, e)
		r.end()
		return
	}
	k := &elementKinds[e.plan]
	c := s.customerOf(e)
	r.add(k.name)
	r.end()
	s.identifier(r, e, k, c)
	r.end()
	r.add(k.events[e.sub].name)
	r.end()
	r.add(who)
	r.end()
	r.add(s.entities[op.entity].name)
	r.end()
	r.add(c.name)
	r.end()
	s.sepaDetail(r, e, k, c)
	r.end()
}

func (s *simulation) identifier(r *row, e *event, k *elementKind, c *customer) {
	coded := func(prefix string) {
		r.add(prefix)
		r.number(e.ref)
	}
	switch k.name {
	case "Mandate", "Payment Schedule":
		coded("UMR-")
		r.add(" | ", sci(c))
	case "SDD":
		coded("E2E-")
		r.add(" | ", sci(c))
	case "SCT":
		coded("SCT-")
	case "SDD R-Transaction", "SCT R-Transaction":
		coded("RTX-")
	case "Form Order":
		coded("ORD-")
	case "Collection":
		coded("COL-")
	case "Collection File":
		coded("collection_")
		r.add(".xml")
	case "File":
		coded("mandates;")
		r.add(".csv")
	case "Alert":
		r.add(pickText(e, "Mandate without signature", "File \"late\"", "Threshold passed", "R-transaction to confirm"))
	case "Notification":
		coded("UMR-")
	case "Organization":
		r.add(c.name, " + EXT-")
		r.number(int64(c.id))
	case "User", "Security user":
		r.add(s.operators[max(e.other, 0)].login)
	case "Group":
		r.add(pickText(e, "Administrators + ADM", "Collections + COL", "Read only + RO", "Back office + BO"))
	case "Creditor":
		r.add(sci(c))
	case "Supplier":
		r.add(c.name, " + SUP")
		r.number(int64(c.id))
	case "Event Report":
		r.add("Report of ", pickText(e, "rejections", "refunds", "mandates", "connections"))
	default:
		r.add(e.word(settingGroups))
	}
}

func (s *simulation) sepaDetail(r *row, e *event, k *elementKind, c *customer) {
	switch {
	case k.name == "SDD" || k.name == "SCT" || k.name == "Payment Schedule" && e.sub == 0:
		r.add("Amount: ")
		r.centsComma(e.amount)
		r.add(" ", s.currency(e))
	case strings.HasSuffix(k.name, "R-Transaction"):
		r.add("Reason ", pickText(e, "AM04", "MD01", "AC04", "MS03", "MD06"), "; ")
		r.centsComma(e.amount)
		r.add(" ", s.currency(e))
	case k.name == "Collection" || k.name == "File":
		r.number(1 + int64(e.pick>>8)%900)
		r.add(" orders")
	}
	if n, ok := e.note(18); ok {
		if len(r.b) > r.start {
			r.add("; ")
		}
		r.add(n)
	}
}
