package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/zones"
	"probity/export"

	jsonx "github.com/go-json-experiment/json"
)

// Seal is seal.json: what was delivered, and what links the rows to their
// sources and to the journal.
type Seal struct {
	Format   string        `json:"format"`
	Layout   int           `json:"layout,omitempty"` // how the pages for people are written, see Layout
	Title    string        `json:"title,omitempty"`
	Program  string        `json:"program"`
	Author   string        `json:"author,omitempty"`
	Created  time.Time     `json:"created"`
	Work     string        `json:"workspace"`
	Filter   export.Filter `json:"filter"`
	Zone     string        `json:"zone"`
	ZoneDB   string        `json:"zone_db"`
	First    string        `json:"first"` // RFC 3339 UTC, empty when no entry has a time
	Last     string        `json:"last"`
	Columns  []string      `json:"columns"` // of entries.csv, in order
	Rows     int64         `json:"rows"`
	RowRoot  string        `json:"row_root"`
	Sources  []SealSource  `json:"sources"`
	Journal  []SealJournal `json:"journal"`
	Events   int           `json:"delivered_events"`
	zoneTime *time.Location
}

// SealSource is a source as seal.json describes it.
type SealSource struct {
	SHA256     string          `json:"sha256"`
	Name       string          `json:"name"`
	Size       int64           `json:"size"`
	Records    int64           `json:"records"`
	RecordRoot string          `json:"record_root"`
	Imported   time.Time       `json:"imported"`
	Reading    json.RawMessage `json:"reading"`
	Exported   Exported        `json:"exported"`
}

// SealJournal is the journal of one replica as seal.json describes it.
type SealJournal struct {
	Replica string `json:"replica"`
	Events  int64  `json:"events"`
	Head    string `json:"head"` // SHA-256 of the last line
	Root    string `json:"root"` // of the tree over all lines
}

func (s *Seal) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(s)
	return b.Bytes(), err
}

// parseSeal reads seal.json. A newer format is refused in words; unknown
// members are kept out of the way.
func parseSeal(data []byte) (*Seal, error) {
	var s Seal
	err := jsonx.Unmarshal(data, &s)
	if err != nil { // a newer format may have other members
		var only struct {
			Format string `json:"format"`
		}
		if jsonx.Unmarshal(data, &only) == nil {
			s.Format = only.Format
		}
	}
	switch {
	case err != nil && (s.Format == Format || s.Format == ""):
		return nil, fmt.Errorf("seal.json cannot be read: %w", err)
	case s.Format == "" || !strings.HasPrefix(s.Format, "probity-bundle/"):
		return nil, fmt.Errorf("seal.json does not say that this is a Probity bundle")
	case s.Format != Format:
		if n, err := strconv.ParseUint(strings.TrimPrefix(s.Format, "probity-bundle/"), 10, 31); err != nil || n < 2 {
			return nil, fmt.Errorf("seal.json gives the format %q, which never was", shorten(s.Format))
		}
		return nil, &newerFormat{s.Format}
	case s.Rows < 0:
		return nil, fmt.Errorf("seal.json speaks of %d rows", s.Rows)
	}
	if _, err := evidence.ParseHash(s.RowRoot); err != nil {
		return nil, fmt.Errorf("the row root in seal.json: %w", err)
	}
	zone, err := zones.Load(s.Zone)
	if err != nil {
		return nil, fmt.Errorf("seal.json names the zone %q, which this program does not know", s.Zone)
	}
	s.zoneTime = zone
	return &s, nil
}

// newerFormat is the error for a bundle that this program is too old for.
type newerFormat struct{ format string }

func (n *newerFormat) Error() string {
	return fmt.Sprintf("it has the format %s and was made by a newer Probity: take a newer one", n.format)
}

// zoneName is what zones.Load reads again as the same zone.
func zoneName(zone *time.Location, at time.Time) (string, error) {
	_, summer := at.In(zone).Zone()
	_, winter := at.AddDate(0, 6, 0).In(zone).Zone()
	if known, err := zones.Load(zone.String()); err == nil {
		_, a := at.In(known).Zone()
		_, b := at.AddDate(0, 6, 0).In(known).Zone()
		if a == summer && b == winter {
			return zone.String(), nil
		}
	}
	if summer != winter {
		return "", fmt.Errorf("the display zone %q has no name that another computer knows: choose one such as Europe/Berlin", zone)
	}
	return at.In(zone).Format("-07:00"), nil
}

// instant writes a time as values.jsonl and seal.json have it.
func instant(m entry.Micros) string {
	at, ok := entry.Instant(m, time.UTC)
	if !ok {
		return ""
	}
	return at.Format(time.RFC3339Nano)
}

// parseInstant reads what instant wrote, and only that spelling.
func parseInstant(s string) (entry.Micros, error) {
	if s == "" {
		return entry.NoTime, nil
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return entry.NoTime, err
	}
	m := entry.At(at)
	if instant(m) != s {
		return entry.NoTime, fmt.Errorf("%q is not a time as bundles spell it", s)
	}
	return m, nil
}
