package workspace

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"

	"probity/data/columns"
	"probity/data/entities"
	"probity/data/fault"
	"probity/data/intake"
)

// Kinds of sources. A list is a source of its own, sealed like a log; its rows
// are never among the parts of the log, nor held against the records of logs.
const (
	kindLog  = "log"
	kindList = "list"
)

// kindOf is the kind of a source that is read so.
func kindOf(rd *intake.Reading) string {
	if rd.Reference != "" {
		return kindList
	}
	return kindLog
}

// kindWords are what people call a kind.
var kindWords = map[string]string{kindLog: "a log", kindList: "a reference list"}

// sameKind refuses a reading that would make a log of a list or the other way
// round: what it has in common with other sources would have to be found anew
// at its old place.
func sameKind(name string, is string, rd *intake.Reading) error {
	if now := kindOf(rd); now != is {
		return fault.New(fault.Unusable, "%s was imported as %s and would now be read as %s. Withdraw it and import the file again.", name, kindWords[is], kindWords[now])
	}
	return nil
}

// knownAs completes the receipt of a file that is there already; what is a log
// there is no reference list now.
func (w *Workspace) knownAs(ctx context.Context, r *Receipt, rd *intake.Reading) error {
	sum, err := hex.DecodeString(r.SHA256)
	if err != nil {
		return err
	}
	at, err := w.present(ctx, [32]byte(sum))
	if err != nil {
		return err
	}
	r.Reference = at.rd.Reference
	return sameKind(at.name, kindOf(at.rd), rd)
}

// needsLists makes sure that programs which do not know reference lists leave
// the file alone: with its first list a workspace gets the format that came
// with them.
func needsLists(tx *sql.Tx) error {
	_, err := tx.Exec(fmt.Sprintf(`PRAGMA user_version = %d`, listVersion))
	return err
}

// Lists gives the visible reference lists, in the order of import.
func (w *Workspace) Lists() ([]Source, error) { return w.list("visible", kindList) }

// WithdrawnLists gives the reference lists that were withdrawn.
func (w *Workspace) WithdrawnLists() ([]Source, error) { return w.list("withdrawn", kindList) }

// ListError says that a reference list cannot be read.
type ListError struct {
	List string // its name
	Err  error
}

func (e *ListError) Error() string { return e.Err.Error() }
func (e *ListError) Unwrap() error { return e.Err }

// ListRows gives the rows of the visible reference lists. Its error is a
// *ListError where one of them cannot be read.
func (w *Workspace) ListRows(ctx context.Context) ([]entities.Row, error) {
	lists, err := w.Lists()
	if err != nil {
		return nil, err
	}
	var out []entities.Row
	for place, s := range lists {
		rows, err := w.rowsOf(ctx, &s)
		if err != nil {
			return nil, &ListError{s.Name, err}
		}
		for i := range rows {
			rows[i].List, rows[i].Import = s.Name, place
		}
		out = append(out, rows...)
	}
	return out, nil
}

func (w *Workspace) rowsOf(ctx context.Context, s *Source) ([]entities.Row, error) {
	reader, err := intake.NewListReader(s.Reading)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	records, err := w.ints(ctx, s.reading, columnRecord)
	if err != nil {
		return nil, err
	}
	cells := make([]*columns.Text, len(s.Reading.Columns))
	for i, c := range s.Reading.Columns {
		if c.Field == "" {
			continue
		}
		name := intake.ListColumn(s.Reading, i)
		if cells[i], err = w.text(ctx, s.reading, name); err != nil {
			return nil, err
		}
		if cells[i] != nil && cells[i].Len() != len(records) {
			return nil, w.broken(s.reading, name, fmt.Errorf("it has %d values for %d rows", cells[i].Len(), len(records)))
		}
	}
	out := make([]entities.Row, 0, len(records))
	for at := range records {
		r, reason := reader.Row(func(column int) string {
			if cells[column] == nil {
				return ""
			}
			return cells[column].At(at)
		})
		if reason == "" { // otherwise the columns are damaged, which Verify names
			r.Record = records[at] + 1
			out = append(out, r)
		}
	}
	return out, nil
}
