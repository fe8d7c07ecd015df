package command

import (
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"probity/data/fault"
	"probity/data/generate"
)

func (p *program) generate() *cobra.Command {
	var o generate.Options
	var out, lists, from, to string
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write a believable example log",
		Long: `Generate writes an invented log of an invented provider: the same options give
the same bytes everywhere. Formats:
` + formatList(),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if o.From, err = day(from, "--from"); err != nil {
				return err
			}
			if o.To, err = day(to, "--to"); err != nil {
				return err
			}
			if lists != "" {
				if err := generate.Lists(lists, o); err != nil {
					return err
				}
			}
			return p.output(out, func(w io.Writer) error { return generate.Write(w, o) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Format, "format", generate.Formats[0].Name, "export format")
	f.IntVar(&o.Rows, "rows", 2000, "number of entries")
	f.Uint64Var(&o.Seed, "seed", 1, "another seed gives another log")
	f.StringVar(&from, "from", "", "first day (default: a quarter before --to, above 5,000 rows a year)")
	f.StringVar(&to, "to", "", "day after the last (default 2026-04-01)")
	f.StringVarP(&out, "output", "o", "", "file to write (default: standard output)")
	f.StringVar(&lists, "lists", "", "folder for the reference lists operators.csv and customers.csv")
	return cmd
}

func formatList() string {
	var b strings.Builder
	for _, f := range generate.Formats {
		b.WriteString("  " + f.Name + strings.Repeat(" ", max(2, 24-len(f.Name))) + f.Title + "\n")
	}
	return b.String()
}

func day(text, flag string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, fault.New(fault.Unusable, "%s %s is not a day; write it as 2026-01-31", flag, text)
	}
	return t, nil
}
