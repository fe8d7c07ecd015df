// Measure times Probity beside DuckDB, sqlite3 and ripgrep on one generated log
// and prints one table. Before a question is timed, the answers of all are
// compared; where they differ it stops. See bench/README.md; `make bench` calls
// it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/adrg/xdg"
)

// bench is one run.
type bench struct {
	ctx     context.Context
	folder  string // temporary
	rows    int
	rounds  int
	log     string   // the export of all rows
	exports []string // the twelve that it was cut into
	probity string   // the programs; empty where there is none
	duckdb  string
	sqlite  string
	rg      string
	table   table
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	b := &bench{ctx: ctx}
	flag.IntVar(&b.rows, "rows", 1_000_000, "rows of the log")
	flag.IntVar(&b.rounds, "rounds", 5, "times that each is asked; the median is printed")
	flag.StringVar(&b.probity, "probity", "dist/probity-cli", "the program to measure")
	flag.StringVar(&b.duckdb, "duckdb", "", "the program of bench/duckdb, built; empty: without DuckDB")
	grid := flag.String("grid", "", "what go test -bench printed for app/grid")
	write := flag.String("write", "", "document whose table is replaced")
	only := flag.String("only", "", "import or query: only these")
	session := flag.String("session", "", "open this workspace, work in it as a person does, print the memory held")
	flag.Parse()
	if *session != "" {
		return holdSession(ctx, *session)
	}
	if b.rows < 10_000 || b.rows > 20_000_000 || b.rounds < 1 {
		return fmt.Errorf("-rows is 10000 to 20000000 and -rounds at least 1, not %d and %d", b.rows, b.rounds)
	}
	b.sqlite, b.rg = find("sqlite3", "apt-get install sqlite3"), find("rg", "apt-get install ripgrep")
	if b.duckdb == "" {
		say("There is no DuckDB program, so its column stays empty.")
	}
	var err error
	if b.probity, err = filepath.Abs(b.probity); err != nil {
		return err
	}
	if b.folder, err = os.MkdirTemp("", "probity-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.folder)
	leaveStateAlone(b.folder)
	b.log = b.file("log.csv")
	if err := writeLog(b.log, b.rows, 1); err != nil {
		return err
	}
	if b.exports, err = cut(b.log, b.rows, b.folder); err != nil {
		return err
	}
	if *only != "query" {
		if err := b.imports(); err != nil {
			return err
		}
	}
	if *only != "import" {
		if err := b.queries(); err != nil {
			return err
		}
	}
	if *grid != "" {
		if err := b.grid(*grid); err != nil {
			return err
		}
	}
	text := b.heading() + b.table.String()
	fmt.Print(text)
	if *write != "" {
		return replace(*write, fmt.Sprintf("%d", b.rows), text)
	}
	return nil
}

// leaveStateAlone keeps what Probity remembers of workspaces, here and in the
// processes that are started, in a folder that goes with the measurement.
func leaveStateAlone(folder string) {
	for _, name := range []string{"XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"} {
		os.Setenv(name, filepath.Join(folder, "home"))
	}
	xdg.Reload()
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// find looks a program up and says what to do where there is none.
func find(name, install string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		say("%s is not installed, so its column stays empty (Debian: %s).", name, install)
	}
	return path
}

func (b *bench) file(name string) string { return filepath.Join(b.folder, name) }
