//go:build cgo || ci

package window

import (
	"context"
	"fmt"
	"log"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"probity/app/parts"
	"probity/app/session"
	"probity/assets"
	"probity/data/fault"
)

// ID names the program to the desktop.
const ID = "org.probity.Probity"

// Run opens the window on paths and returns when it is closed. Where no window
// can be opened, as on a Windows without OpenGL or a Linux without a display,
// the error is of kind fault.Unusable and names the command line.
func Run(ctx context.Context, paths []string) (err error) {
	log.SetFlags(0)
	log.SetOutput(&driverLog{folder: session.StateFolder(), fatal: func(cause string) {
		sentence := noWindow(cause).Error()
		fmt.Fprintln(os.Stderr, sentence)
		notify(sentence)
		os.Exit(fault.Exit(fault.Unusable))
	}})
	opened := false
	defer func() {
		if r := recover(); r != nil {
			if opened {
				_ = logError(session.StateFolder(), "the window stopped", fmt.Errorf("%v", r))
				panic(r)
			}
			err = noWindow(r)
			notify(err.Error())
		}
	}()
	if why := displayMissing(); why != "" {
		return noWindow(why)
	}
	if err := loadWords(); err != nil {
		return fmt.Errorf("the words of the window cannot be read: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a := app.NewWithID(ID)
	a.SetIcon(icon())
	parts.SetPoster(toWidgets)
	w := newWindow(ctx, a, toWidgets, session.StateFolder())
	a.Lifecycle().SetOnStarted(func() {
		opened = true
		w.openPaths(paths)
	})
	context.AfterFunc(ctx, func() { toWidgets(a.Quit) })
	w.win.ShowAndRun()
	w.leave()
	return nil
}

func icon() fyne.Resource {
	data, err := assets.Files.ReadFile("icon.png")
	if err != nil {
		return nil
	}
	return fyne.NewStaticResource("icon.png", data)
}

// noWindow says in words why there is none and what to do.
func noWindow(why any) error {
	_ = logError(session.StateFolder(), "no window", fmt.Errorf("%v", why))
	return fault.New(fault.Unusable, "Probity cannot open its window here: %v. "+
		"The window needs a display with OpenGL 2.1 or newer, which remote desktops and virtual machines often lack. "+
		"Everything works on the command line as well: probity --help", why)
}

// displayMissing says what is missing for a window, where that can be told
// before one is opened.
func displayMissing() string {
	if needsDisplay && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return "there is no display (DISPLAY and WAYLAND_DISPLAY are not set)"
	}
	return ""
}
