package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"probity/data/columns"
)

// column is a text column over all parts. Its codes, by position, point into
// one dictionary; where a part keeps the column as an arena the code is that
// of text, and the value is found by its row.
type column struct {
	mu     sync.Mutex
	ready  bool
	name   string
	dict   []string // dict[0] is ""
	codes  codes
	arenas []*columns.Text // by part, nil where it is coded or absent
	mixed  bool            // arenas has some; the last code stands for them

	foldOnce sync.Once
	arena    []byte // the dictionary, folded, one value after the other
	ends     []uint32
	rankOnce sync.Once
	ranks    []uint32 // of the dictionary's values in collation order
	rankMax  uint32
}

// codes are as narrow as their dictionary allows; one of them is set.
type codes struct {
	b1 []uint8
	b2 []uint16
	b4 []uint32
}

func newCodes(n, dict int) codes {
	switch {
	case dict <= 1<<8:
		return codes{b1: make([]uint8, n)}
	case dict <= 1<<16:
		return codes{b2: make([]uint16, n)}
	}
	return codes{b4: make([]uint32, n)}
}

func (c *codes) at(pos uint32) uint32 {
	switch {
	case c.b1 != nil:
		return uint32(c.b1[pos])
	case c.b2 != nil:
		return uint32(c.b2[pos])
	}
	return c.b4[pos]
}

func (c *codes) put(pos, code uint32) {
	switch {
	case c.b1 != nil:
		c.b1[pos] = uint8(code)
	case c.b2 != nil:
		c.b2[pos] = uint16(code)
	default:
		c.b4[pos] = code
	}
}

// slot gives the place of a column, loaded or not.
func (s *snapshot) slot(name string) *column {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.loaded[name]
	if c == nil {
		c = &column{name: name}
		s.loaded[name] = c
	}
	return c
}

// column gives a text column, nil where no part has it. An error is not kept:
// the next caller tries again.
func (s *snapshot) column(ctx context.Context, name string) (*column, error) {
	owners := s.owners[name]
	if owners == nil && !computed(name) {
		return nil, nil
	}
	c := s.slot(name)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ready {
		return c, nil
	}
	if computed(name) {
		if err := s.compute(ctx, c); err != nil {
			return nil, err
		}
	} else if err := s.loadText(ctx, c, owners); err != nil {
		return nil, err
	}
	c.ready = true
	return c, nil
}

// Load reads columns ahead, all when none is named, so that the first search in
// them does not wait.
func (e *Engine) Load(ctx context.Context, names ...string) error {
	s := e.now.Load()
	if len(names) == 0 {
		names = s.fields
	}
	return s.load(ctx, names)
}

func (s *snapshot) load(ctx context.Context, names []string) error {
	errs := make([]error, len(names))
	var next atomic.Int64
	together(min(workersFor(s.rows), len(names)), func(int) {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(names) {
				return
			}
			_, errs[i] = s.column(ctx, names[i])
		}
	})
	return errors.Join(errs...)
}

func (s *snapshot) loadSource(c *column) {
	coded := columns.NewCoded(0)
	for i := range s.parts {
		coded.AppendString(s.parts[i].Name)
	}
	c.dict, c.codes = coded.Dict, newCodes(s.rows, len(coded.Dict))
	for i := range s.parts {
		p := &s.parts[i]
		for row := p.base; row < p.base+Row(p.Rows); row++ {
			c.codes.put(s.posOf[row], coded.Codes[i])
		}
	}
}

