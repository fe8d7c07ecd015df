package bundle

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"probity/data/entry"
	"probity/data/zones"
	"probity/export"
	"probity/export/csvfile"
	"probity/export/xlsx"
)

// resync bounds how far a view looks for the row it lost.
const resync = 4 << 20

func validText(s string) string { return strings.ToValidUTF8(s, "\ufffd") }

// safeCell is a cell as the CSV holds it, parsed.
func safeCell(s string) string { return csvfile.Safe(validText(s)) }

// csvView compares entries.csv with the rows.
type csvView struct {
	c     *rowCheck
	s     *stream
	lost  bool
	dated bool // a row with a time was as it should be
	bytes []byte
}

func (c *rowCheck) openCSV() {
	in, err := c.b.open(fileCSV)
	if err != nil {
		return
	}
	v := &csvView{c: c, s: newStream(c.ctx, in)}
	head := csvfile.AppendRow([]byte(csvfile.Mark), c.table.Titles())
	c.views = append(c.views, v)
	if v.s.starts(head) {
		v.s.skip(len(head))
		return
	}
	titles := c.table.Titles()
	got, length, ok := v.s.csvRecord()
	if !ok || len(got) != len(titles) {
		v.lost = true
		if !c.blameless(fileCSV) {
			c.problem("entry", fileCSV, "its first line, the headings, is damaged")
		}
		return
	}
	v.s.skip(length)
	got[0] = strings.TrimPrefix(got[0], csvfile.Mark)
	for i := range titles {
		if got[i] != csvfile.Safe(titles[i]) && !c.blameless(fileCSV) {
			c.r.add(Problem{What: "entry", File: fileCSV, Field: c.table.Names[i], Detail: "its heading differs: " + versus(csvfile.Safe(titles[i]), got[i])})
		}
	}
}

func (v *csvView) file() string { return fileCSV }
func (v *csvView) close()       { v.s.Close() }

// identity peeks at the identity in the next row.
func (v *csvView) identity() string {
	cells, _, ok := v.s.csvRecord()
	if v.lost || !ok || len(cells) != len(v.c.table.Names) {
		return ""
	}
	return cells[len(cells)-1]
}

// peek gives the differences of the next row without passing it.
func (v *csvView) peek(cells []string) []difference {
	got, _, ok := v.s.csvRecord()
	if v.lost || !ok || len(got) != len(cells) || got[len(got)-1] != cells[len(cells)-1] {
		return nil
	}
	return v.differences(cells, got)
}

func (v *csvView) differences(cells, got []string) (out []difference) {
	for i := range cells {
		if got[i] == safeCell(cells[i]) {
			continue
		}
		if v.c.table.Names[i] == export.ColumnTime && v.sameInstant(cells[i], got[i]) {
			if v.c.seal.ZoneDB != zones.Version || v.c.zoneBad {
				continue // another tz database may know another offset
			}
			if !v.dated {
				v.c.zoneBad = true
				v.c.r.add(Problem{What: "seal", File: fileSeal, Field: "zone", Detail: fmt.Sprintf(
					"entries.csv does not write its times in %s: row %d has “%s” for “%s”", shorten(v.c.seal.Zone), v.c.n, got[i], cells[i])})
				continue
			}
		}
		out = append(out, difference{column: i, sealed: cells[i], here: csvfile.Plain(got[i])})
	}
	return out
}

// sameInstant reports whether two times differ only in their offset.
func (v *csvView) sameInstant(a, b string) bool {
	at, err1 := time.Parse(export.TimeLayout, a)
	bt, err2 := time.Parse(export.TimeLayout, b)
	return err1 == nil && err2 == nil && at.Equal(bt) && at.Format(export.TimeLayout) != bt.Format(export.TimeLayout) &&
		!v.c.suspect(fileCSV)
}

