package review

import "slices"

const (
	pageRows   = 1 << 16
	noteBit    = 0x80
	statusMask = 0x7f
)

// Marks are the review columns that queries filter on: one byte a row, in
// pages that are shared between revisions, so that a decision on one entry of
// ten million copies one page. A Marks never changes.
type Marks struct {
	revision uint64
	pages    [][]uint8 // nil: all open, no notes
}

// NewMarks returns marks for that many rows, all open.
func NewMarks(rows int) *Marks {
	return &Marks{pages: make([][]uint8, (rows+pageRows-1)/pageRows)}
}

// After returns the same marks with a revision later than that of before.
func (m *Marks) After(before *Marks) *Marks {
	return &Marks{revision: before.revision + 1, pages: m.pages}
}

// Revision grows with every change.
func (m *Marks) Revision() uint64 { return m.revision }

// Status returns the index of the row's status in Statuses.
func (m *Marks) Status(row uint32) uint8 { return m.at(row) & statusMask }

// HasNote reports whether the row has a note.
func (m *Marks) HasNote(row uint32) bool { return m.at(row)&noteBit != 0 }

// Each calls yield for every row that is decided about or has a note.
func (m *Marks) Each(yield func(row uint32, status uint8, note bool)) {
	for page, marks := range m.pages {
		for i, v := range marks {
			if v != 0 {
				yield(uint32(page*pageRows+i), v&statusMask, v&noteBit != 0)
			}
		}
	}
}

func (m *Marks) at(row uint32) uint8 {
	page := int(row) / pageRows
	if page >= len(m.pages) || m.pages[page] == nil {
		return 0
	}
	return m.pages[page][row%pageRows]
}

// With returns the next revision, in which the given rows have the given states.
func (m *Marks) With(states map[uint32]State) *Marks {
	next := &Marks{revision: m.revision + 1, pages: slices.Clone(m.pages)}
	copied := make(map[int]bool)
	for row, s := range states {
		page := int(row) / pageRows
		if page >= len(next.pages) {
			continue
		}
		if !copied[page] {
			fresh := make([]uint8, pageRows)
			copy(fresh, next.pages[page])
			next.pages[page], copied[page] = fresh, true
		}
		v := uint8(max(slices.Index(Statuses, s.Status), 0))
		if len(s.Notes) > 0 {
			v |= noteBit
		}
		next.pages[page][row%pageRows] = v
	}
	return next
}
