package query

import "context"

// loading is a column that is being read.
type loading struct {
	done chan struct{}
	err  error
}

// column gives a text column, nil where no part has it. It is read once, and
// to the end: whoever no longer waits for it does not take the work with them,
// so that the next letter of a search finds it done. An error is not kept: the
// next caller tries again.
func (s *snapshot) column(ctx context.Context, name string) (*column, error) {
	if s.forms[name] == nil && !computed(name) {
		return nil, nil
	}
	c := s.slot(name)
	if c.ready.Load() {
		return c, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l := s.loading(context.WithoutCancel(ctx), c)
	select {
	case <-l.done:
		if l.err != nil {
			return nil, l.err
		}
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// loading begins to read a column that nobody reads yet.
func (s *snapshot) loading(ctx context.Context, c *column) *loading {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.doing != nil && (c.ready.Load() || !c.doing.failed()) {
		return c.doing
	}
	l := &loading{done: make(chan struct{})}
	c.doing = l
	go func() {
		defer close(l.done)
		if forms := s.forms[c.name]; forms == nil {
			l.err = s.compute(ctx, c)
		} else {
			l.err = s.loadText(ctx, c, forms)
		}
		if l.err == nil {
			c.ready.Store(true)
		}
	}()
	return l
}

// failed reports that it has ended without success.
func (l *loading) failed() bool {
	select {
	case <-l.done:
		return l.err != nil
	default:
		return false
	}
}
