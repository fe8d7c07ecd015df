// Package zones gives time zones from a pinned copy of the IANA tz database,
// never from the computer's own, so that a log read today reads the same on
// every computer (docs/format.md, "Zones").
//
// zoneinfo.zip is the file of that name in lib/time of Go 1.26.8, unchanged;
// the tz database is in the public domain.
package zones

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"probity/data/fault"
)

// Version is the release of the tz database that is embedded.
const Version = "2025c"

//go:embed zoneinfo.zip
var archive []byte

var open = sync.OnceValues(func() (map[string]*zip.File, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	files := make(map[string]*zip.File, len(r.File))
	for _, f := range r.File {
		files[strings.ToLower(f.Name)] = f
	}
	return files, nil
})

var loaded sync.Map // lower-case name → *time.Location

// Load returns a zone by its IANA name, in any case ("europe/berlin"), or by a
// fixed offset from UTC ("+02:00", "UTC-5").
func Load(name string) (*time.Location, error) {
	key := strings.ToLower(strings.TrimSpace(name))
	switch key {
	case "utc", "z", "gmt", "etc/utc", "etc/gmt", "etc/uct", "uct", "zulu":
		return time.UTC, nil
	}
	if l, ok := loaded.Load(key); ok {
		return l.(*time.Location), nil
	}
	files, err := open()
	if err != nil {
		return nil, fmt.Errorf("the embedded tz database cannot be read: %w", err)
	}
	f := files[key]
	if f == nil {
		if l := fixed(key); l != nil {
			return l, nil
		}
		return nil, fault.New(fault.Unusable, "%q is not a time zone; use a name such as Europe/Berlin or an offset such as +02:00", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	l, err := time.LoadLocationFromTZData(f.Name, data)
	if err != nil {
		return nil, err
	}
	loaded.Store(key, l)
	return l, nil
}

// fixed reads [utc|gmt](+|-)h[h][[:]mm], up to 14 hours.
func fixed(key string) *time.Location {
	s := strings.TrimPrefix(strings.TrimPrefix(key, "utc"), "gmt")
	if len(s) < 2 || s[0] != '+' && s[0] != '-' {
		return nil
	}
	digits := strings.Replace(s[1:], ":", "", 1)
	if len(digits) <= 2 {
		digits += "00"
	}
	if len(digits) == 3 {
		digits = "0" + digits
	}
	if len(digits) != 4 || strings.Trim(digits, "0123456789") != "" {
		return nil
	}
	h, m := int(digits[0]-'0')*10+int(digits[1]-'0'), int(digits[2]-'0')*10+int(digits[3]-'0')
	if h > 14 || m > 59 {
		return nil
	}
	sec := h*3600 + m*60
	if s[0] == '-' {
		sec = -sec
	}
	return time.FixedZone(fmt.Sprintf("%c%02d:%02d", s[0], h, m), sec)
}

// Names lists the zones that a person chooses from, by name.
var Names = sync.OnceValue(func() []string {
	files, _ := open()
	var names []string
	for _, f := range files {
		area, _, found := strings.Cut(f.Name, "/")
		if f.Name == "UTC" || found && area != "Etc" && area != "SystemV" && area != "US" {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return names
})

// Local returns the zone that this computer is set to, or UTC where its name
// cannot be told (as on Windows, whose names are not those of the database).
func Local() *time.Location {
	candidates := []string{strings.TrimPrefix(os.Getenv("TZ"), ":"), time.Local.String()}
	if target, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(filepath.ToSlash(target), "/zoneinfo/"); ok {
			candidates = append(candidates, name)
		}
	}
	if b, err := os.ReadFile("/etc/timezone"); err == nil {
		candidates = append(candidates, string(b))
	}
	for _, name := range candidates {
		if strings.TrimSpace(name) == "" {
			continue
		}
		if l, err := Load(name); err == nil {
			return l
		}
	}
	return time.UTC
}
