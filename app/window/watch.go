//go:build cgo || ci

package window

import (
	"context"
	"time"

	"probity/data/entry"
	"probity/data/fault"
)

// watchPause is how often it is looked whether another process wrote.
const watchPause = 2 * time.Second

// watch looks now and then whether another process wrote into the workspace,
// and shows what it wrote. A look costs one page of the file.
func (r *reviewPage) watch() {
	if r.s.IsBundle() {
		return
	}
	r.watching = later{post: r.w.post, pause: watchPause}
	r.watching.call(r.look)
}

// look takes in what another process wrote. It waits in the line of notes and
// decisions: what they are about must not be numbered anew under them.
func (r *reviewPage) look() {
	if r.ctx.Err() != nil {
		return
	}
	if r.w.work.busy() || r.writes.busy {
		r.watching.call(r.look)
		return
	}
	entries, changed := r.s.Engine().Len(), false
	r.writes.add(func(context.Context) (err error) {
		changed, err = r.s.Refresh(r.ctx)
		return err
	}, func(err error) {
		switch {
		case r.ctx.Err() != nil:
			return
		case err != nil:
			// It is tried again; a person cannot do anything about it here.
			_ = logError(r.w.folder, "taking in what another program wrote into "+r.s.Name(), err)
		case r.stale() || changed && r.s.Engine().Len() != entries:
			r.renewed()
		case changed:
			r.written(nil)
			r.run(keepCursor)
		}
		r.watching.call(r.look)
	})
}

// stale reports whether the entries were numbered anew since the rows were
// asked for, so that the numbers in them mean other entries.
func (r *reviewPage) stale() bool {
	return r.result != nil && r.generation != r.s.Generation()
}

// renewed asks everything anew after the entries were numbered anew or others
// came. The filter stays, and the cursor stays on its entry where it is still
// there.
func (r *reviewPage) renewed() {
	r.detail.forget()
	r.rows.wrong = nil
	r.rows.renew()
	r.w.rememberOpen()
	r.loaded(keepCursor)
	r.check()
}

// hold remembers the entry under the cursor by what it is, because its number
// may come to mean another.
func (r *reviewPage) hold() {
	if row, ok := r.current(); ok {
		r.held = r.s.Engine().Identity(row)
	} else if !r.stale() {
		r.held = entry.Identity{}
	}
}

// sameRows refuses to write about rows that were numbered anew since the
// person chose them.
func (r *reviewPage) sameRows(do func(context.Context) error) func(context.Context) error {
	generation := r.generation
	return func(ctx context.Context) error {
		if r.s.Generation() != generation {
			return errRenumbered
		}
		return do(ctx)
	}
}

var errRenumbered error = fault.New(fault.Unusable, "The log was read again meanwhile, so nothing was written. Choose the entry and decide again.")
