//go:build cgo || ci

package window

import "probity/data/query"

// trail remembers the filters that were shown, so that a person can go back and
// forward among them.
type trail struct {
	back, forward []query.Filter
	typing        bool // the last step is being typed; what it passes through is no step of its own
}

// mostTrail is how many filters are remembered.
const mostTrail = 200

// leave remembers a filter that another one takes the place of.
func (t *trail) leave(f query.Filter) {
	if n := len(t.back); n == 0 || t.back[n-1].String() != f.String() {
		t.back = append(t.back, f)
	}
	if len(t.back) > mostTrail {
		t.back = t.back[1:]
	}
	t.forward, t.typing = nil, false
}

// typed remembers a filter that is changed in the search field; only the one
// before the first letter counts.
func (t *trail) typed(f query.Filter) {
	if !t.typing {
		t.leave(f)
	}
	t.typing = true
}

// step goes back or forward from a filter; ok is false where there is nothing.
func (t *trail) step(from query.Filter, back bool) (f query.Filter, ok bool) {
	take, give := &t.back, &t.forward
	if !back {
		take, give = give, take
	}
	n := len(*take)
	if n == 0 {
		return f, false
	}
	f = (*take)[n-1]
	*take, *give = (*take)[:n-1], append(*give, from)
	t.typing = false
	return f, true
}

// stepTrail shows the filter before the present one, or after it.
func (r *reviewPage) stepTrail(back bool) {
	f, ok := r.trail.step(r.filter, back)
	if !ok {
		return
	}
	r.typing.stop()
	r.filter = f
	r.views.correct()
	r.views.setText(f.String())
	r.run(keepCursor)
}
