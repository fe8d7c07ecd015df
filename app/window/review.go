//go:build cgo || ci

package window

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"probity/app/grid"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/query"
)

// reviewPage is the everyday screen: one filter with four faces (text, chips,
// panel, histogram), the entries under it, and one entry in full.
type reviewPage struct {
	w   *Window
	s   *session.Session
	ctx context.Context // ends when the page is left
	end context.CancelFunc

	root   fyne.CanvasObject
	shell  *shell
	views  views
	detail *detailPane
	rows   *rows
	grid   *grid.Grid

	filter    query.Filter
	trail     trail         // filters that were shown before
	group     string        // field or byDay that the entries stand under; empty: none
	groups    *grid.Groups  // the rows under their headings; nil without
	grouped   string        // field of the headings
	asked     *asked        // the question that is answered; nil without
	result    *query.Result // what the grid shows; nil until the first answer
	unit      string        // of the histogram: hour, day, week, month
	zoom      zoomed
	limits    map[string]int
	searches  map[string]string    // what is searched within a facet
	unchecked bool                 // the check waits for the first counts
	counts    panelCounts          // of the filter panel
	room      *panelRoom           // what is kept free in it; nil until it is known
	shown     []parts.FacetSection // in the filter panel
	unfolded  map[string]bool      // entities that a person unfolded, or folded
	untold    []string             // what the filter asks for and cannot be told

	first, last entry.Micros // of the whole log
	period      string       // of the result, in words
	reviewed    int          // entries of the result that somebody decided on
	reviewedAll int          // the same in the whole log
	verdict     string
	checked     *session.Verdict
	wrong       map[query.Row][]string // what a check found about an entry, in words
	titles      map[string]string
	several     bool // imports, so that it matters from which an entry is

	held       entry.Identity // of the entry under the cursor
	generation uint64         // of the numbers in result
	watching   later          // until it is looked whether another process wrote

	typing  later // until a person rests who types faster than is answered
	keeping later // until the columns rest, then they are remembered
	asks    struct{ rows, panel, bins, detail, check, log, count, copying, answer, figures, inferred, beyond, suggest, kept latest }
	writes  writes

	inferring func(context.Context, query.Row) (session.Inferred, error) // what is known of an entry from elsewhere
}

// typingPause is how long typing must rest before it is searched while earlier
// answers are still to come.
const typingPause = 80 * time.Millisecond

// showSession shows what is open: a workspace to work in, or a bundle to read.
func (w *Window) showSession() {
	r := &reviewPage{w: w, s: w.session, limits: map[string]int{}, searches: map[string]string{}}
	r.ctx, r.end = context.WithCancel(w.ctx)
	for _, l := range []*latest{&r.asks.rows, &r.asks.panel, &r.asks.bins, &r.asks.detail, &r.asks.check, &r.asks.log, &r.asks.count, &r.asks.copying, &r.asks.answer, &r.asks.figures, &r.asks.inferred, &r.asks.beyond, &r.asks.suggest, &r.asks.kept} {
		*l = latest{post: w.post, running: &w.running, failed: func(err error) { w.fail(T("The log could not be read"), err) }}
	}
	r.asks.rows.failed = func(err error) {
		w.fail(T("The log could not be read"), err)
		r.views.setStatus()
	}
	r.asks.inferred.failed = func(err error) {
		w.fail(T("The log could not be read"), err)
		r.checkNow()
	}
	r.typing = later{post: w.post, pause: typingPause}
	r.keeping = later{post: w.post, pause: time.Second}
	r.writes = writes{post: w.post, running: &w.running}
	r.filter, _ = r.s.Parse("")
	r.inferring = r.s.Infer
	r.build()
	w.review = r
	w.show(r)
	w.win.Canvas().Focus(r.grid)
	r.grid.Empty = T("Reading the log…")
	r.loaded(keepNothing)
	r.checkLater()
	r.watch()
}

func (r *reviewPage) content() fyne.CanvasObject { return r.root }

func (r *reviewPage) typedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		r.escape()
		return
	}
	r.grid.TypedKey(k)
}

func (r *reviewPage) left() {
	r.typing.stop()
	r.views.slow.stop()
	r.watching.stop()
	r.end()
	r.keepLayout()
}

