package intake

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"probity/data/generate"
)

// A corpus with recorded truth: tables of many kinds, written in every
// dialect, and then spoilt in one way each. Nothing of it was taken from
// elsewhere, so that a method that knows it knows no other file better.

// grid is a table without a dialect; its first row is the header.
type grid [][]string

// sheet is a grid in bytes and what intake must find in it.
type sheet struct {
	name                   string
	data                   string
	sep, quote, escape     string
	eol                    string
	quoted, escaped, plain bool // what of the dialect shows in the bytes
	header                 bool
	rows                   grid // as they must come back, without the header
	names                  []string
}

// style is how a grid is written.
type style struct {
	sep    string
	quote  string // empty: none
	escape string // the quote: doubled; \: before it; empty: cells hold nothing that needs it
	eol    string
	all    bool // quote every cell
	header bool
}

func (st style) String() string {
	return fmt.Sprintf("sep %q quote %q escape %q eol %q all %v header %v", st.sep, st.quote, st.escape, st.eol, st.all, st.header)
}

// write writes a grid; cells that the style cannot hold are made simpler.
func (st style) write(name string, g grid) sheet {
	w := sheet{name: name, sep: st.sep, quote: st.quote, escape: st.escape, eol: st.eol, header: st.header}
	var b strings.Builder
	for i, row := range g {
		if i == 0 && !st.header {
			continue
		}
		out := make([]string, len(row))
		for k, c := range row {
			if k > 0 {
				b.WriteString(st.sep)
			}
			if st.quote == "" {
				c = strings.NewReplacer("\n", " ", "\r", " ", st.sep, "/", `"`, "", "'", "").Replace(c)
				if st.escape == "" {
					c = strings.ReplaceAll(c, `\`, "/")
				}
				c = strings.TrimRight(c, st.sep+" ")
			}
			if st.escape == "" && st.quote != "" {
				c = strings.ReplaceAll(c, st.quote, "´")
			}
			if strings.HasPrefix(st.sep, " ") || strings.HasSuffix(st.sep, " ") {
				c = strings.Trim(c, " ")
			}
			c = strings.Trim(c, "\r\n")
			if st.eol == "\r" || st.eol == "\n" && strings.Contains(c, "\r") {
				c = strings.ReplaceAll(c, "\r", "")
			}
			out[k] = c
			need := st.all && st.quote != "" || strings.Contains(c, st.sep) || st.quote != "" && strings.Contains(c, st.quote) || strings.ContainsAny(c, "\r\n") || len(row) == 1 && c == "" ||
				strings.HasPrefix(st.sep, " ") && c == "" || st.sep == " " && strings.Contains(c, " ")
			if len(st.sep) > 1 && c != "" && (strings.HasPrefix(st.sep, c[len(c)-1:]) || strings.HasSuffix(st.sep, c[:1])) {
				need = true
			}
			if need && st.quote != "" {
				w.quoted = true
				e := c
				if st.escape == `\` {
					e = strings.ReplaceAll(e, `\`, `\\`)
					e = strings.ReplaceAll(e, st.quote, `\`+st.quote)
				} else if st.escape != "" {
					e = strings.ReplaceAll(e, st.quote, st.quote+st.quote)
				}
				w.escaped = w.escaped || strings.Contains(c, st.quote)
				b.WriteString(st.quote + e + st.quote)
			} else {
				b.WriteString(c)
			}
		}
		b.WriteString(st.eol)
		if i == 0 {
			w.names = out
		} else {
			w.rows = append(w.rows, out)
		}
	}
	w.data = b.String()
	return w
}

var forenames = []string{"Anna", "Budi", "Chloé", "Dragan", "Elif", "Fátima", "Grzegorz", "Hélène", "Ines", "János", "Keiko", "Lars", "Marta", "Nils", "Olga", "Pál"}
var surnames = []string{"Schmidt", "Santoso", "O'Brien", "Kowalski", "van der Berg", "García", "Müller-Lüdenscheidt", "Nagy", "Rossi", "Tanaka", "D'Angelo", "Smith"}
var phrases = []string{"payment recorded", "customer asked for a call back; wants the invoice again", "set \"speed\" to 100/20", "moved, from Berlin to Köln", "password reset", "see ticket #4711", "it's fine now",
	"first line\nsecond line", "price: 12,50 | old: 9,90", "ok", "said: \"no, thanks\"", "router \"hAP ac²\", rebooted", "a very long remark that goes on and on, as remarks do, with commas, and semicolons; and all", "50% off", "n/a", ""}
var actions = []string{"Login", "Logout", "client.updated", "Package changed", "Suspended", "Unsuspended", "Payment recorded", "Invoice sent"}

func pick[T any](r *rand.Rand, s []T) T { return s[r.IntN(len(s))] }

// kinds of tables: each gives a header and rows.
var tableKinds = []struct {
	name   string
	header []string
	row    func(r *rand.Rand, i int) []string
}{
	{"audit", []string{"Time", "Operator", "Action", "Customer", "IP address"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprintf("2026-%02d-%02d %02d:%02d:%02d", 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60)), strings.ToLower(pick(r, forenames)), pick(r, actions), pick(r, forenames) + " " + pick(r, surnames), fmt.Sprintf("10.%d.%d.%d", r.IntN(255), r.IntN(255), r.IntN(255))}
	}},
	{"remarks", []string{"id", "remark", "author"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprint(1000 + i), pick(r, phrases), pick(r, surnames)}
	}},
	{"numbers", []string{"x", "y", "z", "count"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprintf("%.3f", r.Float64()*100), fmt.Sprintf("%.2f", r.NormFloat64()), fmt.Sprint(r.IntN(9999)), fmt.Sprint(i)}
	}},
	{"german", []string{"Datum", "Betrag", "Steuer", "Kunde", "Text"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprintf("%02d.%02d.2026", 1+r.IntN(28), 1+r.IntN(12)), fmt.Sprintf("%d,%02d", r.IntN(900), r.IntN(100)), fmt.Sprintf("%d,%02d", r.IntN(90), r.IntN(100)), pick(r, surnames) + ", " + pick(r, forenames), pick(r, phrases)}
	}},
	{"dates", []string{"from", "to", "created"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprintf("%02d/%02d/2026", 1+r.IntN(12), 1+r.IntN(28)), fmt.Sprintf("%d/%d/26 %d:%02d", 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60)), fmt.Sprintf("2026-03-%02dT%02d:00:00Z", 1+r.IntN(28), r.IntN(24))}
	}},
	{"json", []string{"id", "event", "payload", "ok"}, func(r *rand.Rand, i int) []string {
		m, _ := json.Marshal(map[string]any{"user": pick(r, forenames), "old": r.IntN(9), "tags": []string{"a", pick(r, surnames)}})
		return []string{fmt.Sprint(i), pick(r, actions), string(m), pick(r, []string{"true", "false"})}
	}},
	{"urls", []string{"method", "url", "status", "agent"}, func(r *rand.Rand, i int) []string {
		return []string{pick(r, []string{"GET", "POST"}), fmt.Sprintf("https://example.org/a/%d?x=%d&y=%s", r.IntN(99), r.IntN(9), pick(r, forenames)), fmt.Sprint(200 + r.IntN(300)), "Mozilla/5.0 (X11; Linux x86_64; rv:" + fmt.Sprint(r.IntN(99)) + ")"}
	}},
	{"network", []string{"ip", "ipv6", "mac", "port", "bytes"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprintf("192.168.%d.%d", r.IntN(255), r.IntN(255)), fmt.Sprintf("2001:db8::%x", r.IntN(65535)), fmt.Sprintf("00:1a:%02x:%02x:%02x:01", r.IntN(255), r.IntN(255), r.IntN(255)), fmt.Sprint(r.IntN(65535)), fmt.Sprint(r.IntN(1 << 30))}
	}},
	{"names", []string{"First name", "Last name", "City", "E-mail"}, func(r *rand.Rand, i int) []string {
		return []string{pick(r, forenames), pick(r, surnames), pick(r, []string{"Berlin", "São Paulo", "New York", "Łódź", "Aix-en-Provence"}), fmt.Sprintf("%s%d@example.org", strings.ToLower(pick(r, []string{"anna", "budi", "lars"})), i)}
	}},
	{"sparse", []string{"id", "note", "a", "b", "c", "d", "e"}, func(r *rand.Rand, i int) []string {
		row := []string{fmt.Sprint(i), "", "", "", "", "", ""}
		row[1+r.IntN(6)] = pick(r, []string{"x", "1", "yes", "see below"})
		return row
	}},
	{"money", []string{"invoice", "amount", "currency", "vat", "paid"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprintf("INV-%05d", i), fmt.Sprintf("$%d.%02d", r.IntN(9999), r.IntN(100)), pick(r, []string{"USD", "EUR", "IDR"}), fmt.Sprintf("%d %%", r.IntN(25)), pick(r, []string{"yes", "no"})}
	}},
	{"pair", []string{"key", "value"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprintf("key%d", i), pick(r, phrases[:6])}
	}},
	{"times", []string{"start", "end", "worker"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprintf("%02d:%02d:%02d", r.IntN(24), r.IntN(60), r.IntN(60)), fmt.Sprintf("%02d:%02d:%02d", r.IntN(24), r.IntN(60), r.IntN(60)), pick(r, forenames)}
	}},
	{"paths", []string{"file", "size", "owner", "mode"}, func(r *rand.Rand, i int) []string {
		return []string{fmt.Sprintf(`C:\Users\%s\doc %d.txt`, pick(r, forenames), i), fmt.Sprint(r.IntN(1 << 20)), `CORP\` + strings.ToLower(pick(r, forenames)), pick(r, []string{"rw-r--r--", "rwxr-xr-x"})}
	}},
	{"wide", strings.Split("a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4 b5 b6 b7 b8 b9 c1 c2 c3 c4", " "), func(r *rand.Rand, i int) []string {
		row := make([]string, 22)
		for k := range row {
			row[k] = fmt.Sprint(r.IntN(100))
		}
		row[3], row[9] = pick(r, forenames), pick(r, phrases)
		return row
	}},
}

// generatedGrids are the generator's logs as tables.
func generatedGrids(tb testing.TB, rows int, seed uint64) map[string]grid {
	out := map[string]grid{}
	for name, comma := range map[string]rune{"operators-action-log": ',', "isp-activity-log": ';', "operator-log": '\t', "commerce-activity-log": ',', "reseller-audit-log": 0} {
		var buf bytes.Buffer
		if err := generate.Write(&buf, generate.Options{Format: name, Rows: rows, Seed: seed}); err != nil {
			tb.Fatal(err)
		}
		if comma == 0 {
			var list []map[string]any
			if err := json.Unmarshal(buf.Bytes(), &list); err != nil {
				tb.Fatal(err)
			}
			g := grid{{"timestamp", "action", "target", "details", "performed_by"}}
			for _, m := range list {
				row := make([]string, 5)
				for i, k := range g[0] {
					row[i] = fmt.Sprint(m[k])
				}
				g = append(g, row)
			}
			out[name] = g
			continue
		}
		text := buf.Bytes()
		if name == "operator-log" {
			cs, _ := charsetOf("utf-16le")
			text = cs.widen(text[2:], true)
		}
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))))
		r.Comma = comma
		r.LazyQuotes = comma == '\t'
		all, err := r.ReadAll()
		if err != nil {
			tb.Fatal(err)
		}
		out[name] = all
	}
	return out
}

func someGrid(kind int, rows int, r *rand.Rand) (string, grid) {
	k := tableKinds[kind%len(tableKinds)]
	g := grid{k.header}
	for i := range rows {
		g = append(g, k.row(r, i))
	}
	return k.name, g
}

var seps = []string{",", ";", "\t", "|", ":", " ", "~", "^", ", ", "||", "§", "; ", " | ", "::"}

// corpus writes every kind of table in styles of all sorts.
func corpus(tb testing.TB) []sheet {
	var out []sheet
	r := rand.New(rand.NewPCG(3, 14))
	logs := generatedGrids(tb, 80, 5)
	names := []string{}
	for n := range logs {
		names = append(names, n)
	}
	slices.Sort(names)
	n := 0
	for _, sep := range seps {
		for _, q := range []struct{ quote, escape string }{{`"`, `"`}, {`'`, `'`}, {`"`, `\`}, {"", ""}} {
			for range 9 {
				n++
				st := style{sep: sep, quote: q.quote, escape: q.escape, eol: pick(r, []string{"\n", "\r\n", "\r"}), all: r.IntN(3) == 0, header: r.IntN(5) > 0}
				if st.quote == "" && (sep == " " || sep == ":") && n%2 == 0 {
					st.quote, st.escape = `"`, `"`
				}
				if r.IntN(4) == 0 {
					name := pick(r, names)
					out = append(out, st.write(fmt.Sprintf("%d %s %s", n, name, st), logs[name]))
					continue
				}
				name, g := someGrid(n, pick(r, []int{4, 12, 60, 400}), r)
				out = append(out, st.write(fmt.Sprintf("%d %s %s", n, name, st), g))
			}
		}
	}
	return out
}

// readBack inspects and reads the cells, header apart.
func readBack(tb testing.TB, data string, opts Options) (*Inspection, grid, error) {
	opts.Zone, opts.DateOrder, opts.Format, opts.ImportFormat = "UTC", "dmy", "csv", "none"
	in, err := Inspect(context.Background(), fileOf(tb, "t.csv", data), opts)
	if err != nil {
		return nil, nil, err
	}
	rd, err := in.Reading()
	if err != nil {
		return in, nil, err
	}
	var got grid
	err = Raw(context.Background(), strings.NewReader(data), rd, func(cells []string) error {
		got = append(got, cells)
		return nil
	})
	return in, got, err
}

// differ gives the first place where two grids are not the same.
func differ(got, want grid) string {
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("row %d of %d is missing: %q", i, len(want), want[i])
		case i >= len(want):
			return fmt.Sprintf("row %d is one too many: %q", i, got[i])
		case !slices.Equal(got[i], want[i]):
			return fmt.Sprintf("row %d is %q, want %q", i, got[i], want[i])
		}
	}
	return ""
}

// dialectFault tells what of the dialect was found wrong.
func (w *sheet) dialectFault(in *Inspection) string {
	var bad []string
	if in.Delimiter != w.sep {
		bad = append(bad, fmt.Sprintf("delimiter %q", in.Delimiter))
	}
	if w.quoted && in.Quote != w.quote {
		bad = append(bad, fmt.Sprintf("quote %q", in.Quote))
	}
	if w.quoted && w.escaped && in.Escape != w.escape {
		bad = append(bad, fmt.Sprintf("escape %q", in.Escape))
	}
	if want := map[string]string{"\n": "lf", "\r\n": "crlf", "\r": "cr"}[w.eol]; in.LineEnd != want {
		bad = append(bad, "line end "+in.LineEnd)
	}
	if want := map[bool]int{true: 1}[w.header]; in.HeaderRow != want {
		bad = append(bad, fmt.Sprintf("header %d", in.HeaderRow))
	}
	return strings.Join(bad, ", ")
}

func TestDialectsOfTheCorpusAreFoundExactly(t *testing.T) {
	all := corpus(t)
	if len(all) < 300 {
		t.Fatalf("only %d files", len(all))
	}
	right, cells, shown := 0, 0, 0
	for _, w := range all {
		in, got, err := readBack(t, w.data, Options{})
		bad := ""
		if err != nil {
			bad = err.Error()
		} else {
			bad = w.dialectFault(in)
			diff := differ(got, w.rows)
			if diff == "" {
				cells++
			}
			if bad == "" {
				bad = diff
			}
		}
		if bad == "" {
			right++
		} else if shown++; shown <= 60 {
			t.Logf("%s: %.300s", w.name, bad)
		}
	}
	t.Logf("%d of %d files: dialect and cells exact in %.1f %%, cells in %.1f %%", right, len(all), 100*float64(right)/float64(len(all)), 100*float64(cells)/float64(len(all)))
	if right*100 < len(all)*97 {
		t.Errorf("the dialect is exact in only %d of %d files", right, len(all))
	}
}
