package workspace

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"probity/data/evidence"
)

// Event is one entry of the journal.
type Event struct {
	Replica string
	Seq     int64 // from 1, in the chain of its replica
	Clock   int64 // Lamport clock
	Hash    evidence.Hash
	Line    []byte            // as stored
	Salt    []byte            // opens the commitment over Fields
	Fields  map[string]string // at, author, kind and what the kind needs
}

// Append adds an event to the journal. When it returns without an error the
// event is on the disk. Bytes that are not UTF-8 become U+FFFD.
func (w *Workspace) Append(ctx context.Context, author, kind string, fields map[string]string) (Event, error) {
	var event Event
	err := w.write(ctx, func(tx *sql.Tx) (err error) {
		event, err = w.appendEvent(tx, author, kind, fields)
		return err
	})
	if err != nil {
		return Event{}, err
	}
	return event, nil
}

// appendEvent chains an event to the last one of this replica. The transaction
// must hold the write lock, so that two programs cannot take the same place.
func (w *Workspace) appendEvent(tx *sql.Tx, author, kind string, fields map[string]string) (Event, error) {
	all := maps.Clone(fields)
	if all == nil {
		all = map[string]string{}
	}
	all["at"], all["author"], all["kind"] = w.world.stamp(), author, kind
	for name, value := range all {
		if value == "" && name != "author" {
			delete(all, name)
			continue
		}
		all[name] = strings.ToValidUTF8(value, "\uFFFD")
	}
	salt, err := w.world.bytes(32)
	if err != nil {
		return Event{}, err
	}
	text, err := marshalFields(all)
	if err != nil {
		return Event{}, err
	}
	line := evidence.Line{
		V: evidence.LineVersion, Replica: w.replica, Seq: 1, Clock: 1,
		Commitment: evidence.Hex(evidence.Commit(salt, all)),
	}
	if err := w.follow(tx, &line); err != nil {
		return Event{}, err
	}
	data := line.Encode()
	_, err = tx.Exec(`INSERT INTO event (replica, seq, line, fields, salt) VALUES (?, ?, ?, ?, ?)`,
		line.Replica, line.Seq, string(data), text, salt)
	if err != nil {
		return Event{}, err
	}
	return Event{line.Replica, line.Seq, line.Clock, evidence.LineHash(data), data, salt, all}, nil
}

// follow puts a line behind the last one of its replica, with a clock beyond
// that of all replicas.
func (w *Workspace) follow(tx *sql.Tx, line *evidence.Line) error {
	rows, err := tx.Query(`SELECT e.replica, e.seq, e.line FROM event e
		JOIN (SELECT replica, max(seq) AS seq FROM event GROUP BY replica) m ON e.replica = m.replica AND e.seq = m.seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			replica string
			seq     int64
			last    []byte
		)
		if err := rows.Scan(&replica, &seq, &last); err != nil {
			return err
		}
		// A last line that is damaged still takes its place in the chain;
		// Verify names it.
		if l, err := evidence.ParseLine(last); err == nil {
			line.Clock = max(line.Clock, l.Clock+1)
		} else {
			line.Clock = max(line.Clock, seq+1)
		}
		if replica == line.Replica {
			line.Seq = seq + 1
			line.Prev = evidence.Hex(evidence.LineHash(last))
		}
	}
	return rows.Err()
}

func marshalFields(fields map[string]string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(fields); err != nil {
		return "", fmt.Errorf("writing the fields of an event: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// chain reads the events of one replica, in order.
type chain struct {
	rows *sql.Rows
	head Event
}

func (c *chain) next() (bool, error) {
	if !c.rows.Next() {
		return false, errors.Join(c.rows.Err(), c.rows.Close())
	}
	var (
		e      Event
		fields []byte
	)
	if err := c.rows.Scan(&e.Replica, &e.Seq, &e.Line, &fields, &e.Salt); err != nil {
		return false, errors.Join(err, c.rows.Close())
	}
	e.Hash = evidence.LineHash(e.Line)
	e.Clock = c.head.Clock + 1
	if l, err := evidence.ParseLine(e.Line); err == nil {
		e.Clock = l.Clock
	}
	var err error
	if e.Fields, err = parseFields(fields); err != nil {
		e.Fields = map[string]string{}
	}
	c.head = e
	return true, nil
}

// Events gives all events in the order of the fold: clock, replica, sequence.
// It checks nothing: an event that was damaged comes as it is, without fields
// where they cannot be read.
func (w *Workspace) Events(ctx context.Context, yield func(Event) error) (err error) {
	tx, err := w.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return w.explain(err)
	}
	defer tx.Rollback()
	replicas, err := texts(tx.QueryContext(ctx, `SELECT DISTINCT replica FROM event ORDER BY replica`))
	if err != nil {
		return w.explain(err)
	}
	var chains []*chain
	defer func() {
		for _, c := range chains {
			c.rows.Close()
		}
	}()
	for _, replica := range replicas {
		rows, err := tx.QueryContext(ctx, `SELECT replica, seq, line, fields, salt FROM event WHERE replica = ? ORDER BY seq`, replica)
		if err != nil {
			return w.explain(err)
		}
		c := &chain{rows: rows}
		if more, err := c.next(); err != nil {
			return w.explain(err)
		} else if more {
			chains = append(chains, c)
		}
	}
	for len(chains) > 0 {
		first := 0
		for i, c := range chains {
			if c.head.Clock < chains[first].head.Clock {
				first = i
			}
		}
		if err := yield(chains[first].head); err != nil {
			return err
		}
		if more, err := chains[first].next(); err != nil {
			return w.explain(err)
		} else if !more {
			chains = append(chains[:first], chains[first+1:]...)
		}
	}
	return nil
}

// texts collects a query of one text column.
func texts(rows *sql.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
