package export

import (
	"cmp"
	"slices"
	"time"

	"probity/data/entry"
)

// Tally counts the delivered entries while they pass by: for the summary of a
// workbook and the first page of a bundle. Months are those of its zone.
type Tally struct {
	Rows        int
	Undated     int // entries without a readable time
	First, Last entry.Micros
	Status      map[string]int
	Category    map[string]int
	Month       map[string]int // "2026-03"
	Touched     []Touched      // entries with a status or notes, as delivered

	zone       *time.Location
	cube       map[Group]map[string]int
	from, to   entry.Micros // bounds of the month that was met last
	lastMonth  string
	operations map[string]int
}

// Touched is an entry that a person decided about or left a note on.
type Touched struct {
	Row   int // 0-based, as delivered
	Entry *entry.Entry
	State State
}

// Group is one line of the summary: what one operator did of one category.
type Group struct{ Operator, Category string }

// GroupLine is a Group with its count per month; undated entries are under "".
type GroupLine struct {
	Group
	Total  int
	Months map[string]int
}

// NewTally returns an empty tally; a nil zone is UTC.
func NewTally(zone *time.Location) *Tally {
	if zone == nil {
		zone = time.UTC
	}
	return &Tally{
		zone: zone, First: entry.NoTime, Last: entry.NoTime, Status: map[string]int{}, Category: map[string]int{},
		Month: map[string]int{}, cube: map[Group]map[string]int{}, operations: map[string]int{},
	}
}

// Add counts one entry; they must come in delivered order.
func (t *Tally) Add(e *entry.Entry, s State) {
	t.Status[s.Word()]++
	if s.Touched() {
		t.Touched = append(t.Touched, Touched{Row: t.Rows, Entry: e, State: s})
	}
	t.Rows++
	month := ""
	if e.Time == entry.NoTime {
		t.Undated++
	} else {
		month = t.month(e.Time)
		t.Month[month]++
		if t.First == entry.NoTime || e.Time < t.First {
			t.First = e.Time
		}
		if t.Last == entry.NoTime || e.Time > t.Last {
			t.Last = e.Time
		}
	}
	g := Group{e.Get(entry.Actor), e.Get(entry.Category)}
	t.Category[g.Category]++
	t.operations[g.Operator]++
	months := t.cube[g]
	if months == nil {
		months = map[string]int{}
		t.cube[g] = months
	}
	months[month]++
}

func (t *Tally) month(m entry.Micros) string {
	if t.lastMonth != "" && m >= t.from && m < t.to {
		return t.lastMonth
	}
	at := time.UnixMicro(m).In(t.zone)
	first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, t.zone)
	t.from, t.to = entry.At(first), entry.At(time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, t.zone))
	t.lastMonth = at.Format("2006-01")
	return t.lastMonth
}

// Operators is the number of distinct operators.
func (t *Tally) Operators() int { return len(t.operations) }

// Months lists the months that occur, oldest first.
func (t *Tally) Months() []string {
	out := make([]string, 0, len(t.Month))
	for m := range t.Month {
		out = append(out, m)
	}
	slices.Sort(out)
	return out
}

// Groups lists operator × category, busiest operator first, at most limit.
func (t *Tally) Groups(limit int) []GroupLine {
	out := make([]GroupLine, 0, len(t.cube))
	for g, months := range t.cube {
		line := GroupLine{Group: g, Months: months}
		for _, n := range months {
			line.Total += n
		}
		out = append(out, line)
	}
	slices.SortFunc(out, func(a, b GroupLine) int {
		return cmp.Or(
			cmp.Compare(t.operations[b.Operator], t.operations[a.Operator]), cmp.Compare(a.Operator, b.Operator),
			cmp.Compare(b.Total, a.Total), cmp.Compare(a.Category, b.Category))
	})
	if len(out) > limit {
		out = out[:limit]
	}
	return out
}
