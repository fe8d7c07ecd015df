package query

import (
	"iter"
	"math"
	"unsafe"

	"probity/data/fault"
)

// dictionary holds the values of a column by their codes, one after the other
// in one text: as strings each would take 16 bytes besides, more than many are
// long.
type dictionary struct {
	text   string
	starts []uint32 // one more than there are values: where the next begins
}

// dictionaryMost bounds the bytes of a dictionary, so that folded, which makes
// a value longer by half at most, its positions still fit into four bytes.
const dictionaryMost = math.MaxInt32

// dictionaryOf puts values one after the other.
func dictionaryOf[T string | []byte](values []T) (dictionary, error) {
	size := 0
	for _, v := range values {
		size += len(v)
	}
	if size > dictionaryMost {
		return dictionary{}, fault.New(fault.Unusable, "The values of a column take %d bytes; at most %d can be held.", size, dictionaryMost)
	}
	text, starts := make([]byte, 0, size), make([]uint32, 1, len(values)+1)
	for _, v := range values {
		text = append(text, v...)
		starts = append(starts, uint32(len(text)))
	}
	return dictionary{unsafe.String(unsafe.SliceData(text), len(text)), starts}, nil // never written again
}

func (d *dictionary) len() int { return max(len(d.starts)-1, 0) }

// at gives a value; it shares the memory of the dictionary.
func (d *dictionary) at(code uint32) string { return d.text[d.starts[code]:d.starts[code+1]] }

// all lists codes and values.
func (d *dictionary) all() iter.Seq2[uint32, string] {
	return d.stretch(0, d.len())
}

// stretch lists the values of the codes from … to-1.
func (d *dictionary) stretch(from, to int) iter.Seq2[uint32, string] {
	return func(yield func(uint32, string) bool) {
		if from >= to {
			return
		}
		start := d.starts[from]
		for i, end := range d.starts[from+1 : to+1] {
			if !yield(uint32(from+i), d.text[start:end]) {
				return
			}
			start = end
		}
	}
}

// ends are where the values end, one after the other.
func (d *dictionary) ends() []uint32 { return d.starts[min(1, len(d.starts)):] }

// bytes is what it takes in memory.
func (d *dictionary) bytes() int64 { return int64(len(d.text)) + 4*int64(cap(d.starts)) }
