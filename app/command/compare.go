package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"probity/app/job"
	"probity/data/compare"
	"probity/data/fault"
)

func (p *program) compare() *cobra.Command {
	var r reading
	var against string
	cmd := &cobra.Command{
		Use:   "compare OLD NEW",
		Short: "Compare two exports of the same log",
		Long: `Compare says which entries of OLD are the same in NEW, which were altered (and
in which fields), removed or inserted, and which lie outside the period of the
other. It joins on the source's own key where there is one, else on the whole
content. With -w, OLD and NEW are the names of two imports of a workspace.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var report *compare.Report
			err := p.run(cmd.Context(), "Comparing", func(ctx context.Context, _ job.Progress) error {
				before, after, done, err := p.sides(ctx, &r, against, args)
				if err != nil {
					return err
				}
				defer done()
				report, err = compare.Compare(ctx, before, after, compare.Options{})
				return err
			})
			if err != nil {
				return err
			}
			if err := p.printComparison(report); err != nil {
				return err
			}
			if report.Different() {
				return reported{fault.New(fault.Changed, "different")}
			}
			return nil
		},
	}
	r.flags(cmd)
	cmd.Flags().StringVarP(&against, "workspace", "w", "", "compare two imports of this workspace")
	return cmd
}

func (p *program) sides(ctx context.Context, r *reading, against string, names []string) (before, after compare.Side, done func(), err error) {
	if against != "" {
		o := opening{path: against}
		s, err := o.open(ctx)
		if err != nil {
			return before, after, nil, err
		}
		if before, err = s.Side(ctx, names[0]); err == nil {
			after, err = s.Side(ctx, names[1])
		}
		if err != nil {
			s.Close()
			return before, after, nil, err
		}
		return before, after, func() { s.Close() }, nil
	}
	var sides [2]compare.Side
	for i, name := range names {
		_, rd, err := r.settle(ctx, name)
		if err != nil {
			return before, after, nil, err
		}
		sides[i] = compare.File(name, rd)
	}
	return sides[0], sides[1], func() {}, nil
}

func (p *program) printComparison(r *compare.Report) error {
	if p.json {
		return p.printJSON(r)
	}
	fmt.Fprintf(p.Out, "same %d, altered %d, removed %d, inserted %d, late %d, outside %d\n",
		r.Same, r.Altered, r.Removed, r.Inserted, r.Late, r.Outside)
	for _, note := range r.Notes {
		fmt.Fprintln(p.Out, "  "+note)
	}
	for i, item := range r.Items {
		if i == 100 {
			fmt.Fprintf(p.Out, "  … and %d more; --json lists them\n", int64(len(r.Items)-i)+r.Unlisted)
			break
		}
		fmt.Fprintln(p.Out, "  "+oneLine(item.String(), 300))
	}
	return nil
}
