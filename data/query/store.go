// Package query finds entries: it holds the filter language (Parse, Filter)
// and the engine (Engine) that answers filters over the columns of a log.
//
// The language: terms are joined by AND; a comma is OR between the values of
// one field; "-" negates; OR and parentheses group; quotes keep spaces and a
// doubled quote stands for one. field:=text is the exact text, field:text* a
// beginning, field:"" an empty and field:* a filled field; everything else is
// found anywhere in the text, whatever its case. A word without a field is
// looked for in every text column. date: takes a day, month, quarter, year, a
// time or a relative word on either side of "..", both ends inclusive, in the
// zone of the Moment.
package query

import (
	"context"

	"probity/data/columns"
)

// Store gives the engine the columns of a log. What a part's key stands for must
// not change: a part that holds other entries than before gets another key.
type Store interface {
	// Parts lists the visible readings in the order in which they were added.
	Parts() ([]columns.Part, error)
	// Ints gives the columns "time" (microseconds, entry.NoTime for none),
	// "record" (0-based), "offset" and "length".
	Ints(ctx context.Context, part int64, name string) ([]int64, error)
	// Text gives a text column; nil where the part has none of that name.
	Text(ctx context.Context, part int64, name string) (*columns.Text, error)
	// Names lists the text columns that the part has.
	Names(part int64) ([]string, error)
}

// Segmented is a Store that gives its columns in pieces, so that only what is
// needed is read, and damage costs no more than its piece. An error of the kind
// fault.Changed says that a piece is damaged; any other one ends what was asked
// for.
type Segmented interface {
	Store
	// Outline says how a part is cut.
	Outline(ctx context.Context, part int64) (*columns.Outline, error)
	// Numbers appends a column of whole numbers of one segment to dst.
	Numbers(ctx context.Context, part int64, segment int, name string, dst []int64) ([]int64, error)
	// Codes appends the codes of a text column of one segment to dst, all
	// below limit.
	Codes(ctx context.Context, part int64, segment int, name string, limit int, dst []uint32) ([]uint32, error)
	// Long gives the texts of one segment where they are not coded. They may be
	// written over dst, which then comes back, where that is not nil.
	Long(ctx context.Context, part int64, segment int, name string, dst *columns.LongText) (*columns.LongText, error)
	// Dictionary gives what the codes of a part's column stand for; the first is
	// the empty text.
	Dictionary(ctx context.Context, part int64, name string) ([]string, error)
	// Values is Dictionary as texts, for who does not need strings.
	Values(ctx context.Context, part int64, name string) (*columns.LongText, error)
}

// Row names an entry while an Engine lives. Rows count in the order of the
// store, so that they keep their meaning when Reload adds parts at its end.
type Row = uint32

// Statuses are the review decisions; a Marks gives indexes into it.
var Statuses = []string{"open", "fine", "question", "exception", "escalated"}

// Marks gives the engine what reviewers noted about the entries. It must be
// safe for concurrent use; whatever changes raises Revision.
type Marks interface {
	Revision() uint64
	Status(Row) uint8
	HasNote(Row) bool
}

const columnPath = "path" // the path inside the record, part of the identity
