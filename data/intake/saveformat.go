package intake

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/goccy/go-yaml"

	"probity/data/fault"
)

// SaveFormat writes how a file is read, with what the person set, as an import
// format of theirs: a YAML file at path (its folder is made), so that the next
// file of this kind needs no questions. name is what people see; Slug makes the
// name of a file from it. A file at path is replaced. What was written is read
// back and must be able to recognise the file again, else nothing is kept.
func SaveFormat(path string, in *Inspection, name string) error {
	title := strings.Join(strings.Fields(name), " ")
	if title == "" {
		title = in.Name
	}
	f, err := in.asFormat(Slug(title), title)
	if err != nil {
		return err
	}
	text, err := formatText(f, in.Name)
	if err != nil {
		return err
	}
	back, err := ownFormat(filepath.Base(path), text)
	if err != nil && len(f.Recognise) > 1 {
		return err
	}
	if err != nil || !in.recognisedBy(back) {
		return fault.New(fault.Unusable, "%s cannot be told from other files: it has too few columns with names or contents of their own. Choose the format by hand (--format) next time.", in.Name)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.New(fault.Unusable, "The folder for import formats cannot be made: %w.", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".format-*")
	if err != nil {
		return fault.New(fault.Unusable, "The import format cannot be saved: %w.", err)
	}
	_, err = tmp.Write(text)
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return fault.New(fault.Unusable, "The import format cannot be saved: %w.", err)
	}
	return nil
}

