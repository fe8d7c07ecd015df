package intake

import (
	"fmt"
	"slices"
	"strings"

	"probity/data/fault"
)

// csvTable finds dialect, table and header and splits the samples.
func (in *Inspection) csvTable(s *sample, cs *charset, text []byte, opts Options) (*table, error) {
	rd := in.reading
	best, err := in.csvDialect(s, cs, text, opts)
	if err != nil {
		return nil, err
	}
	d := best.d
	l := lay(&d, text, s.whole)
	l.fill(cs, text)
	if n := l.tooWide(); n*2 > len(l.rows) {
		return nil, fault.New(fault.Unusable, "%s has more than %s columns, as many as a spreadsheet can have; no more are read. Say another delimiter if “%s” is wrong (--delimiter), or export fewer columns.", in.Name, thousands(maxColumns), in.Findings["delimiter"].Value)
	}
	width := l.width(best.columns)
	if opts.Comment == "" {
		l.comments(rd, width)
	}
	if d.comment != 0 { // what stands behind it is one cell
		l = lay(&d, text, s.whole)
		l.fill(cs, text)
	}
	header, f, err := in.settleHeader(l, text, width, opts)
	if err != nil {
		return nil, err
	}
	t := &table{}
	first := 0 // record after the header
	if header >= 0 {
		rd.HeaderRow = int(d.lines(text[:l.at[header]])) + 1
		first = header + max(1, rd.HeaderRows)
		t.names = headerNames(l.cells[header:first], width)
		if opts.HeaderRow == nil {
			f.Value = headerValue(rd.HeaderRow)
		}
	} else {
		for i := range max(width, 1) {
			t.names = append(t.names, columnName(i))
		}
	}
	in.HeaderRow, in.Findings["header"] = rd.HeaderRow, f
	in.separate(s, cs, text, l, header, first, width)
	if n := len(rd.Apart); n > 0 || rd.Comment != "" {
		in.Findings["table"] = tableFinding(rd)
	}
	for i := first; i < len(l.rows); i++ {
		if !l.out[i] && !l.comment(i) {
			t.rows = append(t.rows, l.cells[i])
		}
	}
	d.width = len(t.names)
	split := func(part []byte, most int) (out [][]string) {
		p := s.text(cs, part, 1, false)
		_, n := d.line(p, 0)
		p = p[n:]
		rows, _, _ := d.records(p, most, false, nil)
		for _, r := range rows {
			if len(r) == len(t.names) {
				out = append(out, cellsOf(&d, cs, p, r))
			}
		}
		return out
	}
	for _, part := range s.parts {
		t.more = append(t.more, split(part, statRows/4)...)
	}
	t.further = func() (out [][]string) {
		s.further(func(part []byte) { out = append(out, split(part, statRows/16)...) })
		return out
	}
	return t, nil
}

