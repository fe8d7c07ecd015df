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

// stock is where values of a column lie together: the dictionary of a part, or
// a segment of texts.
type stock struct {
	name    string
	segment int  // the first of the part that is coded, or the one with the texts
	coded   bool // a dictionary
}

// inUnloaded adds the positions at which one of the columns has a value that
// matches. Where few of those within are not found yet, only the segments in
// which they lie are looked at; else all are, and whole is true.
func (v *evaluation) inUnloaded(names []string, m *matcher, within, out set) (whole bool, err error) {
	s := v.s
	wanted := v.s.touched(within, out)
	var stocks []stock
	for _, name := range names {
		last := -1 // the part whose dictionary is on the list
		for i, form := range s.forms[name] {
			switch part := s.segments[i].part; {
			case wanted != nil && !wanted[i]:
			case form == columns.InTexts:
				stocks = append(stocks, stock{name, i, false})
			case form == columns.InCodes && part != last:
				stocks = append(stocks, stock{name, i, true})
				last = part
			}
		}
	}
	tables, sizes := make([][]uint8, len(stocks)), make([]int, len(stocks)) // what matches in a dictionary
	err = v.gather(len(stocks), m, out, func(at int, b *block, found set) error {
		where := stocks[at]
		if where.coded {
			dict, err := s.dictionary(v.ctx, where.segment, where.name, true)
			if err != nil || dict == nil {
				return err
			}
			sizes[at] = len(dict.Ends)
			b.search(dict, 0, len(dict.Ends), func(code int) {
				if tables[at] == nil {
					tables[at] = make([]uint8, max(len(dict.Ends), 256))
				}
				tables[at][code] = 1
			})
			return nil
		}
		t, err := s.long(v.ctx, where.segment, where.name, true)
		if err != nil || t == nil {
			return err
		}
		base := s.segments[where.segment].base
		b.search(t, 0, len(t.Ends), func(row int) { found.add(s.posOf[base+Row(row)]) })
		return nil
	})
	if err != nil {
		return false, err
	}
	type piece struct {
		stock, segment int
	}
	var pieces []piece
	for at, where := range stocks {
		if tables[at] == nil {
			continue
		}
		for i := where.segment; i < len(s.segments) && s.segments[i].part == s.segments[where.segment].part; i++ {
			if s.forms[where.name][i] == columns.InCodes && (wanted == nil || wanted[i]) {
				pieces = append(pieces, piece{at, i})
			}
		}
	}
	return wanted == nil, v.gather(len(pieces), m, out, func(at int, _ *block, found set) error {
		p := pieces[at]
		c, err := s.segmentCodes(v.ctx, p.segment, stocks[p.stock].name, sizes[p.stock], true)
		if err != nil || c.bytes() == 0 {
			return err
		}
		seg := &s.segments[p.segment]
		pos := s.posOf[seg.base : int(seg.base)+seg.rows]
		marked := newSet(seg.rows)
		c.scan(0, seg.rows, tables[p.stock], marked)
		marked.each(func(row uint32) { found.add(pos[row]) })
		return nil
	})
}

// touched tells the segments that have something within that was not found yet,
// nil where there is so much of it that all are searched.
func (s *snapshot) touched(within, found set) []bool {
	if within == nil {
		return nil
	}
	rest := slices.Clone(within)
	rest.andNot(found)
	if rest.count()*8 >= s.rows {
		return nil
	}
	out := make([]bool, len(s.segments))
	rest.each(func(pos uint32) { out[s.segmentOf(s.rowAt[pos])] = true })
	return out
}
