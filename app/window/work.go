//go:build cgo || ci

package window

import (
	"context"
	"errors"
	"time"

	"probity/app/job"
)

// work runs long work, one piece at a time: it shows what is done, how far it
// is, and Cancel, while the rest of the window stays usable.
type work struct {
	w       *Window
	current *job.Job
	line    *progressLine
}

// slow is how long work may take before its progress is shown, so that quick
// work does not flicker.
const slow = 250 * time.Millisecond

func (k *work) busy() bool { return k.current != nil }

// run starts work. done is called on the widgets' goroutine when it has ended;
// err is nil then, or what to show: a cancelled job does not call it. A second
// piece of work while one runs is refused, in words.
func (k *work) run(what string, do func(context.Context, job.Progress) error, done func()) {
	k.runElse(what, do, done, nil)
}

// runElse is run with what to do when the work failed or was cancelled.
func (k *work) runElse(what string, do func(context.Context, job.Progress) error, done, otherwise func()) {
	if k.busy() {
		k.w.tell(T("Something else is still running"), T("Wait until it has ended, or cancel it."))
		return
	}
	started := time.Now()
	k.line.start(what, func() { k.current.Cancel() })
	k.w.running.Add(1)
	ready := make(chan struct{})
	k.current = job.Start(k.w.ctx, what, do, func(r job.Report) {
		<-ready
		k.w.post(func() {
			if !r.Ended {
				if time.Since(started) >= slow {
					k.line.set(r.Done, r.Total)
				}
				return
			}
			k.current = nil
			k.line.stop()
			if k.w.closing != nil { // there is nothing left to ask about
				k.w.closing.close()
				k.w.closing = nil
			}
			k.w.changed()
			switch {
			case r.Err == nil:
				if done != nil {
					done()
				}
				return
			case !errors.Is(r.Err, context.Canceled):
				k.w.fail(T("{{.What}} did not work", vals{"What": what}), r.Err)
			}
			if otherwise != nil {
				otherwise()
			}
		})
		if r.Ended {
			k.w.running.Done()
		}
	})
	close(ready)
	k.w.changed()
}

// later calls do on the widgets' goroutine after a pause, unless it is called
// again before; it bundles keystrokes into one question.
type later struct {
	post  poster
	pause time.Duration
	timer *time.Timer
	turn  uint64

	waiting bool
}

func (l *later) call(do func()) {
	l.stop()
	l.waiting = true
	turn := l.turn
	l.timer = time.AfterFunc(l.pause, func() {
		l.post(func() {
			if turn == l.turn {
				l.waiting = false
				do()
			}
		})
	})
}

func (l *later) stop() {
	l.turn++
	l.waiting = false
	if l.timer != nil {
		l.timer.Stop()
	}
}
