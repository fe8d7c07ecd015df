//go:build cgo || ci

package window

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/grid"
	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/query"
)

// views are the widgets of the review screen, and how they show its state.
type views struct {
	r         *reviewPage
	name      *parts.Button
	search    *parts.Search
	period    *parts.Button
	pill      *parts.Button
	bundle    *parts.Button
	foldLeft  *parts.Button // toggles for a narrow window
	foldRight *parts.Button
	top       *fyne.Container
	histogram *parts.Histogram
	chips     *parts.Chips
	middle    *fyne.Container
	chipRow   *fyne.Container // hidden while there is no condition
	answer    *answerRow
	facets    *parts.Facets
	status    *parts.StatusBar
	left      *fyne.Container
	banner    *fyne.Container // verdict of a bundle
	checks    *fyne.Container
	said      later // takes a message out of the status bar again
	slow      later // says in the status bar that rows are still being sought
	message   string
	setting   bool // the search field is written by the program
}

// build makes the widgets.
func (r *reviewPage) build() {
	v := &r.views
	v.r = r
	v.said = later{post: r.w.post, pause: 6 * time.Second}
	v.slow = later{post: r.w.post, pause: 700 * time.Millisecond}
	r.rows = &rows{w: r.w, s: r.s, ctx: r.ctx, loaded: func() { r.grid.Update() }}
	r.detail = newDetailPane(r)
	v.buildTop()
	v.buildFilter()
	r.buildGrid()

	v.middle = frame(container.New(layout.NewCustomPaddedVBoxLayout(0),
		container.NewStack(newPlate(look.Surface, nil, 0), v.histogram), newStrip(look.Line),
		container.NewStack(newPlate(look.Ground, nil, 0), v.chipRow), v.answer.box), r.grid, nil)
	v.left = container.NewStack(newPlate(look.Ground, nil, 0), v.facets)
	left, right := float32(212), float32(308)
	if r.s.IsBundle() {
		v.buildBundle()
		left = 300
	}
	var sizes [2]float32
	if json.Unmarshal([]byte(r.w.person.Layout(r.panesKey())), &sizes) == nil && sizes[0] >= leastSide && sizes[1] >= leastSide {
		left, right = min(sizes[0], 500), min(sizes[1], 700)
	}
	r.shell = newShell(v.left, v.middle, r.detail.root, left, right)
	r.shell.wideRight = !r.s.IsBundle()
	r.shell.onChange = v.folded
	top := container.New(layout.NewCustomPaddedVBoxLayout(0), v.top, newStrip(look.Line))
	if v.banner != nil {
		top = container.New(layout.NewCustomPaddedVBoxLayout(0), v.banner, newStrip(look.Line), v.top, newStrip(look.Line))
	}
	foot := container.New(layout.NewCustomPaddedVBoxLayout(0), newStrip(look.Line), container.NewStack(newPlate(look.Surface, nil, 0), v.status))
	r.root = frame(top, r.shell, foot)
	v.folded()
}

func (v *views) buildTop() {
	r := v.r
	v.name = parts.NewButton(r.s.Name()+" ▾", v.workspaceMenu)
	v.search = parts.NewSearch()
	v.search.OnChanged = func(text string) {
		if !v.setting {
			r.typed(text)
		}
	}
	v.search.OnSubmitted = func(text string) {
		r.search(text)
		r.trail.rest()
		r.w.win.Canvas().Focus(r.grid)
	}
	v.search.OnEscape = func() {
		r.trail.rest()
		r.unmistake()
		r.w.win.Canvas().Focus(r.grid)
	}
	v.search.Suggest = v.suggest
	v.search.SetPlaceHolder(T("Search, or operator:name category:payment date:last-quarter"))
	v.period = parts.NewButton("", r.periodMenu)
	v.pill = parts.NewButton("", r.pill)
	v.bundle = parts.NewPrimary(T("Bundle…"), func() { r.w.do("bundle") })
	v.foldLeft = parts.NewButton(T("Filter"), func() { r.shell.toggleLeft() })
	v.foldRight = parts.NewButton(T("Entry"), func() { r.shell.toggleRight() })
	left := container.New(layout.NewCustomPaddedHBoxLayout(10), v.name, v.foldLeft)
	right := container.New(layout.NewCustomPaddedHBoxLayout(10), v.period, v.foldRight, v.pill, v.bundle)
	if r.s.IsBundle() {
		v.foldLeft.SetText(T("Checks"))
		v.bundle.Hide()
		v.pill.Hide()
	}
	v.top = container.NewStack(newPlate(look.Surface, nil, 0), container.New(inset(9, 9, 12, 12),
		container.New(&between{gap: 10}, left, v.search, right)))
}

