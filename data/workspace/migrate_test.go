package workspace

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestWorkspaceOfFormat1IsBroughtToFormat2AndACopyIsKept(t *testing.T) {
	content, err := os.ReadFile(fixture)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "old.probity")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	// For reading only it is left as it is.
	r, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	clean(t, r)
	if s := sourceOf(t, r, 0); s.Rows != 120 || s.Duplicates != 0 {
		t.Errorf("%+v", s)
	}
	if parts, err := r.Parts(); err != nil || len(parts) != 1 || parts[0].Rows != 120 {
		t.Errorf("%+v %v", parts, err)
	}
	if r.Close(); r.format != 1 {
		t.Errorf("format %d", r.format)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, content) {
		t.Error("the file was changed")
	}

	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	clean(t, w)
	if w.format != 2 {
		t.Errorf("format %d", w.format)
	}
	copied, err := OpenReadOnly(filepath.Join(folder, "old.format-1.probity"))
	if err != nil {
		t.Fatal(err)
	}
	clean(t, copied)
	if copied.format != 1 {
		t.Errorf("the copy has format %d", copied.format)
	}
	copied.Close()
	// What is imported now knows what was imported then.
	receipt := bring(t, w, append(fixtureLog()[:len(fixtureLog())-1], "\n2026-03-20 09:00:00;a;b;Login;;new\n"...))
	if receipt.Duplicates < 119 {
		t.Errorf("%+v", receipt)
	}
	if _, err := w.ReadAgain(context.Background(), sourceOf(t, w, 0).SHA256, inZone("Asia/Tokyo"), "Ann", nil); err != nil {
		t.Error(err)
	}
	clean(t, w)
}

func TestGapsAmongTheReadingsOfFormat1AreNoGapsOfOrder(t *testing.T) {
	content, err := os.ReadFile(fixture)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "old.probity")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := connect(context.Background(), dsn(path, writerQuery()), 1)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`UPDATE reading SET id = 7; UPDATE leaves SET reading = 7; UPDATE block SET reading = 7; UPDATE dictionary SET reading = 7; UPDATE reject SET reading = 7`)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	clean(t, w)
	bring(t, w, log(10))
	clean(t, w)
}

func TestSchemaIsTheSameWhetherMadeOrMigrated(t *testing.T) {
	shape := func(w *Workspace) map[string]string {
		rows, err := w.readers.Query(`SELECT m.name || '.' || c.name, c.type || c."notnull" || coalesce(c.dflt_value, '') FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		out := map[string]string{}
		for rows.Next() {
			var name, kind string
			if err := rows.Scan(&name, &kind); err != nil {
				t.Fatal(err)
			}
			out[name] = kind
		}
		return out
	}
	made, migrated := shape(fresh(t)), shape(openFixture(t))
	if len(made) != len(migrated) {
		t.Errorf("%d columns made, %d migrated", len(made), len(migrated))
	}
	for name, kind := range made {
		if migrated[name] != kind {
			t.Errorf("%s is %q, migrated %q", name, kind, migrated[name])
		}
	}
}
