package workspace

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"probity/data/entry"
	"probity/data/intake"
)

// Source is a file that was imported, with the reading that is shown.
type Source struct {
	reading     int64
	ID          int64
	SHA256      [32]byte
	Name        string
	Size        int64 // bytes
	Records     int64
	Rows        int64 // entries
	Rejected    int64
	Duplicates  int64        // records that are not shown, because they are identical to one of an earlier source
	Superseded  int64        // records that are not shown, because a later source has another version
	Vanished    int64        // records that a later source should hold and does not
	First, Last entry.Micros // of the entries with a time; entry.NoTime without any
	Imported    time.Time    // UTC
	Root        [32]byte     // of the record tree
	Reading     *intake.Reading
	Secret      []byte // salts derive from it
	Origin      Origin
	Packed      Packed
}

// Packed is what an export came in. It is empty for a plain file.
type Packed struct {
	Kind   string // gzip, zstd, zip
	Name   string // of the file
	Member string // of a ZIP
	SHA256 string // of the file, hexadecimal
}

// Sources lists the visible logs, in the order of import.
func (w *Workspace) Sources() ([]Source, error) { return w.sources("visible") }

// Withdrawn lists the logs that were withdrawn, with the reading that they
// had.
func (w *Workspace) Withdrawn() ([]Source, error) { return w.sources("withdrawn") }

func (w *Workspace) sources(state string) ([]Source, error) {
	out, err := w.list(state, kindLog)
	if err != nil {
		return nil, err
	}
	for i := range out {
		s := &out[i]
		if s.Duplicates, s.Superseded, s.Vanished, err = w.countCommons(context.Background(), s.reading, s.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (w *Workspace) list(state, kind string) ([]Source, error) {
	rows, err := w.readers.Query(`SELECT r.id, s.id, s.sha256, s.name, s.size, r.records, r.rows, r.rejected, r.first, r.last, s.added, r.root, r.settings, s.secret,
			(SELECT e.fields FROM event e WHERE e.fields ->> '$.kind' = 'import' AND e.fields ->> '$.source' = lower(hex(s.sha256)) ORDER BY e.id DESC LIMIT 1)
		FROM reading r JOIN source s ON s.id = r.source WHERE r.state = ? AND s.kind = ? ORDER BY `+w.column("place")+`, r.id`, state, kind)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	var out []Source
	for rows.Next() {
		var (
			s               Source
			sum, root       []byte
			added, settings string
			fields          sql.NullString
			event           map[string]string
		)
		err := rows.Scan(&s.reading, &s.ID, &sum, &s.Name, &s.Size, &s.Records, &s.Rows, &s.Rejected, &s.First, &s.Last, &added, &root, &settings, &s.Secret, &fields)
		if err != nil {
			return nil, w.explain(err)
		}
		copy(s.SHA256[:], sum)
		copy(s.Root[:], root)
		if s.Imported, err = time.Parse(time.RFC3339, added); err != nil {
			return nil, damagedFile(w.path, fmt.Errorf("source %s: %w", s.Name, err))
		}
		s.Reading = new(intake.Reading)
		if err := json.Unmarshal([]byte(settings), s.Reading); err != nil {
			return nil, damagedFile(w.path, fmt.Errorf("reading of %s: %w", s.Name, err))
		}
		// What cannot be read here is named by Verify.
		event, _ = parseFields([]byte(fields.String))
		s.Origin = originOf(event)
		s.Packed = Packed{Kind: event["container"], Name: event["container_name"], Member: event["container_member"], SHA256: event["container_sha256"]}
		out = append(out, s)
	}
	return out, w.explain(rows.Err())
}

func originOf(fields map[string]string) Origin {
	o := Origin{By: fields["exported_by"], At: fields["exported_at"], Filter: fields["exported_filter"], PanelRows: -1, Importer: fields["author"]}
	if n, err := strconv.ParseInt(fields["panel_rows"], 10, 64); err == nil {
		o.PanelRows = n
	}
	return o
}
