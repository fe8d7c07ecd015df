package generate

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

func made(t *testing.T, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// text gives a log in UTF-8 without a mark.
func text(t *testing.T, log []byte) string {
	t.Helper()
	if bytes.HasPrefix(log, []byte{0xff, 0xfe}) {
		units := make([]uint16, 0, len(log)/2)
		for i := 2; i < len(log); i += 2 {
			units = append(units, uint16(log[i])|uint16(log[i+1])<<8)
		}
		return string(utf16.Decode(units))
	}
	s := strings.TrimPrefix(string(log), "\uFEFF")
	if !utf8.ValidString(s) {
		t.Fatal("the log is not UTF-8")
	}
	return s
}

// table gives the cells of a log, with a header line.
func table(t *testing.T, o Options) [][]string {
	t.Helper()
	s := text(t, made(t, o))
	if o.Format == "reseller-audit-log" {
		var list []struct{ Timestamp, Action, Target, Details, Performed_by string }
		if err := json.Unmarshal([]byte(s), &list); err != nil {
			t.Fatal(err)
		}
		rows := [][]string{{"timestamp", "action", "target", "details", "performed_by"}}
		for _, x := range list {
			rows = append(rows, []string{x.Timestamp, x.Action, x.Target, x.Details, x.Performed_by})
		}
		return rows
	}
	r := csv.NewReader(strings.NewReader(s))
	r.Comma = rune(profiles[o.Format].delimiter)
	rows, err := r.ReadAll() // also demands one number of columns
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// goldenHashes are the SHA-256 of 2,000 rows with seed 1. They change when the
// invented world does, never by platform.
var goldenHashes = map[string]string{
	"operators-action-log":  "d3232bb5b0a37c793f0cd388f542924085715fbdafb1e895cc47c915f71a22f9",
	"isp-activity-log":      "94f18ab85cb4ca30bcf23f1ed2bd68c133600a2d2616163522eed5930102b638",
	"reseller-audit-log":    "6fad4abe5b93a9e1638c9ce5d22ef3cc5f33d253cbbdee5335bb54d54c346fd8",
	"operator-log":          "0254f174656fad2444e874997576815abe04bff278495765a4125b3d342d2311",
	"commerce-activity-log": "138828c330b254624643e88bf55840419f347c34f2102c4586825f4e6b2d1313",
}

func TestSameSeedGivesTheSameBytesEverywhere(t *testing.T) {
	for _, f := range Formats {
		sum := sha256.Sum256(made(t, Options{Format: f.Name, Rows: 2000, Seed: 1}))
		if got := hex.EncodeToString(sum[:]); got != goldenHashes[f.Name] {
			t.Errorf("%q: %q,", f.Name, got)
		}
	}
}

func TestAnotherSeedGivesAnotherLog(t *testing.T) {
	for _, f := range Formats {
		if bytes.Equal(made(t, Options{Format: f.Name, Rows: 50, Seed: 1}), made(t, Options{Format: f.Name, Rows: 50, Seed: 2})) {
			t.Errorf("%s: two seeds give the same log", f.Name)
		}
	}
}

func TestRowsAndColumnsAreExact(t *testing.T) {
	columns := map[string]int{"operators-action-log": 4, "isp-activity-log": 5, "reseller-audit-log": 5, "operator-log": 8, "commerce-activity-log": 6}
	for _, f := range Formats {
		for _, n := range []int{0, 1, 2, 37, 999, 20000} {
			for _, span := range []time.Duration{0, time.Minute, 26 * time.Hour} {
				o := Options{Format: f.Name, Rows: n, Seed: uint64(n)}
				if span > 0 {
					o.From = time.Date(2026, 3, 29, 0, 12, 0, 0, time.UTC)
					o.To = o.From.Add(span)
				}
				rows := table(t, o)
				if len(rows) != n+1 || len(rows[0]) != columns[f.Name] {
					t.Errorf("%s, %d rows in %v: got %d rows of %d columns", f.Name, n, span, len(rows)-1, len(rows[0]))
				}
			}
		}
	}
}

var layouts = map[string]string{
	"operators-action-log": "2006-01-02 15:04:05", "isp-activity-log": "02/01/2006 15:04:05", "reseller-audit-log": time.RFC3339,
	"operator-log": "02.01.2006 15:04", "commerce-activity-log": "2006-01-02 15:04:05",
}

func TestTimesLieInThePeriodAndInOrder(t *testing.T) {
	from, to := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC)
	for _, f := range Formats {
		rows := table(t, Options{Format: f.Name, Rows: 3000, Seed: 5, From: from, To: to})[1:]
		var before time.Time
		for i := range rows {
			row := rows[i]
			if f.Name == "commerce-activity-log" {
				row = rows[len(rows)-1-i]
			}
			at, err := time.Parse(layouts[f.Name], row[0])
			if err != nil {
				t.Fatal(err)
			}
			if at.Before(before) {
				t.Fatalf("%s: %v comes after %v", f.Name, at, before)
			}
			before = at
			slack := 2 * time.Hour // local times are ahead of UTC
			if at.Before(from.Add(-slack)) || at.After(to.Add(slack)) {
				t.Fatalf("%s: %v is not in the period", f.Name, at)
			}
		}
	}
}

func TestLocalTimesFollowSummerTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("this machine has no zone database to compare with:", err)
	}
	var c clock
	for at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2027; at = at.Add(37 * time.Minute) {
		want, got := at.In(berlin), c.local(at.Unix())
		if want.Day() != got.day || want.Hour() != got.hour || want.Minute() != got.minute || want.Weekday() != got.weekday {
			t.Fatalf("%v is %v, not %+v", at, want, got)
		}
	}
}

