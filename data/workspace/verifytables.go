package workspace

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	_ "embed" // schema1.sql
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"probity/data/evidence"
)

// stampTolerance is how far a time of a table may be from that of its event
// where the event, of an early version, does not hold it.
const stampTolerance = 10 * time.Second

// parseFields reads the fields of an event. JSON that different readers would
// read differently, with a name twice or bytes that are not UTF-8, is refused.
func parseFields(data []byte) (map[string]string, error) {
	var fields map[string]string
	err := json.Unmarshal(data, &fields)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return nil, errors.New("a field is named twice")
	case err != nil:
		return nil, errors.New("they are not the texts that were written")
	case fields == nil:
		return nil, errors.New("there are none")
	}
	return fields, nil
}

// secretCommitment seals the secret of a source without telling it.
func secretCommitment(secret []byte) string {
	h := sha256.New()
	h.Write([]byte("probity/secret/1\x00"))
	h.Write(secret)
	return evidence.Hex(evidence.Hash(h.Sum(nil)))
}

// sealSource adds to the fields of an event what the table says of its source.
func sealSource(tx *sql.Tx, source int64, fields map[string]string) error {
	var (
		added  string
		secret []byte
	)
	if err := tx.QueryRow(`SELECT added, secret FROM source WHERE id = ?`, source).Scan(&added, &secret); err != nil {
		return err
	}
	fields["added"], fields["secret_commitment"] = added, secretCommitment(secret)
	return nil
}

// origin holds what the table says of a source against its event.
func (v *verifier) origin(r *sealedReading) error {
	var (
		kind, added string
		secret      []byte
	)
	err := v.w.readers.QueryRowContext(v.ctx, `SELECT kind, added, secret FROM source WHERE id = ?`, r.source).Scan(&kind, &added, &secret)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	add := func(field, format string, args ...any) {
		v.add(Problem{What: ProblemReceipt, Source: r.name, Field: field, Detail: fmt.Sprintf(format, args...)})
	}
	if r.reading != nil && kind != kindOf(r.reading) {
		add("kind", "%s is marked as %q and is therefore shown otherwise or not at all; it was imported as %s.", r.name, short(kind), kindWords[kindOf(r.reading)])
	}
	sealed, ok := r.event["added"]
	if !ok {
		sealed = r.event["at"]
	}
	if ok && added != sealed || !near(added, sealed) {
		add("time of import", "%s is said to have been imported at %s; its event says %s.", r.name, short(added), short(sealed))
	}
	sealed, ok = r.event["secret_commitment"]
	if ok && subtle.ConstantTimeCompare([]byte(sealed), []byte(secretCommitment(secret))) != 1 {
		add("secret", "The secret of %s, from which seals of bundles are made, was changed after the import: new bundles would not match earlier ones.", r.name)
	}
	return nil
}

// near reports whether two instants could be those of one transaction.
func near(a, b string) bool {
	x, err1 := time.Parse(time.RFC3339, a)
	y, err2 := time.Parse(time.RFC3339, b)
	return err1 == nil && err2 == nil && x.Sub(y).Abs() <= stampTolerance
}

// tables finds what does not belong into the file: its schema, rows without
// an owner, and what the workspace says of itself.
func (v *verifier) tables(tx *sql.Tx) error {
	for _, check := range []func(*sql.Tx) error{v.schema, v.orphans, v.meta} {
		if err := check(tx); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) odd(format string, args ...any) {
	v.add(Problem{What: ProblemFile, Source: "workspace", Detail: fmt.Sprintf(format, args...)})
}

//go:embed schema1.sql
var schema1 string

// ownSchemas is what sqlite_schema holds in a workspace of each format, by
// version.
var ownSchemas = [FormatVersion + 1]func() (map[string]string, error){
	1: sync.OnceValues(func() (map[string]string, error) { return objectsOf(schema1) }),
	2: sync.OnceValues(func() (map[string]string, error) { return objectsOf(schema) }),
	3: sync.OnceValues(func() (map[string]string, error) { return objectsOf(schema) }),
}

func objectsOf(schema string) (map[string]string, error) {
	ctx := context.Background()
	db, err := connect(ctx, ":memory:", 1)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, err
	}
	return objects(db.QueryContext(ctx, schemaQuery))
}

const schemaQuery = `SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'`

func objects(rows *sql.Rows, err error) (map[string]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		out[name] = plain(text)
	}
	return out, rows.Err()
}

var (
	comments = regexp.MustCompile(`--[^\n]*`)
	spaces   = regexp.MustCompile(`\s+`)
	signs    = regexp.MustCompile(` ?([(),]) ?`)
)

// plain is a statement without comments and spacing, which differ between
// programs that made or migrated a workspace.
func plain(statement string) string {
	return signs.ReplaceAllString(spaces.ReplaceAllString(comments.ReplaceAllString(statement, ""), " "), "$1")
}

