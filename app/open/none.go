//go:build !cgo && !ci

// Package open opens the window where this build of Probity has one, and says
// so in words where it has none.
package open

import (
	"context"

	"probity/data/fault"
)

// Window reports that this build has no window; see open.go.
func Window(context.Context, []string) error {
	return fault.New(fault.Unusable, "This build of Probity has no window. "+
		"Everything works on the command line as well: probity --help")
}
