package query

import (
	"slices"

	"probity/data/columns"
)

// A text is looked for in columns as they lie, where they are not loaded: a
// dictionary is searched once for its part, and of its codes only those of a
// part in which it was found are read. Loading them first would join the
// dictionaries of all parts and place the codes of all entries, for a word that
// most columns do not have.

// unloaded lists the columns that are not loaded, and takes them out of names.
func (s *snapshot) unloaded(names []string) (loaded, not []string) {
	for _, name := range names {
		if s.forms[name] != nil && !s.slot(name).ready.Load() {
			not = append(not, name)
		} else {
			loaded = append(loaded, name)
		}
	}
	return loaded, not
}

// inTexts reports whether a column is better searched as it lies: it is not
// loaded, and a source gave its dictionary up for its size. Loading it would
// read all of it, and number its values.
func (s *snapshot) inTexts(name string) bool {
	return slices.Contains(s.forms[name], columns.InTexts) && !s.slot(name).ready.Load()
}

// loadedFrom is how often a column is asked about by itself before it is read
// as a whole, which nobody waits for.
const loadedFrom = 4

// sought is the dictionary of a column of a part, and what matches in it.
type sought struct {
	name    string
	segment int // the first of the part that is coded
	size    int
	table   []uint8 // by code; nil: nothing
}

// inUnloaded adds the positions at which one of the columns has a value that
// matches. Where few of those within are not found yet, only the segments in
// which they lie are looked at; else all are, and whole is true.
func (v *evaluation) inUnloaded(names []string, m *matcher, within, out set) (whole bool, err error) {
	s := v.s
	rest, wanted := s.touched(within, out)
	var all []*sought
	for _, name := range names {
		last := -1 // the part whose dictionary is on the list
		for i, form := range s.forms[name] {
			if part := s.segments[i].part; form == columns.InCodes && part != last && (wanted == nil || wanted[i]) {
				all, last = append(all, &sought{name: name, segment: i}), part
			}
		}
	}
	err = v.gather(len(all), m, out, func(at int, b *block, _ set) error {
		one := all[at]
		dict, err := s.dictionary(v.ctx, one.segment, one.name, true)
		if err != nil || dict == nil {
			return err
		}
		one.size = len(dict.Ends)
		b.search(dict, 0, one.size, nil, func(code int) {
			if one.table == nil {
				one.table = make([]uint8, max(one.size, 256))
			}
			one.table[code] = 1
		})
		return nil
	})
	if err != nil {
		return false, err
	}
	found := make([][]*sought, len(s.parts)) // what has something, by part
	for _, one := range all {
		if one.table != nil {
			part := s.segments[one.segment].part
			found[part] = append(found[part], one)
		}
	}
	var segments []int
	for i := range s.segments {
		if wanted == nil || wanted[i] {
			segments = append(segments, i)
		}
	}
	return wanted == nil, v.gather(len(segments), m, out, func(at int, b *block, to set) error {
		i := segments[at]
		seg := &s.segments[i]
		pos := s.posOf[seg.base : int(seg.base)+seg.rows]
		done := newSet(seg.rows) // rows that need not be looked at
		for row := 0; rest != nil && row < seg.rows; row++ {
			if !rest.has(pos[row]) {
				done.add(uint32(row))
			}
		}
		rows, err := v.inSegment(i, names, found[seg.part], b, done)
		if err != nil {
			return err
		}
		rows.each(func(row uint32) { to.add(pos[row]) })
		return nil
	})
}

// inSegment gives the rows of a segment at which one of the columns has a value
// that matches. It may leave out those that are done, which it adds to.
func (v *evaluation) inSegment(i int, names []string, found []*sought, b *block, done set) (rows set, err error) {
	s, n := v.s, v.s.segments[i].rows
	rows = newSet(n)
	for _, one := range found {
		if s.forms[one.name][i] != columns.InCodes {
			continue
		}
		c, err := s.segmentCodes(v.ctx, i, one.name, one.size, true)
		if err != nil {
			return nil, err
		}
		if c.bytes() > 0 {
			c.scan(0, n, one.table, rows)
		}
	}
	done.or(rows)
	for _, name := range names {
		if s.forms[name][i] != columns.InTexts || done.full(0, n) {
			continue
		}
		if err := v.ctx.Err(); err != nil {
			return nil, err
		}
		t, err := s.long(v.ctx, i, name, true)
		if err != nil {
			return nil, err
		}
		if t != nil {
			b.search(t, 0, n, done, func(row int) {
				rows.add(uint32(row))
				done.add(uint32(row))
			})
		}
	}
	return rows, v.ctx.Err()
}

// touched gives what lies within and was not found yet, and tells the segments
// that have something of it; both are nil where it is so much that everything
// is searched.
func (s *snapshot) touched(within, found set) (rest set, segments []bool) {
	if within == nil {
		return nil, nil
	}
	rest = slices.Clone(within)
	rest.andNot(found)
	if rest.count()*8 >= s.rows {
		return nil, nil
	}
	segments = make([]bool, len(s.segments))
	rest.each(func(pos uint32) { segments[s.segmentOf(s.rowAt[pos])] = true })
	return rest, segments
}
