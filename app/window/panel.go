//go:build cgo || ci

package window

import (
	"probity/app/parts"
	"probity/data/query"
)

// choose takes a value of the filter panel: as the only one of its field, or,
// with add, beside those that were chosen before. The only one that is chosen
// is let go.
func (r *reviewPage) choose(field, value string, add bool) {
	if add {
		r.apply(r.filter.Toggle(field, value))
		return
	}
	if r.filter.Has(field, value, false) {
		for _, t := range r.filter.Terms() {
			if t.Field == field && !t.Not && len(t.Values) == 1 {
				r.apply(r.filter.With(field))
				return
			}
		}
	}
	f := r.filter
	if f.Has(field, value, true) {
		f = f.Exclude(field, value)
	}
	r.apply(f.With(field, value))
}

// setBins shows the histogram with the period that is asked for.
func (v *views) setBins(bins []query.Bin, f query.Filter) {
	zone := v.r.s.Zone()
	data := parts.HistogramData{Unit: v.r.unit}
	for _, b := range bins {
		data.Bins = append(data.Bins, parts.Bin{From: b.From, Count: b.Count, All: b.All})
	}
	if from, to, ok := datesOf(f, zone); ok {
		data.From, data.To = from, to
	}
	v.histogram.SetData(data)
}

// suggest completes the word that is typed into the search field; before a word
// has begun it offers nothing, so that what is found stays in view.
func (v *views) suggest(text string, cursor int) []parts.Suggestion {
	if cursor <= 0 || cursor > len(text) || text[cursor-1] == ' ' {
		return nil
	}
	var list []parts.Suggestion
	for _, s := range query.Suggest(v.r.s.Engine(), text, cursor) {
		list = append(list, parts.Suggestion{From: s.From, To: s.To, Insert: s.Insert, Label: s.Label, Count: s.Count})
	}
	return list
}
