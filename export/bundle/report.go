package bundle

import (
	"fmt"
	"path"
	"strings"
	"time"
)

// Verdicts, as docs/format.md names them. Never a bare "intact": what carries
// no signature, anyone can rebuild.
const (
	Sealed      = "sealed"      // unchanged, signed by a key that is trusted here
	Unconfirmed = "unconfirmed" // unchanged, signed by a key that is not confirmed here
	Unsigned    = "unsigned"    // unchanged since written, but anyone could have made it
	Changed     = "changed"
	Unreadable  = "unreadable"
)

// Problem is one thing that does not hold.
type Problem struct {
	What   string `json:"what"`            // archive, bag, file, missing, extra, entry, event, seal
	File   string `json:"file,omitempty"`  // inside the bundle
	Row    int64  `json:"row,omitempty"`   // 1-based: entry as delivered, or line of journal.jsonl
	Field  string `json:"field,omitempty"` // name of a field or member
	Detail string `json:"detail"`
}

// States of a Check.
const (
	StateOK      = "ok"
	StateChanged = "changed"
	StateAbsent  = "absent" // is not in this bundle
	StateNA      = "na"     // cannot be told
)

// Check is one line of what was checked, for people.
type Check struct {
	Title  string `json:"title"`
	State  string `json:"state"`
	Detail string `json:"detail"`
}

// Report is the outcome of Verify.
type Report struct {
	Verdict     string    `json:"verdict"`
	Statement   string    `json:"statement"` // the verdict in a sentence
	Problems    []Problem `json:"problems"`
	Unlisted    int       `json:"unlisted_problems,omitempty"` // beyond those listed
	Warnings    []string  `json:"warnings,omitempty"`
	Checks      []Check   `json:"checks"`
	Signer      string    `json:"signer"`
	SealedAt    string    `json:"sealed_at"` // RFC 3339, as the bundle itself says; empty where it does not
	Fingerprint string    `json:"fingerprint,omitempty"`
	Probity     bool      `json:"probity"` // made by Probity, not just any BagIt bag
	Rows        int64     `json:"rows"`
	Events      int       `json:"events"`
	Files       int       `json:"files"`
	Seal        *Seal     `json:"-"` // as it was read, nil where it could not be

	people *Check // whether the pages for people say what the evidence says

	newer string // the format, when this program is too old for it
}

// maxProblems bounds the list; the count goes on.
const maxProblems = 10_000

func (r *Report) add(p Problem) {
	if len(r.Problems) >= maxProblems {
		r.Unlisted++
		return
	}
	r.Problems = append(r.Problems, p)
}

// count gives the number of problems of some kinds, and the first.
func (r *Report) count(whats ...string) (n int, first Problem) {
	for _, p := range r.Problems {
		for _, w := range whats {
			if p.What != w {
				continue
			}
			if n == 0 {
				first = p
			}
			n++
		}
	}
	return n, first
}

// Describe puts a problem into a line: “entries.csv, row 4, Details: …”.
func (p Problem) Describe() string {
	var where []string
	switch {
	case p.What == "archive" && p.File != "":
		where = append(where, p.File) // the whole name is what is wrong
	case p.File != "":
		where = append(where, path.Base(p.File))
	}
	if p.Row > 0 {
		where = append(where, fmt.Sprintf("row %d", p.Row))
	}
	if p.Field != "" {
		where = append(where, "field "+p.Field)
	}
	if len(where) == 0 {
		return p.Detail
	}
	return strings.Join(where, ", ") + ": " + p.Detail
}

// finish sets the verdict and the lines for people.
func (r *Report) finish() {
	if r.Problems == nil {
		r.Problems = []Problem{}
	}
	archive, _ := r.count("archive")
	switch {
	case archive > 0:
		r.Verdict, r.Statement = Unreadable, "This archive is not read: its structure is damaged or made to mislead"
	case r.newer != "":
		r.Verdict, r.Statement = Unreadable, "This bundle was made by a newer Probity: take a newer one"
	case len(r.Problems) > 0:
		r.Verdict, r.Statement = Changed, r.changedStatement()
	case !r.Probity:
		r.Verdict, r.Statement = Unsigned, "A BagIt bag, not made by Probity: complete and as its manifests say, but anyone could have made it"
	default:
		r.Verdict, r.Statement = Unsigned, "Unchanged since written, but unsigned: anyone could have made it"
	}
	r.checks()
}

