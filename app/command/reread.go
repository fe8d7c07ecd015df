package command

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/spf13/cobra"

	"probity/app/job"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/fault"
	"probity/data/intake"
	"probity/data/workspace"
)

// changing holds the flags of verbs that change what an import shows.
type changing struct {
	path, author string
	yes          bool
}

func (c *changing) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&c.path, "workspace", "w", "", "the workspace")
	f.StringVar(&c.author, "author", "", "who does it (default: the name given in the window)")
	f.BoolVar(&c.yes, "yes", false, "do it; without this it is only shown what would change")
}

// source opens the workspace and finds the import; the session must be closed.
func (c *changing) source(ctx context.Context, name string) (*session.Session, workspace.Source, error) {
	o := opening{path: c.path}
	s, err := o.open(ctx)
	if err != nil {
		return nil, workspace.Source{}, err
	}
	src, err := s.Source(name)
	if err != nil {
		s.Close()
		return nil, src, err
	}
	if c.author == "" {
		c.author = session.Somebody(session.StateFolder()).Name()
	}
	s.SetAuthor(c.author)
	return s, src, nil
}

type example struct {
	Entry  string `json:"entry"`
	Record int64  `json:"record"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type fieldChange struct {
	Field    string    `json:"field"`
	Count    int64     `json:"count"`
	Examples []example `json:"examples"`
}

type changeOut struct {
	Source         string        `json:"source"`
	SHA256         string        `json:"sha256"`
	Done           bool          `json:"done"`
	EntriesBefore  int64         `json:"entries_before"`
	EntriesAfter   int64         `json:"entries_after"`
	Changed        int64         `json:"changed"`
	Gone           int64         `json:"gone"`
	Added          int64         `json:"added"`
	RejectedBefore int64         `json:"rejected_before"`
	RejectedAfter  int64         `json:"rejected_after"`
	Fields         []fieldChange `json:"fields"`
	Touched        []string      `json:"notes_touched"`
	Lost           []string      `json:"notes_lost"`
}

func (p *program) printChange(c *workspace.Change, done bool) error {
	if p.json {
		out := changeOut{c.Source, hex.EncodeToString(c.SHA256[:]), done, c.EntriesBefore, c.EntriesAfter, c.Changed, c.Gone, c.Added,
			c.RejectedBefore, c.RejectedAfter, []fieldChange{}, texts(c.Touched), texts(c.Lost)}
		for _, f := range c.Fields {
			now := fieldChange{f.Field, f.Count, []example{}}
			for _, e := range f.Examples {
				now.Examples = append(now.Examples, example{e.Entry.String(), e.Record, e.Before, e.After})
			}
			out.Fields = append(out.Fields, now)
		}
		return p.printJSON(out)
	}
	fmt.Fprintf(p.Out, "%s\n  %d entries before, %d after: %d change, %d go, %d come\n", oneLine(c.Source, 200), c.EntriesBefore, c.EntriesAfter, c.Changed, c.Gone, c.Added)
	if c.RejectedBefore != c.RejectedAfter {
		fmt.Fprintf(p.Out, "  %d records rejected before, %d after\n", c.RejectedBefore, c.RejectedAfter)
	}
	for _, f := range c.Fields {
		fmt.Fprintf(p.Out, "  %s: %d %s\n", f.Field, f.Count, plural(int(f.Count), "entry", "entries"))
		for _, e := range f.Examples {
			fmt.Fprintf(p.Out, "    record %d: %q → %q\n", e.Record, oneLine(e.Before, 60), oneLine(e.After, 60))
		}
	}
	if n := len(c.Touched); n > 0 {
		fmt.Fprintf(p.Out, "  %d %s with notes or decisions change; the notes stay.\n", n, plural(n, "entry", "entries"))
	}
	if n := len(c.Lost); n > 0 {
		fmt.Fprintf(p.Out, "  %d %s with notes or decisions %s no longer there:\n", n, plural(n, "entry", "entries"), plural(n, "is", "are"))
		for _, id := range c.Lost {
			fmt.Fprintf(p.Out, "    %s\n", id)
		}
	}
	if !done {
		fmt.Fprintln(p.Out, "  Nothing was changed. Do it with --yes.")
	}
	return nil
}

func texts(ids []entry.Identity) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}

func (p *program) reread() *cobra.Command {
	var r reading
	var c changing
	cmd := &cobra.Command{
		Use:   "reread NAME -w WORKSPACE",
		Short: "Read an import again from its kept bytes: another zone, date order, mapping",
		Long: `Reread reads an import again from the bytes that were kept of it, with other
settings. What was settled before stays, as far as no flag changes it. It shows
what would change; --yes does it. Notes and decisions stay with their entries.
NAME is the file's name or the beginning of its SHA-256, as sources lists them.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			asked, err := r.options()
			if err != nil {
				return err
			}
			s, src, err := c.source(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer s.Close()
			again, err := s.Reread(cmd.Context(), src)
			if err != nil {
				return err
			}
			defer again.Close()
			in, err := again.Inspect(cmd.Context(), merged(again.Options(), asked))
			if err != nil {
				return err
			}
			if len(in.Questions) > 0 {
				q := in.Questions[0]
				return fault.New(fault.Unusable, "%s: %s Answer with --%s.", in.Name, q.Text, q.Key)
			}
			rd, err := in.Reading()
			if err != nil {
				return err
			}
			var change workspace.Change
			err = p.run(cmd.Context(), "Reading "+src.Name, func(ctx context.Context, progress job.Progress) (err error) {
				if c.yes {
					change, err = again.Apply(ctx, rd, progress)
				} else {
					change, err = again.Preview(ctx, rd, progress)
				}
				return err
			})
			if err != nil {
				return err
			}
			return p.printChange(&change, c.yes)
		},
	}
	r.flags(cmd)
	c.flags(cmd)
	return cmd
}

