//go:build cgo || ci

package window

import (
	"runtime"
	"runtime/debug"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
	"probity/app/parts"
)

// keycaps draws a combination of keys as on a keyboard.
func keycaps(keys string) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedHBoxLayout(4))
	for _, k := range strings.Split(keys, "+") {
		box.Add(parts.NewKey(k))
	}
	return box
}

// keyMenus are the menus in the list of keys, in its two columns.
var keyMenus = [2][]string{{"Filter", "Review"}, {"File", "Edit", "View", "Evidence", "Help"}}

// showKeys lists every command that has a key.
func (w *Window) showKeys() {
	column := func(titles ...string) fyne.CanvasObject {
		box := container.New(layout.NewCustomPaddedVBoxLayout(5))
		for _, title := range titles {
			box.Add(container.New(inset(8, 2, 0, 0), strong(T(title))))
			for _, c := range w.commands {
				if c.menu != title || len(c.keys()) == 0 {
					continue
				}
				keys := container.New(layout.NewCustomPaddedHBoxLayout(8))
				for _, k := range c.keys() {
					keys.Add(keycaps(k))
				}
				box.Add(container.New(layout.NewBorderLayout(nil, nil, nil, keys), keys, plain(T(c.label))))
			}
		}
		return box
	}
	body := container.New(layout.NewCustomPaddedHBoxLayout(40), fixedWidth(300, column(keyMenus[0]...)),
		fixedWidth(300, column(keyMenus[1]...)))
	w.openSheet(sheetOptions{title: T("Keys"), quiet: T("Keys without Ctrl work while no text is being typed; Escape leaves a text."),
		body: body, main: T("OK"), cancel: "-"})
}

// showSearchHelp explains the query language by examples that can be copied.
func (w *Window) showSearchHelp() {
	grid := container.New(layout.NewFormLayout())
	for _, row := range [][2]string{
		{`zephyr payment`, M("both words, in any field, in any case")},
		{`"overdue 14 days"`, M("these words together")},
		{`operator:budi`, M("the operator's name contains budi")},
		{`operator:=budi.santoso`, M("exactly this name")},
		{`action:suspended,activated`, M("one or the other")},
		{`-customer:acme`, M("not this customer")},
		{`category:payment OR category:refund`, M("either of them; parentheses group")},
		{`date:last-quarter`, M("also today, last-7-days, 2026-03, 2026-01-01..2026-03-31")},
		{`ip:10.0.0.0/8`, M("addresses of this network")},
		{`status:question has:note`, M("what was asked and noted")},
	} {
		grid.Add(newLine(row[0], look.SizeMono, theme.ColorNamePrimary, fyne.TextStyle{Monospace: true}))
		grid.Add(container.New(inset(3, 3, 18, 0), plain(T(row[1]))))
	}
	w.openSheet(sheetOptions{title: T("How to search"), quiet: T("Panel, histogram and chips write the same language into the field."),
		body: grid, main: T("OK"), cancel: "-"})
}

func (w *Window) showAbout() {
	version := "—"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	w.tell("Probity", T("Version {{.Version}}, {{.System}}.", vals{"Version": version, "System": runtime.GOOS + "/" + runtime.GOARCH})+"\n\n"+
		T("It shows that a log is unchanged since it was imported. It cannot show that the log was true before.")+"\n\n"+
		T("Everything stays on this computer. Workspaces are kept in {{.Folder}}.", vals{"Folder": workspaces()}))
}

// fixedWidth gives an object a width of its own.
func fixedWidth(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&widthLayout{width}, o)
}

type widthLayout struct{ width float32 }

func (l *widthLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.width, o[0].MinSize().Height)
}

func (l *widthLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, l.width, size.Height)
}
