package intake

import "strings"

// What the samples showed of the dialect is provisional. A piece of the source
// with at least settleRows entries, most of which have another number of cells,
// contradicts it, and so does a quote that is not closed for openBytes.
const (
	settleRows  = 1000
	settleShare = 0.8
	openBytes   = 4 << 20
)

// shape judges a batch that begins after a number of lines.
func (s *settler) shape(b *Batch, lines int64) error {
	rd := s.rd
	if rd.Format != "csv" || !rd.Mend || rd.From["delimiter"] == "person" || rd.From["quote"] == "person" {
		return nil
	}
	if !rd.Ragged && b.Rows >= settleRows && float64(b.ragged) > settleShare*float64(b.Rows) {
		return contradicts("delimiter", lines+1, "", "and say --delimiter and --quote, or import the parts of the file one by one.",
			"From line %d on, %s of %s records have another number of cells than the %d columns that the samples showed; the delimiter or the quote may change there, or another table begins.",
			thousands(int64(b.ragged)), thousands(int64(b.Rows)), len(rd.Columns))
	}
	for _, r := range b.Rejects {
		if r.Length > openBytes && strings.HasPrefix(r.Reason, unclosedReason) {
			return contradicts("quote", lines+r.Line, "none", "with --quote none or another quote, or mend that line.",
				"In line %d a quote is opened that is not closed for %s bytes; in the samples %q enclosed fields.", thousands(r.Length), rd.Quote)
		}
	}
	return nil
}

// unclosedReason begins the reason of a record whose quote stays open.
const unclosedReason = "A quote is opened here"
