//go:build cgo || ci

package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
)

// line is one line of text without the padding of a label. It keeps to the
// theme, and cuts what does not fit with an ellipsis.
type line struct {
	widget.BaseWidget
	text   string
	size   float32
	style  fyne.TextStyle
	colour fyne.ThemeColorName
	ink    func() color.Color // instead of colour, when set
	cut    bool
}

func newLine(text string, size float32, colour fyne.ThemeColorName, style fyne.TextStyle) *line {
	l := &line{text: text, size: size, colour: colour, style: style}
	l.ExtendBaseWidget(l)
	return l
}

func heading(text string) *line {
	l := newLine(text, look.SizeTitle, theme.ColorNameForeground, fyne.TextStyle{Bold: true})
	l.cut = true
	return l
}

func strong(text string) *line {
	return newLine(text, look.SizeText, theme.ColorNameForeground, fyne.TextStyle{Bold: true})
}

func plain(text string) *line {
	return newLine(text, look.SizeText, theme.ColorNameForeground, fyne.TextStyle{})
}

func quietly(text string) *line {
	l := newLine(text, look.SizeSmall, theme.ColorNamePlaceHolder, fyne.TextStyle{})
	l.cut = true
	return l
}

func (l *line) set(text string, colour fyne.ThemeColorName) {
	if l.text == text && l.colour == colour {
		return
	}
	l.text, l.colour = text, colour
	l.Refresh()
}

func (l *line) CreateRenderer() fyne.WidgetRenderer {
	r := &lineRenderer{l: l, text: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type lineRenderer struct {
	l    *line
	text *canvas.Text
}

func (r *lineRenderer) MinSize() fyne.Size {
	size := fyne.MeasureText(r.l.text, r.l.size, r.l.style)
	if r.l.cut {
		size.Width = min(size.Width, 24)
	}
	return size
}

func (r *lineRenderer) Layout(size fyne.Size) {
	fits := ellipsis(r.l.text, size.Width, r.l.size, r.l.style)
	if fits != r.text.Text {
		r.text.Text = fits
		r.text.Refresh()
	}
	height := r.text.MinSize().Height
	place(r.text, 0, (size.Height-height)/2, size.Width, height)
}

func (r *lineRenderer) Refresh() {
	r.text.TextSize, r.text.TextStyle = r.l.size, r.l.style
	if r.text.Color = theme.Color(r.l.colour); r.l.ink != nil {
		r.text.Color = r.l.ink()
	}
	r.text.Text = r.l.text
	if r.l.Size().Width > 0 {
		r.text.Text = ellipsis(r.l.text, r.l.Size().Width, r.l.size, r.l.style)
	}
	r.text.Refresh()
}

func (r *lineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.text} }
func (r *lineRenderer) Destroy()                     {}

// ellipsis cuts text so that it fits into width.
func ellipsis(text string, width, size float32, style fyne.TextStyle) string {
	if fyne.MeasureText(text, size, style).Width <= width+0.5 {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if fyne.MeasureText(string(runes[:mid])+"…", size, style).Width <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return string(runes[:low]) + "…"
}

// wrapped is text over as many lines as it needs, flush with what stands above.
func wrapped(text string) fyne.CanvasObject { return flush(wrappingLabel(text)) }

func wrappedQuiet(text string) fyne.CanvasObject {
	l := wrappingLabel(text)
	l.Importance = widget.LowImportance
	l.SizeName = theme.SizeNameCaptionText
	return flush(l)
}

func wrappingLabel(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// flush takes the toolkit's padding off a label.
func flush(l *widget.Label) fyne.CanvasObject {
	pad := theme.InnerPadding()
	return container.New(inset(-pad/2, -pad/2, -pad, -pad), l)
}
