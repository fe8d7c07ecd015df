package columns

import (
	"encoding/binary"
	"math"
	"slices"
	"unsafe"
)

// The forms of a block, docs/format.md "Columns".
const (
	KindInt  = "int"
	KindCode = "code"
	KindText = "text"
)

// MaxText bounds the text of one block and of one dictionary when they are
// read, in bytes. Blocks are cut at 64 MiB, but a single value may be longer.
const MaxText = math.MaxInt32

// maxValues bounds the values of one dictionary when it is read. Columns whose
// values repeat less than that are text.
const maxValues = 1 << 20

// EncodeInts writes whole numbers: zig-zag varints of the differences, in one
// frame.
func EncodeInts(values []int64) []byte {
	return packed(2*len(values)+16, func(b []byte) []byte {
		var before int64
		for _, v := range values {
			b = binary.AppendVarint(b, v-before)
			before = v
		}
		return b
	})
}

// DecodeInts reads what EncodeInts wrote of that many rows.
func DecodeInts(data []byte, rows int) ([]int64, error) { return AppendInts(nil, data, rows) }

// AppendInts is DecodeInts into the room of dst.
func AppendInts(dst []int64, data []byte, rows int) ([]int64, error) {
	before := len(dst)
	err := unpacked(data, rows*binary.MaxVarintLen64, func(b []byte) error {
		if len(b) < rows {
			return damaged("%d bytes for %d numbers", len(b), rows)
		}
		dst = slices.Grow(dst, rows)
		var value int64
		for i := range rows {
			// Most lie close to the one before: they have one byte.
			if len(b) > 0 && b[0] < 0x80 {
				value += int64(b[0]>>1) ^ -int64(b[0]&1)
				b = b[1:]
			} else {
				difference, n := binary.Varint(b)
				if n <= 0 {
					return damaged("number %d cannot be read", i+1)
				}
				b = b[n:]
				value += difference
			}
			dst = append(dst, value)
		}
		if len(b) > 0 {
			return damaged("%d bytes are left over", len(b))
		}
		return nil
	})
	if err != nil {
		return dst[:before], err
	}
	return dst, nil
}

// EncodeCodes writes codes in the narrowest width that holds them, in one
// frame.
func EncodeCodes(codes []uint32) []byte {
	var top uint32
	for _, c := range codes {
		top = max(top, c)
	}
	width := 4
	switch {
	case top <= math.MaxUint8:
		width = 1
	case top <= math.MaxUint16:
		width = 2
	}
	return packed(1+width*len(codes), func(b []byte) []byte {
		b = append(b, byte(width))
		switch width {
		case 1:
			for _, c := range codes {
				b = append(b, byte(c))
			}
		case 2:
			for _, c := range codes {
				b = binary.LittleEndian.AppendUint16(b, uint16(c))
			}
		default:
			for _, c := range codes {
				b = binary.LittleEndian.AppendUint32(b, c)
			}
		}
		return b
	})
}

// DecodeCodes reads what EncodeCodes wrote of that many rows. Whether a
// dictionary has the codes is the caller's to check.
func DecodeCodes(data []byte, rows int) ([]uint32, error) { return AppendCodes(nil, data, rows) }

// AppendCodes is DecodeCodes into the room of dst.
func AppendCodes(dst []uint32, data []byte, rows int) ([]uint32, error) {
	err := unpacked(data, 1+4*rows, func(b []byte) error {
		if len(b) == 0 {
			return damaged("there is no width")
		}
		width := int(b[0])
		b = b[1:]
		if width != 1 && width != 2 && width != 4 {
			return damaged("%d is no width of a code", width)
		}
		if len(b) != width*rows {
			return damaged("%d bytes for %d codes of %d", len(b), rows, width)
		}
		dst = slices.Grow(dst, rows)
		switch width {
		case 1:
			for _, c := range b {
				dst = append(dst, uint32(c))
			}
		case 2:
			for ; len(b) > 0; b = b[2:] {
				dst = append(dst, uint32(binary.LittleEndian.Uint16(b)))
			}
		default:
			for ; len(b) > 0; b = b[4:] {
				dst = append(dst, binary.LittleEndian.Uint32(b))
			}
		}
		return nil
	})
	return dst, err
}

