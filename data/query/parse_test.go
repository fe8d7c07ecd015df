package query

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func moment(t testing.TB, zone string) Moment {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Skip("no zone " + zone)
	}
	return Moment{Now: time.Date(2026, 11, 22, 15, 4, 5, 0, loc), Zone: loc}
}

func parse(t testing.TB, text string) Filter {
	t.Helper()
	f, err := Parse(text, moment(t, "Europe/Berlin"))
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return f
}

func TestTheTextOfAFilterSaysTheSameAgain(t *testing.T) {
	for text, want := range map[string]string{
		"": "",
		`operator:budi action:suspended,activated -target:acme "free text"`: `operator:budi action:suspended,activated -customer:acme "free text"`,
		`entity:"North Resellers"/*`:                                        `entity:"North Resellers"/*`,
		`a OR b c`:                                                          `a OR b c`,
		`(a OR b) c`:                                                        `(a OR b) c`,
		`-(a b)`:                                                            `-(a b)`,
		`NOT a`:                                                             `-a`,
		`--a`:                                                               `a`,
		`((a))`:                                                             `a`,
		`a (b c)`:                                                           `a b c`,
		`field "OR" x`:                                                      `field "OR" x`,
		`action:=A,B`:                                                       `action:=A,B`,
		`action:=A,b`:                                                       `action:=A,b`,
		`action:a,="B C"`:                                                   `action:a,="B C"`,
		`action:=A,"*"`:                                                     `action:=A,"*"`,
		`susp*`:                                                             `susp*`,
		`operator:*`:                                                        `operator:*`,
		`operator:""`:                                                       `operator:=""`,
		`ip:10.0.0.0/8`:                                                     `ip:10.0.0.0/8`,
		`ip:10.1.*`:                                                         `ip:10.1.`,
		`amount:>100`:                                                       `amount:>100`,
		`date:2026-01-01..2026-03-31`:                                       `date:2026-01-01..2026-03-31`,
		`time:last-quarter sort:-operator`:                                  `date:last-quarter sort:-operator`,
		`sort:time`:                                                         `sort:time`,
		`sort:actor,-time a`:                                                `a sort:operator,-time`,
		`sort:"extra.Entity Type",-ip`:                                      `sort:"extra.Entity Type",-ip`,
		`extra.Foo:bar "extra.Entity Type":x`:                               `extra.Foo:bar "extra.Entity Type":x`,
		`"say ""no"""`:                                                      `"say ""no"""`,
		`2001:db8::1 fe80::1`:                                               `"2001:db8::1" "fe80::1"`,
		`10:30`:                                                             `"10:30"`,
		`foo(bar)`:                                                          `"foo(bar)"`,
		`a,b`:                                                               `"a,b"`,
		`(action:a OR date:today) -status:fine`:                             `(action:a OR date:today) -status:fine`,
	} {
		f := parse(t, text)
		if got := f.String(); got != want {
			t.Errorf("Parse(%q).String() = %q, want %q", text, got, want)
		}
		if again := parse(t, f.String()).String(); again != want {
			t.Errorf("%q became %q", want, again)
		}
	}
}

