//go:build cgo || ci

package window

import "fyne.io/fyne/v2"

// A poster hands work to the goroutine that owns the widgets. Nothing else in
// the program calls fyne.Do; tests put a queue in its place, because the test
// driver would run the work on the calling goroutine.
type poster func(work func())

func toWidgets(work func()) { fyne.Do(work) }
