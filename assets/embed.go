// Package assets holds the files that are part of the program: icon,
// translations, import formats, the example log.
package assets

import "embed"

// Files holds the folders beside this file: formats/ (import formats) and
// example/, and the icon.
//
//go:embed formats example icon.png icon.svg
var Files embed.FS
