package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// imports times one export, and twelve that overlap beside one of as many rows.
func (b *bench) imports() error {
	log := b.log
	info, err := os.Stat(log)
	if err != nil {
		return err
	}
	say("%s rows, %s bytes of CSV; import, %d rounds", thousands(b.rows), thousands(int(info.Size())), b.rounds)
	var ours, duck, sqlite, oursBusy, duckBusy, sqliteBusy []float64
	var peak int64
	for range b.rounds {
		ms, end, bytes, err := b.importProbity(b.file("import.probity"), log)
		if err != nil {
			return err
		}
		ours, oursBusy, peak = append(ours, ms), append(oursBusy, busy(end)), max(peak, bytes)
		if b.duckdb != "" {
			if ms, end, err = b.importDuckDB(b.file("import.duckdb"), log); err != nil {
				return err
			}
			duck, duckBusy = append(duck, ms), append(duckBusy, busy(end))
		}
		if b.sqlite != "" {
			if ms, end, err = b.importSQLite(b.file("import.sqlite"), log); err != nil {
				return err
			}
			sqlite, sqliteBusy = append(sqlite, ms), append(sqliteBusy, busy(end))
		}
	}
	what := fmt.Sprintf("import of %s rows, %s bytes of CSV", thousands(b.rows), thousands(int(info.Size())))
	r := row{question: what, ours: median(ours), duck: median(duck), sqlite: median(sqlite), rg: none}
	r.target, r.met = most(r.ours, 0.75, r.sqlite, "sqlite3")
	b.table.add(r)
	r.question = "the same, ahead of DuckDB"
	r.target, r.met = most(r.ours, 1, r.duck, "DuckDB")
	if r.target != "" {
		b.table.add(r)
	}
	b.table.add(row{question: "processor time of that import", ours: median(oursBusy), duck: median(duckBusy), sqlite: median(sqliteBusy), rg: none})
	if peak > 0 {
		r = row{question: "peak memory of that import", ours: float64(peak) / 1e6, duck: none, sqlite: none, rg: none, unit: " MB"}
		switch b.rows {
		case 1_000_000:
			r.target, r.met = "< 600 MB", r.ours < 600
		case 10_000_000:
			r.target, r.met = "< 1,000 MB", r.ours < 1000
		}
		b.table.add(r)
	}
	if err := b.inspect(log, info.Size()); err != nil {
		return err
	}
	return b.importTwelve()
}

func (b *bench) inspect(log string, size int64) error {
	var times []float64
	for range b.rounds {
		_, ms, err := once(exec.CommandContext(b.ctx, b.probity, "inspect", "--json", log), "")
		if err != nil {
			return err
		}
		times = append(times, ms)
	}
	r := row{question: fmt.Sprintf("inspect %s bytes of CSV", thousands(int(size))), ours: median(times), duck: none, sqlite: none, rg: none}
	r.target, r.met = "< 1,000 ms", r.ours < 1000
	b.table.add(r)
	return nil
}

// importTwelve needs fewer rounds, because each is twelve imports.
func (b *bench) importTwelve() error {
	one := b.file("one.csv")
	if err := writeLog(one, len(b.exports)*(b.rows/10), 2); err != nil {
		return err
	}
	var twelve, single []float64
	for range min(b.rounds, 3) {
		ms, _, _, err := b.importProbity(b.file("import.probity"), b.exports...)
		if err != nil {
			return err
		}
		twelve = append(twelve, ms)
		if ms, _, _, err = b.importProbity(b.file("import.probity"), one); err != nil {
			return err
		}
		single = append(single, ms)
	}
	size := thousands(b.rows / 10)
	b.table.add(row{question: "import of one export of " + thousands(12*(b.rows/10)) + " rows", ours: median(single), duck: none, sqlite: none, rg: none})
	r := row{question: "import of twelve shuffled, overlapping exports of " + size + " rows", ours: median(twelve), duck: none, sqlite: none, rg: none}
	r.target, r.met = most(r.ours, 1.5, median(single), "one export")
	b.table.add(r)
	return nil
}

// settle takes away what the round before made and waits for the disk.
func settle(path string) {
	for _, end := range []string{"", "-wal", "-shm", ".wal"} {
		os.Remove(path + end)
	}
	flush()
}

// importProbity reads exports into a new workspace and gives the milliseconds,
// the process as it ended, and the most memory that it had, in bytes.
func (b *bench) importProbity(workspace string, exports ...string) (ms float64, end *os.ProcessState, peak int64, err error) {
	settle(workspace)
	cmd := exec.CommandContext(b.ctx, b.probity, append([]string{"import", "-w", workspace}, exports...)...)
	var most chan int64
	ended := make(chan struct{})
	_, ms, err = whole(cmd, "", func(p *os.Process) {
		most = make(chan int64, 1)
		go func() { most <- watch(p.Pid, ended) }()
	})
	close(ended)
	if most != nil {
		peak = <-most
	}
	return ms, cmd.ProcessState, peak, err
}

func (b *bench) importDuckDB(file, log string) (ms float64, end *os.ProcessState, err error) {
	settle(file)
	cmd := exec.CommandContext(b.ctx, b.duckdb, file)
	out, ms, err := once(cmd, "CREATE TABLE log AS SELECT * FROM read_csv("+quote(log)+")\nSELECT count(*) FROM log\n")
	if err == nil {
		err = b.all("DuckDB", out)
	}
	return ms, cmd.ProcessState, err
}

func (b *bench) importSQLite(file, log string) (ms float64, end *os.ProcessState, err error) {
	settle(file)
	cmd := exec.CommandContext(b.ctx, b.sqlite, "-batch", "-init", os.DevNull, file)
	out, ms, err := once(cmd, ".mode csv\n.import "+strconv.Quote(log)+" log\nSELECT count(*) FROM log;\n")
	if err == nil {
		err = b.all("sqlite3", out)
	}
	return ms, cmd.ProcessState, err
}

// busy is the processor time of a process that has ended, in milliseconds.
func busy(end *os.ProcessState) float64 {
	return float64((end.UserTime() + end.SystemTime()).Milliseconds())
}

// all makes sure that a program read every row.
func (b *bench) all(who, out string) error {
	if slices.Contains(strings.Fields(out), strconv.Itoa(b.rows)) {
		return nil
	}
	return fmt.Errorf("%s did not read %d rows: %s", who, b.rows, out)
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
