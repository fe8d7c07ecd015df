package intake

import (
	"fmt"
	"strings"

	"probity/data/intake/when"
	"probity/data/zones"
)

// order settles the order of day, month and year in the columns of the time.
func (s *timeFinder) order() {
	in, rd := s.in, s.in.reading
	asked := false
	for _, i := range s.used {
		c, e := &in.Columns[i], s.evidence(i)
		if !e.Numeric() {
			continue
		}
		v := e.Order()
		found := Finding{Value: orderName(v.Order.String()), Why: v.Why, Sure: v.Sure}
		from, order := "data", v.Order
		switch {
		case fitting(e, when.OrderOf(s.opts.DateOrder)):
			from, order = "person", when.OrderOf(s.opts.DateOrder)
			found = Finding{Value: orderName(s.opts.DateOrder), Why: "you said so", Sure: true}
			if v.Mixed {
				found.Why += "; " + v.Why + ", so some times will not be read and are kept as text"
			}
		case order != when.Untold && (v.Sure || !fitting(e, s.formatOrder())):
		case !v.Mixed && e.Fits(s.formatOrder()) >= e.Fits(v.Order) && fitting(e, s.formatOrder()):
			from, order = "format", s.formatOrder()
			found = Finding{Value: orderName(order.String()), Why: "the product writes them so", Sure: true}
		default:
			order = when.Untold
			if !asked {
				asked = true
				in.Questions = append(in.Questions, orderQuestion(e, v))
			}
		}
		c.Order = order.String()
		c.Layout = when.Layout(e.Example, order)
		if _, ok := in.Findings["date-order"]; !ok || order == when.Untold || !found.Sure {
			in.Findings["date-order"] = found
		}
		if rd.DateOrder == "" && order != when.Untold {
			rd.DateOrder, rd.From["date_order"] = order.String(), from
		}
	}
}

func (s *timeFinder) formatOrder() when.Order {
	if s.f == nil {
		return when.Untold
	}
	return when.OrderOf(s.f.DateOrder)
}

func orderQuestion(e *when.Evidence, v when.Verdict) Question {
	q := Question{Key: "date-order"}
	var flags []string
	for _, o := range v.Choices {
		q.Choices = append(q.Choices, o.String())
		flags = append(flags, "--date-order "+o.String())
	}
	answer := "answer with " + strings.Join(flags, " or ")
	if v.Mixed {
		q.Text = fmt.Sprintf("Is the day or the month first in the dates? The file contradicts itself: %s. Which is right must be known; %s, and the other times are kept as text.", v.Why, answer)
		return q
	}
	what := "the day or the month"
	if len(v.Choices) > 2 {
		what = "the day, the month or the year"
	}
	q.Text = fmt.Sprintf("Is %s first in %s? The file does not tell; %s.", what, when.Day(e.Example), answer)
	return q
}

func orderName(order string) string {
	return map[string]string{"dmy": "day first", "mdy": "month first", "ymd": "year first"}[order]
}

// zone settles in which zone the times are that do not say so themselves.
func (s *timeFinder) zone() {
	in, rd := s.in, s.in.reading
	c, e := &in.Columns[s.used[0]], s.evidence(s.used[0])
	zoned, times, unzoned, abbr := 0, 0, "", ""
	for _, i := range s.used {
		e := s.evidence(i)
		zoned, times = zoned+e.Zoned, times+e.Times
		if unzoned == "" {
			unzoned = e.Unzoned
		}
		if abbr == "" {
			abbr = e.Abbr
		}
	}
	_, inHeader := when.ZoneInHeader(c.Name)
	if inHeader == "" && s.clock >= 0 {
		_, inHeader = when.ZoneInHeader(in.Columns[s.clock].Name)
	}
	_, unknown := zones.Load(inHeader)
	counts := strings.HasPrefix(c.Layout, "epoch")
	var found Finding
	switch {
	case s.opts.Zone != "":
		rd.Zone, rd.From["zone"] = s.opts.Zone, "person"
		found = Finding{Value: s.opts.Zone, Why: "you said so", Sure: true}
		if zoned > 0 && zoned == times {
			found.Why = "you said so; the times carry their own offset, which counts"
		}
		for _, i := range s.used {
			if c := &in.Columns[i]; c.Zone != "offset" && !strings.HasPrefix(c.Layout, "epoch") {
				c.Zone = s.opts.Zone
			}
		}
	case counts && times == 0:
		rd.From["zone"] = "data"
		found = Finding{Value: "UTC", Why: "the times count from 1970 in UTC", Sure: true}
	case times > 0 && zoned == times:
		rd.From["zone"] = "data"
		found = Finding{Value: "as written", Why: fmt.Sprintf("every time says its zone, as in %s", e.Example), Sure: true}
	case inHeader != "" && unknown == nil:
		c.Zone, rd.Zone, rd.From["zone"] = inHeader, inHeader, "data"
		found = Finding{Value: inHeader, Why: fmt.Sprintf("the header says so: %s", s.headerWithZone()), Sure: true}
		if strings.ContainsAny(inHeader, "+-") && !strings.ContainsAny(s.headerWithZone(), "+-−/") {
			found.Why += fmt.Sprintf("; that is %s all year, without summer time", inHeader)
			found.Sure = false
		}
	case c.Zone != "" && c.Zone != "offset":
		rd.Zone, rd.From["zone"] = c.Zone, "format"
		found = Finding{Value: c.Zone, Why: "the product writes its times so", Sure: true}
	case s.f != nil && s.f.Zone != "":
		c.Zone, rd.Zone, rd.From["zone"] = s.f.Zone, s.f.Zone, "format"
		found = Finding{Value: s.f.Zone, Why: "the product writes its times so", Sure: true}
	case times == 0 && !strings.HasPrefix(c.Layout, "excel"):
		return
	default:
		found = Finding{Why: "the file does not say; needed before importing"}
		text := strings.TrimSpace(unzoned)
		if text == "" {
			text = s.table.example(s.used[0])
		}
		q := Question{Key: "zone", Text: fmt.Sprintf("In which time zone are the times, such as %s? The file does not say; answer with --zone, for example --zone Europe/Berlin.", text)}
		if abbr != "" {
			found.Why = fmt.Sprintf("%s names a zone by letters that several zones use; needed before importing", abbr)
			q.Text = fmt.Sprintf("In which time zone are the times, such as %s? Several zones use these letters; answer with --zone, for example --zone America/Chicago.", abbr)
		}
		in.Questions = append(in.Questions, q)
	}
	in.Findings["zone"] = found
}

// headerWithZone is the header that names the zone.
func (s *timeFinder) headerWithZone() string {
	name := s.in.Columns[s.used[0]].Name
	if _, zone := when.ZoneInHeader(name); zone == "" && s.clock >= 0 {
		return s.in.Columns[s.clock].Name
	}
	return name
}
