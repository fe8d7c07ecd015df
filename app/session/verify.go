package session

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"probity/data/fault"
	"probity/data/workspace"
	"probity/export/bundle"
)

// Problem is one difference that a check found.
type Problem struct {
	What   string `json:"what"`
	File   string `json:"file"` // file of a bundle, or source of a workspace
	Row    int64  `json:"row"`  // 1-based; 0 where there is none
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// String gives the problem as one line for people.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Row > 0 {
		fmt.Fprintf(&b, ", row %d", p.Row)
	}
	if p.Field != "" {
		b.WriteString(", " + p.Field)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(p.Detail)
	return b.String()
}

// States of a Check.
const (
	CheckOK      = bundle.StateOK
	CheckChanged = bundle.StateChanged
	CheckAbsent  = bundle.StateAbsent // not there to be checked
)

// Check is one thing that was checked.
type Check struct {
	Title  string `json:"title"`
	State  string `json:"state"`
	Detail string `json:"detail"`
}

// Mark is the sign that stands before a check.
func (c Check) Mark() string {
	switch c.State {
	case CheckOK:
		return "✓"
	case CheckChanged:
		return "≠"
	}
	return "–"
}

// Verdict is the outcome of a check. Verdict is sealed, unconfirmed, unsigned,
// changed or unreadable; Sentence says it for people.
type Verdict struct {
	Verdict     string    `json:"verdict"`
	Sentence    string    `json:"sentence"`
	Problems    []Problem `json:"problems"`
	Checks      []Check   `json:"checks"`
	Signer      string    `json:"signer"`
	SealedAt    string    `json:"sealed_at"` // RFC 3339, UTC
	Fingerprint string    `json:"fingerprint"`
}

// Verify checks a workspace or a bundle, or, when against names a workspace,
// that an export is one that was imported there.
func Verify(ctx context.Context, path, against string, p Progress) (*Verdict, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unusable, "There is no file %s; check the name and the folder.", path)
	} else if err != nil {
		return nil, fault.New(fault.Unusable, "%s cannot be checked: %w", path, err)
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return nil, fault.New(fault.Unusable, "%s is neither a file nor a folder: give a workspace, a bundle or an export", path)
	}
	switch {
	case against != "":
		return verifyExport(path, against)
	case IsBundle(path):
		report, err := bundle.Verify(ctx, path, p)
		if err != nil {
			return nil, err
		}
		return verdictOf(report), nil
	}
	if info.IsDir() {
		return nil, fault.New(fault.Unusable, "%s is a folder without a bag in it: give a workspace or a bundle", path)
	}
	ws, err := workspace.OpenReadOnly(path)
	if err != nil {
		return nil, err
	}
	defer ws.Close()
	return verifyWorkspace(ctx, ws, p)
}

// Verify checks what is open; a bundle was checked when it was opened.
func (s *Session) Verify(ctx context.Context, p Progress) (*Verdict, error) {
	if s.opened != nil {
		return verdictOf(s.opened.Report), nil
	}
	if s.wrote.Load() {
		keepHeads(s.ws)
	}
	return verifyWorkspace(ctx, s.ws, p)
}

