package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"probity/app/session"
	"probity/data/intake"
	"probity/data/query"
	"probity/data/workspace"
)

// asked is one question that all are asked. A function that is nil is not
// asked; those that answer must answer the same. n counts the questions.
type asked struct {
	what   string
	before func(n int) error // not timed
	ours   func(n int) (string, error)
	sql    func(n int) []string // several: their times are added
	lite   bool                 // sqlite3 is asked too
	rg     func(n int) string   // the text to look for
	target func(r *row)
}

// peers hold the same rows as the workspace.
type peers struct {
	session      *session.Session
	store        *workspace.Workspace // the same, for engines that begin anew
	duck, sqlite *shell
	csv          string
	fields       []string // text columns, in the order of the CSV after time
}

func (b *bench) queries() error {
	path := b.file("log.probity")
	p, err := b.load(path)
	if err != nil {
		return err
	}
	defer p.close()
	for _, q := range append(b.under(p), b.texts(p)...) {
		if err := b.ask(p, q); err != nil {
			return err
		}
	}
	p.duck.close() // DuckDB lets one process open a file
	p.sqlite.close()
	p.duck, p.sqlite = nil, nil
	if err := b.processes(p, path); err != nil {
		return err
	}
	return b.memory(path)
}

// gather imports the twelve exports into a new workspace.
func (b *bench) gather(path string) (*session.Session, error) {
	s, err := session.Create(b.ctx, path)
	if err != nil {
		return nil, err
	}
	for _, export := range b.exports {
		in, err := intake.Inspect(b.ctx, export, intake.Options{})
		if err != nil {
			return s, err
		}
		reading, err := in.Reading()
		if err != nil {
			return s, err
		}
		if _, err := s.Import(b.ctx, export, reading, workspace.Origin{PanelRows: -1}, nil); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (p *peers) close() {
	p.duck.close()
	p.sqlite.close()
	p.store.Close()
	p.session.Close()
}

// load makes the workspace and gives its entries to the others.
func (b *bench) load(path string) (*peers, error) {
	p := &peers{csv: b.file("shown.csv")}
	say("importing the twelve exports and writing their entries for the others")
	var err error
	if p.session, err = b.gather(path); err != nil {
		return nil, err
	}
	if p.store, err = workspace.Open(path); err != nil {
		return nil, err
	}
	if err := p.session.SetZone("UTC"); err != nil {
		return nil, err
	}
	e := p.session.Engine()
	if err := e.Load(b.ctx); err != nil {
		return nil, err
	}
	p.fields = e.Fields()
	if e.Len() != b.rows {
		return nil, fmt.Errorf("the workspace shows %d entries, not %d", e.Len(), b.rows)
	}
	if err := writeShown(b.ctx, e, p.fields, p.csv); err != nil {
		return nil, err
	}
	if p.duck, err = b.openDuckDB(b.file("log.duckdb")); err != nil {
		return nil, err
	}
	if p.sqlite, err = b.openSQLite(b.file("log.sqlite")); err != nil {
		return nil, err
	}
	if p.duck != nil {
		if _, _, err := p.duck.ask("CREATE TABLE log AS SELECT * FROM read_csv(" + quote(p.csv) + ", header = true, all_varchar = true)"); err != nil {
			return nil, err
		}
		if _, _, err := p.duck.ask("ALTER TABLE log ALTER time TYPE BIGINT"); err != nil {
			return nil, err
		}
		if _, _, err := p.duck.ask("CHECKPOINT"); err != nil {
			return nil, err
		}
	}
	if p.sqlite != nil {
		table := "CREATE TABLE log (time INTEGER, " + strings.Join(p.fields, " TEXT, ") + " TEXT)"
		load := ".mode csv\n.import --skip 1 " + strconv.Quote(p.csv) + " log\n.mode list\nSELECT 1"
		for _, s := range []string{table, load,
			"CREATE INDEX by_time ON log (time)",
			"CREATE INDEX by_entity ON log (actor_entity, time)",
			"CREATE INDEX by_category ON log (category, time)",
			"CREATE INDEX by_actor ON log (actor, time)",
			"ANALYZE"} {
			if _, _, err := p.sqlite.ask(s); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// writeShown writes what the workspace shows, newest first: the time in
// microseconds since 1970, then every text column.
func writeShown(ctx context.Context, e *query.Engine, fields []string, path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	if err := w.Write(append([]string{"time"}, fields...)); err != nil {
		return err
	}
	r, err := e.Run(ctx, query.Filter{}, query.Sort{})
	if err != nil {
		return err
	}
	record := make([]string, 1+len(fields))
	reader := r.Reader(0)
	for i := range r.Len() {
		one, err := reader.Entry(ctx, i)
		if err != nil {
			return err
		}
		record[0] = strconv.FormatInt(int64(one.Time), 10)
		for c, name := range fields {
			record[1+c] = one.Get(name)
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return f.Close()
}

// ask puts one question to all, in turns. Every round asks something new of the
// same kind, so that nobody answers from what was kept, after one round that is
// not timed.
func (b *bench) ask(p *peers, q asked) error {
	var ours, duck, sqlite, rg []float64
	for i := range b.rounds + 1 {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		n := len(b.table)*(b.rounds+1) + i
		runtime.GC()
		if q.before != nil {
			if err := q.before(n); err != nil {
				return err
			}
		}
		began := time.Now()
		want, err := q.ours(n)
		ms := float64(time.Since(began).Nanoseconds()) / 1e6
		if err != nil {
			return fmt.Errorf("%s: %w", q.what, err)
		}
		keep := func(times *[]float64, ms float64) {
			if i > 0 {
				*times = append(*times, ms)
			}
		}
		keep(&ours, ms)
		differ := func(who, got string) error {
			if got == want {
				return nil
			}
			return fmt.Errorf("%s, question %d: the answers differ\nProbity:\n%s\n%s:\n%s", q.what, n, cutShort(want), who, cutShort(got))
		}
		for _, s := range []struct {
			shell *shell
			times *[]float64
			is    bool
		}{{p.duck, &duck, true}, {p.sqlite, &sqlite, q.lite}} {
			if s.shell == nil || !s.is || q.sql == nil {
				continue
			}
			var got []string
			total := 0.0
			for _, statement := range q.sql(n) {
				answer, ms, err := s.shell.ask(statement)
				if err != nil {
					return err
				}
				got, total = append(got, answer), total+ms
			}
			keep(s.times, total)
			if err := differ(s.shell.name, strings.Join(got, "\n")); err != nil {
				return err
			}
		}
		if b.rg != "" && q.rg != nil {
			got, ms, err := b.count(q.rg(n), p.csv)
			if err != nil {
				return err
			}
			keep(&rg, ms)
			if err := differ("rg", got); err != nil {
				return err
			}
		}
	}
	r := row{question: q.what, ours: median(ours), duck: median(duck), sqlite: median(sqlite), rg: median(rg)}
	if q.target != nil {
		q.target(&r)
	}
	b.table.add(r)
	return nil
}

func cutShort(s string) string {
	if len(s) > 1500 {
		return s[:1500] + " …"
	}
	return s
}
