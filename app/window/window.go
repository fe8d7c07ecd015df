//go:build cgo || ci

// Package window is the window of Probity: start screen, review, import,
// bundle and the dialogs between them. It shows what package session does and
// decides nothing itself.
//
// Everything in it belongs to the goroutine of the widgets, unless it says
// otherwise. What can take long runs in the background (work, latest) and
// comes back through the poster.
package window

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
	"probity/app/session"
)

// Window is the one window of the program.
type Window struct {
	ctx     context.Context
	app     fyne.App
	win     fyne.Window
	post    poster
	running tally  // background work that still may post
	folder  string // where person and log of errors lie

	person    *session.Person
	session   *session.Session // nil: nothing is open
	review    *reviewPage      // nil: the start screen is shown
	page      page
	work      *work
	commands  []*command
	bar       *fyne.MainMenu
	items     map[*fyne.MenuItem]*command
	sheets    []*sheet
	importing *importing // what is being imported now
	dialogs   dialogs
	closing   *sheet // asks whether to close while something runs
	body      *fyne.Container
}

// page is what fills the window below the menu.
type page interface {
	content() fyne.CanvasObject
	typedKey(*fyne.KeyEvent)
	left() // the page is taken away
}

// newWindow makes the window without showing it. folder is where the person's
// settings lie.
func newWindow(ctx context.Context, app fyne.App, post poster, folder string) *Window {
	w := &Window{ctx: ctx, app: app, post: post, folder: folder, person: session.Somebody(folder)}
	w.win = app.NewWindow("Probity")
	w.win.SetMaster()
	w.win.SetPadded(false)
	w.work = &work{w: w, line: newProgressLine(post)}
	w.applyTheme()
	w.commands = w.table()
	w.body = container.NewStack()
	w.work.line.onShow = w.body.Refresh
	w.win.SetContent(container.NewStack(newPlate(look.Ground, nil, 0),
		frame(nil, w.body, container.NewStack(newPlate(look.Surface, nil, 0), w.work.line))))
	w.bar = w.mainMenu()
	w.win.SetMainMenu(w.bar)
	app.Settings().AddListener(func(fyne.Settings) { w.post(w.recolour) })
	canvas := w.win.Canvas()
	canvas.SetOnTypedRune(w.typedAnywhere)
	canvas.SetOnTypedKey(w.typedKey)
	w.win.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { w.dropped(files) })
	w.win.SetCloseIntercept(w.quit)
	w.showStart()
	w.win.Resize(fyne.NewSize(1280, 800))
	w.win.CenterOnScreen()
	return w
}

// show puts a page into the window.
func (w *Window) show(p page) {
	if w.page != nil {
		w.page.left()
	}
	w.page = p
	w.body.Objects = []fyne.CanvasObject{p.content()}
	w.body.Refresh()
	title := "Probity"
	if w.session != nil {
		title = w.session.Name() + " – Probity"
	}
	w.win.SetTitle(title)
	w.changed()
}

// setTheme chooses light, dark or what the system says (empty), and remembers it.
func (w *Window) setTheme(name string) {
	if err := w.person.SetTheme(name); err != nil {
		w.fail(T("The choice could not be remembered"), err)
	}
	w.applyTheme()
	w.changed()
}

func (w *Window) applyTheme() {
	switch w.person.Theme() {
	case "light":
		w.app.Settings().SetTheme(look.Fixed(theme.VariantLight))
	case "dark":
		w.app.Settings().SetTheme(look.Fixed(theme.VariantDark))
	default:
		w.app.Settings().SetTheme(look.New())
	}
	w.recolour()
}

// recolour formats anew what holds colours of the theme: the pages of the grid
// and the entry.
func (w *Window) recolour() {
	if w.review != nil {
		w.review.recolour()
	}
}

// quit closes the window; unfinished work is cancelled, and asked about first.
func (w *Window) quit() {
	end := func() {
		if w.work.busy() {
			w.work.current.Cancel()
			_ = w.work.current.Wait()
		}
		w.leave()
		w.win.SetCloseIntercept(nil)
		w.win.Close()
	}
	if !w.work.busy() {
		end()
		return
	}
	if w.closing != nil {
		w.closing.close()
	}
	w.closing = w.openSheet(sheetOptions{title: T("Something is still running"),
		body: wrapped(T("If you close now it is cancelled, and what it began is taken back.")),
		size: fyne.NewSize(440, 0), main: T("Close anyway"), do: end, cancel: T("Keep running")})
}

// leave ends the session.
func (w *Window) leave() {
	if w.session == nil {
		return
	}
	if w.review != nil {
		if err := w.review.writes.flush(); err != nil {
			_ = logError(w.folder, "writing the last notes and decisions", err)
		}
	}
	w.dialogs.end()
	w.rememberOpen()
	if w.page != nil {
		w.page.left()
		w.page = nil
	}
	s := w.session
	w.session, w.review = nil, nil
	if err := s.Close(); err != nil {
		_ = logError(w.folder, "closing "+s.Name(), err)
	}
}

func (w *Window) errorsFile() string { return filepath.Join(w.folder, "errors.log") }
