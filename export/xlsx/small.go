package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"

	"probity/export"

	"github.com/xuri/excelize/v2"
)

// Parts gives every file of the package of a workbook with rows entries as
// Writer writes it; the sheets of the entries are there without their rows. The
// same content gives the same bytes, so a workbook can be compared with it.
func Parts(table *export.Table, rows int, wb Workbook, tally *export.Tally) (map[string][]byte, error) {
	w := &Writer{table: table, book: excelize.NewFile()}
	defer w.book.Close()
	if err := w.sheetsFor(rows); err != nil {
		return nil, fmt.Errorf("preparing the workbook: %w", err)
	}
	shell, err := w.parts()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(w.summary(wb, tally), w.notes(tally), w.integrity(wb)); err != nil {
		return nil, fmt.Errorf("writing the workbook: %w", err)
	}
	parts, err := w.parts()
	if err != nil {
		return nil, err
	}
	for _, s := range w.sheets {
		parts[s.part] = shell[s.part]
	}
	return parts, nil
}

// Ends gives what stands before and behind the rows of a sheet: up to
// <sheetData>, and from </sheetData> on.
func Ends(sheet []byte) (head, tail []byte, ok bool) {
	for _, empty := range []string{"<sheetData></sheetData>", "<sheetData/>"} {
		if before, after, ok := bytes.Cut(sheet, []byte(empty)); ok {
			return before, append([]byte("</sheetData>"), after...), true
		}
	}
	return nil, nil, false
}

// SmallSheets names the sheets without entries and their parts, of a workbook
// with entries on so many sheets.
func SmallSheets(entrySheets int) map[string]string {
	part := func(n int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", n) }
	return map[string]string{"Summary": part(1), "Notes": part(entrySheets + 2), "Integrity": part(entrySheets + 3)}
}

// EntrySheets is the number of sheets that rows entries take.
func EntrySheets(rows int) int { return max(1, (rows+MaxRows-1)/MaxRows) }

// Cell is one cell of a small sheet.
type Cell struct{ Ref, Text string }

// Cells reads a small sheet: its cells in the order in which they stand.
func Cells(sheet, sharedStrings []byte) ([]Cell, error) {
	var strings struct {
		Items []struct {
			Text string   `xml:"t"`
			Runs []string `xml:"r>t"`
		} `xml:"si"`
	}
	if len(sharedStrings) > 0 {
		if err := xml.Unmarshal(sharedStrings, &strings); err != nil {
			return nil, fmt.Errorf("its texts cannot be read: %w", err)
		}
	}
	var parsed struct {
		Cells []struct {
			Ref    string `xml:"r,attr"`
			Kind   string `xml:"t,attr"`
			Value  string `xml:"v"`
			Inline string `xml:"is>t"`
		} `xml:"sheetData>row>c"`
	}
	if err := xml.Unmarshal(sheet, &parsed); err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	var out []Cell
	for _, c := range parsed.Cells {
		text := c.Value + c.Inline
		if c.Kind == "s" {
			n, err := strconv.Atoi(c.Value)
			if err != nil || n < 0 || n >= len(strings.Items) {
				return nil, fmt.Errorf("the cell %s points to no text", c.Ref)
			}
			text = strings.Items[n].Text
			for _, run := range strings.Items[n].Runs {
				text += run
			}
		}
		if text != "" {
			out = append(out, Cell{c.Ref, text})
		}
	}
	return out, nil
}
