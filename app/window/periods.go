//go:build cgo || ci

package window

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/parts"
	"probity/data/query"
)

// periodWords are the periods that are offered, as the query language calls
// them; an empty one sets them off.
var periodWords = []struct{ word, label string }{
	{"today", M("Today")}, {"yesterday", M("Yesterday")}, {},
	{"this-week", M("This week")}, {"last-week", M("Last week")}, {},
	{"this-month", M("This month")}, {"last-month", M("Last month")}, {},
	{"this-quarter", M("This quarter")}, {"last-quarter", M("Last quarter")}, {},
	{"this-year", M("This year")}, {"last-year", M("Last year")}, {"last-12-months", M("Last 12 months")},
}

// dateTerm is the condition about dates that a filter has, as it was written;
// empty where it has none.
func dateTerm(f query.Filter) string {
	for _, t := range f.Terms() {
		if t.Field == "date" && !t.Not && len(t.Values) == 1 {
			return t.Values[0]
		}
	}
	return ""
}

// setPeriod shows which period is asked for.
func (v *views) setPeriod(f query.Filter) {
	text := T("Any time")
	if word := dateTerm(f); word != "" {
		text = word
		if from, to, ok := datesOf(f, v.r.s.Zone()); ok {
			text = days(from, to, v.r.s.Zone())
		}
		for _, p := range periodWords {
			if p.word == word {
				text = T(p.label)
			}
		}
	}
	v.period.SetText(text + " ▾")
	v.top.Refresh()
}

// periodMenu offers periods to choose from.
func (r *reviewPage) periodMenu() {
	chosen := dateTerm(r.filter)
	take := func(word string) func() {
		return func() {
			if word == "" {
				r.apply(r.filter.With("date"))
				return
			}
			r.apply(r.filter.With("date", word))
		}
	}
	any := fyne.NewMenuItem(T("Any time"), take(""))
	any.Checked = chosen == ""
	menu := fyne.NewMenu("", any)
	for _, p := range periodWords {
		if p.word == "" {
			menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
			continue
		}
		item := fyne.NewMenuItem(T(p.label), take(p.word))
		item.Checked = chosen == p.word
		menu.Items = append(menu.Items, item)
	}
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(T("From … to …"), r.askPeriod))
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(r.views.period)
	widget.ShowPopUpMenuAtPosition(menu, r.w.win.Canvas(), at.AddXY(0, r.views.period.Size().Height+theme.Padding()))
}

// askPeriod asks for the first and the last day of a period.
func (r *reviewPage) askPeriod() {
	from, to := newKeyEntry(), newKeyEntry()
	from.PlaceHolder, to.PlaceHolder = T("2026-01-01, or empty"), T("2026-03-31, or empty")
	if first, last, ok := datesOf(r.filter, r.s.Zone()); ok {
		if !first.IsZero() {
			from.SetText(first.Format("2006-01-02"))
		}
		if !last.IsZero() {
			to.SetText(last.AddDate(0, 0, -1).Format("2006-01-02"))
		}
	}
	said := parts.NewWrapped("", parts.ToneDanger)
	said.Hide()
	form := container.New(layout.NewCustomPaddedVBoxLayout(10),
		container.New(&labelled{90}, plain(T("First day")), from),
		container.New(&labelled{90}, plain(T("Last day")), to),
		captionWrapped(T("A day (2026-03-14), a month (2026-03) or a year. Both ends count. Days are those of {{.Zone}}.", vals{"Zone": r.s.Zone().String()})),
		said)
	s := r.w.openSheet(sheetOptions{title: T("Period"), body: form, size: sheetSize(420), main: T("Show"), keep: true})
	s.main.OnTapped = func() {
		first, last := strings.TrimSpace(from.Text), strings.TrimSpace(to.Text)
		text := first + ".." + last
		if first == "" && last == "" {
			s.close()
			r.apply(r.filter.With("date"))
			return
		}
		if _, err := r.s.Parse("date:" + text); err != nil {
			said.SetText(err.Error())
			said.Show()
			s.pop.Refresh()
			return
		}
		s.close()
		r.apply(r.filter.With("date", text))
	}
	for _, e := range []*keyEntry{from, to} {
		e.OnSubmitted = func(string) { s.accept() }
	}
	s.focus(from)
}
