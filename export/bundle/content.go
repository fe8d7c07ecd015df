// Package bundle writes, checks and opens bundles: one ZIP with one BagIt 1.0
// bag in it (RFC 8493) that holds the delivered entries for people (CSV, XLSX,
// HTML) and the evidence that they are as they were sealed. What lies in a
// bundle stands in docs/format.md, section 6.
//
// A bundle proves that its rows are as they were sealed, and that its sources
// were unchanged since they were imported; never that they were true before.
package bundle

import (
	"encoding/json"
	"time"

	"probity/export"
)

// Format is the version of the bundles that this program writes.
const Format = "probity-bundle/1"

// Content is what a bundle is made of. The same content gives the same bytes.
type Content struct {
	Title       string      // a line for people, may be empty
	Rows        export.Rows // their states must be what Events say
	Columns     []string    // fields shown in CSV and XLSX, see export.Table
	Sources     []Source    // every source that a row names
	Filter      export.Filter
	Zone        *time.Location // display zone; nil is UTC
	ZoneDB      string         // version of the tz database, "2026b"
	Created     time.Time
	Program     string // "Probity 0.1.0"
	WorkspaceID string
	Author      string  // who makes the bundle, may be empty
	Events      []Event // the whole journal of the workspace, in any order
}

// Source describes one imported file.
type Source struct {
	SHA256     [32]byte
	Name       string
	Size       int64 // bytes
	Records    int64
	RecordRoot [32]byte
	Imported   time.Time
	Reading    json.RawMessage // how it was read; nil is written as null
	Exported   Exported
	Secret     []byte // 32 bytes, from which the salts of its rows derive; not written
}

// Exported is what the person said of the export that became the source.
type Exported struct {
	By        string `json:"by,omitempty"`
	At        string `json:"at,omitempty"`
	Filter    string `json:"filter,omitempty"`
	PanelRows *int64 `json:"panel_rows,omitempty"` // rows that the panel showed
}

// Event is one event of the journal as the workspace keeps it.
type Event struct {
	Line   []byte
	Salt   []byte
	Fields map[string]string
}

// Result says what was written.
type Result struct {
	Path        string
	Size        int64 // bytes
	Fingerprint string
	Rows        int64
	RowRoot     string // hexadecimal
	Events      int    // notes and decisions in it
}

// names of the files, in the order in which they lie in the archive
const (
	fileBagit       = "bagit.txt"
	fileBagInfo     = "bag-info.txt"
	fileManifest    = "manifest-sha256.txt"
	fileTagManifest = "tagmanifest-sha256.txt"
	fileVerify      = "VERIFY.txt"
	fileReadme      = "data/READ-ME-FIRST.html"
	fileCSV         = "data/entries.csv"
	fileXLSX        = "data/entries.xlsx"
	evidenceFolder  = "data/evidence/"
	fileSeal        = evidenceFolder + "seal.json"
	fileCheckpoint  = evidenceFolder + "checkpoint"
	fileRows        = evidenceFolder + "rows.jsonl"
	fileLeaves      = evidenceFolder + "leaves.sha256"
	fileValues      = evidenceFolder + "values.jsonl"
	fileJournal     = evidenceFolder + "journal.jsonl"
	fileSealSums    = evidenceFolder + "seal.sha256"
)

var tagFiles = []string{fileBagit, fileBagInfo, fileManifest, fileVerify}

var payloadFiles = []string{
	fileReadme, fileCSV, fileXLSX, fileSeal, fileCheckpoint, fileRows, fileLeaves, fileValues, fileJournal, fileSealSums,
}

var sealedFiles = []string{fileSeal, fileCheckpoint, fileRows, fileLeaves, fileJournal}
