// Duckdb runs statements in a DuckDB file, one a line, for the measurements in
// the folder above. It prints what sqlite3 prints in its list mode with .timer
// on: the rows with "|" between columns, the seconds until the last row was
// there, and "---".
//
// It is a module of its own, so that Probity does not depend on DuckDB.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: duckdb FILE < statements, one a line")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "duckdb:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	db, err := sql.Open("duckdb", path)
	if err != nil {
		return err
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		began := time.Now()
		if err := answer(conn, lines.Text(), out); err != nil {
			return fmt.Errorf("%w, in: %s", err, lines.Text())
		}
		fmt.Fprintf(out, "Run Time: real %.6f\n---\n", time.Since(began).Seconds())
		if err := out.Flush(); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if err := conn.Close(); err != nil {
		return err
	}
	return db.Close() // writes what is still in the log of writes
}

func answer(conn *sql.Conn, statement string, out *bufio.Writer) error {
	rows, err := conn.QueryContext(context.Background(), statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	values, targets := make([]sql.NullString, len(names)), make([]any, len(names))
	for i := range values {
		targets[i] = &values[i]
	}
	if strings.HasPrefix(statement, "CREATE") {
		targets = nil
	}
	for rows.Next() {
		if targets == nil {
			continue
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, v := range values {
			if i > 0 {
				out.WriteByte('|')
			}
			out.WriteString(v.String)
		}
		out.WriteByte('\n')
	}
	return rows.Err()
}
