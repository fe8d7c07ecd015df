package parts

import "time"

// Bin is one bar of a histogram: how many entries begin at From, under the
// filter and in all.
type Bin struct {
	From       time.Time
	Count, All int
}

// HistogramData is what a Histogram shows. Bins are in order of time and
// without gaps that matter; the last one ends at End, or one step after it
// began when End is zero. From and To are the chosen period (To excluded), zero
// when there is none.
type HistogramData struct {
	Bins     []Bin
	End      time.Time
	Unit     string // hour, day, week, month
	From, To time.Time
	Period   string // the chosen period in words; empty: worked out from From and To
	Hours    bool   // hours are offered as a unit
	Zoomed   bool   // the bins are a part of all
}

// merged joins neighbouring bins so that at most n are left, all of the same
// number of bins but the last.
func merged(bins []Bin, n int) []Bin {
	if n < 1 {
		n = 1
	}
	if len(bins) <= n {
		return bins
	}
	each := (len(bins) + n - 1) / n
	out := make([]Bin, 0, (len(bins)+each-1)/each)
	for i := 0; i < len(bins); i += each {
		b := bins[i]
		for _, m := range bins[i+1 : min(i+each, len(bins))] {
			b.Count += m.Count
			b.All += m.All
		}
		out = append(out, b)
	}
	return out
}

// end is when the last bin ends.
func (d *HistogramData) end() time.Time {
	if !d.End.IsZero() || len(d.Bins) == 0 {
		return d.End
	}
	last := d.Bins[len(d.Bins)-1].From
	switch d.Unit {
	case "hour":
		return last.Add(time.Hour)
	case "week":
		return last.AddDate(0, 0, 7)
	case "month":
		return last.AddDate(0, 1, 0)
	}
	return last.AddDate(0, 0, 1)
}

// starts gives where bin i of bins begins; for one past the last, where it ends.
func (d *HistogramData) starts(bins []Bin, i int) time.Time {
	if i >= len(bins) {
		return d.end()
	}
	return bins[max(0, i)].From
}

// asked reports whether a period is chosen, also one without any bin.
func (d *HistogramData) asked() bool { return !d.From.IsZero() || !d.To.IsZero() }

// chosen is the run of bins that the period covers; to is excluded, and from
// equals to when there is no period.
func (d *HistogramData) chosen(bins []Bin) (from, to int) {
	if !d.asked() {
		return 0, 0
	}
	from, to = len(bins), len(bins)
	for i := range bins {
		if d.starts(bins, i+1).After(d.From) {
			from = i
			break
		}
	}
	if !d.To.IsZero() {
		for i := range bins {
			if !bins[i].From.Before(d.To) {
				to = i
				break
			}
		}
	}
	return from, max(from, to)
}

// units are the units that are offered.
func (d *HistogramData) units() []string {
	if d.Hours || d.Unit == "hour" {
		return histUnits
	}
	return histUnits[1:]
}

// inside reports whether a period is chosen that leaves out some of the bins,
// but not all of them.
func (d *HistogramData) inside() bool {
	if from, to := d.chosen(d.Bins); from == to {
		return false
	}
	return d.From.After(d.Bins[0].From) || !d.To.IsZero() && d.To.Before(d.end())
}

// tallest is the largest number of entries in a bin.
func tallest(bins []Bin) int {
	most := 1
	for _, b := range bins {
		most = max(most, b.All, b.Count)
	}
	return most
}

// few is how many times as many all entries must be as those that were found, in
// the bins that have most of them, before these are drawn higher.
const few = 8

// magnified is how many times as high the entries that were found are drawn, so
// that few of them can still be told from each other: 1, 2, 5, 10, 20 …
func magnified(bins []Bin) int {
	found := 0
	for _, b := range bins {
		found = max(found, b.Count)
	}
	most := tallest(bins)
	if found == 0 || found*few > most {
		return 1
	}
	times := 1
	for next := 2; found*next*2 <= most; next = following(next) {
		times = next
	}
	return times
}

// following is the next of the numbers 1, 2, 5, 10, 20, 50 …
func following(n int) int {
	if n%10 == 0 {
		return 10 * following(n/10)
	}
	if n == 2 {
		return 5
	}
	return 2 * n
}
