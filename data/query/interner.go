package query

import (
	"bytes"
	"hash/maphash"
	"math/bits"
	"unsafe"

	"probity/data/columns"
)

// bytesOf gives the bytes of a text without a copy; they must not be changed.
func bytesOf(text string) []byte { return unsafe.Slice(unsafe.StringData(text), len(text)) }

// interner numbers distinct texts and counts them. It keeps the texts that it
// is given, which must not change.
type interner struct {
	slots  []uint64 // hash of a text and its number + 1, 0 is free; a power of two of them
	texts  [][]byte
	counts []uint32

	touched byte
}

var internSeed = maphash.MakeSeed()

// newInterner makes room for so many texts; it grows past them.
func newInterner(n int) *interner {
	return &interner{slots: make([]uint64, 1<<bits.Len(uint(max(16, min(2*n, 1<<16)))))}
}

// id gives the number of a text.
func (in *interner) id(text []byte) uint32 { return in.hashed(text, hashOf(text)) }

func hashOf(text []byte) uint32 { return uint32(maphash.Bytes(internSeed, text)) }

func (in *interner) hashed(text []byte, hash uint32) uint32 {
	mask := uint32(len(in.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		slot := in.slots[at]
		if slot == 0 {
			in.texts, in.counts = append(in.texts, text), append(in.counts, 0)
			in.slots[at] = uint64(hash)<<32 | uint64(len(in.texts))
			if 2*len(in.texts) > len(in.slots) {
				in.grow()
			}
			return uint32(len(in.texts)) - 1
		}
		if i := uint32(slot) - 1; uint32(slot>>32) == hash && bytes.Equal(in.texts[i], text) {
			return i
		}
	}
}

// internBatch is how many texts are looked for at a time, so that the memory in
// which they are found comes for all of them at once.
const internBatch = 32

// ids gives the numbers of the texts of a segment; fresh is called with the
// number of each text that was not there.
func (in *interner) ids(t *columns.LongText, codes []uint32, fresh func(id uint32)) {
	in.idsOf(t, nil, codes, fresh)
}

// idsOf does so for some rows, nil for all.
func (in *interner) idsOf(t *columns.LongText, rows, codes []uint32, fresh func(id uint32)) {
	var hashes [internBatch]uint32
	var texts, likely [internBatch][]byte
	var touched byte
	for from := 0; from < len(codes); from += internBatch {
		n := min(internBatch, len(codes)-from)
		mask := uint32(len(in.slots) - 1)
		var first [internBatch]uint64
		for i := range n {
			at := from + i
			if rows != nil {
				at = int(rows[at])
			}
			texts[i] = t.Bytes(at)
			hashes[i] = hashOf(texts[i])
			first[i] = in.slots[hashes[i]&mask]
		}
		for i, slot := range first[:n] {
			likely[i] = nil
			if slot != 0 {
				likely[i] = in.texts[uint32(slot)-1]
			}
		}
		for _, text := range likely[:n] {
			if len(text) > 0 {
				touched ^= text[0]
			}
		}
		for i := range n {
			before := len(in.texts)
			codes[from+i] = in.hashed(texts[i], hashes[i])
			if len(in.texts) > before {
				fresh(codes[from+i])
			}
		}
	}
	in.touched = touched // so that no compiler leaves the reading out
}

func (in *interner) count(text []byte, n uint32) { in.counts[in.id(text)] += n }

func (in *interner) grow() {
	old := in.slots
	in.slots = make([]uint64, 2*len(old))
	mask := uint32(len(in.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		at := uint32(slot>>32) & mask
		for in.slots[at] != 0 {
			at = (at + 1) & mask
		}
		in.slots[at] = slot
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
