package query

import (
	"context"
	"math"
	"slices"
	"sort"
	"sync"

	"probity/data/entry"
)

// places are where the records of a part begin in their source; they are read
// when the first identity of the part is asked for.
type places struct {
	mu     sync.Mutex
	ready  bool
	narrow []uint32 // offsets by row of the part, noPlace for unknown; in bytes or rows
	wide   []int64  // instead, in sources past 4 GB; -1 for unknown
	order  []uint32 // rows by offset, where they do not ascend
	known  int      // rows in order, or all
}

const noPlace = math.MaxUint32

func (p *places) at(i int) int64 {
	if p.wide != nil {
		return p.wide[i]
	}
	if p.narrow[i] == noPlace {
		return -1
	}
	return int64(p.narrow[i])
}

// byOffset gives the i-th row in the order of offsets.
func (p *places) byOffset(i int) int {
	if p.order != nil {
		return int(p.order[i])
	}
	return i
}

func (p *places) bytes() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return 4*len(p.narrow) + 8*len(p.wide) + 4*len(p.order)
}

// placesOf reads the places of a part once.
func (s *snapshot) placesOf(ctx context.Context, number int) (*places, error) {
	p := &s.parts[number]
	to := p.places
	to.mu.Lock()
	defer to.mu.Unlock()
	if to.ready {
		return to, nil
	}
	narrow, wide := make([]uint32, 0, p.rows), []int64(nil)
	var scratch []int64
	last, ascend, unknown := int64(-1), true, 0
	for i := p.segments; i < len(s.segments) && s.segments[i].part == number; i++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		got, err := s.numbers(ctx, i, "offset", scratch[:0])
		if err != nil {
			return nil, err
		}
		if got == nil {
			got = slices.Repeat([]int64{-1}, s.segments[i].rows)
		}
		scratch = got
		for _, offset := range got {
			if offset < 0 {
				offset = -1
				unknown++
			}
			ascend = ascend && offset >= last
			last = offset
			if wide == nil && offset >= noPlace {
				wide = make([]int64, 0, p.rows)
				for _, n := range narrow {
					if n == noPlace {
						wide = append(wide, -1)
					} else {
						wide = append(wide, int64(n))
					}
				}
				narrow = nil
			}
			switch {
			case wide != nil:
				wide = append(wide, offset)
			case offset < 0:
				narrow = append(narrow, noPlace)
			default:
				narrow = append(narrow, uint32(offset))
			}
		}
	}
	to.narrow, to.wide, to.known = narrow, wide, p.rows
	if !ascend || unknown > 0 {
		to.order = make([]uint32, 0, p.rows-unknown)
		for i := range p.rows {
			if to.at(i) >= 0 {
				to.order = append(to.order, uint32(i))
			}
		}
		slices.SortStableFunc(to.order, func(a, b uint32) int {
			switch x, y := to.at(int(a)), to.at(int(b)); {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
		to.known = len(to.order)
	}
	to.ready = true
	return to, nil
}

// identity gives the name of an entry, the zero one where its place is damaged.
func (s *snapshot) identity(ctx context.Context, row Row) (entry.Identity, error) {
	number := s.segments[s.segmentOf(row)].part
	p := &s.parts[number]
	at, err := s.placesOf(ctx, number)
	if err != nil {
		return entry.Identity{}, err
	}
	id := entry.Identity{Source: p.Source, Member: p.Member, Offset: at.at(int(row - p.base))}
	if id.Offset < 0 {
		return entry.Identity{}, nil
	}
	if id.Path, err = s.path(ctx, row); err != nil || s.hurt.has(mark{s.segmentOf(row), columnPath}) {
		return entry.Identity{}, err
	}
	return id, nil
}

func (s *snapshot) path(ctx context.Context, row Row) (string, error) {
	if s.forms[columnPath] == nil {
		return "", nil
	}
	return s.shownAt(ctx, columnPath, row)
}

// Identity gives the name of an entry that holds for ever, the zero Identity
// where there is no such row or its place is damaged.
func (e *Engine) Identity(row Row) entry.Identity {
	s := e.now.Load()
	if int(row) >= s.rows {
		return entry.Identity{}
	}
	id, err := s.identity(context.Background(), row)
	if err != nil {
		return entry.Identity{}
	}
	return id
}

// RowOf finds the entry of an identity; ok is false where the log has none.
func (e *Engine) RowOf(id entry.Identity) (row Row, ok bool) {
	s, ctx := e.now.Load(), context.Background()
	for number := range s.parts {
		p := &s.parts[number]
		if p.Source != id.Source || p.Member != id.Member || p.rows == 0 {
			continue
		}
		at, err := s.placesOf(ctx, number)
		if err != nil {
			continue
		}
		for i := sort.Search(at.known, func(i int) bool { return at.at(at.byOffset(i)) >= id.Offset }); i < at.known; i++ {
			local := at.byOffset(i)
			if at.at(local) != id.Offset {
				break
			}
			if path, err := s.path(ctx, p.base+Row(local)); err == nil && path == id.Path {
				return p.base + Row(local), true
			}
		}
	}
	return 0, false
}
