package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"probity/data/fault"
	"probity/data/intake/when"
	"probity/data/zones"
)

// ClockPart is the part of a column that holds the time of day where the day
// is in another.
const ClockPart = "clock"

// timeFinder settles which columns give the time of an entry, and how it is read.
type timeFinder struct {
	in    *Inspection
	f     *Format
	table *table
	facts []about
	opts  Options
	used  []int // columns that give the time, best first
	clock int   // column of the time of day, -1 for none
}

func (in *Inspection) times(f *Format, t *table, facts []about, opts Options) error {
	if opts.Zone != "" {
		if _, err := zones.Load(opts.Zone); err != nil {
			return err
		}
	}
	if opts.DateOrder != "" && when.OrderOf(opts.DateOrder) == when.Untold {
		return fault.New(fault.Unusable, "The date order %q is not known here; it can be dmy, mdy or ymd.", opts.DateOrder)
	}
	s := &timeFinder{in: in, f: f, table: t, facts: facts, opts: opts, clock: -1}
	if err := s.layouts(); err != nil {
		return err
	}
	main := slices.IndexFunc(in.Columns, func(c Column) bool { return c.Field == TimeField })
	if main < 0 {
		in.Findings["time"] = Finding{Value: "none", Why: "no column holds times; the records are stored and marked as having none", Sure: true}
		return nil
	}
	main = s.better(s.dayOf(main))
	s.used = []int{main}
	s.pair(main)
	s.others(main)
	s.lookFurther()
	s.order()
	s.zone()
	s.found(main)
	return nil
}

func (s *timeFinder) evidence(i int) *when.Evidence { return &s.facts[i].time }

// layouts says of every column that holds times how they are written.
func (s *timeFinder) layouts() error {
	for name, layout := range s.opts.Layouts {
		if layout == "epoch us" { // as it can be typed
			layout = when.EpochMicros
			s.opts.Layouts = maps.Clone(s.opts.Layouts)
			s.opts.Layouts[name] = layout
		}
		known := layout == when.Excel1900 || layout == when.Excel1904
		for _, u := range when.Units {
			known = known || u.Layout == layout
		}
		if !known {
			return fault.New(fault.Unusable, "The layout %q of %s is not known here; it can be epoch s, epoch ms, epoch µs, epoch ns, excel or excel 1904.", layout, name)
		}
	}
	for i := range s.in.Columns {
		c, e := &s.in.Columns[i], s.evidence(i)
		counted, _ := e.Counted()
		if said := s.opts.Layouts[c.Name]; said != "" {
			counted = said
		} else if c.Field != TimeField && !isValidity(c.Field) && !isTimeName(c.Name) {
			counted = ""
		}
		if said := s.f.layout(c.Name); counted == "" && said != "" && !e.Written() {
			counted = said
		}
		switch {
		case counted != "":
			c.Type, c.Layout = "time", counted
			if s.opts.Layouts[c.Name] != "" {
				s.in.reading.From["layout"] = "person"
			}
			if strings.HasPrefix(counted, "epoch") {
				c.Zone = "UTC"
			}
		case e.Written() || (c.Field == TimeField || isValidity(c.Field)) && e.Times > 0:
			v := e.Order()
			c.Layout = when.Layout(e.Example, eitherOrder(v.Order, when.OrderOf(s.opts.DateOrder)))
			if e.Zoned == e.Times {
				c.Zone = "offset"
			}
		default:
			continue
		}
		if _, zone := when.ZoneInHeader(c.Name); zone != "" && c.Zone == "" {
			c.Zone = zone
		}
	}
	return nil
}

func eitherOrder(orders ...when.Order) when.Order {
	for _, o := range orders {
		if o != when.Untold {
			return o
		}
	}
	return when.Untold
}

func isTimeName(name string) bool {
	key := fold(name)
	for _, w := range []string{"time", "date", "zeit", "datum", "createdat", "updatedat", "timestamp", "fecha", "data", "heure", "horodat", "tijd", "czas", "dátum", "időpont", "дата", "время"} {
		if strings.Contains(key, w) {
			return true
		}
	}
	return strings.HasSuffix(key, "at") || strings.HasSuffix(key, "ts")
}

