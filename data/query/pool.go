package query

import "sync"

// Limits of what is kept unpacked, in bytes.
const (
	shownLimit    = 128 << 20 // around the entries that were shown
	searchedLimit = 1 << 30   // of texts that were searched
)

// pool keeps pieces of columns as they were unpacked. Pieces around entries
// that were shown make room for later ones; pieces that were searched stay
// while there is room for them, because the next search reads them all again.
type pool struct {
	mu       sync.Mutex
	entries  map[pieceKey]*piece
	clock    uint64
	shown    int // bytes
	searched int // bytes
	limit    int // of searched
}

type pieceKey struct {
	part    int64 // its key
	rows    int   // of the part
	segment int   // of the part; -1 for the dictionary
	column  string
	coded   bool // codes, not texts
}

type piece struct {
	value    any
	bytes    int
	used     uint64
	searched bool
}

func newPool() *pool { return &pool{entries: map[pieceKey]*piece{}, limit: searchedLimit} }

// get gives a piece; read is called where it is not kept. Two callers at once
// may both read it.
func (p *pool) get(key pieceKey, searching bool, read func() (value any, bytes int, err error)) (any, error) {
	p.mu.Lock()
	if e := p.entries[key]; e != nil {
		p.clock++
		e.used = p.clock
		if searching && !e.searched && p.searched+e.bytes <= p.limit {
			e.searched = true
			p.shown -= e.bytes
			p.searched += e.bytes
		}
		p.mu.Unlock()
		return e.value, nil
	}
	p.mu.Unlock()
	value, bytes, err := read()
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.entries[key] != nil || searching && p.searched+bytes > p.limit {
		return value, nil
	}
	p.clock++
	p.entries[key] = &piece{value, bytes, p.clock, searching}
	if searching {
		p.searched += bytes
		return value, nil
	}
	p.shown += bytes
	for p.shown > shownLimit {
		var oldest pieceKey
		least := uint64(1<<64 - 1)
		for k, e := range p.entries {
			if !e.searched && e.used < least && k != key {
				oldest, least = k, e.used
			}
		}
		if least == 1<<64-1 {
			break
		}
		p.shown -= p.entries[oldest].bytes
		delete(p.entries, oldest)
	}
	return value, nil
}

// kept gives a piece that is kept, nil for others.
func (p *pool) kept(key pieceKey) any {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.entries[key]; e != nil {
		return e.value
	}
	return nil
}

// forget takes away what fits.
func (p *pool) forget(fits func(pieceKey) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for k, e := range p.entries {
		if fits(k) {
			if e.searched {
				p.searched -= e.bytes
			} else {
				p.shown -= e.bytes
			}
			delete(p.entries, k)
		}
	}
}

// held gives the bytes kept.
func (p *pool) held() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown + p.searched
}
