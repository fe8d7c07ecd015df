package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"probity/app/job"
	"probity/data/fault"
	"probity/export/bundle"
)

func (p *program) bundle() *cobra.Command {
	var o opening
	var out string
	cmd := &cobra.Command{
		Use:   "bundle [QUERY] -w WORKSPACE -o OUT.zip",
		Short: "Hand over entries with everything an auditor needs to check them",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			if out == "" {
				return fault.New(fault.Unusable, "say where to: -o OUT.zip")
			}
			if err := spare(out, o.path); err != nil {
				return err
			}
			s, err := o.open(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			f, err := parse(s, words)
			if err != nil {
				return err
			}
			var result bundle.Result
			err = p.run(cmd.Context(), "Writing "+out, func(ctx context.Context, progress job.Progress) (err error) {
				result, err = s.Bundle(ctx, f, out, progress)
				return err
			})
			if err != nil {
				return err
			}
			if p.json {
				return p.printJSON(map[string]any{"path": out, "rows": result.Rows, "row_root": result.RowRoot, "fingerprint": result.Fingerprint})
			}
			if result.Rows == 0 {
				fmt.Fprintln(p.Err, "probity: the filter found nothing, so the bundle holds no entry")
			}
			_, err = fmt.Fprintf(p.Out, "%s: %d %s\nFingerprint to tell the auditor another way: %s\n",
				out, result.Rows, plural(int(result.Rows), "entry", "entries"), result.Fingerprint)
			return err
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "", "the bundle to write")
	return cmd
}
