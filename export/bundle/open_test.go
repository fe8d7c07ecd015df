package bundle

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"probity/data/entry"
)

func TestOpenedBundleGivesTheEntriesBack(t *testing.T) {
	in := content(40)
	o, err := Open(context.Background(), writeBundle(t, in))
	if err != nil || o.Report.Verdict != Unsigned || len(o.Entries) != 40 {
		t.Fatalf("%v %+v", err, o)
	}
	for i, e := range o.Entries {
		want, _ := in.Rows.Entry(context.Background(), i)
		if !reflect.DeepEqual(e, want) {
			t.Fatalf("entry %d:\n%+v\n%+v", i, e, want)
		}
		if o.Numbers[i] != int64(i+1) {
			t.Fatalf("entry %d has number %d", i, o.Numbers[i])
		}
	}
	if s := o.States[1]; s.Status != "exception" || len(s.Notes) != 1 || s.Notes[0].Text != "asked <the> operator\nwaiting" || s.Notes[0].At.IsZero() {
		t.Errorf("%+v", s)
	}
	if s := o.States[3]; s.Touched() {
		t.Errorf("an undone note is shown: %+v", s)
	}
	if o.Seal.Filter.Absolute != "date:2026-07-01..2026-09-30" || o.Seal.Zone != "Europe/Berlin" {
		t.Errorf("%+v", o.Seal)
	}
}

func TestChangedBundleOpensWithWhatIsReadable(t *testing.T) {
	files := unpack(t, writeBundle(t, content(12)))
	files[fileValues] = bytes.Replace(files[fileValues], []byte("invoice 1005"), []byte("invoice 1006"), 1)
	list := bytes.SplitAfter(files[fileValues], []byte("\n"))
	list[8] = []byte("{broken\n")
	files[fileValues] = bytes.Join(list, nil)
	o, err := Open(context.Background(), folder(t, files))
	if err != nil || o.Report.Verdict != Changed || len(o.Entries) != 11 {
		t.Fatalf("%v %d entries\n%s", err, len(o.Entries), describe(o.Report))
	}
	if i, ok := o.Index(10); !ok || o.Entries[i].Record != 10 {
		t.Errorf("row 10 is at %d", i)
	}
	if _, ok := o.Index(9); ok {
		t.Error("row 9 cannot be read")
	}
	if got := o.Entries[5].Get(entry.Details); got != "€ 49.90 → invoice 1005" {
		t.Errorf("the sealed text is known, shown is %q", got)
	}
}

func TestWhatIsNoBundleDoesNotOpen(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(context.Background(), dir); err == nil || !strings.Contains(err.Error(), dir) {
		t.Error(err)
	}
	if _, err := Open(context.Background(), filepath.Join(dir, "none.zip")); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Error(err)
	}
}

// The first released form of a bundle. It must open in every later version;
// write it anew only together with a new format.
const fixture = "testdata/v1.zip"

func TestBundleOfVersion1Opens(t *testing.T) {
	if os.Getenv("PROBITY_WRITE_FIXTURES") != "" {
		if _, err := Write(context.Background(), fixture, content(12), nil); err != nil {
			t.Fatal(err)
		}
	}
	o, err := Open(context.Background(), fixture)
	if err != nil {
		t.Fatal(err)
	}
	if o.Report.Verdict != Unsigned || o.Report.Fingerprint != fixtureFingerprint || len(o.Report.Problems) > 0 {
		t.Fatalf("%s %s", o.Report.Fingerprint, describe(o.Report))
	}
	want := content(12)
	for i, e := range o.Entries {
		w, _ := want.Rows.Entry(context.Background(), i)
		if !reflect.DeepEqual(e, w) {
			t.Errorf("entry %d: %+v", i, e)
		}
	}
	if len(o.Entries) != 12 || o.States[1].Status != "exception" || len(o.States[1].Notes) != 1 {
		t.Errorf("%d entries, %+v", len(o.Entries), o.States[1])
	}
}

const fixtureFingerprint = "c5f5 0284 3a74 7221 e798"

func BenchmarkOpen100k(b *testing.B) {
	path := writeBundle(b, content(100_000))
	for b.Loop() {
		if _, err := Open(context.Background(), path); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify100k(b *testing.B) {
	path := writeBundle(b, content(100_000))
	for b.Loop() {
		if r := verify(b, path); r.Verdict != Unsigned {
			b.Fatal(describe(r))
		}
	}
}
