package workspace

import (
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"probity/data/fault"
)

func TestWorkspaceIsWhatTheFormatSays(t *testing.T) {
	w := fresh(t)
	for pragma, want := range map[string]string{
		"application_id": "1347568217", "user_version": "2", "journal_mode": "wal", "synchronous": "2", "busy_timeout": "10000",
	} {
		var got string
		if err := w.writer.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s (%v)", pragma, got, want, err)
		}
	}
	header, err := os.ReadFile(w.Path())
	if err != nil || string(header[68:72]) != "PRBY" {
		t.Errorf("the file does not say what it is: %q %v", header[68:72], err)
	}
	if e := events(t, w); len(e) != 1 || e[0].Fields["kind"] != "create" || e[0].Fields["workspace"] != w.ID() || e[0].Seq != 1 {
		t.Errorf("%+v", e)
	}
	if w.Name() != "test" || len(w.ID()) != 32 || w.ReadOnly() || w.WhyReadOnly() != "" {
		t.Errorf("%s %s %v", w.Name(), w.ID(), w.ReadOnly())
	}
	clean(t, w)
}

func TestReadersCannotWrite(t *testing.T) {
	w := fresh(t)
	if _, err := w.readers.Exec(`DELETE FROM event`); err == nil {
		t.Error("a reader wrote")
	}
}

