package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"probity/data/entry"
	"probity/data/fault"
)

// target tells where a value of the source goes.
type target struct {
	slot    int    // index in entry.Fields; -1: extra
	rank    int    // of several values for one slot the lowest rank wins
	extra   string // column for it when it is extra or was not the one taken
	loser   int    // slot for it when it was not the one taken; -1: extra
	watch   int    // 1-based index among the values that rules look at; 0: none
	clock   int    // of a time: index in the plan's timings
	part    bool   // the time of day to a day in another column
	inner   *inner // what is done with a value that holds others; nil for most
	failing bool   // of a result: any value of it means failure
}

const noSlot = -1

var slotTime = slices.Index(entry.Fields, entry.TimeText)

func slotOf(field string) int {
	if field == TimeField {
		return slotTime
	}
	return slices.Index(entry.Fields, field)
}

// plan is a reading made ready for work. It is shared by all workers and does
// not change.
type plan struct {
	rd      *Reading
	charset *charset
	dialect dialect
	timings []timing // of the columns that give the time
	format  *Format
	rules   *rules
	list    bool           // of a reference list
	columns []target       // CSV, by position
	paths   map[string]int // JSON: path → index in columns
	members map[string]*target

	clockExtra string // extra column for a time of day without a day
}

func newPlan(rd *Reading) (*plan, error) {
	p := &plan{rd: rd, paths: map[string]int{}}
	var err error
	if p.charset, err = charsetOf(rd.Encoding); err != nil {
		return nil, err
	}
	switch rd.Format {
	case "csv":
		if p.dialect, err = rd.dialect(p.charset); err != nil {
			return nil, err
		}
	case "json", "jsonl":
	default:
		return nil, fault.New(fault.Unusable, "The format %q is not known here; it can be csv, json or jsonl.", rd.Format)
	}
	if p.format, err = rd.format(); err != nil {
		return nil, err
	}
	if p.list = rd.Reference != ""; p.list {
		if _, err := NewListReader(rd); err != nil {
			return nil, err
		}
	}
	names := extraNames(rd.Columns)
	for i, c := range rd.Columns {
		t := target{slot: noSlot, rank: c.Rank, extra: names[i], loser: noSlot}
		if c.Field != "" && !p.list {
			if t.slot = slotOf(c.Field); t.slot < 0 {
				return nil, fault.New(fault.Unusable, "The column %q is to be %q, which is not a field; fields are time, %s.", c.Name, c.Field, strings.Join(entry.Fields[1:], ", "))
			}
		}
		if t.slot == slotTime {
			if err := p.timed(&t, &c); err != nil {
				return nil, err
			}
		}
		p.columns = append(p.columns, t)
		p.paths[c.Name] = i
	}
	for _, c := range rd.Members {
		t := &target{slot: slotOf(c.Field), rank: c.Rank, extra: entry.ExtraPrefix + c.Name, loser: noSlot}
		if t.slot < 0 || t.slot == slotTime {
			return nil, notAMember(c.Name, c.Field)
		}
		if p.members == nil {
			p.members = map[string]*target{}
		}
		p.members[c.Name] = t
	}
	p.rules = p.format.bind(p)
	for _, name := range rd.Unfold {
		if i, ok := p.paths[name]; ok && p.columns[i].inner == nil {
			p.columns[i].inner = &inner{unfold: name, keep: true}
		}
	}
	return p, nil
}

// extraNames gives every column of the source a name of its own: its header, a
// number where that is empty, and #2 … where it was there before.
func extraNames(cols []Column) []string {
	names := make([]string, len(cols))
	seen := map[string]int{}
	for i, c := range cols {
		name := c.Name
		if name == "" {
			name = columnName(i)
		}
		seen[name]++
		if n := seen[name]; n > 1 {
			name += "#" + strconv.Itoa(n)
		}
		names[i] = entry.ExtraPrefix + name
	}
	return names
}

func columnName(i int) string { return fmt.Sprintf("column%d", i+1) }
