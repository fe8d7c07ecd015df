//go:build cgo || ci

package window

import (
	"errors"

	"fyne.io/fyne/v2"

	"probity/data/query"
)

// typed is called for every change of the search field. It is searched at once,
// or, while an earlier answer is still to come, as soon as the person rests.
func (r *reviewPage) typed(text string) {
	if r.asks.rows.busy || r.asks.panel.busy || r.asks.bins.busy || r.asks.inferred.busy {
		r.typing.call(func() { r.search(text) })
		return
	}
	r.search(text)
}

// search applies a text; a mistake is shown at its place, and what was found
// before stays.
func (r *reviewPage) search(text string) {
	r.typing.stop()
	f, err := r.s.Parse(text)
	var mistake *query.SyntaxError
	if errors.As(err, &mistake) {
		r.views.mistake(mistake)
		return
	}
	if err != nil {
		r.w.fail(T("The search could not be read"), err)
		return
	}
	r.views.correct()
	if f.String() == r.filter.String() && r.result != nil {
		r.filter = f
		return
	}
	r.trail.typed(r.here())
	r.filter = f
	r.run(keepNothing)
}

// unmistake puts the filter in use in the place of a text that could not be
// searched. It reports whether there was one.
func (r *reviewPage) unmistake() bool {
	if r.views.search.Err() == "" {
		return false
	}
	r.typing.stop()
	r.views.correct()
	r.views.setText(r.filter.String())
	return true
}

// apply takes a filter that was changed by panel, chips, histogram or links,
// and writes it into the search field.
func (r *reviewPage) apply(f query.Filter) { r.applyIn(f, r.group) }

// applyIn takes a filter and what its entries stand under.
func (r *reviewPage) applyIn(f query.Filter, group string) {
	r.typing.stop()
	if left := r.here(); !left.same(stop{filter: f, group: group}) {
		r.trail.leave(left)
	}
	r.filter, r.group = f, group
	r.views.correct()
	r.views.setText(f.String())
	r.run(keepNothing)
}

func (r *reviewPage) filtered() bool { return !r.filter.Empty() }

// clearFilter takes all conditions away. The order stays, and so do the groups,
// unless they belong to a question.
func (r *reviewPage) clearFilter() {
	f, _ := r.s.Parse("")
	if r.asked != nil {
		r.applyIn(f, "")
		return
	}
	r.apply(f.WithSort(r.filter.Sorts()...))
}

// escape takes back one thing: a text that could not be searched, what a narrow
// window shows beside the middle, the filter.
func (r *reviewPage) escape() {
	if r.unmistake() || r.shell.hideSides() || !r.filtered() {
		return
	}
	r.clearFilter()
	r.views.say(T("The filter was cleared. {{.Keys}} brings it back.", vals{"Keys": shortcutText(alt(fyne.KeyLeft))}))
}
