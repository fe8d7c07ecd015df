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
}

func (f *originForm) make() {
	f.by, f.at, f.filter, f.rows = widget.NewEntry(), widget.NewEntry(), widget.NewEntry(), widget.NewEntry()
	f.by.PlaceHolder = T("name")
	f.at.PlaceHolder = T("day and time")
	f.filter.PlaceHolder = T("none, or as in the panel")
	f.rows.PlaceHolder = T("number")
}

func (f *originForm) read() workspace.Origin {
	return workspace.Origin{By: strings.TrimSpace(f.by.Text), At: strings.TrimSpace(f.at.Text),
		Filter: strings.TrimSpace(f.filter.Text), PanelRows: atoi(f.rows.Text)}
}

func (f *originForm) box() fyne.CanvasObject {
	rows := container.New(layout.NewCustomPaddedVBoxLayout(4), strong(T("Where does it come from?")))
	for _, r := range []struct {
		label string
		field *widget.Entry
	}{{T("Exported by"), f.by}, {T("on"), f.at}, {T("Filter"), f.filter}, {T("Rows the panel showed"), f.rows}} {
		rows.Add(container.New(&labelled{90}, newLine(r.label, look.SizeSmall, theme.ColorNamePlaceHolder, fyne.TextStyle{}), r.field))
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
