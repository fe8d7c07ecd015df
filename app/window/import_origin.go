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
	"probity/data/workspace"
)

// originForm asks where an export comes from; everything in it is optional and
// is sealed with the import.
type originForm struct {
	by, at, filter, rows *widget.Entry
	about                *export // whose rows are in the field
}

func (f *originForm) make() {
	f.by, f.at, f.filter, f.rows = widget.NewEntry(), widget.NewEntry(), widget.NewEntry(), widget.NewEntry()
	f.by.PlaceHolder = T("name")
	f.at.PlaceHolder = T("day and time")
	f.filter.PlaceHolder = T("none, or which")
	f.rows.PlaceHolder = T("number")
}

// of shows how many rows the panel showed of one of several exports, after
// keeping what was written for the one before.
func (f *originForm) of(e *export) {
	if f.about == e {
		return
	}
	if f.about != nil {
		f.about.panel = f.rows.Text
	}
	if f.about = e; e != nil {
		f.rows.SetText(e.panel)
	}
}

// read gives what was written about an export.
func (f *originForm) read(e *export) workspace.Origin {
	return workspace.Origin{By: strings.TrimSpace(f.by.Text), At: strings.TrimSpace(f.at.Text),
		Filter: strings.TrimSpace(f.filter.Text), PanelRows: atoi(e.panel)}
}

func (f *originForm) box(several bool) fyne.CanvasObject {
	title, panel := T("Where does it come from?"), T("Rows the panel showed")
	if several {
		title, panel = T("Where do they come from?"), T("Rows shown for this")
	}
	rows := container.New(layout.NewCustomPaddedVBoxLayout(4), strong(title))
	for _, r := range []struct {
		label string
		field *widget.Entry
	}{{T("Exported by"), f.by}, {T("Exported on"), f.at}, {T("Filter"), f.filter}, {panel, f.rows}} {
		rows.Add(container.New(&labelled{134}, newLine(r.label, look.SizeSmall, theme.ColorNamePlaceHolder, fyne.TextStyle{}), r.field))
	}
	return container.NewStack(newPlate(look.Ground, look.Line, 8), container.New(inset(12, 10, 14, 12), rows))
}

// labelled puts a label of at least a width before a field.
type labelled struct{ width float32 }

func (l *labelled) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.width+80, max(o[0].MinSize().Height, o[1].MinSize().Height))
}

func (l *labelled) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := max(l.width, o[0].MinSize().Width+8)
	place(o[0], 0, 0, width, size.Height)
	place(o[1], width, 0, max(0, size.Width-width), size.Height)
}
