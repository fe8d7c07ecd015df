package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"probity/data/columns"
	"probity/data/evidence"
)

// tamper changes the file behind the program's back.
func tamper(t *testing.T, w *Workspace, query string, args ...any) {
	t.Helper()
	result, err := w.writer.ExecContext(context.Background(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := result.RowsAffected(); n == 0 {
		t.Fatalf("%s changed nothing", query)
	}
}

func get(t *testing.T, w *Workspace, query string, args ...any) (data []byte) {
	t.Helper()
	if err := w.readers.QueryRow(query, args...).Scan(&data); err != nil {
		t.Fatal(err)
	}
	return data
}

func flip(t *testing.T, w *Workspace, table, where string) {
	t.Helper()
	data := get(t, w, `SELECT data FROM `+table+` WHERE `+where)
	data[len(data)/2] ^= 1
	tamper(t, w, `UPDATE `+table+` SET data = ? WHERE `+where, data)
}

func find(t *testing.T, w *Workspace) []Problem {
	t.Helper()
	problems, err := w.Verify(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return problems
}

// one holds that exactly one problem is found, and what it names.
func one(t *testing.T, w *Workspace, want Problem, says ...string) {
	t.Helper()
	problems := find(t, w)
	if len(problems) != 1 {
		t.Fatalf("%d problems: %+v", len(problems), problems)
	}
	p := problems[0]
	detail := p.Detail
	if p.Detail = ""; p != want {
		t.Errorf("found %+v, want %+v (%s)", p, want, detail)
	}
	for _, s := range says {
		if !strings.Contains(detail, s) {
			t.Errorf("%q does not say %q", detail, s)
		}
	}
}

func recode(t *testing.T, w *Workspace, name string, row int, change func([]uint32)) {
	t.Helper()
	where := fmt.Sprintf(`name = '%s' AND segment = 0`, name)
	codes, err := columns.DecodeCodes(get(t, w, `SELECT data FROM block WHERE `+where), count(t, w, `SELECT rows FROM block WHERE `+where))
	if err != nil {
		t.Fatal(err)
	}
	change(codes)
	tamper(t, w, `UPDATE block SET data = ? WHERE `+where, columns.EncodeCodes(codes))
}

func TestChangedValueIsNamedByRecordAndColumn(t *testing.T) {
	w, _ := with(t, 900)
	recode(t, w, "actor", 17, func(codes []uint32) { codes[16] = codes[16]%3 + 1 })
	one(t, w, Problem{What: ProblemColumn, Source: "log.csv", Row: 17, Field: "actor"}, "Record 17 of log.csv", "operator", "the source says")
}

func TestChangedTimeIsNamedByRecord(t *testing.T) {
	w, _ := with(t, 900)
	times, err := columns.DecodeInts(get(t, w, `SELECT data FROM block WHERE name = 'time'`), 900)
	if err != nil {
		t.Fatal(err)
	}
	times[899] += 3600e6
	tamper(t, w, `UPDATE block SET data = ? WHERE name = 'time'`, columns.EncodeInts(times))
	one(t, w, Problem{What: ProblemColumn, Source: "log.csv", Row: 900, Field: "time"}, "2026-03-1")
}

func TestChangedOffsetIsNamedWithoutBlamingTheRecords(t *testing.T) {
	w, _ := with(t, 900)
	offsets, err := columns.DecodeInts(get(t, w, `SELECT data FROM block WHERE name = 'offset'`), 900)
	if err != nil {
		t.Fatal(err)
	}
	offsets[5]++
	tamper(t, w, `UPDATE block SET data = ? WHERE name = 'offset'`, columns.EncodeInts(offsets))
	one(t, w, Problem{What: ProblemColumn, Source: "log.csv", Row: 6, Field: "offset"})
}

func TestManyChangedValuesAreCounted(t *testing.T) {
	w, _ := with(t, 900)
	recode(t, w, "actor", 0, func(codes []uint32) {
		for i := range codes {
			codes[i] = codes[i]%3 + 1
		}
	})
	problems := find(t, w)
	if len(problems) != detailed+1 || !strings.Contains(problems[detailed].Detail, "in all") {
		t.Errorf("%d problems, the last %+v", len(problems), problems[len(problems)-1])
	}
}

func TestChangedDictionaryIsNamedWithWhatItConcerns(t *testing.T) {
	w, _ := with(t, 900)
	dict, err := columns.DecodeDict(get(t, w, `SELECT data FROM dictionary WHERE name = 'action'`))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.Index(dict, "Service suspended")
	dict[i] = "Service activated"
	tamper(t, w, `UPDATE dictionary SET data = ? WHERE name = 'action'`, columns.EncodeDict(dict))
	problems := find(t, w)
	if len(problems) != 1 || problems[0].What != ProblemDictionary || problems[0].Field != "action" || problems[0].Row == 0 ||
		!strings.Contains(problems[0].Detail, `shows "Service activated" where the source says "Service suspended"`) {
		t.Errorf("%+v", problems)
	}
}

func TestFlippedByteIsNamedWhereverItLies(t *testing.T) {
	for _, c := range []struct {
		table, where, what, field string
	}{
		{"chunk", "n = 0", ProblemSource, ""},
		{"block", "name = 'actor'", ProblemColumn, "actor"},
		{"block", "name = 'time'", ProblemColumn, "time"},
		{"block", "name = 'record'", ProblemColumn, "record"},
		{"dictionary", "name = 'target'", ProblemDictionary, "target"},
	} {
		w, _ := with(t, 900)
		flip(t, w, c.table, c.where)
		problems := find(t, w)
		if len(problems) != 1 || problems[0].What != c.what || problems[0].Field != c.field || problems[0].Source != "log.csv" {
			t.Errorf("%s %s: %+v", c.table, c.where, problems)
		}
	}
}

func TestFlippedLeafIsNamed(t *testing.T) {
	w, _ := with(t, 900)
	flip(t, w, "leaves", "n = 0")
	whats := map[string]bool{}
	for _, p := range find(t, w) {
		whats[p.What] = true
	}
	if !whats[ProblemLeaves] || !whats[ProblemRecord] {
		t.Errorf("%v", whats)
	}
}

func TestChangedSourceByteIsNamedByRecordAndLine(t *testing.T) {
	w, _ := with(t, 40_000)
	for _, n := range []int{0, 1, 2} {
		content, err := columns.Unpack(nil, get(t, w, fmt.Sprintf(`SELECT data FROM chunk WHERE n = %d`, n)), chunkSize)
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(content, []byte("customer"))
		content[at] = 'k'
		tamper(t, w, fmt.Sprintf(`UPDATE chunk SET data = ? WHERE n = %d`, n), columns.Pack(content))
	}
	problems := find(t, w)
	if len(problems) != 4 {
		t.Fatalf("%+v", problems)
	}
	if p := problems[0]; p.What != ProblemRecord || p.Row != 1 || !strings.Contains(p.Detail, "Record 1 of log.csv (line 2, ") {
		t.Errorf("%+v", p)
	}
	if p := problems[3]; p.What != ProblemSource || !strings.Contains(p.Detail, "3 records differ") {
		t.Errorf("%+v", p)
	}
}

func TestChangedHeaderIsNamedAsOutsideOfRecords(t *testing.T) {
	w, _ := with(t, 20)
	content, err := columns.Unpack(nil, get(t, w, `SELECT data FROM chunk`), chunkSize)
	if err != nil {
		t.Fatal(err)
	}
	tamper(t, w, `UPDATE chunk SET data = ?`, columns.Pack(bytes.Replace(content, []byte("Operator"), []byte("Customer"), 1)))
	one(t, w, Problem{What: ProblemSource, Source: "log.csv"}, "outside its records")
}

func TestWhatIsMissingOrAddedIsNamed(t *testing.T) {
	for statement, want := range map[string]Problem{
		`DELETE FROM block WHERE name = 'actor'`: {What: ProblemColumn, Source: "log.csv", Field: "actor"},
		`INSERT INTO block (reading, segment, name, kind, rows, data) SELECT reading, 0, 'result', kind, rows, data FROM block WHERE name = 'time'`: {What: ProblemColumn, Source: "log.csv", Field: "result"},
		`DELETE FROM dictionary WHERE name = 'actor'`: {What: ProblemDictionary, Source: "log.csv", Field: "actor"},
		`DELETE FROM leaves`:                          {What: ProblemLeaves, Source: "log.csv"},
		`DELETE FROM chunk`:                           {What: ProblemSource, Source: "log.csv"},
		`INSERT INTO chunk (source, n, data) SELECT source, 7, data FROM chunk`:                                      {What: ProblemSource, Source: "log.csv"},
		`INSERT INTO reject (reading, record, line, offset, length, reason) SELECT id, 3, 4, 5, 6, 'x' FROM reading`: {What: ProblemReceipt, Source: "log.csv", Field: "rejected records"},
		`UPDATE reading SET first = first + 1000000`:                                                                 {What: ProblemReceipt, Source: "log.csv", Field: "time of the first entry"},
		`UPDATE source SET name = 'other.csv'`:                                                                       {What: ProblemReceipt, Source: "other.csv", Field: "file name"},
		`UPDATE reading SET state = 'withdrawn'`:                                                                     {What: ProblemSource, Source: "log.csv"},
		`UPDATE block SET rows = 12 WHERE name = 'actor'`:                                                            {What: ProblemColumn, Source: "log.csv", Field: "actor"},
	} {
		w, _ := with(t, 50)
		tamper(t, w, statement)
		problems := find(t, w)
		if len(problems) == 0 {
			t.Errorf("%s: nothing found", statement)
			continue
		}
		p := problems[0]
		detail := p.Detail
		p.Detail = ""
		if p != want || detail == "" {
			t.Errorf("%s: found %+v, want %+v", statement, problems, want)
		}
	}
}

func notes(t *testing.T) *Workspace {
	w, _ := with(t, 10)
	for _, text := range []string{"first", "second", "third"} {
		if _, err := w.Append(context.Background(), "Ann", "note", map[string]string{"text": text}); err != nil {
			t.Fatal(err)
		}
	}
	clean(t, w)
	return w
}

func TestChangedEventIsNamed(t *testing.T) {
	w := notes(t)
	tamper(t, w, `UPDATE event SET fields = replace(fields, 'second', 'altered') WHERE seq = 4`)
	one(t, w, Problem{What: ProblemEvent, Source: "event 4 (note, by Ann)"}, "changed after it was written")
}

func TestChangedSaltIsNamed(t *testing.T) {
	w := notes(t)
	tamper(t, w, `UPDATE event SET salt = zeroblob(32) WHERE seq = 3`)
	one(t, w, Problem{What: ProblemEvent, Source: "event 3 (note, by Ann)"})
}

func TestRemovedEventIsNamed(t *testing.T) {
	w := notes(t)
	tamper(t, w, `DELETE FROM event WHERE seq = 4`)
	one(t, w, Problem{What: ProblemEvent, Source: "event 5 (note, by Ann)"}, "The event before it is missing (this one was written at 2026-")
}

func TestRewrittenEventIsNamedByTheOneBehindIt(t *testing.T) {
	w := notes(t)
	fields := map[string]string{"kind": "note", "author": "Ann", "at": "2026-11-22T09:00:00.000Z", "text": "forged"}
	text, _ := json.Marshal(fields)
	line, err := evidence.ParseLine(get(t, w, `SELECT line FROM event WHERE seq = 4`))
	if err != nil {
		t.Fatal(err)
	}
	line.Commitment = evidence.Hex(evidence.Commit(make([]byte, 32), fields))
	tamper(t, w, `UPDATE event SET fields = ?, salt = zeroblob(32), line = ? WHERE seq = 4`, string(text), string(line.Encode()))
	one(t, w, Problem{What: ProblemEvent, Source: "event 4 (note, by Ann)"}, "not the one that event 5 follows")
}

func TestLineThatIsNoLineIsNamed(t *testing.T) {
	w := notes(t)
	tamper(t, w, `UPDATE event SET line = replace(line, '"v":1', '"v": 1') WHERE seq = 5`)
	one(t, w, Problem{What: ProblemEvent, Source: "event 5 (note, by Ann)"}, "spelled in another way")
	if n := len(events(t, w)); n != 5 {
		t.Errorf("%d events are shown", n)
	}
	if _, err := w.Append(context.Background(), "Ann", "note", nil); err != nil {
		t.Error(err)
	}
}

func TestAllProblemsAreReported(t *testing.T) {
	w := notes(t)
	tamper(t, w, `UPDATE event SET fields = replace(fields, 'second', 'altered') WHERE seq = 4`)
	recode(t, w, "actor", 3, func(codes []uint32) { codes[2] = codes[2]%2 + 1 })
	tamper(t, w, `UPDATE reading SET rejected = 1`)
	if problems := find(t, w); len(problems) != 3 {
		t.Errorf("%+v", problems)
	}
}

func TestVerifyCanBeCancelled(t *testing.T) {
	w, _ := with(t, 10)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.Verify(ctx, nil); err == nil {
		t.Error("a cancelled check gives a result")
	}
}

func TestRejectedRecordsAreSealedAndChecked(t *testing.T) {
	content := append(log(30), []byte("2026-03-14 09:26:53;\"open quote\n")...)
	w := fresh(t)
	r := bring(t, w, content)
	if r.Rejected == 0 || r.Read != r.Stored+r.Rejected || len(r.Rejects) != int(r.Rejected) {
		t.Fatalf("%+v", r)
	}
	clean(t, w)
	tamper(t, w, `UPDATE reject SET reason = 'no reason'`)
	one(t, w, Problem{What: ProblemReceipt, Source: "log.csv", Field: "rejected records"})
}
