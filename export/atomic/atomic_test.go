package atomic

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

func TestWorkspaceIsNeverReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.probity")
	content := "SQLite format 3\x00 and everything that was noted"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err := Create(path); err == nil {
		f.Discard()
		t.Error("a file was begun in its place")
	}
	if b, _ := os.ReadFile(path); string(b) != content {
		t.Error("the workspace was changed")
	}
}

func TestCommittedFileIsWholeAndAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	os.WriteFile(path, []byte("old"), 0o644)
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("new")
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Fatalf("the old file changed before Commit: %q", got)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	f.Discard()
	if got, _ := os.ReadFile(path); string(got) != "new" {
		t.Fatalf("got %q", got)
	}
	if got := names(t, dir); len(got) != 1 {
		t.Fatalf("left behind: %v", got)
	}
	if err := f.Commit(); err == nil {
		t.Fatal("a second Commit must fail")
	}
}

func TestDiscardLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f, err := Create(filepath.Join(dir, "a.csv"))
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("half")
	f.Discard()
	f.Discard()
	if got := names(t, dir); len(got) != 0 {
		t.Fatalf("left behind: %v", got)
	}
}

func TestFailedCommitLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	os.Mkdir(path, 0o755)
	os.WriteFile(filepath.Join(path, "x"), nil, 0o644)
	if err := f.Commit(); err == nil {
		t.Fatal("renaming over a folder must fail")
	}
	if got := names(t, dir); len(got) != 1 || got[0] != "a" {
		t.Fatalf("left behind: %v", got)
	}
}

func TestFolderAndMissingFolderGetASentence(t *testing.T) {
	dir := t.TempDir()
	if _, err := Create(dir); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Fatalf("got %v", err)
	}
	if _, err := Create(filepath.Join(dir, "no", "a.csv")); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Fatalf("got %v", err)
	}
}

func TestDiskFullGetsASentence(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("errno differs")
	}
	err := Explain("/x/a.csv", &os.PathError{Op: "write", Path: "/x/.a.csv.1.part", Err: syscall.ENOSPC})
	if !strings.HasPrefix(err.Error(), "the disk is full: a.csv was not written") {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		f, _ := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		defer f.Close()
		_, err := f.WriteString("x")
		if !strings.Contains(Explain("a", err).Error(), "the disk is full") {
			t.Fatalf("got %v", err)
		}
	}
}

func TestUnfinishedFileIsNotSeenOnLinux(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs O_TMPFILE")
	}
	dir := t.TempDir()
	f, err := Create(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Discard()
	if f.named {
		t.Skip("the file system has no O_TMPFILE")
	}
	s, err := Scratch(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Discard()
	if got := names(t, dir); len(got) != 0 {
		t.Fatalf("a kill now would leave %v", got)
	}
}
