package csvfile

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
	"probity/export"

	"pgregory.net/rapid"
)

func sample(n int) *export.List {
	l := &export.List{}
	for i := range n {
		e := &entry.Entry{Source: "march.csv", Record: int64(i + 1), Time: 1773480413000000 + int64(i)*1e6}
		e.Identity.Offset = int64(i) * 100
		e.Values = []entry.Value{
			{Name: entry.TimeText, Text: "2026-03-14 09:26:53"}, {Name: entry.Actor, Text: "budi.santoso"},
			{Name: entry.Action, Text: "Recorded payment"}, {Name: entry.Category, Text: entry.CategoryPayment},
			{Name: entry.TargetName, Text: "Müller, \"Søn\" & Co"}, {Name: entry.Details, Text: "=HYPERLINK(\"x\")\nsecond line"},
			{Name: entry.IP, Text: "203.0.113.7"}, {Name: "extra.pool", Text: "-5"},
		}
		l.Entries = append(l.Entries, e)
	}
	return l
}

var columns = []string{entry.TimeText, entry.Actor, entry.Action, entry.Category, entry.TargetName, entry.Details, entry.IP, "extra.pool"}

func TestSafeIsUndoneByPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`['=+\-@\t\r\n]{0,3}[a-z',"\x00 ]{0,4}`)).Draw(t, "text")
		safe := Safe(s)
		if safe != "" && strings.ContainsRune("=+-@\t\r\n\x00", rune(safe[0])) {
			t.Fatalf("%q is not safe", safe)
		}
		if Plain(safe) != s {
			t.Fatalf("%q came back as %q", s, Plain(safe))
		}
	})
}

func TestEveryCellComesBackThroughAnotherReader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.StringMatching(`[=',"\n a-z€é\t+]{0,6}`), 2, 5).Draw(t, "cells")
		got, err := csv.NewReader(bytes.NewReader(AppendRow(nil, cells))).Read()
		if err != nil {
			t.Fatal(err)
		}
		for i := range cells {
			if Plain(got[i]) != cells[i] {
				t.Fatalf("%q came back as %q", cells[i], Plain(got[i]))
			}
		}
	})
}

func TestFileHoldsWhatPeopleNeed(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no tz database")
	}
	l := sample(2)
	l.States = []export.State{{}, {Status: "exception", Notes: []export.Note{{Author: "M. Lindqvist", At: time.Unix(1773480413, 0), Text: "asked\nagain"}}}}
	l.Entries[1].Time = entry.NoTime
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := Write(context.Background(), path, l, append(columns, "time", entry.Actor), zone, nil); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(path)
	if !bytes.HasPrefix(data, []byte(Mark+"Status,Time,Time as recorded,Operator,Action,Category,Customer,Details,IP,extra.pool,Notes,Source file,Record,Identity\r\n")) {
		t.Fatalf("header: %.200s", data)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := records[1]; got[0] != "open" || got[1] != "2026-03-14 10:26:53+01:00" || got[7] != "'=HYPERLINK(\"x\")\nsecond line" || got[9] != "'-5" {
		t.Fatalf("%q", got)
	}
	got := records[2]
	if got[0] != "exception" || got[1] != "" || got[10] != "2026-03-14 10:26:53+01:00 M. Lindqvist: asked\nagain" || got[12] != "2" || !strings.HasSuffix(got[13], ":100") {
		t.Fatalf("%q", got)
	}
}

type failing struct{ *export.List }

func (f failing) Entry(ctx context.Context, i int) (*entry.Entry, error) {
	if i == 5 {
		return nil, errors.New("column damaged")
	}
	return f.List.Entry(ctx, i)
}

func TestFailureLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	if err := Write(context.Background(), filepath.Join(dir, "a.csv"), failing{sample(9)}, columns, nil, nil); err == nil {
		t.Fatal("no error")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Write(ctx, filepath.Join(dir, "a.csv"), sample(9), columns, nil, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Fatalf("left behind: %v", left)
	}
}

func BenchmarkWrite100k(b *testing.B) {
	l := sample(100_000)
	for b.Loop() {
		var n counter
		if err := WriteTo(context.Background(), &n, l, columns, time.UTC, nil); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(n))
	}
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
