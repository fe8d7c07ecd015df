package columns

import (
	"encoding/binary"
	"slices"
)

// Form is how a column lies in one segment.
type Form uint8

// The forms of a column in a segment.
const (
	Nowhere Form = iota // empty in all rows
	InCodes             // codes into the part's dictionary
	InTexts             // texts that hardly repeat, one after the other
	Broken              // cannot be read, as is known without reading it
)

// Outline says how the columns of a part are cut into segments.
type Outline struct {
	Rows  []int             // of each segment; some may be 0
	Forms map[string][]Form // of each text column, as long as Rows
}

// Names lists the text columns.
func (o *Outline) Names() []string {
	names := make([]string, 0, len(o.Forms))
	for name := range o.Forms {
		names = append(names, name)
	}
	return names
}

// LongText is one segment of a column whose values hardly repeat. It must not
// be changed after it was built.
type LongText struct {
	Arena []byte   // the values one after the other
	Ends  []uint32 // row → end of its value in Arena; it begins where the row before ends
}

// Bytes returns the value of a row. It must not be changed.
func (t *LongText) Bytes(row int) []byte {
	var from uint32
	if row > 0 {
		from = t.Ends[row-1]
	}
	return t.Arena[from:t.Ends[row]]
}

// DecodeLong reads what EncodeText wrote of that many rows, without those that
// hides names; nil hides none. Where dst is not nil its room is used, and it is
// what comes back.
func DecodeLong(dst *LongText, data []byte, rows int, hides func(row int) bool) (*LongText, error) {
	if dst == nil {
		t := &LongText{}
		b, err := Unpack(nil, data, MaxText)
		if err == nil {
			b, err = t.lengths(b, rows)
		}
		if err != nil {
			return nil, err
		}
		if t.Arena = b; hides != nil {
			t.keep(b[:0], b, hides)
		}
		return t, nil
	}
	err := unpacked(data, MaxText, func(b []byte) error {
		b, err := dst.lengths(b, rows)
		switch {
		case err != nil:
			return err
		case hides == nil:
			dst.Arena = append(dst.Arena[:0], b...)
		default:
			dst.keep(dst.Arena[:0], b, hides)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return dst, nil
}

// lengths takes the lengths of the rows from the front and gives the rest.
func (t *LongText) lengths(b []byte, rows int) ([]byte, error) {
	if len(b) < rows {
		return nil, damaged("%d bytes for %d texts", len(b), rows)
	}
	t.Ends = slices.Grow(t.Ends[:0], rows)[:rows]
	end, total := uint64(0), uint64(len(b))
	for i := range t.Ends {
		length, n := uint64(0), 1
		if len(b) > 0 && b[0] < 0x80 {
			length = uint64(b[0])
		} else {
			length, n = binary.Uvarint(b)
		}
		if n <= 0 || length > total {
			return nil, damaged("the length of text %d cannot be read", i+1)
		}
		b = b[n:]
		if end += length; end > total {
			return nil, damaged("text %d ends behind the block", i+1)
		}
		t.Ends[i] = uint32(end)
	}
	if end != uint64(len(b)) {
		return nil, damaged("%d bytes of text where %d should be", len(b), end)
	}
	return b, nil
}

// keep appends the texts of the rows that are not hidden to room; Ends are those
// of all. Room may be the beginning of all.
func (t *LongText) keep(room, all []byte, hides func(row int) bool) {
	kept, run, from, left := 0, uint32(0), uint32(0), uint32(0) // a run of rows is copied at once
	for row, end := range t.Ends {
		if hides(row) {
			room = append(room, all[run:from]...)
			run, left = end, left+end-from
		} else {
			t.Ends[kept] = end - left
			kept++
		}
		from = end
	}
	t.Arena, t.Ends = append(room, all[run:from]...), t.Ends[:kept]
}
