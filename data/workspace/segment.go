package workspace

import (
	"fmt"
	"math"
	"slices"

	"probity/data/columns"
	"probity/data/intake"
)

// Limits of a segment and of a dictionary (docs/format.md, "Columns").
const (
	segmentRows    = 65_536
	segmentText    = 64 << 20
	dictionaryMost = 131_072
	youngSegments  = 8 // at their end a dictionary may hold half their rows
)

// stretch is a run of rows of a batch.
type stretch struct {
	batch    *intake.Batch
	from, to int
}

// segmenter cuts batches into segments. Where it cuts, and what the blocks
// hold, depends on the entries alone and not on how they were batched.
type segmenter struct {
	pending []stretch
	rows    int // in pending
	text    int // bytes in pending
	cut     func([]stretch, int) error
}

func (s *segmenter) add(b *intake.Batch) error {
	for from := 0; from < b.Rows; {
		to := min(b.Rows, from+segmentRows-s.rows)
		text := textBytes(b, from, to)
		full := false
		if s.text+text > segmentText {
			to, text = s.fit(b, from, to)
			full = true
		}
		if to > from {
			s.pending = append(s.pending, stretch{b, from, to})
			s.rows += to - from
			s.text += text
			from = to
		}
		if full || s.rows == segmentRows {
			if err := s.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// fit finds how many rows still find room for their text; the first row of a
// segment always does.
func (s *segmenter) fit(b *intake.Batch, from, to int) (end, text int) {
	for end = from; end < to; end++ {
		n := textBytes(b, end, end+1)
		if s.text+text+n > segmentText && (s.rows > 0 || end > from) {
			break
		}
		text += n
	}
	return end, text
}

func (s *segmenter) flush() error {
	if s.rows == 0 {
		return nil
	}
	pending, rows := s.pending, s.rows
	s.pending, s.rows, s.text = nil, 0, 0
	return s.cut(pending, rows)
}

func textBytes(b *intake.Batch, from, to int) int {
	total := 0
	for _, column := range b.Text {
		for _, code := range column.Codes[from:to] {
			total += len(column.Dict[code])
		}
	}
	return total
}

// sound reports what is wrong with a batch, so that a mistake in a reader ends
// an import instead of storing nonsense.
func sound(b *intake.Batch, next int64) error {
	switch {
	case b.First != next:
		return fmt.Errorf("record %d follows record %d", b.First+1, next)
	case len(b.Leaves) != b.Records:
		return fmt.Errorf("%d leaves for %d records", len(b.Leaves), b.Records)
	case len(b.Record) != b.Rows || len(b.Offset) != b.Rows || len(b.Length) != b.Rows || len(b.Time) != b.Rows:
		return fmt.Errorf("columns of %d rows are uneven", b.Rows)
	}
	for name, column := range b.Text {
		if len(column.Codes) != b.Rows {
			return fmt.Errorf("column %s has %d of %d rows", name, len(column.Codes), b.Rows)
		}
		if slices.Contains(intColumns, name) {
			return fmt.Errorf("column %s is text", name)
		}
		for _, code := range column.Codes {
			if int(code) >= len(column.Dict) {
				return fmt.Errorf("column %s has a code without a value", name)
			}
		}
	}
	return nil
}

// dictionary is a text column of a reading while it is imported.
type dictionary struct {
	*columns.Dictionary
	asText bool                             // its values repeat too seldom: from here on it is text
	known  map[*columns.Dictionary][]uint32 // codes by those of the dictionaries that batches share; 0 is unknown
}

// dictionaries recodes segments from the dictionaries of their batches to
// those of the reading.
type dictionaries struct {
	columns  map[string]*dictionary
	segments int
	rows     int
}

// textBlock is one text column of a segment, before it is encoded: codes, or
// the rows where codes is nil.
type textBlock struct {
	name  string
	codes []uint32
	of    []stretch
	rows  int
}

// recode calls yield with the text columns of the next segment, by name,
// without those that are empty in all of it. A source may have thousands of
// columns, so they are made one after the other.
func (d *dictionaries) recode(pending []stretch, rows int, yield func(textBlock) error) error {
	names := map[string]bool{}
	for _, p := range pending {
		for name, column := range p.batch.Text {
			if len(column.Dict) > 1 {
				names[name] = true
			}
		}
	}
	sorted := make([]string, 0, len(names))
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	d.segments++
	d.rows += rows
	for _, name := range sorted {
		c := d.columns[name]
		if c == nil {
			c = &dictionary{Dictionary: columns.NewDictionary(), known: map[*columns.Dictionary][]uint32{}}
			d.columns[name] = c
		}
		b := textBlock{name: name}
		if !c.asText {
			b.codes = c.codes(name, pending, rows, d.segments, d.rows)
		}
		if c.asText {
			b.of, b.rows = pending, rows
		}
		if b.empty() {
			continue
		}
		if err := yield(b); err != nil {
			return err
		}
	}
	return nil
}

func (b *textBlock) empty() bool {
	for _, code := range b.codes {
		if code != 0 {
			return false
		}
	}
	for _, p := range b.of {
		if column := p.batch.Text[b.name]; column != nil {
			for _, code := range column.Codes[p.from:p.to] {
				if column.Dict[code] != "" {
					return false
				}
			}
		}
	}
	return true
}

// codes gives the column's codes. Where that takes the dictionary past its
// limit the column becomes text instead and the dictionary stays as it was.
func (c *dictionary) codes(name string, pending []stretch, rows, segments, rowsSoFar int) []uint32 {
	before := len(c.Values)
	most := dictionaryMost
	if segments == youngSegments {
		most = min(most, rowsSoFar/2)
	}
	out := make([]uint32, 0, rows)
	used := map[*columns.Dictionary][]uint32{}
	var fresh []uint32            // codes of a batch that are not known
	const wanted = math.MaxUint32 // no code
	for _, p := range pending {
		column := p.batch.Text[name]
		if column == nil {
			out = append(out, make([]uint32, p.to-p.from)...)
			continue
		}
		// Codes are given in the order of the rows.
		known := c.known[column.Of]
		if column.Of == nil {
			known = nil
		}
		known = append(known, make([]uint32, max(0, len(column.Dict)-len(known)))...)
		fresh = fresh[:0]
		for _, local := range column.Codes[p.from:p.to] {
			if local != 0 && known[local] == 0 {
				known[local] = wanted
				fresh = append(fresh, local)
			}
		}
		c.Expect(len(fresh) / 2) // many may be known
		c.Codes(column.Dict, fresh, known)
		for _, local := range column.Codes[p.from:p.to] {
			out = append(out, known[local])
		}
		if column.Of != nil {
			c.known[column.Of], used[column.Of] = known, known
		}
		if len(c.Values)-1 > most {
			for _, p := range pending {
				if column := p.batch.Text[name]; column != nil && column.Of != nil {
					column.Of.Spend()
				}
			}
			c.Dictionary, c.known, c.asText = &columns.Dictionary{Values: c.Values[:before:before]}, nil, true
			return nil
		}
	}
	c.known = used
	return out
}

func values(name string, pending []stretch, rows int) []string {
	out := make([]string, 0, rows)
	for _, p := range pending {
		column := p.batch.Text[name]
		for i := p.from; i < p.to; i++ {
			if column == nil {
				out = append(out, "")
			} else {
				out = append(out, column.Dict[column.Codes[i]])
			}
		}
	}
	return out
}

// ints gives a column of whole numbers of a segment.
func ints(name string, pending []stretch, rows int) []int64 {
	out := make([]int64, 0, rows)
	for _, p := range pending {
		out = append(out, intColumn(p.batch, name)[p.from:p.to]...)
	}
	return out
}

func intColumn(b *intake.Batch, name string) []int64 {
	switch name {
	case columnTime:
		return b.Time
	case columnRecord:
		return b.Record
	case columnOffset:
		return b.Offset
	}
	return b.Length
}

// kind is that of the block in the workspace.
func (b textBlock) kind() string {
	if b.codes != nil {
		return columns.KindCode
	}
	return columns.KindText
}

func (b textBlock) encode() []byte {
	if b.codes != nil {
		return columns.EncodeCodes(b.codes)
	}
	return columns.EncodeText(values(b.name, b.of, b.rows))
}
