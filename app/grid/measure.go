package grid

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"probity/app/look"
	"probity/app/parts"
)

// face measures text without asking the toolkit each time: it adds up the
// widths of single characters, which it has asked once. Kerning makes real text
// a little narrower, never wider by more than a pixel.
type face struct {
	style fyne.TextStyle
	size  float32
	near  [0x180]float32
	far   map[rune]float32
}

func newFace(style fyne.TextStyle, size float32) *face {
	return &face{style: style, size: size, far: map[rune]float32{}}
}

func (f *face) rune(r rune) float32 {
	if r < rune(len(f.near)) && r >= 0 {
		if w := f.near[r]; w > 0 {
			return w
		}
		f.near[r] = f.ask(r)
		return f.near[r]
	}
	w, ok := f.far[r]
	if !ok {
		if len(f.far) > 20_000 {
			clear(f.far)
		}
		w = f.ask(r)
		f.far[r] = w
	}
	return w
}

// ask measures eight of a character, because a single one is rounded up.
func (f *face) ask(r rune) float32 {
	style := parts.Piece{Kind: parts.KindOf(r)}.Style(f.style)
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(strings.Repeat(string(r), 8), f.size, style, nil)
	return size.Width / 8
}

func (f *face) width(text string) float32 {
	var w float32
	for _, r := range text {
		w += f.rune(r)
	}
	return w
}

// fit gives the text as it fits into a width, with an ellipsis where it was
// cut. It reads no more of a long text than fits.
func (f *face) fit(text string, width float32) (fitting string, cut bool) {
	dots := f.rune('…')
	var w float32
	keep := 0 // bytes that fit together with the dots
	for i, r := range text {
		rw := f.rune(r)
		if w+dots <= width {
			keep = i
		}
		w += rw
		if w > width {
			if width < dots {
				return "", true
			}
			return strings.TrimRight(text[:keep], " ") + "…", true
		}
	}
	return text, false
}

// faces are the three that cells use.
type faces struct {
	text, bold, mono *face
}

func newFaces() *faces {
	return &faces{
		text: newFace(fyne.TextStyle{}, look.SizeText),
		bold: newFace(fyne.TextStyle{Bold: true}, look.SizeText),
		mono: newFace(fyne.TextStyle{Monospace: true}, look.SizeMono),
	}
}

func (f *faces) of(c *Cell) *face {
	switch {
	case c.Mono:
		return f.mono
	case c.Bold:
		return f.bold
	}
	return f.text
}

// plain makes one line of a text: control characters, which would be drawn as
// boxes or break the table when copied, become spaces. Most texts come back as
// they are.
func plain(text string) string {
	bad := false
	for i := 0; i < len(text); i++ {
		if text[i] < ' ' || text[i] == 0x7f {
			bad = true
			break
		}
	}
	if !bad && utf8.ValidString(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