func TestNobodyAndNoNetworkIsReal(t *testing.T) {
	mail := regexp.MustCompile(`[\w.+-]+@[\w.-]+`)
	address := regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|\b[0-9a-f]{1,4}:[0-9a-f:]*::?[0-9a-f]*\b`)
	var allowed []netip.Prefix
	for _, p := range []string{"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "10.0.0.0/8"} {
		allowed = append(allowed, netip.MustParsePrefix(p))
	}
	for _, f := range Formats {
		seen := 0
		for _, row := range table(t, Options{Format: f.Name, Rows: 8000, Seed: 3})[1:] {
			all := strings.Join(row[1:], "\n")
			for _, m := range mail.FindAllString(all, -1) {
				if !regexp.MustCompile(`\.?example\.(com|net|org)$`).MatchString(m) {
					t.Fatalf("%s: %s", f.Name, m)
				}
			}
			for _, a := range address.FindAllString(all, -1) {
				ip, err := netip.ParseAddr(a)
				if err != nil {
					continue
				}
				seen++
				ok := false
				for _, p := range allowed {
					ok = ok || p.Contains(ip)
				}
				if !ok {
					t.Fatalf("%s: %s", f.Name, ip)
				}
			}
		}
		if strings.Contains(profiles[f.Name].header, "IP Address") && seen < 1000 {
			t.Errorf("%s: only %d addresses", f.Name, seen)
		}
	}
}

func TestLogsHoldWhatReviewersLookFor(t *testing.T) {
	wanted := map[string][]string{
		"operators-action-log":  {`"?Activated account`, "Recorded payment: EUR", "Changed package", "Renewed", "Suspended account", "Unsuspended", "Updated profile", `""`, "é"},
		"isp-activity-log":      {"Login failed: admin", ";System;", "203\\.0\\.113\\.", "2001:db8:", "Refund: ", "Manual adjustment", ";;System\r\n", `[^"]""[^"]`, "\"[^\"]*\n[^\"]*\"", "Router"},
		"reseller-audit-log":    {"Client created", "Client suspended", "Client reactivated", "Client deleted", "License allocated", "License revoked", `\+01:00`, `\+02:00`, `\\n`, `\\"`},
		"operator-log":          {`UMR-\d+ \| DE00ZZZ`, `E2E-\d+ \| DE00ZZZ`, "Collection File", "Sent to debtor", "Refused", "SDD R-Transaction", "\r\n"},
		"commerce-activity-log": {"impersonated client", "Staff login failed", "Payment recorded", "Refund issued", ",System,", "Service suspended", "Service unsuspended", "Ticket opened", "2FA", "203\\.0\\.113\\."},
	}
	for _, f := range Formats {
		s := text(t, made(t, Options{Format: f.Name, Rows: 4000, Seed: 1}))
		for _, w := range wanted[f.Name] {
			if !regexp.MustCompile(w).MatchString(s) {
				t.Errorf("%s has no %q", f.Name, w)
			}
		}
	}
}

