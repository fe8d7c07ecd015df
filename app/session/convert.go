package session

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/fault"
	"probity/data/intake"
	"probity/data/query"
	"probity/data/workspace"
)

// HasColumn reports whether Cell knows a column of that name.
func (s *Session) HasColumn(name string) bool {
	switch name {
	case "time", "status", "notes", "source", "record", "id", "customer", "entity", "impersonated":
		return true
	}
	return entry.IsField(fieldName(name)) || slices.Contains(s.engine.Fields(), name)
}

// Convert prints the entries of an export as "csv" or "jsonl". In CSV the
// columns are the time in UTC, the canonical fields that the reading fills, the
// other columns of the source, and the record's number.
// CSV is read twice, because in JSON the columns are known at the end only.
func Convert(ctx context.Context, src io.ReadSeeker, rd *intake.Reading, to string, w io.Writer) error {
	if to == "jsonl" {
		h := sha256.New()
		if _, err := io.Copy(h, src); err != nil {
			return err
		}
		if _, err := src.Seek(0, io.SeekStart); err != nil {
			return err
		}
		sum := [32]byte(h.Sum(nil))
		return intake.Entries(ctx, src, rd, func(e *entry.Entry) error {
			e.Identity.Source = sum
			return WriteMap(w, objectOf(e))
		})
	}
	occur := map[string]bool{}
	err := intake.Read(ctx, src, rd, func(b *intake.Batch) error {
		for name := range b.Text {
			occur[name] = name != intake.PathColumn
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return err
	}
	maps.DeleteFunc(occur, func(_ string, keep bool) bool { return !keep })
	names := slices.SortedFunc(maps.Keys(occur), entry.Order)
	out := csv.NewWriter(w)
	if err := out.Write(slices.Concat([]string{"time"}, names, []string{"record"})); err != nil {
		return err
	}
	line := make([]string, len(names)+2)
	err = intake.Entries(ctx, src, rd, func(e *entry.Entry) error {
		line[0] = rfc3339(e.Time)
		for i, name := range names {
			line[i+1] = e.Get(name)
		}
		line[len(line)-1] = strconv.FormatInt(e.Record, 10)
		return out.Write(line)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// DryRun reads everything and counts what an import would, storing nothing.
func DryRun(ctx context.Context, path string, rd *intake.Reading, r *workspace.Receipt) error {
	f, err := os.Open(path)
	if err != nil {
		return fault.New(fault.Unusable, "%s cannot be read: %w", filepath.Base(path), err)
	}
	defer f.Close()
	// The source is what a container holds, as when it is imported.
	content, err := intake.Content(f, rd)
	if err != nil {
		return err
	}
	defer content.Close()
	inner := *rd
	inner.Container, inner.Member, inner.Packed = "file", "", nil
	hash := sha256.New()
	src := io.TeeReader(content, hash)
	var tree evidence.Tree
	before := int64(-1)
	err = intake.Read(ctx, src, &inner, func(b *intake.Batch) error {
		r.Read += int64(b.Records)
		for _, record := range b.Record { // one can hold several entries
			if record != before {
				r.Stored++
				before = record
			}
		}
		r.Rejected += int64(len(b.Rejects))
		r.Rejects = append(r.Rejects, b.Rejects...)
		r.Times.Count(b)
		for _, leaf := range b.Leaves {
			tree.Add(leaf)
		}
		for _, t := range b.Time {
			if t == entry.NoTime {
				continue
			}
			if r.First == entry.NoTime || t < r.First {
				r.First = t
			}
			r.Last = max(r.Last, t)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, src); err != nil {
		return fault.New(fault.Unusable, "%s cannot be read to its end: %w", filepath.Base(path), err)
	}
	r.Root, r.SHA256 = evidence.Hex(tree.Root()), evidence.Hex([32]byte(hash.Sum(nil)))
	return nil
}

// Objects calls yield with the first n entries of a result as objects for
// machines: identity, source, record, time in UTC, status and fields, and who
// was likely acting behind the recorded actor; or only the named columns.
func (s *Session) Objects(ctx context.Context, result *query.Result, n int, columns []string, yield func(map[string]string) error) error {
	reader := result.Reader(n)
	if columns != nil {
		fields := columns
		if slices.Contains(columns, "customer") { // one without a name is named by its type and id
			fields = append(slices.Clip(columns), entry.TargetType)
		}
		reader.Only(fields)
	}
	for i := range n {
		e, err := reader.Entry(ctx, i)
		if err != nil {
			return err
		}
		o, err := s.object(ctx, result.Row(i), e, columns)
		if err == nil {
			err = yield(o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) object(ctx context.Context, row query.Row, e *entry.Entry, columns []string) (map[string]string, error) {
	if columns != nil {
		o := make(map[string]string, len(columns))
		for _, name := range columns {
			o[name] = s.cellOf(ctx, row, e, name)
		}
		return o, nil
	}
	o := objectOf(e)
	o["source"] = e.Source
	o["status"] = s.State(row).Status
	listed, err := s.engine.Listed(ctx, row)
	if err != nil {
		return nil, err
	}
	addListed(o, listed)
	if acting, ok, err := s.engine.Impersonated(ctx, row); err != nil {
		return nil, err
	} else if ok {
		o["impersonated"], o["impersonated_why"] = s.engine.Text(ctx, row, "impersonated"), acting.Why()
	}
	return o, nil
}

func objectOf(e *entry.Entry) map[string]string {
	o := map[string]string{"id": e.Identity.String(), "record": strconv.FormatInt(e.Record, 10), "time": rfc3339(e.Time)}
	for _, v := range e.Values {
		o[v.Name] = v.Text
	}
	return o
}

// Cell gives one column of an entry as text: a field, or time (in the session's
// zone), status, notes, source, record, id.
func (s *Session) Cell(ctx context.Context, row query.Row, name string) string {
	switch name {
	case "time":
		if t, ok := entry.Instant(s.engine.Time(row), s.Zone()); ok {
			return t.Format("2006-01-02 15:04:05")
		}
		return ""
	case "status":
		return s.State(row).Status
	case "notes":
		var texts []string
		for _, n := range s.State(row).Notes {
			texts = append(texts, n.Author+": "+n.Text)
		}
		return strings.Join(texts, "\n")
	case "customer":
		return s.Target(ctx, row)
	case "id":
		return s.engine.Identity(row).String()
	case "record":
		n, err := s.engine.Record(ctx, row)
		if err != nil {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	return s.engine.Text(ctx, row, name)
}

// cellOf is Cell for an entry that was read.
func (s *Session) cellOf(ctx context.Context, row query.Row, e *entry.Entry, name string) string {
	switch name {
	case "time", "status", "notes":
		return s.Cell(ctx, row, name)
	case "customer":
		return targetOf(e.Get)
	case "id":
		return e.Identity.String()
	case "source":
		return e.Source
	case "record":
		return strconv.FormatInt(e.Record, 10)
	}
	return s.engine.TextOf(ctx, row, e, name)
}

// Target names what was acted on: its name, or its type and id.
func (s *Session) Target(ctx context.Context, row query.Row) string {
	return targetOf(func(field string) string { return s.engine.Text(ctx, row, field) })
}

func targetOf(get func(field string) string) string {
	if name := get(entry.TargetName); name != "" {
		return name
	}
	return strings.TrimSpace(get(entry.TargetType) + " " + get(entry.TargetID))
}

func rfc3339(m entry.Micros) string {
	if t, ok := entry.Instant(m, time.UTC); ok {
		return t.Format(time.RFC3339Nano)
	}
	return ""
}

// WriteMap writes an object as one line of JSON, names ascending.
func WriteMap(w io.Writer, o map[string]string) error {
	names := slices.Sorted(maps.Keys(o))
	cells := make([]string, len(names))
	for i, n := range names {
		cells[i] = o[n]
	}
	return WriteObject(w, names, cells)
}

// WriteObject writes names and cells as one line of JSON in the given order;
// cells beyond the names are called columnN.
func WriteObject(w io.Writer, names, cells []string) error {
	b := []byte{'{'}
	for i, cell := range cells {
		name := "column" + strconv.Itoa(i+1)
		if i < len(names) {
			name = names[i]
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(append(appendJSON(b, name), ':'), cell)
	}
	_, err := w.Write(append(b, '}', '\n'))
	return err
}

func appendJSON(b []byte, text string) []byte {
	j, err := json.Marshal(text)
	if err != nil { // a string always has a JSON form
		return append(b, `""`...)
	}
	return append(b, j...)
}
