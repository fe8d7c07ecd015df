//go:build cgo || ci

package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"probity/app/parts"
)

// A sheet is a dialog: a title, a quiet line below it, what it is about, and
// buttons at the bottom right. While one is open, shortcuts are off; Escape
// cancels and Return presses the main button.
type sheet struct {
	w        *Window
	pop      *widget.PopUp
	main     *parts.Button // pressed by Return; may be nil
	onCancel func()
	foot     *fyne.Container // left of the buttons
	row      *fyne.Container // foot and buttons
}

// sheetOptions says what is in a sheet.
type sheetOptions struct {
	title, quiet string
	body         fyne.CanvasObject
	size         fyne.Size // the least; it never grows beyond the window
	main         string    // label of the main button; empty: none
	do           func()    // what it does; the sheet is closed before, unless keep
	keep         bool
	cancel       string // label of the other button; "Cancel" by default, "-": none
	onCancel     func()
	foot         []fyne.CanvasObject
	wraps        bool // the quiet line goes on in further lines
	pinned       bool // its top stays where it is when it becomes lower
}

func (w *Window) openSheet(o sheetOptions) *sheet {
	s := &sheet{w: w, onCancel: o.onCancel, foot: container.NewHBox(o.foot...)}
	head := container.New(layout.NewCustomPaddedVBoxLayout(4), heading(o.title))
	if o.quiet != "" {
		if o.wraps {
			head.Add(captionWrapped(o.quiet))
		} else {
			head.Add(quietly(o.quiet))
		}
	}
	buttons := container.New(layout.NewCustomPaddedHBoxLayout(10))
	if o.cancel != "-" {
		label := o.cancel
		if label == "" {
			label = T("Cancel")
		}
		buttons.Add(parts.NewButton(label, s.cancel))
	}
	if o.main != "" {
		s.main = parts.NewPrimary(o.main, func() {
			if !o.keep {
				s.close()
			}
			if o.do != nil {
				o.do()
			}
		})
		buttons.Add(s.main)
	}
	s.row = container.NewBorder(nil, nil, nil, buttons, s.foot)
	body := o.body
	if body == nil {
		body = layout.NewSpacer()
	}
	content := container.New(inset(20, 18, 22, 22),
		container.New(&bands{gap: 16}, head, body, s.row))
	s.pop = widget.NewModalPopUp(content, w.win.Canvas())
	room := w.win.Canvas().Size()
	size := fyne.NewSize(max(o.size.Width, content.MinSize().Width), max(o.size.Height, content.MinSize().Height))
	size = fyne.NewSize(min(size.Width, room.Width-40), min(size.Height, room.Height-32))
	s.pop.Resize(size)
	w.sheets = append(w.sheets, s)
	if o.pinned {
		s.pop.ShowAtPosition(fyne.NewPos((room.Width-size.Width)/2, (room.Height-size.Height)/2))
	} else {
		s.pop.Show()
	}
	return s
}

// low makes the sheet as low as what is in it allows.
func (s *sheet) low() {
	s.pop.Resize(fyne.NewSize(s.pop.Content.Size().Width, s.pop.Content.MinSize().Height))
}

// setMain changes the label of the main button.
func (s *sheet) setMain(label string) {
	s.main.SetText(label)
	s.row.Refresh()
}

// close takes the sheet away without calling anything.
func (s *sheet) close() {
	for i, x := range s.w.sheets {
		if x == s {
			s.w.sheets = append(s.w.sheets[:i:i], s.w.sheets[i+1:]...)
			break
		}
	}
	s.pop.Hide()
}

func (s *sheet) cancel() {
	s.close()
	if s.onCancel != nil {
		s.onCancel()
	}
}

func (s *sheet) accept() {
	if s.main == nil {
		s.cancel()
	} else if !s.main.Disabled() {
		s.main.OnTapped()
	}
}

func (s *sheet) focus(o fyne.Focusable) { s.w.win.Canvas().Focus(o) }

func (w *Window) sheetOpen() bool { return len(w.sheets) > 0 || w.overlaid() }

func (w *Window) topSheet() *sheet {
	if len(w.sheets) == 0 {
		return nil
	}
	return w.sheets[len(w.sheets)-1]
}

// bands lays three objects below each other; the middle one gets what is left.
type bands struct{ gap float32 }

func (b *bands) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, b.gap*float32(len(objects)-1))
	for _, o := range objects {
		m := o.MinSize()
		size.Width = max(size.Width, m.Width)
		size.Height += m.Height
	}
	return size
}

func (b *bands) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, foot := objects[0].MinSize().Height, objects[2].MinSize().Height
	place(objects[0], 0, 0, size.Width, top)
	place(objects[1], 0, top+b.gap, size.Width, max(0, size.Height-top-foot-2*b.gap))
	place(objects[2], 0, size.Height-foot, size.Width, foot)
}

// tell says something that needs no answer.
func (w *Window) tell(title, text string) {
	w.openSheet(sheetOptions{title: title, body: wrapped(text), size: fyne.NewSize(460, 0), main: T("OK"), cancel: "-"})
}

// showFailure says what went wrong, with a way to the log of errors.
func (w *Window) showFailure(what, why, more string) {
	body := container.NewVBox(wrapped(why))
	if more != "" {
		body.Add(wrappedQuiet(more))
	} else {
		body.Add(wrappedQuiet(T("The whole message is in {{.File}}", vals{"File": w.errorsFile()})))
	}
	w.openSheet(sheetOptions{title: what, body: body, size: fyne.NewSize(520, 0), main: T("OK"), cancel: "-"})
}

// sheetSize is the size of a sheet that is as high as what is in it.
func sheetSize(width float32) fyne.Size { return fyne.NewSize(width, 0) }
