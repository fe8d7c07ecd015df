// Package session holds what a person does with a log, for the window and the
// command line alike: open, import, filter, read, decide, note, verify,
// deliver. It has no widgets and prints nothing.
package session

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"probity/data/entities"
	"probity/data/entry"
	"probity/data/fault"
	"probity/data/query"
	"probity/data/review"
	"probity/data/workspace"
	"probity/data/zones"
	"probity/export/bundle"
)

// Extension is that of a workspace file.
const Extension = ".probity"

// Progress is told how far a piece of work is; see package job.
type Progress = func(done, total int64)

// Session is one open workspace, or one bundle open for reading. Its methods
// may be called from any goroutine; those that can take long take a context.
type Session struct {
	path      string
	ws        *workspace.Workspace       // nil for a bundle
	opened    *bundle.Opened             // nil for a workspace
	states    map[query.Row]review.State // of a bundle
	engine    *query.Engine
	zone      atomic.Pointer[time.Location]
	wrote     atomic.Bool // events of this session, so that heads must be kept
	closed    atomic.Bool
	hurtLists atomic.Pointer[error] // why the reference lists could not be read

	mu     sync.Mutex // guards what follows
	author string
	book   *review.Book
	marks  *review.Marks

	listed    string                     // which reference lists the directory is of
	directory func() *entities.Directory // reads them once; nil without lists

	times map[int64]partTimes // by the key of a part
}

// Create makes an empty workspace and opens it.
func Create(ctx context.Context, path string) (*Session, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fault.New(fault.Unusable, "the folder for %s cannot be made: %w", filepath.Base(path), err)
	}
	ws, err := workspace.Create(path)
	if err != nil {
		return nil, err
	}
	s, err := begin(ctx, ws, path)
	if err != nil {
		remove(path)
	}
	return s, err
}

// Unused reports whether nothing was ever imported here, nor withdrawn.
func (s *Session) Unused() bool {
	shown, err := both(s.ws.Sources, s.ws.Lists)
	gone, err2 := both(s.ws.Withdrawn, s.ws.WithdrawnLists)
	return err == nil && err2 == nil && len(shown)+len(gone) == 0
}

// Discard closes a workspace that was made for something that then failed, and
// takes its file away.
func (s *Session) Discard() {
	s.Close()
	remove(s.path)
}

func remove(path string) {
	for _, tail := range []string{"", "-wal", "-shm"} {
		os.Remove(path + tail)
	}
}

// Open opens a workspace, or a bundle for reading.
func Open(ctx context.Context, path string) (*Session, error) {
	if IsBundle(path) {
		return OpenBundle(ctx, path, nil)
	}
	ws, err := workspace.Open(path)
	if err != nil {
		return nil, err
	}
	return begin(ctx, ws, path)
}

// OpenOrCreate opens a workspace and makes it when there is none.
func OpenOrCreate(ctx context.Context, path string) (*Session, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		s, err := Create(ctx, path)
		if !errors.Is(err, os.ErrExist) {
			return s, err
		}
		// Another program made it meanwhile.
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return nil, fault.New(fault.Unusable, "%s is not an ordinary file, so it cannot be a workspace", path)
	}
	return Open(ctx, path)
}

// IsBundle reports whether the path looks like a bundle: a ZIP or a folder
// with a bag in it.
func IsBundle(path string) bool {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		_, err := os.Stat(filepath.Join(path, "bagit.txt"))
		return err == nil
	}
	head := readHead(path, 4)
	return strings.HasPrefix(head, "PK\x03\x04") || strings.EqualFold(filepath.Ext(path), ".zip")
}

// IsWorkspace reports whether the path looks like a workspace (or any other
// SQLite file, which Open explains).
func IsWorkspace(path string) bool {
	return strings.HasPrefix(readHead(path, 16), "SQLite format 3\x00") || strings.EqualFold(filepath.Ext(path), Extension)
}

// readHead gives the first bytes of a file, nothing of what is no plain file: a
// pipe would never end.
func readHead(path string, n int) string {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	b := make([]byte, n)
	n, _ = f.Read(b)
	return string(b[:n])
}

