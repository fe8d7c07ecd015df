package session

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"probity/data/entry"
	"probity/data/fault"
	"probity/data/query"
	"probity/data/workspace"
	"probity/data/zones"
	"probity/export"
	"probity/export/bundle"
	"probity/export/csvfile"
	"probity/export/xlsx"
)

// KindDeliver is the kind of the event that a written bundle leaves.
const KindDeliver = "deliver"

// Program names the program and its version in what it writes.
var Program = "probity"

// rows gives the entries of a result to the writers.
type rows struct {
	s      *Session
	result *query.Result
	reader *query.Reader
	n      int
}

// Rows gives the entries of a result for delivery, at most limit when it is
// above 0.
func (s *Session) Rows(result *query.Result, limit int) export.Rows {
	n := result.Len()
	if limit > 0 {
		n = min(n, limit)
	}
	return &rows{s, result, result.Reader(n), n}
}

// only gives the rows with no other fields than these, so that the others need
// not be unpacked.
func only(r export.Rows, fields []string) export.Rows {
	own, ok := r.(*rows)
	if !ok {
		return r
	}
	reader := own.result.Reader(own.n)
	reader.Only(fields)
	return &rows{own.s, own.result, reader, own.n}
}

func (r *rows) Len() int { return r.n }

func (r *rows) Entry(ctx context.Context, i int) (*entry.Entry, error) {
	return r.reader.Entry(ctx, i)
}

func (r *rows) State(i int) export.State {
	row := r.result.Row(i)
	if !r.s.touched(row) {
		return export.State{}
	}
	st := r.s.State(row)
	out := export.State{Status: st.Status}
	for _, n := range st.Notes {
		out.Notes = append(out.Notes, export.Note{Author: n.Author, At: n.At, Text: n.Text})
	}
	return out
}

// fields gives the columns for a delivery: those that were asked for, else all
// that occur.
func (s *Session) fields(asked []string) []string {
	if asked == nil {
		return s.engine.Fields()
	}
	names := make([]string, len(asked))
	for i, name := range asked {
		names[i] = fieldName(name)
	}
	return names
}

// fieldName gives the column that a person means: "operator" is actor.
func fieldName(name string) string {
	if canonical, ok := query.Field(name); ok {
		return canonical
	}
	return name
}

// WriteCSV writes rows as CSV for spreadsheets.
func (s *Session) WriteCSV(ctx context.Context, w io.Writer, r export.Rows, columns []string, p Progress) error {
	fields := s.fields(columns)
	return csvfile.WriteTo(ctx, w, only(r, fields), fields, s.Zone(), p)
}

// ExportCSV writes what a filter finds to a CSV file, whole or not at all.
func (s *Session) ExportCSV(ctx context.Context, f query.Filter, path string, p Progress) error {
	result, err := s.engine.Run(ctx, f, f.Sort())
	if err != nil {
		return err
	}
	return csvfile.Write(ctx, path, s.Rows(result, 0), s.fields(nil), s.Zone(), p)
}

// ExportXLSX writes what a filter finds to a workbook, whole or not at all.
func (s *Session) ExportXLSX(ctx context.Context, f query.Filter, path string, p Progress) error {
	result, err := s.engine.Run(ctx, f, f.Sort())
	if err != nil {
		return err
	}
	return s.writeXLSX(ctx, path, s.Rows(result, 0), nil, f.Absolute(), p)
}

// WriteXLSX writes rows as a workbook.
func (s *Session) WriteXLSX(ctx context.Context, path string, r export.Rows, columns []string, p Progress) error {
	return s.writeXLSX(ctx, path, r, columns, "", p)
}

func (s *Session) writeXLSX(ctx context.Context, path string, r export.Rows, columns []string, filter string, p Progress) error {
	summary := []xlsx.Fact{{Name: "From", Value: s.Name()}, {Name: "Entries", Value: strconv.Itoa(r.Len())},
		{Name: "Times in", Value: s.Zone().String()}}
	if filter != "" {
		summary = append(summary, xlsx.Fact{Name: "Filter", Value: filter})
	}
	sources, err := s.Sources()
	if err != nil {
		return err
	}
	var integrity []xlsx.Fact
	for _, src := range sources {
		integrity = append(integrity, xlsx.Fact{Name: "Source " + src.Name, Value: fmt.Sprintf("SHA-256 %x", src.SHA256)},
			xlsx.Fact{Name: "Record root of " + src.Name, Value: fmt.Sprintf("%x", src.Root)})
	}
	return xlsx.Write(ctx, path, xlsx.Workbook{Rows: r, Columns: s.fields(columns), Zone: s.Zone(), Title: s.Name(),
		Summary: summary, Integrity: integrity}, p)
}

// Bundle writes what a filter finds as a bundle, and notes the delivery in the
// journal. The workspace is checked first: what was changed after the import is
// not handed over.
func (s *Session) Bundle(ctx context.Context, f query.Filter, path string, p Progress) (bundle.Result, error) {
	if s.ws == nil {
		return bundle.Result{}, fault.New(fault.Unusable, "%s is a bundle already; export what you need of it as CSV or a workbook", s.Name())
	}
	if found, err := s.ws.Verify(ctx, nil); err != nil {
		return bundle.Result{}, err
	} else if len(found) > 0 {
		return bundle.Result{}, fault.New(fault.Changed, "%s was changed after the import (%d %s), so nothing is handed over; see what it is with verify", s.Name(), len(found), problemWord(len(found)))
	}
	result, err := s.engine.Run(ctx, f, f.Sort())
	if err != nil {
		return bundle.Result{}, err
	}
	content := bundle.Content{
		Title: s.Name(), Rows: s.Rows(result, 0), Columns: s.engine.Fields(),
		Filter: export.Filter{Text: f.String(), Absolute: f.Absolute()},
		Zone:   s.Zone(), ZoneDB: zones.Version, Created: time.Now().UTC(), Program: Program,
		WorkspaceID: s.ws.ID(), Author: s.Author(),
	}
	if content.Sources, err = s.bundleSources(); err != nil {
		return bundle.Result{}, err
	}
	err = s.ws.Events(ctx, func(e workspace.Event) error {
		content.Events = append(content.Events, bundle.Event{Line: e.Line, Salt: e.Salt, Fields: e.Fields})
		return nil
	})
	if err != nil {
		return bundle.Result{}, err
	}
	done, err := bundle.Write(ctx, path, content, p)
	if err != nil || s.ReadOnly() {
		return done, err
	}
	_, err = s.ws.Append(ctx, s.Author(), KindDeliver, map[string]string{
		"rows": strconv.FormatInt(done.Rows, 10), "filter": f.Absolute(), "fingerprint": done.Fingerprint,
	})
	s.wrote.Store(true)
	return done, err
}

func (s *Session) bundleSources() ([]bundle.Source, error) {
	sources, err := s.ws.Sources()
	if err != nil {
		return nil, err
	}
	list := make([]bundle.Source, len(sources))
	for i, src := range sources {
		settings, err := json.Marshal(src.Reading)
		if err != nil {
			return nil, err
		}
		o := bundle.Exported{By: src.Origin.By, At: src.Origin.At, Filter: src.Origin.Filter}
		if src.Origin.PanelRows >= 0 {
			o.PanelRows = &src.Origin.PanelRows
		}
		list[i] = bundle.Source{SHA256: src.SHA256, Name: src.Name, Size: src.Size, Records: src.Records,
			RecordRoot: src.Root, Imported: src.Imported, Reading: settings, Exported: o, Secret: src.Secret}
	}
	return list, nil
}
