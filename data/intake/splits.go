package intake

// splits are broken records of a piece as they were mended when it was cut.
type splits struct {
	cells []span
	at    []splitAt
	i     int // the next that is asked for
}

type splitAt struct{ pos, end, next, cells int }

// keptSplits is how many of a piece are kept; further ones are mended again.
const keptSplits = 1 << 17

// room is where the cells of a record may be written.
func (s *splits) room() []span {
	if s == nil || len(s.at) >= keptSplits {
		return nil
	}
	return s.cells[len(s.cells):]
}

// add keeps the split of the record at pos, whose cells lie in room.
func (s *splits) add(pos, end, next int, cells []span) {
	if s == nil || len(s.at) >= keptSplits || len(cells) > keptSplits {
		return
	}
	s.at = append(s.at, splitAt{pos, end, next, len(cells)})
	s.cells = append(s.cells, cells...)
}

// split is that of the dialect, but for records that were split before.
func (pc *piece) split(d *dialect, pos int, cells []span, at edge) (_ []span, end, next int) {
	if s := pc.splits; s != nil {
		for s.i < len(s.at) && s.at[s.i].pos < pos {
			s.cells = s.cells[s.at[s.i].cells:]
			s.i++
		}
		if s.i < len(s.at) && s.at[s.i].pos == pos && s.at[s.i].next <= len(pc.text) {
			k := s.at[s.i]
			return append(cells, s.cells[:k.cells]...), k.end, k.next
		}
	}
	cells, end, next, _, _ = d.split(pc.text, pos, cells, at)
	return cells, end, next
}
