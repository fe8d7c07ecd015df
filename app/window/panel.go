//go:build cgo || ci

package window

import (
	"context"
	"slices"

	"probity/app/parts"
	"probity/data/entry"
	"probity/data/query"
)

// choose takes a value of the filter panel: as the only one of its field, or,
// with add, beside those that were chosen before. The only one that is chosen
// is let go.
func (r *reviewPage) choose(field, value string, add bool) {
	if field == entityField {
		r.chooseEntity(value, false)
		return
	}
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
	data := parts.HistogramData{Unit: v.r.binUnit(), Zoomed: v.r.zoom.on(), Hours: v.r.zoom.on() && v.r.zoom.to.Sub(v.r.zoom.from) <= mostHours}
	for i, b := range bins {
		if v.r.zoom.on() {
			if ends := i+1 < len(bins) && !bins[i+1].From.After(v.r.zoom.from); ends || !b.From.Before(v.r.zoom.to) {
				continue
			}
			data.End = v.r.zoom.to
		}
		data.Bins = append(data.Bins, parts.Bin{From: b.From, Count: b.Count, All: b.All})
	}
	if from, to, ok := datesOf(f, zone); ok {
		data.From, data.To = from, to
	}
	v.histogram.SetData(data)
}

// suggest completes the word that is typed into the search field; before a word
// has begun it offers nothing, so that what is found stays in view.
func (v *views) suggest(text string, cursor int, offer func([]parts.Suggestion)) {
	if cursor <= 0 || cursor > len(text) || text[cursor-1] == ' ' {
		return
	}
	v.r.asks.suggest.ask(v.r.ctx, func(context.Context) (func(), error) {
		var list []parts.Suggestion
		for _, s := range query.Suggest(v.r.s.Engine(), text, cursor) {
			list = append(list, parts.Suggestion{From: s.From, To: s.To, Insert: s.Insert, Label: s.Label, Count: s.Count})
		}
		return func() { offer(list) }, nil
	})
}

// panelCounts are what the filter panel shows.
type panelCounts struct {
	facets []query.Facet
	acting []query.Facet // who acted for another; none where nobody did
	tree   query.EntityTree
	known  bool // acting and tree were counted
}

// askPanel asks for the counts of the filter panel. What is worked out from the
// whole log or from lists is asked apart, since at first it takes longer.
func (r *reviewPage) askPanel() {
	filter := r.filter
	fields := r.facetFields()
	limits, searches := map[string]int{}, map[string]string{}
	first := r.counts.facets == nil && len(fields) > firstFacets
	if first { // a few at once, the others when these are shown
		fields = fields[:firstFacets]
	}
	for _, f := range append(slices.Clip(fields), fieldActing) {
		limits[f], searches[f] = max(r.limits[f], facetLimit(f)), r.searches[f]
	}
	room := r.room
	r.asks.panel.ask(r.ctx, func(ctx context.Context) (func(), error) {
		if room == nil {
			var err error
			if room, err = r.findRoom(ctx); err != nil {
				return nil, err
			}
		}
		var found []query.Facet
		for _, f := range fields {
			facet, err := r.s.Engine().Facet(ctx, filter, f, limits[f], searches[f], chosenOf(filter, f, searches[f])...)
			if err != nil {
				return nil, err
			}
			found = append(found, facet)
		}
		return func() {
			r.room = room
			r.counts.facets = found
			r.views.setFacets(r.counts, filter)
			if first {
				r.askPanel()
				return
			}
			r.askInferred(filter, limits[fieldActing], searches[fieldActing])
		}, nil
	})
}

// firstFacets is how many fields are counted before any is shown.
const firstFacets = 3

// askInferred asks for the counts that are worked out from the whole log.
func (r *reviewPage) askInferred(filter query.Filter, limit int, search string) {
	r.asks.inferred.ask(r.ctx, func(ctx context.Context) (func(), error) {
		tree, err := r.s.Engine().EntityTree(ctx, filter)
		if err != nil {
			return nil, err
		}
		facet, err := r.s.Engine().Facet(ctx, filter, fieldActing, limit, search)
		listed := len(facet.Values)
		facet.Values = slices.DeleteFunc(facet.Values, func(v query.Value) bool { return v.Text == "" })
		facet.Distinct -= listed - len(facet.Values)
		return func() {
			r.counts.tree, r.counts.acting, r.counts.known = tree, nil, true
			if len(facet.Values) > 0 || search != "" {
				r.counts.acting = []query.Facet{facet}
			}
			if r.counts.facets != nil {
				r.views.setFacets(r.counts, filter)
				r.keepRoom()
			}
			r.checkNow()
		}, err
	})
}

// chosenOf are the values of a field that the filter asks for, or not for: they
// are listed also where they are not among the most frequent, so that they can be
// let go again. While values are searched for, only what was found is listed.
func chosenOf(filter query.Filter, field, search string) []string {
	if search != "" {
		return nil
	}
	var chosen []string
	for _, t := range filter.Terms() {
		for _, text := range t.Values {
			if filter.Has(field, text, false) || filter.Has(field, text, true) {
				chosen = append(chosen, text)
			}
		}
	}
	return chosen
}

// fieldActing is the field of who was acting behind the recorded operator.
const fieldActing = "impersonated"

// facetLimit is how many values of a field are listed at first.
func facetLimit(field string) int {
	switch field {
	case "status", entry.Result, entry.ActorKind:
		return 8
	case entry.Actor, entry.Category:
		return 6
	}
	return 5
}

// facetFields are the fields of the panel that this log has.
func (r *reviewPage) facetFields() []string {
	has := map[string]bool{"status": true}
	for _, f := range r.s.Engine().Fields() {
		has[f] = true
	}
	has["source"] = r.several
	var fields []string
	for _, f := range []string{entry.Actor, entry.Category, entry.ActorEntity, entry.TargetEntity, "status", entry.Action, entry.TargetType, entry.Result, "source"} {
		if has[f] && r.s.Engine().Repeats(f) {
			fields = append(fields, f)
		}
	}
	return fields
}

// askBins asks for the histogram.
func (r *reviewPage) askBins() {
	r.keepZoom()
	filter, unit, zone := r.filter, r.binUnit(), r.s.Zone()
	if unit == "" {
		return
	}
	r.asks.bins.ask(r.ctx, func(ctx context.Context) (func(), error) {
		bins, err := r.s.Engine().Histogram(ctx, filter, unit, zone)
		return func() { r.views.setBins(bins, filter) }, err
	})
}
