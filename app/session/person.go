package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/adrg/xdg"

	"probity/export/atomic"
)

// DataFolder is where workspaces lie that were not given a place:
// ~/.local/share/probity, ~/Library/Application Support/probity or
// %LOCALAPPDATA%\probity.
func DataFolder() string { return filepath.Join(xdg.DataHome, "probity") }

// StateFolder is where the program keeps what it knows of the person and its
// log of errors: ~/.local/state/probity and the like.
func StateFolder() string { return filepath.Join(xdg.StateHome, "probity") }

// FormatsFolder is where a person's own import formats lie, one YAML file each
// (docs/import-formats.md). It need not exist.
func FormatsFolder() string { return filepath.Join(DataFolder(), "formats") }

// recentLimit is how many workspaces and bundles are remembered.
const recentLimit = 12

// Recent is a workspace or bundle that was open before.
type Recent struct {
	Path     string    `json:"path"`
	Opened   time.Time `json:"opened"` // UTC
	Entries  int       `json:"entries"`
	Reviewed int       `json:"reviewed"`
	Bundle   bool      `json:"bundle"`
	Verdict  string    `json:"verdict,omitempty"` // of a bundle, when it was last opened
}

// Missing reports whether the file is no longer where it was.
func (r Recent) Missing() bool {
	_, err := os.Stat(r.Path)
	return err != nil
}

// Person is what the program remembers of the person at this computer. It
// holds no secrets. Its methods may be called from any goroutine.
type Person struct {
	mu   sync.Mutex
	path string
	kept kept
}

type kept struct {
	Name   string            `json:"name,omitempty"`
	Zone   string            `json:"zone,omitempty"`  // IANA name; empty: the computer's
	Theme  string            `json:"theme,omitempty"` // light, dark; empty: as the system
	Recent []Recent          `json:"recent,omitempty"`
	Window map[string]string `json:"window,omitempty"` // sizes and widths, by what they belong to
}

// Somebody reads what is remembered in folder (usually StateFolder). What
// cannot be read is forgotten; it is no reason not to start.
func Somebody(folder string) *Person {
	p := &Person{path: filepath.Join(folder, "person.json")}
	if b, err := os.ReadFile(p.path); err == nil {
		if json.Unmarshal(b, &p.kept) != nil {
			p.kept = kept{}
		}
	}
	return p
}

// Name is how the person signs notes; empty until the first one.
func (p *Person) Name() string { return read(p, func(k *kept) string { return k.Name }) }

// SetName remembers how the person signs notes.
func (p *Person) SetName(name string) error { return p.change(func(k *kept) { k.Name = name }) }

// Zone is the name of the zone in which times are shown; empty: the computer's.
func (p *Person) Zone() string { return read(p, func(k *kept) string { return k.Zone }) }

// SetZone remembers the zone in which times are shown.
func (p *Person) SetZone(name string) error { return p.change(func(k *kept) { k.Zone = name }) }

// Theme is "light", "dark" or empty for the system's.
func (p *Person) Theme() string { return read(p, func(k *kept) string { return k.Theme }) }

// SetTheme remembers the theme.
func (p *Person) SetTheme(name string) error { return p.change(func(k *kept) { k.Theme = name }) }

// Layout is a size or width that the window remembered under that key.
func (p *Person) Layout(key string) string {
	return read(p, func(k *kept) string { return k.Window[key] })
}

// SetLayout remembers a size or width.
func (p *Person) SetLayout(key, value string) error {
	return p.change(func(k *kept) {
		if k.Window == nil {
			k.Window = map[string]string{}
		}
		k.Window[key] = value
	})
}

// Recent lists what was open before, the last one first.
func (p *Person) Recent() []Recent {
	return read(p, func(k *kept) []Recent { return slices.Clone(k.Recent) })
}

// Remember puts r at the top of the recent ones.
func (p *Person) Remember(r Recent) error {
	return p.change(func(k *kept) {
		k.Recent = slices.DeleteFunc(k.Recent, func(o Recent) bool { return o.Path == r.Path })
		k.Recent = slices.Insert(k.Recent, 0, r)
		k.Recent = k.Recent[:min(len(k.Recent), recentLimit)]
	})
}

// Forget removes a path from the recent ones; the file stays.
func (p *Person) Forget(path string) error {
	return p.change(func(k *kept) {
		k.Recent = slices.DeleteFunc(k.Recent, func(o Recent) bool { return o.Path == path })
	})
}

func read[T any](p *Person, get func(*kept) T) T {
	p.mu.Lock()
	defer p.mu.Unlock()
	return get(&p.kept)
}

func (p *Person) change(set func(*kept)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	set(&p.kept)
	b, err := json.MarshalIndent(&p.kept, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(p.path), 0o700); err != nil {
		return fmt.Errorf("what Probity remembers of you cannot be kept in %s: %w", filepath.Dir(p.path), err)
	}
	f, err := atomic.Create(p.path)
	if err == nil {
		defer f.Discard()
		if _, err = f.Write(b); err == nil {
			err = f.Commit()
		}
	}
	if err != nil {
		return fmt.Errorf("what Probity remembers of you cannot be kept: %w", err)
	}
	return nil
}

// FreePath returns a path in folder for a workspace named after name that no
// file has yet: "march", "march 2", …
func FreePath(folder, name string) (string, error) {
	for i := 1; i < 10_000; i++ {
		candidate := name
		if i > 1 {
			candidate = fmt.Sprintf("%s %d", name, i)
		}
		path := filepath.Join(folder, candidate+Extension)
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s holds too many workspaces named %s; choose another name", folder, name)
}
