//go:build cgo || ci

package window

import (
	"context"
	"errors"
)

// writes puts notes and decisions into the workspace one after the other, in
// the order in which they were made, while the person goes on. It must be used
// from the widgets' goroutine.
type writes struct {
	post    poster
	running *tally
	waiting []write
	busy    bool
	ended   chan struct{} // closed when the one under way is written
}

type write struct {
	do   func(context.Context) error
	done func(error)
}

// add queues a write; done is called on the widgets' goroutine.
func (q *writes) add(do func(context.Context) error, done func(error)) {
	q.waiting = append(q.waiting, write{do, done})
	q.next()
}

func (q *writes) next() {
	if q.busy || len(q.waiting) == 0 {
		return
	}
	w := q.waiting[0]
	q.waiting = q.waiting[1:]
	q.busy = true
	ended := make(chan struct{})
	q.ended = ended
	q.running.Add(1)
	go func() {
		defer q.running.Done()
		// not cancelled with the window: what was decided is written
		err := w.do(context.Background())
		close(ended)
		q.post(func() {
			q.busy = false
			w.done(err)
			q.next()
		})
	}()
}

// flush waits until everything is written, for when the workspace is closed;
// it gives the errors of what was still waiting.
func (q *writes) flush() error {
	if q.busy {
		<-q.ended
	}
	var all []error
	for _, w := range q.waiting {
		all = append(all, w.do(context.Background()))
	}
	q.waiting = nil
	return errors.Join(all...)
}
