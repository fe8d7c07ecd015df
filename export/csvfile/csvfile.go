// Package csvfile writes delivered entries as CSV (RFC 4180: commas, CR LF,
// quotes doubled) in UTF-8.
//
// The file begins with a byte order mark, because Excel on Windows reads CSV
// without one in the computer's 8-bit code page and mangles every accent;
// LibreOffice, Python ("utf-8-sig") and Numbers read it as well. Cells that a
// spreadsheet could take for a formula get a ' in front, see Safe. Bytes that
// are not UTF-8 are shown as U+FFFD; the evidence files of a bundle keep them.
package csvfile

import (
	"bufio"
	"context"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"probity/export"
	"probity/export/atomic"
)

// Mark is the byte order mark at the start of the file.
const Mark = "\ufeff"

// Write writes the entries to a new file at path, whole or not at all. Columns
// names the fields to write, see export.Table; a nil zone is UTC.
func Write(ctx context.Context, path string, rows export.Rows, columns []string, zone *time.Location, p export.Progress) error {
	f, err := atomic.Create(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	if err := WriteTo(ctx, f, rows, columns, zone, p); err != nil {
		return atomic.Explain(path, err)
	}
	return f.Commit()
}

// WriteTo writes the entries to w.
func WriteTo(ctx context.Context, w io.Writer, rows export.Rows, columns []string, zone *time.Location, p export.Progress) error {
	table := export.NewTable(columns, zone)
	out := bufio.NewWriterSize(w, 1<<20)
	line := AppendRow([]byte(Mark), table.Titles())
	var cells []string
	total := rows.Len()
	for i := range total {
		if _, err := out.Write(line); err != nil {
			return err
		}
		if i%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			p.Report(int64(i), int64(total))
		}
		e, err := rows.Entry(ctx, i)
		if err != nil {
			return err
		}
		cells = table.Cells(cells, e, rows.State(i))
		line = AppendRow(line[:0], cells)
	}
	if _, err := out.Write(line); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	p.Report(int64(total), int64(total))
	return nil
}

// AppendRow appends the cells as one line, made safe and with its CR LF.
func AppendRow(dst []byte, cells []string) []byte {
	for i, cell := range cells {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendCell(dst, cell)
	}
	return append(dst, '\r', '\n')
}

func appendCell(dst []byte, s string) []byte {
	if s == "" {
		return dst
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	quoted := strings.ContainsAny(s, ",\"\r\n") || s[0] == ' ' || s[len(s)-1] == ' '
	if quoted {
		dst = append(dst, '"')
	}
	if risky(s) {
		dst = append(dst, '\'')
	}
	if !quoted {
		return append(dst, s...)
	}
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		dst = append(dst, s[:i+1]...)
		dst = append(dst, '"')
		s = s[i+1:]
	}
	dst = append(dst, s...)
	return append(dst, '"')
}

// Safe makes a text harmless in a spreadsheet: one that starts with = + - @,
// tab, CR, LF, NUL or ' gets a ' in front (OWASP, "CSV Injection").
func Safe(s string) string {
	if risky(s) {
		return "'" + s
	}
	return s
}

// Plain undoes Safe: it strips exactly one ' from the front.
func Plain(s string) string { return strings.TrimPrefix(s, "'") }

func risky(s string) bool {
	if s == "" {
		return false
	}
	switch s[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n', 0, '\'':
		return true
	}
	return false
}
