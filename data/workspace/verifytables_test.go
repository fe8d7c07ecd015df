package workspace

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestWhatTheTablesSayBesideTheColumnsIsChecked(t *testing.T) {
	for statement, says := range map[string]string{
		`UPDATE source SET secret = zeroblob(32)`:                                                             "The secret of log.csv",
		`UPDATE source SET kind = 'list'`:                                                                     `marked as "list"`,
		`UPDATE source SET added = '2026-11-22T09:00:03.500Z'`:                                                "its event says 2026-11-22T09:00:03.000Z",
		`UPDATE meta SET value = 'x' WHERE key = 'workspace'`:                                                 "its id",
		`UPDATE meta SET value = 'x' WHERE key = 'replica'`:                                                   `the copy "x"`,
		`UPDATE meta SET value = 'x' WHERE key = 'made'`:                                                      "made at x",
		`UPDATE meta SET value = 'x' WHERE key = 'program'`:                                                   "the program that made it",
		`INSERT INTO chunk (source, n, data) SELECT 77, n, data FROM chunk`:                                   "pieces of original bytes that belong to no source (1)",
		`INSERT INTO block (reading, segment, name, kind, rows, data) SELECT 77, 0, 'x', 'int', 1, x'00'`:     "parts of columns that belong to no reading (1)",
		`INSERT INTO dictionary (reading, name, data) VALUES (77, 'x', x'00')`:                                "that belong to no reading",
		`INSERT INTO leaves (reading, n, data) VALUES (77, 0, x'00')`:                                         "that belong to no reading",
		`INSERT INTO reject (reading, record, line, offset, length, reason) VALUES (77, 1, 1, 1, 1, '')`:      "that belong to no reading",
		`INSERT INTO source (sha256, size, name, kind, secret, added) VALUES (x'00', 1, 'a', 'log', x'', '')`: "sources that were never read (1)",
	} {
		w, _ := with(t, 50)
		tamper(t, w, statement)
		one := find(t, w)
		if len(one) != 1 || !strings.Contains(one[0].Detail, says) || one[0].Source == "" {
			t.Errorf("%s: %+v", statement, one)
		}
	}
}

func TestOrderOfImportAndRevisionsAreCheckedAgainstTheJournal(t *testing.T) {
	all := bytes.SplitAfter(log(120), []byte("\n"))
	for statement, says := range map[string]string{
		`UPDATE reading SET place = 3 - place`:                                                             "in the order of import",
		`UPDATE reading SET place = 7 WHERE place = 2`:                                                     "as number 7 in the order of import; by the journal it is number 2",
		`UPDATE reading SET revision = 5 WHERE revision = 1`:                                               "said to have changed 5 times",
		`INSERT INTO occurrence (reading, kind, source, count, data) SELECT 77, 'duplicate', 1, 0, x''`:    "belong to no reading (1)",
		`INSERT INTO occurrence (reading, kind, source, count, data) SELECT 2, 'superseded', 77, 0, x'00'`: "a source that is not there",
		`UPDATE reading SET state = 'hidden' WHERE place = 2`:                                              "a state that there is not",
	} {
		w, _ := with(t, 120)
		bring(t, w, slices.Concat(all[0], bytes.Join(all[60:], nil)))
		clean(t, w)
		tamper(t, w, statement)
		problems := find(t, w)
		if !slices.ContainsFunc(problems, func(p Problem) bool { return strings.Contains(p.Detail, says) }) {
			t.Errorf("%s: %+v", statement, problems)
		}
	}
}

func TestSecretAndTimeOfImportStaySealedWhenASourceIsReadAgain(t *testing.T) {
	for statement, says := range map[string]string{
		`UPDATE source SET secret = zeroblob(32)`:            "The secret of log.csv",
		`UPDATE source SET added = '2026-11-22T09:00:03.5Z'`: "its event says",
	} {
		w, r := with(t, 50)
		if _, err := w.ReadAgain(context.Background(), hash(r.SHA256), inZone("Asia/Tokyo"), "Ann", nil); err != nil {
			t.Fatal(err)
		}
		clean(t, w)
		tamper(t, w, statement)
		if one := find(t, w); len(one) != 1 || !strings.Contains(one[0].Detail, says) {
			t.Errorf("%s: %+v", statement, one)
		}
	}
}