func TestAMistakeIsAnsweredWithItsPlaceAndWhatWasMeant(t *testing.T) {
	for _, c := range []struct{ text, at, message, hint string }{
		{`operater:budi`, `operater`, `There is no field “operater”.`, `Did you mean operator?`},
		{`a http://x`, `http`, `There is no field “http”.`, `quotes`},
		{`a "b c`, `"b c`, `not closed`, `"`},
		{`a (b c`, `(`, `bracket is not closed`, `)`},
		{`a) b`, `)`, `closes nothing`, `quotes`},
		{`a OR b)`, `)`, `closes nothing`, `quotes`},
		{`foo(bar) (x(y) OR z)`, ``, ``, ``},
		{`(x(y)`, `(`, `bracket is not closed`, `)`},
		{`operator:(a OR b)`, `(`, `no brackets`, `action:suspended,activated`},
		{`a AND`, `AND`, `AND needs`, `"AND"`},
		{`AND a`, `AND`, `AND needs`, ``},
		{`a AND OR b`, `AND`, `AND needs`, ``},
		{`(a AND) b`, `AND`, `AND needs`, ``},
		{`a AND AND b`, `AND`, `AND needs`, ``},
		{`sort:time AND a AND -b`, ``, ``, ``},
		{`date:31.12.2025`, `date:31.12.2025`, `is not a date`, `Did you mean 2025-12-31?`},
		{`date:1.2.2026..lastweek`, `date:1.2.2026..lastweek`, `is not a date`, `Did you mean 2026-02-01..last-week?`},
		{`date:>=2026/3/4`, `date:>=2026/3/4`, `is not a date`, `Did you mean >=2026-03-04?`},
		{`date:3/4/2026`, `date:3/4/2026`, `is not a date`, `Write a day`},
		{`date:*`, `date:*`, `is not a date`, `has:time`},
		{`date:2026,gestern,2025`, `gestern`, `is not a date`, `Write a day`},
		{`sort: time`, `sort:`, `value is missing`, `sort:operator,-time`},
		{`amount:5..1`, `amount:5..1`, `ends before`, `smaller`},
		{`amount:1..x`, `amount:1..x`, `not a number`, `amount:100..200`},
		{`amount:"n..a"`, ``, ``, ``},
		{`status:open,bad`, `bad`, `no status`, `exception`},
		{`b extra.Ort der Tat:x`, `extra.Ort der Tat`, `has spaces`, `"extra.Ort der Tat":…`},
		{strings.Repeat("has:ip ", 101), `has:ip `, `more than`, `customer:=4711`},
		{`a ) b`, `)`, `closes nothing`, `quotes`},
		{`a OR`, `OR`, `OR needs`, `"OR"`},
		{`OR a`, `OR`, `OR needs`, ``},
		{`action: x`, `action:`, `value is missing`, `space`},
		{`date:gestern`, `date:gestern`, `“gestern” is not a date.`, `2026-03-14`},
		{`date:yestreday`, `date:yestreday`, `is not a date`, `yesterday`},
		{`date:2026-03-31..2026-01-01`, `date:2026-03-31..2026-01-01`, `end before it begins`, ``},
		{`date:2026-02-30`, `date:2026-02-30`, `is not a date`, ``},
		{`category:paymnet`, `category:paymnet`, `no category`, `payment`},
		{`status:bad`, `status:bad`, `no status`, `exception`},
		{`has:nte`, `has:nte`, `nothing called`, `has:note`},
		{`ip:10.0.0.0/40`, `ip:10.0.0.0/40`, `from 0 to 32`, `10.0.0.0/8`},
		{`amount:>abc`, `amount:>abc`, `not a number`, `amount:>100`},
		{`su*p`, `*`, `only stand at the end`, `quotes`},
		{`(sort:time)`, `sort:time`, `stated once`, `outside brackets`},
		{`sort:time budi sort:ip`, `sort:ip`, `stated once`, ``},
		{`sort:ip,nothing`, `nothing`, `cannot be sorted`, ``},
		{`sort:operator,-user`, `-user`, `twice`, `second`},
		{`sort:nothing`, `sort:nothing`, `cannot be sorted`, ``},
		{`()`, `()`, `nothing between`, ``},
		{`""`, `""`, `nothing to search for`, ``},
	} {
		_, err := Parse(c.text, moment(t, "Europe/Berlin"))
		if c.message == "" {
			if err != nil {
				t.Errorf("Parse(%q): %v", c.text, err)
			}
			continue
		}
		var mistake *SyntaxError
		if !errors.As(err, &mistake) {
			t.Errorf("Parse(%q) = %v", c.text, err)
			continue
		}
		if got := c.text[mistake.From:mistake.To]; got != c.at || !strings.Contains(mistake.Message, c.message) || !strings.Contains(mistake.Hint, c.hint) {
			t.Errorf("Parse(%q): at %q: %s | %s", c.text, got, mistake.Message, mistake.Hint)
		}
	}
}