// free reports that neither a person nor an import format gave the column its
// meaning.
func (s *timeFinder) free(i int) bool {
	_, said := s.opts.Map[s.in.Columns[i].Name]
	return !said && (s.f == nil || s.f.column(s.in.Columns[i].Name) == nil)
}

// meant reports that the column may be a part of the time: it is free, or a
// person or the import format says so.
func (s *timeFinder) meant(i int) bool {
	name := s.in.Columns[i].Name
	if field, said := s.opts.Map[name]; said {
		return field == TimeField
	}
	if s.f == nil {
		return true
	}
	c := s.f.column(name)
	return c == nil || c.Field == TimeField
}

// dayOf takes the column of the days where the main one has times of day only.
func (s *timeFinder) dayOf(main int) int {
	cols := s.in.Columns
	if !s.evidence(main).OnlyClocks() {
		return main
	}
	for i := range cols {
		if i == main || cols[i].Field != "" || !s.meant(i) || cols[i].Layout == "" || !s.evidence(i).OnlyDays() {
			continue
		}
		cols[i].Field, cols[i].Rank, cols[i].Why = TimeField, cols[main].Rank, cols[main].Why
		cols[main].Field, cols[main].Rank = "", 0
		return i
	}
	return main
}

// better takes the column beside the main one that tells the same times with
// their zone: Date (UTC) beside Date (local).
func (s *timeFinder) better(main int) int {
	cols := s.in.Columns
	if cols[main].Zone != "" || !s.free(main) {
		return main
	}
	base := fold(when.WithoutLocal(cols[main].Name))
	for i := range cols {
		name, _ := when.ZoneInHeader(cols[i].Name)
		if i == main || cols[i].Zone == "" || cols[i].Layout == "" || cols[i].Field != "" && cols[i].Field != TimeField || !s.free(i) || fold(name) != base {
			continue
		}
		if s.evidence(i).Filled*10 < s.evidence(main).Filled*9 {
			continue
		}
		cols[i].Field, cols[i].Why = TimeField, fmt.Sprintf("the same times as in %s, with their zone", cols[main].Name)
		cols[main].Field, cols[main].Rank, cols[main].Why = "", 0, ""
		return i
	}
	return main
}

// pair finds the time of day where the main column has only days.
func (s *timeFinder) pair(main int) {
	cols := s.in.Columns
	counted, _ := s.evidence(main).Counted()
	if !s.evidence(main).OnlyDays() && !(counted == when.Excel1900 && s.wholeDays(main)) {
		return
	}
	best, most := -1, 0
	for i := range cols {
		e := s.evidence(i)
		if i == main || cols[i].Field != "" || !s.meant(i) || !e.OnlyClocks() && !s.onlyMidnight(i) {
			continue
		}
		score := 1
		switch {
		case isClockName(cols[i].Name) || s.opts.Map[cols[i].Name] == TimeField:
			score += 4
		case s.in.HeaderRow > 0 || s.in.Format != "csv":
			continue // a duration, for all that is known
		}
		if i == main+1 || i == main-1 {
			score += 2
		}
		if e.Filled*10 >= s.evidence(main).Filled*8 {
			score++
		}
		if score > most {
			best, most = i, score
		}
	}
	if best < 0 || most < 3 {
		return
	}
	s.clock = best
	c := &cols[best]
	c.Type, c.Field, c.Part, c.Why = "time", TimeField, ClockPart, fmt.Sprintf("the time of day to the days in %s", cols[main].Name)
	if c.Layout = when.ClockLayout(s.evidence(best).ClockText); c.Layout == "" {
		c.Layout = when.Layout(s.evidence(best).Example, when.Untold)
	}
	if _, zone := when.ZoneInHeader(c.Name); zone != "" && cols[main].Zone == "" {
		cols[main].Zone = zone
	}
}

// wholeDays reports serials without a time of day.
func (s *timeFinder) wholeDays(i int) bool {
	return s.table.every(i, func(v string) bool { return !strings.ContainsAny(v, ".,") })
}

