package workspace

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/fault"
	"probity/data/intake"
)

// same holds every value of a part against what intake gives.
func same(t *testing.T, w *Workspace, content []byte) {
	t.Helper()
	ctx := context.Background()
	parts, err := w.Parts()
	if err != nil || len(parts) == 0 {
		t.Fatal(parts, err)
	}
	part := parts[len(parts)-1]
	names, err := w.Names(part.Key)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string][]int64{}
	for _, name := range intColumns {
		if numbers[name], err = w.Ints(ctx, part.Key, name); err != nil {
			t.Fatal(err)
		}
	}
	type text interface {
		At(int) string
		Len() int
	}
	values := map[string]text{}
	for _, name := range names {
		column, err := w.Text(ctx, part.Key, name)
		if err != nil {
			t.Fatal(err)
		}
		if column.Len() != part.Rows {
			t.Fatalf("column %s has %d rows of %d", name, column.Len(), part.Rows)
		}
		values[name] = column
	}
	row := 0
	err = intake.Entries(ctx, bytes.NewReader(content), reading(), func(e *entry.Entry) error {
		if numbers[columnTime][row] != e.Time || numbers[columnOffset][row] != e.Identity.Offset || numbers[columnRecord][row] != e.Record-1 {
			t.Fatalf("row %d: time, offset or record differ", row)
		}
		filled := 0
		for _, name := range names {
			got := values[name].At(row)
			if got != e.Get(name) {
				t.Fatalf("row %d: %s is %q, intake gives %q", row, name, got, e.Get(name))
			}
			if got != "" {
				filled++
			}
		}
		if filled != len(e.Values) {
			t.Fatalf("row %d has %d values, intake gives %d", row, filled, len(e.Values))
		}
		row++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if row != part.Rows {
		t.Fatalf("%d rows, intake gives %d", part.Rows, row)
	}
}

func TestEveryValueComesBackAsIntakeGaveIt(t *testing.T) {
	for _, rows := range []int{1, 7, 3000} {
		content := log(rows)
		w := fresh(t)
		r := bring(t, w, content)
		if r.Read != int64(rows) || r.Stored != r.Read || r.Duplicates != 0 || r.Rejected != 0 || !r.AlreadyImported.IsZero() {
			t.Errorf("receipt of %d rows: %+v", rows, r)
		}
		same(t, w, content)
		clean(t, w)
	}
}

func TestSegmentsAndTextColumnsComeBack(t *testing.T) {
	content := log(150_000) // three segments; the requests pass the dictionary's limit
	w := fresh(t)
	bring(t, w, content)
	if n := count(t, w, `SELECT count(DISTINCT segment) FROM block`); n != 3 {
		t.Errorf("%d segments", n)
	}
	if n := count(t, w, `SELECT count(*) FROM block WHERE kind = 'text' AND name = 'extra.Request'`); n != 1 {
		t.Errorf("%d blocks of requests are text", n)
	}
	same(t, w, content)
	clean(t, w)
}

func TestSameFileAgainStoresNothingAndSaysSo(t *testing.T) {
	content := log(500)
	w := fresh(t)
	first := bring(t, w, content)
	before, size := len(events(t, w)), count(t, w, `SELECT count(*) FROM chunk`)
	again := bring(t, w, content)
	if again.Read != 500 || again.Duplicates != 500 || again.Stored != 0 || again.Rejected != 0 {
		t.Errorf("receipt %+v", again)
	}
	if again.AlreadyImported.IsZero() || again.SHA256 != first.SHA256 || again.Root != first.Root || again.First != first.First {
		t.Errorf("receipt %+v, first %+v", again, first)
	}
	if len(events(t, w)) != before || count(t, w, `SELECT count(*) FROM chunk`) != size {
		t.Error("something was stored")
	}
	other := bytes.Replace(content, []byte("Login"), []byte("Logim"), 1)
	if r := bring(t, w, other); r.Stored != 1 || r.Duplicates != 499 || !r.AlreadyImported.IsZero() {
		t.Errorf("another file of the same size: %+v", r)
	}
	clean(t, w)
}

func TestOriginalAndRecordsAreTheBytesOfTheFile(t *testing.T) {
	content := log(40_000)
	if len(content) < 2*chunkSize {
		t.Fatalf("%d bytes are too few", len(content))
	}
	w := fresh(t)
	r := bring(t, w, content)
	ctx := context.Background()
	var b bytes.Buffer
	if err := w.Original(ctx, hash(r.SHA256), &b); err != nil || !bytes.Equal(b.Bytes(), content) {
		t.Fatalf("original differs: %v", err)
	}
	for _, span := range [][2]int{{0, 10}, {chunkSize - 5, 10}, {5, 2 * chunkSize}, {len(content) - 3, 3}, {len(content), 0}} {
		got, err := w.Record(ctx, hash(r.SHA256), int64(span[0]), int64(span[1]))
		if err != nil || !bytes.Equal(got, content[span[0]:span[0]+span[1]]) {
			t.Errorf("%v: %d bytes, %v", span, len(got), err)
		}
	}
	for _, span := range [][2]int64{{-1, 5}, {0, -1}, {int64(len(content)), 1}, {1, 1 << 62}, {1 << 62, 1 << 62}} {
		if _, err := w.Record(ctx, hash(r.SHA256), span[0], span[1]); !errors.Is(err, fault.Unusable) {
			t.Errorf("%v: %v", span, err)
		}
	}
	if _, err := w.Record(ctx, [32]byte{1}, 0, 1); !errors.Is(err, fault.Unusable) {
		t.Errorf("unknown source: %v", err)
	}
}

func TestSourceTellsWhatTheImportKnew(t *testing.T) {
	w := fresh(t)
	o := Origin{By: "Budi", At: "2026-11-01", Filter: "March", PanelRows: 12}
	r, err := w.Import(context.Background(), file(t, log(9)), reading(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	sources, err := w.Sources()
	if err != nil || len(sources) != 1 {
		t.Fatal(sources, err)
	}
	s := sources[0]
	if s.Origin != o || s.Name != "log.csv" || s.Records != 9 || s.Rows != 9 || evidence.Hex(s.Root) != r.Root || evidence.Hex(s.SHA256) != r.SHA256 ||
		s.Reading.Delimiter != ";" || len(s.Secret) != 32 || s.Imported.IsZero() || s.First != r.First || s.Last != r.Last {
		t.Errorf("%+v", s)
	}
	e := events(t, w)
	last := e[len(e)-1].Fields
	if last["kind"] != "import" || last["exported_by"] != "Budi" || last["panel_rows"] != "12" || last["read"] != "9" {
		t.Errorf("event %v", last)
	}
}

func TestFilesThatCannotBeImportedAreToldInASentence(t *testing.T) {
	folder := t.TempDir()
	empty := filepath.Join(folder, "empty.csv")
	os.WriteFile(empty, nil, 0o600)
	for path, says := range map[string]string{
		filepath.Join(folder, "missing.csv"): "There is no file",
		folder:                               "is a folder",
		empty:                                "is empty",
		os.DevNull:                           "not an ordinary file",
	} {
		w := fresh(t)
		_, err := w.Import(context.Background(), path, reading(), nobody, nil)
		if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
		nothing(t, w)
	}
}

// nothing holds that an import left no trace.
func nothing(t *testing.T, w *Workspace) {
	t.Helper()
	for _, table := range []string{"source", "chunk", "reading", "leaves", "block", "dictionary", "reject"} {
		if n := count(t, w, `SELECT count(*) FROM `+table); n != 0 {
			t.Errorf("%d rows are left in %s", n, table)
		}
	}
	if n := len(events(t, w)); n != 1 {
		t.Errorf("%d events", n)
	}
	if _, err := os.Stat(w.lockFile()); err == nil {
		t.Error("the lock is left")
	}
	clean(t, w)
}

func TestImportThatIsCancelledLeavesNothing(t *testing.T) {
	w := fresh(t)
	content := log(60_000)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := w.Import(ctx, file(t, content), reading(), nobody, func(done, total int64) {
		if total != int64(len(content)) {
			t.Errorf("total %d", total)
		}
		cancel()
	})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "log.csv") {
		t.Errorf("cancelled: %v", err)
	}
	nothing(t, w)
	if r := bring(t, w, content); r.Stored != 60_000 {
		t.Errorf("afterwards: %+v", r)
	}
	clean(t, w)
}

func TestFileThatChangesWhileItIsReadIsRefused(t *testing.T) {
	for name, change := range map[string]func(path string, content []byte) error{
		"grows": func(path string, content []byte) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteString("2026-03-14 09:26:53;a;b;c;d;e\n")
			return err
		},
		"shrinks": func(path string, content []byte) error { return os.Truncate(path, int64(len(content)/2)) },
		"is touched": func(path string, content []byte) error {
			return os.Chtimes(path, time.Time{}, time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC))
		},
		"is replaced": func(path string, content []byte) error {
			if err := os.WriteFile(path+".new", content, 0o600); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		},
	} {
		w := fresh(t)
		content := log(60_000)
		path := file(t, content)
		changed := false
		_, err := w.Import(context.Background(), path, reading(), nobody, func(int64, int64) {
			if !changed {
				changed = true
				if err := change(path, content); err != nil {
					t.Error(err)
				}
			}
		})
		if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "was changed while it was being read") {
			t.Errorf("a file that %s: %v", name, err)
		}
		nothing(t, w)
	}
}

