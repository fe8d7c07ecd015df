package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"probity/data/fault"
)

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
