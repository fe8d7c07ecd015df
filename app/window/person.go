//go:build cgo || ci

package window

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// named makes sure that the person has said their name, asks for it the first
// time, and goes on.
func (w *Window) named(then func()) {
	if w.session.Author() != "" {
		then()
		return
	}
	w.askName(then)
}

// askName asks how notes and decisions are signed. The answer is remembered.
func (w *Window) askName(then func()) {
	field := newKeyEntry()
	field.SetText(w.person.Name())
	field.PlaceHolder = T("First and last name")
	var s *sheet
	save := func() {
		name := strings.TrimSpace(field.Text)
		if name == "" {
			return
		}
		s.close()
		if err := w.person.SetName(name); err != nil {
			w.fail(T("Your name could not be remembered"), err)
		}
		w.session.SetAuthor(name)
		if then != nil {
			then()
		}
	}
	s = w.openSheet(sheetOptions{title: T("What is your name?"),
		quiet: T("Notes and decisions are signed with it. It is kept on this computer, in the workspace and in bundles made from it."),
		body:  container.NewVBox(field), wraps: true, size: fyne.NewSize(460, 150), main: T("Sign with this name"), do: save, keep: true})
	enable := func(text string) {
		if strings.TrimSpace(text) == "" {
			s.main.Disable()
		} else {
			s.main.Enable()
		}
	}
	enable(field.Text)
	field.OnChanged = enable
	field.OnSubmitted = func(string) { save() }
	field.onKey = escapes(s)
	s.focus(field)
}

// escapes lets Escape cancel a sheet while its field has the focus.
func escapes(s *sheet) func(*fyne.KeyEvent) bool {
	return func(k *fyne.KeyEvent) bool {
		if k.Name == fyne.KeyEscape {
			s.cancel()
			return true
		}
		return false
	}
}

// askZone lets the person choose in which zone times are shown.
func (w *Window) askZone() {
	w.chooseZone(T("Show times in"), func(name string) {
		if err := w.session.SetZone(name); err != nil {
			w.fail(T("The zone could not be changed"), err)
			return
		}
		if err := w.person.SetZone(name); err != nil {
			w.fail(T("The choice could not be remembered"), err)
		}
		w.review.zoneChanged()
	})
}
