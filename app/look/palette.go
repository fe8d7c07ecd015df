// Package look is how Probity looks: colours, sizes and the theme that gives
// them to Fyne, the hues of categories and the marks of review.
//
// All colours stand in two palettes, Light and Dark. Widgets ask for the one in
// use (look.Current) each time they are laid out or refreshed, so that a change
// of the theme reaches them. Contrast of text against every ground it stands on
// is at least 4.5:1; a test holds that.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Palette is one complete set of colours. The fields hold color.NRGBA values as
// interfaces, so that handing them to a canvas object allocates nothing.
type Palette struct {
	Dark bool

	Ground, Surface, Sunken, Line, Hair color.Color // Hair: between grid rows
	Text, Quiet                         color.Color
	Accent, OnAccent, AccentFaint       color.Color // AccentFaint: a primary button that cannot be pressed
	Selection, Hover                    color.Color
	Danger, Amber, Green, Purple, Open  color.Color
	DangerGround, AmberGround           color.Color // behind a banner or a changed row
	GreenGround                         color.Color
	Bar                                 color.Color // a histogram bar outside the filter
	Period                              color.Color // the chosen period in the histogram
	Scroll, ScrollHover                 color.Color
	Shadow, Clear                       color.Color

	hues [len(hueNames)]color.Color
}

func hex(v uint32) color.Color {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// Light is the palette for the light variant.
var Light = &Palette{
	Ground: hex(0xF5F6F8), Surface: hex(0xFFFFFF), Sunken: hex(0xECEEF2), Line: hex(0xDCE0E6), Hair: hex(0xF1F3F5),
	Text: hex(0x1B2430), Quiet: hex(0x566172),
	Accent: hex(0x2458D3), OnAccent: hex(0xFFFFFF), AccentFaint: hex(0x8AA6E8),
	Selection: hex(0xDCE7FF), Hover: hex(0xEFF3FA),
	Danger: hex(0xB92626), Amber: hex(0x8F5300), Green: hex(0x14704A), Purple: hex(0x7B3FBF), Open: hex(0x5D6879),
	DangerGround: hex(0xFDECEC), AmberGround: hex(0xFFF4DF), GreenGround: hex(0xE6F5ED),
	Bar: hex(0xDCE0E6), Period: hex(0xE9EEFB),
	Scroll: hex(0xC3CAD4), ScrollHover: hex(0x99A3B2),
	Shadow: color.NRGBA{R: 0x1B, G: 0x24, B: 0x30, A: 0x38}, Clear: color.NRGBA{},
	hues: [...]color.Color{
		hex(0xA14A08), hex(0x0F6B64), hex(0x9D174D), hex(0xB31B1B), hex(0x6546BA), hex(0x475569), hex(0x1F5C99), hex(0x4A6618),
	},
}

// Dark is the palette for the dark variant.
var Dark = &Palette{
	Dark:   true,
	Ground: hex(0x12161C), Surface: hex(0x1A2029), Sunken: hex(0x0E1217), Line: hex(0x2B3340), Hair: hex(0x1F2630),
	Text: hex(0xE6EAF0), Quiet: hex(0x9AA5B4),
	Accent: hex(0x7AA2FF), OnAccent: hex(0x0E1217), AccentFaint: hex(0x3D5388),
	Selection: hex(0x233659), Hover: hex(0x212936),
	Danger: hex(0xF58489), Amber: hex(0xE5A44B), Green: hex(0x4CC38A), Purple: hex(0xB48CF2), Open: hex(0x98A2B1),
	DangerGround: hex(0x3A1B1E), AmberGround: hex(0x33270F), GreenGround: hex(0x14301F),
	Bar: hex(0x2B3340), Period: hex(0x232D3E),
	Scroll: hex(0x3A4453), ScrollHover: hex(0x566172),
	Shadow: color.NRGBA{A: 0x80}, Clear: color.NRGBA{},
	hues: [...]color.Color{
		hex(0xF0B36B), hex(0x5EC8BC), hex(0xEE92B6), hex(0xF39A9A), hex(0xB6A2F2), hex(0xA9B4C4), hex(0x86B7EE), hex(0xAFCB72),
	},
}

// Current gives the palette in use: that of the application's theme when it is
// ours with a fixed variant, else that of the person's setting (FYNE_THEME or
// the desktop's).
func Current() *Palette {
	app := fyne.CurrentApp()
	if app == nil {
		return Light
	}
	settings := app.Settings()
	if t, ok := settings.Theme().(*Theme); ok && t.fixed {
		return of(t.variant)
	}
	return of(settings.ThemeVariant())
}

func of(v fyne.ThemeVariant) *Palette {
	if v == theme.VariantDark {
		return Dark
	}
	return Light
}

// The colours of the palette in use, by name.

// Text is the colour of ordinary text.
func Text() color.Color { return Current().Text }

// Line is the colour of lines between and around things.
func Line() color.Color { return Current().Line }

// Ground is the colour of the window.
func Ground() color.Color { return Current().Ground }

// Surface is the colour of panes that carry content.
func Surface() color.Color { return Current().Surface }

// Sunken is the colour of headers and raw records.
func Sunken() color.Color { return Current().Sunken }
