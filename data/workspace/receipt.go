package workspace

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/intake"
	"probity/data/zones"
)

// Progress is told how far a long task is. For an import and for Verify the
// unit is bytes of sources. It is called at most ten times a second, not always
// from the goroutine that began the task, and may be nil.
type Progress func(done, total int64)

// Origin is what the person said of the export; nothing checks it.
type Origin struct {
	By        string // who exported it
	At        string // when
	Filter    string // with which filter
	PanelRows int64  // how many rows the panel showed, -1 for unknown
	Importer  string // who imports it here, the author of the event; may be empty
}

// Receipt is the outcome of an import: Read = Stored + Duplicates + Rejected.
type Receipt struct {
	Source                             string // name of the file
	SHA256, Root                       string // hexadecimal
	Read, Stored, Duplicates, Rejected int64  // records
	// Altered counts stored records that are another version of a record of an
	// earlier source, which is no longer shown. Vanished counts records of
	// earlier sources that this one should hold and does not; they stay.
	Altered, Vanished int64
	Reference         string // of a reference list: operators, customers, entities
	First, Last       entry.Micros
	Times             intake.TimeMarks // entries whose time is missing or lies on a change of the clock
	Rejects           []intake.Reject
	AlreadyImported   time.Time // when the same file was imported before; zero for a new one
	PanelRows         int64     // as said in Origin
}

// seal is what an import event says of everything that was stored.
type seal struct {
	Blocks       map[string]string // blockKey → hash of the block's bytes
	Dictionaries map[string]string // sealedName → hash
	Leaves       []string          // hashes of the pieces, in order
	Rejects      string
}

func blockKey(segment int, name string) string { return strconv.Itoa(segment) + "/" + sealedName(name) }

// sealedName is how a column is called in an event. JSON holds no bytes that
// are not UTF-8; a name with such bytes stands there as U+FFFD and its bytes
// in hexadecimal.
func sealedName(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	return "\uFFFD" + hex.EncodeToString([]byte(name))
}

// readingFields are the fields of an event that makes a reading visible, import
// or read (docs/format.md, "Journal"), without what sources have in common.
func readingFields(size int64, r Receipt, reading []byte, rows int64, o Origin, s seal) (map[string]string, error) {
	fields := map[string]string{
		"source":          r.SHA256,
		"size":            strconv.FormatInt(size, 10),
		"name":            r.Source,
		"reading":         string(reading),
		"read":            strconv.FormatInt(r.Read, 10),
		"stored":          strconv.FormatInt(r.Stored, 10),
		"duplicates":      strconv.FormatInt(r.Duplicates, 10),
		"rejected":        strconv.FormatInt(r.Rejected, 10),
		"altered":         strconv.FormatInt(r.Altered, 10),
		"vanished":        strconv.FormatInt(r.Vanished, 10),
		"rows":            strconv.FormatInt(rows, 10),
		"record_root":     r.Root,
		"records":         strconv.FormatInt(r.Read, 10),
		"first":           instant(r.First),
		"last":            instant(r.Last),
		"zone_db":         zones.Version,
		"rejects":         s.Rejects,
		"exported_by":     o.By,
		"exported_at":     o.At,
		"exported_filter": o.Filter,
	}
	if o.PanelRows >= 0 {
		fields["panel_rows"] = strconv.FormatInt(o.PanelRows, 10)
	}
	for name, value := range map[string]any{"blocks": s.Blocks, "dictionaries": s.Dictionaries, "leaves": s.Leaves} {
		b, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("writing the field %s of an event: %w", name, err)
		}
		fields[name] = string(b)
	}
	return fields, nil
}

// instant writes a time as it stands in events, empty where there is none.
func instant(m entry.Micros) string {
	t, ok := entry.Instant(m, time.UTC)
	if !ok {
		return ""
	}
	return t.Format("2006-01-02T15:04:05.999999Z07:00")
}

// hashRejects seals the records that could not be read: the SHA-256 of a JSON
// array of {"record","line","offset","length","reason"}.
func hashRejects(rejects []intake.Reject) (string, error) {
	type reject struct {
		Record int64  `json:"record"`
		Line   int64  `json:"line"`
		Offset int64  `json:"offset"`
		Length int64  `json:"length"`
		Reason string `json:"reason"`
	}
	all := make([]reject, len(rejects))
	for i, r := range rejects {
		all[i] = reject(r)
	}
	b, err := json.Marshal(all)
	if err != nil {
		return "", fmt.Errorf("sealing the rejected records: %w", err)
	}
	return evidence.Hex(evidence.LineHash(b)), nil
}
