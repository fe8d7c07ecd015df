package session

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"probity/data/fault"
	"probity/export/atomic"
)

// View is a way to look at a log that was given a name: which entries, in which
// order, with which columns, and in which zone their times are shown.
type View struct {
	Name    string       `json:"name"`
	Filter  string       `json:"filter"` // in the query language, with its order; relative dates stay relative
	Group   string       `json:"group,omitempty"`
	Columns []ViewColumn `json:"columns,omitempty"` // from left to right; without them the person's own
	Zone    string       `json:"zone,omitempty"`    // without it the session's
}

// ViewColumn is a column of a view.
type ViewColumn struct {
	Field  string  `json:"field"`
	Width  float32 `json:"width,omitempty"` // in points
	Hidden bool    `json:"hidden,omitempty"`
	Frozen bool    `json:"frozen,omitempty"`
}

// viewKey is what the settings of a workspace keep views under.
const viewKey = "view/"

// viewsFormat names the file that views are passed on in.
const viewsFormat = "probity-views/1"

type viewsFile struct {
	Format string `json:"format"`
	Views  []View `json:"views"`
}

// Views lists the views that the workspace keeps, by name. A bundle has none.
func (s *Session) Views() ([]View, error) {
	if s.ws == nil {
		return nil, nil
	}
	kept, err := s.ws.Settings(viewKey)
	if err != nil {
		return nil, err
	}
	var views []View
	for key, text := range kept {
		v := View{}
		if json.Unmarshal([]byte(text), &v) != nil {
			continue // of a later program
		}
		v.Name = strings.TrimPrefix(key, viewKey)
		views = append(views, v)
	}
	slices.SortFunc(views, func(a, b View) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return views, nil
}

// SaveView keeps a view; one of the same name is replaced.
func (s *Session) SaveView(v View) error {
	if err := s.writable(); err != nil {
		return err
	}
	v.Name = strings.TrimSpace(v.Name)
	if err := s.check(v); err != nil {
		return err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.ws.SetSetting(viewKey+v.Name, string(text))
}

func (s *Session) check(v View) error {
	if v.Name == "" {
		return fault.New(fault.Unusable, "A view needs a name.")
	}
	if _, err := s.Parse(v.Filter); err != nil {
		return fault.New(fault.Unusable, "The filter of the view “%s” cannot be read: %w", v.Name, err)
	}
	return nil
}

// RemoveView forgets a view.
func (s *Session) RemoveView(name string) error {
	if err := s.writable(); err != nil {
		return err
	}
	return s.ws.RemoveSetting(viewKey + name)
}

// WriteViews writes all views into a file that ReadViews takes: JSON, UTF-8.
func (s *Session) WriteViews(path string) error {
	views, err := s.Views()
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(viewsFile{viewsFormat, views}, "", "  ")
	if err != nil {
		return err
	}
	f, err := atomic.Create(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write(append(data, '\n')); err != nil {
		return err
	}
	return f.Commit()
}

// mostViewBytes is how large a file of views may be.
const mostViewBytes = 4 << 20

// ReadViews keeps the views of a file that WriteViews wrote: all of them, or
// none. It gives their names.
func (s *Session) ReadViews(path string) ([]string, error) {
	if err := s.writable(); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.Unusable, "%s cannot be opened: %w", filepath.Base(path), err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, mostViewBytes+1))
	if err != nil {
		return nil, err
	}
	var f viewsFile
	if len(data) > mostViewBytes || json.Unmarshal(data, &f) != nil || !strings.HasPrefix(f.Format, "probity-views/") {
		return nil, fault.New(fault.Unusable, "%s holds no views. Write them with “Pass on the views”, and take that file.", filepath.Base(path))
	}
	if f.Format != viewsFormat {
		return nil, fault.New(fault.Unusable, "These views were saved by a newer Probity (%s). Update Probity to read them.", f.Format)
	}
	var names []string
	for _, v := range f.Views {
		if err := s.check(v); err != nil {
			return nil, err
		}
		names = append(names, v.Name)
	}
	for _, v := range f.Views {
		if err := s.SaveView(v); err != nil {
			return nil, err
		}
	}
	return names, nil
}