func TestSuspensionsAndReactivationsAlternate(t *testing.T) {
	state := map[string]string{}
	for i, row := range table(t, Options{Format: "operators-action-log", Rows: 20000, Seed: 9})[1:] {
		what := ""
		switch {
		case strings.HasPrefix(row[3], "Suspended"):
			what = "suspended"
		case strings.HasPrefix(row[3], "Unsuspended"):
			what = "active"
		default:
			continue
		}
		if state[row[2]] == what {
			t.Fatalf("row %d: %s is already %s", i+1, row[2], what)
		}
		state[row[2]] = what
	}
}

func TestImpersonatedClientsActFromTheStaffsNetwork(t *testing.T) {
	rows := table(t, Options{Format: "commerce-activity-log", Rows: 5000, Seed: 1})[1:]
	started := map[string]string{} // client → address
	acts := 0
	for i := len(rows) - 1; i >= 0; i-- {
		r := rows[i]
		if rest, ok := strings.CutPrefix(r[2], "Staff impersonated client: "); ok {
			name, _, _ := strings.Cut(rest, " (staff")
			started[name] = r[5]
			continue
		}
		if at, ok := started[r[1]]; ok {
			acts++
			if at != r[5] {
				t.Fatalf("%v is not from %s", r, at)
			}
		}
	}
	if acts < 50 {
		t.Errorf("only %d actions under a client's account", acts)
	}
}

func TestEqualPaymentsComeWithinAMinute(t *testing.T) {
	rows := table(t, Options{Format: "operators-action-log", Rows: 3000, Seed: 1})[1:]
	for i, a := range rows {
		for _, b := range rows[i+1:] {
			at, _ := time.Parse(layouts["operators-action-log"], a[0])
			then, _ := time.Parse(layouts["operators-action-log"], b[0])
			if then.Sub(at) > time.Minute {
				break
			}
			amount := func(r []string) string { s, _, _ := strings.Cut(r[3], " ("); return s }
			if a[1] == b[1] && a[2] == b[2] && strings.HasPrefix(a[3], "Recorded payment") && amount(a) == amount(b) {
				return
			}
		}
	}
	t.Error("no two equal payments within a minute")
}

func TestListsNameEverybodyInTheLog(t *testing.T) {
	for _, f := range Formats {
		o := Options{Format: f.Name, Rows: 3000, Seed: 4}
		dir := filepath.Join(t.TempDir(), "new") // made where there is none
		if err := Lists(dir, o); err != nil {
			t.Fatal(err)
		}
		read := func(name string) map[string]bool {
			file, err := os.Open(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			rows, err := csv.NewReader(file).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			known := map[string]bool{}
			for _, r := range rows[1:] {
				known[strings.ToLower(r[0])] = true
			}
			return known
		}
		operators, customers := read("operators.csv"), read("customers.csv")
		column := map[string][2]int{"operators-action-log": {1, 2}, "isp-activity-log": {4, -1}, "reseller-audit-log": {4, 2}, "operator-log": {4, 6}, "commerce-activity-log": {1, -1}}[f.Name]
		for i, row := range table(t, o)[1:] {
			who := strings.ToLower(row[column[0]])
			if !operators[who] && !customers[who] && who != "" && who != "system" && !strings.Contains(strings.Join(row, " "), "203.0.113.") {
				t.Fatalf("%s, row %d: the operator %q is in no list", f.Name, i+1, who)
			}
			if column[1] >= 0 && row[1] != "User" {
				if c := strings.ToLower(row[column[1]]); !customers[c] {
					t.Fatalf("%s, row %d: the customer %q is in no list", f.Name, i+1, c)
				}
			}
		}
	}
}

func TestWrongOptionsAreRefusedInWords(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, o := range []Options{
		{Format: "nonsense", Rows: 1}, {Format: Formats[0].Name, Rows: -1},
		{Format: Formats[0].Name, Rows: 1, From: now, To: now},
		{Format: Formats[0].Name, Rows: 1, From: now, To: now.AddDate(900, 0, 0)},
	} {
		if err := Write(&bytes.Buffer{}, o); err == nil || len(err.Error()) < 20 {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAWriteErrorIsReported(t *testing.T) {
	for _, f := range Formats {
		if err := Write(fullDisk{}, Options{Format: f.Name, Rows: 30000, Seed: 1}); err == nil {
			t.Errorf("%s: a full disk went unnoticed", f.Name)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, f := range Formats {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				var n counter
				if err := Write(&n, Options{Format: f.Name, Rows: 100000, Seed: 1}); err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(n))
			}
		})
	}
}

type counter int64

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }
