package workspace

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"testing"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/intake"
)

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPackedExportIsStoredAsItsContent imports the same export plain, in gzip
// and in a ZIP: whatever it came in, it is one source whose records can be shown
// and checked.
func TestPackedExportIsStoredAsItsContent(t *testing.T) {
	content := log(3000)
	var gz, zipped bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write(content)
	g.Close()
	z := zip.NewWriter(&zipped)
	for _, name := range []string{"other.txt", "march.csv"} {
		m, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "march.csv" {
			m.Write(content)
		} else {
			m.Write([]byte("something else"))
		}
	}
	z.Close()
	ctx := context.Background()
	for name, packed := range map[string][]byte{"log.csv.gz": gz.Bytes(), "logs.zip": zipped.Bytes()} {
		w := fresh(t)
		path := write(t, name, packed)
		in, err := intake.Inspect(ctx, path, intake.Options{Zone: "UTC", Member: map[bool]string{true: "march.csv"}[name == "logs.zip"]})
		if err != nil {
			t.Fatal(err)
		}
		rd, err := in.Reading()
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.Import(ctx, path, rd, nobody, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := hash(r.SHA256)
		if [32]byte(evidence.LineHash(content)) != want || r.Read != 3000 {
			t.Errorf("%s: %d records, SHA-256 %s", name, r.Read, r.SHA256)
		}
		clean(t, w)
		var original bytes.Buffer
		if err := w.Original(ctx, want, &original); err != nil || !bytes.Equal(original.Bytes(), content) {
			t.Errorf("%s: the content is another one (%v)", name, err)
		}
		parts, err := w.Parts()
		if err != nil {
			t.Fatal(err)
		}
		offsets, err := w.Ints(ctx, parts[0].Key, "offset")
		if err != nil {
			t.Fatal(err)
		}
		record, err := w.RecordOf(ctx, entry.Identity{Source: want, Offset: offsets[7]})
		if err != nil || !bytes.HasPrefix(content[offsets[7]:], record) || len(record) < 10 {
			t.Errorf("%s: %q %v", name, record, err)
		}
		all := events(t, w)
		f := all[len(all)-1].Fields
		if f["container_name"] != name || f["container_sha256"] != evidence.Hex(evidence.LineHash(packed)) || f["container"] == "" {
			t.Errorf("%s: %v", name, f["container"])
		}
		if r := bring(t, w, content); r.AlreadyImported.IsZero() {
			t.Errorf("%s: the export itself is taken for another: %+v", name, r)
		}
		if r, err := w.Import(ctx, path, rd, nobody, nil); err != nil || r.AlreadyImported.IsZero() {
			t.Errorf("%s again: %+v %v", name, r, err)
		}
		if _, err := w.ReadAgain(ctx, want, inZone("Europe/Berlin"), "Ann", nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		clean(t, w)
	}
}
