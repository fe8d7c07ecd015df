package command

import (
	"strings"

	"probity/app/session"
	"probity/data/fault"
)

// viewed puts the filter of a view beside what else is asked for, and takes its
// columns and its zone where the command line names none. The order of the view
// holds unless the words have one of their own.
func (a *asked) viewed(s *session.Session, words []string) ([]string, error) {
	v, err := viewNamed(s, a.view)
	if err != nil {
		return nil, err
	}
	if a.zone == "" && v.Zone != "" {
		if err := s.SetZone(v.Zone); err != nil {
			return nil, err
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
		return nil, err
	}
	more, err := parse(s, words)
	if err != nil {
		return nil, err
	}
	order := own.Sorts()
	if len(more.Sorts()) > 0 {
		order = more.Sorts()
	}
	all := []string{}
	for _, f := range []string{own.WithSort().String(), more.WithSort().String()} {
		if f != "" {
			all = append(all, "("+f+")")
		}
	}
	both, err := parse(s, all)
	if err != nil {
		return nil, err
	}
	return []string{both.WithSort(order...).String()}, nil
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
