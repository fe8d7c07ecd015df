package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// shell is a database program that is asked again and again, sqlite3 or the one
// in bench/duckdb: both print rows, then the time they took, then "---".
type shell struct {
	name string
	end  string // what follows a statement
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
}

func (b *bench) openDuckDB(file string) (*shell, error) {
	if b.duckdb == "" {
		return nil, nil
	}
	return open("DuckDB", "\n", exec.CommandContext(b.ctx, b.duckdb, file))
}

func (b *bench) openSQLite(file string) (*shell, error) {
	if b.sqlite == "" {
		return nil, nil
	}
	s, err := open("sqlite3", ";\n.print ---\n", exec.CommandContext(b.ctx, b.sqlite, "-batch", "-init", os.DevNull, file))
	if err != nil {
		return nil, err
	}
	// As much memory as it likes: the default of 2 MB would measure the disk.
	_, err = io.WriteString(s.in, ".mode list\n.timer on\nPRAGMA cache_size=-4000000;\n.print ---\n")
	if err == nil {
		_, _, err = s.answer()
	}
	return s, err
}

func open(name, end string, cmd *exec.Cmd) (*shell, error) {
	s := &shell{name: name, end: end, cmd: cmd}
	var err error
	if s.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = os.Stderr
	s.out = bufio.NewReader(out)
	return s, cmd.Start()
}

// ask gives the rows of a statement and the milliseconds that it took by the
// program's own clock.
func (s *shell) ask(statement string) (answer string, ms float64, err error) {
	if s.name == "sqlite3" {
		statement = lite(statement)
	}
	if _, err := io.WriteString(s.in, statement+s.end); err != nil {
		return "", 0, fmt.Errorf("%s: %w", s.name, err)
	}
	answer, ms, err = s.answer()
	if err != nil {
		err = fmt.Errorf("%s: %w, in: %s", s.name, err, statement)
	}
	return answer, ms, err
}

func (s *shell) answer() (string, float64, error) {
	var rows strings.Builder
	ms := -1.0
	for {
		line, err := s.out.ReadString('\n')
		if err != nil {
			return "", 0, err
		}
		if line == "---\n" {
			break
		}
		if rest, ok := strings.CutPrefix(line, "Run Time: real "); ok {
			seconds, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				return "", 0, err
			}
			ms = max(ms, 0) + seconds*1000
			continue
		}
		rows.WriteString(line)
	}
	if ms < 0 {
		return "", 0, errors.New("it did not answer")
	}
	return strings.TrimSuffix(rows.String(), "\n"), ms, nil
}

func (s *shell) close() {
	if s != nil {
		s.in.Close()
		s.cmd.Wait()
	}
}

// lite is a statement as sqlite3 wants it: its LIKE looks at no case of ASCII.
func lite(statement string) string { return strings.ReplaceAll(statement, " ILIKE ", " LIKE ") }

// once runs a program from its start to its end.
func once(cmd *exec.Cmd, input string) (answer string, ms float64, err error) {
	return whole(cmd, input, func(*os.Process) {})
}

// whole does the same and tells when the program runs.
func whole(cmd *exec.Cmd, input string, running func(*os.Process)) (answer string, ms float64, err error) {
	var out, wrong bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &wrong
	began := time.Now()
	if err = cmd.Start(); err == nil {
		running(cmd.Process)
		err = cmd.Wait()
	}
	ms = float64(time.Since(began).Microseconds()) / 1000
	if err != nil {
		return "", 0, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, wrong.String())
	}
	return strings.TrimSuffix(out.String(), "\n"), ms, nil
}

// count asks rg how many lines hold a text, whatever its case.
func (b *bench) count(text, file string) (answer string, ms float64, err error) {
	cmd := exec.CommandContext(b.ctx, b.rg, "-i", "-F", "-c", "--no-config", "-e", text, file)
	answer, ms, err = once(cmd, "")
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return "0", ms, nil // none
	}
	return answer, ms, err
}
