package workspace

import (
	"path/filepath"
	"testing"
)

func TestFreeSpaceIsKnownWhereAFileCanBeWritten(t *testing.T) {
	if free, ok := freeSpace(t.TempDir()); ok && free < spareSpace {
		t.Skipf("only %d bytes are free", free)
	}
	if diskFull(filepath.Join(t.TempDir(), "x.probity")) || diskFull("/no/such/folder/x.probity") {
		t.Error("a disk with room is full")
	}
}
