package intake

import (
	"fmt"
	"strings"

	"probity/data/fault"
	"probity/data/zones"
)

// times settles layout, date order and zone of the time column.
func (in *Inspection) times(f *Format, facts []about, opts Options) error {
	rd := in.reading
	if opts.Zone != "" {
		if _, err := zones.Load(opts.Zone); err != nil {
			return err
		}
	}
	switch opts.DateOrder {
	case "", "dmy", "mdy", "ymd":
	default:
		return fault.New(fault.Unusable, "The date order %q is not known here; it can be dmy, mdy or ymd.", opts.DateOrder)
	}
	main := -1
	for i := range in.Columns {
		c, a := &in.Columns[i], &facts[i]
		if c.Field == TimeField {
			main = i
		}
		if !a.written() && (c.Field != TimeField || a.times == 0) {
			if epoch := a.counts(); epoch != "" && (c.Field == TimeField || isTimeName(c.Name)) {
				c.Type, c.Layout, c.Zone = "time", epoch, "UTC"
			}
			continue
		}
		order, _ := a.order()
		c.Layout = layoutOf(a.example, order == "mdy" || order == "" && opts.DateOrder == "mdy")
		if _, zone := zoneInHeader(c.Name); zone != "" && c.Zone == "" {
			c.Zone = zone
		}
		if a.zoned == a.times {
			c.Zone = "offset"
		}
	}
	if main < 0 {
		in.Findings["time"] = Finding{Value: "none", Why: "no column holds times; the records are stored and marked as having none", Sure: true}
		return nil
	}
	c, a := &in.Columns[main], &facts[main]
	in.Findings["time"] = Finding{Value: c.Name, Why: c.Why, Sure: true}
	if f := in.Findings["time"]; a.times < a.filled && !strings.HasPrefix(c.Layout, "epoch") {
		f.Why = fmt.Sprintf("%s; %s of %s values in the sample are no times and are kept as text", f.Why, thousands(int64(a.filled-a.times)), thousands(int64(a.filled)))
		in.Findings["time"] = f
	}
	in.dateOrder(f, c, a, opts)
	in.zone(f, c, a, opts)
	if rd.DateOrder == "mdy" && a.times > 0 {
		c.Layout = layoutOf(a.example, true)
	}
	return nil
}

func isTimeName(name string) bool {
	key := fold(name)
	for _, w := range []string{"time", "date", "zeit", "datum", "createdat", "updatedat", "timestamp"} {
		if strings.Contains(key, w) {
			return true
		}
	}
	return strings.HasSuffix(key, "at") || strings.HasSuffix(key, "ts")
}

func (in *Inspection) dateOrder(f *Format, c *Column, a *about, opts Options) {
	rd := in.reading
	order, found := a.order()
	switch {
	case opts.DateOrder != "":
		order, rd.From["date_order"] = opts.DateOrder, "person"
		found = Finding{Value: orderName(order), Why: "you said so", Sure: true}
	case order != "":
		rd.From["date_order"] = "data"
	case f != nil && f.DateOrder != "" && a.numeric > 0:
		order, rd.From["date_order"] = f.DateOrder, "format"
		found = Finding{Value: orderName(order), Why: "the product writes them so", Sure: true}
	case a.numeric > 0:
		in.Questions = append(in.Questions, Question{
			Key:     "date-order",
			Text:    fmt.Sprintf("Is the day or the month first in %s? The file does not tell; answer with --date-order dmy or --date-order mdy.", datePart(a.example)),
			Choices: []string{"dmy", "mdy"},
		})
	default:
		return
	}
	rd.DateOrder = order
	in.Findings["date-order"] = found
}

func orderName(order string) string {
	return map[string]string{"dmy": "day first", "mdy": "month first", "ymd": "year first"}[order]
}

func (in *Inspection) zone(f *Format, c *Column, a *about, opts Options) {
	rd := in.reading
	_, headerZone := zoneInHeader(c.Name)
	_, badHeader := zones.Load(headerZone)
	var found Finding
	switch {
	case opts.Zone != "":
		rd.Zone, rd.From["zone"] = opts.Zone, "person"
		found = Finding{Value: opts.Zone, Why: "you said so", Sure: true}
		if a.zoned > 0 && a.zoned == a.times {
			found.Why = "you said so; the times carry their own offset, which counts"
		}
		if c.Zone != "offset" && !strings.HasPrefix(c.Layout, "epoch") {
			c.Zone = opts.Zone
		}
	case strings.HasPrefix(c.Layout, "epoch"):
		rd.From["zone"] = "data"
		found = Finding{Value: "UTC", Why: "the times count from 1970 in UTC", Sure: true}
	case a.times > 0 && a.zoned == a.times:
		rd.From["zone"] = "data"
		found = Finding{Value: "as written", Why: fmt.Sprintf("every time carries its offset, as in %s", a.example), Sure: true}
	case headerZone != "" && badHeader == nil:
		rd.Zone, rd.From["zone"] = headerZone, "data"
		found = Finding{Value: headerZone, Why: fmt.Sprintf("the header says so: %s", c.Name), Sure: true}
	case c.Zone != "" && c.Zone != "offset":
		rd.Zone, rd.From["zone"] = c.Zone, "format"
		found = Finding{Value: c.Zone, Why: "the product writes its times so", Sure: true}
	case f != nil && f.Zone != "":
		c.Zone, rd.Zone, rd.From["zone"] = f.Zone, f.Zone, "format"
		found = Finding{Value: f.Zone, Why: "the product writes its times so", Sure: true}
	case a.times == 0:
		return
	default:
		found = Finding{Why: "the file does not say; needed before importing"}
		in.Questions = append(in.Questions, Question{
			Key:  "zone",
			Text: fmt.Sprintf("In which time zone are the times, such as %s? The file does not say; answer with --zone, for example --zone Europe/Berlin.", strings.TrimSpace(a.unzoned)),
		})
	}
	in.Findings["zone"] = found
}
