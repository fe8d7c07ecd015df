//go:build cgo || ci

package window

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
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

// showDamage says which part of the log cannot be read; the rest can be used.
func (r *reviewPage) showDamage() {
	box := container.New(layout.NewCustomPaddedVBoxLayout(8))
	for _, d := range r.s.Engine().Damage() {
		box.Add(wrapped(T("{{.File}}, entries {{.From}} to {{.To}}: {{.Detail}}",
			vals{"File": d.Part.Name, "From": number(int64(d.From)), "To": number(int64(d.To)), "Detail": d.Detail})))
	}
	box.Add(wrappedQuiet(T("These values count as empty, everything else is as it was. Import the file again into a new workspace, or open a copy of this one that was made before.")))
	scroll := container.NewVScroll(box)
	scroll.SetMinSize(fyne.NewSize(520, 180))
	r.w.openSheet(sheetOptions{title: T("Part of the log cannot be read"), body: scroll, size: fyne.NewSize(560, 300), main: T("OK"), cancel: "-"})
}
