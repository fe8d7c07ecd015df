//go:build cgo || ci

package window

import (
	"errors"
	"strings"
	"sync"
)

// driverLog takes what the toolkit logs. The toolkit does not return an error
// when the system gives it no window or no OpenGL: it logs the cause and ends
// the program. driverLog sees that message first and calls fatal with the
// cause, so that it can be said in words; everything else goes to the log of
// errors.
type driverLog struct {
	folder string
	fatal  func(cause string)

	mu      sync.Mutex
	failing bool
}

// signs are what Fyne 2.8 logs when there can be no window
// (internal/driver/glfw, initFailed and initGLFW).
var signs = []string{"window creation error", "failed to initialise GLFW", "failed to initialise OpenGL"}

func (d *driverLog) Write(b []byte) (int, error) {
	text := strings.TrimSpace(string(b))
	d.mu.Lock()
	cause := ""
	if _, after, found := strings.Cut(text, "Cause:"); found && d.failing {
		cause = strings.TrimSpace(after)
	}
	for _, s := range signs {
		d.failing = d.failing || strings.Contains(text, s)
	}
	d.mu.Unlock()
	err := logError(d.folder, "toolkit", errors.New(text))
	if cause != "" {
		d.fatal(cause)
	}
	return len(b), err
}