func begin(ctx context.Context, ws *workspace.Workspace, path string) (*Session, error) {
	s := &Session{path: path, ws: ws}
	s.zone.Store(zones.Local())
	_, err := ws.Changed() // what others write from here on is new
	var engine *query.Engine
	if err == nil {
		engine, err = query.New(ctx, ws)
	}
	if err == nil {
		s.engine = engine
		if err = s.takeLists(ctx); err == nil {
			err = s.fold(ctx)
		}
	}
	if err != nil {
		ws.Close()
		return nil, err
	}
	return s, nil
}

// Close ends the session.
func (s *Session) Close() error {
	if s.ws == nil || !s.closed.CompareAndSwap(false, true) {
		return nil
	}
	if s.wrote.Load() {
		keepHeads(s.ws)
	}
	return s.ws.Close()
}

// Path is the file that is open.
func (s *Session) Path() string { return s.path }

// Name is what people call it: the workspace's name or the bundle's file name.
func (s *Session) Name() string {
	if s.ws != nil {
		return s.ws.Name()
	}
	return filepath.Base(s.path)
}

// IsBundle reports whether a bundle is open.
func (s *Session) IsBundle() bool { return s.opened != nil }

// ReadOnly reports whether nothing can be imported, decided or noted.
func (s *Session) ReadOnly() bool { return s.ws == nil || s.ws.ReadOnly() }

// Engine answers queries.
func (s *Session) Engine() *query.Engine { return s.engine }

// Zone is the zone in which times are read and shown.
func (s *Session) Zone() *time.Location { return s.zone.Load() }

// SetZone chooses the zone in which times are read and shown.
func (s *Session) SetZone(name string) error {
	z, err := zones.Load(name)
	if err != nil {
		return err
	}
	s.zone.Store(z)
	return nil
}

// Generation rises whenever the entries were numbered anew: rows and results
// that were got before are no longer valid, and a query must be run again.
func (s *Session) Generation() uint64 { return s.engine.Generation() }

// Parse reads a filter as of now in the session's zone.
func (s *Session) Parse(text string) (query.Filter, error) {
	f, err := query.Parse(text, query.Moment{Now: time.Now(), Zone: s.Zone()})
	if err == nil {
		err = f.Within(s.engine.Len(), text)
	}
	return f, err
}

// Sources lists what was imported; for a bundle, what its seal names.
func (s *Session) Sources() ([]workspace.Source, error) {
	if s.ws == nil {
		return nil, nil
	}
	return s.ws.Sources()
}

// Refresh takes in what another process has written since, and reports whether
// there was anything.
func (s *Session) Refresh(ctx context.Context) (bool, error) {
	if s.ws == nil {
		return false, nil
	}
	changed, err := s.ws.Changed()
	if err != nil || !changed {
		return false, err
	}
	return true, s.reload(ctx)
}

func (s *Session) reload(ctx context.Context) error {
	if err := s.engine.Reload(ctx); err != nil {
		return err
	}
	if err := s.takeLists(ctx); err != nil {
		return err
	}
	return s.fold(ctx)
}

// fold reads the journal and builds the review columns from it.
func (s *Session) fold(ctx context.Context) error {
	var events []review.Event
	err := s.ws.Events(ctx, func(e workspace.Event) error {
		events = append(events, review.Event{Hash: hex.EncodeToString(e.Hash[:]), Fields: e.Fields})
		return nil
	})
	if err != nil {
		return err
	}
	// An event that cannot be understood is what Verify names; it must not
	// keep the person from their work.
	book, _ := review.NewBook(events)
	states := map[uint32]review.State{}
	book.Each(func(id string, st review.State) {
		if row, ok := s.row(id); ok {
			states[row] = st
		}
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.marks
	if before == nil {
		before = review.NewMarks(s.engine.Len())
	}
	s.book, s.marks = book, review.NewMarks(s.engine.Len()).After(before).With(states)
	s.engine.SetMarks(s.marks)
	return nil
}

func (s *Session) row(identity string) (query.Row, bool) {
	id, err := entry.ParseIdentity(identity)
	if err != nil {
		return 0, false
	}
	return s.engine.RowOf(id)
}

// SaveCopy writes a consistent copy of the workspace to path.
func (s *Session) SaveCopy(ctx context.Context, path string) error {
	if s.ws == nil {
		return fmt.Errorf("%s is a bundle: copy the file itself", s.Name())
	}
	return s.ws.SaveCopy(ctx, path)
}
