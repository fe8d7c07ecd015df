package intake

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"probity/data/fault"
	"probity/data/zones"
)

// previewRows is how many rows an inspection shows; statRows how many of the
// beginning it judges columns by.
const (
	previewRows = 50
	statRows    = 4000
)

// Inspect looks at samples of a file (the whole of a small one) and proposes
// how to read it. Bad input is a fault.Unusable whose sentence names the file
// and what to do.
func Inspect(ctx context.Context, path string, opts Options) (*Inspection, error) {
	l, err := loadLibrary()
	if err != nil {
		return nil, err
	}
	s, err := takeSample(path)
	if err != nil {
		return nil, err
	}
	in := &Inspection{Path: path, Name: s.name, Size: s.size, Container: "file", Findings: map[string]Finding{}}
	rd := &Reading{Container: "file", From: map[string]string{}}
	in.reading = rd

	cs, err := in.charset(s, opts)
	if err != nil {
		return nil, err
	}
	text := s.text(cs, s.head, 0, s.whole)
	if err := s.binary(text); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, fault.New(fault.Unusable, "%s holds nothing but blanks; export it again.", s.name)
	}
	if in.Format, err = chooseFormat(s, text, opts); err != nil {
		return nil, err
	}
	rd.Format, rd.Encoding = in.Format, cs.name

	var t *table
	if in.Format == "csv" {
		t, err = in.csvTable(s, cs, text, opts)
	} else {
		t, err = in.jsonTable(s, cs, text)
	}
	if err != nil {
		return nil, err
	}
	if err := in.meaning(l, t, opts); err != nil {
		return nil, err
	}
	for _, r := range t.rows[:min(len(t.rows), previewRows)] {
		row := make([]string, len(in.Columns))
		copy(row, r)
		in.Rows = append(in.Rows, row)
	}
	return in, in.tryOut(ctx, s)
}

func (in *Inspection) charset(s *sample, opts Options) (*charset, error) {
	name, f := detectCharset(s)
	from := "data"
	if opts.Encoding != "" {
		from, name = "person", opts.Encoding
	}
	cs, err := charsetOf(name)
	if err != nil {
		return nil, err
	}
	if from == "person" {
		f = Finding{Value: cs.name, Why: "you said so", Sure: true}
	}
	in.Encoding, in.Findings["encoding"], in.reading.From["encoding"] = cs.name, f, from
	return cs, nil
}

// text gives a part of the sample in an encoding that extends ASCII, without a
// byte order mark. at is 0 for the beginning of the file.
func (s *sample) text(cs *charset, part []byte, at int, end bool) []byte {
	if at == 0 {
		part = part[cs.afterBOM(part):]
	}
	if cs.wide() {
		return cs.widen(part, end)
	}
	return part
}

// chooseFormat tells JSON from CSV by the content; the name of the file only
// decides what a text that is neither is called.
func chooseFormat(s *sample, text []byte, opts Options) (string, error) {
	switch opts.Format {
	case "csv", "json", "jsonl":
		return opts.Format, nil
	case "":
	default:
		return "", fault.New(fault.Unusable, "The format %q is not known here; it can be csv, json or jsonl.", opts.Format)
	}
	if f := jsonKind(text, s.whole); f != "" {
		return f, nil
	}
	if jsonName(s.name) {
		eol := byte('\n')
		if bytes.IndexByte(text, eol) < 0 {
			eol = '\r'
		}
		d := detectDialect(text, eol, s.whole, candidates.delims, candidates.quotes)
		first := bytes.TrimSpace(text)[0]
		if d.columns < 2 || d.records < 2 || d.uniform*10 < d.records*8 || first == '{' || first == '[' {
			return "json", nil
		}
	}
	return "csv", nil
}

