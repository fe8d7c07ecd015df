package intake

import (
	"slices"
	"strings"
)

// product finds the import format of a table: the one that the person named,
// else one of theirs that fits, else a shipped one; nil where none does.
func (in *Inspection) product(l *library, t *table, opts Options) (*Format, error) {
	rd := in.reading
	own, err := ownFormats(opts.FormatDirs)
	if err != nil {
		in.Findings["own-formats"] = Finding{Value: "not all can be used", Why: strings.ReplaceAll(err.Error(), "\n", " ")}
	}
	shipped := l.formats
	if opts.only != nil {
		own, shipped = []*Format{opts.only}, nil
	}
	bare := in.Format == "csv" && rd.HeaderRow == 0
	if opts.ImportFormat != "" {
		named := formatOf
		if isFormatFile(opts.ImportFormat) {
			named = func(file string, _ []*Format) (*Format, error) { return LoadFormat(file) }
		}
		f, err := named(opts.ImportFormat, own)
		if err != nil {
			return nil, err
		}
		rd.From["import_format"] = "person"
		if f.Name == "" {
			in.Findings["import-format"] = Finding{Value: opts.ImportFormat, Why: "you said so", Sure: true}
			return nil, nil
		}
		in.Findings["import-format"] = Finding{Value: f.Name, Why: "you said so", Sure: true}
		if _, s := byShape([]*Format{f}, t); bare && s != nil {
			t.names = s.names()
		}
		return f, nil
	}
	for _, formats := range [][]*Format{own, shipped} {
		if bare {
			if f, s := byShape(formats, t); f != nil {
				t.names = s.names()
				return in.known(f, "without headers, but its columns hold what this product writes"), nil
			}
			continue
		}
		if f := byNames(slices.DeleteFunc(slices.Clone(formats), (*Format).isList), t.names, in.Format != "csv"); f != nil {
			return in.known(f, "its columns have the names that this product writes"), nil
		}
	}
	for _, formats := range [][]*Format{own, shipped} {
		if f := in.byList(l, formats, t); f != nil {
			return in.known(f, "its columns have the names of such a list"), nil
		}
	}
	in.Findings["import-format"] = Finding{Value: "none", Why: "the columns fit no known product; they are mapped by name and content"}
	return nil, nil
}

func (in *Inspection) known(f *Format, why string) *Format {
	if f.Own() {
		why += ", as your own import format says"
	}
	in.Findings["import-format"] = Finding{Value: f.Title, Why: why, Sure: true}
	in.reading.From["import_format"] = "data"
	return f
}

// byNames picks the import format that the columns fit best: all that it is to
// be recognised by must be there. Of the columns of a table most must be known;
// a JSON record may have any number of further paths, and has a column where it
// has something below it. A format's own name of a column counts a little more
// than an alias.
func byNames(formats []*Format, cols []string, paths bool) *Format {
	var best *Format
	most := 0.0
	for _, f := range formats {
		if len(f.Recognise) == 0 {
			continue
		}
		known, exact := 0, 0
		for _, c := range cols {
			if fc := f.column(c); fc != nil {
				known++
				if fold(fc.Name) == fold(c) {
					exact++
				}
			}
		}
		all := true
		for _, need := range f.Recognise {
			all = all && slices.ContainsFunc(cols, func(c string) bool {
				fc := f.column(c)
				return fc != nil && fc.Name == need || paths && strings.HasPrefix(c, need+".")
			})
		}
		if !all || known == 0 {
			continue
		}
		score := (float64(known) + 0.1*float64(exact)) / float64(len(cols)+f.plain-min(known, f.plain))
		if score > most && (paths || known*10 >= len(cols)*6 || len(f.Recognise) >= 5) {
			best, most = f, score
		}
	}
	return best
}
