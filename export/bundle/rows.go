package bundle

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/export"
)

// rowCheck walks through rows, leaves, values, CSV and workbook side by side.
type rowCheck struct {
	*verifier
	ctx    context.Context
	yield  func(n int64, e *entry.Entry) // is given every entry that can be read; may be nil
	reader lineReader
	table  *export.Table // nil when the seal cannot be read

	rows, leaves, values *stream
	views                []view

	rowTree     evidence.Tree
	doubtful    []int64 // rows whose line and leaf differ, either may be wrong
	first, last entry.Micros
	n           int64
	unnamed     map[[32]byte]bool // sources that the seal does not name
	beyond      bool              // a row's record is not one that its source has
	zoneBad     bool              // the times in entries.csv are not those of the seal's zone
}

// view is a rendering of the rows for people that can be compared with them.
type view interface {
	file() string
	// row compares the next row and gives the differences; nextID tells the
	// identity of the row behind it, for what was left out.
	row(i int64, at entry.Micros, cells []string, nextID string) []difference
	end()
	close()
}

// difference is a cell that is not what it should be, in the spelling of the
// log. A negative column stands for the row as a whole, with a detail.
type difference struct {
	column       int
	sealed, here string
	detail       string
}

func (v *verifier) rows(ctx context.Context, p export.Progress) error {
	c := &rowCheck{verifier: v, ctx: ctx, yield: v.yield, unnamed: map[[32]byte]bool{}, first: entry.NoTime, last: entry.NoTime}
	defer c.close()
	for _, part := range []struct {
		file string
		to   **stream
	}{{fileRows, &c.rows}, {fileLeaves, &c.leaves}, {fileValues, &c.values}} {
		if in, err := v.b.open(part.file); err == nil {
			*part.to = newStream(ctx, in)
		}
	}
	if v.seal != nil {
		c.table = export.NewTable(v.seal.Columns, v.seal.zoneTime)
		v.tally = export.NewTally(v.seal.zoneTime)
		if !slices.Equal(c.table.Names, v.seal.Columns) {
			v.problem("seal", fileSeal, "its columns are not those of a table")
			c.table = nil
		}
	}
	if c.table != nil && c.rows != nil && c.values != nil {
		c.openCSV()
		c.openXLSX()
	}
	for c.step() {
		if c.n%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if v.seal != nil {
				p.Report(min(c.n, v.seal.Rows), v.seal.Rows)
			}
		}
	}
	for _, w := range c.views {
		w.end()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	c.totals()
	return nil
}

func (c *rowCheck) close() {
	for _, s := range []*stream{c.rows, c.leaves, c.values} {
		if s != nil {
			s.Close()
		}
	}
	for _, w := range c.views {
		w.close()
	}
}

// next reads a line of one of the three files; a nil stream has none.
func (c *rowCheck) next(s *stream, file string) (line []byte, ok bool) {
	if s == nil {
		return nil, false
	}
	line, whole, ok := s.line()
	if ok && !whole {
		c.r.add(Problem{What: "entry", File: file, Row: c.n, Detail: "the last line has no end: the file is cut off"})
	}
	if s.err != nil && c.ctx.Err() == nil && !c.suspect(file) && !c.located(file) {
		c.problem("file", file, "%v", s.err)
	}
	return line, ok
}

