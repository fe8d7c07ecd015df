package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// row is one line of the table, times in milliseconds, NaN where there is none.
type row struct {
	question               string
	ours, duck, sqlite, rg float64
	unit                   string // other than ms
	target                 string
	met                    bool
}

var none = math.NaN()

type table []row

func (t *table) add(r row) {
	*t = append(*t, r)
	say("%-70s %10s %10s %10s %10s  %s", r.question, r.cell(r.ours), r.cell(r.duck), r.cell(r.sqlite), r.cell(r.rg), r.verdict())
}

func (r row) cell(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case v == 0:
		return "< 1" // the clock of an older sqlite3 counts milliseconds
	case v < 9.995:
		return fmt.Sprintf("%.2f%s", v, r.unit)
	case v < 99.95:
		return fmt.Sprintf("%.1f%s", v, r.unit)
	}
	return fmt.Sprintf("%.0f%s", v, r.unit)
}

func ratio(a, b float64) string {
	if math.IsNaN(a/b) || b == 0 {
		return "–"
	}
	if a/b < 0.01 {
		return "< 0.01"
	}
	return fmt.Sprintf("%.2f", a/b)
}

func (r row) verdict() string {
	switch {
	case r.target == "":
		return "–"
	case r.met:
		return "yes"
	}
	return "**no**"
}

func (t table) String() string {
	var b strings.Builder
	kept, promised := 0, 0
	for _, r := range t {
		if r.target != "" {
			promised++
			if r.met {
				kept++
			}
		}
	}
	fmt.Fprintf(&b, "%d of %d targets are met.\n\n", kept, promised)
	b.WriteString("| question | Probity | DuckDB | sqlite3 | rg -i | Probity ÷ DuckDB | target | met |\n|---|--:|--:|--:|--:|--:|---|---|\n")
	for _, r := range t {
		target := r.target
		if target == "" {
			target = "–"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.question,
			r.cell(r.ours), r.cell(r.duck), r.cell(r.sqlite), r.cell(r.rg), ratio(r.ours, r.duck), target, r.verdict())
	}
	return b.String()
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return none
	}
	v := slices.Sorted(slices.Values(values))
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

// most is a target of so many times another's value; where that was not
// measured, nothing is said.
func most(value, factor, other float64, who string) (target string, met bool) {
	if math.IsNaN(other) {
		return "", false
	}
	return fmt.Sprintf("≤ %s × %s (is %s)", short(factor), who, ratio(value, other)), value <= factor*other
}

func short(f float64) string {
	if f == 1.0/3 {
		return "⅓"
	}
	if f == 0.25 {
		return "¼"
	}
	return fmt.Sprint(f)
}

var version = regexp.MustCompile(`\d+(\.\d+)+`)

// heading says what was measured with, when and how.
func (b *bench) heading() string {
	var with []string
	for _, p := range [][]string{{b.probity, "--version"}, {b.sqlite, "--version"}, {b.rg, "--version"}} {
		if p[0] == "" {
			continue
		}
		out, err := exec.CommandContext(b.ctx, p[0], p[1:]...).Output()
		if err == nil {
			line, _, _ := bytes.Cut(out, []byte("\n"))
			with = append(with, strings.TrimSuffix(filepath.Base(p[0]), "-cli")+" "+version.FindString(string(line)))
		}
	}
	if b.duckdb != "" {
		if out, _, err := once(exec.CommandContext(b.ctx, b.duckdb, ""), "SELECT version()\n"); err == nil {
			line, _, _ := strings.Cut(out, "\n")
			with = append(with, "DuckDB "+line)
		}
	}
	command := "make bench"
	if b.rows != 1_000_000 {
		command += fmt.Sprintf(" ROWS=%d", b.rows)
	}
	if b.rounds != 5 {
		command += fmt.Sprintf(" ROUNDS=%d", b.rounds)
	}
	load, provisional := "", ""
	if l, err := os.ReadFile("/proc/loadavg"); err == nil {
		words := strings.Fields(string(l))
		load = ", load of the last five minutes " + words[1]
		if five, err := strconv.ParseFloat(words[1], 64); err == nil && five > 1.5*float64(runtime.NumCPU()) {
			provisional = "Provisional: other programs worked on the same processors meanwhile.\n\n"
		}
	}
	return provisional + fmt.Sprintf("%s rows, `%s`, %s, %s/%s, %d processors%s, %s, %s. Milliseconds unless said, median of %d.\n\n",
		thousands(b.rows), command, time.Now().UTC().Format("2006-01-02 15:04 UTC"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), load,
		runtime.Version(), strings.Join(with, ", "), b.rounds)
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// replace puts text between the markers of that name in a document.
func replace(path, name, text string) error {
	doc, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	from, to := fmt.Sprintf("<!-- measured %s -->\n", name), fmt.Sprintf("<!-- end %s -->\n", name)
	head, rest, ok := strings.Cut(string(doc), from)
	_, tail, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no lines %q and %q to write between", path, strings.TrimSpace(from), strings.TrimSpace(to))
	}
	say("The table in %s was replaced.", path)
	return os.WriteFile(path, []byte(head+from+text+to+tail), 0o644)
}

var gridLine = regexp.MustCompile(`^Benchmark(Layout|Refresh|Scroll|Paint)/(\d+)\S*\s+\d+\s+([\d.]+) ns/op(?:.*\s(\d+) allocs/op)?`)

// grid adds what go test -bench printed.
func (b *bench) grid(path string) error {
	out, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	times, allocs, first := map[string][]float64{}, map[string]string{}, map[string]string{}
	var names []string
	for line := range strings.Lines(string(out)) {
		m := gridLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		var rows int
		var ns float64
		fmt.Sscan(m[2], &rows)
		fmt.Sscan(m[3], &ns)
		name := strings.ToLower(m[1]) + " of " + thousands(rows) + " rows"
		if times[name] == nil {
			names = append(names, name)
		}
		times[name], allocs[name] = append(times[name], ns/1e6), m[4]
		if first[m[1]] == "" {
			first[m[1]] = m[4]
		}
	}
	if len(names) == 0 {
		return fmt.Errorf("%s holds no measurement of the grid:\n%s", path, out)
	}
	for _, name := range names {
		r := row{question: "grid, " + name + ", " + allocs[name] + " allocations", ours: median(times[name]), duck: none, sqlite: none, rg: none}
		if strings.HasPrefix(name, "paint") {
			r.question = "grid, " + name + " by the software painter"
		} else {
			what, _, _ := strings.Cut(name, " ")
			same := first[strings.ToUpper(what[:1])+what[1:]]
			r.target, r.met = "< 4 ms, "+same+" allocations", r.ours < 4 && allocs[name] == same
		}
		b.table.add(r)
	}
	return nil
}
