package query

import (
	"context"
	"strings"
	"sync"
)

// leafCache keeps answers of leaves: the facets of one filter ask for the same
// ones again and again, and what is typed next narrows what was typed before.
type leafCache struct {
	mu    sync.Mutex
	found map[string]*leafAnswer
	busy  map[string]chan struct{} // closed when the answer was found or given up
	size  int
	clock uint64
}

type leafAnswer struct {
	set
	right         *reach // where it is; nil is everywhere
	field, needle string // of a leaf that asks for one text, folded; else empty
	count         int    // of those with a needle
	used          uint64
}

// cacheLimit is what answers take at most, in bytes.
const cacheLimit = 32 << 20

func (a *leafAnswer) weight(key string) int { return 8*len(a.set) + len(key) + len(a.needle) + 96 }

// get gives an answer. Where somebody is looking for it, it waits for them; where
// nobody is, the caller has to, and calls done afterwards.
func (c *leafCache) get(ctx context.Context, key string) (found set, done func(), err error) {
	for {
		c.mu.Lock()
		if a := c.found[key]; a != nil {
			c.clock++
			a.used = c.clock
			c.mu.Unlock()
			return a.set, nil, nil
		}
		wait := c.busy[key]
		if wait == nil {
			if c.busy == nil {
				c.busy = map[string]chan struct{}{}
			}
			wait = make(chan struct{})
			c.busy[key] = wait
			c.mu.Unlock()
			return nil, func() {
				c.mu.Lock()
				defer c.mu.Unlock()
				delete(c.busy, key)
				close(wait)
			}, nil
		}
		c.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
}

// kept gives an answer that is there, else nil.
func (c *leafCache) kept(key string) set {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.found[key]
	if a == nil {
		return nil
	}
	c.clock++
	a.used = c.clock
	return a.set
}

// wider gives the smallest answer about texts that the needle holds, of those
// that are right where it is asked.
func (c *leafCache) wider(field, needle string, asked *reach) (found set, count int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.found {
		if a.needle != "" && a.field == field && a.right.holds(asked) && (found == nil || a.count < count) && strings.Contains(needle, a.needle) {
			found, count = a.set, a.count
		}
	}
	return found, count
}

// put keeps an answer.
func (c *leafCache) put(key string, a *leafAnswer) {
	if a.needle != "" {
		a.count = a.set.count()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found == nil {
		c.found = map[string]*leafAnswer{}
	}
	c.clock++
	a.used = c.clock
	if c.found[key] != nil || a.weight(key) > cacheLimit {
		return
	}
	c.found[key] = a
	c.size += a.weight(key)
	for c.size > cacheLimit {
		oldest := ""
		for k, o := range c.found {
			if k != key && (oldest == "" || o.used < c.found[oldest].used) {
				oldest = k
			}
		}
		c.size -= c.found[oldest].weight(oldest)
		delete(c.found, oldest)
	}
}

func (c *leafCache) held() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.size
}
