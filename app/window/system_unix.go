//go:build (cgo || ci) && !windows && !darwin

package window

const needsDisplay = true

// notify has nothing to add where a program is started from a terminal.
func notify(string) {}
