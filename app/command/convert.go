package command

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"io"
	"os"

	"github.com/spf13/cobra"

	"probity/app/session"
	"probity/data/fault"
	"probity/data/intake"
)

func (p *program) convert() *cobra.Command {
	var r reading
	var to, out string
	var raw bool
	cmd := &cobra.Command{
		Use:   "convert FILE",
		Short: "Read an export and print its entries as CSV or JSON Lines",
		Long: `Convert reads an export and stores nothing. It prints the canonical entries,
one a line, time in UTC; with --raw the source's own columns as they were
parsed, unmapped.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if to != "csv" && to != "jsonl" {
				return fault.New(fault.Unusable, "--to %s is not a format; use csv or jsonl", to)
			}
			if raw { // cells are given as they are: nothing about times needs an answer
				r.Zone, r.DateOrder = cmp.Or(r.Zone, "UTC"), cmp.Or(r.DateOrder, "dmy")
			}
			in, rd, err := r.settle(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			f, err := os.Open(args[0])
			if err != nil {
				return fault.New(fault.Unusable, "%s cannot be read: %w", in.Name, err)
			}
			defer f.Close()
			return p.output(out, func(w io.Writer) error {
				b := bufio.NewWriterSize(w, 1<<16)
				switch {
				case raw:
					err = rawRows(cmd, f, in, rd, to, b)
				default:
					err = session.Convert(cmd.Context(), f, rd, to, b)
				}
				if err != nil {
					return err
				}
				return b.Flush()
			}, args[0])
		},
	}
	r.flags(cmd)
	cmd.Flags().StringVar(&to, "to", "csv", "csv or jsonl")
	cmd.Flags().BoolVar(&raw, "raw", false, "the source's own columns, parsed and unmapped")
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (default: standard output)")
	return cmd
}

func rawRows(cmd *cobra.Command, src io.Reader, in *intake.Inspection, rd *intake.Reading, to string, w io.Writer) error {
	names := make([]string, len(in.Columns))
	for i, c := range in.Columns {
		names[i] = c.Name
	}
	if to == "jsonl" {
		return intake.Raw(cmd.Context(), src, rd, func(cells []string) error { return session.WriteObject(w, names, cells) })
	}
	out := csv.NewWriter(w)
	if err := out.Write(names); err != nil {
		return err
	}
	if err := intake.Raw(cmd.Context(), src, rd, out.Write); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}
