package session

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"probity/data/entry"
	"probity/data/fault"
	"probity/data/query"
	"probity/data/workspace"
)

// SQL asks the entries that are shown one SELECT, as the table entries: head is
// called with the columns of the answer, row with each of its rows. It ends
// after the time given.
func (s *Session) SQL(ctx context.Context, statement string, limit time.Duration, head func([]string) error, row func([]any) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	all, err := s.engine.Run(ctx, query.Filter{})
	if err == nil {
		columns := s.sqlColumns()
		if len(columns) > mostSQLColumns {
			return fault.New(fault.Unusable, "%s has %d columns, and SQL takes %d at most. Ask with probity query.", s.Name(), len(columns), mostSQLColumns)
		}
		err = workspace.AskSQL(ctx, &sqlTable{s: s, ctx: ctx, all: all, columns: columns, names: distinctNames(columns)}, statement, head, row)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.New(fault.Unusable, "The query was stopped after %s. Narrow it, or give it more time with --timeout.", limit)
	}
	return err
}

// sqlColumns are those of the table entries: what an entry is called, what
// reviewers noted, the canonical fields, and those of the sources.
func (s *Session) sqlColumns() []string {
	columns := append([]string{"id", "time", "source", "record", "status", "notes"}, entry.Fields...)
	for _, name := range s.engine.Fields() {
		if entry.IsExtra(name) {
			columns = append(columns, name)
		}
	}
	return columns
}

// mostSQLColumns is SQLITE_MAX_COLUMN, https://sqlite.org/limits.html.
const mostSQLColumns = 2000

// distinctNames gives names that differ in more than case, as SQL wants them:
// of extra.Id and extra.ID the second is called "extra.ID (2)".
func distinctNames(columns []string) []string {
	taken := map[string]bool{}
	names := make([]string, len(columns))
	for i, name := range columns {
		names[i] = name
		for n := 2; taken[strings.ToLower(names[i])]; n++ {
			names[i] = fmt.Sprintf("%s (%d)", name, n)
		}
		taken[strings.ToLower(names[i])] = true
	}
	return names
}

// sqlTable gives the entries to SQL, newest first.
type sqlTable struct {
	s       *Session
	ctx     context.Context
	all     *query.Result
	columns []string // fields
	names   []string // what they are called in SQL
}

func (t *sqlTable) Columns() []string { return t.names }
func (t *sqlTable) Len() int          { return t.all.Len() }

// Value gives a text, empty for none; a time is in UTC, as SQLite writes times.
func (t *sqlTable) Value(i, column int) (any, error) {
	row := t.all.Row(i)
	switch name := t.columns[column]; name {
	case "time":
		at, ok := entry.Instant(t.s.engine.Time(row), time.UTC)
		switch {
		case !ok:
			return nil, nil
		case at.Nanosecond() == 0:
			return at.Format(time.DateTime), nil
		}
		return at.Format("2006-01-02 15:04:05.000000"), nil
	case "record":
		n, err := t.s.engine.Record(t.ctx, row)
		if err != nil || n == 0 {
			return nil, err
		}
		return n, nil
	case "id", "status", "notes":
		return t.s.Cell(t.ctx, row, name), nil
	default:
		return t.s.engine.Text(t.ctx, row, name), nil
	}
}