// EncodeText writes values that seldom repeat: all lengths, then all bytes, in
// one frame.
func EncodeText(values []string) []byte {
	size := 0
	for _, v := range values {
		size += len(v)
	}
	return packed(size+3*len(values), func(b []byte) []byte {
		for _, v := range values {
			b = binary.AppendUvarint(b, uint64(len(v)))
		}
		for _, v := range values {
			b = append(b, v...)
		}
		return b
	})
}

// DecodeText reads what EncodeText wrote of that many rows.
func DecodeText(data []byte, rows int) (*Text, error) {
	t := &Text{Ends: []uint64{}}
	return t, t.AppendBlock(data, rows)
}

// AppendBlock adds the rows of a text block to a column in the form of an
// arena. After an error the column is as before.
func (t *Text) AppendBlock(data []byte, rows int) error {
	arena, ends := len(t.Arena), len(t.Ends)
	err := unpacked(data, MaxText, func(b []byte) error {
		if len(b) < rows {
			return damaged("%d bytes for %d texts", len(b), rows)
		}
		t.Ends = slices.Grow(t.Ends, rows)
		end, total := uint64(arena), uint64(len(b))
		for i := range rows {
			length, n := binary.Uvarint(b)
			if n <= 0 || length > total {
				return damaged("the length of text %d cannot be read", i+1)
			}
			b = b[n:]
			end += length
			t.Ends = append(t.Ends, end)
		}
		if end-uint64(arena) != uint64(len(b)) {
			return damaged("%d bytes of text where %d should be", len(b), end-uint64(arena))
		}
		t.Arena = append(t.Arena, b...)
		return nil
	})
	if err != nil {
		t.Arena, t.Ends = t.Arena[:arena], t.Ends[:ends]
	}
	return err
}

// EncodeDict writes a dictionary, whose first value is the empty text and is
// not written, in one frame.
func EncodeDict(values []string) []byte {
	size := 0
	for _, v := range values {
		size += len(v) + 3
	}
	return packed(size, func(b []byte) []byte {
		for _, v := range values[min(1, len(values)):] {
			b = binary.AppendUvarint(b, uint64(len(v)))
			b = append(b, v...)
		}
		return b
	})
}

// DecodeDict reads what EncodeDict wrote. The values share their memory.
func DecodeDict(data []byte) ([]string, error) {
	values, err := DecodeValues(data)
	if err != nil {
		return nil, err
	}
	dict := make([]string, len(values.Ends))
	for i := range dict[1:] {
		value := values.Bytes(i + 1)
		// Nobody else holds the arena, so that its bytes never change.
		dict[i+1] = unsafe.String(&value[0], len(value))
	}
	return dict, nil
}

// DecodeValues reads what EncodeDict wrote as texts, of which the first is
// empty and no other one.
func DecodeValues(data []byte) (*LongText, error) {
	b, err := Unpack(nil, data, MaxText)
	if err != nil {
		return nil, err
	}
	count := 1
	for rest := b; len(rest) > 0; count++ {
		length, n := uint64(rest[0]), 1
		if length >= 0x80 {
			length, n = binary.Uvarint(rest)
		}
		if n <= 0 || length == 0 || length > uint64(len(rest)-n) || count > maxValues {
			return nil, damaged("value %d of the dictionary cannot be read", count)
		}
		rest = rest[n+int(length):]
	}
	// The values move together in the memory in which they were unpacked.
	t := &LongText{Ends: make([]uint32, count)}
	end := 0
	for i, from := 1, 0; i < count; i++ {
		length, n := int(b[from]), 1
		if length >= 0x80 {
			long, size := binary.Uvarint(b[from:])
			length, n = int(long), size
		}
		from += n
		copy(b[end:], b[from:from+length])
		from += length
		end += length
		t.Ends[i] = uint32(end)
	}
	t.Arena = b[:end]
	return t, nil
}
