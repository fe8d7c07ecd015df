package look

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/font/sfnt"

	"probity/data/entry"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.Color) float64 {
	n := c.(color.NRGBA)
	f := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*f(n.R) + 0.7152*f(n.G) + 0.0722*f(n.B)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

func TestTextReadableOnEveryGround(t *testing.T) {
	for name, p := range map[string]*Palette{"light": Light, "dark": Dark} {
		grounds := map[string]color.Color{"ground": p.Ground, "surface": p.Surface, "sunken": p.Sunken, "selection": p.Selection, "hover": p.Hover}
		texts := map[string]color.Color{"text": p.Text, "quiet": p.Quiet, "accent": p.Accent, "danger": p.Danger, "amber": p.Amber, "green": p.Green, "purple": p.Purple, "open": p.Open}
		for i, n := range hueNames {
			texts["hue "+n] = p.hues[i]
		}
		for tn, text := range texts {
			for gn, ground := range grounds {
				if c := contrast(text, ground); c < 4.5 {
					t.Errorf("%s: %s on %s has contrast %.2f, below 4.5", name, tn, gn, c)
				}
			}
		}
		for what, pair := range map[string][2]color.Color{
			"button": {p.OnAccent, p.Accent}, "danger banner": {p.Danger, p.DangerGround}, "amber banner": {p.Amber, p.AmberGround},
			"green banner": {p.Green, p.GreenGround}, "banner detail": {p.Quiet, p.DangerGround},
		} {
			if c := contrast(pair[0], pair[1]); c < 4.5 {
				t.Errorf("%s: %s has contrast %.2f, below 4.5", name, what, c)
			}
		}
	}
}

func TestEveryCategoryHasAHue(t *testing.T) {
	for _, c := range entry.Categories {
		if _, ok := categoryHue[c]; !ok {
			t.Errorf("category %q has no hue", c)
		}
		if Dark.Category(c) == Light.Category(c) {
			t.Errorf("category %q looks the same in light and dark", c)
		}
	}
	if Light.Category("unheard of") != Light.Category("unheard of") {
		t.Error("an unknown category changes its hue")
	}
}

func TestMarksDifferInShapeAndColour(t *testing.T) {
	f, err := sfnt.Parse(theme.DefaultTextMonospaceFont().Content())
	if err != nil {
		t.Fatal(err)
	}
	glyphs, colours := map[string]bool{}, map[color.Color]bool{}
	for m := MarkOpen; m <= MarkEscalated; m++ {
		glyphs[m.Glyph()], colours[m.In(Light)] = true, true
		if MarkOf(m.Name()) != m {
			t.Errorf("MarkOf(%q) is not %d", m.Name(), m)
		}
		if i, _ := f.GlyphIndex(nil, []rune(m.Glyph())[0]); i == 0 && m.Style().Monospace {
			t.Errorf("the monospace has no %s", m.Glyph())
		}
	}
	if len(glyphs) != 5 || len(colours) != 5 {
		t.Errorf("five statuses have %d shapes and %d colours", len(glyphs), len(colours))
	}
	if MarkOf("nonsense") != MarkNone || Mark(200).Glyph() != "" {
		t.Error("unknown marks must be empty")
	}
}

func TestThemeAnswersEveryNameAndFollowsItsVariant(t *testing.T) {
	app := test.NewTempApp(t)
	for variant, want := range map[fyne.ThemeVariant]*Palette{theme.VariantLight: Light, theme.VariantDark: Dark} {
		app.Settings().SetTheme(Fixed(variant))
		if Current() != want {
			t.Errorf("variant %d gives the wrong palette", variant)
		}
		for _, n := range []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameForeground, theme.ColorNamePrimary, theme.ColorNameSeparator, "unknown"} {
			if theme.Color(n) == nil {
				t.Errorf("no colour %q", n)
			}
		}
		if theme.Color(theme.ColorNameBackground) != want.Ground {
			t.Error("the theme's ground is not the palette's")
		}
	}
	if New().Color(theme.ColorNameForeground, theme.VariantDark) != Dark.Text {
		t.Error("a theme that is not fixed must follow the variant asked for")
	}
}