// csvTable finds dialect and header and splits the samples.
func (in *Inspection) csvTable(s *sample, cs *charset, text []byte, opts Options) (*table, error) {
	rd := in.reading
	end, f := detectLineEnd(text)
	in.LineEnd, in.Findings["line-end"], rd.LineEnd, rd.From["line_end"] = end, f, end, "data"
	eol := byte('\n')
	if end == "cr" {
		eol = '\r'
	}
	delims, quotes := candidates.delims, candidates.quotes
	rd.From["delimiter"], rd.From["quote"] = "data", "data"
	if opts.Delimiter != "" {
		d, err := oneByte("delimiter", opts.Delimiter, map[string]string{"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", `\t`: "\t", "space": " ", "colon": ":"})
		if err != nil {
			return nil, err
		}
		delims, rd.From["delimiter"] = d, "person"
	}
	if opts.Quote != "" {
		q, err := oneByte("quote", opts.Quote, map[string]string{"none": "\x00", "double": `"`, "single": "'"})
		if err != nil {
			return nil, err
		}
		quotes, rd.From["quote"] = q, "person"
	}
	best := detectDialect(text, eol, s.whole, delims, quotes)
	d := best.d
	rd.Delimiter = string(d.delim)
	if d.quote != 0 {
		rd.Quote, rd.Escape = string(d.quote), string(d.quote)
	}
	in.Delimiter, in.Quote, in.Escape = rd.Delimiter, rd.Quote, rd.Escape
	if _, err := rd.dialect(); err != nil {
		return nil, err
	}
	in.Findings["delimiter"] = delimiterFinding(best, rd.From["delimiter"])
	in.Findings["quote"] = quoteFinding(best, rd.From["quote"])

	rows, at, _ := d.records(text, statRows, s.whole)
	if len(rows) == 0 && len(text) > 0 {
		rows, at = [][]span{{{0, len(text), false}}}, []int{0}
	}
	cells := func(text []byte, r []span) []string {
		out := make([]string, len(r))
		var a, b []byte
		for i, c := range r {
			a, b = a[:0], b[:0]
			out[i] = string(cs.cell(d.text(text, c, &a), &b))
		}
		return out
	}
	var all [][]string
	for _, r := range rows {
		all = append(all, cells(text, r))
	}
	header, f := in.header(all, best.columns, opts)
	if opts.HeaderRow != nil {
		header = -1
		rd.From["header"] = "person"
		if line := *opts.HeaderRow; line > 0 {
			for i, pos := range at {
				if int(countLines(text[:pos], eol))+1 == line {
					header = i
				}
			}
			if header < 0 {
				return nil, fault.New(fault.Unusable, "No record begins in line %d of %s; choose another line for the header, or 0 for none.", line, in.Name)
			}
		}
		f = Finding{Value: headerValue(*opts.HeaderRow), Why: "you said so", Sure: true}
	} else {
		rd.From["header"] = "data"
	}
	t := &table{}
	width := best.columns
	if header >= 0 {
		rd.HeaderRow = int(countLines(text[:at[header]], eol)) + 1
		t.names = all[header]
		for i, n := range t.names {
			t.names[i] = strings.TrimSpace(n)
		}
		t.rows = all[header+1:]
		if opts.HeaderRow == nil {
			f.Value = headerValue(rd.HeaderRow)
		}
	} else {
		for i := range max(width, 1) {
			t.names = append(t.names, columnName(i))
		}
		t.rows = all
	}
	in.HeaderRow, in.Findings["header"] = rd.HeaderRow, f
	for _, part := range s.parts {
		p := s.text(cs, part, 1, false)
		if i := bytes.IndexByte(p, eol); i >= 0 {
			p = p[i+1:]
			rows, _, _ := d.records(p, statRows/4, false)
			for _, r := range rows {
				if len(r) == len(t.names) {
					t.more = append(t.more, cells(p, r))
				}
			}
		}
	}
	return t, nil
}

func oneByte(what, value string, names map[string]string) (string, error) {
	if v, ok := names[strings.ToLower(value)]; ok {
		return v, nil
	}
	if len(value) != 1 {
		return "", fault.New(fault.Unusable, "The %s must be one character, not %q.", what, value)
	}
	return value, nil
}

func headerValue(line int) string {
	if line == 0 {
		return "none"
	}
	return fmt.Sprintf("line %d", line)
}

