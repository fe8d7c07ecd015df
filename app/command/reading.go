package command

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"probity/app/session"
	"probity/data/fault"
	"probity/data/intake"
)

// reading holds the flags that say how an export is to be read.
type reading struct {
	intake.Options
	header, mapFile string
}

// everyMember asks for all exports in a ZIP.
const everyMember = "*"

func (r *reading) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&r.ImportFormat, "format", "", "import format, such as operators-action-log, a YAML file with one of your own, or csv, json, jsonl (default: found by the columns)")
	f.StringVar(&r.Zone, "zone", "", "zone of times that carry none: Europe/Berlin, UTC, +02:00")
	f.StringVar(&r.DateOrder, "date-order", "", "order of day and month: dmy, mdy, ymd")
	f.StringToStringVar(&r.Layouts, "layout", nil, "what the numbers of a column of times count: \"Time=excel 1904\"; epoch s, epoch ms, epoch µs, epoch ns, excel")
	f.StringVar(&r.Encoding, "encoding", "", "utf-8, utf-16le, windows-1252, iso-8859-2, ibm850, macintosh, gb18030, shift_jis … (IANA names and the usual others)")
	f.StringVar(&r.Member, "member", "", "of a ZIP with several exports: the file in it; '*' imports all of them")
	f.StringVar(&r.List, "list", "", "of JSON: the path of the list whose objects are the records (data.items), or none")
	f.StringVar(&r.Delimiter, "delimiter", "", "comma, semicolon, tab, pipe, colon, space, tilde, caret, or the characters themselves")
	f.StringVar(&r.Quote, "quote", "", "what encloses fields: double, single, none, or the character itself")
	f.StringVar(&r.Escape, "escape", "", "how a quote inside a field is marked: doubled, backslash, none")
	f.StringVar(&r.Comment, "comment", "", "character that begins a comment line, or none")
	f.StringVar(&r.header, "header", "", "line of the header, 0 for none")
	f.StringVar(&r.mapFile, "map", "", "YAML file that names the field of each column (“Kunde: target”)")
}

// options gives what the flags say, for intake.
func (r *reading) options() (intake.Options, error) {
	o := r.Options
	o.FormatDirs = []string{session.FormatsFolder()}
	switch o.ImportFormat {
	case "csv", "json", "jsonl":
		o.Format, o.ImportFormat = o.ImportFormat, ""
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
		if o.Map, err = mapping(r.mapFile, text); err != nil {
			return o, err
		}
	}
	return o, nil
}

// mapping reads the YAML of --map: column names and their fields.
func mapping(name string, text []byte) (m map[string]string, err error) {
	if err := yaml.Unmarshal(text, &m); err != nil {
		return nil, fault.New(fault.Unusable, "%s is not a mapping of column names to fields: %s", name, yaml.FormatError(err, false, true))
	}
	return m, nil
}

// inspect looks at an export as the flags say. A layout for a column that it
// does not have is an error.
func (r *reading) inspect(ctx context.Context, path string) (*intake.Inspection, error) {
	o, err := r.options()
	if err != nil {
		return nil, err
	}
	in, err := intake.Inspect(ctx, path, o)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range in.Columns {
		names = append(names, c.Name)
	}
	if r.List != "" && !strings.EqualFold(r.List, "none") && in.Format != "json" {
		return nil, fault.New(fault.Unusable, "--list is for JSON whose records are a list inside an object; %s is read as %s. Leave it out.", in.Name, in.Format)
	}
	for _, name := range slices.Sorted(keys(r.Layouts)) {
		if !slices.Contains(names, name) {
			return nil, fault.New(fault.Unusable, "--layout: %s has no column %q; there are %s.", in.Name, name, strings.Join(names, ", "))
		}
	}
	return in, nil
}

// settle inspects an export and returns how it is to be read; an open question
// is an error that names the flag which answers it.
func (r *reading) settle(ctx context.Context, path string) (*intake.Inspection, *intake.Reading, error) {
	in, err := r.inspect(ctx, path)
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
