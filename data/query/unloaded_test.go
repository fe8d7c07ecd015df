package query

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestAColumnIsSearchedTheSameLoadedOrNot asks an engine that has read nothing
// yet, the same one again, one that has read everything, and the entries
// themselves.
func TestAColumnIsSearchedTheSameLoadedOrNot(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		l := drawLog(t)
		loaded, err := New(ctx, l.store)
		if err != nil {
			t.Fatal(err)
		}
		loaded.SetMarks(l)
		if err := loaded.Load(ctx); err != nil || loaded.Damage() != nil {
			t.Fatal(err, loaded.Damage())
		}
		var conditions []asked
		var texts []string
		for range rapid.IntRange(0, 2).Draw(t, "terms") {
			a := drawAsked(t, l.zone, 1)
			conditions, texts = append(conditions, a), append(texts, a.text)
		}
		for range rapid.IntRange(1, 2).Draw(t, "words") {
			word := rapid.SampledFrom([]string{"o", "no", "ÜBER", "groß", "xx", "10.", "zzz", "client", "→", "e"}).Draw(t, "word")
			not := rapid.IntRange(0, 4).Draw(t, "not") == 0
			a := asked{fieldWord, `"` + word + `"`, func(l *testLog, row Row) bool {
				for _, v := range l.entries[row].Values {
					if strings.Contains(simpleFold(v.Text), simpleFold(word)) {
						return !not
					}
				}
				return not
			}}
			if not {
				a.text = "-" + a.text
			}
			conditions, texts = append(conditions, a), append(texts, a.text)
		}
		text := strings.Join(texts, " ")
		f, err := Parse(text, Moment{Zone: l.zone})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		fresh := l.engine
		for i, e := range []*Engine{fresh, loaded, fresh} {
			if i == 2 { // once more, from what is kept unpacked
				s := e.now.Load()
				s.cache.found, s.cache.size = nil, 0
			}
			r, err := e.Run(ctx, f, Sort{})
			if err != nil {
				t.Fatal(err)
			}
			for row := range l.entries {
				want := true
				for _, a := range conditions {
					want = want && a.holds(l, Row(row))
				}
				if got := r.Has(Row(row)); got != want {
					t.Fatalf("%q: asked %d times: row %d, %v, is found: %t", text, i+1, row, l.entries[row], got)
				}
			}
		}
	})
}

// TestAWordLoadsNoColumn: what a search leaves behind is what it unpacked.
func TestAWordLoadsNoColumn(t *testing.T) {
	e, err := New(context.Background(), build(3000, 3))
	if err != nil {
		t.Fatal(err)
	}
	before := e.Held().Columns
	if n := count(t, e, `"reseller 1"`); n == 0 {
		t.Fatal("nothing is found")
	}
	if held := e.Held(); held.Columns != before || held.Texts == 0 {
		t.Errorf("columns took %d bytes, now %d; %d of texts", before, held.Columns, held.Texts)
	}
}
