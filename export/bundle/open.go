package bundle

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"probity/data/entry"
	"probity/data/fault"
	"probity/export"
)

// maxOpen bounds the entries that are held in memory for reading.
const maxOpen = 20_000_000

// Opened is a bundle for reading, with the outcome of its check. It holds what
// is readable, also when the check found problems; a row that is not is left
// out. The entries are those of the evidence files, not of the CSV.
type Opened struct {
	Report  *Report
	Seal    *Seal // nil when it cannot be read
	Entries []*entry.Entry
	States  []export.State // as many as Entries
	Numbers []int64        // 1-based row as delivered, to which Problem.Row refers
}

// Rows gives the entries for writing them out again.
func (o *Opened) Rows() export.Rows { return &export.List{Entries: o.Entries, States: o.States} }

// Index finds the entry of a delivered row (1-based).
func (o *Opened) Index(number int64) (int, bool) { return slices.BinarySearch(o.Numbers, number) }

// Open checks a bundle as Verify does and reads its entries, notes and
// decisions. An error means that there is nothing to read.
func Open(ctx context.Context, path string, p ...export.Progress) (*Opened, error) {
	o := &Opened{}
	var over error
	in := interner{texts: map[string]string{}, rank: map[string]int{}}
	for i, name := range entry.Fields {
		in.rank[name] = i - len(entry.Fields)
	}
	v := &verifier{yield: func(n int64, e *entry.Entry) {
		if len(o.Entries) >= maxOpen {
			over = fault.New(fault.Unusable, "%s holds more than %d entries, more than can be shown at once", path, maxOpen)
			return
		}
		in.tidy(e)
		o.Entries = append(o.Entries, e)
		o.Numbers = append(o.Numbers, n)
	}}
	var progress export.Progress
	if len(p) > 0 {
		progress = p[0]
	}
	var err error
	if o.Report, err = v.judge(ctx, path, progress); err != nil {
		return nil, err
	}
	if over != nil {
		return nil, over
	}
	if o.Report.newer != "" {
		return nil, fault.New(fault.Newer, "%s was made by a newer Probity (%s): take a newer one", path, o.Report.newer)
	}
	if !o.Report.Probity && o.Report.Verdict != Unreadable {
		return nil, fault.New(fault.Unusable, "%s holds no Probity bundle: %s", path, lowerFirst(o.Report.Statement))
	}
	o.Seal = v.seal
	o.States = make([]export.State, len(o.Entries))
	for i, e := range o.Entries {
		o.States[i] = v.states[e.Identity]
	}
	return o, nil
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return fmt.Sprintf("%c%s", s[0]|0x20, s[1:])
}

// interner holds texts that repeat once, and puts fields into their order.
type interner struct {
	texts map[string]string
	rank  map[string]int // canonical fields below zero, others equal
}

const (
	internLength = 64
	internCount  = 1 << 19
)

func (in *interner) tidy(e *entry.Entry) {
	for i := range e.Values {
		e.Values[i].Name = in.once(e.Values[i].Name)
		e.Values[i].Text = in.once(e.Values[i].Text)
	}
	slices.SortFunc(e.Values, func(a, b entry.Value) int {
		if c := cmp.Compare(in.rank[a.Name], in.rank[b.Name]); c != 0 {
			return c
		}
		return cmp.Compare(a.Name, b.Name)
	})
}

func (in *interner) once(s string) string {
	if len(s) > internLength {
		return s
	}
	if known, ok := in.texts[s]; ok {
		return known
	}
	if len(in.texts) < internCount {
		in.texts[s] = s
	}
	return s
}
