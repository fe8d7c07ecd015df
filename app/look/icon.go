package look

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// icon is a drawing of our own on 24 by 24 in the theme's accent. It is made of
// filled shapes, because Fyne recolours fills and leaves strokes black.
func icon(name, shapes string) fyne.Resource {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">%s</svg>`, shapes)
	return theme.NewColoredResource(fyne.NewStaticResource("probity-"+name+".svg", []byte(svg)), theme.ColorNamePrimary)
}

// The signs of the start screen; they follow the theme.
var (
	IconImport = icon("import", `<path fill="#000000" d="M11 3h2v9h4l-5 6-5-6h4z"/><path fill="#000000" d="M5 19h14v2H5z"/>`)
	IconBundle = icon("bundle", `<path fill="#000000" fill-rule="evenodd" d="M3 3h18v18H3z M5 5v14h14V5z"/>`+
		`<path fill="#000000" d="M7 7h10v10H7z"/>`)
	IconExample = icon("example", `<path fill="#000000" fill-rule="evenodd" d="M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z M12 4a8 8 0 1 1 0 16a8 8 0 1 1 0-16z"/>`+
		`<path fill="#000000" d="M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8z"/>`)
)
