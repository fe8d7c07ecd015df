//go:build cgo || ci

package window

import (
	"time"

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
func (m *importing) receipt(o outcome) {
	w, r := m.w, o.receipt
	rows := container.New(layout.NewCustomPaddedVBoxLayout(6))
	add := func(label, value string, mono bool) {
		size := look.SizeText
		if mono {
			size = look.SizeMono
		}
		rows.Add(container.New(&labelled{130}, newLine(label, look.SizeText, theme.ColorNamePlaceHolder, fyne.TextStyle{}),
			newPreviewCell(value, size, theme.ColorNameForeground, mono)))
	}
	title, stored := plural(r.Stored, "{{.Count}} entry was imported", "{{.Count}} entries were imported"), T("Entries stored")
	if r.Reference != "" {
		title, stored = plural(r.Stored, "{{.Count}} row of a reference list was imported", "{{.Count}} rows of a reference list were imported"), T("Rows stored")
	}
	if !r.AlreadyImported.IsZero() {
		title = T("This file was imported before")
		rows.Add(wrapped(alreadyWords(r, w.session.Zone())))
	}
	add(T("Records read"), number(r.Read), true)
	add(stored, number(r.Stored), true)
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
	for _, text := range remarks(o.of.in, r) {
		rows.Add(warning(text))
	}
	if r.Reference != "" {
		rows.Add(wrappedQuiet(T("{{.Kind}}. Its rows are no entries; the entity tree, entity: and own: use them. Sources lists it, with what is contradictory in it.", vals{"Kind": listWord(r.Reference)})))
	}
	if o.kept != "" {
		rows.Add(wrappedQuiet(o.kept))
	}
	sheet := sheetOptions{title: title, quiet: r.Source, body: rows, size: sheetSize(560), main: T("OK"), cancel: "-"}
	if len(r.Rejects) > 0 {
		sheet.foot = []fyne.CanvasObject{parts.NewButton(T("Show the rejected records"), func() { w.showRejects(r.Rejects) })}
	}
	w.openSheet(sheet)
}

// receipts shows what several imports did, one below the other; open is how many
// of them must be answered again, which ask does.
func (m *importing) receipts(all []outcome, open int, ask func()) {
	box := container.New(layout.NewCustomPaddedVBoxLayout(10))
	var stored int64
	imported := 0
	for _, o := range all {
		switch {
		case o.err == nil:
			if o.receipt.Reference == "" {
				stored += o.receipt.Stored
			}
			imported++
			box.Add(m.card(o))
		default:
			why := o.err.Error()
			if o.of.against != nil {
				why = o.of.against.Why
			}
			box.Add(boxed(look.Surface, strong(o.of.name()), warning(T("Not imported: {{.Why}}", vals{"Why": why}))))
		}
	}
	o := sheetOptions{title: plural(stored, "{{.Count}} entry was imported", "{{.Count}} entries were imported"),
		quiet: T("{{.N}} of {{.All}} files", vals{"N": imported, "All": len(all)}), body: container.NewVScroll(container.New(inset(1, 6, 1, 12), box)),
		size: fyne.NewSize(760, min(680, 150+float32(len(all))*190)), main: T("OK"), cancel: "-"}
	if open > 0 {
		o.main, o.do, o.cancel = T("Answer what is open"), ask, T("Leave it")
	}
	m.w.openSheet(o)
}

// card is the receipt of one of several imports.
func (m *importing) card(o outcome) fyne.CanvasObject {
	r, zone := o.receipt, m.w.session.Zone()
	stored, when := T("Entries stored"), period(r.First, r.Last, zone)
	if r.Reference != "" {
		stored, when = T("Rows stored"), listWord(r.Reference)
	}
	counts := container.New(&columns{count: 4, gap: 8})
	for _, n := range []struct {
		label string
		value int64
	}{{T("Records read"), r.Read}, {stored, r.Stored}, {T("Duplicates"), r.Duplicates}, {T("Rejected"), r.Rejected}} {
		counts.Add(container.New(layout.NewCustomPaddedVBoxLayout(1), quietly(n.label), strong(number(n.value))))
	}
	name := container.NewBorder(nil, nil, nil, nil, strong(o.of.name()))
	if len(r.Rejects) > 0 {
		name = container.NewBorder(nil, nil, nil, parts.NewLink(T("Show the rejected records"), parts.ToneAmber, func() { m.w.showRejects(r.Rejects) }), strong(o.of.name()))
	}
	objects := []fyne.CanvasObject{name, quietly(when), space(2), counts}
	if !r.AlreadyImported.IsZero() {
		objects = append(objects, warning(alreadyWords(r, zone)))
	}
	for _, text := range remarks(o.of.in, r) {
		objects = append(objects, warning(text))
	}
	if o.kept != "" {
		objects = append(objects, captionWrapped(o.kept))
	}
	objects = append(objects, newPreviewCell("SHA-256 "+r.SHA256, look.SizeSmall, theme.ColorNamePlaceHolder, true))
	return boxed(look.Surface, objects...)
}

func alreadyWords(r workspace.Receipt, zone *time.Location) string {
	return T("The same file was imported on {{.When}}. Nothing was added.", vals{"When": r.AlreadyImported.In(zone).Format("2 Jan 2006, 15:04")})
}

// warning is a sentence on an amber ground.
func warning(text string) fyne.CanvasObject {
	l := wrappingLabel(text)
	l.Importance = widget.WarningImportance
	return container.NewStack(newPlate(amberGround, nil, look.Radius), l)
}
