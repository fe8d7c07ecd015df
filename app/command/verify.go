package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"probity/app/job"
	"probity/app/session"
	"probity/data/fault"
	"probity/export/bundle"
)

func (p *program) verify() *cobra.Command {
	var against string
	var signed bool
	cmd := &cobra.Command{
		Use:   "verify PATH",
		Short: "Check a workspace, a bundle, or an export against a workspace",
		Long: `Verify checks that nothing was changed: in a workspace the records, columns and
journal against what was sealed; in a bundle (ZIP or folder) every file, row
and field; with -w, that an export is the one that was imported.
Whatever does not match is named: event, source, row and field.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var v *session.Verdict
			err := p.run(cmd.Context(), "Checking "+args[0], func(ctx context.Context, progress job.Progress) (err error) {
				v, err = session.Verify(ctx, args[0], against, progress)
				return err
			})
			if err != nil && p.json && !errors.Is(err, context.Canceled) {
				v = &session.Verdict{Verdict: bundle.Unreadable, Sentence: err.Error(), Problems: []session.Problem{}, Checks: []session.Check{}}
				if errors.Is(err, fault.Changed) {
					v.Verdict = bundle.Changed
				}
				fmt.Fprintln(p.Err, "probity: "+err.Error())
			} else if err != nil {
				return err
			}
			if err := p.printVerdict(v); err != nil {
				return err
			}
			switch {
			case v.Verdict == bundle.Unreadable:
				return reported{fault.New(fault.Unusable, "unreadable")}
			case v.Verdict == bundle.Changed:
				return reported{fault.New(fault.Changed, "changed")}
			case signed && v.Verdict != bundle.Sealed:
				return reported{fault.New(fault.Changed, "not sealed by a trusted key")}
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&against, "workspace", "w", "", "the workspace that an export is checked against")
	cmd.Flags().BoolVar(&signed, "require-signature", false, "exit with 1 unless it is signed by a key that is trusted here")
	return cmd
}

func (p *program) printVerdict(v *session.Verdict) error {
	if p.json {
		return p.printJSON(v)
	}
	fmt.Fprintln(p.Out, v.Sentence)
	if v.Fingerprint != "" {
		fmt.Fprintf(p.Out, "Fingerprint to compare by telephone: %s\n", v.Fingerprint)
	}
	for _, pr := range v.Problems {
		fmt.Fprintln(p.Out, "  "+oneLine(pr.String(), 400))
	}
	for _, c := range v.Checks {
		fmt.Fprintf(p.Out, "  %s %s: %s\n", c.Mark(), c.Title, oneLine(c.Detail, 300))
	}
	return nil
}
