package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// processes times what begins with a program that is not running yet.
func (b *bench) processes(p *peers, workspace string) error {
	type start struct {
		what   string
		args   func(n int) []string // of probity
		sql    func(n int) string
		rg     func(n int) string // also: the first line is a count, which must be the same
		target func(*row)
	}
	columns := "--columns=" + strings.Join(shown, ",")
	for _, s := range []start{
		{"open: program start to the newest 50 entries", func(int) []string {
			return []string{"query", "-w", workspace, "--limit", "50", columns, "--format", "csv"}
		}, func(int) string { return pageSQL("1=1", "time DESC", 50, 0) }, nil, func(r *row) {
			switch b.rows {
			case 1_000_000:
				below(150)(r)
			case 10_000_000:
				below(1000)(r)
			}
		}},
		{"text over all columns, cold: program start to the count", func(n int) []string {
			return []string{"query", "-w", workspace, "--count", rare(n)}
		}, func(n int) string { return "SELECT count(*) FROM log WHERE " + p.anywhere(rare(n)) }, rare, func(r *row) {
			r.target, r.met = most(r.ours, 0.25, r.duck, "DuckDB")
		}},
	} {
		var ours, duck, sqlite, rg []float64
		for i := range b.rounds + 1 {
			n := 500 + i
			var answers []string
			for _, one := range []struct {
				times *[]float64
				cmd   *exec.Cmd
				input string
			}{
				{&ours, exec.CommandContext(b.ctx, b.probity, s.args(n)...), ""},
				{&duck, exec.CommandContext(b.ctx, b.duckdb, b.file("log.duckdb")), s.sql(n) + "\n"},
				{&sqlite, exec.CommandContext(b.ctx, b.sqlite, "-batch", "-init", os.DevNull, b.file("log.sqlite")), lite(s.sql(n)) + ";\n"},
			} {
				if one.cmd.Path == "" {
					continue
				}
				out, ms, err := once(one.cmd, one.input)
				if err != nil {
					return err
				}
				line, _, _ := strings.Cut(out, "\n")
				if answers = append(answers, line); s.rg != nil && line != answers[0] {
					return fmt.Errorf("%s, %s: the answers differ: %q", s.what, s.rg(n), answers)
				}
				if i > 0 {
					*one.times = append(*one.times, ms)
				}
			}
			if s.rg != nil && b.rg != "" {
				_, ms, err := b.count(s.rg(n), p.csv)
				if err != nil {
					return err
				}
				rg = append(rg, ms)
			}
		}
		r := row{question: s.what, ours: median(ours), duck: median(duck), sqlite: median(sqlite), rg: median(rg)}
		s.target(&r)
		b.table.add(r)
	}
	return nil
}
