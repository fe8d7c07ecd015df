package intake

import (
	"fmt"
	"os"
	"sync"
	"time"
)

// Kept holds what was read of one file, so that looking at it with other
// settings reads nothing. It reads again when the file has changed meanwhile or
// another member of a ZIP is asked for. It may be used from any goroutine; the
// zero value is ready.
type Kept struct {
	mu     sync.Mutex
	path   string
	member string
	size   int64
	at     time.Time
	sample *sample
}

func (k *Kept) take(path, member string) (*sample, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	info, err := os.Stat(path)
	if err == nil && k.sample != nil && k.path == path && k.member == member && k.size == info.Size() && k.at.Equal(info.ModTime()) {
		return k.sample, nil
	}
	s, failed := readSample(path, member)
	if failed != nil || err != nil {
		return s, failed
	}
	k.path, k.member, k.size, k.at, k.sample = path, member, info.Size(), info.ModTime(), s
	return s, nil
}

// hunts remembers the dialects that were found in a sample: another zone or
// mapping does not change them.
type hunts struct {
	mu    sync.Mutex
	found map[string]hunted
}

type hunted struct {
	best scored
	end  string
	why  Finding
}

func (h *hunts) settle(by *hunt, seps []delimiter, quotes string) (scored, string, Finding) {
	key := fmt.Sprintf("%q %+v %q", by.cs.name, seps, quotes)
	h.mu.Lock()
	defer h.mu.Unlock()
	x, ok := h.found[key]
	if !ok {
		x.best, x.end, x.why = by.settle(seps, quotes)
		if h.found == nil {
			h.found = map[string]hunted{}
		}
		h.found[key] = x
	}
	return x.best, x.end, x.why
}
