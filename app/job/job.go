// Package job runs long work beside the window or the command line: with a
// context that Cancel ends, progress that is reported at most ten times a
// second, and an end that is reported once.
package job

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// interval is the least time between two reports.
const interval = 100 * time.Millisecond

// Progress is told how far the work is: done of total units, which are bytes
// or rows as the work says. A total of 0 means that it is not known.
type Progress = func(done, total int64)

// Report is what is known of a job.
type Report struct {
	What        string // what it does, for people
	Done, Total int64
	Ended       bool
	Err         error // only when Ended; context.Canceled after Cancel
}

// Job is one piece of work that was started.
type Job struct {
	cancel context.CancelFunc
	ended  chan struct{}
	err    error
}

// Start begins work in a goroutine of its own. listen, which may be nil, is
// called from that goroutine or from one that the work uses, never twice at
// the same time, and a last time when the work has ended. A panic in the work
// ends the job with an error.
func Start(parent context.Context, what string, work func(context.Context, Progress) error, listen func(Report)) *Job {
	ctx, cancel := context.WithCancel(parent)
	j := &Job{cancel: cancel, ended: make(chan struct{})}
	if listen == nil {
		listen = func(Report) {}
	}
	var mu sync.Mutex
	var last time.Time
	progress := func(done, total int64) {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); now.Sub(last) >= interval {
			last = now
			listen(Report{What: what, Done: done, Total: total})
		}
	}
	go func() {
		defer close(j.ended)
		defer cancel()
		j.err = guarded(ctx, work, progress)
		if j.err != nil && ctx.Err() != nil {
			j.err = ctx.Err()
		}
		mu.Lock()
		defer mu.Unlock()
		listen(Report{What: what, Ended: true, Err: j.err})
	}()
	return j
}

func guarded(ctx context.Context, work func(context.Context, Progress) error, p Progress) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the program made a mistake: %v\n%s", r, debug.Stack())
		}
	}()
	return work(ctx, p)
}

// Cancel asks the work to stop; it is not waited for.
func (j *Job) Cancel() { j.cancel() }

// Wait waits for the end and returns how it ended.
func (j *Job) Wait() error {
	<-j.ended
	return j.err
}