// onlyMidnight reports whole times that all lie on the days that spreadsheets
// give to a time of day.
func (s *timeFinder) onlyMidnight(i int) bool {
	e := s.evidence(i)
	if e.Times == 0 || e.Times < e.Filled || e.WithClock < e.Times || !isClockName(s.in.Columns[i].Name) {
		return false
	}
	return s.table.every(i, func(v string) bool {
		m, ok := when.Either([]byte(v))
		return ok && slices.Contains([]int64{-25569, -25568, -25567, 0}, m.Day()) // 1899-12-30 … 1900-01-01, 1970-01-01
	})
}

// spans are words of columns that say how long something took.
var spans = []string{"duration", "dauer", "elapsed", "response", "spent", "taken", "runtime", "aufwand", "worked", "idle", "timeout", "timezone", "zeitzone", "downtime", "uptime", "durée", "duree", "duración", "durata", "duração", "czastrwania", "работы"}

func isClockName(name string) bool {
	key := fold(name)
	for _, w := range []string{"time", "zeit", "hour", "heure", "hora", "ora", "orario", "tijd", "uhr", "czas", "godz", "idő", "ido", "óra", "время", "час", "clock"} {
		if strings.Contains(key, w) {
			return !slices.ContainsFunc(spans, func(w string) bool { return strings.Contains(key, w) })
		}
	}
	return false
}

// others adds columns that have the time where the main one is empty.
func (s *timeFinder) others(main int) {
	cols := s.in.Columns
	if !s.table.some(main, when.Nothing) {
		return
	}
	for i := range cols {
		if i == main || i == s.clock || cols[i].Layout == "" || cols[i].Field != "" || !s.meant(i) || len(s.used) >= 4 {
			continue
		}
		if s.table.complements(i, s.used) {
			cols[i].Field, cols[i].Rank = TimeField, cols[main].Rank+len(s.used)
			cols[i].Why = fmt.Sprintf("has the time where %s is empty", cols[main].Name)
			s.used = append(s.used, i)
		}
	}
}

// found says which column gives the time.
func (s *timeFinder) found(main int) {
	in := s.in
	c, e := &in.Columns[main], s.evidence(main)
	names := []string{c.Name}
	f := Finding{Value: c.Name, Why: c.Why, Sure: true}
	if s.clock >= 0 {
		names = append(names, in.Columns[s.clock].Name)
		f.Why = "the day is in one column and the time of day in the other"
	}
	for _, i := range s.used[1:] {
		names = append(names, in.Columns[i].Name)
		f.Why = "where the first is empty, the next one has the time"
	}
	f.Value = strings.Join(names, " + ")
	if _, why := e.Counted(); why != "" && (strings.HasPrefix(c.Layout, "epoch") || strings.HasPrefix(c.Layout, "excel")) {
		f.Why = joinWhy(f.Why, "counted "+why)
		f.Sure = strings.HasPrefix(c.Layout, "epoch")
		if s.opts.Layouts[c.Name] != "" {
			f.Why, f.Sure = joinWhy(c.Why, "counted as you said"), true
		}
	} else if e.Times < e.Filled {
		f.Why = fmt.Sprintf("%s; %s of %s values in the sample are no times and are kept as text", f.Why, thousands(int64(e.Filled-e.Times)), thousands(int64(e.Filled)))
	}
	if e.Absent > 0 {
		f.Why = joinWhy(f.Why, fmt.Sprintf("%s in the sample stand for no time, such as - or 0", count(e.Absent, "value", "values")))
	}
	in.Findings["time"] = f
	for _, i := range s.used {
		c, e := &in.Columns[i], s.evidence(i)
		o := when.OrderOf(c.Order)
		if len(s.used) == 1 && e.Ascending(o) {
			c.Sorted = "up"
		} else if len(s.used) == 1 && e.Descending(o) {
			c.Sorted = "down"
		}
	}
}

// clockChanges says how many entries of the sample lie on a change of the
// clock.
func (in *Inspection) clockChanges(m TimeMarks) {
	m.Undated = 0
	if why := m.Sentences(); len(in.Questions) == 0 && len(why) > 0 {
		in.Findings["time-changes"] = Finding{Value: count(int(m.Ambiguous+m.Skipped), "entry", "entries"), Why: strings.Join(why, " ")}
	}
}

func joinWhy(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
