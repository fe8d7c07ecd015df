package workspace

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"probity/data/entry"
	"probity/data/fault"
)

func TestCopyIsAWorkspaceThatHoldsTheSame(t *testing.T) {
	w, _ := with(t, 300)
	path := filepath.Join(t.TempDir(), "copy ?#.probity")
	if err := w.SaveCopy(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	if err := w.SaveCopy(context.Background(), w.Path()); !errors.Is(err, fault.Unusable) {
		t.Errorf("a copy over itself: %v", err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("the folder holds %v, %v", files, err)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	same(t, again, log(300))
	clean(t, again)
	var mode string
	if err := again.writer.QueryRowContext(context.Background(), `PRAGMA journal_mode`).Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal mode %s, %v", mode, err)
	}
	if len(events(t, again)) != 2 {
		t.Error("the journal differs")
	}
}

func TestRecordOfAnEntryIsItsBytesInTheFile(t *testing.T) {
	content := log(70_000) // two segments
	w := fresh(t)
	r := bring(t, w, content)
	ctx := context.Background()
	parts, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	offsets, err := w.Ints(ctx, parts[0].Key, columnOffset)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []int{0, 1, 65_535, 65_536, 69_998} {
		got, err := w.RecordOf(ctx, entry.Identity{Source: hash(r.SHA256), Offset: offsets[row]})
		want := bytes.TrimSuffix(content[offsets[row]:offsets[row+1]], []byte{'\n'})
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("row %d: %q, want %q (%v)", row, got, want, err)
		}
	}
	for _, id := range []entry.Identity{{Source: hash(r.SHA256), Offset: offsets[9] + 1}, {Source: hash(r.SHA256), Offset: 1 << 40}, {Offset: offsets[0]}} {
		if _, err := w.RecordOf(ctx, id); !errors.Is(err, fault.Unusable) {
			t.Errorf("%s: %v", id, err)
		}
	}
}
