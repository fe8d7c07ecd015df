// Package translations holds the sentences of the window in every language
// that it speaks, one file each, as fyne.io/fyne/v2/lang reads them.
package translations

import "embed"

// Files holds the translations, named by language: en.json.
//
//go:embed *.json
var Files embed.FS
