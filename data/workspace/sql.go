package workspace

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
	"modernc.org/sqlite/vtab"

	"probity/data/fault"
)

// Table is rows that SQL can be asked about. It is read by one goroutine.
type Table interface {
	Columns() []string
	Len() int
	Value(row, column int) (any, error) // a string, an int64 or nil
}

// SQLTable is what the table is called in SQL.
const SQLTable = "entries"

// sqlLength bounds a text and a statement, in bytes, so that no function makes
// one that fills the memory (https://sqlite.org/limits.html).
const sqlLength = 64 << 20

// limitLength is SQLITE_LIMIT_LENGTH, https://sqlite.org/c3ref/c_limit_attached.html.
const limitLength = 0

// AskSQL asks a table one SELECT. Head is called with the names of the columns
// of the answer, then row with each row, whose values it must not keep; they are
// a string, int64, float64, []byte or nil. The database is one of its own in
// memory: nothing that a statement says can reach a file.
//
// A single function over long texts cannot be stopped from outside. Where ctx
// ends meanwhile, it is left to itself: neither the table nor head and row are
// called any more.
func AskSQL(ctx context.Context, t Table, statement string, head func([]string) error, row func([]any) error) error {
	var gate gate
	done := make(chan error, 1)
	go func() {
		done <- askSQL(ctx, &gate, t, statement,
			func(names []string) error { return gate.pass(func() error { return head(names) }) },
			func(values []any) error { return gate.pass(func() error { return row(values) }) })
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(leaveAfter):
		gate.shut()
		return ctx.Err()
	}
}

// leaveAfter is how long a statement has to end by itself when it is stopped.
const leaveAfter = time.Second

// gate is what a statement passes to reach its caller, until it is shut.
type gate struct {
	mu     sync.Mutex
	closed bool
}

func (g *gate) pass(call func() error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return context.Canceled
	}
	return call()
}

func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

func askSQL(ctx context.Context, gate *gate, t Table, statement string, head func([]string) error, row func([]any) error) error {
	d := &sqlite.Driver{}
	if err := d.RegisterModule("probity", &module{t, ctx, gate}); err != nil {
		return err
	}
	db := sql.OpenDB(connector{d})
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `CREATE VIRTUAL TABLE `+SQLTable+` USING probity`); err != nil {
		return err
	}
	if _, err := sqlite.Limit(conn, limitLength, sqlLength); err != nil {
		return err
	}
	var refused string
	err = conn.Raw(func(c any) error {
		return c.(sqlite.AuthorizerRegisterer).RegisterAuthorizer(func(action sqlite.AuthorizerActionCode, first, second, _, _ string) sqlite.AuthorizerReturnCode {
			if why := refusal(action, first, second); why != "" {
				if refused == "" {
					refused = why
				}
				return sqlite.AuthorizerDeny
			}
			return sqlite.AuthorizerOK
		})
	})
	if err != nil {
		return err
	}
	err = answerSQL(ctx, conn, statement, head, row)
	switch {
	case err == nil:
		return nil
	case refused != "":
		return fault.New(fault.Unusable, "%s The table %s can be read with SELECT, and nothing else.", refused, SQLTable)
	case ctx.Err() != nil:
		return ctx.Err()
	case strings.HasPrefix(err.Error(), "missing "): // of the driver: an argument
		return fault.New(fault.Unusable, "The query has a placeholder (?, :name, @name or $name). Write the value itself; texts stand in 'single quotes'.")
	case code(err) != 0:
		return fault.New(fault.Unusable, "%s", explainSQL(err, t))
	}
	return err
}