func (v *csvView) row(_ int64, _ entry.Micros, cells []string, nextID string) []difference {
	if v.lost {
		return nil
	}
	if cells == nil {
		if _, length, ok := v.s.csvRecord(); ok {
			v.s.skip(length)
		}
		return nil
	}
	v.bytes = csvfile.AppendRow(v.bytes[:0], cells)
	if v.s.starts(v.bytes) {
		v.s.skip(len(v.bytes))
		v.dated = v.dated || cells[1] != ""
		return nil
	}
	whole := func(format string, args ...any) []difference {
		return []difference{{column: -1, detail: fmt.Sprintf(format, args...)}}
	}
	got, length, ok := v.s.csvRecord()
	id := cells[len(cells)-1]
	switch {
	case v.s.ended():
		v.lost = true
		return whole("the row is missing, and so are all behind it")
	case ok && len(got) == len(cells) && got[len(got)-1] == id:
		v.s.skip(length)
		return v.differences(cells, got)
	case ok && len(got) == len(cells) && nextID != "" && got[len(got)-1] == nextID && len(v.differences(cells, got)) > 1:
		return whole("the row is missing")
	}
	if at := v.s.find(v.bytes, resync); at > 0 {
		v.s.skip(at + len(v.bytes))
		return whole("something was inserted before this row")
	}
	if ok && len(got) == len(cells) {
		v.s.skip(length)
		return v.differences(cells, got)
	}
	end := []byte(id + "\r\n")
	if at := v.s.find(end, resync); at >= 0 {
		v.s.skip(at + len(end))
		return whole("the row is damaged: it has %d cells and should have %d", len(got), len(cells))
	}
	v.lost = true
	return whole("the row is damaged, and what follows cannot be compared")
}

func (v *csvView) end() {
	if !v.lost && !v.s.ended() {
		v.c.r.add(Problem{What: "entry", File: fileCSV, Row: v.c.n + 1, Detail: "something was added behind the last row"})
	}
}

// xlsxView compares the Entries sheets of entries.xlsx with the rows.
type xlsxView struct {
	c       *rowCheck
	book    *bag
	done    func()
	encoder *xlsx.Encoder
	s       *stream
	sheet   int
	lost    bool
	bytes   []byte
}

// ends are what stands before and behind the rows of a sheet.
type ends struct{ head, tail []byte }

func (c *rowCheck) openXLSX() {
	if !c.b.has(fileXLSX) {
		return
	}
	r, size, done, err := c.b.random(fileXLSX)
	if err != nil {
		return // the file is damaged, which is told
	}
	a, problems, err := openArchive(r, size)
	if err != nil || len(problems) > 0 {
		detail := "it is damaged: it is no workbook"
		if err == nil {
			detail = "it is no sound workbook: " + problems[0].Describe()
		}
		c.problem("file", fileXLSX, "%s", detail)
		done()
		return
	}
	book := archiveBag(a, func() error { return nil })
	if why := c.damage(book); why != "" {
		c.problem("file", fileXLSX, "it is damaged: %s", why)
		done()
		return
	}
	v := &xlsxView{c: c, book: book, done: done, encoder: xlsx.NewEncoder(c.table)}
	c.views = append(c.views, v)
	v.next()
}

// damage reads a workbook that is not as its manifests say to the end: rows of a
// damaged file say nothing of what was sealed.
func (c *rowCheck) damage(book *bag) string {
	if !c.suspect(fileXLSX) {
		return ""
	}
	for _, name := range book.names {
		r, err := book.open(name)
		if err == nil {
			_, err = io.Copy(io.Discard, onlyReader{r})
			r.Close()
		}
		if err != nil {
			return err.Error()
		}
	}
	return ""
}

// next goes to the next sheet and to its first row.
func (v *xlsxView) next() {
	if v.s != nil {
		v.keepTail()
		v.s.Close()
		v.s = nil
	}
	v.sheet++
	in, err := v.book.open(xlsx.SheetPart(v.sheet))
	if err != nil {
		v.lost = true
		v.c.problem("file", fileXLSX, "the sheet %s is missing", xlsx.SheetName(v.sheet))
		return
	}
	v.s = newStream(v.c.ctx, in)
	mark := []byte("<sheetData>")
	at := v.s.find(mark, 1<<20)
	if at < 0 {
		v.lose("the sheet " + xlsx.SheetName(v.sheet) + " has no rows that can be compared")
		return
	}
	v.c.sheets = append(v.c.sheets, ends{head: bytes.Clone(v.s.ahead(at)[:at])})
	v.s.skip(at + len(mark))
	head := v.encoder.AppendHeader(nil)
	if v.s.starts(head) {
		v.s.skip(len(head))
		return
	}
	got, length := v.parse()
	if got == nil {
		v.lose("the sheet was written by another program and cannot be compared row by row")
		return
	}
	v.s.skip(length)
	for i, title := range v.c.table.Titles() {
		if got[i] != xlsx.Visible(title) && !v.c.blameless(fileXLSX) {
			v.c.r.add(Problem{What: "entry", File: fileXLSX, Field: v.c.table.Names[i], Detail: "its heading differs: " + versus(title, got[i])})
		}
	}
}

