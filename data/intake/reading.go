package intake

import (
	"errors"
	"fmt"
	"strings"

	"probity/data/fault"
)

// Reading holds everything that is needed to read a source again in the same
// way. It is kept in the workspace and in a bundle's seal, apart from the
// source.
type Reading struct {
	Container    string            `json:"container"`        // file, gzip, zstd, zip
	Member       string            `json:"member,omitempty"` // of a ZIP: the file in it
	Packed       *Packed           `json:"packed,omitempty"` // of a ZIP: where the member lies
	Format       string            `json:"format"`           // csv, json, jsonl
	Encoding     string            `json:"encoding"`
	Plain        bool              `json:"plain,omitempty"` // the samples were ASCII and not the whole source: what is not UTF-8 contradicts them
	Delimiter    string            `json:"delimiter,omitempty"`
	Quote        string            `json:"quote,omitempty"`       // empty: none
	Escape       string            `json:"escape,omitempty"`      // the quote: doubled; another byte stands before it; empty: none
	LineEnd      string            `json:"line_end,omitempty"`    // lf, crlf, cr, mixed
	HeaderRow    int               `json:"header_row"`            // 1-based line, 0 for none
	HeaderRows   int               `json:"header_rows,omitempty"` // records that the header takes; 0 and 1: one
	Comment      string            `json:"comment,omitempty"`     // records that begin with it are comments
	Always       bool              `json:"always,omitempty"`      // every cell that is not empty is quoted
	Pad          bool              `json:"pad,omitempty"`         // blanks around cells are no part of them; where the delimiter is blanks, any number of them
	Mend         bool              `json:"mend,omitempty"`        // records with broken quotes are split by the number of columns
	Ragged       bool              `json:"ragged,omitempty"`      // the samples had many records with other numbers of cells
	Apart        []Stretch         `json:"apart,omitempty"`       // parts of the source that are not records of the table
	List         string            `json:"list,omitempty"`        // of JSON: the path of the list whose values are the records
	Entries      string            `json:"entries,omitempty"`     // of JSON: the path of a list in each record whose items are entries of their own
	Unfold       []string          `json:"unfold,omitempty"`      // columns and paths whose texts are JSON: its members are fields below them, besides
	Reference    string            `json:"reference,omitempty"`   // of a reference list and no log: operators, customers, entities
	Members      []Column          `json:"members,omitempty"`     // members of texts that are JSON and what becomes of them: name is the column, a point and the path in it
	Resume       bool              `json:"resume,omitempty"`      // of JSON: behind a record that is broken, reading goes on with the next
	Columns      []Column          `json:"columns"`
	DateOrder    string            `json:"date_order,omitempty"`
	Zone         string            `json:"zone,omitempty"` // for times that do not tell theirs
	ImportFormat string            `json:"import_format,omitempty"`
	Definition   string            `json:"definition,omitempty"` // YAML of a person's own import format, so that the source can be read again where its file is not
	Rules        string            `json:"rules,omitempty"`      // which rules gave categories and the like: beginning of their SHA-256
	From         map[string]string `json:"from,omitempty"`       // what was taken from where: data, format, person
}

// Stretch is a part of a source, in bytes, whose records are rejected.
type Stretch struct {
	From   int64  `json:"from"`
	To     int64  `json:"to"`
	Reason string `json:"reason"`
}

// ErrOpen is the cause when a question is still open.
var ErrOpen = errors.New("a question is open")

// Reading gives the reading that was found. While a question is open it is an
// error that names the question and how to answer it.
func (in *Inspection) Reading() (*Reading, error) {
	if len(in.Questions) == 0 {
		return in.reading, nil
	}
	var texts []string
	for _, q := range in.Questions {
		texts = append(texts, q.Text)
	}
	return nil, fault.New(fault.Unusable, "%s: %w", fmt.Sprintf("%s cannot be imported yet. %s", in.Name, strings.Join(texts, " ")), ErrOpen)
}
