//go:build ci

package window

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/adrg/xdg"

	"probity/app/parts"
	"probity/app/session"
	"probity/data/generate"
	"probity/data/intake"
	"probity/data/workspace"
)

// queue is the poster of the tests: work waits until the test runs it on its
// own goroutine, as in the app only the widgets' goroutine does.
type queue struct {
	mu   sync.Mutex
	work []func()
}

func (q *queue) post(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.work = append(q.work, f)
}

func (q *queue) take() func() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.work) == 0 {
		return nil
	}
	f := q.work[0]
	q.work = q.work[1:]
	return f
}

type harness struct {
	t testing.TB
	q *queue
	w *Window
}

// newHarness makes a window of a size with folders of its own.
func newHarness(t testing.TB, width, height float32) *harness {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(folder, "data"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(folder, "state"))
	t.Setenv("TZ", "Europe/Berlin")
	xdg.Reload()
	app := test.NewTempApp(t)
	if err := loadWords(); err != nil {
		t.Fatal(err)
	}
	q := &queue{}
	parts.SetPoster(q.post)
	ctx, cancel := context.WithCancel(context.Background())
	h := &harness{t, q, newWindow(ctx, app, q.post, filepath.Join(folder, "state"))}
	h.w.setTheme("light")
	h.w.win.Resize(fyne.NewSize(width, height))
	t.Cleanup(func() {
		cancel()
		h.w.leave()
		h.w.running.Wait()
		for f := q.take(); f != nil; f = q.take() {
			f()
		}
		h.w.win.Close()
	})
	return h
}

// until runs what was posted until cond holds.
func (h *harness) until(what string, cond func() bool) {
	h.t.Helper()
	limit := time.Now().Add(time.Minute)
	for !cond() {
		if f := h.q.take(); f != nil {
			f()
			continue
		}
		if time.Now().After(limit) {
			h.t.Fatalf("waited a minute for: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// settle runs what was posted until nothing is under way.
func (h *harness) settle() {
	h.t.Helper()
	for range 3 {
		done := make(chan struct{})
		go func() { h.w.running.Wait(); close(done) }()
		h.until("background work to end", func() bool {
			select {
			case <-done:
				return true
			default:
				return false
			}
		})
		for f := h.q.take(); f != nil; f = h.q.take() {
			f()
		}
	}
}

// export writes a generated export and gives its path.
func (h *harness) export(format string, rows int) string {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), format+".csv")
	f, err := os.Create(path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer f.Close()
	err = generate.Write(f, generate.Options{Format: format, Rows: rows, Seed: 7,
		From: time.Date(2026, 2, 12, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 9, 30, 23, 0, 0, 0, time.UTC)})
	if err != nil {
		h.t.Fatal(err)
	}
	return path
}

// workspace opens the window on a workspace with a generated log.
func (h *harness) workspace(rows int) {
	h.t.Helper()
	h.importFile(h.export("commerce-activity-log", rows))
}

// importFile opens the window on a workspace with an export that needs no
// answers.
func (h *harness) importFile(path string) {
	h.t.Helper()
	ctx := context.Background()
	in, err := intake.Inspect(ctx, path, intake.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	reading, err := in.Reading()
	if err != nil {
		h.t.Fatal(err)
	}
	s, err := session.Create(ctx, filepath.Join(h.t.TempDir(), "2026-Q3 North.probity"))
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := s.Import(ctx, path, reading, workspace.Origin{PanelRows: -1}, func(int64, int64) {}); err != nil {
		h.t.Fatal(err)
	}
	if err := h.w.person.SetName("M. Lindqvist"); err != nil {
		h.t.Fatal(err)
	}
	h.w.enter(s)
	h.until("the entries", func() bool { return h.w.review.result != nil })
	h.settle()
}

// key types a key or a character where the focus is.
func (h *harness) key(name fyne.KeyName) {
	if f := h.w.win.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
	} else {
		h.w.typedKey(&fyne.KeyEvent{Name: name})
	}
}

// rune types a character as the driver does: first its key, then the character
// to whatever has the focus by then.
func (h *harness) rune(r rune) {
	h.key(fyne.KeyName(strings.ToUpper(string(r))))
	if f := h.w.win.Canvas().Focused(); f != nil {
		f.TypedRune(r)
	} else {
		h.w.typedRune(r)
	}
}

// picture writes what the window shows, when PROBITY_PICTURES names a folder.
func (h *harness) picture(name string) {
	folder := os.Getenv("PROBITY_PICTURES")
	if folder == "" {
		return
	}
	h.t.Helper()
	f, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, h.w.win.Canvas().Capture()); err != nil {
		h.t.Fatal(err)
	}
}
