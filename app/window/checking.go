//go:build cgo || ci

package window

import (
	"context"

	"probity/app/session"
)

// checkLater checks once the first rows and all counts are shown: a check reads
// all of the file and would keep them waiting.
func (r *reviewPage) checkLater() {
	r.views.setIntegrity(nil, true)
	r.unchecked = true
}

// checkNow checks if that was put off.
func (r *reviewPage) checkNow() {
	if r.unchecked {
		r.unchecked = false
		r.check()
	}
}

// check verifies what is open in the background; the pill says how it stands.
func (r *reviewPage) check() {
	r.views.setIntegrity(nil, true)
	r.asks.check.failed = func(err error) {
		_ = logError(r.w.folder, "checking "+r.s.Name(), err)
		r.views.setIntegrity(nil, false)
	}
	r.asks.check.ask(r.ctx, func(ctx context.Context) (func(), error) {
		v, err := r.s.Verify(ctx, func(int64, int64) {})
		return func() { r.setVerdict(v) }, err
	})
}

func (r *reviewPage) setVerdict(v *session.Verdict) {
	r.asks.check.drop()
	r.checked, r.verdict = v, v.Verdict
	r.markProblems(v)
	r.views.setIntegrity(v, false)
}
