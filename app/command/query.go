package command

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"probity/app/job"
	"probity/app/session"
	"probity/data/fault"
	"probity/data/query"
)

type counted struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

type answer struct {
	Count     int                  `json:"count"`
	Rows      []map[string]string  `json:"rows"`
	Facets    map[string][]counted `json:"facets,omitempty"`
	Histogram []counted            `json:"histogram,omitempty"`
	Grouping  *grouping            `json:"grouping,omitempty"`
	Untold    []string             `json:"cannot_be_told"`
	Limits    []string             `json:"cannot_be_shown,omitempty"`
	Damaged   []hurt               `json:"damaged,omitempty"`
}

type asked struct {
	opening
	format, out, by string
	columns, facets []string
	group           []string
	sum, view       string
	limit           int
	count, limits   bool
}

func (p *program) query() *cobra.Command {
	var a asked
	cmd := &cobra.Command{
		Use:   "query [QUERY] -w WORKSPACE",
		Short: "Find entries: list, count, group or export them",
		Long: `Query finds entries with the language of the search field, newest first:
  operator:budi action:suspended,activated -customer:acme "free text"
  category:payment ip:10.0.0.0/8 date:2026-01-01..2026-03-31 date:last-quarter
  status:open has:note source:march.csv sort:actor,-time entity:"North Resellers"/* own:no`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			s, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			f, err := parse(s, words)
			if err == nil && a.view != "" {
				f, err = a.viewed(s, f)
			}
			if err != nil {
				return err
			}
			if err := a.check(s); err != nil {
				return err
			}
			if !cmd.Flags().Changed("limit") && (p.json || a.format == "table") {
				a.limit = 100
			}
			if err := p.answer(cmd.Context(), s, f, &a); err != nil {
				return err
			}
			return p.restsOnDamage(s)
		},
	}
	a.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&a.format, "format", "table", "table, csv, jsonl or xlsx")
	f.StringVarP(&a.out, "output", "o", "", "file to write (default: standard output)")
	f.StringSliceVar(&a.columns, "columns", nil, "columns to show, by field")
	f.IntVar(&a.limit, "limit", 0, "at most so many entries, 0 for all (default 100 in a table and in JSON)")
	f.BoolVar(&a.count, "count", false, "print the number of entries only")
	f.BoolVar(&a.limits, "limits", false, "say as well what the log cannot show about it: periods, gaps, what is not recorded")
	f.StringSliceVar(&a.facets, "facet", nil, "count the entries per value of a field")
	f.StringVar(&a.by, "by", "", "count the entries per hour, day, week or month")
	f.StringSliceVar(&a.group, "group", nil, "count the entries per value of one or two fields, or per hour, day, week, month, year")
	f.StringVar(&a.view, "view", "", "a view of the workspace: its filter beside QUERY, its order, columns and zone")
	f.StringVar(&a.sum, "sum", "", "with --group: add up the field amount, by currency")
	return cmd
}

// check refuses columns and facets that the log does not have, so that a slip
// of the pen does not look like an empty answer.
func (a *asked) check(s *session.Session) error {
	if a.limit < 0 {
		return fault.New(fault.Unusable, "--limit %d is below 0; use 0 for all", a.limit)
	}
	if a.format != "table" && (a.count || a.by != "" || len(a.facets) > 0 || len(a.group) > 0) {
		return fault.New(fault.Unusable, "--format %s writes entries, not counts; counts come as a table, or with --json as JSON", a.format)
	}
	for _, name := range slices.Concat(a.columns, a.facets) {
		if !s.HasColumn(name) {
			return fault.New(fault.Unusable, "%s has no column %q; it has: status, time, notes, source, record, id, %s",
				s.Name(), name, strings.Join(s.Engine().Fields(), ", "))
		}
	}
	return nil
}

