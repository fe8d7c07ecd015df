package bundle

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
	"probity/export"
)

func TestSameContentGivesTheSameBytes(t *testing.T) {
	a, _ := os.ReadFile(writeBundle(t, content(50)))
	b, _ := os.ReadFile(writeBundle(t, content(50)))
	if !bytes.Equal(a, b) {
		t.Fatal("two runs differ")
	}
}

func TestArchiveHoldsExactlyTheFilesOfTheFormat(t *testing.T) {
	files := unpack(t, writeBundle(t, content(5)))
	if len(files) != 15 {
		t.Errorf("%d files", len(files))
	}
	for _, name := range append(append([]string{fileTagManifest}, tagFiles...), payloadFiles...) {
		if files[name] == nil {
			t.Errorf("%s is missing", name)
		}
	}
	page := files[fileReadme]
	if bytes.Contains(page, []byte("<script")) || bytes.Contains(page, []byte("quarter <b>")) || bytes.Contains(page, []byte("asked <the>")) {
		t.Error("the first page holds a script or text that is not escaped")
	}
	for _, want := range []string{"asked &lt;the&gt; operator", "exception", "2026-07-01..2026-09-30", "never", "Limits"} {
		if want != "never" && !bytes.Contains(page, []byte(want)) {
			t.Errorf("the first page lacks %q", want)
		}
	}
	if bytes.Contains(files[fileJournal], []byte("99999999")) {
		t.Error("an event on an entry outside the bundle was delivered")
	}
}

func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func TestOtherToolsReadTheArchive(t *testing.T) {
	path := writeBundle(t, content(20))
	if out := run(t, ".", "unzip", "-t", path); !strings.Contains(out, "No errors") {
		t.Error(out)
	}
	if out := run(t, ".", "python3", "-c", "import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()), z.infolist()[0].date_time)", path); !strings.HasPrefix(out, "None 15 (1980, 1, 1, 0, 0, 0)") {
		t.Error(out)
	}
}

// section gives the commands of VERIFY.txt under a heading.
func section(t *testing.T, text, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "--- "+heading+" ---\n")
	if !ok {
		t.Fatalf("no section %s", heading)
	}
	if i := strings.Index(rest, "\n\n"); i >= 0 {
		rest = rest[:i+1]
	}
	return rest
}

func TestPastedCommandsPassAndNoticeAChange(t *testing.T) {
	for _, rows := range []int{0, 1, 7, 30} {
		in := content(rows)
		path := filepath.Join(t.TempDir(), "bundle.zip")
		res, err := Write(context.Background(), path, in, nil)
		if err != nil {
			t.Fatal(err)
		}
		files := unpack(t, path)
		dir := folder(t, files)
		text := string(files[fileVerify])
		out := run(t, dir, "bash", "-e", "-c", section(t, text, "Linux"))
		if !strings.Contains(out, res.Fingerprint) || strings.Count(out, ": OK") != 4+10+5 {
			t.Errorf("%d rows: %s (fingerprint %s)", rows, out, res.Fingerprint)
		}
		python := section(t, text, "Python")
		if out := run(t, dir, "bash", "-e", "-c", python); out != "row tree: OK\nvalues: OK\n" {
			t.Errorf("%d rows: %s", rows, out)
		}
		if rows < 7 {
			continue
		}
		values := bytes.Replace(files[fileValues], []byte("invoice 1005"), []byte("invoice 1006"), 1)
		os.WriteFile(filepath.Join(dir, fileValues), values, 0o644)
		if out := run(t, dir, "bash", "-e", "-c", python); out != "row tree: OK\nvalues: CHANGED in rows [6]\n" {
			t.Errorf("%s", out)
		}
		if out, err := exec.Command("bash", "-e", "-c", "cd "+dir+"\n"+section(t, text, "Linux")).CombinedOutput(); err == nil {
			t.Errorf("the change passed: %s", out)
		}
	}
}

func TestFingerprintHasFiveGroups(t *testing.T) {
	res, err := Write(context.Background(), filepath.Join(t.TempDir(), "b.zip"), content(2), nil)
	if err != nil || !regexp.MustCompile(`^([0-9a-f]{4} ){4}[0-9a-f]{4}$`).MatchString(res.Fingerprint) || res.Rows != 2 {
		t.Fatalf("%+v %v", res, err)
	}
}

type failing struct{ export.Rows }

func (f failing) Entry(ctx context.Context, i int) (*entry.Entry, error) {
	if i == 7 {
		return nil, errors.New("column damaged")
	}
	return f.Rows.Entry(ctx, i)
}

func TestFailedWriteLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "b.zip")
	bad := map[string]func(*Content){
		"damaged column":   func(c *Content) { c.Rows = failing{c.Rows} },
		"unknown source":   func(c *Content) { c.Sources = nil },
		"source no secret": func(c *Content) { c.Sources[0].Secret = nil },
		"states differ":    func(c *Content) { c.Rows.(*export.List).States[5].Status = "fine" },
		"broken journal":   func(c *Content) { c.Events = c.Events[1:] },
	}
	for name, spoil := range bad {
		in := content(9)
		spoil(&in)
		if _, err := Write(context.Background(), path, in, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Write(ctx, path, content(9), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	if _, err := Write(ctx, path, content(9000), func(done, _ int64) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled midway: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Fatalf("left behind: %v", left)
	}
}

func BenchmarkWrite100k(b *testing.B) {
	in := content(100_000)
	path := filepath.Join(b.TempDir(), "b.zip")
	for b.Loop() {
		if _, err := Write(context.Background(), path, in, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func TestZoneIsNamedSoThatAnotherComputerKnowsIt(t *testing.T) {
	for zone, want := range map[*time.Location]string{
		berlin(): "Europe/Berlin", time.UTC: "UTC", nil: "UTC",
		time.FixedZone("CET", 3600): "+01:00", time.FixedZone("", -12600): "-03:30",
	} {
		in := content(3)
		in.Zone = zone
		o, err := Open(t.Context(), writeBundle(t, in))
		if err != nil || o.Seal.Zone != want || o.Report.Verdict != Unsigned {
			t.Errorf("%v: %v %s", zone, err, describe(o.Report))
		}
	}
}
