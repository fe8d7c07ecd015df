//go:build cgo || ci

package window

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"probity/app/grid"
	"probity/app/parts"
	"probity/app/session"
)

// view is how the log is looked at now, to be kept under a name.
func (r *reviewPage) view(name string) session.View {
	v := session.View{Name: name, Filter: r.filter.String(), Group: r.group, Zone: r.s.Zone().String()}
	for _, c := range r.grid.State() {
		v.Columns = append(v.Columns, session.ViewColumn{Field: c.Key, Width: c.Width, Hidden: c.Hidden, Frozen: c.Frozen})
	}
	return v
}

// showView looks at the log as a view says.
func (r *reviewPage) showView(v session.View) {
	if v.Zone != "" && v.Zone != r.s.Zone().String() {
		if err := r.s.SetZone(v.Zone); err != nil {
			r.w.fail(T("The view could not be shown"), err)
			return
		}
		r.rows.renew()
		r.detail.forget()
	}
	f, err := r.s.Parse(v.Filter)
	if err != nil {
		r.w.fail(T("The view could not be shown"), err)
		return
	}
	if len(v.Columns) > 0 {
		var states []grid.ColumnState
		for _, c := range v.Columns {
			states = append(states, grid.ColumnState{Key: c.Field, Width: c.Width, Hidden: c.Hidden, Frozen: c.Frozen})
		}
		r.grid.SetState(states)
	}
	r.applyIn(f, v.Group)
	r.asked = nil
	r.views.say(T("View “{{.Name}}”", vals{"Name": v.Name}))
}

// askView asks under which name the present view is to be kept.
func (r *reviewPage) askView() {
	name := newKeyEntry()
	name.PlaceHolder = T("Such as: Payments of the week")
	about := parts.NewWrapped(T("Kept in this workspace: the filter, its order, groups and columns, and the time zone. A name that is taken is replaced."), parts.ToneQuiet)
	s := r.w.openSheet(sheetOptions{title: T("Save this view"), body: container.New(layout.NewCustomPaddedVBoxLayout(10), name, about),
		size: sheetSize(460), main: T("Save"), keep: true})
	s.main.OnTapped = func() {
		if strings.TrimSpace(name.Text) == "" {
			s.focus(name)
			return
		}
		s.close()
		v := r.view(name.Text)
		r.keepView(func() error { return r.s.SaveView(v) }, T("The view “{{.Name}}” was saved.", vals{"Name": strings.TrimSpace(v.Name)}))
	}
	name.OnSubmitted = func(string) { s.accept() }
	s.focus(name)
}

// withViews reads the views of the workspace in the background and goes on with
// them; where there are none it says what a view is.
func (r *reviewPage) withViews(do func([]session.View)) {
	r.asks.kept.ask(r.ctx, func(context.Context) (func(), error) {
		views, err := r.s.Views()
		return func() {
			if len(views) == 0 {
				r.w.tell(T("No view was saved yet"), T("A view is a filter with its order, columns, groups and zone under a name. Set them as you need them, then choose “Save this view…” in the menu Filter."))
				return
			}
			do(views)
		}, err
	})
}

// chooseView offers the views of the workspace.
func (r *reviewPage) chooseView() {
	r.withViews(func(views []session.View) {
		var all []choice
		for _, v := range views {
			all = append(all, choice{text: v.Name, hint: short(v.Filter), search: v.Filter, pick: func() { r.showView(v) }})
		}
		r.w.choose(T("Views"), T("Which view?"), all)
	})
}

// chooseViewToRemove offers the views of the workspace for removal.
func (r *reviewPage) chooseViewToRemove() {
	r.withViews(func(views []session.View) {
		var all []choice
		for _, v := range views {
			all = append(all, choice{text: v.Name, hint: short(v.Filter), pick: func() {
				r.keepView(func() error { return r.s.RemoveView(v.Name) }, T("The view “{{.Name}}” was removed.", vals{"Name": v.Name}))
			}})
		}
		r.w.choose(T("Remove a view"), T("Which view?"), all)
	})
}

// passOnViews writes all views into a file.
func (r *reviewPage) passOnViews() {
	r.w.chooseNew(fileName(r.s, ".views.json"), func(path string) {
		r.keepView(func() error { return r.s.WriteViews(path) }, T("The views were written to {{.File}}.", vals{"File": path}))
	})
}

// takeViews keeps the views of a file.
func (r *reviewPage) takeViews() {
	r.w.chooseFile([]string{".json"}, func(path string) {
		r.keepView(func() error {
			_, err := r.s.ReadViews(path)
			return err
		}, T("The views of {{.File}} were taken over.", vals{"File": filepath.Base(path)}))
	})
}

// keepView does something with the views that are kept, and says so.
func (r *reviewPage) keepView(do func() error, said string) {
	r.writes.add(func(context.Context) error { return do() }, func(err error) {
		if err != nil {
			r.w.fail(T("The views could not be kept"), err)
			return
		}
		r.views.say(said)
	})
}
