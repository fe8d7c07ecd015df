package intake

import (
	"strings"
	"time"

	"probity/data/intake/when"
	"probity/data/zones"
)

// timing says how the times of one column are read.
type timing struct {
	layout string
	order  when.Order
	zone   *time.Location // of times that do not tell theirs; nil: not known
}

// timed prepares a column that gives the time or a part of it.
func (p *plan) timed(t *target, c *Column) error {
	if c.Part == ClockPart {
		t.slot, t.part = noSlot, true
		p.clockExtra = t.extra
		return nil
	}
	r := timing{layout: c.Layout, order: when.OrderOf(c.Order)}
	if r.order == when.Untold {
		r.order = when.OrderOf(p.rd.DateOrder)
	}
	name := p.rd.Zone
	if c.Zone != "" && c.Zone != "offset" && (name == "" || !strings.HasPrefix(c.Layout, "epoch")) {
		name = c.Zone
	}
	if name != "" {
		var err error
		if r.zone, err = zones.Load(name); err != nil {
			return err
		}
	}
	t.clock = len(p.timings)
	p.timings = append(p.timings, r)
	return nil
}

// clocks makes one for each column that gives the time.
func (p *plan) clocks() []*when.Clock {
	var clocks []*when.Clock
	for _, r := range p.timings {
		clocks = append(clocks, when.NewClock(r.layout, r.order, r.zone))
	}
	return clocks
}
