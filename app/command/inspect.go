package command

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"probity/app/session"
	"probity/data/fault"
	"probity/data/intake"
)

type inspectedColumn struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Layout string `json:"layout"`
	Zone   string `json:"zone"`
	Field  string `json:"field"`
}

type inspected struct {
	Container    string            `json:"container"`
	Format       string            `json:"format"`
	Encoding     string            `json:"encoding"`
	Delimiter    string            `json:"delimiter"`
	Quote        string            `json:"quote"`
	Escape       string            `json:"escape"`
	LineEnd      string            `json:"line_end"`
	HeaderRow    int               `json:"header_row"`
	Columns      []inspectedColumn `json:"columns"`
	ImportFormat string            `json:"import_format"`
	Questions    []string          `json:"questions"`
	Member       string            `json:"member,omitempty"`
	List         string            `json:"list,omitempty"`
	Reference    string            `json:"reference,omitempty"`
}

func (p *program) inspect() *cobra.Command {
	var r reading
	var preview int
	var save string
	cmd := &cobra.Command{
		Use:   "inspect FILE",
		Short: "Show how an export would be read, and why",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if preview < 0 {
				return fault.New(fault.Unusable, "--preview %d is below 0; use 0 for no rows", preview)
			}
			in, err := r.inspect(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if save != "" {
				if err := p.saveFormat(in, save); err != nil {
					return err
				}
			}
			if p.json {
				return p.printJSON(inspectedOf(in))
			}
			return p.printInspection(in, preview)
		},
	}
	r.flags(cmd)
	cmd.Flags().IntVar(&preview, "preview", 5, "number of rows to show")
	cmd.Flags().StringVar(&save, "save-format", "", "save this reading as an import format of your own: a name for it, or a YAML file")
	return cmd
}

// saveFormat saves a reading under a name in the person's folder of import
// formats, or in a YAML file. Another format of that name is not replaced.
func (p *program) saveFormat(in *intake.Inspection, name string) error {
	path := filepath.Join(session.FormatsFolder(), intake.Slug(name)+".yaml")
	if ext := strings.ToLower(filepath.Ext(name)); ext == ".yaml" || ext == ".yml" {
		path, name = name, strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	}
	if _, err := os.Lstat(path); err == nil && in.ImportFormat != intake.Slug(name) {
		return fault.New(fault.Unusable, "There is already %s; choose another name or remove it first.", path)
	}
	if err := intake.SaveFormat(path, in, name); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.Err, "Saved as %s; the next file of this kind is read so.\n", path)
	return err
}

func inspectedOf(in *intake.Inspection) inspected {
	out := inspected{in.Container, in.Format, in.Encoding, in.Delimiter, in.Quote, in.Escape, in.LineEnd, in.HeaderRow,
		[]inspectedColumn{}, in.ImportFormat, []string{}, in.Member, in.List, in.Reference}
	for _, c := range in.Columns {
		out.Columns = append(out.Columns, inspectedColumn{c.Name, c.Type, c.Layout, c.Zone, c.Field})
	}
	for _, q := range in.Questions {
		out.Questions = append(out.Questions, q.Key)
	}
	return out
}

func (p *program) printInspection(in *intake.Inspection, preview int) error {
	w := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%d bytes, %s, about %d records\n", in.Name, in.Size, in.Format, in.Estimate)
	for _, key := range slices.Sorted(keys(in.Findings)) {
		f := in.Findings[key]
		sure := ""
		if !f.Sure {
			sure = " (not sure)"
		}
		fmt.Fprintf(w, "%s\t%s%s\t%s\n", key, f.Value, sure, f.Why)
	}
	fmt.Fprintln(w, "\ncolumn\tfield\ttype\t")
	for _, c := range in.Columns {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.Name, cmp.Or(c.Field, "–"), c.Type, joinWords(c.Layout, c.Zone))
	}
	for _, row := range in.Rows[:min(preview, len(in.Rows))] {
		fmt.Fprintln(w)
		for i, cell := range row {
			if i < len(in.Columns) && cell != "" {
				fmt.Fprintf(w, "%s\t%s\n", in.Columns[i].Name, oneLine(cell, 100))
			}
		}
	}
	for _, rj := range in.Rejects {
		fmt.Fprintf(w, "\nwould be rejected: line %d\t%s\n", rj.Line, rj.Reason)
	}
	for _, q := range in.Questions {
		fmt.Fprintf(w, "\nQuestion: %s\n", q.Text)
	}
	return w.Flush()
}
