// Package evidence holds the primitives by which Probity shows that nothing
// was altered: record and row trees (RFC 6962), commitments, checkpoints, and
// the lines of the journal. Everything here is a pure function over bytes; what
// is hashed, and why, stands in docs/format.md.
package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/bits"
	"unsafe"
)

// Hash is a SHA-256 hash (FIPS 180-4).
type Hash = [32]byte

// Hex writes a hash the way it stands in files: lower-case hexadecimal.
func Hex(h Hash) string { return hex.EncodeToString(h[:]) }

// ParseHash reads what Hex wrote. Capital letters are refused, so that a hash
// has one spelling.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if len(s) != 2*len(h) {
		return h, fmt.Errorf("%q is not a SHA-256 in hexadecimal (64 digits)", s)
	}
	if _, err := hex.Decode(h[:], []byte(s)); err != nil || Hex(h) != s {
		return Hash{}, fmt.Errorf("%q is not a SHA-256 in lower-case hexadecimal", s)
	}
	return h, nil
}

// Bytes gives hashes one after the other. It shares their memory.
func Bytes(hashes []Hash) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(hashes))), len(hashes)*len(Hash{}))
}

// LeafHash is the hash of a record as a leaf: SHA-256(0x00 ‖ record), RFC 6962
// section 2.1.
func LeafHash(record []byte) Hash {
	h, _ := LeafHashIn(nil, record)
	return h
}

// maxLeafMemory is how long a record may be to be hashed in one piece.
const maxLeafMemory = 64 << 10

// LeafHashIn is LeafHash for many records: memory is what an earlier call
// returned, nil at first.
func LeafHashIn(memory, record []byte) (Hash, []byte) {
	if len(record) > maxLeafMemory {
		h := sha256.New()
		h.Write([]byte{0})
		h.Write(record)
		return Hash(h.Sum(nil)), memory
	}
	memory = append(append(memory[:0], 0), record...)
	return sha256.Sum256(memory), memory
}

// nodeHash is the hash of two neighbouring nodes (RFC 6962, 2.1).
func nodeHash(left, right Hash) Hash {
	var b [1 + 2*len(left)]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+len(left):], right[:])
	return sha256.Sum256(b[:])
}

// Tree computes the root of a tree whose leaves come one by one. It keeps one
// hash per level. The zero Tree is empty.
type Tree struct {
	size  int64
	peaks []Hash // roots of the full subtrees, largest first
}

// Add appends a leaf hash.
func (t *Tree) Add(leaf Hash) {
	for n := bits.TrailingZeros64(uint64(t.size + 1)); n > 0; n-- {
		last := len(t.peaks) - 1
		leaf = nodeHash(t.peaks[last], leaf)
		t.peaks = t.peaks[:last]
	}
	t.peaks = append(t.peaks, leaf)
	t.size++
}

// Size is the number of leaves.
func (t *Tree) Size() int64 { return t.size }

// Root is the root over the leaves so far. That of an empty tree is the
// SHA-256 of no bytes.
func (t *Tree) Root() Hash {
	if t.size == 0 {
		return sha256.Sum256(nil)
	}
	root := t.peaks[len(t.peaks)-1]
	for i := len(t.peaks) - 2; i >= 0; i-- {
		root = nodeHash(t.peaks[i], root)
	}
	return root
}

// RootOf is the root of the tree over leaves.
func RootOf(leaves []Hash) Hash {
	var t Tree
	for _, leaf := range leaves {
		t.Add(leaf)
	}
	return t.Root()
}
