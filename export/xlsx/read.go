package xlsx

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
	"time"

	"probity/export"
)

// SheetPart is the path of the n-th sheet of entries (from 1) in the package.
func SheetPart(n int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", n+1) }

// ParseRow reads one row as AppendRow writes it, `<row …>…</row>`, into the
// texts of its columns. A date comes back as TimeLayout without offset, so that
// it can be compared with TimeText. It refuses what AppendRow does not write.
func ParseRow(b []byte, columns int) ([]string, error) {
	open := bytes.IndexByte(b, '>')
	if !bytes.HasPrefix(b, []byte("<row")) || !bytes.HasSuffix(b, []byte("</row>")) || open < 0 {
		return nil, fmt.Errorf("it is not a row")
	}
	out := make([]string, columns)
	b = b[open+1 : len(b)-len("</row>")]
	last := -1
	for len(b) > 0 {
		end := bytes.Index(b, []byte("</c>"))
		if !bytes.HasPrefix(b, []byte(`<c r="`)) || end < 0 {
			return nil, fmt.Errorf("a cell is damaged")
		}
		cell := string(b[len(`<c r="`):end])
		b = b[end+len("</c>"):]
		n := 0
		column := 0
		for n < len(cell) && cell[n] >= 'A' && cell[n] <= 'Z' && n < 4 {
			column = column*26 + int(cell[n]-'A') + 1
			n++
		}
		column--
		if column <= last || column >= columns {
			return nil, fmt.Errorf("a cell stands in the wrong column")
		}
		last = column
		_, content, ok := strings.Cut(cell, ">")
		if !ok {
			return nil, fmt.Errorf("a cell is damaged")
		}
		if v, ok := strings.CutPrefix(content, "<v>"); ok {
			if out[column], ok = strings.CutSuffix(v, "</v>"); !ok {
				return nil, fmt.Errorf("a cell is damaged")
			}
			continue
		}
		text, ok1 := strings.CutPrefix(content, `<is><t xml:space="preserve">`)
		text, ok2 := strings.CutSuffix(text, "</t></is>")
		if !ok1 || !ok2 {
			return nil, fmt.Errorf("a cell is damaged")
		}
		out[column] = unescape(text)
	}
	if len(out) > 1 {
		if serial, err := strconv.ParseFloat(out[1], 64); err == nil {
			out[1] = wallClock(serial)
		}
	}
	return out, nil
}

func unescape(s string) string {
	return strings.ReplaceAll(html.UnescapeString(s), "_x005F_", "_")
}

// wallClock is the reverse of serial, to the microsecond.
func wallClock(serial float64) string {
	micros := int64(math.Round((serial - 25_569) * 86_400_000_000))
	return time.UnixMicro(micros).UTC().Format(localLayout)
}

// SameClock reports whether a time that ParseRow gave is what the workbook
// holds for a time of a table: a serial number is a float, which does not hold
// every microsecond.
func SameClock(parsed, cell string) bool {
	at, err := time.Parse(export.TimeLayout, cell)
	return err == nil && parsed == wallClock(serialOf(micros(at)))
}

const localLayout = "2006-01-02 15:04:05.999999"

// Shown gives the cells of a table as a workbook shows them: texts cut and made
// visible, dates without their offset.
func Shown(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = Visible(c)
	}
	if len(out) > 1 {
		if at, err := time.Parse(export.TimeLayout, cells[1]); err == nil && at.Year() < 10000 && micros(at) >= firstDay {
			out[1] = at.Format(localLayout)
		}
	}
	return out
}

func micros(at time.Time) int64 {
	_, offset := at.Zone()
	return at.UnixMicro() + int64(offset)*1_000_000
}
