package workspace

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"probity/data/evidence"
)

// Head is the newest event of one replica. The chain of hashes shows what was
// changed or taken out of a journal, but not that its end is missing: for that
// the head must have been kept somewhere else.
type Head struct {
	Replica string
	Seq     int64
	Hash    evidence.Hash
	At      string // when the event was written, RFC 3339, UTC; may be empty
}

// Heads gives the newest event of every replica, by replica.
func (w *Workspace) Heads() ([]Head, error) {
	rows, err := w.readers.Query(`SELECT e.replica, e.seq, e.line, e.fields FROM event e
		JOIN (SELECT replica, max(seq) AS seq FROM event GROUP BY replica) m ON e.replica = m.replica AND e.seq = m.seq ORDER BY e.replica`)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	var out []Head
	for rows.Next() {
		var (
			h            Head
			line, fields []byte
			known        struct{ At string }
		)
		if err := rows.Scan(&h.Replica, &h.Seq, &line, &fields); err != nil {
			return nil, w.explain(err)
		}
		h.Hash = evidence.LineHash(line)
		// An event that cannot be read still is the head; Verify names it.
		if err := json.Unmarshal(fields, &known); err == nil {
			h.At = known.At
		}
		out = append(out, h)
	}
	return out, w.explain(rows.Err())
}

// CheckHeads names the heads kept elsewhere that the journal no longer
// contains: its newest events were removed, or it was written anew.
func (w *Workspace) CheckHeads(kept []Head) ([]Problem, error) {
	tx, err := w.readers.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, w.explain(err)
	}
	defer tx.Rollback()
	var out []Problem
	for _, h := range kept {
		why, err := missing(tx, h)
		if err != nil {
			return nil, w.explain(err)
		}
		if why != "" {
			out = append(out, Problem{What: ProblemEvent, Source: "journal", Detail: why})
		}
	}
	return out, nil
}

// missing says what became of an event that the journal once had, empty where
// it is there.
func missing(tx *sql.Tx, h Head) (string, error) {
	written := ""
	if t, err := time.Parse(time.RFC3339, h.At); err == nil {
		written = ", written on " + t.UTC().Format("2006-01-02 at 15:04 MST")
	}
	var line []byte
	err := tx.QueryRow(`SELECT line FROM event WHERE replica = ? AND seq = ?`, h.Replica, h.Seq).Scan(&line)
	switch {
	case err == nil && evidence.LineHash(line) == h.Hash:
		return "", nil
	case err == nil:
		return fmt.Sprintf("Event %d of the journal%s, is no longer the one that was seen here before: the journal was rewritten, or another copy was put in its place.", h.Seq, written), nil
	case !errors.Is(err, sql.ErrNoRows):
		return "", err
	}
	var last sql.NullInt64
	if err := tx.QueryRow(`SELECT max(seq) FROM event WHERE replica = ?`, h.Replica).Scan(&last); err != nil {
		return "", err
	}
	gone := h.Seq - max(last.Int64, 0)
	switch {
	case last.Int64 > h.Seq:
		return fmt.Sprintf("Event %d of the journal%s, was seen here before and is missing.", h.Seq, written), nil
	case last.Int64 < 1:
		return fmt.Sprintf("The journal ended at event %d%s; now it has none of the events of that copy (%s): they were removed, or another workspace was put in its place.", h.Seq, written, h.Replica), nil
	case gone == 1:
		return fmt.Sprintf("The journal ended at event %d%s; now it ends at event %d: the newest is missing, or an older copy was put in its place.", h.Seq, written, last.Int64), nil
	}
	return fmt.Sprintf("The journal ended at event %d%s; now it ends at event %d: the newest %d are missing, or an older copy was put in its place.", h.Seq, written, last.Int64, gone), nil
}