func (v *verifier) schema(tx *sql.Tx) error {
	if v.w.format < 1 || v.w.format > FormatVersion {
		v.odd("The file states the format version %d, which there is not.", v.w.format)
		return nil
	}
	own, err := ownSchemas[v.w.format]()
	if err != nil {
		return fmt.Errorf("making the tables of a workspace for comparison: %w", err)
	}
	found, err := objects(tx.QueryContext(v.ctx, schemaQuery))
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		switch want, known := own[name]; {
		case !known:
			v.odd("The file holds the %s, which no workspace has: somebody added it.", name)
		case want != found[name]:
			v.odd("The %s is not built as in a workspace: somebody changed it.", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		if _, ok := found[name]; !ok {
			v.odd("The file lacks the %s that every workspace has.", name)
		}
	}
	return nil
}

// orphans finds rows that belong to nothing.
func (v *verifier) orphans(tx *sql.Tx) error {
	type orphan struct{ what, query string }
	all := []orphan{
		{"pieces of original bytes that belong to no source", `chunk WHERE source NOT IN (SELECT id FROM source)`},
		{"hashes of records that belong to no reading", `leaves WHERE reading NOT IN (SELECT id FROM reading)`},
		{"parts of columns that belong to no reading", `block WHERE reading NOT IN (SELECT id FROM reading)`},
		{"dictionaries that belong to no reading", `dictionary WHERE reading NOT IN (SELECT id FROM reading)`},
		{"rejected records that belong to no reading", `reject WHERE reading NOT IN (SELECT id FROM reading)`},
		{"readings that belong to no source", `reading WHERE source NOT IN (SELECT id FROM source)`},
		{"sources that were never read", `source WHERE sha256 IS NOT NULL AND id NOT IN (SELECT source FROM reading)`},
		{"sources that are shown more than once", `(SELECT source FROM reading WHERE state IN ('visible', 'withdrawn') GROUP BY source HAVING count(*) > 1)`},
		{"readings in a state that there is not", `reading WHERE state NOT IN ('staged', 'visible', 'withdrawn', 'replaced')`},
	}
	if v.w.format >= 2 {
		all = append(all,
			orphan{"lists of common records that belong to no reading", `occurrence WHERE reading NOT IN (SELECT id FROM reading WHERE state IN ('visible', 'withdrawn'))`},
			orphan{"lists of records in common with a source that is not there", `occurrence WHERE source NOT IN (SELECT id FROM source WHERE sha256 IS NOT NULL)`})
	}
	for _, t := range all {
		var n int
		if err := tx.QueryRowContext(v.ctx, `SELECT count(*) FROM `+t.query).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			v.odd("The file holds %s (%d): they were added, or something was removed.", t.what, n)
		}
	}
	return nil
}

// meta holds what the workspace says of itself against its first event.
func (v *verifier) meta(tx *sql.Tx) error {
	meta, err := pairs(tx.QueryContext(v.ctx, `SELECT key, value FROM meta`))
	if err != nil {
		return err
	}
	var chains int
	if err := tx.QueryRowContext(v.ctx, `SELECT count(*) FROM event WHERE replica = ?`, meta["replica"]).Scan(&chains); err != nil {
		return err
	}
	if chains == 0 {
		v.odd("The workspace says that its own events are those of the copy %q, and there are none.", short(meta["replica"]))
	}
	rows, err := texts(tx.QueryContext(v.ctx, `SELECT fields FROM event WHERE seq = 1 ORDER BY replica = ? DESC`, meta["replica"]))
	if err != nil {
		return err
	}
	var first map[string]string
	for _, text := range rows {
		fields, err := parseFields([]byte(text))
		if err != nil || fields["kind"] != "create" {
			continue
		}
		if first == nil || fields["workspace"] == meta["workspace"] && first["workspace"] != meta["workspace"] {
			first = fields
		}
	}
	if first == nil {
		return nil // the journal says what is missing
	}
	for _, m := range []struct{ key, words string }{{"workspace", "its id"}, {"program", "the program that made it"}} {
		if meta[m.key] != first[m.key] {
			v.odd("The workspace says that %s is %q; its first event says %q.", m.words, short(meta[m.key]), short(first[m.key]))
		}
	}
	made, ok := first["made"]
	if !ok {
		made = first["at"]
	}
	if ok && made != meta["made"] || !near(made, meta["made"]) {
		v.odd("The workspace says that it was made at %s; its first event says %s.", short(meta["made"]), short(made))
	}
	return nil
}

func pairs(rows *sql.Rows, err error) (map[string]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, err
		}
		out[key] = value
	}
	return out, rows.Err()
}
