package generate

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
)

// row is one record in the making: fields of a table, or a JSON object.
type row struct {
	b         []byte
	delimiter byte // 0: JSON
	start     int  // of the field that is being written
	fields    int
}

// end closes a field of a table and quotes it where its text needs it
// (RFC 4180: separators, quotes, line breaks; also spaces at its ends).
func (r *row) end() {
	f := r.b[r.start:]
	if bytes.IndexByte(f, r.delimiter) >= 0 || bytes.ContainsAny(f, "\"\r\n") || len(f) > 0 && (f[0] == ' ' || f[len(f)-1] == ' ') {
		raw := string(f)
		r.b = append(r.b[:r.start], '"')
		for i := 0; i < len(raw); i++ {
			if raw[i] == '"' {
				r.b = append(r.b, '"')
			}
			r.b = append(r.b, raw[i])
		}
		r.b = append(r.b, '"')
	}
	r.b = append(r.b, r.delimiter)
	r.start = len(r.b)
	r.fields++
}

func (r *row) add(parts ...string) {
	for _, p := range parts {
		r.b = append(r.b, p...)
	}
}

func (r *row) number(n int64) { r.b = strconv.AppendInt(r.b, n, 10) }

// cents writes an amount with a decimal point.
func (r *row) cents(n int64) {
	if n < 0 {
		r.b = append(r.b, '-')
		n = -n
	}
	r.number(n / 100)
	r.b = append(r.b, '.', byte('0'+n/10%10), byte('0'+n%10))
}

// centsComma writes an amount as on the continent: 1.250,00.
func (r *row) centsComma(n int64) {
	if n >= 100000 {
		r.number(n / 100000)
		r.b = append(r.b, '.', byte('0'+n/10000%10))
		r.b = append(r.b, byte('0'+n/1000%10))
		r.b = append(r.b, byte('0'+n/100%10))
	} else {
		r.number(n / 100)
	}
	r.b = append(r.b, ',', byte('0'+n/10%10), byte('0'+n%10))
}

// jsonText closes a JSON string that began at start, escaping what was
// written since then (RFC 8259, section 7).
func (r *row) jsonText() {
	raw := string(r.b[r.start:])
	r.b = append(r.b[:r.start], '"')
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '"' || c == '\\':
			r.b = append(r.b, '\\', c)
		case c == '\n':
			r.b = append(r.b, `\n`...)
		case c == '\t':
			r.b = append(r.b, `\t`...)
		case c < 0x20:
			r.b = fmt.Appendf(r.b, `\u%04x`, c)
		default:
			r.b = append(r.b, c)
		}
	}
	r.b = append(r.b, '"')
}

// key begins a member of a JSON object.
func (r *row) key(name string) {
	if r.fields > 0 {
		r.b = append(r.b, ',')
	}
	r.fields++
	r.b = append(r.b, '"')
	r.b = append(r.b, name...)
	r.b = append(r.b, `":`...)
	r.start = len(r.b)
}

func append2(b []byte, n int) []byte { return append(b, byte('0'+n/10%10), byte('0'+n%10)) }

// output turns records into a file: encoding, line ends, brackets, order.
type output struct {
	w     io.Writer
	p     *profile
	row   row
	file  []byte // what is not written yet
	wide  []byte // a record in UTF-16
	first bool
	err   error

	newest []byte   // newest first: a chunk that fills from its end
	free   int      // bytes still free in newest
	kept   [][]byte // earlier chunks, compressed
	pack   *zstd.Encoder
}

const chunkSize = 1 << 20

func newOutput(w io.Writer, p *profile) *output {
	o := &output{w: w, p: p, first: true}
	o.row.delimiter = p.delimiter
	return o
}

func (o *output) begin() {
	if o.p.delimiter == 0 {
		o.file = append(o.file, "[\n"...)
		return
	}
	head := o.p.header + o.p.lineEnd
	if o.p.mark {
		head = "\uFEFF" + head
	}
	if o.p.utf16 {
		o.file = appendUTF16(o.file, []byte(head))
		return
	}
	o.file = append(o.file, head...)
}

func (o *output) record(render func(*row)) {
	r := &o.row
	r.b, r.start, r.fields = r.b[:0], 0, 0
	if o.p.delimiter == 0 {
		if !o.first {
			r.b = append(r.b, ",\n"...)
		}
		o.first = false
		render(r)
		o.write(r.b)
		return
	}
	render(r)
	r.b = append(r.b[:len(r.b)-1], o.p.lineEnd...)
	switch {
	case o.p.utf16:
		o.wide = appendUTF16(o.wide[:0], r.b)
		o.write(o.wide)
	case o.p.newestFirst:
		o.prepend(r.b)
	default:
		o.write(r.b)
	}
}

func (o *output) write(b []byte) {
	o.file = append(o.file, b...)
	if len(o.file) >= chunkSize {
		o.flush()
	}
}

func (o *output) flush() {
	if o.err == nil {
		_, o.err = o.w.Write(o.file)
	}
	o.file = o.file[:0]
}

// prepend puts a record before all earlier ones.
func (o *output) prepend(b []byte) {
	if o.free < len(b) {
		o.keep()
	}
	o.free -= len(b)
	copy(o.newest[o.free:], b)
}

func (o *output) keep() {
	if o.newest == nil {
		o.newest = make([]byte, chunkSize)
	} else {
		if o.pack == nil {
			o.pack, o.err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
			if o.err != nil {
				return
			}
		}
		o.kept = append(o.kept, o.pack.EncodeAll(o.newest[o.free:], nil))
	}
	o.free = len(o.newest)
}

func (o *output) end() error {
	if o.p.delimiter == 0 {
		if !o.first {
			o.file = append(o.file, '\n')
		}
		o.file = append(o.file, "]\n"...)
	}
	if o.newest != nil {
		o.write(o.newest[o.free:])
	}
	if len(o.kept) > 0 && o.err == nil {
		unpack, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return err
		}
		defer unpack.Close()
		for i := len(o.kept) - 1; i >= 0 && o.err == nil; i-- {
			var piece []byte
			if piece, o.err = unpack.DecodeAll(o.kept[i], nil); o.err == nil {
				o.write(piece)
			}
			o.kept[i] = nil
		}
	}
	o.flush()
	if o.err != nil {
		return fmt.Errorf("the generated log could not be written: %w", o.err)
	}
	return nil
}

func appendUTF16(dst, src []byte) []byte {
	for len(src) > 0 {
		c, n := utf8.DecodeRune(src)
		src = src[n:]
		if c >= 0x10000 {
			hi, lo := utf16.EncodeRune(c)
			dst = append(dst, byte(hi), byte(hi>>8), byte(lo), byte(lo>>8))
			continue
		}
		dst = append(dst, byte(c), byte(c>>8))
	}
	return dst
}
