package command

import (
	"context"
	"os"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"probity/data/fault"
	"probity/data/intake"
)

// reading holds the flags that say how an export is to be read.
type reading struct {
	intake.Options
	header, mapFile string
}

func (r *reading) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&r.ImportFormat, "format", "", "import format, such as operators-action-log, or csv, json, jsonl (default: found by the headers)")
	f.StringVar(&r.Zone, "zone", "", "zone of times that carry none: Europe/Berlin, UTC, +02:00")
	f.StringVar(&r.DateOrder, "date-order", "", "order of day and month: dmy, mdy, ymd")
	f.StringVar(&r.Encoding, "encoding", "", "utf-8, utf-16le, utf-16be, windows-1252 …")
	f.StringVar(&r.Delimiter, "delimiter", "", "comma, semicolon, tab, pipe, or the character itself")
	f.StringVar(&r.header, "header", "", "line of the header, 0 for none")
	f.StringVar(&r.mapFile, "map", "", "YAML file that names the field of each column (“Kunde: target”)")
}

// options gives what the flags say, for intake.
func (r *reading) options() (intake.Options, error) {
	o := r.Options
	switch o.ImportFormat {
	case "csv", "json", "jsonl":
		o.Format, o.ImportFormat = o.ImportFormat, ""
	}
	switch strings.ToLower(o.Delimiter) {
	case "comma":
		o.Delimiter = ","
	case "semicolon":
		o.Delimiter = ";"
	case "tab", `\t`:
		o.Delimiter = "\t"
	case "pipe":
		o.Delimiter = "|"
	}
	if r.header != "" {
		n, err := strconv.Atoi(r.header)
		if err != nil || n < 0 {
			return o, fault.New(fault.Unusable, "--header %s is not a line number; use 0 for no header", r.header)
		}
		o.HeaderRow = &n
	}
	if r.mapFile != "" {
		text, err := os.ReadFile(r.mapFile)
		if err != nil {
			return o, fault.New(fault.Unusable, "the mapping cannot be read: %w", err)
		}
		if err := yaml.Unmarshal(text, &o.Map); err != nil {
			return o, fault.New(fault.Unusable, "%s is not a mapping of column names to fields: %s", r.mapFile, yaml.FormatError(err, false, true))
		}
	}
	return o, nil
}

// settle inspects an export and returns how it is to be read; an open question
// is an error that names the flag which answers it.
func (r *reading) settle(ctx context.Context, path string) (*intake.Inspection, *intake.Reading, error) {
	o, err := r.options()
	if err != nil {
		return nil, nil, err
	}
	in, err := intake.Inspect(ctx, path, o)
	if err != nil {
		return nil, nil, err
	}
	if len(in.Questions) > 0 {
		q := in.Questions[0]
		if !strings.Contains(q.Text, "--"+q.Key) {
			q.Text += " Answer with --" + q.Key + "."
		}
		return in, nil, fault.New(fault.Unusable, "%s: %s", in.Name, q.Text)
	}
	rd, err := in.Reading()
	return in, rd, err
}
