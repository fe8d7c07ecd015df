//go:build cgo || ci

package window

import (
	"context"
)

// writes puts notes and decisions into the workspace one after the other, in
// the order in which they were made, while the person goes on. It must be used
// from the widgets' goroutine.
type writes struct {
	post    poster
	running *tally
	waiting []write
	busy    bool
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
	q.running.Add(1)
	go func() {
		defer q.running.Done()
		// not cancelled with the window: what was decided is written
		err := w.do(context.Background())
		q.post(func() {
			q.busy = false
			w.done(err)
			q.next()
		})
	}()
}
