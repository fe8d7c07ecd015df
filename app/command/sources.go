package command

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"probity/app/session"
	"probity/data/entry"
	"probity/data/workspace"
)

type gap struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Hours int64  `json:"hours"`
}

type sourceOut struct {
	Name       string   `json:"name"`
	SHA256     string   `json:"sha256"`
	Imported   string   `json:"imported"`
	Size       int64    `json:"size"`
	Records    int64    `json:"records"`
	Rejected   int64    `json:"rejected"`
	Entries    int64    `json:"entries"`
	Duplicates int64    `json:"duplicates"`
	Superseded int64    `json:"superseded"`
	Vanished   int64    `json:"vanished"`
	Untimed    int64    `json:"untimed"`
	First      string   `json:"first"`
	Last       string   `json:"last"`
	Gaps       []gap    `json:"gaps"`
	AllGaps    int      `json:"all_gaps"`
	Cap        int64    `json:"cap"`
	PanelRows  *int64   `json:"panel_rows"`
	Format     string   `json:"import_format"`
	Zone       string   `json:"zone"`
	Notes      []string `json:"notes"`
	Withdrawn  bool     `json:"withdrawn"`
}

func (p *program) sources() *cobra.Command {
	var o opening
	var list bool
	cmd := &cobra.Command{
		Use:   "sources -w WORKSPACE",
		Short: "List what was imported, and which part of the log each import covers",
		Long: `Sources lists the imports of a workspace: the period that each covers, gaps
that are long for that log, a number of records at which panels stop, the
panel's own count, and what it has in common with other imports.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := o.open(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			if list {
				return p.occurrences(cmd.Context(), s)
			}
			all, err := s.Coverage(cmd.Context())
			if err != nil {
				return err
			}
			gone, err := s.Withdrawn()
			if err != nil {
				return err
			}
			var out []sourceOut
			for i := range all {
				out = append(out, sourceOf(&all[i]))
			}
			for _, src := range gone {
				c := session.Coverage{Source: src, First: src.First, Last: src.Last, Entries: src.Rows}
				last := sourceOf(&c)
				last.Withdrawn = true
				out = append(out, last)
			}
			lists, err := listsOf(s)
			if err != nil {
				return err
			}
			if p.json {
				if out == nil {
					out = []sourceOut{}
				}
				return p.printJSON(map[string]any{"sources": out, "lists": lists})
			}
			for _, src := range out {
				p.printSource(src, s.Zone())
			}
			p.printLists(lists)
			return nil
		},
	}
	o.flags(cmd)
	cmd.Flags().BoolVar(&list, "list", false, "list record by record what imports have in common: duplicate, superseded, vanished")
	return cmd
}

type occurrence struct {
	Kind         string `json:"kind"`
	Source       string `json:"source"`
	Record       int64  `json:"record"`
	Later        string `json:"later"`
	LaterRecord  int64  `json:"later_record"`
	SourceSHA256 string `json:"source_sha256"`
	LaterSHA256  string `json:"later_sha256"`
}

// occurrences prints one line per record that several imports have in common
// or that a later one lacks.
func (p *program) occurrences(ctx context.Context, s *session.Session) error {
	sources, err := s.Sources()
	if err != nil {
		return err
	}
	names := map[[32]byte]string{}
	for _, src := range sources {
		names[src.SHA256] = src.Name
	}
	out := bufio.NewWriter(p.Out)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	err = s.Occurrences(ctx, func(o workspace.Occurrence) error {
		if p.json {
			return lines.Encode(occurrence{o.Kind, names[o.Source], o.SourceRecord + 1, names[o.Later], o.LaterRecord + 1,
				hex.EncodeToString(o.Source[:]), hex.EncodeToString(o.Later[:])})
		}
		earlier, later := oneLine(names[o.Source], 200), oneLine(names[o.Later], 200)
		var err error
		switch o.Kind {
		case workspace.Duplicate:
			_, err = fmt.Fprintf(out, "record %d of %s is record %d of %s\n", o.LaterRecord+1, later, o.SourceRecord+1, earlier)
		case workspace.Superseded:
			_, err = fmt.Fprintf(out, "record %d of %s is another version of record %d of %s\n", o.LaterRecord+1, later, o.SourceRecord+1, earlier)
		default:
			_, err = fmt.Fprintf(out, "record %d of %s is missing in %s\n", o.SourceRecord+1, earlier, later)
		}
		return err
	})
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	return err
}

func sourceOf(c *session.Coverage) sourceOut {
	src := c.Source
	out := sourceOut{
		Name: src.Name, SHA256: hex.EncodeToString(src.SHA256[:]), Imported: src.Imported.Format(time.RFC3339Nano), Size: src.Size,
		Records: src.Records, Rejected: src.Rejected, Entries: c.Entries, Duplicates: src.Duplicates, Superseded: src.Superseded, Vanished: src.Vanished,
		Untimed: c.Untimed, First: instantJSON(c.First), Last: instantJSON(c.Last), Gaps: []gap{}, AllGaps: c.AllGaps, Cap: c.Cap,
		Format: src.Reading.ImportFormat, Zone: src.Reading.Zone, Notes: []string{},
	}
	if src.Origin.PanelRows >= 0 {
		out.PanelRows = &src.Origin.PanelRows
	}
	out.Notes = append(out.Notes, c.Notes...)
	for _, g := range c.Gaps {
		out.Gaps = append(out.Gaps, gap{instantJSON(g.From), instantJSON(g.To), int64(g.Length() / time.Hour)})
	}
	return out
}

func (p *program) printSource(src sourceOut, zone *time.Location) {
	fmt.Fprintln(p.Out, oneLine(src.Name, 200))
	if src.Withdrawn {
		fmt.Fprintf(p.Out, "  withdrawn; import the file again to have it back\n")
	}
	fmt.Fprintf(p.Out, "  %d %s of %d %s", src.Entries, plural(int(src.Entries), "entry", "entries"), src.Records, plural(int(src.Records), "record", "records"))
	for _, n := range []struct {
		count int64
		what  string
	}{{src.Rejected, "rejected"}, {src.Duplicates, "duplicates"}, {src.Superseded, "superseded"}, {src.Vanished, "missing later"}} {
		if n.count > 0 {
			fmt.Fprintf(p.Out, ", %d %s", n.count, n.what)
		}
	}
	fmt.Fprintln(p.Out)
	if t, err := time.Parse(time.RFC3339Nano, src.First); err == nil {
		last, _ := time.Parse(time.RFC3339Nano, src.Last)
		fmt.Fprintf(p.Out, "  from %s to %s\n", instant(entry.At(t), zone), instant(entry.At(last), zone))
	}
	for i, g := range src.Gaps {
		if i == 10 {
			fmt.Fprintf(p.Out, "  … and %d more\n", src.AllGaps-i)
			break
		}
		from, _ := time.Parse(time.RFC3339Nano, g.From)
		to, _ := time.Parse(time.RFC3339Nano, g.To)
		fmt.Fprintf(p.Out, "  nothing from %s to %s (%d hours)\n", instant(entry.At(from), zone), instant(entry.At(to), zone), g.Hours)
	}
	for _, note := range src.Notes {
		fmt.Fprintf(p.Out, "  %s\n", note)
	}
	fmt.Fprintf(p.Out, "  SHA-256 %s\n", src.SHA256)
}
