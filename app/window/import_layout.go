//go:build cgo || ci

package window

import (
	"image/color"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
)

// formRows lays label, field and reason in rows.
type formRows struct{ label, field float32 }

const formRow = 32

func (f *formRows) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(f.label+f.field+140, float32(len(o)/3)*formRow)
}

func (f *formRows) Layout(o []fyne.CanvasObject, size fyne.Size) {
	label := f.label
	for i := 0; i < len(o); i += 3 {
		label = max(label, o[i].MinSize().Width+12)
	}
	for i := 0; i+2 < len(o); i += 3 {
		y := float32(i/3) * formRow
		place(o[i], 0, y, label, formRow-4)
		place(o[i+1], label, y, f.field, formRow-4)
		x := label + f.field + 14
		place(o[i+2], x, y, max(0, size.Width-x), formRow-4)
	}
}

// beside gives one of two objects a width and the other one the rest.
type beside struct {
	right, gap float32
	first      bool // the width is that of the first
}

func (b *beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	l, r := o[0].MinSize(), o[1].MinSize()
	wide := l.Width
	if b.first {
		wide = r.Width
	}
	return fyne.NewSize(wide+b.gap+b.right, max(l.Height, r.Height))
}

func (b *beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	left := max(0, size.Width-b.right-b.gap)
	if b.first {
		left = b.right
	}
	place(o[0], 0, 0, left, size.Height)
	place(o[1], left+b.gap, 0, max(0, size.Width-left-b.gap), size.Height)
}

// leading gives the first object its width, at least some, and the second one
// the rest of the line.
type leading struct{ gap, least float32 }

func (l *leading) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(l.least, a.Width)+l.gap+b.Width, max(a.Height, b.Height))
}

func (l *leading) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := max(l.least, o[0].MinSize().Width)
	place(o[0], 0, 0, width, size.Height)
	place(o[1], width+l.gap, 0, max(0, size.Width-width-l.gap), size.Height)
}

// newMark is the sign of a mark in its colour.
func newMark(m look.Mark) *line {
	l := newLine(m.Glyph(), m.Size(), "", m.Style())
	l.ink = m.Color
	return l
}

func amber() color.Color     { return look.Current().Amber }
func fieldEdge() color.Color { return look.Current().Scroll }

// reason is a line beside a setting; where it is cut, a tap shows all of it.
type reason struct {
	line
	w     *Window
	about string
}

func newReason(w *Window, about, text string) *reason {
	l := &reason{line: line{text: text, size: look.SizeSmall, colour: theme.ColorNamePlaceHolder, cut: true}, w: w, about: about}
	l.ExtendBaseWidget(l)
	return l
}

func (l *reason) whole() bool {
	return ellipsis(l.text, l.Size().Width, l.size, l.style) == l.text
}

// Tapped implements fyne.Tappable.
func (l *reason) Tapped(*fyne.PointEvent) {
	if !l.whole() {
		l.w.tell(l.about, l.text)
	}
}

// Cursor implements desktop.Cursorable.
func (l *reason) Cursor() desktop.Cursor {
	if l.whole() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// edged draws a border around a field that has none of its own.
func edged(field fyne.CanvasObject, edge func() color.Color) fyne.CanvasObject {
	return container.NewStack(field, newPlate(func() color.Color { return color.Transparent }, edge, look.Radius))
}

// parseGrouped reads a number with any of the usual separators of thousands.
func parseGrouped(text string) (int64, error) {
	return strconv.ParseInt(strings.Map(func(r rune) rune {
		switch r {
		case ',', '.', ' ', '\'', '\u00a0', '\u202f':
			return -1
		}
		return r
	}, strings.TrimSpace(text)), 10, 64)
}
