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

	sep     string  // delimiter of several bytes, of which delim is the first; empty: delim alone
	escape  byte    // stands before a byte that is text; 0: a quote is doubled
	anyEnd  bool    // CR, LF and CR LF all end a record
	comment byte    // a record that begins with it is none; 0: none does
	width   int     // cells of a record, by which broken quotes are mended; 0: they are not
	always  bool    // every cell that is not empty is quoted
	keep    *splits // of broken records, that they need not be mended twice; nil: none are kept
	pad     bool    // blanks around cells are no part of them; a delimiter of blanks is any number of them
}

// span is a cell: from and to in the bytes of the piece.
type span struct {
	from, to int
	escaped  bool // doubled quotes may be inside
}

// general reports that the dialect needs more than one byte at a time.
func (d *dialect) general() bool { return d.sep != "" || d.escape != 0 || d.anyEnd || d.pad }

// strayReach is how far a quoted field is followed once it holds a quote that
// neither is doubled nor closes it, in bytes.
const strayReach = 8 << 10

// strayMany is how many such quotes a field may hold. Without this bound, a
// file in which no quote is ever closed costs the square of its size.
const strayMany = 100

// ends reports whether a field that was quoted may end before b[i]. unknown is
// set when b is too short to tell.
func (d *dialect) ends(b []byte, i int, eof bool) (ok, unknown bool) {
	if d.general() {
		return d.endsAny(b, i, eof)
	}
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
// begins at i, or -1 where b has none (yet). stray tells that a quote was
// passed that is text.
func (d *dialect) closing(b []byte, i int, eof bool) (end int, stray bool) {
	strays := 0
	for from := i; i <= len(b); {
		j := bytes.IndexByte(b[i:], d.quote)
		if j < 0 {
			return -1, stray
		}
		k := i + j
		if d.escape != 0 && escaped(b[from:k], d.escape) {
			i = k + 1
			continue
		}
		if k+1 < len(b) && b[k+1] == d.quote {
			i = k + 2
			continue
		}
		ok, unknown := d.ends(b, k+1, eof)
		if unknown {
			return -1, stray
		}
		if ok {
			return k + 1, stray
		}
		stray = true
		if strays++; d.width > 0 && k-from > strayReach || strays > strayMany {
			return -1, true
		}
		i = k + 1
	}
	return -1, stray
}

// escaped reports that b ends with an odd number of escapes.
func escaped(b []byte, escape byte) bool {
	n := 0
	for n < len(b) && b[len(b)-1-n] == escape {
		n++
	}
	return n&1 == 1
}

// lastEnd gives the end of the last whole record in b, line end included, 0
// where there is none. open tells that b ends inside an open quote.
func (d *dialect) lastEnd(b []byte, eof bool) (cut int, open bool) {
	if d.general() {
		return d.lastEndAny(b, eof)
	}
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
		if d.comment != 0 && b[cut] == d.comment {
			n := bytes.IndexByte(b[stop:], d.eol)
			if n < 0 {
				return cut, false
			}
			pos = stop + n
			continue
		}
		end, stray := d.closing(b, stop+1, eof)
		if d.width > 0 && (end < 0 || stray || bytes.IndexByte(b[stop:end], d.eol) >= 0) {
			cells, end, next, ok, wait := d.split(b, cut, d.keep.room(), edgeOf(eof))
			if !ok || wait {
				return cut, true
			}
			if next == len(b) && (end == next || b[next-1] != d.eol) {
				return cut, false
			}
			d.keep.add(cut, end, next, cells)
			cut, pos = next, next
			continue
		}
		if pos = end; pos < 0 {
			return cut, true
		}
	}
}

// record splits the record that begins at pos. end is where its bytes end
// without the line end, next where the following record begins. ok is false
// where a quote stays open; then the record reaches to the end of b.
func (d *dialect) record(b []byte, pos int, cells []span) (_ []span, end, next int, ok bool) {
	cells, end, next, ok, _ = d.split(b, pos, cells, endOfFile)
	return cells, end, next, ok
}

// edge tells what lies behind the last byte at hand.
type edge int

const (
	endOfFile   edge = iota
	endOfPiece       // whole records end here, others follow
	endOfBuffer      // anything may follow
)

func edgeOf(eof bool) edge {
	if eof {
		return endOfFile
	}
	return endOfBuffer
}

// split is record; where the quotes of a record break the rules it mends them.
// At the end of a buffer, wait is set when b is too short to tell.
func (d *dialect) split(b []byte, pos int, cells []span, at edge) (_ []span, end, next int, ok, wait bool) {
	if d.comment != 0 && pos < len(b) && b[pos] == d.comment {
		end, next = d.line(b, pos)
		return append(cells, span{pos, end, false}), end, next, true, false
	}
	n := len(cells)
	var odd bool
	if d.general() {
		cells, end, next, ok, odd = d.strictAny(b, pos, cells)
	} else {
		cells, end, next, ok, odd = d.strict(b, pos, cells)
	}
	if d.width == 0 || ok && len(cells)-n == d.width && (!odd || d.lines(b[pos:end]) == 0) {
		return cells, end, next, ok, false
	}
	if ok && !odd {
		single := d.lines(b[pos:end]) == 0
		switch {
		case single && d.suspect(b, cells[n:]): // its end is not in doubt
			return d.mend(b[:next], pos, cells, n, end, next, ok, endOfPiece)
		case single || !d.suspect(b, cells[n:]) && !d.swallowed(b[pos:end]):
			return cells, end, next, ok, false
		}
	}
	return d.mend(b, pos, cells, n, end, next, ok, at)
}

// strict splits by the rules alone. odd tells that a quote is text within
// quotes or that one stays open.
func (d *dialect) strict(b []byte, pos int, cells []span) (_ []span, end, next int, ok, odd bool) {
	i := pos
	for {
		if d.quote != 0 && i < len(b) && b[i] == d.quote {
			e, stray := d.closing(b, i+1, true)
			if e < 0 {
				return append(cells, span{i, len(b), false}), len(b), len(b), false, true
			}
			odd = odd || stray
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
		return cells, end, next, true, odd
	}
}

// text gives the bytes of a cell without its quotes. The result is a part of b
// or lies in *scratch.
func (d *dialect) text(b []byte, s span, scratch *[]byte) []byte {
	cell := b[s.from:s.to]
	if d.escape != 0 {
		return d.unescape(cell, s.escaped, scratch)
	}
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
		case b[i] == d.eol || d.anyEnd && b[i] == '\r':
			i++
		case b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n':
			i += 2
		default:
			return i - pos
		}
	}
	return i - pos
}