func TestListStatesNoMoreRecordsThanTheFileHas(t *testing.T) {
	w, _ := with(t, 120)
	bring(t, w, slices.Concat(bytes.SplitAfter(log(120), []byte("\n"))[0], bytes.Join(bytes.SplitAfter(log(120), []byte("\n"))[60:], nil)))
	before := shownOf(t, w)
	tamper(t, w, `UPDATE occurrence SET count = 100000`)
	if problems := find(t, w); len(problems) == 0 || !strings.Contains(problems[0].Detail, "it states 100000 records") {
		t.Errorf("%+v", problems)
	}
	if parts, err := w.Everything().Parts(); err != nil || len(parts) != 2 || len(before) != 120 {
		t.Errorf("%+v %v, %d were shown", parts, err, len(before))
	}
}

func TestSchemaOfFormat1AndItsChangesGiveThatOfANewWorkspace(t *testing.T) {
	old, err := objectsOf(strings.Join(append([]string{schema1}, migrations...), ";"))
	if err != nil {
		t.Fatal(err)
	}
	now, err := objectsOf(schema)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(old, now) {
		t.Errorf("%v\n%v", old, now)
	}
}

func TestSchemaIsComparedWithThatOfANewWorkspace(t *testing.T) {
	for statement, says := range map[string]string{
		`CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM event WHERE seq = new.seq - 1; END`: "holds the trigger t",
		`CREATE VIEW v AS SELECT * FROM event`:                                                        "holds the view v",
		`CREATE TABLE more (a)`:                                                                       "holds the table more",
		`CREATE INDEX i ON event (seq)`:                                                               "holds the index i",
		`DROP INDEX import_event`:                                                                     "lacks the index import_event",
		`ALTER TABLE setting ADD COLUMN extra TEXT`:                                                   "The table setting is not built",
		`ALTER TABLE chunk RENAME COLUMN n TO number`:                                                 "The table chunk is not built",
	} {
		w := fresh(t)
		if _, err := w.writer.ExecContext(context.Background(), statement); err != nil {
			t.Fatal(err)
		}
		problems := find(t, w)
		if len(problems) != 1 || problems[0].What != ProblemFile || !strings.Contains(problems[0].Detail, says) {
			t.Errorf("%s: %+v", statement, problems)
		}
	}
}

func TestCommentsAndSpacingAreNoDifferenceOfSchema(t *testing.T) {
	a := "CREATE TABLE x (\n\ta TEXT NOT NULL, -- what a, is\n\tb\tBLOB -- (b)\n) STRICT"
	if b := "CREATE TABLE x(a TEXT NOT NULL,b BLOB) STRICT"; plain(a) != plain(b) {
		t.Errorf("%q, %q", plain(a), plain(b))
	}
}

func TestFieldsThatProgramsWouldReadDifferentlyAreDamaged(t *testing.T) {
	for _, change := range []string{
		`UPDATE event SET fields = replace(fields, '{', '{"author":"Eve",') WHERE seq = 4`,
		`UPDATE event SET fields = 'null' WHERE seq = 4`,
		`UPDATE event SET fields = '{"text":1}' WHERE seq = 4`,
		`UPDATE event SET fields = '{"a":"' || cast(x'ff' AS TEXT) || '"}' WHERE seq = 4`,
	} {
		w := notes(t)
		tamper(t, w, change)
		problems := find(t, w)
		if len(problems) != 1 || problems[0].What != ProblemEvent || !strings.Contains(problems[0].Detail, "fields cannot be read") {
			t.Errorf("%s: %+v", change, problems)
		}
		if e := events(t, w)[3]; len(e.Fields) != 0 {
			t.Errorf("%s: shown as %v", change, e.Fields)
		}
	}
}

func TestEarlyWorkspacesAreHeldAgainstTheTimeOfTheirEvents(t *testing.T) {
	w := openFixture(t)
	clean(t, w)
	tamper(t, w, `UPDATE source SET added = '2026-11-23T09:00:00.000Z'`)
	tamper(t, w, `UPDATE meta SET value = '2026-11-23T09:00:00.000Z' WHERE key = 'made'`)
	if problems := find(t, w); len(problems) != 2 {
		t.Errorf("%+v", problems)
	}
}
