package workspace

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"probity/data/entry"
)

// integers lists the columns of whole numbers of all tables.
func integers(t *testing.T, w *Workspace) (out [][2]string) {
	t.Helper()
	rows, err := w.readers.Query(`SELECT m.name, p.name FROM sqlite_schema m, pragma_table_info(m.name) p
		WHERE m.type = 'table' AND p.type = 'INTEGER' AND p.name <> 'id'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var c [2]string
		if err := rows.Scan(&c[0], &c[1]); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// readAll reads everything a workspace shows. Errors are answers too.
func readAll(w *Workspace) {
	ctx := context.Background()
	if _, err := w.Sources(); err != nil {
		_ = err
	}
	parts, err := w.Parts()
	if err != nil {
		parts = nil
	}
	for key := range int64(3) {
		names, _ := w.Names(key)
		for _, name := range append(names, intColumns...) {
			_, _ = w.Text(ctx, key, name)
			_, _ = w.Ints(ctx, key, name)
		}
	}
	for _, p := range parts {
		_ = w.Original(ctx, p.Source, io.Discard)
		_, _ = w.RecordOf(ctx, entry.Identity{Source: p.Source, Offset: 54})
		_, _ = w.Record(ctx, p.Source, 10, 1<<40)
	}
	_ = w.Events(ctx, func(Event) error { return nil })
	heads, _ := w.Heads()
	_, _ = w.CheckHeads(heads)
}

// TestNumbersInTheFileNeverCostMemory puts numbers into the file that nobody
// wrote there.
func TestNumbersInTheFileNeverCostMemory(t *testing.T) {
	w, _ := with(t, 300)
	if _, err := w.Append(context.Background(), "Ann", "note", nil); err != nil {
		t.Fatal(err)
	}
	bring(t, w, append(log(30), []byte("2026-03-14 09:26:53;\"open quote\n")...))
	all := integers(t, w)
	if len(all) < 15 {
		t.Fatalf("only the columns %v", all)
	}
	path := w.Path()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		for _, value := range []int64{-1, 65_537, 1 << 40, 1 << 58, 1 << 62, -1 << 63, 1<<63 - 1} {
			for _, where := range []string{"id = (SELECT min(id) FROM " + c[0] + ")", "id > 0"} {
				statement := fmt.Sprintf(`UPDATE OR IGNORE %s SET %s = %d WHERE %s`, c[0], c[1], value, where)
				hostile(t, whole, statement)
			}
		}
	}
}

func hostile(t *testing.T, whole []byte, statement string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hostile.probity")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := connect(context.Background(), dsn(path, writerQuery()), 1)
	if err != nil {
		t.Fatal(err)
	}
	result, err := db.Exec(statement)
	if err != nil {
		t.Fatal(statement, err)
	}
	changed, _ := result.RowsAffected()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	w, err := OpenReadOnly(path)
	if err != nil {
		return
	}
	defer w.Close()
	problems, err := w.Verify(context.Background(), nil)
	if err == nil && len(problems) == 0 && changed > 0 {
		t.Errorf("%s: nothing found", statement)
	}
	readAll(w)
	runtime.ReadMemStats(&after)
	if taken := (after.TotalAlloc - before.TotalAlloc) >> 20; taken > 200 {
		t.Errorf("%s: %d MiB were taken", statement, taken)
	}
}
