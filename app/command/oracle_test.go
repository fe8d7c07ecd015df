package command

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The verbs are asked about an export of odd values, and must answer what its
// rows say as they were made: nothing of the program is used to tell that.

type oddRow struct {
	at                                  time.Time // zero for none
	actor, target, ip, amount, currency string
	place                               string // a column that is no field
}

// prices are amounts as written and what they are worth; "" is no number.
var prices = map[string]string{
	"": "", "12,50": "12.5", "1.234,56": "1234.56", "-5": "-5", "(7,00)": "-7", "−4,25": "-4.25", "0,005": "0.005", "Rp. 100": "100", "Rp 1.500.000": "1500000",
	"1e5": "", "n/a": "", "999999999999,99": "999999999999.99",
}

func oddRows(n int, dice *rand.Rand) []oddRow {
	pick := func(of ...string) string { return of[dice.IntN(len(of))] }
	starts := []time.Time{ // around both changes of clocks, and the new year
		time.Date(2025, 10, 25, 20, 0, 0, 0, time.UTC), time.Date(2026, 3, 28, 20, 0, 0, 0, time.UTC), time.Date(2025, 12, 31, 18, 0, 0, 0, time.UTC),
	}
	rows := make([]oddRow, n)
	for i := range rows {
		rows[i] = oddRow{
			at:     starts[dice.IntN(len(starts))].Add(time.Duration(dice.IntN(30*60)) * time.Minute),
			actor:  pick("", "op1", "op2", "op10", "Jürgen Groß", "JÜRGEN GROSS", "İbrahim", "ibrahim", "😀 bot", `a"b`, "=cmd|x", "-minus", "x,y", "(x)", "OR"),
			target: pick("", "Straße 5", "STRASSE 5", "C-0 a", "C-2 a", "C-10 a", "new\nline", strings.Repeat("x", 3000), "NUL\x00here"),
			ip:     pick("", "10.0.0.1", "10.1.2.3", "11.0.0.1", "::ffff:10.0.0.5", "2001:db8::1", "2001:DB8:0:0:0:0:0:2", "2001:db9::1", "fe80::1%eth0", "10.0.0.9, 8.8.8.8", "CLI"),
			amount: pick(slices.Sorted(maps.Keys(prices))...), currency: pick("EUR", "IDR", "USD"),
			place: pick("", "Köln", "KÖLN", "Zürich"),
		}
		if dice.IntN(12) == 0 {
			rows[i].at = time.Time{}
		}
	}
	return rows
}

// oddLog imports rows as two German exports.
func oddLog(t *testing.T, rows []oddRow) (ws string) {
	t.Helper()
	ws = filepath.Join(t.TempDir(), "w.probity")
	mapping := write(t, "map.yaml", "Zeit: time\nBenutzer: actor\nVorgang: action\nKunde: target\nIP-Adresse: ip\nBetrag: amount\nWährung: currency\n")
	for i, part := range [][]oddRow{rows[:len(rows)/2], rows[len(rows)/2:]} {
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		w.Comma, w.UseCRLF = ';', false
		_ = w.Write([]string{"Zeit", "Benutzer", "Vorgang", "Kunde", "IP-Adresse", "Betrag", "Währung", "Ort der Tat"})
		for _, r := range part {
			at := ""
			if !r.at.IsZero() {
				at = r.at.Format(time.RFC3339)
			}
			_ = w.Write([]string{at, r.actor, "Zahlung", r.target, r.ip, r.amount, r.currency, r.place})
		}
		w.Flush()
		mustRun(t, "import", write(t, fmt.Sprintf("%d.csv", i), text.String()), "-w", ws, "--map", mapping, "--zone", "UTC")
	}
	return ws
}

// oddFold writes what is the same to a person's eye the same.
func oddFold(s string) string {
	return strings.ToLower(strings.NewReplacer("ß", "ss", "İ", "i").Replace(s))
}

func within(text string, net netip.Prefix) bool {
	for part := range strings.SplitSeq(text, ", ") {
		if a, err := netip.ParseAddr(part); err == nil && net.Contains(a.WithZone("").Unmap()) {
			return true
		}
	}
	return false
}

type oddTerm struct {
	field, text string
	holds       func(oddRow) bool
}

