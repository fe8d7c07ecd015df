package workspace

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"probity/data/evidence"
	"probity/data/intake"
)

// What a Problem concerns.
const (
	ProblemFile       = "file"       // the workspace file as such
	ProblemEvent      = "event"      // the journal or an event of it
	ProblemSource     = "source"     // the original bytes of a source
	ProblemRecord     = "record"     // a record of a source; Row is its number
	ProblemColumn     = "column"     // a value that is shown; Row is its record
	ProblemDictionary = "dictionary" // a value that many rows share; Row is the first record with it
	ProblemLeaves     = "leaves"     // the hashes of the records
	ProblemReceipt    = "receipt"    // the figures of an import
	ProblemOccurrence = "occurrence" // which records are shown and which are hidden; Row is the first that it concerns
)

// Problem is something that is not as it was sealed.
type Problem struct {
	What   string
	Source string // what it concerns: name of the source, “event 8 (status, by Ana)”, “journal”, “workspace”
	Row    int64  // 1-based record of the source, 0 where it concerns none
	Field  string // column or field
	Detail string // a sentence for a person
}

// detailed is the number of problems of one kind in one place that are told
// one by one; the rest is counted.
const detailed = 20

// Verify holds everything that is shown against what the journal sealed: the
// sources' bytes, their records, the columns, the journal's own chains. What
// does not match is a Problem and not an error; all of them are reported. An
// error means that the check itself could not be done.
func (w *Workspace) Verify(ctx context.Context, p Progress) ([]Problem, error) {
	v := &verifier{w: w, ctx: ctx}
	readings, err := v.begin()
	if err != nil {
		return nil, w.explain(err)
	}
	var total int64
	for _, r := range readings {
		total += min(max(r.size, 0), 1<<50)
	}
	v.tell = throttle(p, total)
	for _, r := range readings {
		if err := v.check(r); err != nil {
			return nil, w.explain(err)
		}
	}
	if p != nil {
		p(total, total)
	}
	return v.problems, nil
}

type verifier struct {
	w        *Workspace
	ctx      context.Context
	problems []Problem
	sealing  []sealing                    // events that make or withdraw readings
	imports  map[string]map[string]string // fields of the last event that made a reading visible, by source
	gone     map[string]bool              // sources that were withdrawn
	commons  map[string]map[string]string // sealed lists by source
	// What follows from the journal, by source.
	places    map[string]int64 // of its last import among all imports, from 1
	revisions map[string]int64 // how often it changed which records of its reading are hidden
	tell      func(done int64)
	done      int64 // bytes of sources
}

// sealedReading is a visible reading with the event that seals it.
type sealedReading struct {
	id, source             int64
	sum                    [32]byte
	state                  string
	name, settings, zones  string
	size                   int64
	records, rows          int64
	duplicates, rejected   int64
	first, last            int64
	root                   []byte
	place, revision        int64
	event                  map[string]string
	blocks, dictionaries   map[string]string // sealed hashes
	leaves                 []string
	rejects                []intake.Reject
	segments               []int // rows of each
	offset, length, record []int64
	reading                *intake.Reading // nil where the event does not tell it
	suspects               suspects
	sourceIntact           bool
}

func (v *verifier) add(p Problem) { v.problems = append(v.problems, p) }

// broken makes a problem of what SQLite could not read; other errors end the
// check.
func (v *verifier) broken(err error, what, source, where string) error {
	if err == nil {
		return nil
	}
	switch code(err) {
	case codeCorrupt, codeNotADB:
		if source == "" {
			source = "workspace"
		}
		v.add(Problem{What: what, Source: source, Detail: fmt.Sprintf("%s cannot be read: the file is damaged there (%v).", where, err)})
		return nil
	}
	return err
}

