package command

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"probity/data/fault"
	"probity/export/csvfile"
)

func (p *program) sql() *cobra.Command {
	var (
		o           opening
		format, out string
		timeout     time.Duration
	)
	cmd := &cobra.Command{
		Use:   "sql QUERY -w WORKSPACE",
		Short: "Ask the entries in SQL, reading only",
		Long: `Sql answers one SELECT in SQLite's dialect over the table entries, which holds
the entries that are shown, newest first:
  SELECT actor, count(*) FROM entries WHERE time >= '2026-03-01' GROUP BY actor
Columns: id, time (UTC), source, record, status, notes, the fields (actor, action,
target, details …) and "extra.path". What is empty is NULL. Nothing can be changed.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, words []string) error {
			if timeout <= 0 {
				return fault.New(fault.Unusable, "--timeout %s is no time to wait; 30s and 5m are examples", timeout)
			}
			if p.json {
				format = "json"
			}
			s, err := o.open(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			err = p.output(out, func(w io.Writer) error {
				head, row, end, err := sqlWriter(format, w, func() []hurt { return hurts(s) })
				if err != nil {
					return err
				}
				if err := s.SQL(cmd.Context(), strings.Join(words, " "), timeout, head, row); err != nil {
					return err
				}
				return end()
			}, o.path)
			if err != nil {
				return err
			}
			return p.restsOnDamage(s)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&format, "format", "table", "table, csv or json")
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (default: standard output)")
	cmd.Flags().DurationVar(&timeout, "timeout", 30*time.Second, "stop after this time")
	return cmd
}

// mostHeld is how many bytes of an answer are kept at most.
const mostHeld = 256 << 20

// sqlWriter writes an answer row by row; damaged is asked after the last one.
func sqlWriter(format string, w io.Writer, damaged func() []hurt) (head func([]string) error, row func([]any) error, end func() error, err error) {
	held := 0
	hold := func(cells []string) error { // what a table or JSON keeps until its end
		for _, c := range cells {
			held += 32 + len(c)
		}
		if held > mostHeld {
			return fault.New(fault.Unusable, "The answer is longer than %d MB. Narrow it, or write it row by row with --format csv.", mostHeld>>20)
		}
		return nil
	}
	switch format {
	case "json":
		var names []string
		rows := [][]any{}
		return func(columns []string) error { names = columns; return nil },
			func(values []any) error {
				cells := make([]string, len(values))
				for i, v := range values {
					cells[i] = spelt(v, "")
				}
				rows = append(rows, plainValues(values))
				return hold(cells)
			},
			func() error {
				return writeJSON(w, struct {
					Columns []string `json:"columns"`
					Rows    [][]any  `json:"rows"`
					Damaged []hurt   `json:"damaged,omitempty"`
				}{names, rows, damaged()})
			}, nil
	case "csv":
		out := csv.NewWriter(w)
		out.UseCRLF = true
		return out.Write, func(values []any) error {
			cells := make([]string, len(values))
			for i, v := range values {
				if cells[i] = spelt(v, ""); !isNumber(v) {
					cells[i] = csvfile.Safe(cells[i])
				}
			}
			return out.Write(cells)
		}, func() error { out.Flush(); return out.Error() }, nil
	case "table":
		out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		return func(columns []string) error {
				for i := range columns {
					columns[i] = oneLine(columns[i], 48)
				}
				_, err := fmt.Fprintln(out, strings.Join(columns, "\t"))
				return err
			}, func(values []any) error {
				cells := make([]string, len(values))
				for i, v := range values {
					cells[i] = oneLine(spelt(v, "–"), 100)
				}
				if _, err := fmt.Fprintln(out, strings.Join(cells, "\t")); err != nil {
					return err
				}
				return hold(cells)
			}, out.Flush, nil
	}
	return nil, nil, nil, fault.New(fault.Unusable, "--format %s is not one of table, csv, json", format)
}

func isNumber(v any) bool {
	switch v.(type) {
	case int64, float64:
		return true
	}
	return false
}

func spelt(v any, none string) string {
	switch v := v.(type) {
	case nil:
		return none
	case string:
		return v
	case []byte:
		return fmt.Sprintf("x'%x'", v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(v)
}

// plainValues gives what JSON can hold.
func plainValues(values []any) []any {
	out := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case string:
			out[i] = strings.ToValidUTF8(v, "\ufffd")
		case int64, nil:
			out[i] = v
		case float64:
			if out[i] = v; v-v != 0 { // infinite
				out[i] = spelt(v, "")
			}
		default:
			out[i] = spelt(v, "")
		}
	}
	return out
}