func (v *views) buildFilter() {
	r := v.r
	v.histogram = parts.NewHistogram()
	v.histogram.OnPeriod = func(from, to time.Time) { r.apply(r.filter.Period(from, to)) }
	v.histogram.OnClear = func() { r.apply(r.filter.Period(time.Time{}, time.Time{})) }
	v.histogram.OnUnit = r.setUnit
	v.histogram.OnZoom = r.zoomBins
	v.chips = parts.NewChips()
	v.chips.OnRemove = func(i int) { r.apply(r.filter.Without(i)) }
	v.chips.OnClear = r.clearFilter
	v.chipRow = container.New(inset(7, 7, 12, 12), v.chips)
	v.chipRow.Hide()
	v.answer = newAnswerRow(r)
	v.facets = parts.NewFacets()
	v.facets.OnToggle = r.choose
	v.facets.Number = func(n int) string { return number(int64(n)) }
	v.facets.OnFold = func(_, value string, open bool) { r.foldEntity(value, open) }
	v.facets.OnExclude = func(field, value string) {
		if field == entityField {
			r.chooseEntity(value, true)
			return
		}
		r.apply(r.filter.Exclude(field, value))
	}
	v.facets.OnMore = func(field string) {
		least := facetLimit(field)
		if field == entityField {
			least = entityRows
		}
		r.limits[field] = max(r.limits[field], least) + 15
		r.askPanel()
	}
	v.facets.OnSearch = func(field, text string) {
		r.searches[field] = text
		r.askPanel()
	}
	v.status = parts.NewStatusBar()
}

func (r *reviewPage) buildGrid() {
	r.grid = grid.New(nil, r.rows)
	r.grid.Empty = T("No entry matches this filter. Escape clears it.")
	r.grid.OnOpen = func(int) { r.shell.showRight() }
	r.grid.OnSelect = func() {
		r.hold()
		r.showDetail()
		r.w.changed()
	}
	r.grid.OnSort = r.sortBy
	r.grid.OnCopy = r.copyTable
	r.grid.OnMenu = r.rowMenu
	r.grid.OnHeaderMenu = r.headerMenu
	r.grid.OnPlace = r.dayOf
	r.grid.OnColumns = func() { r.keeping.call(r.keepLayout) }
	r.grid.OnRune = r.w.typedRune
	r.grid.OnKey = func(k *fyne.KeyEvent) {
		if k.Name == fyne.KeyEscape {
			r.escape()
			return
		}
		r.w.commandKey(k)
	}
}

// sortBy brings the rows into another order, which the filter carries, and shows
// what comes first in it.
func (r *reviewPage) sortBy(order []grid.Order) {
	var by []query.Sort
	for _, o := range order {
		by = append(by, query.Sort{Field: o.Key, Ascending: o.Ascending})
	}
	if len(by) == 1 && by[0] == (query.Sort{Field: "time"}) {
		by = nil
	}
	r.filter = r.filter.WithSort(by...)
	r.views.setText(r.filter.String())
	r.run(keepNothing)
}

// setText writes the filter into the search field.
func (v *views) setText(text string) {
	v.setting = true
	v.search.SetText(text)
	v.setting = false
}

func (v *views) mistake(e *query.SyntaxError) {
	v.search.SetError(e.From, e.To, strings.TrimSpace(e.Message+" "+e.Hint))
}

func (v *views) correct() { v.search.ClearError() }