var delimiterNames = map[byte]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "pipe", ' ': "space", ':': "colon"}

func delimiterFinding(s scored, from string) Finding {
	f := Finding{Value: delimiterNames[s.d.delim], Sure: true}
	if f.Value == "" {
		f.Value = string(s.d.delim)
	}
	switch {
	case from == "person":
		f.Why = "you said so"
	case s.columns < 2:
		f.Value, f.Why, f.Sure = "none", "no character divides the lines into columns", false
	case s.uniform == s.records:
		f.Why = fmt.Sprintf("%s in every line", count(s.columns, "column", "columns"))
	default:
		f.Why = fmt.Sprintf("%s in %s of %s records", count(s.columns, "column", "columns"), thousands(int64(s.uniform)), thousands(int64(s.records)))
		f.Sure = s.uniform*10 >= s.records*9
	}
	return f
}

func quoteFinding(s scored, from string) Finding {
	f := Finding{Value: string(s.d.quote), Sure: true}
	if s.d.quote == 0 {
		f.Value = "none"
	}
	switch {
	case from == "person":
		f.Why = "you said so"
	case s.d.quote == 0:
		f.Why, f.Sure = "quotes in the text do not enclose fields", false
	case s.quoted == 0:
		f.Why, f.Sure = "no field is quoted in the sample", false
	default:
		f.Why = fmt.Sprintf("encloses %s", count(s.quoted, "field", "fields"))
	}
	return f
}

// header finds the row with the names of the columns; -1 where there is none.
func (in *Inspection) header(rows [][]string, width int, opts Options) (int, Finding) {
	l, err := loadLibrary()
	if err != nil {
		return -1, Finding{}
	}
	for i, r := range rows[:min(len(rows), 30)] {
		known, filled, data := 0, 0, 0
		for _, c := range r {
			if strings.TrimSpace(c) == "" {
				continue
			}
			filled++
			if knownName(l, c) {
				known++
			} else if k := kindOf([]byte(c)); k != kindText {
				data++
			}
		}
		if len(r) != width && (known < 2 || known*2 < len(r)) {
			continue
		}
		switch {
		case known*2 >= filled && known > 0:
			return i, Finding{Why: above(i, fmt.Sprintf("%d of %d names are known", known, filled)), Sure: true}
		case data > 0 || filled == 0:
			return -1, Finding{Value: "none", Why: "the first row already holds data", Sure: data > 1}
		case len(rows) == i+1 && width == 1:
			return -1, Finding{Value: "none", Why: "there is only one line"}
		default:
			return i, Finding{Why: above(i, "the first row holds only words"), Sure: differs(rows[i+1:], width)}
		}
	}
	return -1, Finding{Value: "none", Why: "no row looks like names of columns"}
}

func above(row int, why string) string {
	if row == 0 {
		return why
	}
	return fmt.Sprintf("%s of title above it; %s", count(row, "line", "lines"), why)
}

// differs reports that below a row of words some column holds something else.
func differs(rows [][]string, width int) bool {
	for _, r := range rows[:min(len(rows), 50)] {
		for _, c := range r {
			if k := kindOf([]byte(c)); k != kindText && k != kindEmpty {
				return true
			}
		}
	}
	return false
}

func knownName(l *library, name string) bool {
	for field := range l.shared.Fields {
		if l.shared.rank(field, name) >= 0 {
			return true
		}
	}
	return slices.ContainsFunc(l.formats, func(f *Format) bool { return f.column(name) != nil })
}

