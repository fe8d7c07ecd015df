//go:build cgo || ci

// Package open opens the window where this build of Probity has one, and says
// so in words where it has none.
package open

import (
	"context"

	"probity/app/window"
)

// Window opens the window on the given files (workspaces, bundles or exports)
// and returns when it is closed. An error of kind fault.Unusable says why there
// can be no window here and names the command line.
func Window(ctx context.Context, paths []string) error {
	return window.Run(ctx, paths)
}
