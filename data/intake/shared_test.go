package intake

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/entry"
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
