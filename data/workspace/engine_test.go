package workspace

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
	"probity/data/query"
)

// overlapping makes a workspace of two exports that share a third of their
// records, each of more than one segment.
func overlapping(t *testing.T) *Workspace {
	t.Helper()
	w := fresh(t)
	lines := bytes.SplitAfter(log(150_000), []byte("\n"))
	header := lines[0]
	bring(t, w, slices.Concat(header, bytes.Join(lines[1:90_000], nil)))
	r := bring(t, w, slices.Concat(header, []byte(";;;Second export;;\n"), bytes.Join(lines[60_000:], nil)))
	if r.Duplicates < 20_000 {
		t.Fatalf("only %d duplicates", r.Duplicates)
	}
	return w
}

func engine(t *testing.T, w *Workspace) *query.Engine {
	t.Helper()
	e, err := query.New(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func filter(t *testing.T, text string) query.Filter {
	t.Helper()
	f, err := query.Parse(text, query.Moment{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestTheEngineAnswersAsSQLiteDoes asks both about the same rows: the engine
// reads segments of the workspace, SQLite a table that was filled from Text and
// Ints, which read columns whole.
func TestTheEngineAnswersAsSQLiteDoes(t *testing.T) {
	ctx := context.Background()
	w := overlapping(t)
	e := engine(t, w)
	db, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE entry (row INTEGER PRIMARY KEY, time INTEGER, actor TEXT, target TEXT, action TEXT, details TEXT, request TEXT)`); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	insert, err := tx.Prepare(`INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	row := 0
	for _, p := range parts {
		times, err := w.Ints(ctx, p.Key, columnTime)
		if err != nil {
			t.Fatal(err)
		}
		var texts [5]func(int) string
		for i, name := range []string{entry.Actor, entry.TargetName, entry.Action, entry.Details, "extra.Request"} {
			c, err := w.Text(ctx, p.Key, name)
			if err != nil {
				t.Fatal(err)
			}
			texts[i] = c.At
		}
		for i, at := range times {
			stamp := any(at)
			if at == entry.NoTime {
				stamp = nil
			}
			if _, err := insert.Exec(row, stamp, texts[0](i), texts[1](i), texts[2](i), strings.ToValidUTF8(texts[3](i), "?"), texts[4](i)); err != nil {
				t.Fatal(err)
			}
			row++
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if e.Len() != row {
		t.Fatalf("the engine has %d entries of %d", e.Len(), row)
	}
	for text, where := range map[string]string{
		"":                                   `true`,
		"operator:operator1":                 `actor LIKE '%operator1%'`,
		"operator:=operator1 -action:=Login": `actor = 'operator1' AND action <> 'Login'`,
		"customer:customer7* date:2026-03-20..2026-04-10": `target LIKE 'customer7%' AND time >= unixepoch('2026-03-20') * 1000000 AND time < unixepoch('2026-04-11') * 1000000`,
		"quoted":                                `actor || target || action || details || request LIKE '%quoted%'`,
		"action:payment OR details:*":           `action LIKE '%payment%' OR details <> ''`,
		"extra.Request:7f -operator:3":          `request LIKE '%7f%' AND actor NOT LIKE '%3%'`,
		`details:"" has:time`:                   `details = '' AND time IS NOT NULL`,
		"-(operator:operator2* OR -action:log)": `NOT (actor LIKE 'operator2%' OR action NOT LIKE '%log%')`,
	} {
		f := filter(t, text)
		r, err := e.Run(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM entry WHERE ` + where).Scan(&n); err != nil || n != r.Len() {
			t.Errorf("%s: %d entries, SQLite counts %d (%v)", text, r.Len(), n, err)
		}
		sameRows(t, text+" newest first", rowsOf(r), db, `SELECT row FROM entry WHERE `+where+` ORDER BY time IS NULL, time DESC, row DESC`)
		sorted, err := e.Run(ctx, f, query.Sort{Field: entry.Action, Ascending: true}, query.Sort{Field: "time"})
		if err != nil {
			t.Fatal(err)
		}
		sameRows(t, text+" by action", rowsOf(sorted), db, `SELECT row FROM entry WHERE `+where+` ORDER BY action = '', action COLLATE NOCASE, time IS NULL, time DESC, row DESC`)
		g, err := e.GroupBy(ctx, f, []string{"operator", "month"}, query.GroupOptions{})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := db.Query(`SELECT count(*), actor, coalesce(strftime('%Y-%m', time / 1000000, 'unixepoch'), '') m FROM entry WHERE ` + where + ` GROUP BY actor, m ORDER BY 1 DESC, actor, m`)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; rows.Next(); i++ {
			var n int
			var actor, month string
			if err := rows.Scan(&n, &actor, &month); err != nil {
				t.Fatal(err)
			}
			if i >= len(g.Groups) || g.Groups[i].Count != n || !slices.Equal(g.Groups[i].Values, []string{actor, month}) {
				t.Errorf("%s: group %d is not %d of %s in %s", text, i, n, actor, month)
				break
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func rowsOf(r *query.Result) []query.Row {
	out := make([]query.Row, r.Len())
	for i := range out {
		out[i] = r.Row(i)
	}
	return out
}

func sameRows(t *testing.T, what string, got []query.Row, db *sql.DB, statement string) {
	t.Helper()
	rows, err := db.Query(statement)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	i := 0
	for ; rows.Next(); i++ {
		var row query.Row
		if err := rows.Scan(&row); err != nil {
			t.Fatal(err)
		}
		if i >= len(got) || got[i] != row {
			t.Errorf("%s: place %d is not row %d", what, i, row)
			return
		}
	}
	if i != len(got) {
		t.Errorf("%s: %d rows, want %d", what, len(got), i)
	}
}

// TestADamagedSegmentIsNamedAndTheRestStaysUsable flips a byte of one block, or
// takes it away, and compares every entry with the log as it was.
func TestADamagedSegmentIsNamedAndTheRestStaysUsable(t *testing.T) {
	ctx := context.Background()
	whole := overlapping(t)
	path := whole.Path()
	sound := engine(t, whole)
	parts, err := whole.Parts()
	if err != nil {
		t.Fatal(err)
	}
	fields := append(sound.Fields(), "source")
	values := map[string][]string{}
	for _, name := range fields {
		values[name] = make([]string, sound.Len())
		for row := range sound.Len() {
			values[name][row] = sound.Text(ctx, query.Row(row), name)
		}
	}
	times := make([]entry.Micros, sound.Len())
	for row := range times {
		times[row] = sound.Time(query.Row(row))
	}
	if err := whole.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		statement, column string
		part              int // whose
		first             bool
	}{
		"actor":      {`UPDATE block SET data = CAST(substr(data, 1, 20) || x'00' || substr(data, 22) AS BLOB) WHERE reading = 2 AND name = 'actor' AND segment = 0`, entry.Actor, 1, true},
		"details":    {`UPDATE block SET data = CAST(substr(data, 1, length(data) / 2) || x'ff' || substr(data, length(data) / 2 + 2) AS BLOB) WHERE reading = 1 AND name = 'details' AND segment = 1`, entry.Details, 0, false},
		"request":    {`UPDATE block SET data = x'28b52ffd' WHERE reading = 1 AND name = 'extra.Request' AND segment = 0`, "extra.Request", 0, true},
		"dictionary": {`DELETE FROM dictionary WHERE reading = 2 AND name = 'action'`, entry.Action, 1, true},
		"rows":       {`UPDATE block SET rows = rows - 1 WHERE reading = 1 AND name = 'target' AND segment = 1`, entry.TargetName, 0, false},
		"time":       {`UPDATE block SET data = x'00' WHERE reading = 1 AND name = 'time' AND segment = 0`, "time", 0, true},
		"record":     {`UPDATE block SET data = x'00' WHERE reading = 1 AND name = 'record' AND segment = 1`, "record", 0, false},
		"offset":     {`DELETE FROM block WHERE reading = 1 AND name = 'offset' AND segment = 0`, "offset", 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "damaged.probity")
			if err := os.WriteFile(copied, content, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := connect(ctx, dsn(copied, writerQuery()), 1)
			if err != nil {
				t.Fatal(err)
			}
			if result, err := db.Exec(c.statement); err != nil {
				t.Fatal(err)
			} else if n, _ := result.RowsAffected(); n != 1 {
				t.Fatalf("%d blocks", n)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			w, err := OpenReadOnly(copied)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			e := engine(t, w)
			if e.Len() != sound.Len() {
				t.Fatalf("%d entries of %d", e.Len(), sound.Len())
			}
			if err := e.Load(ctx); err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{"operator3", "operator:1", "-action:login", "sort:details", "sort:actor,-time", "quoted"} {
				if _, err := e.Run(ctx, filter(t, text)); err != nil {
					t.Errorf("%s: %v", text, err)
				}
			}
			if _, err := e.GroupBy(ctx, query.Filter{}, []string{"action"}, query.GroupOptions{}); err != nil {
				t.Error(err)
			}
			first := 0
			if c.part == 1 {
				first = parts[0].Rows
			}
			for _, row := range []query.Row{query.Row(first), query.Row(first + parts[c.part].Rows - 1)} { // reads places
				_ = e.Identity(row)
				if _, err := e.Entry(ctx, row); err != nil {
					t.Error(err)
				}
			}
			found := e.Damage()
			if len(found) != 1 || found[0].Column != c.column || found[0].Part.Source != parts[c.part].Source || (found[0].From == 1) != c.first || found[0].Detail == "" {
				t.Fatalf("%+v", found)
			}
			from, to := query.Row(first+found[0].From-1), query.Row(first+found[0].To-1)
			for row := range query.Row(sound.Len()) {
				hurt := from <= row && row <= to
				if named := slices.Equal(e.Unreadable(row), []string{c.column}); named != hurt {
					t.Fatalf("row %d: unreadable is %v", row, e.Unreadable(row))
				}
				for _, name := range fields {
					want := values[name][row]
					if hurt && name == c.column {
						want = ""
					}
					if got := e.Text(ctx, row, name); got != want {
						t.Fatalf("%s of row %d is %q, want %q", name, row, got, want)
					}
				}
				if want := times[row]; hurt && c.column == "time" {
					want = entry.NoTime
					if e.Time(row) != want {
						t.Fatalf("row %d has a time", row)
					}
				} else if e.Time(row) != want {
					t.Fatalf("row %d is of %d, want %d", row, e.Time(row), want)
				}
			}
			if id := e.Identity(from); c.column == "offset" && id != (entry.Identity{}) {
				t.Errorf("an entry whose place is damaged is called %v", id)
			}
		})
	}
	t.Run("source", func(t *testing.T) {
		copied := filepath.Join(t.TempDir(), "damaged.probity")
		if err := os.WriteFile(copied, content, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := connect(ctx, dsn(copied, writerQuery()), 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(`DELETE FROM block WHERE reading = 1 AND segment = 0 AND name IN ('record', 'offset', 'length')`); err != nil {
			t.Fatal(err)
		}
		db.Close()
		w, err := OpenReadOnly(copied)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		e := engine(t, w)
		found := e.Damage()
		if e.Len() != parts[1].Rows || len(found) != 1 || found[0].Column != "" || found[0].Part.Source != parts[0].Source || found[0].To < parts[0].Rows {
			t.Fatalf("%d entries, %+v", e.Len(), found)
		}
		if got := e.Text(ctx, 5, entry.Actor); got != values[entry.Actor][parts[0].Rows+5] {
			t.Errorf("the other source reads %q", got)
		}
		if !strings.Contains(fmt.Sprint(found[0].Detail), "log.csv") {
			t.Error(found[0].Detail)
		}
	})
}
