package generate

import "strconv"

// netClass is the kind of network that an action came from.
type netClass uint8

const (
	netNone   netClass = iota // jobs, webhooks
	netOffice                 // 198.51.100.0/24, some hosts per entity
	netHome                   // 2001:db8::/32, one prefix per operator
	netMobile                 // 192.0.2.0/24
	netInside                 // 10.0.0.0/8, the provider's own staff
	netAttack                 // 203.0.113.0/24
)

// address writes where an event came from; nothing for netNone.
func (r *row) address(s *simulation, e *event) {
	h := int64(e.host)
	switch e.net {
	case netOffice:
		r.add("198.51.100.")
		r.number(1 + h%250)
	case netHome:
		r.add("2001:db8:")
		r.b = strconv.AppendInt(r.b, 16+h>>4, 16)
		r.add("::")
		r.b = strconv.AppendInt(r.b, 1+h&15, 16)
	case netMobile:
		r.add("192.0.2.")
		r.number(1 + h%250)
	case netInside:
		r.add("10.20.")
		r.number(h / 250 % 250)
		r.add(".")
		r.number(1 + h%250)
	case netAttack:
		r.add("203.0.113.")
		r.number(64 + h%8)
	}
}

// from sets the network of an operator's action.
func (s *simulation) from(e *event) {
	if e.actor < 0 {
		return
	}
	op := &s.operators[e.actor]
	hour := s.clock.local(e.at).hour
	today := uint64(e.at/day)<<20 | uint64(e.actor)
	n := int(today * 0x9E3779B97F4A7C15 >> 33 % 100) // one place a day
	switch {
	case !op.shift.covers(hour) || n < 8:
		e.net, e.host = netHome, uint16(e.actor)<<4|uint16(n&1)
	case n < 13:
		e.net, e.host = netMobile, uint16(today*0x9E3779B97F4A7C15>>40)
	case op.entity == 0:
		e.net, e.host = netInside, uint16(e.actor)
	default:
		e.net, e.host = netOffice, uint16(op.entity*5+int(e.actor)%5)
	}
}
