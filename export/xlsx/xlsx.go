// Package xlsx writes delivered entries as a workbook: Summary, Entries, Notes
// and Integrity.
//
// Excelize makes the workbook: styles, widths, the small sheets. The rows of
// the Entries sheets, which may be a million, are written by an encoder of our
// own straight into the compressed package: texts as inline strings, which no
// spreadsheet takes for formulas, and times as real dates.
package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"probity/export"
	"probity/export/atomic"
	"probity/export/pack"

	"github.com/xuri/excelize/v2"
)

// Fact is a line of the Summary or Integrity sheet.
type Fact struct{ Name, Value string }

// Workbook says what goes into the file.
type Workbook struct {
	Rows      export.Rows
	Columns   []string       // fields to write, see export.Table
	Zone      *time.Location // display zone; nil is UTC
	Title     string
	Summary   []Fact // what this is, its scope
	Integrity []Fact // sources, hashes, roots: what a checker compares
}

// Write writes a workbook to a new file at path, whole or not at all.
func Write(ctx context.Context, path string, wb Workbook, p export.Progress) error {
	f, err := atomic.Create(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	table := export.NewTable(wb.Columns, wb.Zone)
	w, err := NewWriter(path, table, wb.Rows.Len())
	if err != nil {
		return err
	}
	defer w.Discard()
	tally := export.NewTally(wb.Zone)
	var cells []string
	var line []byte
	for i := range wb.Rows.Len() {
		if i%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			p.Report(int64(i), int64(wb.Rows.Len()))
		}
		e, err := wb.Rows.Entry(ctx, i)
		if err != nil {
			return err
		}
		s := wb.Rows.State(i)
		tally.Add(e, s)
		cells = table.Cells(cells, e, s)
		line = w.Encoder().AppendRow(line[:0], i, e.Time, cells)
		if err := w.Add(i, line); err != nil {
			return err
		}
	}
	if err := w.Finish(f, wb, tally); err != nil {
		return atomic.Explain(path, err)
	}
	if err := f.Commit(); err != nil {
		return err
	}
	p.Report(int64(wb.Rows.Len()), int64(wb.Rows.Len()))
	return nil
}

// Writer puts a workbook together from encoded rows.
type Writer struct {
	path    string
	book    *excelize.File
	styles  styles
	table   *export.Table
	encoder *Encoder
	sheets  []sheet
}

type sheet struct {
	name   string
	part   string // path in the package
	suffix []byte // of the sheet's XML, after the rows
	stream *pack.Stream
}

// NewWriter prepares a workbook for rows entries; scratch files lie beside
// path.
func NewWriter(path string, table *export.Table, rows int) (*Writer, error) {
	w := &Writer{path: path, table: table, book: excelize.NewFile()}
	if err := w.prepare(rows); err != nil {
		w.Discard()
		return nil, fmt.Errorf("preparing the workbook: %w", err)
	}
	return w, nil
}

func (w *Writer) prepare(rows int) error {
	if err := w.sheetsFor(rows); err != nil {
		return err
	}
	return w.open()
}

