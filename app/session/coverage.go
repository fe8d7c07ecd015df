package session

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"probity/data/entry"
	"probity/data/fault"
	"probity/data/workspace"
)

// Coverage says which part of a log an import holds, as far as can be told.
type Coverage struct {
	Source  workspace.Source
	First   entry.Micros // entry.NoTime where no entry has a time
	Last    entry.Micros
	Entries int64
	Untimed int64  // entries without a time
	Damage  string // why its times cannot be read, so that neither gaps nor entries without a time are told; empty where they can
	Gaps    []Gap  // the longest maxGaps ones, in the order of time
	AllGaps int    // how many there are
	Cap     int64  // the round number of records at which the export may have been cut off, 0 for none
	Notes   []string
}

// Gap is a stretch without entries that is long for this log.
type Gap struct {
	From, To entry.Micros // the entries on either side
	Usual    float64      // how many of its hours have entries at other times
}

// Length is how long nothing was logged.
func (g Gap) Length() time.Duration { return time.Duration(g.To-g.From) * time.Microsecond }

// maxGaps is how many gaps of an import are told one by one.
const maxGaps = 50

// Coverage looks at every import on its own.
func (s *Session) Coverage(ctx context.Context) ([]Coverage, error) {
	if s.ws == nil {
		return nil, nil
	}
	sources, err := s.ws.Sources()
	if err != nil {
		return nil, err
	}
	parts, err := s.ws.Everything().Parts()
	if err != nil {
		return nil, err
	}
	var out []Coverage
	for _, src := range sources {
		c := Coverage{Source: src, First: src.First, Last: src.Last, Entries: src.Rows}
		for _, p := range parts {
			if p.Source != src.SHA256 {
				continue
			}
			times, err := s.timesOf(ctx, p)
			if errors.Is(err, fault.Changed) {
				c.Damage = err.Error()
				continue
			}
			if err != nil {
				return nil, err
			}
			c.Untimed = int64(times.untimed)
			c.Gaps = longGaps(times.outline, s.Zone())
		}
		c.AllGaps = len(c.Gaps)
		if c.AllGaps > maxGaps {
			slices.SortFunc(c.Gaps, func(a, b Gap) int { return int(b.Length() - a.Length()) })
			c.Gaps = c.Gaps[:maxGaps]
			slices.SortFunc(c.Gaps, func(a, b Gap) int { return int(a.From - b.From) })
		}
		c.Cap = CapOf(src.Records, src.Origin.PanelRows)
		c.Notes = c.notes(s.Zone())
		out = append(out, c)
	}
	return out, nil
}

// caps are numbers of records at which panels stop an export without a word
// (Microsoft Purview: 50,000; others 1,000 to 100,000), and at which
// spreadsheets do (Excel 97: 65,536 rows, since 2007: 1,048,576, with or
// without the header).
var caps = []int64{500, 1000, 2000, 2500, 5000, 10_000, 20_000, 25_000, 50_000, 65_535, 65_536, 100_000, 150_000, 200_000, 250_000,
	500_000, 1_000_000, 1_048_575, 1_048_576}

// CapOf gives the number of records where an export may have been cut off at it,
// because panels or spreadsheets stop there, and 0 for any other number.
// panelRows is what the panel itself showed; where it is the same, nothing was
// cut off.
func CapOf(records, panelRows int64) int64 {
	if slices.Contains(caps, records) && panelRows != records {
		return records
	}
	return 0
}

func (c *Coverage) notes(zone *time.Location) []string {
	var out []string
	src := c.Source
	if c.Cap > 0 {
		out = append(out, fmt.Sprintf("It holds exactly %d records: the panel may stop exports there. Compare it with the number that the panel shows.", c.Cap))
	}
	switch panel := src.Origin.PanelRows; {
	case panel >= 0 && panel > src.Records:
		out = append(out, fmt.Sprintf("The panel showed %d rows, the file holds %d: %d are missing.", panel, src.Records, panel-src.Records))
	case panel >= 0 && panel < src.Records:
		out = append(out, fmt.Sprintf("The panel showed %d rows, the file holds %d, %d more.", panel, src.Records, src.Records-panel))
	}
	if c.AllGaps > 0 {
		g := slices.MaxFunc(c.Gaps, func(a, b Gap) int { return int(a.Length() - b.Length()) })
		from, _ := entry.Instant(g.From, zone)
		to, _ := entry.Instant(g.To, zone)
		out = append(out, fmt.Sprintf("%s without entries that %s long for this log, the longest from %s to %s.", counted(int64(c.AllGaps), "stretch", "stretches"),
			map[bool]string{true: "is", false: "are"}[c.AllGaps == 1], from.Format("2006-01-02 15:04"), to.Format("2006-01-02 15:04")))
	}
	if c.Damage != "" {
		out = append(out, "Stretches without entries cannot be told, because times of it cannot be read. "+c.Damage)
	}
	if c.Untimed > 0 {
		out = append(out, fmt.Sprintf("%s no time that could be read.", counted(c.Untimed, "entry has", "entries have")))
	}
	if src.Rejected > 0 {
		out = append(out, fmt.Sprintf("%s could not be read.", counted(src.Rejected, "record", "records")))
	}
	if src.Vanished > 0 {
		out = append(out, fmt.Sprintf("%s missing in a later export of the same period.", counted(src.Vanished, "of its records is", "of its records are")))
	}
	if src.Superseded > 0 {
		out = append(out, fmt.Sprintf("%s another content in a later export, which is shown instead.", counted(src.Superseded, "of its records has", "of its records have")))
	}
	return out
}

