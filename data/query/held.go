package query

// Held is what an engine keeps in memory.
type Held struct {
	Rows    int
	Columns int64 // bytes of what is kept for every entry: times, order, review decisions, codes and dictionaries
	Texts   int64 // bytes of pieces that are unpacked: texts that were searched, columns around entries that were shown
	Answers int64 // bytes of answers that are kept for what is asked next
}

// Held adds up what is kept.
func (e *Engine) Held() Held {
	s := e.now.Load()
	h := Held{Rows: s.rows, Texts: int64(e.pool.held()), Answers: int64(s.cache.held())}
	h.Columns = int64(4*len(s.rowAt) + 4*len(s.posOf) + 4*len(s.times.narrow) + 8*len(s.times.wide))
	for i := range s.parts {
		h.Columns += int64(s.parts[i].places.bytes())
	}
	s.marking.Lock()
	if s.marked != nil {
		h.Columns += int64(len(s.marked.status) + 8*len(s.marked.notes))
	}
	s.marking.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.loaded {
		if c.ready.Load() {
			h.Columns += c.bytes()
		}
	}
	return h
}

func (c *column) bytes() int64 {
	return int64(c.codes.bytes()) + c.dict.bytes() + c.folded.Load() + c.ranked.Load()
}
