package columns

import (
	"hash/maphash"
	"slices"
	"sync/atomic"
	"unsafe"
)

// arenaSize is how many bytes of values a Dictionary takes at once.
const arenaSize = 32 << 10

// Dictionary gives values codes in the order in which they come. Codes and
// values never change, so that Values may be read by others up to the length
// that they were given while the dictionary grows.
type Dictionary struct {
	Values []string // Values[0] is always ""

	slots []uint64 // open addressing: half of a hash, then a code; 0 is free
	seed  maphash.Seed
	arena []byte // what is left of it
	bytes int
	spent atomic.Bool
}

// NewDictionary returns a dictionary that holds the empty text alone.
func NewDictionary() *Dictionary {
	return &Dictionary{Values: []string{""}, slots: make([]uint64, 8), seed: maphash.MakeSeed()}
}

// Bytes is the length of all values.
func (d *Dictionary) Bytes() int { return d.bytes }

// Spend tells who fills the dictionary that nobody needs its codes any more,
// only values. It may be called while others use the dictionary.
func (d *Dictionary) Spend() { d.spent.Store(true) }

// Spent reports that Spend was called.
func (d *Dictionary) Spent() bool { return d.spent.Load() }

// Find returns the code of a value, 0 where it is not there.
func (d *Dictionary) Find(value []byte) uint32 {
	code, _ := d.find(value, maphash.Bytes(d.seed, value))
	return code
}

// FindOf is Find of a text.
func (d *Dictionary) FindOf(value string) uint32 {
	return d.Find(unsafe.Slice(unsafe.StringData(value), len(value)))
}

// Code returns the code of a value and adds a copy of the value where it is
// new.
func (d *Dictionary) Code(value []byte) uint32 {
	if len(value) == 0 {
		return 0
	}
	return d.code(value, maphash.Bytes(d.seed, value))
}

func (d *Dictionary) code(value []byte, hash uint64) uint32 {
	code, at := d.find(value, hash)
	if code != 0 {
		return code
	}
	code = uint32(len(d.Values))
	d.slots[at] = hash&^(1<<32-1) | uint64(code)
	d.Values = append(d.Values, Keep(&d.arena, value))
	d.bytes += len(value)
	if 2*len(d.Values) > len(d.slots) {
		d.grow()
	}
	return code
}

// find gives the code of a value, or 0 and the slot where it belongs.
func (d *Dictionary) find(value []byte, hash uint64) (code uint32, at uint64) {
	mask := uint64(len(d.slots) - 1)
	at = hash >> 32 & mask
	for ; d.slots[at] != 0; at = (at + 1) & mask {
		if slot := d.slots[at]; (slot^hash)>>32 == 0 && d.Values[uint32(slot)] == string(value) {
			return uint32(slot), at
		}
	}
	return 0, at
}

// CodeOf is Code of a text.
func (d *Dictionary) CodeOf(value string) uint32 {
	return d.Code(unsafe.Slice(unsafe.StringData(value), len(value)))
}

// lookahead is how many values Codes looks for at once.
const lookahead = 32

// Codes puts the codes of some values into codes: for every i of which, that of
// values[i] into codes[i]; new ones are added in the order of which. It asks
// the memory for many values before it needs the first, because a large
// dictionary lies outside the processor's caches.
func (d *Dictionary) Codes(values []string, which, codes []uint32) {
	var hashes, slots [lookahead]uint64
	for len(which) > 0 {
		some := which[:min(lookahead, len(which))]
		which = which[len(some):]
		for k, i := range some {
			hashes[k] = maphash.String(d.seed, values[i])
		}
		mask := uint64(len(d.slots) - 1)
		for k := range some {
			slots[k] = d.slots[hashes[k]>>32&mask]
		}
		for k, i := range some {
			slot := slots[k]
			if slot != 0 && (slot^hashes[k])>>32 == 0 && d.Values[uint32(slot)] == values[i] {
				codes[i] = uint32(slot)
			} else {
				slots[k] = 0
			}
		}
		for k, i := range some {
			if slots[k] != 0 {
				continue
			}
			if v := values[i]; v != "" {
				codes[i] = d.code(unsafe.Slice(unsafe.StringData(v), len(v)), hashes[k])
			} else {
				codes[i] = 0
			}
		}
	}
}

// Expect makes room for so many more values at once.
func (d *Dictionary) Expect(more int) {
	size := len(d.slots)
	for 2*(len(d.Values)+more) > size {
		size *= 2
	}
	if size > len(d.slots) {
		d.resize(size)
		d.Values = slices.Grow(d.Values, more)
	}
}

func (d *Dictionary) grow() { d.resize(2 * len(d.slots)) }

func (d *Dictionary) resize(size int) {
	before := d.slots
	d.slots = make([]uint64, size)
	mask := uint64(len(d.slots) - 1)
	for _, slot := range before {
		if slot == 0 {
			continue
		}
		at := slot >> 32 & mask
		for d.slots[at] != 0 {
			at = (at + 1) & mask
		}
		d.slots[at] = slot
	}
}

// Keep copies a value to where no byte is ever changed: into what is left of
// an arena, or a new one, which is small at first: a source may have many
// columns with few values.
func Keep(arena *[]byte, value []byte) string {
	switch {
	case len(value) == 0:
		return ""
	case len(value) > arenaSize/8:
		return string(value)
	case cap(*arena)-len(*arena) < len(value):
		*arena = make([]byte, 0, min(arenaSize, max(2*cap(*arena), 4*len(value), 64)))
	}
	from := len(*arena)
	*arena = append(*arena, value...)
	return unsafe.String(&(*arena)[from], len(value))
}