func TestDatesAreWholeDaysOfTheZone(t *testing.T) {
	for text, want := range map[string]string{
		"today": "2026-11-22", "yesterday": "2026-11-21", "this-week": "2026-11-16..2026-11-22", "last-week": "2026-11-09..2026-11-15",
		"this-month": "2026-11", "last-month": "2026-10", "this-quarter": "2026-10-01..2026-12-31", "last-quarter": "2026-07-01..2026-09-30",
		"this-year": "2026", "last-year": "2025", "last-7-days": "2026-11-16..2026-11-22", "last-12-months": "2025-11-23..2026-11-22",
		"2026-Q1": "2026-01-01..2026-03-31", "2026-03": "2026-03", "..2026-03": "..2026-03-31", "2026-03..": "2026-03-01..",
		">2026-03": "2026-04-01..", "<=2026-03-04": "..2026-03-04", "2026-01-01T10:00": "2026-01-01T10:00..2026-01-01T10:00",
		"2026-01-01T10:00..2026-01-02": "2026-01-01T10:00..2026-01-02", "2026-01-01T10": "2026-01-01T10:00..2026-01-01T10:59",
		"2026-10-25T02:30Z": "2026-10-25T03:30..2026-10-25T03:30", "2026-10-25T02:30+02:00": "2026-10-25T00:30Z..2026-10-25T00:30Z",
		"2026-10-25T02:30+01:00": "2026-10-25T02:30..2026-10-25T02:30",
		"2026-01-01T10:00:00.5":  "2026-01-01T10:00:00.500000..2026-01-01T10:00:00.599999",
	} {
		f := parse(t, "date:"+text)
		got := strings.TrimPrefix(f.Absolute(), "date:")
		if single, end, _ := strings.Cut(got, ".."); single == end {
			got = single + ".." + end
		}
		if got != want && got != strings.Split(want, "..")[0] {
			t.Errorf("date:%s is %s, want %s", text, got, want)
		}
		if a, b := f.terms[0].values[0].period, parse(t, f.Absolute()).terms[0].values[0].period; a != b {
			t.Errorf("date:%s: %v, absolutely %v", text, a, b)
		}
	}
	if p := parse(t, "date:2026-03-29").terms[0].values[0].period; p.to-p.from != 23*3600e6 {
		t.Errorf("the day of the change to summer time has %d hours", (p.to-p.from)/3600e6)
	}
	beirut := moment(t, "Asia/Beirut") // clocks skip midnight
	if got := dayStart(2022, 3, 27, beirut.Zone); got.Day() != 27 || got.Add(-time.Second).In(beirut.Zone).Day() != 26 {
		t.Errorf("27 March in Beirut begins %s", got)
	}
	apia := moment(t, "Pacific/Apia") // had no 30 December 2011
	if a, b := dayStart(2011, 12, 30, apia.Zone), dayStart(2011, 12, 31, apia.Zone); !a.Equal(b) {
		t.Errorf("30 December 2011 in Apia: %s to %s", a, b)
	}
}

