package query

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
	s.mu.Lock()
	defer s.mu.Unlock()
	var revision uint64
	if from != nil && *from != nil {
		revision = (*from).Revision() // before reading: what changes meanwhile is read again
	}
	if s.marked != nil && s.marked.from == from && s.marked.revision == revision {
		return s.marked
	}
	m := &marked{from: from, revision: revision, status: make([]uint8, s.rows), notes: newSet(s.rows)}
	if from != nil && *from != nil {
		for row := range Row(s.rows) {
			pos := s.posOf[row]
			if status := (*from).Status(row); int(status) < len(Statuses) {
				m.status[pos] = status
			}
			if (*from).HasNote(row) {
				m.notes.add(pos)
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
