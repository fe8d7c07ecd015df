//go:build cgo || ci

package window

import (
	"context"

	"probity/app/job"
	"probity/app/session"
	"probity/data/intake"
	"probity/data/workspace"
)

// outcome is what came of one export.
type outcome struct {
	of      *export
	receipt workspace.Receipt
	err     error
	kept    string // what came of saving it as an import format
}

// run imports what is chosen, one after the other, into the open workspace or
// into a new one that is named after the first file. What fails does not keep
// the others from being imported.
func (m *importing) run() {
	m.drop()
	m.origin.of(nil)
	var chosen []*export
	var size int64
	for _, e := range m.exports {
		if e.chosen {
			chosen = append(chosen, e)
			size += e.in.Size
		}
	}
	w, s := m.w, m.w.session
	created := false
	var outcomes []outcome
	stored := func() (n int) {
		for _, o := range outcomes {
			if o.err == nil {
				n++
			}
		}
		return n
	}
	what := T("Importing {{.Name}}", vals{"Name": chosen[0].name()})
	if len(chosen) > 1 {
		what = plural(int64(len(chosen)), "Importing {{.Count}} file", "Importing {{.Count}} files")
	}
	show := func() {
		if stored() == 0 {
			return
		}
		w.used(chosen[0].path)
		if created {
			w.enter(s)
		} else {
			w.review.reload()
		}
	}
	w.work.runElse(what, func(ctx context.Context, p job.Progress) error {
		if s == nil {
			place, err := session.WorkspaceFor(chosen[0].path)
			if err != nil {
				return err
			}
			if s, err = session.Create(ctx, place); err != nil {
				return err
			}
			created = true
		}
		var before int64
		for _, e := range chosen {
			o := outcome{of: e}
			var reading *intake.Reading
			if reading, o.err = e.in.Reading(); o.err == nil {
				origin := m.origin.read(e)
				o.receipt, o.err = s.Import(ctx, e.path, reading, origin, func(done, total int64) {
					if total > 0 {
						p(before+int64(float64(e.in.Size)*float64(done)/float64(total)), size)
					}
				})
			}
			if ctx.Err() != nil {
				break
			}
			if o.err == nil && e.keep {
				o.kept = saved(e.in, w.folder)
			}
			outcomes = append(outcomes, o)
			before += e.in.Size
		}
		if created && stored() == 0 {
			s.Discard()
		}
		return ctx.Err()
	}, func() {
		show()
		m.after(outcomes)
	}, func() {
		show()
		m.cancelled(chosen, outcomes, stored())
	})
}

// after shows what came of the exports, and asks again where the whole of a
// file contradicts what was seen of it.
func (m *importing) after(outcomes []outcome) {
	var again []*export
	for _, o := range outcomes {
		if x := contradictionIn(o.err); x != nil {
			o.of.against, o.of.full = x, true
			again = append(again, o.of)
		} else if o.err != nil {
			_ = logError(m.w.folder, "importing "+o.of.path, o.err)
		}
	}
	ask := func() {
		if len(again) > 0 {
			m.exports = again
			m.ask()
		}
	}
	switch {
	case len(again) == len(outcomes):
		ask()
	case len(outcomes) == 1 && outcomes[0].err != nil:
		m.w.fail(T("{{.Name}} cannot be imported", vals{"Name": outcomes[0].of.name()}), outcomes[0].err)
	case len(outcomes) == 1:
		m.receipt(outcomes[0])
	default:
		m.receipts(outcomes, len(again), ask)
	}
}

// cancelled says what is and what is not there after Cancel.
func (m *importing) cancelled(chosen []*export, outcomes []outcome, stored int) {
	if m.w.ctx.Err() != nil {
		return
	}
	text := T("Nothing of {{.Name}} was imported; the file itself is as it was.", vals{"Name": chosen[0].name()})
	switch {
	case stored > 0:
		text = T("{{.N}} of {{.All}} files were imported before and stay. Nothing of the others was imported.",
			vals{"N": stored, "All": len(chosen)})
	case len(chosen) > 1:
		text = T("Nothing was imported; the files themselves are as they were.")
	}
	done := map[*export]bool{}
	for _, o := range outcomes {
		done[o.of] = o.err == nil
	}
	var left []*export
	for _, e := range m.exports {
		if !done[e] {
			left = append(left, e)
		}
	}
	m.w.openSheet(sheetOptions{title: T("The import was cancelled"), body: wrapped(text), size: sheetSize(480), cancel: T("Back to the settings"),
		main: T("OK"), onCancel: func() {
			m.exports = left
			m.ask()
		}})
}
