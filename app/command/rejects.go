package command

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

func (p *program) rejects() *cobra.Command {
	var c changing
	var out string
	var mend bool
	cmd := &cobra.Command{
		Use:   "rejects NAME -w WORKSPACE [-o rejects.csv]",
		Short: "Write the records of an import that could not be read, with line and reason",
		Long: `Rejects writes the records of an import that could not be read as CSV: line,
record, offset, reason, original, encoding. With --mend it writes them as the
export itself has them, under its header: mend that file and import it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, src, err := c.source(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer s.Close()
			n := 0
			err = p.output(out, func(w io.Writer) (err error) {
				if mend {
					n, err = s.WriteMendable(cmd.Context(), src, w)
				} else {
					n, err = s.WriteRejects(cmd.Context(), src, w)
				}
				return err
			})
			if err != nil || out == "" {
				return err
			}
			if p.json {
				return p.printJSON(map[string]any{"path": out, "rejected": n})
			}
			_, err = fmt.Fprintf(p.Out, "%s: %d %s\n", out, n, plural(n, "record", "records"))
			return err
		},
	}
	f := cmd.Flags()
	f.StringVarP(&c.path, "workspace", "w", "", "the workspace")
	f.StringVarP(&out, "output", "o", "", "the file to write (default: standard output)")
	f.BoolVar(&mend, "mend", false, "write them as the export has them, to be mended and imported")
	return cmd
}
