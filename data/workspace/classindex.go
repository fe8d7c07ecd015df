package workspace

import "encoding/binary"

// classIndex finds records by their class, each once. It is an open-addressing
// table of the first record of each class, which leads to the next of the same
// class.
type classIndex struct {
	classes []class
	slots   []int32 // 1 + record that stands for a class
	next    []int32 // by record: 1 + the next one of its class
	head    []int32 // by the record that stands for a class: 1 + the first that is left
	mask    uint64
	seen    sieve // of the classes: most that are asked for are not there
}

func newClassIndex(classes []class, with func(record int) bool) *classIndex {
	size := 16
	for size < 2*len(classes) {
		size *= 2
	}
	x := &classIndex{classes: classes, slots: make([]int32, size), next: make([]int32, len(classes)), head: make([]int32, len(classes)), mask: uint64(size - 1), seen: newSieve(len(classes))}
	// From the last to the first, so that the first one is found first.
	for record := len(classes) - 1; record >= 0; record-- {
		if !with(record) {
			continue
		}
		slot := x.slot(&classes[record])
		if x.slots[slot] == 0 {
			x.slots[slot] = int32(record + 1)
			x.seen.add(classHash(&classes[record]))
		}
		stands := x.slots[slot] - 1
		x.next[record] = x.head[stands]
		x.head[stands] = int32(record + 1)
	}
	return x
}

// slot is where a class is, or the free place where it would be.
func (x *classIndex) slot(c *class) uint64 {
	at := binary.LittleEndian.Uint64(c[:]) & x.mask
	for {
		record := x.slots[at]
		if record == 0 || x.classes[record-1] == *c {
			return at
		}
		at = (at + 1) & x.mask
	}
}

// take gives the first record of a class that was not yet taken, -1 where none
// is left.
func (x *classIndex) take(c *class) int {
	if !x.seen.may(classHash(c)) {
		return -1
	}
	record := x.slots[x.slot(c)]
	if record == 0 {
		return -1
	}
	first := x.head[record-1]
	if first == 0 {
		return -1
	}
	x.head[record-1] = x.next[first-1]
	return int(first - 1)
}

// classHash is a part of a class that slot does not use.
func classHash(c *class) uint64 { return binary.LittleEndian.Uint64(c[8:]) }

// sieve tells of most hashes that they were not added. Its bits find room in
// the processor's caches where an index does not.
type sieve []uint64

// newSieve has room for n hashes: one in eight of others passes.
func newSieve(n int) sieve {
	size := 1
	for 64*size < 8*n {
		size *= 2
	}
	return make(sieve, size)
}

func (s sieve) add(hash uint64) { s[hash>>6&uint64(len(s)-1)] |= 1 << (hash & 63) }

func (s sieve) may(hash uint64) bool { return s[hash>>6&uint64(len(s)-1)]>>(hash&63)&1 != 0 }