// step checks one row; it is false at the end.
func (c *rowCheck) step() bool {
	c.n++
	rowLine, okR := c.next(c.rows, fileRows)
	leafLine, okL := c.next(c.leaves, fileLeaves)
	valueLine, okV := c.next(c.values, fileValues)
	if c.leaves == nil && okR { // nothing but the row itself can say it
		leafLine, okL = []byte(evidence.Hex(evidence.LeafHash(rowLine))), true
	}
	if c.values == nil && okR && okL {
		c.rowTree.Add(evidence.LeafHash(rowLine))
		if !isLeafOf(leafLine, rowLine) {
			c.entry(fileRows, "", "the row is not what its leaf was made of")
		}
		return true
	}
	if !okR || !okL || !okV {
		c.lengths(okR, okL, okV)
		c.n--
		return false
	}
	leaf := evidence.LeafHash(rowLine)
	want, errL := evidence.ParseHash(string(leafLine))
	rowFits := errL == nil && want == leaf
	if !rowFits && c.realignRows(rowLine, leafLine) {
		return true
	}
	row, errR := c.reader.row(rowLine)
	var f fields
	salt, errV := c.reader.values(valueLine, &f)

	commits := errR == nil && errV == nil && evidence.Hex(f.commit(salt)) == row.Commitment
	if rowFits && commits {
		c.rowTree.Add(leaf)
		c.healthy(row, &f)
		return true
	}
	if rowFits && errR == nil {
		moved, line := c.realignValues(row, leaf, valueLine)
		if moved {
			return true
		}
		salt, errV = c.reader.values(line, &f)
	}
	c.rowTree.Add(leaf)
	switch {
	case !rowFits && errV == nil && errL == nil && c.mendRow(&row, errR, &f, salt, want):
		c.healthy(row, &f)
	case !rowFits && commits:
		c.doubtful = append(c.doubtful, c.n)
		c.healthy(row, &f)
	case rowFits && errR != nil:
		c.entry(fileRows, "", "the line cannot be read (%v)", errR)
		c.skipViews()
	case rowFits && errV != nil:
		c.entry(fileValues, "", "the line cannot be read (%v)", errV)
		c.skipViews()
	case rowFits:
		c.mendValues(row, &f, salt)
	default:
		c.entry(fileRows, "", "neither its leaf nor its values fit")
		if _, e, err := c.cells(row, &f); errR == nil && errV == nil && err == nil {
			c.give(e)
		}
		c.skipViews()
	}
	return true
}

func (c *rowCheck) entry(file, field, format string, args ...any) {
	c.r.add(Problem{What: "entry", File: file, Row: c.n, Field: field, Detail: fmt.Sprintf(format, args...)})
}

// lengths tells which of the three files ends early. Only sealed rows count
// against the one that is too long.
func (c *rowCheck) lengths(okR, okL, okV bool) {
	if c.rows == nil {
		return // which is told already
	}
	for file, ok := range map[string]bool{fileRows: okR, fileLeaves: okL, fileValues: okV} {
		if !c.b.has(file) {
			continue
		}
		sealed := c.seal == nil || c.n <= c.seal.Rows || c.suspect(fileSeal)
		switch {
		case !ok && sealed && (okR || okL || okV):
			c.entry(file, "", "the file ends before this row")
		case ok && !sealed:
			c.entry(file, "", "the row was added behind the last one")
		}
	}
}

// cells gives the row as a table shows it.
func (c *rowCheck) cells(row row, f *fields) ([]string, *entry.Entry, error) {
	e, err := c.buildEntry(row, f)
	if err != nil || c.table == nil {
		return nil, e, err
	}
	return c.table.Cells(nil, e, c.states[e.Identity]), e, nil
}

// buildEntry makes the entry out of its evidence.
func (v *verifier) buildEntry(row row, f *fields) (*entry.Entry, error) {
	id, err := entry.ParseIdentity(row.ID)
	if err != nil {
		return nil, err
	}
	e := &entry.Entry{Identity: id, Source: v.sourceNames[id.Source], Time: entry.NoTime, Values: make([]entry.Value, 0, len(f.names))}
	for i, name := range f.names {
		switch name {
		case valueTime:
			if e.Time, err = parseInstant(f.values[i]); err != nil {
				return nil, fmt.Errorf("the time %q cannot be read", shorten(f.values[i]))
			}
		case valueRecord:
			n, err := strconv.ParseInt(f.values[i], 10, 64)
			if err != nil || n < 0 {
				return nil, fmt.Errorf("the record %q is no number", shorten(f.values[i]))
			}
			e.Record = n + 1
		default:
			e.Values = append(e.Values, entry.Value{Name: name, Text: f.values[i]})
		}
	}
	return e, nil
}