func verifyWorkspace(ctx context.Context, ws *workspace.Workspace, p Progress) (*Verdict, error) {
	found, err := ws.Verify(ctx, p)
	if err != nil {
		return nil, err
	}
	kept := keptHeads(ws.ID())
	lost, err := ws.CheckHeads(kept)
	if err != nil {
		return nil, err
	}
	found = append(found, lost...)
	sources, err := ws.Sources()
	if err != nil {
		return nil, err
	}
	v := &Verdict{Verdict: bundle.Unsigned, Problems: []Problem{}}
	bad := map[string]int{}
	for _, f := range found {
		bad[group(f.What)]++
		v.Problems = append(v.Problems, Problem{f.What, f.Source, f.Row, f.Field, f.Detail})
	}
	var records, rows int64
	for _, src := range sources {
		records += src.Records
		rows += src.Rows
	}
	check := func(name, title, detail string) {
		c := Check{title, CheckOK, detail}
		if n := bad[name]; n > 0 {
			c.State, c.Detail = CheckChanged, fmt.Sprintf("%d %s", n, problemWord(n))
		}
		v.Checks = append(v.Checks, c)
	}
	title := counted(int64(len(sources)), "source", "sources")
	if lists, err := ws.Lists(); err != nil {
		return nil, err
	} else if len(lists) > 0 {
		title += ", " + counted(int64(len(lists)), "reference list", "reference lists")
	}
	check("source", title+" as imported", "The original bytes and their SHA-256 match.")
	if bad["source"] > 0 && bad["record"] == 0 {
		v.Checks = append(v.Checks, Check{counted(records, "record", "records"), CheckAbsent, "Not told of the sources that differ."})
	} else {
		check("record", counted(records, "record", "records"), "Every record matches the sealed record tree.")
	}
	check("column", counted(rows, "entry", "entries")+" as shown", "Every column matches the import event.")
	journal := "In order. Whether the newest are missing cannot be told: this computer has not written to this workspace before."
	if len(kept) > 0 {
		journal = "In order, and none is missing that this computer has seen."
	}
	check("event", "Notes and decisions", journal)
	v.Checks = append(v.Checks, Check{"Who sealed it", CheckAbsent, "Not signed: whoever has this file could have rewritten all of it."})
	v.Sentence = "Unchanged since it was imported, but unsigned: whoever has this file could have rewritten all of it."
	if len(found) > 0 {
		v.Verdict = bundle.Changed
		v.Sentence = fmt.Sprintf("Changed after the import: %d %s.", len(found), problemWord(len(found)))
	}
	return v, nil
}

// group maps what a problem is about to the check that it belongs to.
func group(what string) string {
	switch what {
	case "record", "leaves":
		return "record"
	case "column", "dictionary", "occurrence":
		return "column"
	case "event":
		return "event"
	}
	return "source"
}

func problemWord(n int) string {
	if n == 1 {
		return "difference"
	}
	return "differences"
}

func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func verdictOf(r *bundle.Report) *Verdict {
	v := &Verdict{Verdict: r.Verdict, Sentence: r.Statement, Problems: []Problem{}, Checks: []Check{},
		Signer: r.Signer, SealedAt: r.SealedAt, Fingerprint: r.Fingerprint}
	for _, p := range r.Problems {
		v.Problems = append(v.Problems, Problem(p))
	}
	for _, c := range r.Checks {
		v.Checks = append(v.Checks, Check(c))
	}
	return v
}

func verifyExport(path, against string) (*Verdict, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.Unusable, "%s cannot be read: %w", path, err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, fault.New(fault.Unusable, "%s cannot be read: %w", path, err)
	}
	ws, err := workspace.OpenReadOnly(against)
	if err != nil {
		return nil, err
	}
	defer ws.Close()
	shown, err := both(ws.Sources, ws.Lists)
	if err != nil {
		return nil, err
	}
	gone, err := both(ws.Withdrawn, ws.WithdrawnLists)
	if err != nil {
		return nil, err
	}
	sum, name := [32]byte(h.Sum(nil)), filepath.Base(path)
	var known []string
	for i, src := range append(shown, gone...) {
		when := src.Imported.Format("2006-01-02 15:04 MST")
		if i >= len(shown) {
			when += ", withdrawn since"
		}
		if src.Packed.SHA256 == hex.EncodeToString(sum[:]) {
			known = append(known, fmt.Sprintf("what %s was imported from on %s", src.Name, when))
		} else if src.SHA256 == sum {
			known = append(known, fmt.Sprintf("what was imported as %s on %s", src.Name, when))
		}
	}
	if known != nil {
		return &Verdict{Verdict: bundle.Unsigned, Problems: []Problem{}, Checks: []Check{},
			Sentence: fmt.Sprintf("%s is, byte for byte, %s.", name, strings.Join(known, ", and "))}, nil
	}
	detail := fmt.Sprintf("No import of %s has its SHA-256 %s. To see what differs: probity compare.", ws.Name(), hex.EncodeToString(sum[:]))
	return &Verdict{Verdict: bundle.Changed, Checks: []Check{}, Sentence: name + " is not what was imported.",
		Problems: []Problem{{What: "source", File: name, Detail: detail}}}, nil
}
