package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"probity/data/columns"
	"probity/data/intake"
)

func TestColumnsOfAnyNameAreSealed(t *testing.T) {
	w := fresh(t)
	ctx := context.Background()
	s, err := w.newStage(ctx, 0, "x", []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"extra.M\xfcller", "extra.M\xfbller", "extra.a/b", "extra.\x00", "extra.„ü“", "extra.<&>"}
	for _, name := range names {
		d := dictionaries{columns: map[string]*dictionary{}}
		b := &intake.Batch{Rows: 1, Text: map[string]*columns.Coded{name: columns.NewCoded(1)}}
		b.Text[name].AppendString("value of " + name)
		err := d.recode([]stretch{{b, 0, 1}}, 1, func(c textBlock) error {
			return s.block(0, c.name, c.kind(), 1, c.encode)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.end(); err != nil {
		t.Fatal(err)
	}
	fields, err := readingFields(0, Receipt{}, nil, 0, nobody, s.seal)
	if err != nil {
		t.Fatal(err)
	}
	var sealed map[string]string
	if err := json.Unmarshal([]byte(fields["blocks"]), &sealed); err != nil || len(sealed) != len(names) {
		t.Errorf("%v %v", sealed, err)
	}
	stored, err := w.Names(s.reading)
	if err != nil || len(stored) != len(names) {
		t.Errorf("%q %v", stored, err)
	}
	for _, name := range stored {
		if _, ok := sealed[blockKey(0, name)]; !ok {
			t.Errorf("%q is not sealed", name)
		}
	}
}

func TestSegmentsAreCutByTextWhereverBatchesEnd(t *testing.T) {
	long := strings.Repeat("x", segmentText/4)
	make1 := func(rows int) *intake.Batch {
		b := &intake.Batch{Rows: rows, Text: map[string]*columns.Coded{"details": columns.NewCoded(rows)}}
		for range rows {
			b.Text["details"].AppendString(long)
		}
		return b
	}
	for _, batches := range [][]int{{11}, {1, 10}, {4, 4, 3}, {5, 6}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}} {
		var got []int
		s := segmenter{cut: func(_ []stretch, rows int) error { got = append(got, rows); return nil }}
		for _, rows := range batches {
			if err := s.add(make1(rows)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.flush(); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, []int{4, 4, 3}) {
			t.Errorf("batches %v give segments %v", batches, got)
		}
	}
	// One row may be longer than a segment.
	var got []int
	s := segmenter{cut: func(_ []stretch, rows int) error { got = append(got, rows); return nil }}
	b := &intake.Batch{Rows: 3, Text: map[string]*columns.Coded{"details": columns.NewCoded(3)}}
	b.Text["details"].AppendString("short")
	b.Text["details"].AppendString(strings.Repeat("y", segmentText+1))
	b.Text["details"].AppendString("short")
	if err := errors.Join(s.add(b), s.flush()); err != nil || !slices.Equal(got, []int{1, 1, 1}) {
		t.Errorf("%v %v", got, err)
	}
}