func (v *xlsxView) keepTail() {
	if n := len(v.c.sheets); n == v.sheet {
		v.c.sheets[n-1].tail = bytes.Clone(v.s.ahead(1 << 16))
	}
}

// lose gives up comparing; where the manifests find nothing wrong, neither
// does this.
func (v *xlsxView) lose(detail string) {
	v.lost = true
	if v.c.suspect(fileXLSX) || v.c.seal.Layout == Layout {
		v.c.problem("file", fileXLSX, "%s", detail)
	} else {
		v.c.warn("entries.xlsx: %s", detail)
	}
}

func (v *xlsxView) parse() (cells []string, length int) {
	mark := []byte("</row>")
	at := v.s.find(mark, maxPiece/2)
	if at < 0 {
		return nil, 0
	}
	length = at + len(mark)
	cells, err := xlsx.ParseRow(v.s.ahead(length)[:length], len(v.c.table.Names))
	if err != nil {
		return nil, length
	}
	return cells, length
}

func (v *xlsxView) file() string { return fileXLSX }

func (v *xlsxView) close() {
	if v.s != nil {
		v.s.Close()
	}
	v.done()
}

func (v *xlsxView) row(i int64, at entry.Micros, cells []string, _ string) []difference {
	index := int(i - 1)
	if !v.lost && index > 0 && index%xlsx.MaxRows == 0 {
		v.next()
	}
	if v.lost {
		return nil
	}
	if cells != nil {
		v.bytes = v.encoder.AppendRow(v.bytes[:0], index, at, cells)
		if v.s.starts(v.bytes) {
			v.s.skip(len(v.bytes))
			return nil
		}
	}
	whole := func(format string, args ...any) []difference {
		return []difference{{column: -1, detail: fmt.Sprintf(format, args...)}}
	}
	number := index%xlsx.MaxRows + 2
	open, after := fmt.Appendf(nil, `<row r="%d"`, number), fmt.Appendf(nil, `<row r="%d"`, number+1)
	switch {
	case v.s.starts(open):
	case v.s.starts(after) || v.s.starts([]byte("</sheetData>")):
		return whole("the row is missing from the sheet")
	default:
		to := v.s.find(open, resync)
		if to < 0 {
			v.lost = true
			return whole("the sheet is damaged here, and what follows cannot be compared")
		}
		v.s.skip(to)
		if v.s.starts(v.bytes) && cells != nil {
			v.s.skip(len(v.bytes))
			return whole("something was inserted before this row")
		}
	}
	got, length := v.parse()
	v.s.skip(length)
	switch {
	case length == 0:
		v.lost = true
		return whole("the sheet is damaged here, and what follows cannot be compared")
	case cells == nil:
		return nil
	case got == nil:
		return whole("the row is damaged")
	}
	var out []difference
	for c, want := range xlsx.Shown(cells) {
		if got[c] != want && !(c == 1 && xlsx.SameClock(got[c], cells[c])) {
			out = append(out, difference{column: c, sealed: want, here: got[c]})
		}
	}
	return out
}

func (v *xlsxView) end() {
	if v.lost || v.s == nil {
		return
	}
	if bytes.HasPrefix(v.s.ahead(5), []byte("<row")) {
		v.c.r.add(Problem{What: "entry", File: fileXLSX, Row: v.c.n + 1, Detail: "rows were added behind the last one"})
	}
	v.keepTail()
	if _, err := io.Copy(io.Discard, v.s.r); err != nil && !v.c.suspect(fileXLSX) {
		v.c.problem("file", fileXLSX, "%v", err)
	}
}
