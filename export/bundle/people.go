package bundle

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"probity/data/zones"
	"probity/export"
	"probity/export/xlsx"
)

// Layout numbers how the pages for people are written: READ-ME-FIRST.html,
// VERIFY.txt, bag-info.txt and the workbook apart from its rows. A verifier of
// the same layout writes them again out of the evidence and compares. It must be
// raised with every change of a single byte of them; a test holds that.
const Layout = 1

// factSeal names the line of the sheet Integrity that ties the workbook to its
// seal.
const factSeal = "SHA-256 of seal.json"

// facts fills the sheets Summary and Integrity; sealSum is the SHA-256 of
// seal.json.
func facts(s *Seal, sealSum string) xlsx.Workbook {
	filter := s.Filter.Absolute
	if filter == "" {
		filter = "none: all entries"
	}
	wb := xlsx.Workbook{Title: s.Title}
	add := func(list *[]xlsx.Fact, name, value string) {
		if value != "" {
			*list = append(*list, xlsx.Fact{Name: name, Value: value})
		}
	}
	add(&wb.Summary, "What this is", "Entries of an operator log, delivered with evidence that they are as they were sealed")
	add(&wb.Summary, "Filter", filter)
	add(&wb.Summary, "Made", s.Created.Format(time.RFC3339))
	add(&wb.Summary, "Made by", s.Author)
	add(&wb.Summary, "Made with", s.Program)
	for _, source := range s.Sources {
		add(&wb.Summary, "Source", fmt.Sprintf("%s, %d records, imported %s", source.Name, source.Records, source.Imported.Format(time.RFC3339)))
	}
	add(&wb.Integrity, "Rows", fmt.Sprint(s.Rows))
	add(&wb.Integrity, "Row tree root (SHA-256)", s.RowRoot)
	add(&wb.Integrity, factSeal, sealSum)
	add(&wb.Integrity, "Workspace", s.Work)
	add(&wb.Integrity, "Time zone database", s.ZoneDB)
	for _, source := range s.Sources {
		add(&wb.Integrity, "Source", source.Name)
		add(&wb.Integrity, "  SHA-256", source.SHA256)
		add(&wb.Integrity, "  Size in bytes", fmt.Sprint(source.Size))
		add(&wb.Integrity, "  Records", fmt.Sprint(source.Records))
		add(&wb.Integrity, "  Record tree root", source.RecordRoot)
	}
	for _, j := range s.Journal {
		add(&wb.Integrity, "Journal "+j.Replica, fmt.Sprintf("%d events, head %s, root %s", j.Events, j.Head, j.Root))
	}
	add(&wb.Integrity, "What this proves", honest)
	add(&wb.Integrity, "How to check", "See VERIFY.txt in the bundle. This sheet is a copy for reading; the evidence lies in data/evidence.")
	return wb
}

// people compares what people read with what the evidence says.
func (v *verifier) people() error {
	v.r.people = &Check{Title: "Pages for people", State: StateNA}
	switch {
	case v.seal == nil || !v.sound():
		v.r.people.Detail = "Not compared with the evidence: the evidence itself is not whole"
		return nil
	case !v.tied():
		v.r.people.State = StateChanged
		p := v.otherSeal(nil)
		v.r.people.Detail = differs(1) + p.Describe()
		v.r.add(p)
		return nil
	case v.seal.Layout != Layout:
		v.r.people.Detail = "READ-ME, VERIFY.txt and the workbook’s other sheets are not compared: made by another version"
		return nil
	}
	page, err := readme(v.seal, v.tally)
	if err != nil {
		return fmt.Errorf("writing READ-ME-FIRST.html again: %w", err)
	}
	var octets int64
	files := 0
	for _, name := range v.b.names {
		if strings.HasPrefix(name, "data/") {
			octets, files = octets+v.b.sizes[name], files+1
		}
	}
	var found []Problem
	for _, p := range []struct {
		file string
		want []byte
	}{{fileReadme, page}, {fileVerify, verifyText(v.seal)}, {fileBagInfo, bagInfo(v.seal, octets, files)}} {
		if v.b.has(p.file) {
			found = append(found, v.page(p.file, p.want)...)
		}
	}
	book, err := v.workbook()
	if err != nil {
		return err
	}
	found = append(found, book.found...)
	switch {
	case len(found) == 0:
		v.r.people.State, v.r.people.Detail = StateOK, "READ-ME, VERIFY.txt and all sheets of the workbook say what the evidence says"
		return nil
	case v.seal.ZoneDB != zones.Version && !book.otherSeal:
		v.r.people.Detail = "READ-ME, VERIFY.txt and the workbook’s other sheets are not compared: made with another time zone database"
		return nil
	case book.otherSeal && (len(found) > 1 || book.integrity > 1):
		found = []Problem{v.otherSeal(found)}
	case book.otherSeal:
		found[0].Detail += "; it names another seal.json, one of the two was changed"
	}
	v.r.people.State = StateChanged
	v.r.people.Detail = differs(len(found)) + found[0].Describe()
	for _, p := range found {
		v.r.add(p)
	}
	return nil
}

