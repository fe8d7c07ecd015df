//go:build cgo || ci

package window

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
	"probity/app/parts"
)

// exportList lists several exports, each with a tick and how it stands.
type exportList struct {
	m    *importing
	list *widget.List
	head *line
	box  fyne.CanvasObject
}

func newExportList(m *importing) *exportList {
	l := &exportList{m: m, head: strong("")}
	l.list = widget.NewList(func() int { return len(m.exports) }, func() fyne.CanvasObject {
		return container.New(&leading{gap: 2}, widget.NewCheck("", nil), container.New(inset(5, 5, 0, 6), container.New(layout.NewCustomPaddedVBoxLayout(1),
			newPreviewCell(" ", look.SizeText, theme.ColorNameForeground, false), quietly(" "))))
	}, l.row)
	l.list.HideSeparators = true
	l.list.OnSelected = func(i widget.ListItemID) { m.choose(i) }
	all := parts.NewLink(T("all"), parts.ToneAccent, func() { l.tick(true) })
	none := parts.NewLink(T("none"), parts.ToneAccent, func() { l.tick(false) })
	l.box = container.NewBorder(container.New(inset(0, 6, 0, 0), container.NewBorder(nil, nil, nil, container.NewHBox(all, none), l.head)), nil, nil, nil,
		container.NewStack(newPlate(look.Surface, look.Line, look.Radius), container.New(inset(2, 2, 2, 2), l.list)))
	return l
}

func (l *exportList) row(i widget.ListItemID, o fyne.CanvasObject) {
	e := l.m.exports[i]
	check := o.(*fyne.Container).Objects[0].(*widget.Check)
	lines := o.(*fyne.Container).Objects[1].(*fyne.Container).Objects[0].(*fyne.Container).Objects
	check.OnChanged = nil
	check.SetChecked(e.chosen)
	check.OnChanged = func(yes bool) {
		e.chosen = yes
		l.refresh()
		l.m.allow()
	}
	if e.err != nil {
		check.Disable()
	} else {
		check.Enable()
	}
	lines[0].(*line).set(e.name(), theme.ColorNameForeground)
	words, colour := e.standing()
	lines[1].(*line).set(words, colour)
}

// standing says in a line how an export stands.
func (e *export) standing() (string, fyne.ThemeColorName) {
	switch {
	case e.err != nil:
		return strings.TrimPrefix(strings.ReplaceAll(e.err.Error(), e.path, e.name()), e.name()+" "), theme.ColorNameError
	case e.against != nil:
		return T("contradicts itself"), theme.ColorNameWarning
	case e.question("zone") != nil:
		return T("a zone must be chosen"), theme.ColorNameWarning
	case len(e.in.Questions) > 0:
		return T("a question is open"), theme.ColorNameWarning
	case e.none():
		return T("holds no records"), theme.ColorNamePlaceHolder
	}
	text := plural(e.records(), "{{.Count}} record", "{{.Count}} records")
	if e.in.Findings["time"].Value == "none" {
		text = joined(text, T("no column holds times"))
	}
	if e.in.ImportFormat != "" {
		text = joined(text, e.formatTitle())
	}
	if e.opts.Zone != "" {
		text = joined(text, e.opts.Zone)
	}
	return text, theme.ColorNamePlaceHolder
}

func (l *exportList) tick(yes bool) {
	for _, e := range l.m.exports {
		e.chosen = yes && e.err == nil
	}
	l.refresh()
	l.m.allow()
}

func (l *exportList) refresh() {
	chosen := 0
	for _, e := range l.m.exports {
		if e.chosen {
			chosen++
		}
	}
	l.head.set(T("{{.N}} of {{.All}} chosen", vals{"N": chosen, "All": len(l.m.exports)}), theme.ColorNameForeground)
	l.list.Select(l.m.at)
	l.list.Refresh()
}
