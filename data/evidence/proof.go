package evidence

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Prover gives inclusion proofs for many leaves of one tree. It holds every
// full subtree's hash, twice the size of the leaves.
type Prover struct {
	size   int64
	levels [][]Hash // levels[0] are the leaves, levels[i][n] covers leaves n·2ⁱ …
}

// NewProver prepares proofs over leaves, which it keeps and does not change.
func NewProver(leaves []Hash) *Prover {
	p := &Prover{size: int64(len(leaves)), levels: [][]Hash{leaves}}
	for level := leaves; len(level) > 1; {
		next := make([]Hash, len(level)/2)
		for i := range next {
			next[i] = nodeHash(level[2*i], level[2*i+1])
		}
		p.levels = append(p.levels, next)
		level = next
	}
	return p
}

// ReadHashes implements tlog.HashReader.
func (p *Prover) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if level >= len(p.levels) || n >= int64(len(p.levels[level])) {
			return nil, fmt.Errorf("the tree of %d leaves has no node %d at level %d", p.size, n, level)
		}
		out[i] = tlog.Hash(p.levels[level][n])
	}
	return out, nil
}

// Proof returns the audit path of a leaf (RFC 6962 section 2.1.1), from the
// leaf's sibling upwards.
func (p *Prover) Proof(index int64) ([]Hash, error) {
	if index < 0 || index >= p.size {
		return nil, fmt.Errorf("there is no leaf %d in a tree of %d", index, p.size)
	}
	path, err := tlog.ProveRecord(p.size, index, p)
	if err != nil {
		return nil, fmt.Errorf("proving leaf %d of %d: %w", index, p.size, err)
	}
	out := make([]Hash, len(path))
	for i, h := range path {
		out[i] = Hash(h)
	}
	return out, nil
}

// Proof returns the audit path of one leaf. For many leaves of the same tree
// use a Prover.
func Proof(leaves []Hash, index int64) ([]Hash, error) { return NewProver(leaves).Proof(index) }

// CheckProof reports whether proof shows that leaf stands at index in the tree
// of that size and root.
func CheckProof(root Hash, size, index int64, leaf Hash, proof []Hash) bool {
	if size <= 0 || index < 0 || index >= size || len(proof) > 64 {
		return false
	}
	path := make(tlog.RecordProof, len(proof))
	for i, h := range proof {
		path[i] = tlog.Hash(h)
	}
	return tlog.CheckRecord(path, size, tlog.Hash(root), index, tlog.Hash(leaf)) == nil
}
