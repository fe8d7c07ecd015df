package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"probity/app/session"
	"probity/data/entry"
	"probity/data/fault"
	"probity/data/query"
	"probity/data/review"
)

// choosing holds the flags that name entries and who speaks about them.
type choosing struct {
	opening
	entries []string
	where   string
	author  string
}

func (c *choosing) flags(cmd *cobra.Command) {
	c.opening.flags(cmd)
	cmd.Flags().StringSliceVar(&c.entries, "entry", nil, "identity of an entry, as query --json prints it; may be repeated")
	cmd.Flags().StringVar(&c.where, "where", "", "all entries that this query finds")
	cmd.Flags().StringVar(&c.author, "author", "", "who says it (default: the name given in the window)")
}

// rows opens the workspace and finds the entries; the session must be closed.
func (c *choosing) rows(ctx context.Context) (*session.Session, []query.Row, error) {
	if (len(c.entries) == 0) == (c.where == "") {
		return nil, nil, fault.New(fault.Unusable, "say about which entries: --entry IDENTITY or --where QUERY")
	}
	s, err := c.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	rows, err := c.find(ctx, s)
	if damaged := hurts(s); err == nil && len(damaged) > 0 {
		err = fault.New(fault.Changed, "which entries that are cannot be told, so nothing was written: %s", damaged[0].words())
	}
	if err == nil && len(rows) == 0 {
		err = fault.New(fault.Unusable, "no entry matches %s", c.where)
	}
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	if c.author == "" {
		c.author = session.Somebody(session.StateFolder()).Name()
	}
	if c.author == "" {
		s.Close()
		return nil, nil, fault.New(fault.Unusable, "say who you are: --author NAME")
	}
	s.SetAuthor(c.author)
	return s, rows, nil
}

func (c *choosing) find(ctx context.Context, s *session.Session) ([]query.Row, error) {
	var rows []query.Row
	for _, text := range c.entries {
		id, err := entry.ParseIdentity(text)
		if err != nil {
			return nil, fault.New(fault.Unusable, "%w", err)
		}
		row, ok := s.Engine().RowOf(id)
		if !ok {
			return nil, fault.New(fault.Unusable, "%s holds no entry %s", s.Name(), text)
		}
		rows = append(rows, row)
	}
	if c.where == "" {
		return rows, nil
	}
	f, err := parse(s, []string{c.where})
	if err != nil {
		return nil, err
	}
	result, err := s.Engine().Run(ctx, f, f.Sort())
	if err != nil {
		return nil, err
	}
	for i := range result.Len() {
		rows = append(rows, result.Row(i))
	}
	return rows, nil
}

func (p *program) note() *cobra.Command {
	var c choosing
	cmd := &cobra.Command{
		Use:   "note TEXT -w WORKSPACE (--entry IDENTITY | --where QUERY)",
		Short: "Leave a note on entries",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, rows, err := c.rows(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			if err := s.AddNote(cmd.Context(), rows, args[0]); err != nil {
				return err
			}
			return p.said("noted", len(rows))
		},
	}
	c.flags(cmd)
	return cmd
}

func (p *program) decide() *cobra.Command {
	var c choosing
	cmd := &cobra.Command{
		Use:       "decide STATUS -w WORKSPACE (--entry IDENTITY | --where QUERY)",
		Short:     "Decide about entries: " + strings.Join(review.Statuses, ", "),
		Args:      cobra.ExactArgs(1),
		ValidArgs: review.Statuses,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, rows, err := c.rows(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			if err := s.SetStatus(cmd.Context(), rows, args[0]); err != nil {
				return err
			}
			return p.said(args[0], len(rows))
		},
	}
	c.flags(cmd)
	return cmd
}

func (p *program) said(what string, n int) error {
	if p.json {
		return p.printJSON(map[string]any{"entries": n, "done": what})
	}
	_, err := fmt.Fprintf(p.Out, "%s: %d %s\n", what, n, plural(n, "entry", "entries"))
	return err
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
