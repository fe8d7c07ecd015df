package query

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"probity/data/columns"
)

// column is a text column over all parts. Its codes, by position, point into
// one dictionary. Where a segment keeps texts that hardly repeat the code is
// the last one, and the value is found by its row.
type column struct {
	mu    sync.Mutex
	ready atomic.Bool
	doing *loading     // nil while nobody reads it
	shown atomic.Int32 // how often it was shown without being loaded
	asked atomic.Int32 // how often it was searched by itself without being loaded
	name  string
	dict  dictionary // its first value is ""
	codes codes
	mixed bool  // some segments keep long texts; the last code stands for them
	longs []int // the numbers of those segments

	foldOnce sync.Once
	arena    []byte // the dictionary, folded, one value after the other
	ends     []uint32
	folded   atomic.Int64 // bytes of arena and ends
	ranking  sync.Mutex
	ranks    []uint32 // of the dictionary's values in collation order
	rankMax  uint32
	ranked   atomic.Int64 // bytes of ranks
}

// slot gives the place of a column, loaded or not.
func (s *snapshot) slot(name string) *column {
	if known := s.slots.Load(); known != nil {
		if c := (*known)[name]; c != nil {
			return c
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.loaded[name]
	if c == nil {
		c = &column{name: name}
		s.loaded[name] = c
	}
	known := maps.Clone(s.loaded)
	s.slots.Store(&known)
	return c
}

// ready gives a column where it is loaded, else nil.
func (s *snapshot) ready(name string) *column {
	if known := s.slots.Load(); known != nil {
		if c := (*known)[name]; c != nil && c.ready.Load() {
			return c
		}
	}
	return nil
}

// Load reads columns ahead, all when none is named, so that the first search in
// them does not wait.
func (e *Engine) Load(ctx context.Context, names ...string) error {
	s := e.now.Load()
	if len(names) == 0 {
		names = s.fields
	}
	if err := s.load(ctx, names); err != nil {
		return err
	}
	for _, name := range names {
		if c, err := s.column(ctx, name); err != nil {
			return err
		} else if c != nil && len(c.longs) > 0 {
			if err := s.eachSegment(ctx, c.longs, func(_, i int) error { _, err := s.long(ctx, i, name, true); return err }); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *snapshot) load(ctx context.Context, names []string) error {
	var errs []error
	for _, name := range names { // each reads with all processors
		_, err := s.column(ctx, name)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (s *snapshot) loadSource(c *column) (err error) {
	coded := columns.NewCoded(0)
	for i := range s.parts {
		coded.AppendString(s.parts[i].Name)
	}
	c.codes = newCodes(s.rows, len(coded.Dict))
	for i := range s.parts {
		p := &s.parts[i]
		for row := p.base; row < p.base+Row(p.rows); row++ {
			c.codes.put(s.posOf[row], coded.Codes[i])
		}
	}
	c.dict, err = dictionaryOf(coded.Dict)
	return err
}

func (s *snapshot) loadText(ctx context.Context, c *column, forms []columns.Form) error {
	dict, limits, maps, seldom, err := s.joinDictionaries(ctx, c.name, forms)
	if err != nil {
		return err
	}
	if seldom != nil {
		forms = slices.Clone(forms)
		for i := range forms {
			if forms[i] == columns.InCodes && seldom[s.segments[i].part] {
				forms[i] = columns.InTexts
			}
		}
	}
	var longs []int
	for i, form := range forms {
		if form == columns.InTexts {
			longs = append(longs, i)
		}
	}
	if len(longs) > 0 {
		if done, err := s.intern(ctx, c, forms, dict, limits, maps, longs); done || err != nil {
			return err
		}
		dict = append(slices.Clip(dict), "")
	}
	out := newCodes(s.rows, len(dict))
	if err := s.place(ctx, c.name, forms, &out, limits, maps); err != nil {
		return err
	}
	for _, i := range longs {
		seg := &s.segments[i]
		for _, pos := range s.posOf[seg.base : int(seg.base)+seg.rows] {
			out.put(pos, uint32(len(dict)-1))
		}
	}
	c.codes, c.longs, c.mixed = out, longs, len(longs) > 0
	c.dict, err = dictionaryOf(dict)
	return err
}

// joinDictionaries makes one dictionary of those of all parts. Limits gives the
// size of each, maps what its codes are in the joint one, nil for the same.
// Parts in which the values hardly repeat take no part: seldom names them. Small
// exports have such dictionaries for texts of any kind. Nor do those for whose
// values there is no room.
func (s *snapshot) joinDictionaries(ctx context.Context, name string, forms []columns.Form) (dict []string, limits []int, maps [][]uint32, seldom map[int]bool, err error) {
	limits, maps = make([]int, len(s.parts)), make([][]uint32, len(s.parts))
	read := make([][]string, len(s.parts))
	var owners []int // a segment of each part that is coded
	for i, form := range forms {
		if number := s.segments[i].part; form == columns.InCodes && limits[number] == 0 {
			owners = append(owners, i)
			limits[number] = 1
		}
	}
	if len(owners) == 0 {
		return []string{""}, limits, maps, nil, nil
	}
	var mu sync.Mutex
	err = s.eachSegment(ctx, owners, func(_, i int) error {
		number := s.segments[i].part
		part, err := s.store.Dictionary(ctx, s.parts[number].Key, name)
		if err == nil && (len(part) == 0 || part[0] != "") {
			err = unsound("The values of the column “%s” of %s do not begin with the empty text.", name, s.parts[number].Name)
		}
		if err != nil {
			limits[number] = 0
			return s.brokenDictionary(number, name, err)
		}
		if limits[number] = len(part); len(part) > seldomFrom && len(part) > s.parts[number].rows/2 {
			mu.Lock()
			defer mu.Unlock()
			if seldom == nil {
				seldom = map[int]bool{}
			}
			seldom[number] = true
			return nil
		}
		read[number] = part
		return nil
	})
	if err != nil {
		return nil, nil, nil, nil, err
	}
	var index *interner
	var kept pages
	room := dictionaryMost
	for number, part := range read {
		for _, value := range part {
			room -= len(value)
		}
		switch {
		case part == nil:
			continue
		case room < 0:
			if seldom == nil {
				seldom = map[int]bool{}
			}
			seldom[number] = true
			continue
		case dict == nil:
			dict = part
			continue
		case index == nil:
			index = newInterner(2 * len(dict))
			for _, value := range dict {
				index.id(bytesOf(value))
			}
			dict = slices.Clip(dict)
		}
		remap := make([]uint32, len(part))
		for code, value := range part {
			to := index.id(bytesOf(value))
			if int(to) == len(dict) {
				value = kept.keep(bytesOf(value)) // so that the part's own is not kept for it
				dict = append(dict, value)
				index.texts[to] = bytesOf(value)
			}
			remap[code] = to
			if code&0xffff == 0 && ctx.Err() != nil {
				return nil, nil, nil, nil, ctx.Err()
			}
		}
		maps[number] = remap
	}
	if dict == nil {
		dict = []string{""}
	}
	return dict, limits, maps, seldom, nil
}

// place reads the coded segments into their positions.
func (s *snapshot) place(ctx context.Context, name string, forms []columns.Form, out *codes, limits []int, maps [][]uint32) error {
	scratch := make([][]uint32, workersFor(s.rows))
	return s.eachSegment(ctx, nil, func(w, i int) error {
		seg := &s.segments[i]
		if forms[i] != columns.InCodes || limits[seg.part] == 0 {
			return nil
		}
		got, err := s.codes(ctx, i, name, limits[seg.part], scratch[w][:0])
		if err != nil {
			return s.broken(i, name, err)
		}
		scratch[w] = got
		out.place(s.posOf[seg.base:int(seg.base)+seg.rows], got, maps[seg.part])
		return nil
	})
}

// arenaCode is the code of rows whose value is a long text, -1 if none does.
func (c *column) arenaCode() int {
	if c.mixed {
		return c.dict.len() - 1
	}
	return -1
}

// at gives the value of a row of a loaded column.
func (c *column) at(ctx context.Context, s *snapshot, row Row) (string, error) {
	code := c.codes.at(s.posOf[row])
	if int(code) != c.arenaCode() {
		return c.dict.at(code), nil
	}
	i := s.segmentOf(row)
	t, err := s.long(ctx, i, c.name, false)
	if err != nil || t == nil {
		return "", err
	}
	return string(t.Bytes(int(row - s.segments[i].base))), nil
}

// texts gives the long texts of a column by segment, nil where there are none.
func (c *column) texts(ctx context.Context, s *snapshot) ([]*arena, error) {
	out := make([]*arena, len(s.segments))
	if len(c.longs) == 0 {
		return out, nil
	}
	err := s.eachSegment(ctx, c.longs, func(_, i int) (err error) {
		out[i], err = s.long(ctx, i, c.name, true)
		return err
	})
	return out, err
}

// foldedDict gives the dictionary folded, in one piece.
func (c *column) foldedDict() ([]byte, []uint32) {
	c.foldOnce.Do(func() {
		same := c.dict.ends()
		arena, ends := make([]byte, 0, len(c.dict.text)+len(c.dict.text)/16), make([]uint32, len(same))
		for code, v := range c.dict.all() {
			arena = appendFold(arena, v)
			ends[code] = uint32(len(arena))
		}
		held := cap(arena) + 4*len(ends)
		if slices.Equal(ends, same) {
			held, ends = cap(arena), same
		}
		c.arena, c.ends = arena, ends
		c.folded.Store(int64(held))
	})
	return c.arena, c.ends
}
