package intake

import (
	"bytes"
	"context"
	"io"
	"os"
)

// mostAhead is how much of an object is read to find the list of records
// behind what else it holds, in bytes.
const mostAhead = 16 << 20

// jsonTable takes the first records of the samples apart, and some of the
// others.
func (in *Inspection) jsonTable(s *sample, cs *charset, text []byte, opts Options) (*table, error) {
	in.reading.Resume = true
	head := s.head
	if opts.Format != "jsonl" {
		if s.ahead(text, opts) {
			var err error
			if head, err = s.lengthened(in.reading); err != nil {
				return nil, err
			}
			text = s.text(cs, head, 0, false)
		}
		if err := in.list(text, opts); err != nil {
			return nil, err
		}
	}
	end, f := lineEndOf(text)
	in.LineEnd, in.Findings["line-end"], in.reading.LineEnd = end, f, end
	r := &jsonRows{t: &table{}, index: map[string]int{}}
	r.flat = newFlattener(cs, &r.store)
	cut, err := openJSON(context.Background(), bytes.NewReader(head), &plan{rd: in.reading, charset: cs})
	if err != nil {
		return nil, err
	}
	if r.t.rows, err = r.read(cut, statRows/4); err != nil {
		return nil, err
	}
	in.head = head
	part := func(part []byte, most int) (rows [][]string) {
		c := *cut
		c.source = source{ctx: context.Background(), r: bytes.NewReader(part), cs: cs}
		c.list, c.state, c.spent = nil, atEnd, 0
		if c.kin.seen > 0 { // all that is to be learned
			c.kin.seen = alike
		}
		if c.lines {
			text := s.text(cs, part, 1, false)
			n := bytes.IndexByte(text, '\n') // what stands before was cut
			if n < 0 {
				return nil
			}
			c.source = source{ctx: context.Background(), cs: &charset{name: "utf-8"}, raw: text[n:], text: text[n:], eof: true}
		}
		rows, _ = r.read(&c, most) // the last record is cut
		return rows
	}
	for _, p := range s.parts {
		r.t.more = append(r.t.more, part(p, statRows/8)...)
	}
	r.t.further = func() (rows [][]string) {
		s.further(func(p []byte) { rows = append(rows, part(p, statRows/16)...) })
		return rows
	}
	return r.t, nil
}

// ahead tells whether the object that the sample begins with has no list yet
// that could be the records, because it goes on behind the sample.
func (s *sample) ahead(text []byte, opts Options) bool {
	if s.whole || opts.List == "none" || len(bytes.TrimSpace(text)) == 0 || bytes.TrimSpace(text)[0] != '{' {
		return false
	}
	pages := lookForLists(text, 2)
	if len(pages) != 1 {
		return false
	}
	for _, f := range pages[0].lists {
		if f.path == opts.List || opts.List == "" && f.log() && f.bytes*2 > pages[0].bytes {
			return false
		}
	}
	return true
}

// lengthened reads more of the beginning, once.
func (s *sample) lengthened(rd *Reading) (head []byte, err error) {
	s.longer.Do(func() {
		f, err := os.Open(s.path)
		if err != nil {
			s.failed = unreadable(s.path, err)
			return
		}
		defer f.Close()
		c, err := Content(f, rd)
		if err != nil {
			s.failed = named(s.name, err)
			return
		}
		defer c.Close()
		s.long, _ = io.ReadAll(io.LimitReader(c, mostAhead)) // what is wrong with it is told when it is imported
	})
	if s.failed == nil && len(s.long) < len(s.head) {
		return s.head, nil
	}
	return s.long, s.failed
}

// jsonRows collects records by their paths.
type jsonRows struct {
	t     *table
	index map[string]int
	store []byte
	flat  *flattener
}

// read takes records from a cutter, at most so many.
func (r *jsonRows) read(cut *jsonCutter, most int) (rows [][]string, err error) {
	for len(rows) < most {
		pc, err := cut.next()
		if err != nil || pc == nil {
			return rows, err
		}
		if pc.reason != "" {
			continue
		}
		if pc.spans == nil {
			pc.spans = lineSpans(pc.text, true)
		}
		for k, sp := range pc.spans {
			if pc.why(k) != "" || len(rows) == most {
				continue
			}
			if cells, ok := r.row(pc.text[sp.from:sp.to]); ok {
				rows = append(rows, cells)
			}
		}
	}
	return rows, nil
}

func (r *jsonRows) row(raw []byte) (cells []string, ok bool) {
	r.store = r.store[:0]
	if r.flat.flatten(raw) != "" {
		return nil, false
	}
	for _, p := range r.flat.pairs {
		path := string(r.flat.names[p.from:p.to])
		i, ok := r.index[path]
		if !ok {
			if len(r.t.names) >= maxExtra {
				continue
			}
			i = len(r.t.names)
			r.index[path] = i
			r.t.names = append(r.t.names, path)
		}
		for len(cells) <= i {
			cells = append(cells, "")
		}
		cells[i] = string(p.value)
	}
	return cells, true
}