// sheetsFor makes the sheets, without their content.
func (w *Writer) sheetsFor(rows int) (err error) {
	if len(w.table.Names) > 16_384 {
		return fmt.Errorf("a sheet holds 16,384 columns, these entries have %d: choose fewer", len(w.table.Names))
	}
	if w.styles, err = addStyles(w.book); err != nil {
		return err
	}
	if w.styles.date != dateStyle || w.styles.header != headerStyle {
		return fmt.Errorf("excelize numbers its styles in another way than the encoder expects")
	}
	w.encoder = NewEncoder(w.table)
	if err := w.book.SetSheetName("Sheet1", "Summary"); err != nil {
		return err
	}
	last := Column(len(w.table.Names) - 1)
	for n := 1; n == 1 || rows > (n-1)*MaxRows; n++ {
		s := sheet{name: SheetName(n), part: SheetPart(n)}
		here := min(rows-(n-1)*MaxRows, MaxRows)
		if _, err := w.book.NewSheet(s.name); err != nil {
			return err
		}
		area := fmt.Sprintf("A1:%s%d", last, here+1)
		err := errors.Join(
			w.book.SetPanes(s.name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
			w.book.AutoFilter(s.name, area, nil),
			w.book.SetSheetDimension(s.name, area),
		)
		for i, name := range w.table.Names {
			err = errors.Join(err, w.book.SetColWidth(s.name, Column(i), Column(i), width(name)))
		}
		if err != nil {
			return err
		}
		w.sheets = append(w.sheets, s)
	}
	for _, name := range []string{"Notes", "Integrity"} {
		if _, err := w.book.NewSheet(name); err != nil {
			return err
		}
	}
	return nil
}

// open splits the sheets that excelize made at the place of their rows.
func (w *Writer) open() error {
	shell, err := w.parts()
	if err != nil {
		return err
	}
	for i := range w.sheets {
		s := &w.sheets[i]
		before, after, ok := Ends(shell[s.part])
		if !ok {
			return fmt.Errorf("the sheet %s has no place for rows", s.name)
		}
		s.suffix = after
		if s.stream, err = pack.New(w.path, true); err != nil {
			return err
		}
		head := slices.Concat(before, []byte("<sheetData>"))
		s.stream.Write(w.encoder.AppendHeader(head))
	}
	return nil
}

// SheetName names the n-th sheet of entries, from 1.
func SheetName(n int) string {
	if n == 1 {
		return "Entries"
	}
	return fmt.Sprintf("Entries %d", n)
}

// Encoder writes the rows for Add. It may be used by several goroutines.
func (w *Writer) Encoder() *Encoder { return w.encoder }

// Add appends encoded rows, the first of which belongs to entry i. They must
// not reach across the end of a sheet (a multiple of MaxRows).
func (w *Writer) Add(i int, rows []byte) error {
	if i/MaxRows >= len(w.sheets) {
		return fmt.Errorf("entry %d has no sheet: the workbook was prepared for fewer", i+1)
	}
	_, err := w.sheets[i/MaxRows].stream.Write(rows)
	return err
}

// Discard removes the scratch files; it may be called after Finish.
func (w *Writer) Discard() {
	for _, s := range w.sheets {
		if s.stream != nil {
			s.stream.Discard()
		}
	}
	w.book.Close()
}

// Finish fills the small sheets and writes the workbook to out.
func (w *Writer) Finish(out io.Writer, wb Workbook, tally *export.Tally) error {
	err := errors.Join(w.summary(wb, tally), w.notes(tally), w.integrity(wb))
	if err != nil {
		return fmt.Errorf("writing the workbook: %w", err)
	}
	parts, err := w.parts()
	if err != nil {
		return err
	}
	z := zip.NewWriter(out)
	streams := map[string]*pack.Stream{}
	for _, s := range w.sheets {
		s.stream.Write(s.suffix)
		if err := s.stream.Close(); err != nil {
			return err
		}
		streams[s.part] = s.stream
	}
	for _, name := range order(parts) {
		stream := streams[name]
		if stream == nil {
			if stream, err = pack.New(w.path, true); err != nil {
				return err
			}
			defer stream.Discard()
			stream.Write(parts[name])
			if err := stream.Close(); err != nil {
				return err
			}
		}
		if err := stream.AddTo(z, name); err != nil {
			return err
		}
	}
	return z.Close()
}

// parts gives the files of the package as excelize writes them now.
func (w *Writer) parts() (map[string][]byte, error) {
	buffer, err := w.book.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(bytes.NewReader(buffer.Bytes()), int64(buffer.Len()))
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, f := range r.File {
		m, err := f.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(m)
		m.Close()
		if err != nil {
			return nil, err
		}
		out[f.Name] = data
	}
	return out, nil
}

// order puts [Content_Types].xml first, as readers that stream expect.
func order(parts map[string][]byte) []string {
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if (a[0] == '[') != (b[0] == '[') {
			if a[0] == '[' {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return names
}
