package intake

import "probity/data/entry"

// closeBy is how far back in time a log that stands in order may go by
// accident, in microseconds.
const closeBy = 60e6

// maxHeld is how many batches wait at most for what stands behind them: some
// 64 MB of a log that lie in an hour that the clock showed twice. Of what goes
// beyond, the first of the two instants stays.
const maxHeld = 16

// clockSettler takes the second of the two instants that a time can mean where
// the entries beside it tell, in a log that stands in order. Oldest first, the
// entry before tells; newest first, the one behind, which may lie in a later
// batch. Entries without a time are passed over.
type clockSettler struct {
	sorted string // up, down or empty
	last   entry.Micros
	held   []*Batch
}

// ready takes the next batch and gives those that are settled, in their order.
// The slice is valid until the next call.
func (s *clockSettler) ready(b *Batch) []*Batch {
	switch s.sorted {
	case "up":
		s.up(b)
	case "down":
		s.held = append(s.held, b)
		if row := lastDated(b, b.Rows); len(s.held) <= maxHeld && (row < 0 && len(s.held) > 1 || row >= 0 && b.timed.isTwice(row)) {
			return nil
		}
		return s.rest()
	}
	s.held = append(s.held[:0], b)
	return s.rest()
}

// rest gives what is left at the end of the source.
func (s *clockSettler) rest() []*Batch {
	if s.sorted == "down" {
		beside := entry.NoTime
		for i := len(s.held) - 1; i >= 0; i-- {
			beside = down(s.held[i], beside)
		}
	}
	all := s.held
	s.held = s.held[:0]
	return all
}

// isSecond tells whether a time, which can also mean the instant shift later,
// means that one beside an instant that is not later in a log in order.
func isSecond(t, beside entry.Micros, shift int64) bool {
	return beside != entry.NoTime && beside-t > closeBy && beside <= t+shift
}

func (s *clockSettler) up(b *Batch) {
	for _, w := range b.timed.twice {
		beside := s.last
		if row := lastDated(b, w.row); row >= 0 {
			beside = b.Time[row]
		}
		if isSecond(b.Time[w.row], beside, w.shift) {
			b.Time[w.row] += w.shift
		}
	}
	if row := lastDated(b, b.Rows); row >= 0 {
		s.last = b.Time[row]
	}
}

// down settles a batch before which newer entries stand; beside is the first
// instant behind it. It gives the first of the batch, beside where it has none.
func down(b *Batch, beside entry.Micros) entry.Micros {
	at := b.Rows // of beside
	next := func(row int) entry.Micros {
		for k := row + 1; k < at && k < b.Rows; k++ {
			if b.Time[k] != entry.NoTime {
				return b.Time[k]
			}
		}
		return beside
	}
	list := b.timed.twice
	for i := len(list) - 1; i >= 0; i-- {
		w := list[i]
		if isSecond(b.Time[w.row], next(w.row), w.shift) {
			b.Time[w.row] += w.shift
		}
		beside, at = b.Time[w.row], w.row
	}
	return next(-1)
}

// lastDated is the last row before one that has a time; -1 where there is none.
func lastDated(b *Batch, before int) int {
	for i := before - 1; i >= 0; i-- {
		if b.Time[i] != entry.NoTime {
			return i
		}
	}
	return -1
}

func (t *timed) isTwice(row int) bool {
	n := len(t.twice)
	return n > 0 && t.twice[n-1].row == row
}