// loaded begins with what the log holds now, after opening or importing.
func (r *reviewPage) loaded(k keep) {
	r.asks.log.ask(r.ctx, func(ctx context.Context) (func(), error) {
		e := r.s.Engine()
		all, err := e.Run(ctx, query.Filter{}, query.Sort{})
		if err != nil {
			return nil, err
		}
		first, last := e.Span(ctx, all)
		titles := sourceTitles(r.s)
		sources, err := r.s.Sources()
		return func() {
			r.first, r.last, r.titles, r.several = first, last, titles, len(sources) > 1
			if r.unit == "" {
				r.unit = unitFor(first, last)
			}
			r.setColumns()
			r.run(k)
		}, err
	})
}

// reload takes in what was imported meanwhile.
func (r *reviewPage) reload() {
	r.w.rememberOpen()
	r.unit, r.zoom = "", zoomed{}
	r.loaded(keepNothing)
	r.check()
}

// unitFor is the unit of the histogram that suits a span of time.
func unitFor(first, last entry.Micros) string {
	const day = 24 * 3600 * 1_000_000
	switch span := last - first; {
	case first == entry.NoTime || span <= 3*day:
		return "hour"
	case span <= 400*day:
		return "day"
	case span <= 1500*day:
		return "week"
	}
	return "month"
}

// keep says what stays when the rows are asked anew.
type keep int

const (
	keepNothing keep = iota
	keepCursor       // the entry under the cursor, if it is still there
)

// answer is what a run found.
type answer struct {
	result      *query.Result
	page        [][]grid.Cell
	style       style // of page
	first, last entry.Micros
	reviewed    int
	reviewedAll int
	group       string
	groups      []grid.Group
	at          int // where the kept entry is now; -1: it is not
	generation  uint64
	untold      []string // what the filter asks for and cannot be told
}

// run asks for the rows under the filter, and then for panel and histogram.
func (r *reviewPage) run(k keep) {
	filter, reviewed, style := r.filter, r.reviewedFilter(), r.rows.style()
	decided, _ := r.s.Parse("-status:open")
	kept, by, group := r.held, r.order(), r.group
	r.views.setChips(filter)
	r.views.slow.call(r.views.setStatus)
	r.asks.rows.ask(r.ctx, func(ctx context.Context) (func(), error) {
		e := r.s.Engine()
		a := answer{style: style, group: group, generation: e.Generation()}
		var err error
		if a.result, err = e.Run(ctx, filter, by...); err != nil {
			return nil, err
		}
		if group != "" {
			if a.groups, err = r.headings(ctx, a.result, group, by); err != nil {
				return nil, err
			}
		}
		if a.page = r.rows.format(ctx, a.result, 0, style); a.page == nil {
			return nil, ctx.Err()
		}
		a.first, a.last = e.Span(ctx, a.result)
		if a.reviewed, err = count(ctx, e, reviewed); err != nil {
			return nil, err
		}
		if a.reviewedAll, err = count(ctx, e, decided); err != nil {
			return nil, err
		}
		if a.untold, err = e.Untold(ctx, filter); err != nil {
			return nil, err
		}
		a.at = -1
		if row, ok := e.RowOf(kept); ok && k == keepCursor {
			if i, ok := a.result.Index(row); ok {
				a.at = i
			}
		}
		return func() { r.show(a) }, nil
	})
	r.askPanel()
	r.askBins()
	r.w.changed()
}

func count(ctx context.Context, e *query.Engine, f query.Filter) (int, error) {
	result, err := e.Run(ctx, f, query.Sort{})
	if err != nil {
		return 0, err
	}
	return result.Len(), nil
}

// reviewedFilter is the present filter and that somebody has decided.
func (r *reviewPage) reviewedFilter() query.Filter {
	f := r.filter
	text := f.WithSort(query.Sort{}).String()
	if text == "" {
		f, _ = r.s.Parse("-status:open")
	} else if g, err := r.s.Parse("(" + text + ") -status:open"); err == nil {
		f = g
	}
	return f
}