// setFacets shows the counts of the filter panel.
func (v *views) setFacets(c panelCounts, f query.Filter) {
	var sections []parts.FacetSection
	entities, tell := v.entitySection(c.tree, f)
	entities.Room = v.r.roomFor(entityField)
	if !c.known && entities.Room > 0 {
		entities, tell = waitingSection(entityField, T("Entities"), entities.Room), true
	}
	found := slices.Clone(c.facets)
	if at := slices.IndexFunc(found, func(x query.Facet) bool { return x.Field == "status" }); at >= 0 {
		found = slices.Insert(found, at+1, v.r.actingOf(c)...)
	}
	for _, facet := range found {
		if tell && (facet.Field == "status" || facet.Field == entry.ActorEntity || facet.Field == entry.TargetEntity) {
			if entities.Field != "" { // once, in their place
				sections = append(sections, entities)
				entities.Field = ""
			}
			if facet.Field != "status" {
				continue
			}
		}
		if facet.Field == fieldActing && !c.known {
			sections = append(sections, waitingSection(fieldActing, fieldWord(fieldActing), v.r.roomFor(fieldActing)))
			continue
		}
		s := parts.FacetSection{Field: facet.Field, Title: fieldWord(facet.Field), Room: v.r.roomFor(facet.Field), Distinct: facet.Distinct, NoSearch: facet.Field == "status" || facet.Distinct <= len(facet.Values) && v.r.searches[facet.Field] == ""}
		for _, value := range facet.Values {
			x := parts.FacetValue{Value: value.Text, Count: value.Count,
				Chosen: f.Has(facet.Field, value.Text, false), Excluded: f.Has(facet.Field, value.Text, true)}
			switch {
			case facet.Field == "status":
				x.Label, x.Mark = statusWord(value.Text), look.MarkOf(value.Text)
			case value.Text == "":
				x.Label = T("(empty)")
			}
			s.Values = append(s.Values, x)
		}
		if len(s.Values) > 0 || v.r.searches[facet.Field] != "" {
			sections = append(sections, s)
		}
	}
	v.r.shown = sections
	v.facets.SetSections(sections)
}

// setIntegrity shows how the last check of the workspace stands.
func (v *views) setIntegrity(verdict *session.Verdict, running bool) {
	switch {
	case running:
		v.pill.SetText(T("Checking…"))
		v.pill.SetTone(parts.ToneQuiet)
	case verdict == nil:
		v.pill.SetText(T("Not checked"))
		v.pill.SetTone(parts.ToneAmber)
	case verdict.Verdict == "changed" || verdict.Verdict == "unreadable":
		v.pill.SetText("≠ " + plural(int64(len(verdict.Problems)), "{{.Count}} difference", "{{.Count}} differences"))
		v.pill.SetTone(parts.ToneDanger)
	default:
		v.pill.SetText("✓ " + T("Unchanged since import"))
		v.pill.SetTone(parts.ToneGreen)
	}
	v.top.Refresh()
	v.setBanner(verdict)
}

// pill shows what the last check found, or checks now.
func (r *reviewPage) pill() {
	if r.checked != nil {
		r.w.showVerdict(r.checked)
		return
	}
	r.asks.check.drop()
	r.w.do("verify")
}

// folded shows the toggles that a narrow window needs.
func (v *views) folded() {
	narrow := v.r.shell.narrow
	show(v.foldLeft, narrow)
	show(v.foldRight, narrow || v.r.s.IsBundle())
	v.top.Refresh()
	v.r.w.changed()
}

// between lays left and right at their widths and gives the middle the rest.
type between struct{ gap float32 }

func (b *between) MinSize(o []fyne.CanvasObject) fyne.Size {
	l, m, r := o[0].MinSize(), o[1].MinSize(), o[2].MinSize()
	return fyne.NewSize(l.Width+r.Width+160+2*b.gap, max(l.Height, m.Height, r.Height))
}

func (b *between) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l, r := o[0].MinSize().Width, o[2].MinSize().Width
	place(o[0], 0, 0, l, size.Height)
	place(o[1], l+b.gap, 0, max(0, size.Width-l-r-2*b.gap), size.Height)
	place(o[2], size.Width-r, 0, r, size.Height)
}

// workspaceMenu offers what concerns the whole workspace.
func (v *views) workspaceMenu() {
	w := v.r.w
	menu := fyne.NewMenu("")
	for _, id := range []string{"import", "open", "", "sources", "copy", "", "close"} {
		if id == "" {
			menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
			continue
		}
		c := w.command(id)
		item := fyne.NewMenuItem(T(c.label), c.run)
		item.Disabled = !c.on()
		menu.Items = append(menu.Items, item)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v.name)
	widget.ShowPopUpMenuAtPosition(menu, w.win.Canvas(), at.AddXY(0, v.name.Size().Height+theme.Padding()))
}
