package workspace

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A mask must hide the rows of the hidden records and no others, however the
// rows are cut into segments.
func TestMask(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.Int64Range(0, 400).Draw(t, "records")
		of := rapid.SliceOfN(rapid.Int64Range(-1, records+3), 0, 500).Draw(t, "record by row")
		slices.Sort(of)
		m := &masking{&mask{make([]uint64, (len(of)+63)/64), len(of)}, 0, nil, records, make([]uint64, (records+63)/64)}
		away := map[int64]bool{}
		for _, record := range rapid.SliceOf(rapid.Int64Range(0, records)).Draw(t, "hidden") {
			if record < records {
				m.away[record>>6] |= 1 << (record & 63)
				away[record] = true
			}
		}
		for from := 0; from < len(of); {
			to := min(len(of), from+rapid.IntRange(1, 200).Draw(t, "rows of a segment"))
			m.hide(from, of[from:to])
			from = to
		}
		for row, record := range of {
			if m.hides(row) != away[record] {
				t.Fatalf("row %d with the record %d: hidden %v", row, record, m.hides(row))
			}
		}
		from := rapid.IntRange(0, len(of)).Draw(t, "from")
		to := rapid.IntRange(from, len(of)).Draw(t, "to")
		want := 0
		for _, record := range of[from:to] {
			if !away[record] {
				want++
			}
		}
		if got := m.shown(from, to); got != want {
			t.Fatalf("%d of the rows %d to %d are shown, not %d", got, from, to, want)
		}
	})
}
