package query

// Marked is what a Marks can have besides: it names the entries that are not
// as they were imported, so that not every entry is asked about.
type Marked interface {
	Each(yield func(row Row, status uint8, note bool))
}

// marked holds the review columns of a snapshot as they were at a revision.
type marked struct {
	from     *Marks
	revision uint64
	status   []uint8 // by position
	notes    set
}

// reviewed gives the review columns, built anew when something changed since.
func (e *Engine) reviewed(s *snapshot) *marked {
	from := e.marks.Load()
	s.marking.Lock()
	defer s.marking.Unlock()
	var revision uint64
	if from != nil && *from != nil {
		revision = (*from).Revision() // before reading: what changes meanwhile is read again
	}
	if s.marked != nil && s.marked.from == from && s.marked.revision == revision {
		return s.marked
	}
	m := &marked{from: from, revision: revision, status: make([]uint8, s.rows), notes: newSet(s.rows)}
	put := func(row Row, status uint8, note bool) {
		if int(row) >= s.rows {
			return
		}
		pos := s.posOf[row]
		if int(status) < len(Statuses) {
			m.status[pos] = status
		}
		if note {
			m.notes.add(pos)
		}
	}
	if from != nil && *from != nil {
		if some, ok := (*from).(Marked); ok {
			some.Each(put)
		} else {
			for row := range Row(s.rows) {
				put(row, (*from).Status(row), (*from).HasNote(row))
			}
		}
	}
	s.marked = m
	return m
}

// needsMarks reports whether nodes ask for what reviewers noted.
func needsMarks(nodes []*node) bool {
	for _, n := range nodes {
		if n.kind != leafNode {
			if needsMarks(n.kids) {
				return true
			}
			continue
		}
		if n.field.name == fieldStatus {
			return true
		}
		if n.field.name == fieldHas {
			for _, v := range n.values {
				if v.names[0] == "note" {
					return true
				}
			}
		}
	}
	return false
}