func TestWorkspaceOpensUnderAnyName(t *testing.T) {
	for _, name := range []string{"a b.probity", "50%25 #1?mode=ro&x.probity", "Prüfung – März.probity", "file:x.probity", "'quoted'.probity"} {
		path := filepath.Join(t.TempDir(), "sub ?#%", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		w, err := Create(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		id := w.ID()
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		files, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(files) != 1 || files[0].Name() != name {
			t.Errorf("%s: the folder holds %v", name, files)
		}
		if w, err = Open(path); err != nil || w.ID() != id {
			t.Errorf("%s: %v", name, err)
			continue
		}
		w.Close()
	}
}

func TestCreateNeverOverwrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.probity")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Create(path)
	if !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("%v", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "precious" {
		t.Error("the file was changed")
	}
	if _, err := Create(filepath.Join(t.TempDir(), "missing", "x.probity")); !errors.Is(err, fault.Unusable) {
		t.Errorf("in a folder that is missing: %v", err)
	}
}

func TestWhatIsNoWorkspaceIsToldInASentence(t *testing.T) {
	w := fresh(t)
	bring(t, w, log(3000))
	path := w.Path()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	change := func(at int, to ...byte) []byte {
		b := append([]byte(nil), whole...)
		copy(b[at:], to)
		return b
	}
	newer := change(60, binary.BigEndian.AppendUint32(nil, FormatVersion+1)...)
	damagedSchema := append([]byte(nil), whole...)
	for i := 200; i < 8192; i++ {
		damagedSchema[i] = 0x55
	}
	for name, c := range map[string]struct {
		content []byte
		kind    error
		says    string
	}{
		"empty":         {nil, fault.Unusable, "is empty"},
		"text":          {[]byte("Timestamp;Operator\n"), fault.Unusable, "is not a workspace"},
		"binary":        {[]byte{0, 1, 2, 3, 255}, fault.Unusable, "is not a workspace"},
		"zip":           {[]byte("PK\x03\x04 and more"), fault.Unusable, "is a ZIP"},
		"header only":   {whole[:50], fault.Changed, "is cut off"},
		"half":          {whole[:len(whole)/2], fault.Changed, "is cut off"},
		"other program": {change(68, 1, 2, 3, 4), fault.Unusable, "another program"},
		"newer":         {newer, fault.Newer, "newer Probity"},
		"no version":    {change(60, 0, 0, 0, 0), fault.Changed, "no format version"},
		"schema":        {damagedSchema, fault.Changed, "is damaged"},
	} {
		path := filepath.Join(t.TempDir(), name+".probity")
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, open := range []func(string) (*Workspace, error){Open, OpenReadOnly} {
			w, err := open(path)
			if err == nil {
				w.Close()
				t.Errorf("%s was opened", name)
				continue
			}
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if now, _ := os.ReadFile(path); string(now) != string(c.content) {
			t.Errorf("%s was changed", name)
		}
	}
	for path, says := range map[string]string{
		t.TempDir(): "is a folder",
		filepath.Join(t.TempDir(), "missing.probity"): "There is no workspace",
		os.DevNull: "not an ordinary file",
	} {
		if _, err := Open(path); !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestDamagedBlockIsToldWithItsColumnAndFile(t *testing.T) {
	w, _ := with(t, 100)
	flip(t, w, "block", "name = 'actor'")
	parts, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Text(context.Background(), parts[0].Key, "actor")
	if !errors.Is(err, fault.Changed) || !strings.Contains(err.Error(), "“actor” of log.csv") {
		t.Errorf("%v", err)
	}
}

func TestMissingColumnIsNoError(t *testing.T) {
	w, _ := with(t, 10)
	parts, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	if text, err := w.Text(context.Background(), parts[0].Key, "impersonator"); text != nil || err != nil {
		t.Errorf("%v %v", text, err)
	}
}

func TestReadOnlyWorkspaceShowsEverythingAndTakesNothing(t *testing.T) {
	w, r := with(t, 50)
	path := w.Path()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err = OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx := context.Background()
	if !w.ReadOnly() || !strings.Contains(w.WhyReadOnly(), path) {
		t.Errorf("%v %q", w.ReadOnly(), w.WhyReadOnly())
	}
	if _, err := w.Record(ctx, hash(r.SHA256), 0, 5); err != nil {
		t.Error(err)
	}
	clean(t, w)
	_, err1 := w.Append(ctx, "Ann", "note", nil)
	_, err2 := w.Import(ctx, file(t, log(3)), reading(), nobody, nil)
	for _, err := range []error{err1, err2, w.SetSetting("a", "b")} {
		if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "can only be read") {
			t.Errorf("%v", err)
		}
	}
	if _, err := w.Changed(); err != nil {
		t.Error(err)
	}
	w.Close()
	if now, err := os.ReadFile(path); err != nil || string(now) != string(before) {
		t.Errorf("the file was changed, %v", err)
	}
}

func TestFolderThatMayNotBeWrittenOpensForReading(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("permissions do not bind the superuser")
	}
	w, _ := with(t, 5)
	path := w.Path()
	w.Close()
	if err := os.Chmod(filepath.Dir(path), 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(filepath.Dir(path), 0o700) })
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if !w.ReadOnly() {
		t.Error("it says that it can be written")
	}
	clean(t, w)
}

func TestFileAloneCanBeReadWithoutWritingBesideIt(t *testing.T) {
	w, _ := with(t, 5)
	path := w.Path()
	w.Close()
	db, err := connect(context.Background(), dsn(path, readerQuery(true)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRow(`SELECT count(*) FROM event`).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d events, %v", n, err)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("%v", files)
	}
}

func TestWorkspaceInASyncedFolderIsRefusedAndALocalOneOffered(t *testing.T) {
	for _, folder := range []string{"OneDrive", "OneDrive - Example GmbH", "Dropbox", "Google Drive", "iCloudDrive", "Nextcloud"} {
		path := filepath.Join(t.TempDir(), folder, "audit")
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		path = filepath.Join(path, "x.probity")
		_, err := Create(path)
		if !errors.Is(err, fault.Unsafe) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), filepath.Join(xdg.DataHome, "probity", "x.probity")) {
			t.Errorf("%s: %v", folder, err)
		}
		// One that was copied there can still be read.
		w := fresh(t)
		from := w.Path()
		w.Close()
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if w, err = Open(path); err != nil {
			t.Errorf("%s: %v", folder, err)
			continue
		}
		if !w.ReadOnly() || !strings.Contains(w.WhyReadOnly(), folder) {
			t.Errorf("%s: %q", folder, w.WhyReadOnly())
		}
		w.Close()
	}
	if warning := Place(filepath.Join(t.TempDir(), "Dropboxes", "x.probity")); warning != "" {
		t.Errorf("a folder that only sounds alike: %s", warning)
	}
}

func TestSettingsAreKept(t *testing.T) {
	w := fresh(t)
	if v, err := w.Setting("columns"); v != "" || err != nil {
		t.Errorf("%q %v", v, err)
	}
	for _, want := range []string{"wide", "narrow"} {
		if err := w.SetSetting("columns", want); err != nil {
			t.Fatal(err)
		}
		if v, err := w.Setting("columns"); v != want || err != nil {
			t.Errorf("%q %v", v, err)
		}
	}
}

func TestChangedTellsOnlyOfOthers(t *testing.T) {
	w := fresh(t)
	other, err := Open(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	changed := func(want bool) {
		t.Helper()
		if got, err := w.Changed(); got != want || err != nil {
			t.Errorf("changed: %v, want %v (%v)", got, want, err)
		}
	}
	changed(false)
	if err := w.SetSetting("a", "b"); err != nil {
		t.Fatal(err)
	}
	changed(false)
	if err := other.SetSetting("a", "c"); err != nil {
		t.Fatal(err)
	}
	changed(true)
	changed(false)
}
