package workspace

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"probity/data/columns"
	"probity/data/evidence"
	"probity/data/fault"
)

// What a reading has in common with an earlier source.
const (
	// Duplicate: the record is identical to one of the earlier source, which is
	// shown in its place.
	Duplicate = "duplicate"
	// Superseded: the record has the source key of one of the earlier source
	// and another content; the earlier one is no longer shown.
	Superseded = "superseded"
	// Vanished: a record of the earlier source lies within the period of this
	// one and is missing in it. It is shown as before.
	Vanished = "vanished"
)

// common is a list of records that a reading has in common with an earlier
// source.
type common struct {
	kind   string
	source int64 // the earlier one
	sum    [32]byte
	own    []int64 // records of the reading; nil for Vanished
	theirs []int64 // records of the earlier source, as many
	seal   string  // of the bytes that lie in the table; empty for a list that was made anew
}

func (c *common) key() string { return c.kind + "/" + evidence.Hex(c.sum) }

// encode gives the list as it lies in the table: the own records, then theirs,
// in the form of a column of whole numbers.
func (c *common) encode() []byte {
	all := make([]int64, 0, len(c.own)+len(c.theirs))
	return columns.EncodeInts(append(append(all, c.own...), c.theirs...))
}

// recordsOf is how many records the two readings of a list o have hashes of, so
// that what a list states is bounded by what lies in the file.
const recordsOf = `(SELECT coalesce(sum(length(l.data)), 0) / 32 FROM leaves l JOIN reading x ON x.id = l.reading WHERE x.id = o.reading OR x.source = o.source AND x.state = 'visible')`

// decode reads a list of count records where there are no more than most.
func (c *common) decode(data []byte, count, most int) error {
	if count < 0 || count > most {
		return fmt.Errorf("it states %d records", count)
	}
	n := 2 * count
	if c.kind == Vanished {
		n = count
	}
	all, err := columns.DecodeInts(data, n)
	if err != nil {
		return err
	}
	if c.kind != Vanished {
		c.own = all[:count:count]
	}
	c.theirs = all[n-count:]
	return nil
}

// commons are all lists of a reading.
type commons []common

func (c commons) count(kind string) int64 {
	n := 0
	for i := range c {
		if c[i].kind == kind {
			n += len(c[i].theirs)
		}
	}
	return int64(n)
}

// sealed gives what an event says of the lists: kind/SHA-256 of the earlier
// source → number of records and SHA-256 of the list's bytes.
func (c commons) sealed() map[string]string {
	out := map[string]string{}
	for i := range c {
		if out[c[i].key()] = c[i].seal; c[i].seal == "" {
			out[c[i].key()] = sealCommon(len(c[i].theirs), c[i].encode())
		}
	}
	return out
}

// hiding tells which lists hide records of a source: its own duplicates, and
// what other sources have newer versions of. all is what is sealed of each
// source. Where the text changes, the reading gets another revision.
func hiding(all map[string]map[string]string, source string) string {
	var lists []string
	for key, seal := range all[source] {
		if strings.HasPrefix(key, Duplicate+"/") {
			lists = append(lists, key+" "+seal)
		}
	}
	for later, sealed := range all {
		if seal, ok := sealed[Superseded+"/"+source]; ok {
			lists = append(lists, Superseded+"/"+later+" "+seal)
		}
	}
	slices.Sort(lists)
	return strings.Join(lists, "\n")
}

func sealCommon(count int, data []byte) string {
	return strconv.Itoa(count) + " " + evidence.Hex(evidence.LineHash(data))
}

// sealCommons is the field "occurrences" of an event: the lists of every source
// where they changed.
func sealCommons(changed map[[32]byte]commons) (string, error) {
	all := map[string]map[string]string{}
	for sum, c := range changed {
		all[evidence.Hex(sum)] = c.sealed()
	}
	b, err := json.Marshal(all)
	if err != nil {
		return "", fmt.Errorf("sealing what sources have in common: %w", err)
	}
	return string(b), nil
}

