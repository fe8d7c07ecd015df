package query

import (
	"bytes"
	"hash/maphash"
	"math/bits"
	"unsafe"
)

// bytesOf gives the bytes of a text without a copy; they must not be changed.
func bytesOf(text string) []byte { return unsafe.Slice(unsafe.StringData(text), len(text)) }

// interner numbers distinct texts and counts them. It keeps the texts that it
// is given, which must not change.
type interner struct {
	slots  []uint32 // number of a text + 1, 0 is free; a power of two of them
	hashes []uint32
	texts  [][]byte
	counts []uint32
}

var internSeed = maphash.MakeSeed()

// newInterner makes room for so many texts; it grows past them.
func newInterner(n int) *interner {
	return &interner{slots: make([]uint32, 1<<bits.Len(uint(max(16, min(2*n, 1<<16)))))}
}

// id gives the number of a text.
func (in *interner) id(text []byte) uint32 {
	hash := uint32(maphash.Bytes(internSeed, text))
	mask := uint32(len(in.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		i := in.slots[at]
		if i == 0 {
			in.slots[at] = uint32(len(in.texts)) + 1
			in.texts, in.hashes, in.counts = append(in.texts, text), append(in.hashes, hash), append(in.counts, 0)
			if 2*len(in.texts) > len(in.slots) {
				in.grow()
			}
			return uint32(len(in.texts)) - 1
		}
		if in.hashes[i-1] == hash && bytes.Equal(in.texts[i-1], text) {
			return i - 1
		}
	}
}

func (in *interner) count(text []byte, n uint32) { in.counts[in.id(text)] += n }

func (in *interner) grow() {
	in.slots = make([]uint32, 4*len(in.slots))
	mask := uint32(len(in.slots) - 1)
	for i, hash := range in.hashes {
		at := hash & mask
		for in.slots[at] != 0 {
			at = (at + 1) & mask
		}
		in.slots[at] = uint32(i) + 1
	}
}

// pages keeps texts one after the other in large pieces of memory.
type pages struct{ room []byte }

func (p *pages) keep(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	if cap(p.room)-len(p.room) < len(text) {
		p.room = make([]byte, 0, max(1<<18, len(text)))
	}
	from := len(p.room)
	p.room = append(p.room, text...)
	return unsafe.String(&p.room[from], len(text)) // never written again
}
