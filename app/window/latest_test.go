//go:build ci

package window

import (
	"context"
	"errors"
	"testing"
	"time"
)

func drained(t *testing.T, q *queue, running *tally) {
	t.Helper()
	running.Wait()
	for f := q.take(); f != nil; f = q.take() {
		f()
	}
}

func TestAnOldAnswerNeverOverwritesANewerOne(t *testing.T) {
	q, running := &queue{}, &tally{}
	l := &latest{post: q.post, running: running}
	shown := ""
	hold := make(chan struct{})
	l.ask(context.Background(), func(context.Context) (func(), error) {
		<-hold // slow, and deaf to its context
		return func() { shown = "old" }, nil
	})
	l.ask(context.Background(), func(context.Context) (func(), error) {
		return func() { shown = "new" }, nil
	})
	limit := time.Now().Add(10 * time.Second)
	for shown != "new" && time.Now().Before(limit) {
		if f := q.take(); f != nil {
			f()
		}
	}
	close(hold)
	drained(t, q, running)
	if shown != "new" {
		t.Fatalf("shown is %q", shown)
	}
}

func TestAnAnswerThatWaitsInTheQueueIsDroppedWhenAskedAgain(t *testing.T) {
	q, running := &queue{}, &tally{}
	l := &latest{post: q.post, running: running}
	var shown []string
	l.ask(context.Background(), func(context.Context) (func(), error) {
		return func() { shown = append(shown, "old") }, nil
	})
	running.Wait() // its answer lies in the queue
	l.ask(context.Background(), func(context.Context) (func(), error) {
		return func() { shown = append(shown, "new") }, nil
	})
	drained(t, q, running)
	if len(shown) != 1 || shown[0] != "new" {
		t.Fatalf("shown: %v", shown)
	}
}

func TestAskingAgainCancelsWhatWasAsked(t *testing.T) {
	q, running := &queue{}, &tally{}
	failures := 0
	l := &latest{post: q.post, running: running, failed: func(error) { failures++ }}
	l.ask(context.Background(), func(ctx context.Context) (func(), error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	l.ask(context.Background(), func(context.Context) (func(), error) { return nil, errors.New("unreadable") })
	drained(t, q, running)
	if failures != 1 {
		t.Fatalf("%d failures shown; only that of the second question counts", failures)
	}
}

func TestTypingIsBundled(t *testing.T) {
	q := &queue{}
	l := later{post: q.post, pause: 5 * time.Millisecond}
	calls := 0
	for range 10 {
		l.call(func() { calls++ })
	}
	limit := time.Now().Add(5 * time.Second)
	for calls == 0 && time.Now().Before(limit) {
		if f := q.take(); f != nil {
			f()
		}
	}
	time.Sleep(20 * time.Millisecond)
	for f := q.take(); f != nil; f = q.take() {
		f()
	}
	if calls != 1 {
		t.Fatalf("%d calls for ten keystrokes", calls)
	}
}

func TestNotesAndDecisionsAreWrittenInTheirOrder(t *testing.T) {
	q, running := &queue{}, &tally{}
	w := &writes{post: q.post, running: running}
	var order []int
	for i := range 20 {
		w.add(func(context.Context) error { order = append(order, i); return nil }, func(error) {})
	}
	for range 40 {
		drained(t, q, running)
	}
	for i, n := range order {
		if i != n {
			t.Fatalf("order: %v", order)
		}
	}
	if len(order) != 20 {
		t.Fatalf("%d of 20 were written", len(order))
	}
}
