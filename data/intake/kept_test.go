package intake

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"probity/data/fault"
)

// What is kept of a file must not change what is seen in it, whichever settings
// were tried before and from however many goroutines; and a file that changed is
// read again.
func TestKeptSamplesShowTheSame(t *testing.T) {
	var text strings.Builder
	text.WriteString("Datum;Wer;Was\n")
	for i := range 150_000 {
		fmt.Fprintf(&text, "%02d.%02d.2026 10:%02d;budi;\"Konto; %d\"\n", 1+i%12, 1+i/12%12, i%60, i)
	}
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	none := 0
	tries := []Options{{}, {Zone: "Europe/Berlin"}, {DateOrder: "mdy", Zone: "UTC"}, {Delimiter: ","}, {Quote: "none"}, {HeaderRow: &none}, {Comment: "#"}, {Encoding: "windows-1252"}, {Map: map[string]string{"Wer": "target"}}}
	kept := &Kept{}
	var group sync.WaitGroup
	for range 2 {
		for _, o := range tries {
			group.Go(func() {
				want, wrong := Inspect(t.Context(), path, o)
				o.Kept = kept
				got, err := Inspect(t.Context(), path, o)
				if fmt.Sprint(err) != fmt.Sprint(wrong) || !reflect.DeepEqual(got, want) {
					t.Errorf("%+v: %+v, %v; want %+v, %v", o, got, err, want, wrong)
				}
			})
		}
	}
	group.Wait()
	if err := os.WriteFile(path, []byte("When,Who\n2026-03-14,ana\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if in, err := Inspect(t.Context(), path, Options{Kept: kept}); err != nil || in.Columns[0].Name != "When" {
		t.Fatalf("the file that changed is not read again: %v", err)
	}
}

func TestContradictionNamesSettingLineAndProposal(t *testing.T) {
	write := func(line string) string {
		var text strings.Builder
		text.WriteString("Date,Operator,Action\n")
		for i := range 120_000 {
			if i == 70_000 {
				text.WriteString(line + "\n")
				continue
			}
			fmt.Fprintf(&text, "%02d/03/2026 10:%02d:00,ana,Suspended the account %d\n", 13+i%15, i%60, i)
		}
		path := filepath.Join(t.TempDir(), "a.csv")
		if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct{ line, key, proposal string }{
		{"03/14/2026 10:00:00,ana,Suspended", "date-order", "mdy"},
		{"14/03/2026 10:00:00,M\xfcller,Suspended", "encoding", "windows-1252"},
	} {
		path := write(c.line)
		in, err := Inspect(t.Context(), path, Options{Zone: "UTC"})
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		err = Read(t.Context(), f, in.reading, func(*Batch) error { return nil })
		f.Close()
		var x *Contradiction
		if !errors.As(err, &x) || !errors.Is(err, fault.Unusable) || x.Key != c.key || x.Line != 70_002 || x.Proposal != c.proposal {
			t.Errorf("%q: %+v, %v", c.line, x, err)
		}
	}
}
