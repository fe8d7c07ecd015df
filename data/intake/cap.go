package intake

import (
	"fmt"
	"slices"
)

// missing gives the sentences about what the log does not record, and how it
// attributes what is done in another's name.
func (f *Format) missing() []string {
	if f.Impersonation == nil || f.Impersonation.Note == "" || slices.Contains(f.Gaps, f.Impersonation.Note) {
		return f.Gaps
	}
	return append(slices.Clip(f.Gaps), f.Impersonation.Note)
}

// Capped tells in a sentence that a source has exactly as many records as its
// product exports at most, so that others are likely missing; it is empty
// where that is not so.
func (rd *Reading) Capped(records int64) string {
	f, err := rd.format()
	if err != nil || f.Cap == 0 || records != f.Cap {
		return ""
	}
	return fmt.Sprintf("There are exactly %s records, the most that %s exports at once: others are likely missing; export shorter periods.", thousands(records), f.Title)
}

// capped notes what Capped says of a file that was looked at whole.
func (in *Inspection) capped() {
	if why := in.reading.Capped(in.Estimate); why != "" && in.Exact {
		in.Findings["cap"] = Finding{Value: thousands(in.Estimate) + " records", Why: why, Sure: true}
	}
}

// Missing gives sentences about what the product that wrote a source does not
// record, as its import format tells; none where it has no such format.
func (rd *Reading) Missing() []string {
	f, err := rd.format()
	if err != nil {
		return nil
	}
	return f.missing()
}