var (
	plainText = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$`)
	yamlWords = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
)

// quoteText writes a text as a JSON string, which is YAML too, unless it can
// stand without quotes.
func quoteText(s string) ([]byte, error) {
	if plainText.MatchString(s) && !slices.Contains(yamlWords, strings.ToLower(s)) {
		return []byte(s), nil
	}
	out, _ := jsontext.AppendQuote(nil, s) // bytes that are not UTF-8 become U+FFFD
	return out, nil
}

// formatText writes a format as YAML.
func formatText(f *Format, from string) ([]byte, error) {
	text, err := yaml.MarshalWithOptions(f, yaml.Indent(2), yaml.IndentSequence(true), yaml.CustomMarshaler(quoteText))
	if err != nil {
		return nil, err
	}
	head := "# Import format of Probity, saved from " + strings.Join(strings.Fields(from), " ") + ".\n# docs/import-formats.md explains every key.\n"
	return append([]byte(head), text...), nil
}

// Slug makes small letters, digits and hyphens of a title: the name of an
// import format and of its file.
func Slug(title string) string {
	var b strings.Builder
	for _, r := range fold2(title) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "my-format"
}

var plainLetters = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ê", "e", "á", "a", "à", "a", "â", "a", "ã", "a", "ó", "o", "ô", "o", "õ", "o", "ő", "o",
	"í", "i", "ú", "u", "ű", "u", "ñ", "n", "ç", "c", "ł", "l", "ą", "a", "ę", "e", "ś", "s", "ż", "z", "ź", "z", "ć", "c", "ń", "n")

func fold2(title string) string { return plainLetters.Replace(strings.ToLower(title)) }

// asFormat makes a format of an inspection: that of the product, if one was
// found, with the columns of this file.
func (in *Inspection) asFormat(name, title string) (*Format, error) {
	rd := in.reading
	base, err := rd.format()
	if err != nil {
		return nil, err
	}
	f := *base
	f.Name, f.Title, f.Recognise, f.Shapes, f.File = name, title, nil, nil, nil
	f.Columns = nil
	for _, c := range in.Columns {
		fc := FormatColumn{Name: c.Name, Field: c.Field, Rank: c.Rank}
		if c.Field == TimeField && slices.Contains(counted, c.Layout) {
			fc.Layout = c.Layout
		}
		if of := base.column(c.Name); of != nil {
			fc.Else = of.Else
			fc.Aliases = append(fc.Aliases, of.Aliases...)
			if of.Name != c.Name {
				fc.Aliases = append(fc.Aliases, of.Name)
			}
		}
		if fc.Field == TimeField && c.Zone != "offset" && rd.From["zone"] != "data" {
			fc.Zone = c.Zone
		}
		if c.Name != "" && !slices.ContainsFunc(f.Columns, func(o FormatColumn) bool { return o.Name == c.Name }) {
			f.Columns = append(f.Columns, fc)
		}
	}
	for _, c := range base.Columns { // of variants of the product
		if !slices.ContainsFunc(in.Columns, func(o Column) bool { fc := base.column(o.Name); return fc != nil && fc.Name == c.Name }) {
			f.Columns = append(f.Columns, c)
		}
	}
	if rd.From["zone"] != "data" && rd.Zone != "" {
		f.Zone = rd.Zone
	}
	if rd.DateOrder != "" {
		f.DateOrder = rd.DateOrder
	}
	if in.Format == "csv" && in.HeaderRow == 0 {
		f.Shapes = []shape{in.shape()}
	} else {
		f.Recognise = in.telling()
	}
	f.File = rd.hints()
	return &f, nil
}

// telling gives the names of columns by which files of this kind are known:
// those of a header; of JSON the paths that are mapped.
func (in *Inspection) telling() []string {
	var names []string
	for _, c := range in.Columns {
		if c.Name == "" || slices.Contains(names, c.Name) || in.Format != "csv" && (c.Field == "" || in.filled(c.Name) == 0) {
			continue
		}
		names = append(names, c.Name)
	}
	if in.Format != "csv" { // a path may be absent where its value is
		slices.SortStableFunc(names, func(a, b string) int { return in.filled(b) - in.filled(a) })
		names = slices.DeleteFunc(names, func(n string) bool { return in.filled(n)*10 < len(in.Rows)*9 })
	}
	if len(names) < 2 && in.Format != "csv" {
		names = nil
		for _, c := range in.Columns {
			if c.Name != "" && in.filled(c.Name) == len(in.Rows) {
				names = append(names, c.Name)
			}
		}
	}
	return names[:min(len(names), 100)]
}

// filled is how many rows of the preview have a value in a column.
func (in *Inspection) filled(name string) int {
	n := 0
	i := slices.IndexFunc(in.Columns, func(c Column) bool { return c.Name == name })
	for _, r := range in.Rows {
		if i < len(r) && r[i] != "" {
			n++
		}
	}
	return n
}

// maxWords is how many different words a column of one_of may have.
const maxWords = 12

// shape says what the columns of a file without headers hold.
func (in *Inspection) shape() shape {
	var s shape
	for i, c := range in.Columns {
		col := shapeColumn{Name: c.Name}
		switch c.Type {
		case "time", "number", "ip", "boolean":
			col.Kind = c.Type
		case "text":
			words := map[string]bool{}
			filled := 0
			for _, r := range in.Rows {
				if i < len(r) && r[i] != "" {
					filled++
					if len(words) <= maxWords {
						words[r[i]] = true
					}
				}
			}
			short := len(words) > 0
			for w := range words {
				short = short && len(w) <= 40
			}
			if short && len(words) <= maxWords && filled >= 4*len(words) {
				for w := range words {
					col.OneOf = append(col.OneOf, w)
				}
				slices.Sort(col.OneOf)
			}
		}
		s = append(s, col)
	}
	return s
}

// hints gives what the person set of how the bytes are read; nil for nothing.
func (rd *Reading) hints() *fileHints {
	said := func(key string) bool { return rd.From[key] == "person" || rd.From[key] == "format" }
	none := func(text string) string {
		if text == "" {
			return "none"
		}
		return text
	}
	var h fileHints
	if said("encoding") {
		h.Encoding = rd.Encoding
	}
	if said("delimiter") {
		h.Delimiter = rd.Delimiter
	}
	if said("quote") {
		h.Quote = none(rd.Quote)
	}
	if said("escape") {
		if h.Escape = none(rd.Escape); rd.Escape == rd.Quote && rd.Quote != "" {
			h.Escape = "doubled"
		}
	}
	if said("comment") {
		h.Comment = none(rd.Comment)
	}
	if said("list") {
		h.List = none(rd.List)
	}
	if said("header") {
		row := rd.HeaderRow
		h.Header = &row
	}
	if h == (fileHints{}) {
		return nil
	}
	return &h
}

// recognisedBy reports whether a format would be found for this file.
func (in *Inspection) recognisedBy(f *Format) bool {
	t := &table{rows: in.Rows}
	for _, c := range in.Columns {
		t.names = append(t.names, c.Name)
	}
	if in.Format == "csv" && in.HeaderRow == 0 {
		_, s := byShape([]*Format{f}, t)
		return s != nil
	}
	return byNames([]*Format{f}, t.names, in.Format != "csv") != nil
}

// inspectOwn inspects a file as those of the person's own formats say that
// know how its bytes are read, and gives the first that then recognises it.
func inspectOwn(ctx context.Context, path string, opts Options) *Inspection {
	if opts.ImportFormat != "" || len(opts.FormatDirs) == 0 {
		return nil
	}
	own, _ := ownFormats(opts.FormatDirs) // mistakes are told by the usual way
	for _, f := range own {
		if f.File == nil {
			continue
		}
		if in := f.File.inspect(ctx, path, f, opts); in != nil && in.ImportFormat == f.Name && bytes.Equal([]byte(in.reading.Definition), f.text) {
			return in
		}
	}
	return nil
}

// inspect looks at a file with the hints where the person said nothing else.
func (h *fileHints) inspect(ctx context.Context, path string, f *Format, opts Options) *Inspection {
	opts.only = f
	var set []string
	use := func(key string, to *string, hint string) {
		if *to == "" && hint != "" {
			*to = hint
			set = append(set, key)
		}
	}
	use("encoding", &opts.Encoding, h.Encoding)
	use("delimiter", &opts.Delimiter, h.Delimiter)
	use("quote", &opts.Quote, h.Quote)
	use("escape", &opts.Escape, h.Escape)
	use("comment", &opts.Comment, h.Comment)
	use("list", &opts.List, h.List)
	if opts.HeaderRow == nil && h.Header != nil {
		opts.HeaderRow = h.Header
		set = append(set, "header")
	}
	in, err := Inspect(ctx, path, opts)
	if err != nil {
		return nil
	}
	for _, key := range set {
		in.reading.From[key] = "format"
		if found, ok := in.Findings[key]; ok {
			found.Why = "your import format says so"
			in.Findings[key] = found
		}
	}
	return in
}