func TestFullDiskIsToldAndLeavesNothing(t *testing.T) {
	w := fresh(t)
	if _, err := w.writer.ExecContext(context.Background(), `PRAGMA max_page_count = 100`); err != nil {
		t.Fatal(err)
	}
	_, err := w.Import(context.Background(), file(t, log(60_000)), reading(), nobody, nil)
	if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "is full") || !strings.Contains(err.Error(), w.Path()) {
		t.Errorf("full disk: %v", err)
	}
	nothing(t, w)
}

func TestNotesCanBeWrittenWhileAnImportRuns(t *testing.T) {
	w := fresh(t)
	other, err := Open(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	notes := 0
	var slowest time.Duration
	_, err = w.Import(context.Background(), file(t, log(150_000)), reading(), nobody, func(int64, int64) {
		for _, x := range []*Workspace{w, other} {
			begin := time.Now()
			if _, err := x.Append(context.Background(), "Ann", "note", map[string]string{"text": "meanwhile"}); err != nil {
				t.Error(err)
			}
			slowest = max(slowest, time.Since(begin))
			notes++
		}
		// Who opens the file now must not sweep what is being imported.
		third, err := Open(w.Path())
		if err != nil {
			t.Error(err)
			return
		}
		third.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d notes, the slowest took %v", notes, slowest)
	if notes == 0 || len(events(t, w)) != notes+2 {
		t.Errorf("%d notes, %d events", notes, len(events(t, w)))
	}
	if changed, err := other.Changed(); err != nil || !changed {
		t.Errorf("the other does not see a change: %v", err)
	}
	clean(t, w)
}

func TestWorkspaceOfTwoImportersHoldsBoth(t *testing.T) {
	w := fresh(t)
	other, err := Open(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	done := make(chan error, 2)
	for i, x := range []*Workspace{w, other} {
		path := file(t, log(5000+i))
		go func() {
			_, err := x.Import(context.Background(), path, reading(), nobody, nil)
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if parts, err := w.Parts(); err != nil || len(parts) != 2 {
		t.Errorf("%v %v", parts, err)
	}
	clean(t, w)
}

func TestSameSourceGivesSameBlocksInAnyWorkspace(t *testing.T) {
	content := log(70_000)
	var before string
	for i := range 2 {
		w, err := Create(filepath.Join(t.TempDir(), "w.probity"))
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		bring(t, w, content)
		e := events(t, w)
		fields := e[len(e)-1].Fields
		now := fields["blocks"] + fields["dictionaries"] + fields["leaves"] + fields["rejects"] + fields["record_root"]
		if i > 0 && now != before {
			t.Error("two workspaces hold different blocks of the same source")
		}
		before = now
	}
}
