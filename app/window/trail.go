//go:build cgo || ci

package window

import (
	"probity/data/entry"
	"probity/data/query"
)

// stop is what a person looked at: a filter, what its entries stood under, and
// the question that they answered, and which entry they stood on.
type stop struct {
	filter query.Filter
	group  string
	asked  *asked
	held   entry.Identity
}

func (s stop) same(o stop) bool { return s.filter.String() == o.filter.String() && s.group == o.group }

// trail remembers the filters that were shown, so that a person can go back and
// forward among them.
type trail struct {
	back, forward []stop
	typing        bool // the last step is being typed; what it passes through is no step of its own
}

// mostTrail is how many filters are remembered.
const mostTrail = 200

// leave remembers a filter that another one takes the place of.
func (t *trail) leave(s stop) {
	if n := len(t.back); n == 0 || !t.back[n-1].same(s) {
		t.back = append(t.back, s)
	}
	if len(t.back) > mostTrail {
		t.back = t.back[1:]
	}
	t.forward, t.typing = nil, false
}

// typed remembers a filter that is changed in the search field; only the one
// before the first letter counts.
func (t *trail) typed(s stop) {
	if !t.typing {
		t.leave(s)
	}
	t.typing = true
}

// rest ends what is being typed: the next letter begins a step of its own.
func (t *trail) rest() { t.typing = false }

// step goes back or forward; ok is false where there is nothing.
func (t *trail) step(from stop, back bool) (s stop, ok bool) {
	take, give := &t.back, &t.forward
	if !back {
		take, give = give, take
	}
	n := len(*take)
	if n == 0 {
		return s, false
	}
	s = (*take)[n-1]
	*take, *give = (*take)[:n-1], append(*give, from)
	t.typing = false
	return s, true
}

// here is where the trail would come back to.
func (r *reviewPage) here() stop { return stop{r.filter, r.group, r.asked, r.held} }

// stepTrail shows the filter before the present one, or after it, with the
// groups that its entries stood under and the entry that was read there.
func (r *reviewPage) stepTrail(back bool) {
	s, ok := r.trail.step(r.here(), back)
	if !ok {
		return
	}
	r.typing.stop()
	r.filter, r.group, r.asked = s.filter, s.group, s.asked
	r.views.correct()
	r.views.setText(s.filter.String())
	if s.held != (entry.Identity{}) {
		r.held = s.held
	}
	r.run(keepCursor)
}
