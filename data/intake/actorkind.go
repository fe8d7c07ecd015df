package intake

import (
	"bytes"
	"math"
	"slices"
)

// kind is a rule that tells the kind of an actor from a text.
type kind struct {
	of     place
	value  []byte
	values [][]byte
	starts [256]uint64 // by the first byte of a text in ASCII: the lengths of values that it may be
}

func newKind(of place, value string, values []string) kind {
	k := kind{of: of, value: []byte(value), values: texts(values)}
	for _, v := range k.values {
		for c := range k.starts {
			switch {
			case string(v) == "*" || !ascii(v):
				k.starts[c] = math.MaxUint64
			case len(v) > 0 && bytes.EqualFold([]byte{byte(c)}, v[:1]):
				k.starts[c] |= lengthBit(v)
			}
		}
	}
	return k
}

// holds reports that a text is one of the values.
func (k *kind) holds(text []byte) bool {
	// Some letters beyond ASCII have the same small letter as one of it.
	if len(text) > 0 && k.starts[text[0]]&lengthBit(text) == 0 && ascii(text) {
		return false
	}
	return slices.ContainsFunc(k.values, func(v []byte) bool { return bytes.EqualFold(v, text) || len(text) > 0 && string(v) == "*" })
}

// lengthBit stands for the length of a text, the highest for all long ones.
func lengthBit(text []byte) uint64 { return 1 << min(len(text), 63) }