// begin checks the file and the journal and lists the readings, all of one
// moment, because others may be writing.
func (v *verifier) begin() ([]*sealedReading, error) {
	tx, err := v.w.readers.BeginTx(v.ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	if err := v.broken(v.file(tx), ProblemFile, "", "The workspace"); err != nil {
		return nil, err
	}
	if err := v.broken(v.journal(tx), ProblemEvent, "", "The journal"); err != nil {
		return nil, err
	}
	v.settle()
	readings, err := v.readings(tx)
	return readings, v.broken(err, ProblemSource, "", "The list of sources")
}

// file asks SQLite whether the structure of the file is sound, its indexes
// included: a table that says something else than its index would be shown in
// one way and checked in another.
func (v *verifier) file(tx *sql.Tx) error {
	found, err := texts(tx.QueryContext(v.ctx, `PRAGMA integrity_check(5)`))
	if err != nil {
		return err
	}
	for _, detail := range found {
		if detail != "ok" {
			v.odd("The structure of the workspace file is damaged: %s.", detail)
		}
	}
	return v.tables(tx)
}

func (v *verifier) readings(tx *sql.Tx) ([]*sealedReading, error) {
	rows, err := tx.QueryContext(v.ctx, `SELECT r.id, s.id, s.sha256, r.state, s.name, s.size, r.settings, r.time_zone_db, r.records, r.rows, r.duplicates, r.rejected, r.first, r.last, r.root, `+v.w.column("place")+`, `+v.w.column("revision")+`
		FROM reading r JOIN source s ON s.id = r.source WHERE r.state IN ('visible', 'withdrawn') AND s.sha256 IS NOT NULL ORDER BY `+v.w.column("place")+`, r.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*sealedReading
	seen := map[string]bool{}
	for rows.Next() {
		r := &sealedReading{}
		var sum []byte
		err := rows.Scan(&r.id, &r.source, &sum, &r.state, &r.name, &r.size, &r.settings, &r.zones, &r.records, &r.rows, &r.duplicates, &r.rejected, &r.first, &r.last, &r.root, &r.place, &r.revision)
		if err != nil {
			return nil, err
		}
		copy(r.sum[:], sum)
		hex := evidence.Hex(r.sum)
		seen[hex] = true
		r.event = v.imports[hex]
		if r.event == nil {
			v.add(Problem{What: ProblemSource, Source: r.name, Detail: fmt.Sprintf("No event of the journal seals %s (SHA-256 %s): it was added or its event removed.", r.name, hex)})
			continue
		}
		v.state(r)
		out = append(out, r)
	}
	v.order(out)
	for hex, event := range v.imports {
		if !seen[hex] {
			name := event["name"]
			if name == "" {
				name = "a source without a name"
			}
			v.add(Problem{What: ProblemSource, Source: name, Detail: fmt.Sprintf("It was imported (SHA-256 %s) and is no longer there.", hex)})
		}
	}
	return out, rows.Err()
}

// check holds one reading against its event.
func (v *verifier) check(r *sealedReading) error {
	v.figures(r)
	for _, step := range []struct {
		check func(*sealedReading) error
		what  string
		where string
	}{
		{v.origin, ProblemReceipt, "The list of sources"},
		{v.rejected, ProblemReceipt, "The list of rejected records"},
		{v.occurrences, ProblemOccurrence, "The list of what sources have in common"},
		{v.columns, ProblemColumn, "The columns"},
		{v.bytes, ProblemSource, "The original bytes"},
		{v.compare, ProblemColumn, "The columns"},
	} {
		if err := v.ctx.Err(); err != nil {
			return err
		}
		if err := v.broken(step.check(r), step.what, r.name, step.where); err != nil {
			return err
		}
	}
	return nil
}

// figures compares what the tables say of a reading with its event.
func (v *verifier) figures(r *sealedReading) {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	stated := map[string]int64{}
	for _, name := range []string{"read", "stored", "duplicates", "rejected"} {
		n, err := strconv.ParseInt(r.event[name], 10, 64)
		if err != nil {
			v.add(Problem{What: ProblemReceipt, Source: r.name, Field: figureWords[name], Detail: fmt.Sprintf("The receipt of %s states %q as the %s.", r.name, short(r.event[name]), figureWords[name])})
		}
		stated[name] = n
	}
	if stated["read"] != stated["stored"]+stated["duplicates"]+stated["rejected"] {
		v.add(Problem{What: ProblemReceipt, Source: r.name, Detail: fmt.Sprintf("The receipt of %s does not add up: %d read are not %d stored, %d duplicates and %d rejected.",
			r.name, stated["read"], stated["stored"], stated["duplicates"], stated["rejected"])})
	}
	for _, f := range []struct{ field, now string }{
		{"size", number(r.size)}, {"name", r.name}, {"zone_db", r.zones},
		{"records", number(r.records)}, {"rows", number(r.rows)}, {"duplicates", number(r.duplicates)}, {"rejected", number(r.rejected)},
		{"first", instant(r.first)}, {"last", instant(r.last)}, {"record_root", fmt.Sprintf("%x", r.root)},
	} {
		if sealed := r.event[f.field]; sealed != f.now {
			v.add(Problem{What: ProblemReceipt, Source: r.name, Field: figureWords[f.field], Detail: fmt.Sprintf("The %s of %s is now given as %q; the import sealed %q.", figureWords[f.field], r.name, short(f.now), short(sealed))})
		}
	}
	if r.settings != r.event["reading"] {
		p := Problem{What: ProblemReceipt, Source: r.name, Field: "reading", Detail: fmt.Sprintf("How %s was read can no longer be understood: its settings are damaged.", r.name)}
		if what := settings(r.settings, r.event["reading"]); what != "" {
			p.Detail = fmt.Sprintf("How %s was read was changed after the import: %s.", r.name, what)
		}
		v.add(p)
	}
	r.reading = new(intake.Reading)
	if err := json.Unmarshal([]byte(r.event["reading"]), r.reading); err != nil {
		r.reading = nil
	}
	for field, to := range map[string]any{"blocks": &r.blocks, "dictionaries": &r.dictionaries, "leaves": &r.leaves} {
		if err := json.Unmarshal([]byte(r.event[field]), to); err != nil {
			v.add(Problem{What: ProblemReceipt, Source: r.name, Field: figureWords[field], Detail: fmt.Sprintf("The import event of %s does not tell the %s.", r.name, figureWords[field])})
		}
	}
}

func (v *verifier) rejected(r *sealedReading) error {
	rows, err := v.w.readers.QueryContext(v.ctx, `SELECT record, line, offset, length, reason FROM reject WHERE reading = ? ORDER BY record`, r.id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var x intake.Reject
		if err := rows.Scan(&x.Record, &x.Line, &x.Offset, &x.Length, &x.Reason); err != nil {
			return err
		}
		r.rejects = append(r.rejects, x)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	sealed, err := hashRejects(r.rejects)
	if err != nil {
		return err
	}
	if sealed != r.event["rejects"] {
		v.add(Problem{What: ProblemReceipt, Source: r.name, Field: figureWords["rejects"], Detail: fmt.Sprintf("The list of the records of %s that could not be read was changed; %d are listed, %s were rejected.", r.name, len(r.rejects), r.event["rejected"])})
	}
	return nil
}

// short keeps a value readable in a sentence.
func short(s string) string {
	const most = 80
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "…"
}

// journal checks the chain of every replica.
func (v *verifier) journal(tx *sql.Tx) error {
	rows, err := tx.QueryContext(v.ctx, `SELECT replica, seq, line, fields, salt FROM event ORDER BY replica, seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var before *link
	any := false
	for rows.Next() {
		var (
			l            link
			fields, salt []byte
		)
		if err := rows.Scan(&l.replica, &l.seq, &l.stored, &fields, &salt); err != nil {
			return err
		}
		any = true
		if l.fields, err = parseFields(fields); err != nil {
			v.event(l, fmt.Sprintf("Its fields cannot be read: %v", err))
		}
		if before != nil && before.replica != l.replica {
			before = nil
		}
		v.link(before, &l, salt)
		switch l.fields["kind"] {
		case "import", "read", "withdraw":
			v.sealing = append(v.sealing, sealing{l.line.Clock, l.fields})
		}
		before = &l
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if !any {
		v.add(Problem{What: ProblemEvent, Source: "journal", Detail: "The journal is empty; even a new workspace has one event."})
	}
	return nil
}

// link is an event while its chain is checked.
type link struct {
	replica string
	seq     int64
	stored  []byte
	line    evidence.Line
	fields  map[string]string
}

func (v *verifier) event(l link, detail string) {
	name := fmt.Sprintf("event %d", l.seq)
	if kind := short(l.fields["kind"]); kind != "" {
		if who := short(l.fields["author"]); who != "" {
			kind += ", by " + who
		}
		name += " (" + kind + ")"
	}
	where := "this one by the copy " + short(l.replica)
	if at := short(l.fields["at"]); at != "" {
		where = "this one was written at " + at + " by the copy " + short(l.replica)
	}
	v.add(Problem{What: ProblemEvent, Source: name, Detail: fmt.Sprintf("%s (%s).", detail, where)})
}

func (v *verifier) link(before, l *link, salt []byte) {
	line, err := evidence.ParseLine(l.stored)
	if err != nil {
		v.event(*l, "Its line cannot be read: "+err.Error())
	} else {
		l.line = line
		if line.Replica != l.replica || line.Seq != l.seq {
			v.event(*l, fmt.Sprintf("Its line says that it is event %d of the copy %s", line.Seq, line.Replica))
		}
		if l.fields != nil && evidence.Hex(evidence.Commit(salt, l.fields)) != line.Commitment {
			v.event(*l, "What it says was changed after it was written")
		}
	}
	switch {
	case before == nil && l.seq != 1:
		v.event(*l, lost(l.seq-1))
	case before != nil && l.seq != before.seq+1:
		v.event(*l, lost(l.seq-before.seq-1))
	case before != nil && err == nil && line.Prev != evidence.Hex(evidence.LineHash(before.stored)):
		v.event(*before, fmt.Sprintf("It is not the one that event %d follows: its line was changed or replaced", l.seq))
	case before != nil && err == nil && line.Clock <= before.line.Clock:
		v.event(*l, "Its clock is not later than that of the event before")
	}
}

func lost(n int64) string {
	if n == 1 {
		return "The event before it is missing"
	}
	return fmt.Sprintf("The %d events before it are missing", n)
}