// meaning recognises the product, maps the columns and settles the times.
func (in *Inspection) meaning(l *library, t *table, opts Options) error {
	rd := in.reading
	var f *Format
	switch opts.ImportFormat {
	case "":
		if f = recogniseFormat(l, t.names, in.Format != "csv"); f != nil {
			in.Findings["import-format"] = Finding{Value: f.Title, Why: "its columns have the names that this product writes", Sure: true}
			rd.From["import_format"] = "data"
		} else {
			in.Findings["import-format"] = Finding{Value: "none", Why: "the columns fit no known product; they are mapped by name and content"}
		}
	default:
		named, err := formatOf(opts.ImportFormat)
		if err != nil {
			return err
		}
		in.Findings["import-format"] = Finding{Value: opts.ImportFormat, Why: "you said so", Sure: true}
		rd.From["import_format"] = "person"
		if named.Name != "" {
			f = named
		}
	}
	rd.Rules = l.shared.digest
	if f != nil {
		in.ImportFormat, rd.ImportFormat, in.Gaps = f.Name, f.Name, f.Gaps
		rd.Rules = f.digest + l.shared.digest
	}
	cols, facts, err := mapColumns(l, f, t, in.Format != "csv", opts)
	if err != nil {
		return err
	}
	in.Columns = cols
	if err := in.times(f, facts, opts); err != nil {
		return err
	}
	rd.Columns = in.Columns
	return nil
}

// times settles layout, date order and zone of the time column.
func (in *Inspection) times(f *Format, facts []about, opts Options) error {
	rd := in.reading
	if opts.Zone != "" {
		if _, err := zones.Load(opts.Zone); err != nil {
			return err
		}
	}
	switch opts.DateOrder {
	case "", "dmy", "mdy", "ymd":
	default:
		return fault.New(fault.Unusable, "The date order %q is not known here; it can be dmy, mdy or ymd.", opts.DateOrder)
	}
	main := -1
	for i := range in.Columns {
		c, a := &in.Columns[i], &facts[i]
		if c.Field == TimeField {
			main = i
		}
		if !a.written() && (c.Field != TimeField || a.times == 0) {
			if epoch := a.counts(); epoch != "" && (c.Field == TimeField || isTimeName(c.Name)) {
				c.Type, c.Layout, c.Zone = "time", epoch, "UTC"
			}
			continue
		}
		order, _ := a.order()
		c.Layout = layoutOf(a.example, order == "mdy" || order == "" && opts.DateOrder == "mdy")
		if _, zone := zoneInHeader(c.Name); zone != "" && c.Zone == "" {
			c.Zone = zone
		}
		if a.zoned == a.times {
			c.Zone = "offset"
		}
	}
	if main < 0 {
		in.Findings["time"] = Finding{Value: "none", Why: "no column holds times; the records are stored and marked as having none", Sure: true}
		return nil
	}
	c, a := &in.Columns[main], &facts[main]
	in.Findings["time"] = Finding{Value: c.Name, Why: c.Why, Sure: true}
	if f := in.Findings["time"]; a.times < a.filled && !strings.HasPrefix(c.Layout, "epoch") {
		f.Why = fmt.Sprintf("%s; %s of %s values in the sample are no times and are kept as text", f.Why, thousands(int64(a.filled-a.times)), thousands(int64(a.filled)))
		in.Findings["time"] = f
	}
	in.dateOrder(f, c, a, opts)
	in.zone(f, c, a, opts)
	if rd.DateOrder == "mdy" && a.times > 0 {
		c.Layout = layoutOf(a.example, true)
	}
	return nil
}

func isTimeName(name string) bool {
	key := fold(name)
	for _, w := range []string{"time", "date", "zeit", "datum", "createdat", "updatedat", "timestamp"} {
		if strings.Contains(key, w) {
			return true
		}
	}
	return strings.HasSuffix(key, "at") || strings.HasSuffix(key, "ts")
}

func (in *Inspection) dateOrder(f *Format, c *Column, a *about, opts Options) {
	rd := in.reading
	order, found := a.order()
	switch {
	case opts.DateOrder != "":
		order, rd.From["date_order"] = opts.DateOrder, "person"
		found = Finding{Value: orderName(order), Why: "you said so", Sure: true}
	case order != "":
		rd.From["date_order"] = "data"
	case f != nil && f.DateOrder != "" && a.numeric > 0:
		order, rd.From["date_order"] = f.DateOrder, "format"
		found = Finding{Value: orderName(order), Why: "the product writes them so", Sure: true}
	case a.numeric > 0:
		in.Questions = append(in.Questions, Question{
			Key:     "date-order",
			Text:    fmt.Sprintf("Is the day or the month first in %s? The file does not tell; answer with --date-order dmy or --date-order mdy.", datePart(a.example)),
			Choices: []string{"dmy", "mdy"},
		})
	default:
		return
	}
	rd.DateOrder = order
	in.Findings["date-order"] = found
}

