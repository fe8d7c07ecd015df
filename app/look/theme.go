package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Sizes of text, in Fyne's units. Everyday text, what is said beside it, and
// monospace next to everyday text (which looks larger at the same size).
const (
	SizeText    float32 = 13
	SizeSmall   float32 = 11
	SizeMono    float32 = 12
	SizeTitle   float32 = 17
	SizeHeading float32 = 24
)

// Sizes of things; all follow a rhythm of 4.
const (
	Unit         float32 = 4
	RowHeight    float32 = 26 // a grid row
	HeaderHeight float32 = 28 // the grid's header
	FacetHeight  float32 = 22
	FieldHeight  float32 = 30 // search field, buttons
	Radius       float32 = 6
	SmallRadius  float32 = 3
	ScrollWidth  float32 = 12
)

// Theme gives Probity's look to Fyne.
type Theme struct {
	fixed   bool
	variant fyne.ThemeVariant
}

// New gives the theme that follows the person's setting: FYNE_THEME, else the
// desktop's light or dark.
func New() *Theme { return &Theme{} }

// Fixed gives the theme held to theme.VariantLight or theme.VariantDark.
func Fixed(v fyne.ThemeVariant) *Theme { return &Theme{fixed: true, variant: v} }

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if t.fixed {
		v = t.variant
	}
	p := of(v)
	switch name {
	case theme.ColorNameBackground:
		return p.Ground
	case theme.ColorNameButton, theme.ColorNameInputBackground, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground:
		return p.Surface
	case theme.ColorNameDisabledButton, theme.ColorNameHeaderBackground:
		return p.Sunken
	case theme.ColorNameDisabled, theme.ColorNamePlaceHolder:
		return p.Quiet
	case theme.ColorNameError:
		return p.Danger
	case theme.ColorNameFocus:
		return p.Selection
	case theme.ColorNameForeground:
		return p.Text
	case theme.ColorNameForegroundOnError, theme.ColorNameForegroundOnPrimary,
		theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnWarning:
		return p.OnAccent
	case theme.ColorNameHover:
		return p.Hover
	case theme.ColorNamePressed, theme.ColorNameSelection:
		return p.Selection
	case theme.ColorNameHyperlink, theme.ColorNamePrimary:
		return p.Accent
	case theme.ColorNameInputBorder: // also the box of a tick
		return p.Scroll
	case theme.ColorNameSeparator,
		theme.ColorNameInnerWindowBorder, theme.ColorNameInnerWindowBorderInactive:
		return p.Line
	case theme.ColorNameScrollBar:
		return p.Scroll
	case theme.ColorNameScrollBarBackground:
		return p.Clear
	case theme.ColorNameShadow:
		return p.Shadow
	case theme.ColorNameSuccess:
		return p.Green
	case theme.ColorNameWarning:
		return p.Amber
	}
	return theme.DefaultTheme().Color(name, v)
}

// Font implements fyne.Theme with the toolkit's own sans and monospace.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(style) }

// Icon implements fyne.Theme with the toolkit's own icons.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size implements fyne.Theme: compact, on a rhythm of 4.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return SizeText
	case theme.SizeNameCaptionText:
		return SizeSmall
	case theme.SizeNameHeadingText:
		return SizeHeading
	case theme.SizeNameSubHeadingText:
		return SizeTitle
	case theme.SizeNamePadding, theme.SizeNameLineSpacing:
		return Unit
	case theme.SizeNameInnerPadding:
		return 6
	case theme.SizeNameInlineIcon:
		return 16
	case theme.SizeNameSeparatorThickness, theme.SizeNameInputBorder, theme.SizeNameSplitThickness:
		return 1
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameScrollBarSmall:
		return 4
	case theme.SizeNameScrollBarRadius, theme.SizeNameSelectionRadius:
		return SmallRadius
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameCardRadius,
		theme.SizeNamePopupRadius, theme.SizeNameMenuRadius:
		return Radius
	case theme.SizeNameModalBlurRadius:
		return 0 // what lies behind a dialog is dimmed; a blur costs most of a frame where there is no graphics card
	case theme.SizeNameDialogRadius:
		return 10
	}
	return theme.DefaultTheme().Size(name)
}