// longGaps finds the stretches without entries that are long for a log.
//
// A quantile of the gaps alone does not do: in a busy log every night is far
// above it, in a quiet one nothing is. So the log's own week is the measure.
// For each hour of the week (of the day, where the log spans less than a week;
// all hours alike below three days) it is counted in how many weeks it had an
// entry, k of n. The chance that it has one is taken as (k+q/2)/(n+1/2), where q
// is the share of all hours that have one: a beta prior worth half a week, so
// that few weeks prove little and nothing is impossible. A gap is long where the
// chance that all of its whole hours stay empty is below one in a million.
// Nights and weekends cost little, missing days and holidays are found.
//
// times are sorted. Hours are those of zone.
func longGaps(times []entry.Micros, zone *time.Location) []Gap {
	const limit = 13.8 // -ln(1/1,000,000)
	if len(times) < 3 {
		return nil
	}
	p := newPattern(times, zone)
	var out []Gap
	for i := 1; i < len(times); i++ {
		if times[i]-times[i-1] < 2*hour {
			continue
		}
		if surprise, usual := p.empty(times[i-1], times[i]); surprise > limit {
			out = append(out, Gap{times[i-1], times[i], usual})
		}
	}
	return out
}

const hour = int64(time.Hour / time.Microsecond)

// pattern is how often each hour of a cycle has entries.
type pattern struct {
	zone   *time.Location
	cycle  int64 // hours: 168, 24 or 1
	chance []float64
	sums   []float64 // of -ln(1-chance) from the beginning of the cycle
	usual  []float64 // of chance, likewise
}

func newPattern(times []entry.Micros, zone *time.Location) *pattern {
	p := &pattern{zone: zone, cycle: 168}
	span := (times[len(times)-1] - times[0]) / hour
	switch {
	case span < 3*24:
		p.cycle = 1
	case span < 7*24:
		p.cycle = 24
	}
	active := make([]float64, p.cycle)
	first, last, before := p.hour(times[0]), p.hour(times[len(times)-1]), int64(math.MinInt64)
	for _, t := range times {
		if h := p.hour(t); h != before {
			active[mod(h, p.cycle)]++
			before = h
		}
	}
	var all float64
	for _, k := range active {
		all += k
	}
	share := all / float64(last-first+1)
	p.chance, p.sums, p.usual = make([]float64, p.cycle), make([]float64, p.cycle+1), make([]float64, p.cycle+1)
	for h := range p.cycle {
		// How often this hour lies between the first and the last entry.
		n := float64((last-h+p.cycle*1_000_000)/p.cycle - (first-h-1+p.cycle*1_000_000)/p.cycle)
		p.chance[h] = (active[h] + share/2) / (max(n, active[h]) + 0.5)
		p.sums[h+1] = p.sums[h] - math.Log1p(-min(p.chance[h], 1-1e-9))
		p.usual[h+1] = p.usual[h] + p.chance[h]
	}
	return p
}

// hour counts the hours of wall-clock time from a Monday at midnight.
func (p *pattern) hour(m entry.Micros) int64 {
	_, offset := time.UnixMicro(m).In(p.zone).Zone()
	const monday = 4 * 24 // 1970-01-05 was one
	return floor(m+int64(offset)*1_000_000, hour) - monday
}

// empty gives how surprising it is that the whole hours between two entries
// have none, as -ln of the chance, and how many of them usually have one.
func (p *pattern) empty(from, to entry.Micros) (surprise, usual float64) {
	a, b := p.hour(from)+1, p.hour(to)
	if b <= a {
		return 0, 0
	}
	return p.between(p.sums, a, b), p.between(p.usual, a, b)
}

// between sums over the hours from a to b-1.
func (p *pattern) between(sums []float64, a, b int64) float64 {
	cycles := float64((b - a) / p.cycle)
	i, j := mod(a, p.cycle), mod(a, p.cycle)+(b-a)%p.cycle
	total := cycles * sums[p.cycle]
	if j > p.cycle {
		return total + sums[p.cycle] - sums[i] + sums[j-p.cycle]
	}
	return total + sums[j] - sums[i]
}

func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func mod(a, b int64) int64 { return a - floor(a, b)*b }
