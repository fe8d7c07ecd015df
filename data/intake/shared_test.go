package intake

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/entry"
	"probity/data/fault"
)

func TestSharedExportsAreReadWithoutARejectOrAQuestion(t *testing.T) {
	dir := shared(t, "samples/exports")
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		in, err := Inspect(context.Background(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		entries, rejects, _ := readAll(t, data, reading(t, in))
		if len(rejects) > 0 {
			t.Errorf("%s: %v", in.Name, rejects[0])
		}
		if in.Estimate != int64(len(entries)) || !in.Exact {
			t.Errorf("%s: estimate %d of %d", in.Name, in.Estimate, len(entries))
		}
		total += len(entries)
		ip := 0
		for _, e := range entries {
			if e.Time == entry.NoTime || e.Get(entry.Actor) == "" || e.Get(entry.Action) == "" {
				t.Errorf("%s, record %d: time %d, actor %q, action %q", in.Name, e.Record, e.Time, e.Get(entry.Actor), e.Get(entry.Action))
			}
			if strings.HasPrefix(e.Get(entry.Actor), "{") || strings.HasPrefix(e.Get(entry.TargetName), "{") {
				t.Errorf("%s, record %d: actor %q, target %q", in.Name, e.Record, e.Get(entry.Actor), e.Get(entry.TargetName))
			}
			if e.Get(entry.IP) != "" {
				ip++
			}
		}
		if ip < len(entries)*8/10 && !strings.HasPrefix(in.Name, "entra") {
			t.Errorf("%s: %d of %d have an IP address", in.Name, ip, len(entries))
		}
	}
	if total != 142 {
		t.Errorf("%d records, want 142", total)
	}
}

func TestFailedCallsOfCloudTrailAreFailures(t *testing.T) {
	path := shared(t, "samples/exports/aws_cloudtrail_stratus.json")
	in, err := Inspect(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(path)
	entries, _, _ := readAll(t, data, reading(t, in))
	for _, e := range entries {
		failed := e.Get("extra.errorCode") != ""
		if failed != (e.Get(entry.Result) == "failure") {
			t.Errorf("record %d: error %q, result %q", e.Record, e.Get("extra.errorCode"), e.Get(entry.Result))
		}
	}
}

// What must be read is read, what is not JSON is refused with a reason, and
// nothing crashes (nst/JSONTestSuite).
func TestJSONSuite(t *testing.T) {
	f, err := os.Open(shared(t, "suites/json-parsing.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(h.Name)
		if h.Typeflag != tar.TypeReg || !strings.HasSuffix(name, ".json") || len(name) < 2 || name[1] != '_' {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		cases++
		for _, opts := range []Options{{}, {Format: "json"}} {
			opts.Zone = "UTC"
			in, err := Inspect(context.Background(), fileOf(t, name, string(data)), opts)
			if err != nil {
				if !errors.Is(err, fault.Unusable) {
					t.Errorf("%s: %v is not of the kind unusable", name, err)
				}
				if name[0] == 'y' {
					t.Errorf("%s is refused: %v", name, err)
				}
				continue
			}
			rd, err := in.Reading()
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			_, rejects, _ := readAll(t, data, rd)
			switch {
			case name[0] == 'y' && len(rejects) > 0:
				t.Errorf("%s is refused: %v", name, rejects[0])
			case name[0] == 'n' && len(rejects) == 0:
				t.Errorf("%s is read as %s: %q", name, in.Format, data[:min(len(data), 60)])
			}
		}
	}
	if cases < 300 {
		t.Errorf("only %d cases", cases)
	}
}