// merged lays what is asked now over what was settled before. Another import
// format brings its own mapping.
func merged(before, asked intake.Options) intake.Options {
	o := before
	o.FormatDirs = asked.FormatDirs
	for _, f := range []struct{ to, from *string }{
		{&o.Format, &asked.Format}, {&o.Encoding, &asked.Encoding}, {&o.Delimiter, &asked.Delimiter}, {&o.Quote, &asked.Quote},
		{&o.Escape, &asked.Escape}, {&o.Comment, &asked.Comment}, {&o.Zone, &asked.Zone}, {&o.DateOrder, &asked.DateOrder},
	} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	if asked.ImportFormat != "" {
		o.ImportFormat, o.Map = asked.ImportFormat, nil
	}
	if asked.HeaderRow != nil {
		o.HeaderRow = asked.HeaderRow
	}
	if asked.Layouts != nil {
		o.Layouts = asked.Layouts
	}
	if asked.Map != nil {
		o.Map = asked.Map
	}
	return o
}

func (p *program) withdraw() *cobra.Command {
	var c changing
	var reason string
	cmd := &cobra.Command{
		Use:   "withdraw NAME -w WORKSPACE --reason TEXT",
		Short: "Take a mistaken import out of view; its bytes stay",
		Long: `Withdraw takes an import out of view. It shows what would go; --yes does it. The
bytes stay in the workspace, the reason in the journal. Importing the same file
again brings the entries back, with their notes.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return fault.New(fault.Unusable, "say why: --reason TEXT; it is kept in the journal")
			}
			s, src, err := c.source(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer s.Close()
			var change workspace.Change
			if c.yes {
				change, err = s.Withdraw(cmd.Context(), src.SHA256, reason)
			} else {
				change, err = s.PreviewWithdraw(cmd.Context(), src.SHA256)
			}
			if err != nil {
				return err
			}
			return p.printChange(&change, c.yes)
		},
	}
	c.flags(cmd)
	cmd.Flags().StringVar(&reason, "reason", "", "why it is withdrawn")
	return cmd
}
