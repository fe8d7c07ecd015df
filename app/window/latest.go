//go:build cgo || ci

package window

import (
	"context"
	"errors"
	"sync"
)

// latest runs one kind of question in the background, such as "the rows under
// this filter". Asking again cancels what was asked before; every answer
// carries the revision that asked for it, and an old one is dropped, however
// late it comes, and so is one that comes after the page that asked has gone.
// It must be used from the widgets' goroutine.
type latest struct {
	post     poster
	revision uint64
	cancel   context.CancelFunc
	failed   func(error)
	running  *tally
	busy     bool // an answer is still to come
}

// ask runs work in the background. What work returns is called on the widgets'
// goroutine, if no newer question was asked meanwhile.
func (l *latest) ask(parent context.Context, work func(ctx context.Context) (func(), error)) {
	l.drop()
	l.revision++
	revision := l.revision
	ctx, cancel := context.WithCancel(parent)
	l.cancel, l.busy = cancel, true
	if l.running != nil {
		l.running.Add(1)
	}
	go func() {
		if l.running != nil {
			defer l.running.Done()
		}
		defer cancel()
		show, err := work(ctx)
		l.post(func() {
			if revision != l.revision || parent.Err() != nil {
				return
			}
			l.busy = false
			switch {
			case err == nil:
				if show != nil {
					show()
				}
			case !errors.Is(err, context.Canceled) && l.failed != nil:
				l.failed(err)
			}
		})
	}()
}

// drop cancels what is under way and makes its answer an old one.
func (l *latest) drop() {
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
	l.busy = false
	l.revision++
}

// tally counts what runs in the background and may still post.
type tally struct {
	mu   sync.Mutex
	n    int
	zero sync.Cond
}

func (t *tally) Add(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n += n
	if t.n == 0 && t.zero.L != nil {
		t.zero.Broadcast()
	}
}

// Done counts one that has ended.
func (t *tally) Done() { t.Add(-1) }

// Wait waits until nothing runs.
func (t *tally) Wait() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.zero.L = &t.mu
	for t.n > 0 {
		t.zero.Wait()
	}
}
