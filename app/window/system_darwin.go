//go:build (cgo || ci) && darwin

package window

const needsDisplay = false

// notify has nothing to add where a program is started from a terminal.
func notify(string) {}
