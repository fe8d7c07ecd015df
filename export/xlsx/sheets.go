package xlsx

import (
	"errors"
	"fmt"
	"time"

	"probity/data/entry"
	"probity/export"

	"github.com/xuri/excelize/v2"
)

// Statement stands on the Summary: a workbook cannot vouch for itself.
const Statement = "This workbook shows what was delivered. It cannot show that nothing was altered since: " +
	"that is checked with the bundle it came in, as the sheet Integrity and the bundle's VERIFY.txt say."

const (
	maxGroups = 20_000 // lines of the operator × category table
	maxMonths = 120    // its columns; older months are added up in one
)

type styles struct{ title, header, label, text, date, number int }

func addStyles(f *excelize.File) (s styles, err error) {
	add := func(style *excelize.Style) int {
		id, e := f.NewStyle(style)
		err = errors.Join(err, e)
		return id
	}
	pattern := "yyyy-mm-dd hh:mm:ss"
	thousands := "#,##0"
	line := []excelize.Border{{Type: "bottom", Color: "DCE0E6", Style: 1}}
	quiet := &excelize.Font{Color: "566172"}
	s.date = add(&excelize.Style{CustomNumFmt: &pattern, Alignment: &excelize.Alignment{Horizontal: "left"}})
	s.header = add(&excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "1B2430"}, Border: line,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"ECEEF2"}},
	})
	s.title = add(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 16, Color: "1B2430"}})
	s.label = add(&excelize.Style{Font: quiet, Alignment: &excelize.Alignment{Vertical: "top"}})
	s.text = add(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	s.number = add(&excelize.Style{CustomNumFmt: &thousands})
	return s, err
}

func width(name string) float64 {
	switch name {
	case export.ColumnStatus, entry.Currency, export.ColumnRecord, entry.Amount, entry.Result:
		return 11
	case export.ColumnTime, entry.TimeText:
		return 21
	case entry.Details, entry.Changes, export.ColumnNotes:
		return 48
	case entry.Action, entry.TargetName, export.ColumnSource:
		return 28
	}
	return 18
}

// page fills a small sheet from top to bottom and keeps the first error.
type page struct {
	w     *Writer
	sheet string
	row   int
	err   error
}

func (p *page) line(style int, cells ...any) {
	p.row++
	for i, c := range cells {
		if c == nil || c == "" {
			continue
		}
		ref := fmt.Sprintf("%s%d", Column(i), p.row)
		var err error
		if text, ok := c.(string); ok {
			err = p.w.book.SetCellStr(p.sheet, ref, Visible(text))
		} else {
			err = p.w.book.SetCellValue(p.sheet, ref, c)
		}
		if style != 0 {
			err = errors.Join(err, p.w.book.SetCellStyle(p.sheet, ref, ref, style))
		}
		p.err = errors.Join(p.err, err)
	}
}

func (p *page) style(column, style int) {
	ref := fmt.Sprintf("%s%d", Column(column), p.row)
	p.err = errors.Join(p.err, p.w.book.SetCellStyle(p.sheet, ref, ref, style))
}

func (p *page) facts(facts []Fact) {
	for _, f := range facts {
		p.line(p.w.styles.text, f.Name, f.Value)
		p.style(0, p.w.styles.label)
	}
}

func (p *page) widths(widths ...float64) {
	for i, width := range widths {
		p.err = errors.Join(p.err, p.w.book.SetColWidth(p.sheet, Column(i), Column(i), width))
	}
}

func (w *Writer) summary(wb Workbook, t *export.Tally) error {
	p := &page{w: w, sheet: "Summary"}
	p.widths(28, 64)
	title := wb.Title
	if title == "" {
		title = "Log entries"
	}
	p.line(w.styles.title, title)
	p.row++
	p.facts(wb.Summary)
	zone := w.table.Zone()
	p.facts([]Fact{
		{"Entries", fmt.Sprint(t.Rows)}, {"First", export.FormatTime(t.First, zone)},
		{"Last", export.FormatTime(t.Last, zone)}, {"Times shown in", zone.String()},
	})
	if t.Undated > 0 {
		p.facts([]Fact{{"Without a readable time", fmt.Sprint(t.Undated)}})
	}
	p.line(w.styles.text, "About this file", Statement)
	p.style(0, w.styles.label)
	p.row++
	p.line(w.styles.header, "Review", "Entries")
	for _, status := range []string{"open", "fine", "question", "exception", "escalated"} {
		if n := t.Status[status]; n > 0 {
			p.line(0, status, n)
		}
	}
	p.row++
	p.groups(t)
	return p.err
}

// groups writes operator × category × month as plain numbers: viewers show
// pivot tables empty.
func (p *page) groups(t *export.Tally) {
	months := t.Months()
	var early []string
	if len(months) > maxMonths {
		early, months = months[:len(months)-maxMonths], months[len(months)-maxMonths:]
	}
	head := []any{"Operator", "Category", "Total"}
	if t.Undated > 0 {
		head = append(head, "No time")
	}
	if early != nil {
		head = append(head, "before "+months[0])
	}
	for _, m := range months {
		head = append(head, m)
	}
	p.line(p.w.styles.header, head...)
	groups := t.Groups(maxGroups)
	shown := 0
	for _, g := range groups {
		operator, category := g.Operator, g.Category
		if operator == "" {
			operator = "(none)"
		}
		if category == "" {
			category = "(none)"
		}
		line := []any{operator, category, g.Total}
		count := func(n int) {
			if n == 0 {
				line = append(line, nil)
			} else {
				line = append(line, n)
			}
		}
		if t.Undated > 0 {
			count(g.Months[""])
		}
		if early != nil {
			n := 0
			for _, m := range early {
				n += g.Months[m]
			}
			count(n)
		}
		for _, m := range months {
			count(g.Months[m])
		}
		p.line(0, line...)
		shown += g.Total
	}
	if shown < t.Rows {
		p.line(0, "(all others)", "", t.Rows-shown)
	}
}

func (w *Writer) notes(t *export.Tally) error {
	p := &page{w: w, sheet: "Notes"}
	p.widths(10, 12, 21, 22, 26, 26, 20, 24, 60)
	p.line(w.styles.header, "Row", "Status", "Time", "Operator", "Action", "Customer", "Noted", "By", "Note")
	zone := w.table.Zone()
	for _, n := range t.Touched {
		e := n.Entry
		first := []any{
			n.Row + 1, n.State.Word(), export.FormatTime(e.Time, zone), e.Get(entry.Actor), e.Get(entry.Action), e.Get(entry.TargetName),
		}
		if len(n.State.Notes) == 0 {
			p.line(w.styles.text, first...)
		}
		for _, note := range n.State.Notes {
			p.line(w.styles.text, append(first, note.At.In(zone).Format(time.DateTime), note.Author, note.Text)...)
		}
	}
	p.err = errors.Join(p.err, w.book.SetPanes(p.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	return p.err
}

func (w *Writer) integrity(wb Workbook) error {
	p := &page{w: w, sheet: "Integrity"}
	p.widths(28, 90)
	p.facts(wb.Integrity)
	if len(wb.Integrity) == 0 {
		p.line(w.styles.text, "", Statement)
	}
	return p.err
}
