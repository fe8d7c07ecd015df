//go:build cgo || ci

package window

import (
	"fyne.io/fyne/v2"

	"probity/app/session"
	"probity/data/entry"
)

// table is the table of all commands, in the order of the menus.
func (w *Window) table() []*command {
	open := func() bool { return w.session != nil }
	writable := func() bool { return open() && !w.session.ReadOnly() }
	idle := func() bool { return writable() && !w.work.busy() }
	selected := func() bool { return w.review != nil && w.review.hasSelection() }
	decides := func() bool { return writable() && selected() }
	review := func() bool { return w.review != nil }
	grouped := func() bool { return review() && w.review.group != "" }
	theme := func(name string) func() bool { return func() bool { return w.person.Theme() == name } }

	list := []*command{
		{id: "open", label: M("Open…"), menu: "File", shortcut: ctrl(fyne.KeyO), run: w.askOpen},
		{id: "import", label: M("Import an export…"), menu: "File", shortcut: ctrl(fyne.KeyI), run: w.askImport},
		{id: "import-folder", label: M("Import a folder…"), menu: "File", run: w.askFolder},
		{id: "example", label: M("Try the example log"), menu: "File", run: w.openExample},
		{id: "copy", label: M("Save a copy…"), menu: "File", part: 1, enabled: idle, run: w.askCopy},
		{id: "close", label: M("Close"), menu: "File", part: 1, shortcut: ctrl(fyne.KeyW), enabled: open, run: w.closeSession},
		{id: "csv", label: M("Export as CSV…"), menu: "File", part: 2, enabled: open, run: w.askCSV},
		{id: "xlsx", label: M("Export as a workbook…"), menu: "File", part: 2, enabled: open, run: w.askXLSX},
		{id: "quit", label: M("Quit"), menu: "File", part: 3, shortcut: ctrl(fyne.KeyQ), run: w.quit},

		{id: "undo", label: M("Undo the last note or decision"), menu: "Edit", shortcut: &fyne.ShortcutUndo{}, enabled: writable, run: func() { w.review.undo() }},
		{id: "copy-rows", label: M("Copy the selected rows"), menu: "Edit", shortcut: &fyne.ShortcutCopy{}, enabled: selected, run: func() { w.review.copyRows() }},
		{id: "select-all", label: M("Select all entries"), menu: "Edit", shortcut: &fyne.ShortcutSelectAll{}, enabled: review, run: func() { w.review.grid.SelectAll() }},
		{id: "palette", label: M("Find a command…"), menu: "Edit", part: 1, shortcut: ctrl(fyne.KeyK), run: w.showPalette},

		{id: "search", label: M("Search"), menu: "Filter", shortcut: ctrl(fyne.KeyF), key: "/", enabled: review, run: func() { w.review.focusSearch() }},
		{id: "period", label: M("Choose a period…"), menu: "Filter", shortcut: ctrl(fyne.KeyP), enabled: review, run: func() { w.review.periodMenu() }},
		{id: "clear", label: M("Clear the filter"), menu: "Filter", shortcut: ctrl(fyne.KeyL), also: escapeKey, enabled: func() bool { return review() && w.review.filtered() }, run: func() { w.review.clearFilter() }},
		{id: "back", label: M("Back to the filter before"), menu: "Filter", part: 1, shortcut: alt(fyne.KeyLeft), enabled: func() bool { return review() && len(w.review.trail.back) > 0 }, run: func() { w.review.stepTrail(true) }},
		{id: "forward", label: M("Forward again"), menu: "Filter", part: 1, shortcut: alt(fyne.KeyRight), enabled: func() bool { return review() && len(w.review.trail.forward) > 0 }, run: func() { w.review.stepTrail(false) }},
		{id: "views", label: M("Views…"), menu: "Filter", part: 2, shortcut: ctrl(fyne.KeyV, fyne.KeyModifierShift), enabled: review, run: func() { w.review.chooseView() }},
		{id: "save-view", label: M("Save this view…"), menu: "Filter", part: 2, shortcut: ctrl(fyne.KeyS, fyne.KeyModifierShift), enabled: writable, run: func() { w.review.askView() }},
		{id: "remove-view", label: M("Remove a view…"), menu: "Filter", part: 3, enabled: writable, run: func() { w.review.chooseViewToRemove() }},
		{id: "pass-on-views", label: M("Pass on the views…"), menu: "Filter", part: 3, enabled: writable, run: func() { w.review.passOnViews() }},
		{id: "take-views", label: M("Take over views…"), menu: "Filter", part: 3, enabled: writable, run: func() { w.review.takeViews() }},

		{id: "light", label: M("Light"), menu: "View", enabled: nil, checked: theme("light"), run: func() { w.setTheme("light") }},
		{id: "dark", label: M("Dark"), menu: "View", checked: theme("dark"), run: func() { w.setTheme("dark") }},
		{id: "system-theme", label: M("As the system"), menu: "View", checked: theme(""), run: func() { w.setTheme("") }},
		{id: "facets", label: M("Filter panel"), menu: "View", part: 1, shortcut: ctrl(fyne.KeyB), enabled: review, checked: func() bool { return review() && w.review.shell.leftShown() }, run: func() { w.review.shell.toggleLeft() }},
		{id: "details", label: M("Entry panel"), menu: "View", part: 1, shortcut: ctrl(fyne.KeyD), enabled: review, checked: func() bool { return review() && w.review.shell.rightShown() }, run: func() { w.review.shell.toggleRight() }},
		{id: "by-day", label: M("Histogram by day"), menu: "View", part: 2, enabled: review, checked: func() bool { return review() && w.review.binUnit() == "day" }, run: func() { w.review.setUnit("day") }},
		{id: "by-week", label: M("Histogram by week"), menu: "View", part: 2, enabled: review, checked: func() bool { return review() && w.review.binUnit() == "week" }, run: func() { w.review.setUnit("week") }},
		{id: "by-month", label: M("Histogram by month"), menu: "View", part: 2, enabled: review, checked: func() bool { return review() && w.review.binUnit() == "month" }, run: func() { w.review.setUnit("month") }},
		{id: "group-day", label: M("Group by day"), menu: "View", part: 4, enabled: review, checked: func() bool { return review() && w.review.group == byDay }, run: func() { w.review.groupBy(byDay) }},
		{id: "group-operator", label: M("Group by operator"), menu: "View", part: 4, enabled: review, checked: func() bool { return review() && w.review.group == entry.Actor }, run: func() { w.review.groupBy(entry.Actor) }},
		{id: "ungroup", label: M("Show without groups"), menu: "View", part: 4, enabled: grouped, run: func() { w.review.groupBy("") }},
		{id: "fold", label: M("Fold all groups"), menu: "View", part: 4, enabled: grouped, run: func() { w.review.foldAll(true) }},
		{id: "unfold", label: M("Unfold all groups"), menu: "View", part: 4, enabled: grouped, run: func() { w.review.foldAll(false) }},
		{id: "zone", label: M("Time zone…"), menu: "View", part: 6, enabled: open, run: w.askZone},

		{id: "next", label: M("Next entry"), menu: "Review", key: "j", enabled: review, run: func() { w.review.move(1) }},
		{id: "previous", label: M("Previous entry"), menu: "Review", key: "k", enabled: review, run: func() { w.review.move(-1) }},
		{id: "read", label: M("Show the entry"), menu: "Review", key: string(fyne.KeyReturn), also: string(fyne.KeyEnter), enabled: selected, run: func() { w.review.shell.showRight() }},
	}
	for _, q := range session.Questions() {
		list = append(list, &command{id: "ask-" + q.ID, label: questionWords[q.ID], menu: "Ask", enabled: review, run: func() { w.review.askQuestion(q) }})
	}
	list = append(list, &command{id: "limits", label: M("What the log cannot show…"), menu: "Ask", part: 1, enabled: review, run: func() { w.review.views.answer.showLimits() }})
	for _, d := range decisions {
		list = append(list, &command{id: d.status, label: d.label, menu: "Review", part: 1, key: d.key, also: d.letter,
			enabled: decides, run: func() { w.review.decide(d.status) }})
	}
	return append(list,
		&command{id: "note", label: M("Add a note"), menu: "Review", part: 2, key: "n", enabled: decides, run: func() { w.review.focusNote() }},
		&command{id: "name", label: M("Your name…"), menu: "Review", part: 2, enabled: writable, run: func() { w.askName(nil) }},

		&command{id: "verify", label: M("Check that nothing was changed"), menu: "Evidence", shortcut: ctrl(fyne.KeyE), enabled: func() bool { return open() && !w.work.busy() }, run: w.verify},
		&command{id: "bundle", label: M("Bundle…"), menu: "Evidence", shortcut: ctrl(fyne.KeyB, fyne.KeyModifierShift), enabled: idle, run: w.askBundle},
		&command{id: "sources", label: M("Sources…"), menu: "Evidence", part: 1, enabled: open, run: w.showSources},

		&command{id: "keys", label: M("Keys"), menu: "Help", key: "?", run: w.showKeys},
		&command{id: "query-help", label: M("How to search"), menu: "Help", run: w.showSearchHelp},
		&command{id: "about", label: M("About Probity"), menu: "Help", part: 1, run: w.showAbout},
	)
}

// decisions are the review statuses with their keys: a digit, and the letter
// that the word begins with where it is free.
var decisions = []struct{ status, label, key, letter string }{
	{"open", M("Open again"), "1", "o"},
	{"fine", M("Fine"), "2", "f"},
	{"question", M("Question"), "3", "q"},
	{"exception", M("Exception"), "4", "e"},
	{"escalated", M("Escalated"), "5", "x"},
}
