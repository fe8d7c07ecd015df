//go:build cgo || ci

package window

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// largestLog is where the log of errors is cut; the older half is dropped.
const largestLog = 1 << 20

// fail shows what went wrong in the sentence that the error itself has, and
// writes the whole of it to the log of errors.
func (w *Window) fail(what string, err error) {
	if err == nil {
		return
	}
	logged := logError(w.folder, what, err)
	more := ""
	if logged != nil {
		more = T("It could not be written to the log: {{.Why}}", vals{"Why": logged.Error()})
	}
	w.showFailure(what, err.Error(), more)
}

// logError appends an error to errors.log in folder, with the time in UTC.
func logError(folder, what string, err error) error {
	if e := os.MkdirAll(folder, 0o700); e != nil {
		return e
	}
	name := filepath.Join(folder, "errors.log")
	if info, e := os.Stat(name); e == nil && info.Size() > largestLog {
		if data, e := os.ReadFile(name); e == nil {
			_ = os.WriteFile(name, data[len(data)/2:], 0o600)
		}
	}
	f, e := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if e != nil {
		return e
	}
	defer f.Close()
	_, e = fmt.Fprintf(f, "%s %s\n\t%v\n\t%#v\n", time.Now().UTC().Format(time.RFC3339), what, err, err)
	return e
}
