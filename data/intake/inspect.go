package intake

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"

	"probity/data/fault"
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
	if opts.only == nil {
		if in := inspectOwn(ctx, path, opts); in != nil {
			return in, nil
		}
	}
	go loadLibrary() // its rules are not needed before the file's shape is known
	s, err := takeSample(path, opts.Member, opts.Kept)
	if err != nil {
		return nil, err
	}
	in := &Inspection{Path: path, Name: filepath.Base(path), Size: s.fileSize, Container: s.container, Member: s.member, Members: s.members, Findings: map[string]Finding{}}
	rd := &Reading{Container: s.container, Member: s.member, Packed: s.packed, From: map[string]string{}}
	in.reading, in.head = rd, s.head
	if s.container != containerFile {
		in.Findings["container"] = Finding{Value: s.container, Why: s.why, Sure: s.sure}
	}
	if s.question != nil {
		in.Questions = append(in.Questions, *s.question)
	}

	cs, err := in.charset(s, opts)
	if err != nil {
		return nil, err
	}
	text := s.text(cs, s.head, 0, s.whole)
	in.bom = int64(cs.afterBOM(s.head))
	if err := s.binary(cs, text); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		if !s.whole {
			return nil, fault.New(fault.Unusable, "%s begins with nothing but blanks (%s bytes of them were looked at); take them away or export it again.", s.name, thousands(int64(len(text))))
		}
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
		t, err = in.jsonTable(s, cs, text, opts)
	}
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l, err := loadLibrary()
	if err != nil {
		return nil, err
	}
	if err := in.meaning(l, t, opts); err != nil {
		return nil, err
	}
	if err := in.unfolds(t, opts); err != nil {
		return nil, err
	}
	for _, r := range t.rows[:min(len(t.rows), previewRows)] {
		row := make([]string, len(in.Columns))
		copy(row, r)
		in.Rows = append(in.Rows, row)
	}
	return in, in.tryOut(ctx, s)
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
		d := detectDialect(text, eol, s.whole)
		first := bytes.TrimSpace(text)[0]
		if d.columns < 2 || d.records < 2 || d.uniform*10 < d.records*8 || first == '{' || first == '[' {
			return "json", nil
		}
	}
	return "csv", nil
}

// meaning recognises the product, maps the columns and settles the times.
func (in *Inspection) meaning(l *library, t *table, opts Options) error {
	rd := in.reading
	f, err := in.product(l, t, opts)
	if err != nil {
		return err
	}
	rd.Rules = l.shared.digest
	if f != nil {
		if in.Format != "csv" {
			rd.Entries = f.Entries
		}
		in.ImportFormat, rd.ImportFormat, in.Gaps = f.Name, f.Name, f.missing()
		rd.Rules, rd.Definition = f.digest+l.shared.digest, string(f.text)
	}
	cols, facts, err := mapColumns(l, f, t, in.Format != "csv", opts)
	if err != nil {
		return err
	}
	in.Columns = cols
	settle := in.times
	if f.isList() {
		settle = in.reference
	}
	if err := settle(f, t, facts, opts); err != nil {
		return err
	}
	rd.Columns = in.Columns
	return nil
}

// brokenSize is how many bytes are tried out of a file in which most records
// are broken and every one must be mended.
const brokenSize = 256 << 10

// tryOut reads the sample as it would be imported, for the number of records
// and those that would be rejected.
func (in *Inspection) tryOut(ctx context.Context, s *sample) error {
	defer func() { in.head = nil }()
	var records, rows int64
	var last Reject
	var first Reject
	var marks TimeMarks
	head, whole := in.head, s.whole
	if len(head) > brokenSize && in.broken {
		head, whole = head[:brokenSize], false
	}
	err := read(ctx, bytes.NewReader(head), in.reading, nil, func(b *Batch) error {
		records += int64(b.Records)
		rows += int64(b.Rows)
		marks.Count(b)
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
	in.clockChanges(marks)
	if in.Reference != "" && len(in.Questions) > 0 { // rejected for want of an answer
		in.Rejects, first = nil, Reject{}
	}
	if whole {
		in.Estimate, in.Exact = records, true
		in.capped()
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
	in.Estimate = max(records, records*s.size/int64(len(head)))
	return nil
}

// Comment is the character that begins a comment line; empty for none.
func (in *Inspection) Comment() string { return in.reading.Comment }