// tied reports whether a workbook of another layout names this seal.json, as
// those of every layout do. What cannot be read is told elsewhere.
func (v *verifier) tied() bool {
	if v.seal.Layout == Layout || !v.b.has(fileXLSX) || v.suspect(fileXLSX) || v.located(fileXLSX) {
		return true
	}
	r, size, done, err := v.b.random(fileXLSX)
	if err != nil {
		return true
	}
	defer done()
	a, problems, err := openArchive(r, size)
	if err != nil || len(problems) > 0 {
		return true
	}
	texts, err := archiveBag(a, func() error { return nil }).read(sharedStrings, maxTagFile)
	return err != nil || bytes.Contains(texts, []byte(v.sums["sha256"][fileSeal]))
}

// otherSeal blames seal.json, which is not the one that the pages were made with.
func (v *verifier) otherSeal(found []Problem) Problem {
	detail := "it is not the one that entries.xlsx was made with (its sheet Integrity names another SHA-256)"
	var others []string
	for _, p := range found {
		if p.File != fileXLSX {
			others = append(others, path.Base(p.File))
		}
	}
	if len(others) > 0 {
		detail += "; it does not fit " + strings.Join(others, ", ") + " either"
	}
	return Problem{What: "seal", File: fileSeal, Detail: detail}
}

// sound reports whether everything is whole out of which the pages for people
// are written.
func (v *verifier) sound() bool {
	if v.journalBad || v.tally == nil || int64(v.tally.Rows) != v.seal.Rows {
		return false
	}
	for _, file := range v.b.names {
		if strings.HasPrefix(file, evidenceFolder) && (v.suspect(file) || v.located(file)) {
			return false
		}
	}
	return !slices.ContainsFunc(v.r.Problems, func(p Problem) bool { return p.What == "missing" && strings.HasPrefix(p.File, evidenceFolder) })
}

// page compares a page with what it should be and names the first line that is
// not so.
func (v *verifier) page(file string, want []byte) []Problem {
	got, err := v.b.read(file, int64(2*len(want)+1<<20))
	if err != nil {
		return []Problem{{What: "file", File: file, Detail: fmt.Sprintf("the file was changed: %v", err)}}
	}
	if bytes.Equal(got, want) {
		return nil
	}
	a, b := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	line := func(list []string) string {
		if i < len(list) {
			return list[i]
		}
		return ""
	}
	return []Problem{{What: "file", File: file, Detail: fmt.Sprintf("the file was changed: line %d: %s", i+1, versus(line(a), line(b)))}}
}

