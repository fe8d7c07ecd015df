//go:build cgo || ci

package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
	"probity/app/parts"
	"probity/data/workspace"
)

// receipt shows what an import did; read = stored + duplicates + rejected.
func (m *importing) receipt(r workspace.Receipt) {
	w := m.w
	rows := container.New(layout.NewCustomPaddedVBoxLayout(6))
	add := func(label, value string, mono bool) {
		size := look.SizeText
		if mono {
			size = look.SizeMono
		}
		rows.Add(container.New(&labelled{130}, newLine(label, look.SizeText, theme.ColorNamePlaceHolder, fyne.TextStyle{}),
			newPreviewCell(value, size, theme.ColorNameForeground, mono)))
	}
	title := plural(r.Stored, "{{.Count}} entry was imported", "{{.Count}} entries were imported")
	if !r.AlreadyImported.IsZero() {
		title = T("This file was imported before")
		rows.Add(wrapped(T("The same file was imported on {{.When}}. Nothing was added.",
			vals{"When": r.AlreadyImported.In(w.session.Zone()).Format("2 Jan 2006, 15:04")})))
	}
	add(T("Records read"), number(r.Read), true)
	add(T("Entries stored"), number(r.Stored), true)
	add(T("Duplicates"), number(r.Duplicates), true)
	add(T("Rejected"), number(r.Rejected), true)
	if r.Altered > 0 {
		add(T("Altered"), number(r.Altered), true)
	}
	if r.Vanished > 0 {
		add(T("Vanished"), number(r.Vanished), true)
	}
	if p := period(r.First, r.Last, w.session.Zone()); p != "" {
		add(T("Period"), p, false)
	}
	add(T("Sealed as"), r.Root, true)
	add(T("SHA-256"), r.SHA256, true)
	for _, text := range m.remarks(r) {
		rows.Add(warning(text))
	}
	if r.PanelRows >= 0 && r.PanelRows != r.Read {
		rows.Add(warning(T("The panel showed {{.Panel}} rows, the file holds {{.Read}}. Ask whoever exported it why.",
			vals{"Panel": number(r.PanelRows), "Read": number(r.Read)})))
	}
	if m.kept != "" {
		rows.Add(wrappedQuiet(m.kept))
	}
	o := sheetOptions{title: title, quiet: r.Source, body: rows, size: fyne.NewSize(560, 0), main: T("OK"), cancel: "-", do: m.next}
	if len(m.files) > 1 {
		o.main = T("Next file")
	}
	if len(r.Rejects) > 0 {
		show := parts.NewButton(T("Show the rejected records"), func() { w.showRejects(r.Rejects) })
		o.foot = []fyne.CanvasObject{show}
	}
	w.openSheet(o)
}

// warning is a sentence on an amber ground.
func warning(text string) fyne.CanvasObject {
	l := wrappingLabel(text)
	l.Importance = widget.WarningImportance
	return container.NewStack(newPlate(amberGround, nil, look.Radius), l)
}