func answerSQL(ctx context.Context, conn *sql.Conn, statement string, head func([]string) error, row func([]any) error) error {
	if severalStatements(statement) {
		return fault.New(fault.Unusable, "There is more than one statement here, and only one is answered. Leave out what stands after the semicolon.")
	}
	rows, err := conn.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fault.New(fault.Unusable, "There is nothing to answer. Write a SELECT, such as SELECT actor, count(*) FROM %s GROUP BY actor.", SQLTable)
	}
	if err := head(names); err != nil {
		return err
	}
	values, places := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if err := row(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// readable are the tables that may be read beside entries: those of functions
// that take texts apart, and the list of tables.
var readable = map[string]bool{SQLTable: true, "json_each": true, "json_tree": true, "sqlite_master": true, "sqlite_schema": true}

// refusal says why an action is not possible, empty where it is.
func refusal(action sqlite.AuthorizerActionCode, first, second string) string {
	switch action {
	case sqlite.AuthSelect, sqlite.AuthRecursive:
		return ""
	case sqlite.AuthRead:
		if name := strings.ToLower(first); readable[name] || second == "" && !strings.HasPrefix(name, "pragma_") {
			return "" // without a column only rows are counted, as in count(*) of a WITH
		}
		return fmt.Sprintf("There is no table “%s” here.", first)
	case sqlite.AuthFunction:
		switch strings.ToLower(second) {
		case "load_extension", "fts3_tokenizer":
			return fmt.Sprintf("The function %s cannot be used here.", second)
		}
		return ""
	case sqlite.AuthAttach, sqlite.AuthDetach:
		return "Other files cannot be reached from here."
	case sqlite.AuthPragma:
		return "PRAGMA cannot be used here."
	case sqlite.AuthTransaction, sqlite.AuthSavepoint:
		return "There are no transactions here."
	}
	return "Nothing can be changed here."
}

// explainSQL puts the columns to a mistake in SQL, where they are what is wrong.
func explainSQL(err error, t Table) string {
	text := strings.TrimPrefix(err.Error(), "SQL logic error: ")
	if i := strings.LastIndex(text, " ("); i > 0 {
		text = text[:i]
	}
	if text != "" {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	switch {
	case strings.Contains(text, "No such column"):
		return fmt.Sprintf("%s. The columns are %s. Texts stand in 'single quotes'.", strings.ReplaceAll(text, "No such column", "There is no column"), strings.Join(t.Columns(), ", "))
	case strings.Contains(text, "No such table"):
		return fmt.Sprintf("%s. The table is called %s.", strings.ReplaceAll(text, "No such table", "There is no table"), SQLTable)
	}
	return "The query cannot be understood: " + text + "."
}

// connector opens databases in memory with a driver of its own. A name in double
// quotes that is no column is a mistake there, not a text (_dqs,
// https://sqlite.org/quirks.html#dblquote).
type connector struct{ d *sqlite.Driver }

func (c connector) Connect(context.Context) (driver.Conn, error) {
	return c.d.Open("file::memory:?_dqs=0&_pragma=trusted_schema(OFF)&_pragma=cache_size(-16000)")
}

func (c connector) Driver() driver.Driver { return c.d }

// module makes the virtual table (https://sqlite.org/vtab.html).
type module struct {
	rows Table
	ctx  context.Context
	gate *gate
}

func (m *module) Create(c vtab.Context, args []string) (vtab.Table, error) {
	var columns []string
	for _, name := range m.rows.Columns() {
		columns = append(columns, `"`+strings.ReplaceAll(strings.ReplaceAll(name, "\x00", "�"), `"`, `""`)+`"`)
	}
	if err := c.Declare(`CREATE TABLE x(` + strings.Join(columns, ", ") + `)`); err != nil {
		return nil, err
	}
	return &table{m}, nil
}

func (m *module) Connect(c vtab.Context, args []string) (vtab.Table, error) { return m.Create(c, args) }

type table struct{ *module }

func (t *table) BestIndex(info *vtab.IndexInfo) error {
	info.EstimatedRows, info.EstimatedCost = int64(t.rows.Len()), float64(t.rows.Len())
	return nil
}

func (t *table) Open() (vtab.Cursor, error) { return &cursor{table: t}, nil }
func (t *table) Disconnect() error          { return nil }
func (t *table) Destroy() error             { return nil }

// cursor goes through the rows from the first to the last.
type cursor struct {
	*table
	at int
}

func (c *cursor) Filter(int, string, []vtab.Value) error { c.at = 0; return nil }

func (c *cursor) Next() error {
	if c.at++; c.at&0xfff == 0 {
		return c.ctx.Err()
	}
	return nil
}

func (c *cursor) Eof() bool { return c.at >= c.rows.Len() }

func (c *cursor) Column(column int) (v vtab.Value, err error) {
	err = c.gate.pass(func() (err error) {
		v, err = c.rows.Value(c.at, column)
		return err
	})
	if text, ok := v.(string); ok && text == "" {
		v = nil
	}
	return v, err
}

func (c *cursor) Rowid() (int64, error) { return int64(c.at) + 1, nil }
func (c *cursor) Close() error          { return nil }
