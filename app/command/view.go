package command

import (
	"strings"

	"probity/app/session"
	"probity/data/fault"
	"probity/data/query"
)

// viewed puts the filter of a view beside what else is asked for, and takes its
// columns and its zone where the command line names none. The order of the view
// holds unless what is asked for has one of its own.
func (a *asked) viewed(s *session.Session, more query.Filter) (query.Filter, error) {
	v, err := viewNamed(s, a.view)
	if err != nil {
		return more, err
	}
	if a.zone == "" && v.Zone != "" {
		if err := s.SetZone(v.Zone); err != nil {
			return more, err
		}
	}
	if a.columns == nil {
		for _, c := range v.Columns {
			if !c.Hidden && s.HasColumn(c.Field) {
				a.columns = append(a.columns, c.Field)
			}
		}
	}
	own, err := parse(s, []string{v.Filter})
	if err != nil {
		return more, err
	}
	order := more.Sorts()
	if len(order) == 0 {
		order = own.Sorts()
	}
	var all []string
	for _, f := range []query.Filter{own, more} {
		if text := f.WithSort().String(); text != "" {
			all = append(all, "("+text+")")
		}
	}
	both, err := parse(s, all)
	return both.WithSort(order...), err
}

// viewNamed is the view of a workspace that has a name.
func viewNamed(s *session.Session, name string) (session.View, error) {
	views, err := s.Views()
	if err != nil {
		return session.View{}, err
	}
	var names []string
	for _, v := range views {
		if v.Name == name {
			return v, nil
		}
		names = append(names, v.Name)
	}
	if len(names) == 0 {
		return session.View{}, fault.New(fault.Unusable, "%s has no views; they are saved in the window, in the menu Filter.", s.Name())
	}
	return session.View{}, fault.New(fault.Unusable, "%s has no view %q; it has: %s", s.Name(), name, strings.Join(names, ", "))
}
