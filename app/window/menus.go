//go:build cgo || ci

package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"probity/data/entry"
)

// rowMenu offers what can be done with a value and an entry.
func (r *reviewPage) rowMenu(row int, key string, at fyne.Position) {
	if r.groups != nil && r.inner(row) < 0 {
		r.groupMenu(row, at)
		return
	}
	if row = r.inner(row); r.result == nil || row >= r.result.Len() {
		return
	}
	e, id := r.s.Engine(), r.result.Row(row)
	text := func(name string) string { return e.Text(r.ctx, id, name) }
	menu := fyne.NewMenu("")
	add := func(label string, do func()) { menu.Items = append(menu.Items, fyne.NewMenuItem(label, do)) }
	if value := text(key); value != "" && key != "status" && key != "time" {
		shown := vals{"Value": short(value)}
		add(T("Only “{{.Value}}”", shown), func() { r.apply(r.filter.With(queryName(key), value)) })
		add(T("Without “{{.Value}}”", shown), func() { r.apply(r.filter.Exclude(queryName(key), value)) })
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
	}
	if value := text(key); value != "" && key != "status" {
		add(T("Copy this cell"), func() { fyne.CurrentApp().Clipboard().SetContent(value) })
		if key != "time" {
			add(T("Copy as filter"), func() { r.copyFilter(key) })
		}
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
	}
	for _, f := range []struct{ name, label string }{
		{entry.Actor, M("Everything by {{.Value}}")}, {entry.TargetName, M("Timeline of {{.Value}}")}, {entry.IP, M("Everything from {{.Value}}")},
	} {
		if value := text(f.name); value != "" {
			add(T(f.label, vals{"Value": short(value)}), func() { r.timeline(id, f.name) })
		}
	}
	if len(menu.Items) > 0 {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
	}
	for _, id := range []string{"copy-rows", "fine", "question", "exception", "escalated", "note"} {
		c := r.w.command(id)
		item := fyne.NewMenuItem(T(c.label), c.run)
		item.Disabled = !c.on()
		menu.Items = append(menu.Items, item)
	}
	widget.ShowPopUpMenuAtPosition(menu, r.w.win.Canvas(), at)
}

// groupMenu offers what can be done with groups.
func (r *reviewPage) groupMenu(row int, at fyne.Position) {
	var items []*fyne.MenuItem
	commands := []string{"fold", "unfold", "ungroup"}
	if head, ok := r.groups.Heading(row); ok && head.Folded {
		commands = append(commands, "", "copy-rows", "fine", "question", "exception", "escalated", "note")
	}
	for _, id := range commands {
		if id == "" {
			items = append(items, fyne.NewMenuItemSeparator())
			continue
		}
		c := r.w.command(id)
		item := fyne.NewMenuItem(T(c.label), c.run)
		item.Disabled = !c.on()
		items = append(items, item)
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), r.w.win.Canvas(), at)
}

func short(text string) string {
	runes := []rune(text)
	if len(runes) > 32 {
		return string(runes[:31]) + "…"
	}
	return text
}

// headerMenu lets the person freeze columns, show and hide them.
func (r *reviewPage) headerMenu(key string, at fyne.Position) {
	menu := fyne.NewMenu("")
	if r.grid.Frozen() == key {
		menu.Items = append(menu.Items, fyne.NewMenuItem(T("Let all columns scroll"), func() { r.grid.Freeze("") }))
	} else {
		menu.Items = append(menu.Items, fyne.NewMenuItem(T("Keep the columns up to this one in sight"), func() { r.grid.Freeze(key) }))
	}
	for _, c := range r.grid.Shown() {
		if c.Key == key && !c.Fixed {
			menu.Items = append(menu.Items, fyne.NewMenuItem(T("Fit its width to what it holds"), func() { r.grid.FitColumn(key) }),
				fyne.NewMenuItem(T("Hide this column"), func() { r.grid.HideColumn(key, true) }))
		}
	}
	group := key
	if key == "time" {
		group = byDay
	}
	if !ungrouped[group] && group != r.group {
		menu.Items = append(menu.Items, fyne.NewMenuItem(T("Group by this column"), func() { r.groupBy(group) }))
	}
	if r.group != "" {
		menu.Items = append(menu.Items, fyne.NewMenuItem(T("Show without groups"), func() { r.groupBy("") }))
	}
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
	for _, c := range r.grid.Columns() {
		if c.Fixed {
			continue
		}
		item := fyne.NewMenuItem(c.Title, func() { r.grid.HideColumn(c.Key, !c.Hidden) })
		item.Checked = !c.Hidden
		menu.Items = append(menu.Items, item)
	}
	widget.ShowPopUpMenuAtPosition(menu, r.w.win.Canvas(), at)
}