func orderName(order string) string {
	return map[string]string{"dmy": "day first", "mdy": "month first", "ymd": "year first"}[order]
}

func (in *Inspection) zone(f *Format, c *Column, a *about, opts Options) {
	rd := in.reading
	_, headerZone := zoneInHeader(c.Name)
	_, badHeader := zones.Load(headerZone)
	var found Finding
	switch {
	case opts.Zone != "":
		rd.Zone, rd.From["zone"] = opts.Zone, "person"
		found = Finding{Value: opts.Zone, Why: "you said so", Sure: true}
		if a.zoned > 0 && a.zoned == a.times {
			found.Why = "you said so; the times carry their own offset, which counts"
		}
		if c.Zone != "offset" && !strings.HasPrefix(c.Layout, "epoch") {
			c.Zone = opts.Zone
		}
	case strings.HasPrefix(c.Layout, "epoch"):
		rd.From["zone"] = "data"
		found = Finding{Value: "UTC", Why: "the times count from 1970 in UTC", Sure: true}
	case a.times > 0 && a.zoned == a.times:
		rd.From["zone"] = "data"
		found = Finding{Value: "as written", Why: fmt.Sprintf("every time carries its offset, as in %s", a.example), Sure: true}
	case headerZone != "" && badHeader == nil:
		rd.Zone, rd.From["zone"] = headerZone, "data"
		found = Finding{Value: headerZone, Why: fmt.Sprintf("the header says so: %s", c.Name), Sure: true}
	case c.Zone != "" && c.Zone != "offset":
		rd.Zone, rd.From["zone"] = c.Zone, "format"
		found = Finding{Value: c.Zone, Why: "the product writes its times so", Sure: true}
	case f != nil && f.Zone != "":
		c.Zone, rd.Zone, rd.From["zone"] = f.Zone, f.Zone, "format"
		found = Finding{Value: f.Zone, Why: "the product writes its times so", Sure: true}
	case a.times == 0:
		return
	default:
		found = Finding{Why: "the file does not say; needed before importing"}
		in.Questions = append(in.Questions, Question{
			Key:  "zone",
			Text: fmt.Sprintf("In which time zone are the times, such as %s? The file does not say; answer with --zone, for example --zone Europe/Berlin.", strings.TrimSpace(a.unzoned)),
		})
	}
	in.Findings["zone"] = found
}

// tryOut reads the sample as it would be imported, for the number of records
// and those that would be rejected.
func (in *Inspection) tryOut(ctx context.Context, s *sample) error {
	var records, rows int64
	var last Reject
	var first Reject
	err := Read(ctx, bytes.NewReader(s.head), in.reading, func(b *Batch) error {
		records += int64(b.Records)
		rows += int64(b.Rows)
		if len(b.Rejects) > 0 {
			if first.Reason == "" {
				first = b.Rejects[0]
			}
			last = b.Rejects[len(b.Rejects)-1]
			if room := 1000 - len(in.Rejects); room > 0 {
				in.Rejects = append(in.Rejects, b.Rejects[:min(room, len(b.Rejects))]...)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if s.whole {
		in.Estimate, in.Exact = records, true
		if rows == 0 && first.Reason != "" {
			return fault.New(fault.Unusable, "No record of %s can be read (line %d): %s", in.Name, first.Line, first.Reason)
		}
		return nil
	}
	// The last record of the sample is cut.
	if records > 1 {
		if n := len(in.Rejects); n > 0 && last.Record == records-1 {
			in.Rejects = slices.DeleteFunc(in.Rejects, func(r Reject) bool { return r.Record == records-1 })
		}
		records--
	}
	in.Estimate = max(records, records*s.size/int64(len(s.head)))
	return nil
}