// healthy goes on with a row whose evidence holds: its entry must make sense,
// and what people read must say the same.
func (c *rowCheck) healthy(row row, f *fields) {
	cells, e, err := c.cells(row, f)
	if err != nil {
		c.entry(fileRows, "", "%v", err)
		c.skipViews()
		return
	}
	if text, _ := f.get(entry.TimeText); text != row.Time {
		c.entry(fileRows, "time", "the time is “%s” in rows.jsonl and “%s” in values.jsonl", shorten(row.Time), shorten(text))
	}
	c.give(e)
	if c.tally != nil {
		c.tally.Add(e, c.states[e.Identity])
	}
	_, known := c.sourceNames[e.Identity.Source]
	if !known && c.seal != nil && !c.unnamed[e.Identity.Source] {
		c.unnamed[e.Identity.Source] = true
		c.r.add(Problem{What: "seal", File: fileSeal, Field: "sources", Detail: fmt.Sprintf("row %d comes from a source that seal.json does not name: %x", c.n, e.Identity.Source)})
	}
	c.position(e)
	if e.Time != entry.NoTime {
		if c.first == entry.NoTime || e.Time < c.first {
			c.first = e.Time
		}
		c.last = max(c.last, e.Time)
	}
	if c.table == nil {
		return
	}
	nextID := c.nextID()
	found := make([][]difference, len(c.views))
	for i, w := range c.views {
		found[i] = w.row(c.n, e.Time, cells, nextID)
	}
	if c.journalBad {
		c.judgeDecisions(e.Identity, cells, found)
	}
	for i, w := range c.views {
		for _, d := range found[i] {
			if d.column < 0 {
				if !c.blameless(w.file()) {
					c.entry(w.file(), "", "%s", d.detail)
				}
				continue
			}
			name := c.table.Names[d.column]
			if c.blameless(w.file()) || c.zoneBad && (name == export.ColumnTime || name == export.ColumnNotes) || name == export.ColumnSource && !known && c.seal != nil {
				continue
			}
			c.entry(w.file(), name, "%s", versus(d.sealed, d.here))
		}
	}
}

func (c *rowCheck) skipViews() {
	for _, w := range c.views {
		w.row(c.n, entry.NoTime, nil, c.nextID())
	}
}

// nextID peeks at the identity of the row behind the present one.
func (c *rowCheck) nextID() string {
	b := c.rows.ahead(256)
	b, ok := bytes.CutPrefix(b, []byte(`{"id":"`))
	if !ok {
		return ""
	}
	id, _, ok := bytes.Cut(b, []byte(`"`))
	if !ok {
		return ""
	}
	return string(id)
}

// totals compares what was counted with checkpoint and seal.
func (c *rowCheck) totals() {
	if c.rows == nil {
		return // there is nothing to compare with
	}
	root := c.rowTree.Root()
	var point evidence.Hash
	havePoint := false
	if data, err := c.b.read(fileCheckpoint, 1<<20); err == nil {
		origin, size, r, err := evidence.ParseCheckpoint(data)
		switch {
		case err != nil:
			c.problem("seal", fileCheckpoint, "%v", err)
		default:
			point, havePoint = r, true
			if c.seal != nil && origin != "probity/"+c.seal.Work {
				c.r.add(Problem{What: "seal", File: fileCheckpoint, Row: 1, Field: "origin", Detail: fmt.Sprintf("it names %q, seal.json the workspace %q", shorten(origin), shorten(c.seal.Work))})
			}
			if size != c.n {
				c.r.add(Problem{What: "seal", File: fileCheckpoint, Row: 2, Field: "size", Detail: fmt.Sprintf("it speaks of %d rows; here are %d", size, c.n)})
			}
		}
	}
	good := havePoint && point == root || c.seal != nil && hex.EncodeToString(root[:]) == c.seal.RowRoot
	for _, n := range c.doubtful {
		if good {
			c.r.add(Problem{What: "entry", File: fileLeaves, Row: n, Detail: "the line is not the hash of its row"})
		} else {
			c.r.add(Problem{What: "entry", File: fileRows, Row: n, Detail: "the row is not what its leaf was made of"})
		}
	}
	broken := c.located(fileRows)
	if havePoint && point != root && !broken {
		c.r.add(Problem{What: "seal", File: fileCheckpoint, Row: 3, Field: "root", Detail: "it is not the root over the rows"})
	}
	if c.seal == nil {
		return
	}
	seal := func(field, format string, args ...any) {
		c.r.add(Problem{What: "seal", File: fileSeal, Field: field, Detail: fmt.Sprintf(format, args...)})
	}
	if c.seal.RowRoot != hex.EncodeToString(root[:]) && !broken {
		seal("row_root", "it is not the root over the rows")
	}
	if c.seal.Rows != c.n {
		seal("rows", "it speaks of %d rows; here are %d", c.seal.Rows, c.n)
	}
	if broken || c.located(fileValues) || c.values == nil {
		return
	}
	if want := instant(c.first); c.seal.First != want {
		seal("first", "it says “%s”; by the rows it is “%s”", shorten(c.seal.First), want)
	}
	if want := instant(c.last); c.seal.Last != want {
		seal("last", "it says “%s”; by the rows it is “%s”", shorten(c.seal.Last), want)
	}
}
