//go:build cgo || ci

package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"probity/app/parts"
	"probity/app/session"
	"probity/data/query"
)

// buildBundle makes what an opened bundle shows beside its entries: the
// verdict across the top, and what was checked in the left pane, where the
// filters can be had as well.
func (v *views) buildBundle() {
	v.banner = container.NewStack()
	v.checks = container.NewStack()
	side := parts.NewSegments([]parts.Segment{{Key: "checks", Text: T("Checks")}, {Key: "filter", Text: T("Filter")}}, nil)
	side.SetSelected("checks")
	v.facets.Hide()
	side.OnChosen = func(key string) {
		side.SetSelected(key)
		show(v.checks, key == "checks")
		show(v.facets, key == "filter")
	}
	v.left.Objects = append(v.left.Objects[:1], container.NewBorder(
		container.New(inset(12, 4, 14, 14), side), nil, nil, nil, container.NewStack(v.checks, v.facets)))
	v.setBanner(nil)
}

// setBanner shows the verdict of a bundle; nil while it is being checked.
func (v *views) setBanner(verdict *session.Verdict) {
	if v.banner == nil {
		return
	}
	w := v.r.w
	if verdict == nil {
		v.banner.Objects = []fyne.CanvasObject{parts.NewBanner(parts.ToneQuiet, T("Checking the bundle…"), v.r.s.Name())}
		v.checks.Objects = []fyne.CanvasObject{section(parts.NewWrapped(T("Every file, entry and note is compared with what was sealed."), parts.ToneQuiet))}
		v.banner.Refresh()
		v.checks.Refresh()
		return
	}
	tone, title := parts.ToneAmber, T("Unchanged since written, but not signed: anyone could have made it")
	var actions []fyne.CanvasObject
	actions = append(actions, parts.NewButton(T("Save report…"), func() { w.saveReport(verdict) }))
	switch verdict.Verdict {
	case "sealed":
		tone, title = parts.ToneGreen, T("Unchanged, sealed by {{.Name}}", vals{"Name": verdict.Signer})
	case "unconfirmed":
		title = T("Unchanged, sealed by a key that you have not confirmed")
	case "changed":
		tone, title = parts.ToneDanger, changedTitle(verdict)
	case "unreadable":
		tone, title = parts.ToneDanger, T("This bundle cannot be read whole")
	}
	detail := joined(v.r.s.Name(), sealedWhen(verdict, v.r.s))
	if verdict.Fingerprint != "" {
		detail = joined(detail, T("fingerprint {{.Print}}", vals{"Print": verdict.Fingerprint}))
	}
	if row, ok := v.r.firstWrong(verdict); ok {
		actions = append(actions, parts.NewPrimary(T("Show the entry"), func() { v.r.goTo(row) }))
	} else if len(verdict.Problems) > 0 {
		actions = append(actions, parts.NewPrimary(T("Show what differs"), func() { w.showVerdict(verdict) }))
	}
	v.banner.Objects = []fyne.CanvasObject{parts.NewBanner(tone, title, detail, actions...)}
	v.banner.Refresh()
	v.setChecks(verdict)
}

// changedTitle says how many entries, or other things, were changed.
func changedTitle(v *session.Verdict) string {
	rows := map[int64]bool{}
	for _, p := range v.Problems {
		if p.Row > 0 && p.What != "event" {
			rows[p.Row] = true
		}
	}
	if len(rows) > 0 {
		return plural(int64(len(rows)), "One entry was changed after sealing", "{{.Count}} entries were changed after sealing")
	}
	return plural(int64(len(v.Problems)), "One thing was changed after sealing", "{{.Count}} things were changed after sealing")
}

// setChecks lists what was checked.
func (v *views) setChecks(verdict *session.Verdict) {
	box := container.New(layout.NewCustomPaddedVBoxLayout(0), container.New(inset(10, 8, 0, 0), parts.NewStrong(T("What was checked"))))
	for _, c := range verdict.Checks {
		box.Add(parts.NewCheck(markOfCheck(c), c.Title, c.Detail))
	}
	if len(verdict.Problems) > 0 {
		box.Add(container.New(inset(10, 0, 0, 0), container.NewHBox(parts.NewLink(
			plural(int64(len(verdict.Problems)), "{{.Count}} difference in detail", "{{.Count}} differences in detail"), parts.ToneAccent,
			func() { v.r.w.showVerdict(verdict) }))))
	}
	box.Add(container.New(inset(14, 10, 0, 0), captionWrapped(
		T("This shows that the entries are as they were when the bundle was written. It cannot show that the panel’s own log was right before that."))))
	v.checks.Objects = []fyne.CanvasObject{container.NewVScroll(container.New(inset(0, 12, 20, 20), box))}
	v.checks.Refresh()
}

// sealedWhen says when a bundle says that it was written.
func sealedWhen(v *session.Verdict, s *session.Session) string {
	if t, err := timeRFC3339(v.SealedAt); err == nil {
		return T("written {{.When}}", vals{"When": t.In(s.Zone()).Format("2 Jan 2006, 15:04")})
	}
	return ""
}

// firstWrong is the first entry that a check named.
func (r *reviewPage) firstWrong(v *session.Verdict) (query.Row, bool) {
	for _, p := range v.Problems {
		if row, ok := r.s.RowOf(p); ok {
			return row, true
		}
	}
	return 0, false
}

// markProblems marks the entries that a check named in the grid.
func (r *reviewPage) markProblems(v *session.Verdict) {
	wrong := map[query.Row][]string{}
	for _, p := range v.Problems {
		if row, ok := r.s.RowOf(p); ok {
			wrong[row] = append(wrong[row], p.String())
		}
	}
	r.rows.wrong = nil
	if len(wrong) > 0 {
		r.rows.wrong = func(row query.Row) bool { return wrong[row] != nil }
	}
	r.wrong = wrong
	if r.detail.shown != nil {
		r.detail.forget()
		r.showDetail()
	}
	r.rows.renew()
	r.grid.Update()
}
