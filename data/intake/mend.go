package intake

import (
	"bytes"
	"math"
	"sync"
)

// Where the quotes of a record break the rules – one too many, one too few,
// not doubled inside a field – the record is split in the way that costs
// least: every quote that must be taken as text costs, so does a line end
// inside a field, and most of all a number of cells that is not the table's.
// What is clean by the rules never comes here.
const (
	mendLines  = 24       // lines that a broken record may take
	mendBytes  = 32 << 10 // bytes that are looked at
	mendStarts = 4 << 10  // cells that are tried
	mendCloses = 48       // quotes that are tried as the end of one cell
	mendWork   = 24 << 10 // bytes that are gone over for one record

	costOpening  = 2.0 // a quote at the beginning of a cell is text
	costBare     = 1.5 // a cell without quotes where every cell has them
	costDangling = 0.4 // a cell without quotes ends with one
	costInside   = 0.1 // or holds one
	costStray    = 1.0 // a quote inside quotes is text
	costMore     = 0.1 // a further one
	costBoundary = 1.5 // such a one stands where a cell may end
	costEmpty    = 0.8 // a doubled quote stands where an empty cell may be
	costAgain    = 0.6 // a further quote in a cell whose first is text
	costLine     = 0.9 // a line end inside quotes
	costLineTame = 0.3 // the same where every cell is quoted
	costWidth    = 3.0 // a cell too many or too few
)

// suspect reports cells that a broken quote may have cut wrongly.
func (d *dialect) suspect(b []byte, cells []span) bool {
	if d.quote == 0 {
		return false
	}
	quoted, loose := false, false
	for _, c := range cells {
		switch {
		case c.escaped:
			quoted = true
		case c.to > c.from && (d.always || bytes.IndexByte(b[c.from:c.to], d.quote) >= 0):
			loose = true
		}
	}
	return quoted && loose
}

// swallowed reports that a line inside the record would be one by itself.
func (d *dialect) swallowed(b []byte) bool {
	_, i := d.line(b, 0)
	for range mendLines {
		if i >= len(b) {
			return false
		}
		end, next := d.line(b, i)
		n := 1
		for k := i; k < end; k++ {
			if d.atSep(b, k) > 0 {
				n++
			}
		}
		if n == d.width {
			return true
		}
		i = next
	}
	return false
}

// step is the cheapest way found to the beginning of a cell.
type step struct {
	cost   float64
	before int // step that it came from; -1: the first
	pos    int // where the cell begins
	count  int // cells before it
	last   span
	stale  bool // a cheaper way was found since
}

// mend splits a record whose strict split cells[n:] is not as it should be.
// The strict result stands unless another way is cheaper.
func (d *dialect) mend(b []byte, pos int, cells []span, n, end, next int, ok bool, at edge) (_ []span, _, _ int, _, wait bool) {
	if d.quote == 0 {
		return cells, end, next, ok, false
	}
	limit, whole := d.window(b, pos)
	if !whole && at == endOfBuffer {
		return cells, end, next, ok, true
	}
	m := mendings.Get().(*mending)
	defer mendings.Put(m)
	clear(m.at)
	*m = mending{d: d, b: b[:limit], at: m.at, steps: m.steps[:0], open: m.open[:0], best: math.Inf(1), bestStep: -1}
	// A field that is longer than the window can only be judged by its width.
	if ok && next > limit {
		if len(cells)-n == d.width {
			return cells, end, next, ok, false
		}
	}
	if !m.run(pos, limit == len(b)) {
		return cells, end, next, ok, false
	}
	if !ok && at == endOfFile && (m.misfit != 0 || m.end == len(b) || m.next < len(b) && !d.goesOn(b, m.next)) {
		return cells, end, next, ok, false // cut off, not broken
	}
	return m.cells(cells[:n]), m.end, m.next, true, false
}

// goesOn reports that one of the next lines has as many cells as the table.
func (d *dialect) goesOn(b []byte, pos int) bool {
	i := pos
	for range 2 * mendLines {
		if i >= len(b) {
			break
		}
		_, i = d.line(b, i)
	}
	if i < len(b) { // much follows
		return true
	}
	plain := *d
	plain.width = 0
	for range 2 * mendLines {
		if pos >= len(b) {
			return false
		}
		_, next := d.line(b, pos)
		if c, _, _, _, _ := plain.split(b[:next], pos, nil, endOfPiece); len(c) == d.width && d.width > 1 {
			return true
		}
		pos = next
	}
	return true
}

// window gives where the bytes end that a broken record is looked for in.
func (d *dialect) window(b []byte, pos int) (limit int, whole bool) {
	i := pos
	for range mendLines {
		_, next := d.line(b[:min(len(b), pos+mendBytes)], i)
		if next == i || next >= len(b) {
			return min(len(b), pos+mendBytes), pos+mendBytes <= len(b)
		}
		if i = next; i-pos >= mendBytes {
			break
		}
	}
	return i, true
}

// mendings are kept, since a broken file is mended record by record.
var mendings = sync.Pool{New: func() any { return &mending{at: map[[2]int]int{}} }}

type mending struct {
	d        *dialect
	b        []byte
	steps    []step
	open     []int          // heap of steps to go on from
	at       map[[2]int]int // (pos, count) → step
	work     int            // bytes gone over
	best     float64
	bestStep int
	bestLast span
	misfit   int // cells too many or too few
	end      int
	next     int
}

