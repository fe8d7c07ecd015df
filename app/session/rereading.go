package session

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"probity/data/fault"
	"probity/data/intake"
	"probity/data/workspace"
)

// rereadFolder begins the name of the folder into which a source is laid out
// while it is looked at.
const rereadFolder = "probity-reread-"

// sweepReread removes what a program that was killed left behind: folders that
// nobody has touched for a day.
func sweepReread() {
	left, err := filepath.Glob(filepath.Join(os.TempDir(), rereadFolder+"*"))
	if err != nil {
		return
	}
	for _, folder := range left {
		if info, err := os.Stat(folder); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.RemoveAll(folder)
		}
	}
}

// Rereading is an import that is to be read again in another way. Its kept bytes
// lie in a file while a person tries settings; Close removes it.
type Rereading struct {
	Source workspace.Source
	s      *Session
	folder string
	path   string
	kept   intake.Kept
}

// Reread begins to read an import again.
func (s *Session) Reread(ctx context.Context, source workspace.Source) (*Rereading, error) {
	if err := s.writable(); err != nil {
		return nil, err
	}
	sweepReread()
	folder, err := os.MkdirTemp("", rereadFolder+"*")
	if err != nil {
		return nil, fault.New(fault.Unusable, "%s cannot be laid out to be read again: %w", source.Name, err)
	}
	// The folder is open to this person only, and so is what lies in it.
	r := &Rereading{Source: source, s: s, folder: folder, path: filepath.Join(folder, filepath.Base(source.Name))}
	if err := r.unpack(ctx); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Rereading) unpack(ctx context.Context) error {
	f, err := os.OpenFile(r.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.New(fault.Unusable, "%s cannot be laid out to be read again: %w", r.Source.Name, err)
	}
	err = r.s.ws.Original(ctx, r.Source.SHA256, f)
	if closed := f.Close(); err == nil && closed != nil {
		err = fault.New(fault.Unusable, "%s cannot be laid out to be read again: %w", r.Source.Name, closed)
	}
	return err
}

// Close removes the file.
func (r *Rereading) Close() error { return os.RemoveAll(r.folder) }

// Path is where the kept bytes lie until Close.
func (r *Rereading) Path() string { return r.path }

// Options are what a person once settled about this import; the rest is
// detected again.
func (r *Rereading) Options() intake.Options {
	rd := r.Source.Reading
	o := intake.Options{FormatDirs: []string{FormatsFolder()}, ImportFormat: rd.ImportFormat}
	said := func(key string) bool { return rd.From[key] == "person" }
	if rd.From["zone"] != "data" {
		o.Zone = rd.Zone
	}
	if said("date_order") {
		o.DateOrder = rd.DateOrder
	}
	if said("encoding") {
		o.Encoding = rd.Encoding
	}
	if said("delimiter") {
		o.Delimiter = rd.Delimiter
	}
	if said("quote") {
		if o.Quote = rd.Quote; o.Quote == "" {
			o.Quote = "none"
		}
	}
	if said("header") {
		row := rd.HeaderRow
		o.HeaderRow = &row
	}
	for _, c := range slices.Concat(rd.Columns, rd.Members) {
		if said("layout") && (strings.HasPrefix(c.Layout, "epoch") || strings.HasPrefix(c.Layout, "excel")) {
			if o.Layouts == nil {
				o.Layouts = map[string]string{}
			}
			o.Layouts[c.Name] = c.Layout
		}
		if c.Why == "you said so" {
			if o.Map == nil {
				o.Map = map[string]string{}
			}
			o.Map[c.Name] = c.Field
		}
	}
	return o
}

// Inspect looks at the kept bytes with other settings.
func (r *Rereading) Inspect(ctx context.Context, o intake.Options) (*intake.Inspection, error) {
	o.Kept = &r.kept
	in, err := intake.Inspect(ctx, r.path, o)
	if err == nil {
		in.Name = r.Source.Name
	}
	return in, err
}

// Preview tells what reading it so would change: counts and examples per field,
// notes touched and lost.
func (r *Rereading) Preview(ctx context.Context, rd *intake.Reading, p Progress) (workspace.Change, error) {
	return r.s.ws.Preview(ctx, r.Source.SHA256, rd, p)
}

// Apply reads the import again and shows the outcome in the place of what was
// shown. Rows are numbered anew.
func (r *Rereading) Apply(ctx context.Context, rd *intake.Reading, p Progress) (workspace.Change, error) {
	change, err := r.s.ws.ReadAgain(ctx, r.Source.SHA256, rd, r.s.Author(), p)
	if err != nil {
		return change, err
	}
	r.s.wrote.Store(true)
	return change, r.s.reload(ctx)
}
