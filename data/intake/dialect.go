package intake

import "bytes"

// dialect tells how the cells of a CSV lie in its bytes. A quote opens a field
// only as its first byte, and closes it only before a delimiter, a line end or
// the end of the file (blanks between are passed over); a doubled quote inside
// stands for one, any other is text.
type dialect struct {
	delim byte
	quote byte // 0: none
	eol   byte // '\n' also ends CR LF; '\r' for files that know no LF
}

// span is a cell: from and to in the bytes of the piece.
type span struct {
	from, to int
	escaped  bool // doubled quotes may be inside
}

// ends reports whether a field that was quoted may end before b[i]. unknown is
// set when b is too short to tell.
func (d *dialect) ends(b []byte, i int, eof bool) (ok, unknown bool) {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t') && b[i] != d.delim {
		i++
	}
	if i >= len(b) {
		return eof, !eof
	}
	switch b[i] {
	case d.delim, d.eol:
		return true, false
	case '\r':
		if i+1 >= len(b) {
			return eof, !eof
		}
		return b[i+1] == '\n', false
	}
	return false, false
}

// closing gives the index after the quote that closes the field whose content
// begins at i, or -1 where b has none (yet).
func (d *dialect) closing(b []byte, i int, eof bool) int {
	for i <= len(b) {
		j := bytes.IndexByte(b[i:], d.quote)
		if j < 0 {
			return -1
		}
		k := i + j
		if k+1 < len(b) && b[k+1] == d.quote {
			i = k + 2
			continue
		}
		ok, unknown := d.ends(b, k+1, eof)
		if unknown {
			return -1
		}
		if ok {
			return k + 1
		}
		i = k + 1
	}
	return -1
}

// lastEnd gives the end of the last whole record in b, line end included, 0
// where there is none. open tells that b ends inside an open quote.
func (d *dialect) lastEnd(b []byte, eof bool) (cut int, open bool) {
	pos := 0
	for {
		q := -1
		if d.quote != 0 {
			q = bytes.IndexByte(b[pos:], d.quote)
		}
		stop := len(b)
		if q >= 0 {
			stop = pos + q
		}
		if n := bytes.LastIndexByte(b[pos:stop], d.eol); n >= 0 {
			cut = pos + n + 1
		}
		if q < 0 {
			return cut, false
		}
		if stop > 0 && b[stop-1] != d.delim && b[stop-1] != d.eol {
			pos = stop + 1
			continue
		}
		if pos = d.closing(b, stop+1, eof); pos < 0 {
			return cut, true
		}
	}
}

// record splits the record that begins at pos. end is where its bytes end
// without the line end, next where the following record begins. ok is false
// where a quote stays open; then the record reaches to the end of b.
func (d *dialect) record(b []byte, pos int, cells []span) (_ []span, end, next int, ok bool) {
	i := pos
	for {
		if d.quote != 0 && i < len(b) && b[i] == d.quote {
			e := d.closing(b, i+1, true)
			if e < 0 {
				return append(cells, span{i, len(b), false}), len(b), len(b), false
			}
			cells = append(cells, span{i + 1, e - 1, true})
			for i = e; i < len(b) && b[i] != d.delim && b[i] != d.eol; {
				i++
			}
		} else {
			from := i
			delim, eol := d.delim, d.eol
			for i < len(b) && b[i] != delim && b[i] != eol {
				i++
			}
			to := i
			if i > from && b[i-1] == '\r' && eol == '\n' && (i == len(b) || b[i] == eol) {
				to--
			}
			cells = append(cells, span{from, to, false})
		}
		if i < len(b) && b[i] == d.delim {
			i++
			continue
		}
		end = i
		if i < len(b) {
			next = i + 1
		} else {
			next = i
		}
		if d.eol == '\n' && end > pos && b[end-1] == '\r' {
			end--
		}
		return cells, end, next, true
	}
}

// text gives the bytes of a cell without its quotes. The result is a part of b
// or lies in *scratch.
func (d *dialect) text(b []byte, s span, scratch *[]byte) []byte {
	cell := b[s.from:s.to]
	if !s.escaped {
		return cell
	}
	q := bytes.IndexByte(cell, d.quote)
	if q < 0 {
		return cell
	}
	from := len(*scratch)
	for i := 0; i < len(cell); i++ {
		*scratch = append(*scratch, cell[i])
		if cell[i] == d.quote && i+1 < len(cell) && cell[i+1] == d.quote {
			i++
		}
	}
	return (*scratch)[from:]
}

// blank gives the number of bytes of empty lines at pos.
func (d *dialect) blank(b []byte, pos int) int {
	i := pos
	for i < len(b) {
		switch {
		case b[i] == d.eol:
			i++
		case b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n':
			i += 2
		default:
			return i - pos
		}
	}
	return i - pos
}
