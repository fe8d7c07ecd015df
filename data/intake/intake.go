// Package intake turns the bytes of an export into entries and says how it
// read them.
//
// Inspect looks at samples of a file and proposes a Reading: container,
// format, encoding, dialect, header, columns, dates, zone. What the data does
// not tell is asked, never assumed. Read applies a Reading to the whole
// source: in parallel pieces, in source order, every record either an entry or
// a reject with its place and reason.
//
// Offsets, lengths and leaves are those of the source's own bytes as
// docs/format.md, "Source and record" defines them.
package intake

import (
	"probity/data/columns"
	"probity/data/evidence"
)

// Options is what a person set; the zero value detects everything.
type Options struct {
	Member       string            // of a ZIP with several exports: the file in it
	List         string            // of JSON: the path of the list whose objects are the records, or none
	Format       string            // csv, json, jsonl
	Encoding     string            // utf-8, utf-16le, utf-16be, windows-1252 or another name of the IANA registry
	Delimiter    string            // one or several characters, or comma, semicolon, tab, pipe, colon, space, tilde, caret
	Quote        string            // one byte, or double, single, none
	Escape       string            // doubled, backslash or none
	Comment      string            // one byte that begins a comment, or none
	Zone         string            // of the tz database: Europe/Berlin
	DateOrder    string            // dmy, mdy, ymd
	Layouts      map[string]string // source column → epoch s, epoch ms, epoch µs, epoch ns, excel, excel 1904
	ImportFormat string            // name of an import format, or a YAML file that is one; none for no format
	FormatDirs   []string          // folders with a person's own import formats, tried before the shipped ones
	HeaderRow    *int              // 1-based line, 0 for none
	Map          map[string]string // source column (or path) → canonical field, "time", or "" to leave it extra
	Kept         *Kept             // what was read of the file before, while a person tries settings; nil reads it

	only *Format // the one import format to recognise
}

// Finding is one thing that was found out about a file.
type Finding struct {
	Value string `json:"value"`
	Why   string `json:"why"` // in a person's words
	Sure  bool   `json:"sure"`
}

// Column is a column of the source and what becomes of it.
type Column struct {
	Name   string `json:"name"`             // the header, or the path in JSON
	Type   string `json:"type,omitempty"`   // time, text, number, ip, boolean, empty
	Layout string `json:"layout,omitempty"` // of a time: a Go reference layout, or epoch s, epoch ms, epoch µs, epoch ns, excel, excel 1904
	Order  string `json:"order,omitempty"`  // of a date of three numbers: dmy, mdy, ymd
	Part   string `json:"part,omitempty"`   // clock: of a time the time of day, the day is in another column
	Sorted string `json:"sorted,omitempty"` // of a time: up or down where the samples stand in order
	Zone   string `json:"zone,omitempty"`   // of a time: a zone, or offset where the values carry their own
	Field  string `json:"field,omitempty"`  // canonical field or time, what it is in a reference list; empty: extra
	Rank   int    `json:"rank,omitempty"`   // among columns of one field: the lowest that is not empty is taken
	Why    string `json:"why,omitempty"`    // where the mapping was taken from
}

// Question is what a person must answer before the file can be imported.
type Question struct {
	Key     string   `json:"key"` // zone, date-order, member
	Text    string   `json:"text"`
	Choices []string `json:"choices,omitempty"`
}

// Inspection is what intake sees in a file.
type Inspection struct {
	Path, Name   string
	Size         int64    // bytes
	Container    string   // file, gzip, zstd, zip
	Member       string   // of a ZIP
	Members      []string // of a ZIP: the exports in it
	Format       string   // csv, json, jsonl
	List         string   // of JSON: the path of the list whose values are the records
	Encoding     string
	Delimiter    string
	Quote        string
	Escape       string
	LineEnd      string // lf, crlf, cr
	HeaderRow    int    // 1-based line, 0 for none
	Columns      []Column
	ImportFormat string
	Reference    string             // of a reference list and no log: operators, customers, entities
	Findings     map[string]Finding // encoding, delimiter, quote, header, date-order, zone, import-format, own-formats, line-end, time
	Questions    []Question         // open ones; empty: can be imported
	Rows         [][]string         // the first rows, up to 50, as text per column
	Rejects      []Reject           // among the sampled records
	Estimate     int64              // records; exact when Exact
	Exact        bool
	Gaps         []string // what this kind of log does not record, as the import format tells

	reading *Reading
	head    []byte // the beginning that was looked at
	bom     int64  // bytes before the text
	broken  bool   // most records must be mended
}

// Reject is a record that could not be read.
type Reject struct {
	Record int64  `json:"record"` // 0-based leaf of the record tree
	Line   int64  `json:"line"`   // 1-based physical line where it begins
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
	Reason string `json:"reason"`
}

// Batch is a run of records in source order.
type Batch struct {
	First   int64           // 0-based number of its first record
	Records int             // number of records, rejected ones included
	Leaves  []evidence.Hash // one per record
	Rows    int             // number of entries

	Record []int64 // per entry: its record, 0-based in the source
	Offset []int64 // per entry: where its record begins in the source
	Length []int64 // per entry: bytes of its record
	Time   []int64 // per entry: entry.Micros

	// Text holds the canonical fields, "path" and the extra fields that occur;
	// each has Rows codes into a dictionary of its own.
	Text map[string]*columns.Coded

	Rejects []Reject

	listed bool // rows of a reference list, which have no times
	timed  timed
	ragged int // entries with more or fewer cells than the table has columns
	work   *work
	odd    *odd // nil for nearly all
}

// work is what a batch was built as, until it has its place in the source.
type work struct {
	fixed  [slots]*gathered
	extras []*gathered // in the order of their first appearance
}

// PathColumn names the column that tells where inside its record an entry was
// found.
const PathColumn = "path"

// TimeField is the field of a column that holds the time of an entry.
const TimeField = "time"

// maxExtra is the number of different extra columns that a source may have;
// what goes beyond is kept as JSON text in extra.other.
const maxExtra = 2000

// otherColumn takes what goes beyond maxExtra.
const otherColumn = "extra.other"
