//go:build cgo || ci

package window

import (
	"context"

	"fyne.io/fyne/v2"

	"probity/app/grid"
	"probity/data/query"
)

// manyRows is from how many entries on a decision is asked about first.
const manyRows = 200

// selected are the entries that were chosen in the grid, as places in the
// result.
func (r *reviewPage) selected() (ranges []grid.Range, n int) {
	if r.result == nil || r.stale() {
		return nil, 0
	}
	ranges = append(ranges, r.grid.Selection().Ranges()...)
	if len(ranges) == 0 {
		if i := r.grid.Current(); i >= 0 {
			ranges = []grid.Range{{From: i, To: i}}
		}
	}
	if r.groups != nil {
		ranges = r.groups.Inner(ranges)
	}
	for _, g := range ranges {
		n += g.To - g.From + 1
	}
	return ranges, n
}

func rowsOf(result *query.Result, ranges []grid.Range) []query.Row {
	var rows []query.Row
	for _, g := range ranges {
		for i := g.From; i <= min(g.To, result.Len()-1); i++ {
			rows = append(rows, result.Row(i))
		}
	}
	return rows
}

// decide gives the chosen entries a status and goes on to the next one.
func (r *reviewPage) decide(status string) {
	ranges, n := r.selected()
	if n == 0 {
		return
	}
	result := r.result
	act := func() {
		r.w.named(func() {
			r.write(func(ctx context.Context) error { return r.s.SetStatus(ctx, rowsOf(result, ranges), status) })
			if result == r.result {
				r.next(ranges)
			}
		})
	}
	if n < manyRows {
		act()
		return
	}
	r.w.openSheet(sheetOptions{title: plural(int64(n), "Decide on {{.Count}} entry?", "Decide on {{.Count}} entries?"),
		body: wrapped(T("All of them become “{{.Status}}”. One step back undoes it.", vals{"Status": statusWord(status)})),
		size: fyne.NewSize(420, 0), main: T("Decide"), do: act})
}

// next goes to the entry after those that were decided.
func (r *reviewPage) next(ranges []grid.Range) {
	last := ranges[len(ranges)-1].To
	if last+1 < r.result.Len() {
		r.grid.Select(r.outer(last + 1))
	}
}

// note leaves a note on the chosen entries.
func (r *reviewPage) note(text string, done func()) {
	ranges, n := r.selected()
	if n == 0 {
		return
	}
	result := r.result
	r.w.named(func() {
		r.write(func(ctx context.Context) error { return r.s.AddNote(ctx, rowsOf(result, ranges), text) })
		done()
	})
}

// undo takes back the person's last note or decision.
func (r *reviewPage) undo() {
	var what string
	r.writes.add(func(ctx context.Context) (err error) {
		what, err = r.s.Undo(ctx)
		return err
	}, func(err error) {
		r.written(err)
		if err == nil {
			r.views.say(what)
		}
	})
}

func (r *reviewPage) write(do func(context.Context) error) {
	r.writes.add(r.sameRows(do), r.written)
}

// written shows marks, counts and notes as they are now. The rows stay, also
// those that no longer fit the filter, so that nothing vanishes under the
// cursor.
func (r *reviewPage) written(err error) {
	if err != nil {
		r.w.fail(T("It could not be written"), err)
		return
	}
	if r.ctx.Err() != nil {
		return
	}
	r.rows.renew()
	r.grid.Update()
	r.showDetail()
	r.askPanel()
	reviewed := r.reviewedFilter()
	decided, _ := r.s.Parse("-status:open")
	r.asks.count.ask(r.ctx, func(ctx context.Context) (func(), error) {
		n, err := count(ctx, r.s.Engine(), reviewed)
		if err != nil {
			return nil, err
		}
		all, err := count(ctx, r.s.Engine(), decided)
		return func() {
			r.reviewed, r.reviewedAll = n, all
			r.views.setStatus()
		}, err
	})
}

// copyRows copies the chosen entries as text for a table.
func (r *reviewPage) copyRows() {
	r.grid.TypedShortcut(&fyne.ShortcutCopy{})
}

// focusSearch puts the cursor into the search field.
func (r *reviewPage) focusSearch() {
	r.trail.rest()
	r.views.search.Focus()
	r.views.search.SelectAll()
}
