package intake

import "bytes"

// The slower way through dialects whose delimiter has several bytes, that
// escape with a byte of its own, whose records end with CR, LF and CR LF or
// whose cells stand between blanks.

// atSep reports that the delimiter stands at b[i], and its length.
func (d *dialect) atSep(b []byte, i int) int {
	if b[i] != d.delim {
		return 0
	}
	if d.sep == "" {
		return 1
	}
	if len(b)-i >= len(d.sep) && string(b[i:i+len(d.sep)]) == d.sep {
		return len(d.sep)
	}
	return 0
}

// column reports that columns are divided by blanks, however many.
func (d *dialect) column() bool { return d.pad && d.delim == ' ' }

// skip gives where the blanks end that stand before a cell.
func (d *dialect) skip(b []byte, i int) int {
	for d.pad && i < len(b) && (b[i] == ' ' || b[i] == '\t' && d.delim != '\t') {
		i++
	}
	return i
}

// trim gives where a cell ends without the blanks behind it.
func (d *dialect) trim(b []byte, from, to int) int {
	for d.pad && to > from && (b[to-1] == ' ' || b[to-1] == '\t') {
		to--
	}
	return to
}

// atEnd gives the length of the line end at b[i], 0 where there is none.
func (d *dialect) atEnd(b []byte, i int) int {
	switch b[i] {
	case '\n':
		if d.anyEnd || d.eol == '\n' {
			return 1
		}
	case '\r':
		if d.eol == '\r' && !d.anyEnd {
			return 1
		}
		if i+1 < len(b) && b[i+1] == '\n' {
			return 2
		}
		if d.anyEnd || i+1 == len(b) {
			return 1
		}
	}
	return 0
}

func (d *dialect) endsAny(b []byte, i int, eof bool) (ok, unknown bool) {
	for {
		if i >= len(b) {
			return eof, !eof
		}
		if !eof && len(b)-i < max(2, len(d.sep)) {
			return false, true
		}
		if d.atSep(b, i) > 0 || d.atEnd(b, i) > 0 {
			return true, false
		}
		if b[i] != ' ' && b[i] != '\t' {
			return false, false
		}
		i++
	}
}

// line gives where the line at pos ends, without and with its line end.
func (d *dialect) line(b []byte, pos int) (end, next int) {
	for i := pos; i < len(b); i++ {
		if b[i] == '\n' || b[i] == '\r' {
			if n := d.atEnd(b, i); n > 0 {
				return i, i + n
			}
		}
	}
	return len(b), len(b)
}

// firstEnd gives the index of the first line end in b, -1 where there is none.
func (d *dialect) firstEnd(b []byte) int {
	if d.anyEnd {
		return bytes.IndexAny(b, "\r\n")
	}
	return bytes.IndexByte(b, d.eol)
}

// lines counts the line ends in b.
func (d *dialect) lines(b []byte) int64 {
	if !d.anyEnd {
		return countLines(b, d.eol)
	}
	return int64(bytes.Count(b, []byte{'\n'}) + bytes.Count(b, []byte{'\r'}) - bytes.Count(b, []byte("\r\n")))
}

func (d *dialect) lastEndAny(b []byte, eof bool) (cut int, open bool) {
	for pos := 0; pos < len(b); {
		if n := d.blank(b, pos); n > 0 {
			pos += n
			cut = pos
			continue
		}
		_, end, next, ok, wait := d.split(b, pos, nil, edgeOf(eof))
		if !ok || wait {
			return cut, true
		}
		if next == len(b) && (end == next || !eof && b[next-1] == '\r') {
			return cut, false
		}
		cut, pos = next, next
	}
	return cut, false
}

func (d *dialect) strictAny(b []byte, pos int, cells []span) (_ []span, end, next int, ok, odd bool) {
	i := pos
	for {
		i = d.skip(b, i)
		if d.quote != 0 && i < len(b) && b[i] == d.quote {
			e, stray := d.closing(b, i+1, true)
			if e < 0 {
				return append(cells, span{i, len(b), false}), len(b), len(b), false, true
			}
			odd = odd || stray
			cells = append(cells, span{i + 1, e - 1, true})
			for i = e; i < len(b) && d.atSep(b, i) == 0 && d.atEnd(b, i) == 0; {
				i++
			}
		} else {
			from := i
			for i < len(b) && d.atSep(b, i) == 0 && d.atEnd(b, i) == 0 {
				if d.escape != 0 && b[i] == d.escape && i+1 < len(b) {
					i++
				}
				i++
			}
			cells = append(cells, span{from, d.trim(b, from, i), false})
		}
		if i < len(b) {
			if n := d.atSep(b, i); n > 0 {
				i += n
				if !d.column() {
					continue
				}
				if i = d.skip(b, i); i < len(b) && d.atEnd(b, i) == 0 {
					continue
				}
			}
		}
		if i < len(b) {
			return cells, i, i + d.atEnd(b, i), true, odd
		}
		return cells, i, i, true, odd
	}
}

// unescape takes the escape away from before the quote, the delimiter, a line
// end and itself; before any other byte it is text, as in C:\temp.
func (d *dialect) unescape(cell []byte, quoted bool, scratch *[]byte) []byte {
	if bytes.IndexByte(cell, d.escape) < 0 && (!quoted || bytes.IndexByte(cell, d.quote) < 0) {
		return cell
	}
	from := len(*scratch)
	for i := 0; i < len(cell); i++ {
		c := cell[i]
		if i+1 < len(cell) {
			next := cell[i+1]
			if c == d.escape && (next == d.quote && d.quote != 0 || next == d.escape || next == d.delim || next == '\n' || next == '\r') ||
				quoted && c == d.quote && next == d.quote {
				i++
				c = next
			}
		}
		*scratch = append(*scratch, c)
	}
	return (*scratch)[from:]
}
