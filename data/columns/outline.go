package columns

import "encoding/binary"

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

// DecodeLong reads what EncodeText wrote of that many rows.
func DecodeLong(data []byte, rows int) (*LongText, error) {
	b, err := Unpack(nil, data, MaxText)
	if err != nil {
		return nil, err
	}
	if len(b) < rows {
		return nil, damaged("%d bytes for %d texts", len(b), rows)
	}
	ends := make([]uint32, rows)
	end, total := uint64(0), uint64(len(b))
	for i := range ends {
		length, n := binary.Uvarint(b)
		if n <= 0 || length > total {
			return nil, damaged("the length of text %d cannot be read", i+1)
		}
		b = b[n:]
		if end += length; end > total {
			return nil, damaged("text %d ends behind the block", i+1)
		}
		ends[i] = uint32(end)
	}
	if end != uint64(len(b)) {
		return nil, damaged("%d bytes of text where %d should be", len(b), end)
	}
	return &LongText{b, ends}, nil
}
