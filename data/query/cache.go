package query

import (
	"strings"
	"sync"
)

// leafCache keeps answers of leaves: the facets of one filter ask for the same
// ones again and again, and what is typed next narrows what was typed before.
type leafCache struct {
	mu    sync.Mutex
	found map[string]*leafAnswer
	size  int
	clock uint64
}

type leafAnswer struct {
	set
	field, needle string // of a leaf that asks for one text, folded
	count         int
	used          uint64
}

// cacheLimit is what answers take at most, in bytes.
const cacheLimit = 32 << 20

func (a *leafAnswer) weight(key string) int { return 8*len(a.set) + len(key) + len(a.needle) + 96 }

func (c *leafCache) get(key string) (set, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.found[key]
	if a == nil {
		return nil, false
	}
	c.clock++
	a.used = c.clock
	return a.set, true
}

// wider gives the smallest answer about texts that the needle holds.
func (c *leafCache) wider(field, needle string) (found set, count int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.found {
		if a.needle != "" && a.field == field && (found == nil || a.count < count) && strings.Contains(needle, a.needle) {
			found, count = a.set, a.count
		}
	}
	return found, count
}

// put keeps an answer; needle is empty where it asks for something else than
// one text.
func (c *leafCache) put(key, field, needle string, found set) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found == nil {
		c.found = map[string]*leafAnswer{}
	}
	c.clock++
	a := &leafAnswer{set: found, field: field, needle: needle, count: found.count(), used: c.clock}
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
