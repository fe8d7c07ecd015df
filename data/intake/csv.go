package intake

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"probity/data/fault"
)

// csvCutter cuts a CSV into pieces at record ends.
type csvCutter struct {
	source
	d     dialect
	width int    // cells of the header, to tell a stray quote from a cut file
	lines int64  // physical lines before the data
	lost  int    // lines given up one by one
	above *piece // what stands above the table, where a part of it is listed
}

// openCSV passes over the byte order mark, the lines above the header and the
// header itself.
func openCSV(ctx context.Context, r io.Reader, p *plan) (*csvCutter, error) {
	c := &csvCutter{source: source{ctx: ctx, r: r, cs: p.charset}, d: p.dialect, width: len(p.columns)}
	if err := c.skipBOM(); err != nil {
		return nil, err
	}
	if p.rd.HeaderRow == 0 {
		return c, nil
	}
	for size := 256 << 10; ; size *= 4 {
		if err := c.fill(size); err != nil {
			return nil, err
		}
		pos, ok := c.headerEnd(p.rd.HeaderRow, p.rd.HeaderRows)
		if ok {
			lines, top := c.d.lines(c.text[:pos]), c.take(pos)
			if len(p.rd.Apart) > 0 && p.rd.Apart[0].From < c.offset {
				top.above, c.above = true, top
			} else {
				c.lines = lines
			}
			return c, nil
		}
		if c.eof {
			return nil, fault.New(fault.Unusable, "The header was to be in line %d, but the file ends before it.", p.rd.HeaderRow)
		}
		if size >= maxRecord {
			return nil, fault.New(fault.Unusable, "The header in line %d does not end within %d MB; the delimiter or quote may be another.", p.rd.HeaderRow, maxRecord>>20)
		}
	}
}

// headerEnd finds where the header ends that begins in a physical line.
func (c *csvCutter) headerEnd(line, records int) (int, bool) {
	pos := 0
	for range line - 1 {
		_, next := c.d.line(c.text, pos)
		if next == pos || next >= len(c.text) {
			return 0, false
		}
		pos = next
	}
	for range max(1, records) {
		pos += c.d.blank(c.text, pos)
		if pos >= len(c.text) {
			return 0, false
		}
		_, _, next, ok, wait := c.d.split(c.text, pos, nil, edgeOf(c.eof))
		if wait || !ok || !c.eof && next >= len(c.text) {
			return 0, false
		}
		pos = next
	}
	return pos, true
}

func countLines(b []byte, eol byte) int64 { return int64(bytes.Count(b, []byte{eol})) }

// next gives the next piece, nil at the end.
func (c *csvCutter) next() (*piece, error) {
	if p := c.above; p != nil {
		c.above = nil
		return p, nil
	}
	for size := pieceSize; ; size *= 2 {
		if err := c.fill(size); err != nil {
			return nil, err
		}
		if len(c.text) == 0 {
			return nil, nil
		}
		c.d.keep = nil
		if c.d.width > 0 && !c.d.general() {
			c.d.keep = &splits{}
		}
		cut, open := c.d.lastEnd(c.text, c.eof)
		keep := c.d.keep
		c.d.keep = nil
		switch {
		case cut > 0:
			if c.eof && !open {
				p := c.final()
				p.splits = keep
				return p, nil
			}
			p := c.take(cut)
			p.splits = keep
			return p, nil
		case c.eof && !open:
			return c.final(), nil
		case c.eof:
			return c.unclosed(unclosedReason + " and not closed before the file ends; the export may have been cut off."), nil
		case len(c.raw) >= maxRecord && c.d.firstEnd(c.text) < 0:
			return c.skipLine(fmt.Sprintf("The line that begins here does not end within %d MB.", maxRecord>>20), c.d.firstEnd)
		case len(c.raw) >= maxRecord:
			return c.unclosed(fmt.Sprintf(unclosedReason+" and not closed within %d MB; one may be missing.", maxRecord>>20)), nil
		}
	}
}

// final gives all that is left.
func (c *csvCutter) final() *piece {
	p := c.take(len(c.text))
	p.last = true
	return p
}