// run finds the cheapest split of the record that begins at pos.
func (m *mending) run(pos int, eof bool) bool {
	d, b := m.d, m.b
	m.reach(pos, 0, 0, -1, span{})
	for range mendStarts { // the cheapest first (Dijkstra 1959)
		k := m.cheapest()
		if k < 0 || m.steps[k].cost >= m.best {
			break
		}
		s := m.steps[k]
		if s.stale || s.count > d.width+8 {
			continue
		}
		i := d.skip(b, s.pos)
		quote := i < len(b) && b[i] == d.quote
		// without quotes
		j, held := i, 0
		for j < len(b) && d.atSep(b, j) == 0 && d.atEnd(b, j) == 0 {
			if d.escape != 0 && b[j] == d.escape && j+1 < len(b) {
				j++
			} else if b[j] == d.quote {
				held++
			}
			j++
		}
		j = min(j, len(b))
		if m.work += j - i; m.work > mendWork {
			break
		}
		cost := 0.0
		switch {
		case quote && d.always:
			cost = costOpening + costBare
		case quote:
			cost = costOpening
		case d.always && j > i:
			cost = costBare
		}
		if quote && held > 1 {
			cost += costAgain * float64(held-1)
		}
		if held > 0 && j > i && b[j-1] == d.quote && !(quote && held == 1) {
			cost += costDangling
		} else if held > 0 && !quote {
			cost += costInside
		}
		m.leave(k, s, span{i, d.trim(b, i, j), false}, j, cost, eof)
		if !quote {
			continue
		}
		cost = 0
		tries, strays := 0, 0
		for q := i + 1; q < len(b) && tries < mendCloses && s.cost+cost < m.best; q++ {
			c := b[q]
			m.work++
			if c == '\n' || c == '\r' && d.atEnd(b, q) == 1 {
				if d.always {
					cost += costLineTame
				} else {
					cost += costLine
				}
				continue
			}
			if c != d.quote {
				if d.escape != 0 && c == d.escape {
					q++
				}
				continue
			}
			closes, _ := d.endsAny(b, q+1, eof)
			doubled := q+1 < len(b) && b[q+1] == d.quote
			if doubled {
				// Either one quote of the text, or text and the end.
				after, _ := d.endsAny(b, q+2, eof)
				if after {
					tries++
					m.leave(k, s, span{i + 1, q + 1, true}, q+2, cost+costStray, eof)
					if m.opens(q) {
						cost += costEmpty
					}
				}
				q++
				continue
			}
			if closes {
				tries++
				m.leave(k, s, span{i + 1, q, true}, q+1, cost, eof)
				cost += costBoundary
				continue
			}
			switch strays++; {
			case m.opens(q):
				cost += costBoundary
			case strays > 2: // one cause
				cost += costMore
			default:
				cost += costStray
			}
		}
	}
	return m.bestStep >= 0
}

// opens reports that a cell may begin at b[q].
func (m *mending) opens(q int) bool {
	n := max(1, len(m.d.sep))
	for m.d.pad && q > 0 && m.b[q-1] == ' ' {
		q--
	}
	return q > 0 && (b1(m.b, q-n) && m.d.atSep(m.b, q-n) > 0 || m.b[q-1] == '\n' || m.b[q-1] == '\r')
}

func b1(b []byte, i int) bool { return i >= 0 && i < len(b) }

// leave goes on from the end of a cell at b[i].
func (m *mending) leave(from int, s step, cell span, i int, cost float64, eof bool) {
	d := m.d
	for i < len(m.b) && (m.b[i] == ' ' || m.b[i] == '\t') && d.atSep(m.b, i) == 0 {
		i++
	}
	cost += s.cost
	if i < len(m.b) {
		if n := d.atSep(m.b, i); n > 0 {
			m.reach(i+n, s.count+1, cost, from, cell)
			return
		}
	} else if !eof {
		return
	}
	misfit := s.count + 1 - d.width
	if misfit < 0 {
		misfit = -misfit
	}
	if cost += float64(misfit) * costWidth; cost >= m.best {
		return
	}
	m.best, m.bestStep, m.bestLast, m.misfit = cost, from, cell, misfit
	m.end, m.next = i, i
	if i < len(m.b) {
		m.next = i + d.atEnd(m.b, i)
	}
}

func (m *mending) reach(pos, count int, cost float64, from int, cell span) {
	if cost >= m.best {
		return
	}
	key := [2]int{pos, count}
	if k, ok := m.at[key]; ok {
		if cost >= m.steps[k].cost {
			return
		}
		m.steps[k].stale = true
	}
	m.at[key] = len(m.steps)
	m.steps = append(m.steps, step{cost: cost, before: from, pos: pos, count: count, last: cell})
	m.open = append(m.open, len(m.steps)-1)
	for i := len(m.open) - 1; i > 0; {
		up := (i - 1) / 2
		if m.steps[m.open[up]].cost <= m.steps[m.open[i]].cost {
			break
		}
		m.open[up], m.open[i] = m.open[i], m.open[up]
		i = up
	}
}

// cheapest takes the step of least cost off the heap; -1 where none is left.
func (m *mending) cheapest() int {
	if len(m.open) == 0 {
		return -1
	}
	k, n := m.open[0], len(m.open)-1
	m.open[0] = m.open[n]
	m.open = m.open[:n]
	for i := 0; ; {
		least := i
		for _, c := range [2]int{2*i + 1, 2*i + 2} {
			if c < n && m.steps[m.open[c]].cost < m.steps[m.open[least]].cost {
				least = c
			}
		}
		if least == i {
			return k
		}
		m.open[i], m.open[least] = m.open[least], m.open[i]
		i = least
	}
}

// cells appends the cells of the cheapest split.
func (m *mending) cells(to []span) []span {
	var back []span
	back = append(back, m.bestLast)
	for k := m.bestStep; k > 0; k = m.steps[k].before {
		back = append(back, m.steps[k].last)
	}
	for i := len(back) - 1; i >= 0; i-- {
		to = append(to, back[i])
	}
	return to
}
