package intake

import (
	"os"

	"probity/data/intake/when"
)

// What is looked at where the first samples do not tell enough: pieces of
// furtherSize at even distances.
const (
	furtherParts = 48
	furtherSize  = 32 << 10
)

// further reads pieces from all over the file in their order; none of a small
// file, which was looked at whole. Of a packed one they are those that were
// passed when its content was looked at.
func (s *sample) further(yield func(part []byte)) {
	if s.whole {
		return
	}
	s.lookAt.Do(func() {
		if s.container != containerFile {
			return
		}
		f, err := os.Open(s.path)
		if err != nil {
			return
		}
		defer f.Close()
		for i := range int64(furtherParts) {
			at := (int64(len(s.head)) + (s.size-int64(len(s.head)))*i/furtherParts) &^ 3
			part := make([]byte, furtherSize)
			n, _ := f.ReadAt(part, at)
			if n == 0 {
				return
			}
			s.more = append(s.more, part[:n])
		}
	})
	for _, part := range s.more {
		yield(part)
	}
}

// lookFurther judges columns of times by rows from all over the file where the
// samples do not tell the order of day and month.
func (s *timeFinder) lookFurther() {
	if s.table.further == nil || s.opts.DateOrder != "" {
		return
	}
	var rows [][]string
	for _, i := range s.used {
		v := s.evidence(i).Order()
		if len(v.Choices) == 0 && v.Sure || !s.evidence(i).Numeric() {
			continue
		}
		if rows == nil {
			if rows = s.table.further(); len(rows) == 0 {
				return
			}
		}
		var a about
		for _, list := range [][][]string{s.table.rows, rows} {
			for _, r := range list {
				if i < len(r) {
					a.add(r[i])
				}
			}
		}
		if w := a.time.Order(); len(w.Choices) == 0 || w.Mixed {
			s.facts[i].time = a.time
		}
	}
}

// fitting reports that an order suits a date of the column.
func fitting(e *when.Evidence, o when.Order) bool { return o != when.Untold && e.Fits(o) > 0 }
