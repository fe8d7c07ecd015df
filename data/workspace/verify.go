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
	ProblemEvent      = "event"      // an event of the journal; Row is its sequence number
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
	Source string // name of the source, empty where it concerns none
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
		total += r.size
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
	imported map[string]int64             // clock of the last import, by source
	gone     map[string]bool              // sources that were withdrawn
	commons  map[string]map[string]string // sealed lists by source
	tell     func(done int64)
	done     int64 // bytes of sources
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

// file asks SQLite whether the structure of the file is sound.
func (v *verifier) file(tx *sql.Tx) error {
	found, err := texts(tx.QueryContext(v.ctx, `PRAGMA quick_check(5)`))
	if err != nil {
		return err
	}
	for _, detail := range found {
		if detail != "ok" {
			v.add(Problem{What: ProblemFile, Detail: "The structure of the workspace file is damaged: " + detail + "."})
		}
	}
	return nil
}

func (v *verifier) readings(tx *sql.Tx) ([]*sealedReading, error) {
	rows, err := tx.QueryContext(v.ctx, `SELECT r.id, s.id, s.sha256, r.state, s.name, s.size, r.settings, r.time_zone_db, r.records, r.rows, r.duplicates, r.rejected, r.first, r.last, r.root
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
		err := rows.Scan(&r.id, &r.source, &sum, &r.state, &r.name, &r.size, &r.settings, &r.zones, &r.records, &r.rows, &r.duplicates, &r.rejected, &r.first, &r.last, &r.root)
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
			v.add(Problem{What: ProblemSource, Source: event["name"], Detail: fmt.Sprintf("%s (SHA-256 %s) was imported and is no longer there.", event["name"], hex)})
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
			v.add(Problem{What: ProblemReceipt, Source: r.name, Field: name, Detail: fmt.Sprintf("The receipt of %s states %q as %s.", r.name, r.event[name], name)})
		}
		stated[name] = n
	}
	if stated["read"] != stated["stored"]+stated["duplicates"]+stated["rejected"] {
		v.add(Problem{What: ProblemReceipt, Source: r.name, Detail: fmt.Sprintf("The receipt of %s does not add up: %d read are not %d stored, %d duplicates and %d rejected.",
			r.name, stated["read"], stated["stored"], stated["duplicates"], stated["rejected"])})
	}
	for _, f := range []struct{ field, now string }{
		{"size", number(r.size)}, {"name", r.name}, {"reading", r.settings}, {"zone_db", r.zones},
		{"records", number(r.records)}, {"rows", number(r.rows)}, {"duplicates", number(r.duplicates)}, {"rejected", number(r.rejected)},
		{"first", instant(r.first)}, {"last", instant(r.last)}, {"record_root", fmt.Sprintf("%x", r.root)},
	} {
		if sealed := r.event[f.field]; sealed != f.now {
			v.add(Problem{What: ProblemReceipt, Source: r.name, Field: f.field, Detail: fmt.Sprintf("Of %s the workspace says %s is %q; when it was imported it was %q.", r.name, f.field, short(f.now), short(sealed))})
		}
	}
	r.reading = new(intake.Reading)
	if err := json.Unmarshal([]byte(r.event["reading"]), r.reading); err != nil {
		r.reading = nil
	}
	for field, to := range map[string]any{"blocks": &r.blocks, "dictionaries": &r.dictionaries, "leaves": &r.leaves} {
		if err := json.Unmarshal([]byte(r.event[field]), to); err != nil {
			v.add(Problem{What: ProblemReceipt, Source: r.name, Field: field, Detail: fmt.Sprintf("The import event of %s cannot be read in its field %s.", r.name, field)})
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
		v.add(Problem{What: ProblemReceipt, Source: r.name, Field: "rejects", Detail: fmt.Sprintf("The list of the records of %s that could not be read was changed; %d are listed, %s were rejected.", r.name, len(r.rejects), r.event["rejected"])})
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
		if err := json.Unmarshal(fields, &l.fields); err != nil {
			v.event(l, fmt.Sprintf("its fields cannot be read (%v)", err))
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
		v.add(Problem{What: ProblemEvent, Detail: "The journal is empty; even a new workspace has one event."})
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
	who, kind := l.fields["author"], l.fields["kind"]
	if kind == "" {
		kind = "unknown kind"
	}
	if who != "" {
		kind += " by " + who
	}
	v.add(Problem{What: ProblemEvent, Source: l.fields["name"], Row: l.seq, Field: l.fields["kind"],
		Detail: fmt.Sprintf("Event %d of the journal (%s, %s, replica %s): %s.", l.seq, kind, l.fields["at"], l.replica, detail)})
}

func (v *verifier) link(before, l *link, salt []byte) {
	line, err := evidence.ParseLine(l.stored)
	if err != nil {
		v.event(*l, err.Error())
	} else {
		l.line = line
		if line.Replica != l.replica || line.Seq != l.seq {
			v.event(*l, fmt.Sprintf("its line says it is event %d of replica %s", line.Seq, line.Replica))
		}
		if l.fields != nil && evidence.Hex(evidence.Commit(salt, l.fields)) != line.Commitment {
			v.event(*l, "what it says was changed after it was written")
		}
	}
	switch {
	case before == nil && l.seq != 1:
		v.event(*l, fmt.Sprintf("the %d before it are missing", l.seq-1))
	case before != nil && l.seq != before.seq+1:
		v.event(*l, fmt.Sprintf("%d before it are missing", l.seq-before.seq-1))
	case before != nil && err == nil && line.Prev != evidence.Hex(evidence.LineHash(before.stored)):
		v.event(*before, fmt.Sprintf("it is not the one that event %d follows: its line was changed or replaced", l.seq))
	case before != nil && err == nil && line.Clock <= before.line.Clock:
		v.event(*l, "its clock is not later than that of the event before")
	}
}