// workbook compares everything of the workbook but the rows of the entries.
func (v *verifier) workbook() (*bookCheck, error) {
	c := &bookCheck{got: map[string][]byte{}}
	if !v.b.has(fileXLSX) || v.located(fileXLSX) && slices.ContainsFunc(v.r.Problems, func(p Problem) bool { return p.File == fileXLSX && p.What == "file" }) {
		return c, nil // more is told already
	}
	table := export.NewTable(v.seal.Columns, v.seal.zoneTime)
	want, err := xlsx.Parts(table, v.tally.Rows, facts(v.seal, v.sums["sha256"][fileSeal]), v.tally)
	if err != nil {
		return nil, err
	}
	r, size, done, err := v.b.random(fileXLSX)
	if err != nil {
		return c, nil // the file is damaged, which is told
	}
	defer done()
	a, problems, err := openArchive(r, size)
	if err != nil || len(problems) > 0 {
		return c, nil // the same
	}
	c.want = want
	book := archiveBag(a, func() error { return nil })
	entries := map[string]int{}
	for n := range xlsx.EntrySheets(v.tally.Rows) {
		entries[xlsx.SheetPart(n+1)] = n
	}
	for _, name := range book.names {
		if _, known := want[name]; !known {
			c.bad("it holds a part that does not belong there: %s", shorten(name))
			continue
		}
		if n, ok := entries[name]; ok {
			head, tail, _ := xlsx.Ends(want[name])
			if n < len(v.sheets) && v.sheets[n].tail != nil && (!bytes.Equal(head, v.sheets[n].head) || !bytes.Equal(tail, v.sheets[n].tail)) {
				c.bad("sheet %s: something other than its rows was changed", xlsx.SheetName(n+1))
			}
			delete(want, name)
			continue
		}
		data, err := book.read(name, int64(2*len(want[name])+1<<20))
		if err != nil {
			c.bad("%v", err)
			delete(want, name)
			continue
		}
		c.got[name] = data
	}
	c.sheets(xlsx.SmallSheets(len(entries)))
	return c, nil
}

// bookCheck compares the parts of a workbook with what they should be.
type bookCheck struct {
	want, got map[string][]byte
	found     []Problem
	otherSeal bool // the sheet Integrity names another seal.json
	integrity int  // cells of it that differ
}

func (c *bookCheck) bad(format string, args ...any) {
	c.found = append(c.found, Problem{What: "file", File: fileXLSX, Detail: fmt.Sprintf(format, args...)})
}

const sharedStrings = "xl/sharedStrings.xml"

// sheets names sheet and cell of what differs; the texts lie in a part of their
// own.
func (c *bookCheck) sheets(parts map[string]string) {
	named := false
	texts := bytes.Equal(c.want[sharedStrings], c.got[sharedStrings])
	for _, sheet := range slices.Sorted(maps.Keys(parts)) {
		part := parts[sheet]
		want, got := c.want[part], c.got[part]
		if got == nil || texts && bytes.Equal(want, got) {
			continue
		}
		a, err := xlsx.Cells(want, c.want[sharedStrings])
		if err != nil {
			continue
		}
		b, err := xlsx.Cells(got, c.got[sharedStrings])
		switch {
		case err != nil:
			c.bad("sheet %s: %v", sheet, err)
			named = true
		case !slices.Equal(a, b):
			c.cell(sheet, a, b)
			named = true
		case !bytes.Equal(want, got):
			c.bad("sheet %s: something other than its texts was changed", sheet)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.want)) {
		got, ok := c.got[name]
		switch {
		case !ok:
			c.bad("its part %s is missing", name)
		case slices.Contains(slices.Collect(maps.Values(parts)), name) || name == sharedStrings && named:
		case !bytes.Equal(c.want[name], got):
			c.bad("its part %s was changed", name)
		}
	}
}

// cell names the first cell that differs.
func (c *bookCheck) cell(sheet string, want, got []xlsx.Cell) {
	i := 0
	for i < len(want) && i < len(got) && want[i] == got[i] {
		i++
	}
	var a, b xlsx.Cell
	if i < len(want) {
		a = want[i]
	}
	if i < len(got) {
		b = got[i]
	}
	switch {
	case a.Ref == b.Ref:
	case a.Ref == "" || i+1 < len(got) && got[i+1] == a:
		a = xlsx.Cell{Ref: b.Ref} // a cell was added
	default:
		b = xlsx.Cell{} // a cell was taken away
	}
	if sheet == "Integrity" {
		c.otherSeal = i > 0 && i < len(want) && want[i-1].Text == factSeal
		for k := range min(len(want), len(got)) {
			if want[k] != got[k] {
				c.integrity++
			}
		}
	}
	c.bad("sheet %s, cell %s: %s", sheet, a.Ref, versus(a.Text, b.Text))
}