func (s *snapshot) loadText(ctx context.Context, c *column, owners []int) error {
	texts := make([]*columns.Text, len(s.parts))
	maps := make([][]uint32, len(s.parts))
	arenas := make([]*columns.Text, len(s.parts))
	dict, mixed := []string{""}, false
	var index map[string]uint32
	for _, i := range owners {
		p := &s.parts[i]
		if err := ctx.Err(); err != nil {
			return err
		}
		t, err := s.store.Text(ctx, p.Key, c.name)
		if err == nil && t != nil {
			err = check(t, p.Rows)
		}
		if err != nil {
			return fmt.Errorf("read the column %s of %s: %w", c.name, p.Name, err)
		}
		if t == nil || p.Rows == 0 {
			continue
		}
		if t.Ends != nil {
			arenas[i], mixed = t, true
			continue
		}
		texts[i] = t
		if index == nil && len(owners) == 1 {
			dict = t.Dict
			continue
		}
		if index == nil {
			index = make(map[string]uint32, len(t.Dict))
			index[""] = 0
		}
		remap := make([]uint32, len(t.Dict))
		for code, value := range t.Dict {
			to, ok := index[value]
			if !ok {
				to = uint32(len(dict))
				dict = append(dict, value)
				index[value] = to
			}
			remap[code] = to
		}
		maps[i] = remap
	}
	if mixed {
		dict = append(slices.Clip(dict), "")
	}
	out := newCodes(s.rows, len(dict))
	for i, t := range texts {
		p := &s.parts[i]
		pos := s.posOf[p.base : int(p.base)+p.Rows]
		switch {
		case arenas[i] != nil:
			for _, at := range pos {
				out.put(at, uint32(len(dict)-1))
			}
		case t == nil:
		case out.b1 != nil:
			place(out.b1, pos, t.Codes, maps[i])
		case out.b2 != nil:
			place(out.b2, pos, t.Codes, maps[i])
		default:
			place(out.b4, pos, t.Codes, maps[i])
		}
	}
	c.dict, c.codes, c.arenas, c.mixed = dict, out, arenas, mixed
	return nil
}

func place[T uint8 | uint16 | uint32](to []T, pos, from, remap []uint32) {
	if remap == nil {
		for i, code := range from {
			to[pos[i]] = T(code)
		}
		return
	}
	for i, code := range from {
		to[pos[i]] = T(remap[code])
	}
}

// check refuses a column that would lead outside its own bounds.
func check(t *columns.Text, rows int) error {
	if t.Len() != rows {
		return fmt.Errorf("it has %d values for %d entries", t.Len(), rows)
	}
	if t.Ends != nil {
		last := uint64(0)
		for i, end := range t.Ends {
			if end < last || end > uint64(len(t.Arena)) {
				return fmt.Errorf("the value of entry %d lies outside", i+1)
			}
			last = end
		}
		return nil
	}
	if len(t.Dict) == 0 || t.Dict[0] != "" {
		return fmt.Errorf("its dictionary does not begin with the empty text")
	}
	for i, code := range t.Codes {
		if int(code) >= len(t.Dict) {
			return fmt.Errorf("the code of entry %d is not in the dictionary", i+1)
		}
	}
	return nil
}

// arenaCode is the code of rows whose value lies in an arena, -1 if none does.
func (c *column) arenaCode() int {
	if c.mixed {
		return len(c.dict) - 1
	}
	return -1
}

// at gives the value of a row.
func (c *column) at(s *snapshot, row Row) string {
	code := c.codes.at(s.posOf[row])
	if int(code) == c.arenaCode() {
		p := s.partIndex(row)
		return c.arenas[p].At(int(row - s.parts[p].base))
	}
	return c.dict[code]
}

func (s *snapshot) partIndex(row Row) int {
	low, high := 0, len(s.parts)
	for high-low > 1 {
		if middle := (low + high) / 2; s.parts[middle].base <= row {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// foldedDict gives the dictionary folded, in one piece.
func (c *column) foldedDict() ([]byte, []uint32) {
	c.foldOnce.Do(func() {
		size := 0
		for _, v := range c.dict {
			size += len(v)
		}
		arena, ends := make([]byte, 0, size+size/16), make([]uint32, len(c.dict))
		for i, v := range c.dict {
			arena = appendFold(arena, v)
			ends[i] = uint32(len(arena))
		}
		c.arena, c.ends = arena, ends
	})
	return c.arena, c.ends
}