func (r *Report) changedStatement() string {
	rows := map[int64]bool{}
	for _, p := range r.Problems {
		if p.What == "entry" && p.Row > 0 {
			rows[p.Row] = true
		}
	}
	var gone []string
	for _, p := range r.Problems {
		if p.What == "missing" && p.File != "" {
			gone = append(gone, path.Base(p.File))
		}
	}
	switch {
	case len(gone) == 1:
		return "Changed: " + gone[0] + " is missing"
	case len(gone) > 1:
		return fmt.Sprintf("Changed: %d files are missing: %s", len(gone), strings.Join(gone[:min(len(gone), 5)], ", "))
	case len(rows) == 1:
		return "One entry was changed after sealing"
	case len(rows) > 1:
		return fmt.Sprintf("%s entries were changed after sealing", thousands(int64(len(rows))))
	case len(r.Problems) == 1:
		return "Changed: " + r.Problems[0].Describe()
	}
	return fmt.Sprintf("Changed: %s things are not as they were sealed", thousands(int64(len(r.Problems)+r.Unlisted)))
}

func (r *Report) checks() {
	if archive, first := r.count("archive"); archive > 0 {
		r.Checks = append(r.Checks, Check{"The archive", StateChanged, first.Describe()})
		return
	}
	if r.newer != "" {
		r.Checks = append(r.Checks, Check{"Format", StateNA, fmt.Sprintf("%s; this program reads %s", r.newer, Format)}, r.files())
		return
	}
	if r.Probity {
		who := "Not signed: anyone could have made this bundle"
		if r.Fingerprint != "" {
			who += ". Fingerprint to confirm by telephone: " + r.Fingerprint
		}
		r.Checks = append(r.Checks, Check{"Who sealed it", StateNA, who})
		when := "The bundle does not say when it was made"
		if at, err := time.Parse(time.RFC3339, r.SealedAt); err == nil {
			when = "The bundle says " + at.Format("2 Jan 2006, 15:04 MST") + "; nobody outside confirms it"
		}
		r.Checks = append(r.Checks,
			Check{"When", StateNA, when},
			r.check(plural(r.Rows, "entry", "entries"), "Each is as it was sealed", "entry", "seal"),
			r.check(plural(int64(r.Events), "note or decision", "notes and decisions"), r.journalDetail(), "event"),
		)
	}
	if r.people != nil {
		r.Checks = append(r.Checks, *r.people)
	}
	r.Checks = append(r.Checks, r.files())
	if r.Probity {
		r.Checks = append(r.Checks, Check{"Original export", StateAbsent, "Not included in this bundle"})
	}
}

func (r *Report) check(title, good string, whats ...string) Check {
	n, first := r.count(whats...)
	if n == 0 {
		return Check{title, StateOK, good}
	}
	return Check{title, StateChanged, differs(n) + first.Describe()}
}

// journalDetail claims no completeness: what lies here belongs to the sealed
// journal, but only the seal itself says that nothing was left out.
func (r *Report) journalDetail() string {
	if r.Events == 0 {
		return "None came with these entries"
	}
	return "Each is as it was sealed"
}

func differs(n int) string {
	if n == 1 {
		return "1 differs: "
	}
	return thousands(int64(n)) + " differences, the first: "
}

func (r *Report) files() Check {
	var names []string
	seen := map[string]bool{}
	for _, p := range r.Problems {
		if p.File != "" && !seen[p.File] {
			seen[p.File] = true
			names = append(names, path.Base(p.File))
		}
	}
	title := plural(int64(r.Files), "file", "files")
	switch {
	case len(names) > 0:
		verb := " differ: "
		if len(names) == 1 {
			verb = " differs: "
		}
		return Check{title, StateChanged, fmt.Sprint(len(names)) + verb + strings.Join(names[:min(len(names), 8)], ", ")}
	case len(r.Problems) > 0:
		return Check{title, StateChanged, r.Problems[0].Describe()}
	}
	return Check{title, StateOK, "All there, none too many, each as the manifests say"}
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}
