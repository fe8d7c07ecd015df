package intake

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"probity/data/fault"
)

// Formats lists the import formats: first those that lie as YAML files in
// dirs, by name, then the shipped ones. A folder that does not exist has none.
// A file that cannot be used is left out; the error then names it, its line
// and what is expected, and the formats that can be used are returned beside
// it.
func Formats(dirs ...string) ([]*Format, error) {
	l, err := loadLibrary()
	if err != nil {
		return nil, err
	}
	own, err := ownFormats(dirs)
	return append(own, l.formats...), err
}

// maxOwn is how many files of a folder are looked at.
const maxOwn = 200

func ownFormats(dirs []string) ([]*Format, error) {
	var own []*Format
	var problems []error
	for _, dir := range dirs {
		var files []string
		for _, pattern := range []string{"*.yaml", "*.yml"} {
			found, _ := filepath.Glob(filepath.Join(escapeGlob(dir), pattern))
			files = append(files, found...)
		}
		slices.Sort(files)
		if len(files) > maxOwn {
			problems = append(problems, fault.New(fault.Unusable, "%s holds more than %d import formats; the others are not looked at.", dir, maxOwn))
			files = files[:maxOwn]
		}
		for _, file := range files {
			f, err := LoadFormat(file)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			own = append(own, f)
		}
	}
	slices.SortStableFunc(own, func(a, b *Format) int { return strings.Compare(a.Name, b.Name) })
	return own, errors.Join(problems...)
}

var globSigns = strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`)

func escapeGlob(dir string) string {
	if filepath.Separator == '\\' && !strings.ContainsAny(dir, "*?[") {
		return dir
	}
	return globSigns.Replace(dir)
}

// LoadFormat reads a person's own import format from a file.
func LoadFormat(file string) (*Format, error) {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return nil, fault.New(fault.Unusable, "There is no import format %s; check the name and the folder.", file)
	}
	if info.Size() > maxFormatSize {
		return nil, plainYAML(filepath.Base(file), make([]byte, maxFormatSize+1))
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	return ownFormat(filepath.Base(file), data)
}

// prepared keeps formats by the SHA-256 of their text, for the workers and for
// the next file.
var prepared = struct {
	sync.Mutex
	formats map[[32]byte]*Format
}{formats: map[[32]byte]*Format{}}

func ownFormat(name string, data []byte) (*Format, error) {
	key := sha256.Sum256(data)
	prepared.Lock()
	f := prepared.formats[key]
	prepared.Unlock()
	if f != nil {
		return f, nil
	}
	l, err := loadLibrary()
	if err != nil {
		return nil, err
	}
	if f, err = parseFormat(name, data); err != nil {
		return nil, err
	}
	f.text = slices.Clone(data)
	if err := f.prepare(&l.shared); err != nil {
		return nil, fault.New(fault.Unusable, "%s: %w.", name, err)
	}
	prepared.Lock()
	defer prepared.Unlock()
	if len(prepared.formats) >= maxOwn {
		clear(prepared.formats)
	}
	prepared.formats[key] = f
	return f, nil
}

// isFormatFile reports that what was given for an import format is a file.
func isFormatFile(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".yaml" || ext == ".yml"
}

// format finds the import format of a reading. A person's own goes with the
// reading, so that a source can be read again where its file is not.
func (rd *Reading) format() (*Format, error) {
	if rd.Definition != "" {
		return ownFormat(rd.ImportFormat+".yaml", []byte(rd.Definition))
	}
	return formatOf(rd.ImportFormat, nil)
}

// formatOf finds an import format by its name, a person's own first;
// an empty name or none gives one without rules of its own.
func formatOf(name string, own []*Format) (*Format, error) {
	l, err := loadLibrary()
	if err != nil {
		return nil, err
	}
	if name == "" || name == "none" {
		return l.none, nil
	}
	var known []string
	for _, f := range append(slices.Clip(own), l.formats...) {
		if f.Name == name {
			return f, nil
		}
		known = append(known, f.Name)
	}
	return nil, fault.New(fault.Unusable, "There is no import format %q; there are %s, or none.", name, strings.Join(known, ", "))
}
