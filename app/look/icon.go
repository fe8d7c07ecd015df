package look

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// icon is a drawing of our own with strokes on 24 by 24, in the theme's accent.
func icon(name, strokes string) fyne.Resource {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
		`<g fill="none" stroke="#000000" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">%s</g></svg>`, strokes)
	return theme.NewColoredResource(fyne.NewStaticResource("probity-"+name+".svg", []byte(svg)), theme.ColorNamePrimary)
}

// The signs of the start screen; they follow the theme.
var (
	IconImport  = icon("import", `<path d="M12 3v11"/><path d="M7 10l5 5 5-5"/><path d="M5 20h14"/>`)
	IconBundle  = icon("bundle", `<path d="M3 4h18v17H3z"/><path d="M3 9h18"/><path d="M8 15l3 3 5-6"/>`)
	IconConnect = icon("connect", `<path d="M4 8h15"/><path d="M15 4l4 4-4 4"/><path d="M20 16H5"/><path d="M9 12l-4 4 4 4"/>`)
	IconExample = icon("example", `<path d="M12 3a9 9 0 1 0 0.01 0z"/><path d="M12 8a4 4 0 1 0 0.01 0z"/>`)
)
