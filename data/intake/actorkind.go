package intake

import (
	"bytes"
	"slices"
)

// kind is a rule that tells the kind of an actor from a text.
type kind struct {
	of     place
	value  []byte
	values [][]byte
	starts [256]bool // first bytes of texts that may be one of values
}

func newKind(of place, value string, values []string) kind {
	k := kind{of: of, value: []byte(value), values: texts(values)}
	for c := range k.starts {
		k.starts[c] = c >= 0x80 // some letters have the same small letter as one of ASCII
	}
	for _, v := range k.values {
		if len(v) == 0 {
			continue
		}
		for c := range k.starts {
			if string(v) == "*" || bytes.EqualFold([]byte{byte(c)}, v[:1]) || v[0] >= 0x80 {
				k.starts[c] = true
			}
		}
	}
	return k
}

// holds reports that a text is one of the values.
func (k *kind) holds(text []byte) bool {
	if len(text) > 0 && !k.starts[text[0]] {
		return false
	}
	return slices.ContainsFunc(k.values, func(v []byte) bool { return bytes.EqualFold(v, text) || len(text) > 0 && string(v) == "*" })
}