// replaceCommons puts the lists of a reading in the place of those it had.
func replaceCommons(tx *sql.Tx, reading int64, c commons) error {
	if _, err := tx.Exec(`DELETE FROM occurrence WHERE reading = ?`, reading); err != nil {
		return err
	}
	for i := range c {
		_, err := tx.Exec(`INSERT INTO occurrence (reading, kind, source, count, data) VALUES (?, ?, ?, ?, ?)`,
			reading, c[i].kind, c[i].source, len(c[i].theirs), c[i].encode())
		if err != nil {
			return err
		}
	}
	return nil
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// commons reads lists: those of a reading (kind "" for all kinds), or where
// reading is 0 those of that kind about a source.
func (w *Workspace) commons(ctx context.Context, from querier, reading, source int64, kind string) (commons, error) {
	if w.format < 2 {
		return nil, nil
	}
	rows, err := from.QueryContext(ctx, `SELECT o.kind, o.source, s.sha256, o.count, o.data, `+recordsOf+` FROM occurrence o
		JOIN source s ON s.id = o.source JOIN reading r ON r.id = o.reading
		WHERE r.state = 'visible' AND (? = 0 OR o.reading = ?) AND (? = 0 OR o.source = ?) AND (? = '' OR o.kind = ?) ORDER BY o.id`,
		reading, reading, source, source, kind, kind)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	var out commons
	for rows.Next() {
		var (
			c         common
			count     int
			most      int
			sum, data []byte
		)
		if err := rows.Scan(&c.kind, &c.source, &sum, &count, &data, &most); err != nil {
			return nil, w.explain(err)
		}
		copy(c.sum[:], sum)
		c.seal = sealCommon(count, data)
		if err := c.decode(data, count, most); err != nil {
			return nil, fault.New(fault.Changed, "In %s the list of records that several sources hold is damaged. Verify the workspace to see what it concerns. (%w)", w.path, err)
		}
		out = append(out, c)
	}
	return out, w.explain(rows.Err())
}

// hidden lists the records of a reading that are not shown.
func (w *Workspace) hidden(ctx context.Context, from querier, reading, source int64) ([]int64, error) {
	var out []int64
	own, err := w.commons(ctx, from, reading, 0, Duplicate)
	if err != nil {
		return nil, err
	}
	for i := range own {
		out = append(out, own[i].own...)
	}
	later, err := w.commons(ctx, from, 0, source, Superseded)
	if err != nil {
		return nil, err
	}
	for i := range later {
		out = append(out, later[i].theirs...)
	}
	return out, nil
}

// Occurrence is a record that a later import brought again, brought in another
// version, or lacks.
type Occurrence struct {
	Kind         string   // Duplicate, Superseded, Vanished
	Later        [32]byte // the source that was imported later
	LaterRecord  int64    // 0-based; -1 where it has none (Vanished)
	Source       [32]byte // the earlier source
	SourceRecord int64    // 0-based
}

// Occurrences calls yield with what the visible sources have in common, in the
// order of import.
func (w *Workspace) Occurrences(ctx context.Context, yield func(Occurrence) error) error {
	sources, err := w.Sources()
	if err != nil {
		return err
	}
	for _, s := range sources {
		all, err := w.commons(ctx, w.readers, s.reading, 0, "")
		if err != nil {
			return err
		}
		for _, c := range all {
			for i, record := range c.theirs {
				o := Occurrence{Kind: c.kind, Later: s.SHA256, LaterRecord: -1, Source: c.sum, SourceRecord: record}
				if c.own != nil {
					o.LaterRecord = c.own[i]
				}
				if err := yield(o); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// counts of a visible reading, as they are now.
func (w *Workspace) countCommons(ctx context.Context, reading, source int64) (duplicates, superseded, vanished int64, err error) {
	if w.format < 2 {
		return 0, 0, 0, nil
	}
	err = w.readers.QueryRowContext(ctx, `SELECT
		(SELECT coalesce(sum(count), 0) FROM occurrence WHERE reading = ?1 AND kind = 'duplicate'),
		(SELECT coalesce(sum(o.count), 0) FROM occurrence o JOIN reading r ON r.id = o.reading WHERE r.state = 'visible' AND o.source = ?2 AND o.kind = 'superseded'),
		(SELECT coalesce(sum(o.count), 0) FROM occurrence o JOIN reading r ON r.id = o.reading WHERE r.state = 'visible' AND o.source = ?2 AND o.kind = 'vanished')`,
		reading, source).Scan(&duplicates, &superseded, &vanished)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return duplicates, superseded, vanished, w.explain(err)
}
