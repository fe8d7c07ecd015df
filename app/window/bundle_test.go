//go:build ci

package window

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// alter writes a copy of a bundle in which the details of one entry differ.
func alter(t *testing.T, from, to string, row int) {
	t.Helper()
	in, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	f, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := zip.NewWriter(f)
	action := regexp.MustCompile(`"action":"[^"]*"`)
	for _, m := range in.File {
		r, err := m.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		if m.Name == "data/evidence/values.jsonl" {
			lines := bytes.SplitAfter(data, []byte("\n"))
			lines[row-1] = action.ReplaceAll(lines[row-1], []byte(`"action":"Nothing happened"`))
			data = bytes.Join(lines, nil)
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: m.Name, Method: m.Method, Modified: m.Modified})
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestChangedBundleLeadsToTheChangedEntry(t *testing.T) {
	h := newHarness(t, 1280, 774)
	h.workspace(300)
	folder := t.TempDir()
	good, bad := filepath.Join(folder, "bundle-2026-Q3.zip"), filepath.Join(folder, "bundle-changed.zip")
	if _, err := h.w.session.Bundle(context.Background(), h.w.review.filter, good, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	alter(t, good, bad, 4)
	h.w.open(bad)
	h.until("the verdict", func() bool { return h.w.review != nil && h.w.session.IsBundle() && h.w.review.checked != nil })
	h.settle()
	r := h.w.review
	if v := r.checked; v.Verdict != "changed" {
		t.Fatalf("the verdict is %q", v.Verdict)
	}
	row, ok := r.firstWrong(r.checked)
	if !ok {
		t.Fatalf("no problem names its entry: %v", r.checked.Problems)
	}
	r.goTo(row)
	h.settle()
	now, _ := r.current()
	problem := r.checked.Problems[len(r.checked.Problems)-1]
	if action := r.s.Engine().Text(context.Background(), now, "action"); now != row || !strings.Contains(problem.Detail, action) {
		t.Fatalf("the way leads to %q, the problem is %v", action, problem)
	}
	h.picture("changed-entry")
	r.shell.toggleRight()
	r.grid.Select(0)
	h.settle()
	h.picture("changed-light")
	h.w.setTheme("dark")
	h.settle()
	h.picture("changed-dark")
	h.w.showVerdict(r.checked)
	h.picture("problems")
}