func (p *program) answer(ctx context.Context, s *session.Session, f query.Filter, a *asked) error {
	if a.sum != "" && len(a.group) == 0 {
		return fault.New(fault.Unusable, "--sum needs --group: say by what to add up, for instance --group operator")
	}
	result, err := s.Engine().Run(ctx, f)
	if err != nil {
		return err
	}
	ans := answer{Count: result.Len(), Rows: []map[string]string{}, Untold: []string{}}
	untold, err := s.Untold(ctx, f)
	if err != nil {
		return err
	}
	ans.Untold = append(ans.Untold, untold...)
	for _, advice := range s.Engine().Check(f) {
		ans.Untold = append(ans.Untold, strings.TrimSpace(advice.Message+" "+advice.Hint))
	}
	if a.limits {
		if ans.Limits, err = s.Limits(ctx, f); err != nil {
			return err
		}
	}
	if !p.json {
		for i, sentence := range append(slices.Clip(ans.Untold), ans.Limits...) {
			if i < len(ans.Untold) || !slices.Contains(ans.Untold, sentence) { // the limits name some of them, too
				fmt.Fprintln(p.Err, oneLine(sentence, 1000))
			}
		}
	}
	for _, field := range a.facets {
		facet, err := s.Engine().Facet(ctx, f, field, 1<<31-1, "")
		if err != nil {
			return fault.New(fault.Unusable, "%w", err)
		}
		if ans.Facets == nil {
			ans.Facets = map[string][]counted{}
		}
		list := []counted{}
		for _, v := range facet.Values {
			list = append(list, counted{v.Text, v.Count})
		}
		ans.Facets[field] = list
	}
	if a.by != "" {
		if !slices.Contains([]string{"hour", "day", "week", "month"}, a.by) {
			return fault.New(fault.Unusable, "--by %s is not a step; use hour, day, week or month", a.by)
		}
		if ans.Histogram, err = histogram(ctx, s, result, a.by); err != nil {
			return err
		}
	}
	if len(a.group) > 0 {
		if ans.Grouping, err = group(ctx, s, f, a); err != nil {
			return err
		}
	}
	switch {
	case p.json:
		if !a.count && len(a.facets) == 0 && a.by == "" && ans.Grouping == nil {
			ans.Rows, err = objects(ctx, s, result, a)
		}
		if err != nil {
			return err
		}
		ans.Damaged = hurts(s)
		return p.output(a.out, func(w io.Writer) error { return writeJSON(w, ans) }, a.path)
	case a.count:
		return p.output(a.out, func(w io.Writer) error { _, err := fmt.Fprintln(w, ans.Count); return err }, a.path)
	case ans.Grouping != nil:
		return p.output(a.out, func(w io.Writer) error { return printGroups(w, ans.Grouping, a.sum != "") }, a.path)
	case ans.Facets != nil || ans.Histogram != nil:
		return p.output(a.out, func(w io.Writer) error { return printCounts(w, ans, a) }, a.path)
	}
	return p.export(ctx, s, result, a)
}

func histogram(ctx context.Context, s *session.Session, result *query.Result, by string) ([]counted, error) {
	bins, err := result.Histogram(ctx, by, s.Zone())
	if err != nil {
		return nil, err
	}
	list := []counted{}
	for _, b := range bins {
		if b.Count == 0 {
			continue
		}
		layout := time.DateOnly
		if by == "hour" {
			layout = "2006-01-02T15:04-07:00"
		} else if by == "month" {
			layout = "2006-01"
		}
		list = append(list, counted{b.From.Format(layout), b.Count})
	}
	return list, nil
}

func printCounts(out io.Writer, ans answer, a *asked) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, field := range a.facets {
		for _, c := range ans.Facets[field] {
			fmt.Fprintf(w, "%d\t  %s\n", c.Count, oneLine(orDash(c.Value), 100))
		}
	}
	for _, c := range ans.Histogram {
		fmt.Fprintf(w, "%d\t  %s\n", c.Count, c.Value)
	}
	return w.Flush()
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// rows gives the rows of a result that are asked for.
func (a *asked) rows(result *query.Result) int {
	if a.limit > 0 {
		return min(a.limit, result.Len())
	}
	return result.Len()
}

func objects(ctx context.Context, s *session.Session, result *query.Result, a *asked) ([]map[string]string, error) {
	list := make([]map[string]string, 0, a.rows(result))
	err := s.Objects(ctx, result, a.rows(result), a.columns, func(o map[string]string) error {
		list = append(list, o)
		return nil
	})
	return list, err
}

func (p *program) export(ctx context.Context, s *session.Session, result *query.Result, a *asked) error {
	switch a.format {
	case "table":
		return p.table(ctx, s, result, a)
	case "jsonl":
		return p.output(a.out, func(w io.Writer) error {
			b := bufio.NewWriterSize(w, 1<<16)
			err := s.Objects(ctx, result, a.rows(result), a.columns, func(o map[string]string) error { return session.WriteMap(b, o) })
			if err != nil {
				return err
			}
			return b.Flush()
		}, a.path)
	case "csv":
		return p.run(ctx, "Writing", func(ctx context.Context, progress job.Progress) error {
			return p.output(a.out, func(w io.Writer) error {
				return s.WriteCSV(ctx, w, s.Rows(result, a.limit), a.columns, progress)
			}, a.path)
		})
	case "xlsx":
		if a.out == "" {
			return fault.New(fault.Unusable, "a workbook needs a file: -o FILE.xlsx")
		}
		if err := spare(a.out, a.path); err != nil {
			return err
		}
		return p.run(ctx, "Writing "+a.out, func(ctx context.Context, progress job.Progress) error {
			return s.WriteXLSX(ctx, a.out, s.Rows(result, a.limit), a.columns, progress)
		})
	}
	return fault.New(fault.Unusable, "--format %s is not one of table, csv, jsonl, xlsx", a.format)
}

// table prints the everyday columns, one entry a line.
func (p *program) table(ctx context.Context, s *session.Session, result *query.Result, a *asked) error {
	columns := a.columns
	if columns == nil {
		columns = []string{"status", "time", "operator", "action", "customer", "details", "ip"}
	}
	return p.output(a.out, func(out io.Writer) error {
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, strings.Join(columns, "\t"))
		for i := range a.rows(result) {
			row := result.Row(i)
			for c, name := range columns {
				if c > 0 {
					fmt.Fprint(w, "\t")
				}
				fmt.Fprint(w, oneLine(s.Cell(ctx, row, name), 48))
			}
			fmt.Fprintln(w)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		_, err := fmt.Fprintf(out, "%d of %d entries\n", a.rows(result), result.Len())
		return err
	}, a.path)
}