func TestChipsListsAndHistogramChangeOneFilter(t *testing.T) {
	f := parse(t, `operator:budi "free text"`)
	check := func(f Filter, want string) {
		t.Helper()
		if f.String() != want {
			t.Errorf("got %q, want %q", f.String(), want)
		}
		parse(t, f.String())
	}
	check(f.Toggle("actor", "Ayu W."), `operator:budi,="Ayu W." "free text"`)
	check(f.Toggle("actor", "Ayu").Toggle("operator", "Ayu"), f.String())
	check(f.Without(0), `"free text"`)
	check(f.With("action", "A", "b, c"), `operator:budi "free text" action:=A,"b, c"`)
	check(f.With("actor"), `"free text"`)
	check(f.Exclude("action", "A"), `operator:budi "free text" -action:=A`)
	check(f.Exclude("action", "A").Exclude("action", "A"), f.String())
	check(f.Exclude("action", "A").Toggle("action", "A"), `operator:budi "free text" action:=A`)
	check(f.Toggle("action", "A").Exclude("action", "A"), `operator:budi "free text" -action:=A`)
	check(parse(t, "category:pay").Toggle("category", "payment"), "")
	check(Filter{}.Toggle("category", "package change"), `category:"package change"`)
	check(Filter{}.Toggle("status", "fine").Toggle("status", "open"), "status:fine,open")
	check(Filter{}.Toggle("extra.Entity Type", "x"), `"extra.Entity Type":=x`)
	check(Filter{}.Toggle("actor", ""), `operator:=""`)
	zone := f.at.Zone
	day := time.Date(2026, 3, 28, 0, 0, 0, 0, zone)
	check(f.Period(day, day.AddDate(0, 0, 2)), `operator:budi "free text" date:2026-03-28..2026-03-29`)
	check(f.Period(day, day.AddDate(0, 0, 1)), `operator:budi "free text" date:2026-03-28`)
	check(f.Period(day, day.Add(time.Hour)), `operator:budi "free text" date:2026-03-28..2026-03-28T00:59`)
	check(f.Period(day, time.Time{}), `operator:budi "free text" date:2026-03-28..`)
	check(parse(t, "date:today").Period(time.Time{}, time.Time{}), ``)
	check(parse(t, "a sort:-operator").WithSort(Sort{}), `a`)
	terms := parse(t, `-customer:acme,="" "x y" (a OR action:b) category:pay`).Terms()
	if len(terms) != 4 || terms[0].Field != "target" || !terms[0].Not || terms[0].Label != "not customer: acme or (empty)" ||
		terms[1].Label != "“x y”" || terms[1].Field != "" || terms[2].Text != "a OR action:b" || terms[3].Label != "category: payment" {
		t.Errorf("%+v", terms)
	}
}

func TestHugeFiltersAreRefusedOrReadAtOnce(t *testing.T) {
	start := time.Now()
	for _, text := range []string{
		strings.Repeat("a ", 10_000), strings.Repeat("(", 500_000), strings.Repeat("-", 500_000) + "a",
		strings.Repeat("a OR ", 200_000), strings.Repeat("x", 2<<20), "customer:=" + strings.Repeat("4711,", 200_000),
		`"` + strings.Repeat(`""`, 400_000), strings.Repeat("*", 1<<20), "extra." + strings.Repeat("a.", 400_000) + ":b",
	} {
		if _, err := Parse(text, Moment{}); err == nil {
			t.Logf("%.20q… was read", text)
		}
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %s", took)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`operator:budi -a:"b c"/* (x OR y)`, `date:2026-01..`, `a:=b,*`, `"`, `-(`, `extra.x:"y`, `sort:-time ip:1.2.`, `amount:>1,2..3`} {
		f.Add(seed)
	}
	at := Moment{Now: time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)}
	f.Fuzz(func(t *testing.T, text string) {
		first, err := Parse(text, at)
		if err != nil {
			var mistake *SyntaxError
			if !errors.As(err, &mistake) || mistake.From < 0 || mistake.From > mistake.To || mistake.To > len(text) {
				t.Fatalf("%#v", err)
			}
			return
		}
		again, err := Parse(first.String(), at)
		if err != nil {
			t.Fatalf("%q became %q: %v", text, first.String(), err)
		}
		if again.String() != first.String() || group(andNode, append([]*node{}, first.terms...)).key != group(andNode, append([]*node{}, again.terms...)).key {
			t.Fatalf("%q became %q, then %q", text, first.String(), again.String())
		}
	})
}