func drawOdd(dice *rand.Rand, rows []oddRow, zone *time.Location, depth int) oddTerm {
	var t oddTerm
	row := rows[dice.IntN(len(rows))]
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	switch dice.IntN(8) {
	case 0:
		t = oddTerm{"actor", "operator:=" + quote(row.actor), func(r oddRow) bool { return r.actor == row.actor }}
	case 1:
		begin := string([]rune(row.actor + "op")[:2])
		t = oddTerm{"actor", "operator:" + quote(begin) + "*", func(r oddRow) bool { return strings.HasPrefix(oddFold(r.actor), oddFold(begin)) }}
	case 2:
		word := []string{"GROSS", "ibrah", "straße", "köln", "😀", `"`, "nul", "x"}[dice.IntN(8)]
		t = oddTerm{"", quote(word), func(r oddRow) bool {
			return slices.ContainsFunc([]string{r.actor, r.target, r.ip, r.amount, r.currency, r.place, "Zahlung"}, func(v string) bool { return strings.Contains(oddFold(v), oddFold(word)) })
		}}
	case 3:
		net := netip.MustParsePrefix([]string{"10.0.0.0/8", "10.0.0.0/24", "0.0.0.0/0", "2001:db8::/32", "::/0", "fe80::/10"}[dice.IntN(6)])
		t = oddTerm{"ip", "ip:" + net.String(), func(r oddRow) bool { return within(r.ip, net) }}
	case 4:
		day := time.Date(2025, 10, 26, 0, 0, 0, 0, zone)
		if dice.IntN(2) == 0 {
			day = time.Date(2026, 3, 29, 0, 0, 0, 0, zone)
		}
		last := day.AddDate(0, 0, dice.IntN(2))
		t = oddTerm{"date", "date:" + day.Format(time.DateOnly) + ".." + last.Format(time.DateOnly), func(r oddRow) bool {
			return !r.at.IsZero() && !r.at.Before(day) && r.at.Before(last.AddDate(0, 0, 1))
		}}
	case 5:
		t = oddTerm{"amount", "amount:<0", func(r oddRow) bool { return strings.HasPrefix(prices[r.amount], "-") }}
	case 6:
		t = oddTerm{"place", `"extra.Ort der Tat":köln`, func(r oddRow) bool { return oddFold(r.place) == "köln" }}
	default:
		t = oddTerm{"target", `customer:""`, func(r oddRow) bool { return r.target == "" }}
	}
	if depth > 0 && dice.IntN(3) == 0 {
		a, b := t, drawOdd(dice, rows, zone, depth-1)
		t = oddTerm{"", "(" + a.text + " OR " + b.text + ")", func(r oddRow) bool { return a.holds(r) || b.holds(r) }}
		if a.field == b.field {
			t.field = a.field
		}
	}
	if dice.IntN(4) == 0 {
		inner := t
		t.text, t.holds = "-"+t.text, func(r oddRow) bool { return !inner.holds(r) }
	}
	return t
}

func TestOddValuesAreAnsweredAsTheirRowsSay(t *testing.T) {
	dice := rand.New(rand.NewPCG(20261122, 4))
	rows := oddRows(600, dice)
	ws := oddLog(t, rows)
	for range 60 {
		name := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}[dice.IntN(4)]
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		var terms []oddTerm
		var texts []string
		for range 1 + dice.IntN(3) {
			terms = append(terms, drawOdd(dice, rows, zone, 2))
			texts = append(texts, terms[len(terms)-1].text)
		}
		text := strings.Join(texts, " ")
		under := func(but string) (out []oddRow) {
			for _, r := range rows {
				if !slices.ContainsFunc(terms, func(c oddTerm) bool { return (but == "" || c.field != but) && !c.holds(r) }) {
					out = append(out, r)
				}
			}
			return out
		}
		found := under("")
		days, sums, actors := map[string]int{}, map[string]*big.Rat{}, map[string]int{}
		unread := 0
		for _, r := range found {
			if !r.at.IsZero() {
				days[r.at.In(zone).Format(time.DateOnly)]++
			}
			switch n, ok := new(big.Rat).SetString(prices[r.amount]); {
			case ok:
				if sums[r.currency] == nil {
					sums[r.currency] = new(big.Rat)
				}
				sums[r.currency].Add(sums[r.currency], n)
			case r.amount != "":
				unread++
			}
		}
		for _, r := range under("actor") {
			actors[r.actor]++
		}
		o := object(t, mustRun(t, "query", "-w", ws, "--zone", name, "--json", "--by", "day", "--facet", "operator", "--group", "currency", "--sum", "amount", "--", text))
		if number(o, "count") != len(found) {
			t.Fatalf("%s in %s: %d entries, want %d", text, name, number(o, "count"), len(found))
		}
		facets, _ := o["facets"].(map[string]any)
		groups := o["grouping"].(map[string]any)
		got := map[string]*big.Rat{}
		if totals, ok := groups["totals"].([]any); ok {
			for _, s := range totals {
				s := s.(map[string]any)
				got[s["currency"].(string)], _ = new(big.Rat).SetString(s["amount"].(string))
			}
		}
		for what, same := range map[string]bool{
			"days":   maps.Equal(counts(o["histogram"]), days),
			"actors": maps.Equal(counts(facets["operator"]), actors),
			"sums":   maps.EqualFunc(got, sums, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 }),
			"unread": number(groups, "amounts_unread") == unread,
		} {
			if !same {
				t.Errorf("%s of %s in %s: %v %v %v %d, want %v %v %v %d", what, text, name, o["histogram"], facets, got, number(groups, "amounts_unread"), days, actors, sums, unread)
			}
		}
	}
	sorted := object(t, mustRun(t, "query", "-w", ws, "--json", "--limit", "0", "--columns", "customer,time", "--", "sort:customer,time"))["rows"].([]any)
	order := []string{"C-0 a", "C-2 a", "C-10 a", "new\nline", "NUL\x00here", "STRASSE 5", "Straße 5", strings.Repeat("x", 3000), ""}
	value := func(o any, key string) string { s, _ := o.(map[string]any)[key].(string); return s }
	for i := 1; i < len(sorted); i++ {
		a, b := sorted[i-1], sorted[i]
		if d := cmp.Or(slices.Index(order, value(a, "customer"))-slices.Index(order, value(b, "customer")),
			cmp.Compare(cmp.Or(value(a, "time"), "9"), cmp.Or(value(b, "time"), "9"))); d > 0 {
			t.Fatalf("%.40q comes before %.40q", a, b)
		}
	}
	if len(sorted) != len(rows) {
		t.Errorf("%d sorted entries", len(sorted))
	}
}

// counts gives a facet or a histogram of --json without what has no entries.
func counts(list any) map[string]int {
	out := map[string]int{}
	values, _ := list.([]any)
	for _, v := range values {
		if v := v.(map[string]any); number(v, "count") > 0 {
			out[v["value"].(string)] = number(v, "count")
		}
	}
	return out
}