// csvDialect settles delimiter, quote, escape and line end.
func (in *Inspection) csvDialect(s *sample, cs *charset, text []byte, opts Options) (scored, error) {
	rd := in.reading
	h := &hunt{text: text, whole: s.whole, cs: cs}
	for _, p := range s.parts {
		h.parts = append(h.parts, s.text(cs, p, 1, false))
	}
	var seps []delimiter
	var quotes string
	rd.From["delimiter"], rd.From["quote"], rd.From["line_end"] = "data", "data", "data"
	if opts.Delimiter != "" {
		seps, rd.From["delimiter"] = []delimiter{{delimiterOf(opts.Delimiter), 1}}, "person"
	}
	if opts.Quote != "" {
		q, err := oneByte("quote", opts.Quote, map[string]string{"none": "\x00", "double": `"`, "single": "'"})
		if err != nil {
			return scored{}, err
		}
		quotes, rd.From["quote"] = q, "person"
	}
	best, end, f := s.hunts.settle(h, seps, quotes)
	in.LineEnd, in.Findings["line-end"], rd.LineEnd = end, f, end
	d := &best.d
	rd.Delimiter, rd.Always, rd.Pad, rd.Mend = best.sep, d.always, d.pad, true
	rd.Ragged = best.uniform*10 < best.records*9
	if d.quote != 0 {
		rd.Quote, rd.Escape = string(rune(d.quote)), string(rune(d.quote))
		if d.escape == 0 && best.doubled == 0 && best.odd > 1 && (d.always || best.odd*10 > best.records) {
			rd.Escape = ""
		}
	}
	if d.escape != 0 {
		rd.Escape = string(rune(d.escape))
	}
	if opts.Escape != "" {
		e, err := oneByte("escape", opts.Escape, map[string]string{"none": "\x00", "doubled": rd.Quote, "double": rd.Quote, "backslash": `\`})
		if err != nil {
			return scored{}, err
		}
		if rd.Escape, d.escape, rd.From["escape"] = strings.Trim(e, "\x00"), 0, "person"; rd.Escape != "" && rd.Escape != rd.Quote {
			d.escape = rd.Escape[0]
		}
	}
	if opts.Comment != "" {
		c, err := oneByte("comment", opts.Comment, map[string]string{"none": "\x00", "hash": "#"})
		if err != nil {
			return scored{}, err
		}
		rd.Comment = strings.Trim(c, "\x00")
		rd.From["comment"] = "person"
		if rd.Comment != "" {
			d.comment = rd.Comment[0]
		}
	}
	in.Delimiter, in.Quote, in.Escape = rd.Delimiter, rd.Quote, rd.Escape
	if best.columns < 2 && rd.From["delimiter"] == "data" && strings.IndexByte(rd.Delimiter, noDelimiter) == 0 {
		in.Delimiter = ""
	}
	if _, err := rd.dialect(cs); err != nil {
		return scored{}, err
	}
	if best.columns > 1 {
		d.width = best.columns
	}
	in.broken = best.broken*2 > min(len(text), 128<<10) || best.odd*2 > best.records
	in.Findings["delimiter"] = delimiterFinding(best, rd.From["delimiter"])
	in.Findings["quote"] = quoteFinding(best, rd.From["quote"])
	in.Findings["escape"] = escapeFinding(best, rd)
	return best, nil
}

var delimiterWords = map[string]string{"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", `\t`: "\t", "space": " ", "colon": ":", "tilde": "~", "caret": "^"}

// delimiterOf gives the delimiter that a person named or typed.
func delimiterOf(text string) string {
	if v, ok := delimiterWords[strings.ToLower(text)]; ok {
		return v
	}
	return text
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

var delimiterNames = map[string]string{",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space", ":": "colon", "~": "tilde", "^": "caret",
	", ": "comma and space", "; ": "semicolon and space", "\x1f": "unit separator (1F)", "\x01": "control character 01"}

func delimiterFinding(s scored, from string) Finding {
	f := Finding{Value: delimiterNames[s.sep], Sure: true}
	if f.Value == "" {
		f.Value = s.sep
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
	if s.odd > 0 && s.d.quote != 0 {
		f.Why += fmt.Sprintf("; %s with quotes that are not doubled or not closed, split by the number of columns", count(s.odd, "record", "records"))
	}
	return f
}

// tableFinding tells what of the file is no record of the table.
func tableFinding(rd *Reading) Finding {
	var why []string
	if rd.Comment != "" {
		why = append(why, "Lines that begin with "+rd.Comment+" are comments.")
	}
	for _, s := range rd.Apart {
		if !slices.Contains(why, s.Reason) && len(why) < 5 {
			why = append(why, s.Reason)
		}
	}
	return Finding{Value: "not all lines", Why: strings.Join(why, " ")}
}

func escapeFinding(s scored, rd *Reading) Finding {
	switch {
	case rd.From["escape"] == "person":
		return Finding{Value: rd.Escape, Why: "you said so", Sure: true}
	case s.d.escape != 0:
		return Finding{Value: "backslash", Why: "stands before quotes or delimiters inside fields", Sure: true}
	case rd.Quote == "":
		return Finding{Value: "none", Why: "no field is quoted"}
	case rd.Escape == "":
		return Finding{Value: "none", Why: fmt.Sprintf("quotes stand inside fields without being doubled (%s); they are kept as text", count(s.odd, "record", "records"))}
	case s.doubled > 0:
		return Finding{Value: "doubled", Why: fmt.Sprintf("quotes are doubled in %s", count(s.doubled, "field", "fields")), Sure: true}
	}
	return Finding{Value: "doubled", Why: "no field holds a quote; doubling is usual"}
}

func knownName(l *library, name string) bool {
	for field := range l.shared.Fields {
		if l.shared.rank(field, name) >= 0 {
			return true
		}
	}
	return slices.ContainsFunc(l.formats, func(f *Format) bool { return f.column(name) != nil })
}