// unclosed gives the record at the front, whose quote is never closed. Where
// the lines that follow have as many cells as the header, only the first line
// is lost; else everything to the end is one record that was cut off.
func (c *csvCutter) unclosed(reason string) *piece {
	end := len(c.text)
	if first := bytes.IndexByte(c.text, c.d.eol); first >= 0 && first+1 < end && c.lost < maxLost {
		c.lost++
		plain := c.d
		plain.width = 0
		pos := first + 1
		for pos < len(c.text) {
			cells, _, next, ok := plain.record(c.text, pos, nil)
			if !ok {
				break
			}
			if len(cells) == c.width {
				end = first + 1
				break
			}
			pos = next
		}
		if !c.eof {
			end = first + 1
		}
	} else if !c.eof {
		end = min(end, maxRecord)
	}
	p := c.take(end)
	p.reason = reason
	return p
}

// csvWorker parses pieces. Each goroutine has its own.
type csvWorker struct {
	plan  *plan
	b     *builder
	cells []span
	over  []target // for cells beyond the header
}

func (w *csvWorker) parse(pc *piece) *Batch {
	b, d := w.b, w.plan.dialect
	b.begin()
	wide := w.plan.charset.wide()
	rawPos := 0
	d0 := 0
	// place gives where text[from:to] lies in the source's bytes.
	place := func(from, to int) (int, int) {
		if !wide {
			return from, to
		}
		rawPos += w.plan.charset.width(pc.text[d0:from], pc.raw[rawPos:])
		d0 = from
		end := rawPos + w.plan.charset.width(pc.text[from:to], pc.raw[rawPos:])
		if to == len(pc.text) {
			end = len(pc.raw)
		}
		return min(rawPos, end), end
	}
	if pc.rest {
		b.remainder(pc)
		return b.end()
	}
	if pc.reason != "" {
		end := len(pc.text)
		for end > 0 && (pc.text[end-1] == d.eol || pc.text[end-1] == '\r') {
			end--
		}
		from, to := place(0, end)
		n := b.record(pc.raw[from:to])
		b.reject(n, 1, pc.offset+int64(from), int64(to-from), pc.reason)
		return b.end()
	}
	text := pc.text
	at := endOfPiece
	if pc.last {
		at = endOfFile
	}
	line, lineAt := int64(1), 0 // of rejects
	for pos := 0; pos < len(text); {
		if text[pos] == d.eol || text[pos] == '\r' {
			if n := d.blank(text, pos); n > 0 {
				pos += n
				continue
			}
		}
		cells, end, next := pc.split(&d, pos, w.cells[:0], at)
		w.cells = cells
		from, to := place(pos, end)
		if pc.above && w.plan.stretch(pc.offset+int64(from)) == "" {
			pos = next
			continue
		}
		n := b.record(pc.raw[from:to])
		if d.comment != 0 || len(w.plan.rd.Apart) > 0 {
			if reason := w.plan.apart(text[pos], pc.offset+int64(from)); reason != "" {
				line, lineAt = line+d.lines(text[lineAt:pos]), pos
				b.reject(n, line, pc.offset+int64(from), int64(to-from), reason)
				pos = next
				continue
			}
		}
		if len(cells) != len(w.plan.columns) {
			b.batch.ragged++
		}
		for i := range cells {
			v := w.text(text, cells[i])
			if i < len(w.plan.columns) {
				b.value(i, &w.plan.columns[i], v)
			} else if len(v) > 0 {
				b.value(-1, w.beyond(i), v)
			}
		}
		if reason := b.listed(); reason != "" {
			line, lineAt = line+d.lines(text[lineAt:pos]), pos
			b.reject(n, line, pc.offset+int64(from), int64(to-from), reason)
		} else {
			b.entry(n, pc.offset+int64(from), int64(to-from))
		}
		pos = next
	}
	return b.end()
}

func (w *csvWorker) text(text []byte, s span) []byte {
	v := w.plan.dialect.text(text, s, &w.b.scratch)
	return w.plan.charset.cell(v, &w.b.scratch)
}

// beyond gives the target of a cell that the header has no name for.
func (w *csvWorker) beyond(i int) *target {
	k := i - len(w.plan.columns)
	if k >= maxExtra {
		return &target{slot: noSlot, extra: "extra." + columnName(i), loser: noSlot}
	}
	for len(w.over) <= k {
		w.over = append(w.over, target{slot: noSlot, extra: "extra." + columnName(len(w.plan.columns)+len(w.over)), loser: noSlot})
	}
	return &w.over[k]
}
