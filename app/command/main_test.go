package command

import (
	"os"
	"testing"

	"github.com/adrg/xdg"
)

// TestMain gives the tests a state folder of their own.
func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "probity-state")
	if err != nil {
		panic(err)
	}
	os.Setenv("XDG_STATE_HOME", folder)
	xdg.Reload()
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}