func (r *reviewPage) show(a answer) {
	r.result, r.reviewed, r.reviewedAll, r.generation = a.result, a.reviewed, a.reviewedAll, a.generation
	r.untold = a.untold
	r.period = period(a.first, a.last, r.s.Zone())
	r.rows.set(a.result, a.page, a.style)
	r.setGroups(a.groups, a.group)
	var order []grid.Order
	for _, s := range r.order() {
		order = append(order, grid.Order{Key: s.Field, Ascending: s.Ascending})
	}
	if len(order) == 0 {
		order = []grid.Order{{Key: "time"}}
	}
	switch {
	case len(a.untold) > 0:
		r.grid.Empty = a.untold[0]
	case r.filtered():
		r.grid.Empty = T("No entry matches this filter. Escape clears it.")
		if missing := r.outside(); missing != "" {
			r.grid.Empty += " " + missing + "."
		}
	case r.s.ReadOnly():
		r.grid.Empty = T("There are no entries in here.")
	default:
		r.grid.Empty = T("Nothing is in here yet. Drop an export on this window, or press Ctrl+I.")
	}
	r.grid.SetSort(order...)
	r.grid.Reset()
	if a.at >= 0 {
		r.grid.Select(r.outer(a.at))
	} else if a.result.Len() > 0 {
		r.grid.Select(r.outer(0))
	} else {
		r.asks.detail.drop()
		r.detail.clear()
	}
	r.views.setStatus()
	r.views.answer.renew()
	r.w.changed()
}

func (r *reviewPage) setUnit(unit string) {
	if r.zoom.on() {
		r.zoom.unit = unit
	} else {
		r.unit = unit
	}
	r.askBins()
	r.w.changed()
}

// zoneChanged shows everything in the zone that was chosen; the filter's days
// are days of that zone, too.
func (r *reviewPage) zoneChanged() {
	text := r.filter.String()
	r.rows.renew()
	r.detail.forget()
	if f, err := r.s.Parse(text); err == nil {
		r.filter = f
	}
	r.run(keepCursor)
}

func (r *reviewPage) recolour() {
	r.rows.renew()
	r.grid.Update()
	if r.detail.shown != nil {
		r.detail.forget()
		r.showDetail()
	}
}

// current is the entry under the cursor.
func (r *reviewPage) current() (query.Row, bool) {
	if r.result == nil || r.grid == nil || r.stale() {
		return 0, false
	}
	i := r.inner(r.grid.Current())
	if i < 0 || i >= r.result.Len() {
		return 0, false
	}
	return r.result.Row(i), true
}

func (r *reviewPage) hasSelection() bool {
	_, n := r.selected()
	return n > 0
}

func (r *reviewPage) move(by int) {
	if r.result == nil || r.result.Len() == 0 {
		return
	}
	if i := r.inner(r.grid.Current()); i >= 0 {
		r.grid.Select(r.outer(max(0, min(i+by, r.result.Len()-1))))
	} else {
		r.grid.MoveCursor(by, false)
	}
}

// goTo shows an entry: in the present result where it is, else in the whole log.
func (r *reviewPage) goTo(row query.Row) {
	if r.result != nil {
		if i, ok := r.result.Index(row); ok {
			r.grid.Select(r.outer(i))
			r.shell.showRight()
			return
		}
	}
	f, _ := r.s.Parse("")
	r.trail.leave(r.here())
	r.filter, r.group = f, ""
	r.views.setText("")
	r.views.setChips(f)
	style := r.rows.style()
	r.views.slow.call(r.views.setStatus)
	r.asks.rows.ask(r.ctx, func(ctx context.Context) (func(), error) {
		e := r.s.Engine()
		result, err := e.Run(ctx, f, query.Sort{})
		if err != nil {
			return nil, err
		}
		a := answer{result: result, style: style, page: r.rows.format(ctx, result, 0, style), at: -1, generation: e.Generation()}
		a.first, a.last = e.Span(ctx, result)
		if i, ok := result.Index(row); ok {
			a.at = i
		}
		reviewed, _ := r.s.Parse("-status:open")
		a.reviewed, err = count(ctx, e, reviewed)
		a.reviewedAll = a.reviewed
		return func() {
			r.show(a)
			r.shell.showRight()
		}, err
	})
	r.askPanel()
	r.askBins()
}
