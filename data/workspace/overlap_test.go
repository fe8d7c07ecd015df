package workspace

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"probity/data/entry"
	"probity/data/intake"
)

const header = "Timestamp;Operator;Customer;Action;Note;Request\n"

// lines makes a log in the form of reading(), one record per line.
func lines(records ...string) []byte { return []byte(header + strings.Join(records, "\n") + "\n") }

func line(second int, action string) string {
	return fmt.Sprintf("2026-03-14 09:%02d:%02d;budi;acme;%s;;", second/60, second%60, action)
}

// shownOf gives what is shown: time, action and details of every entry, sorted.
func shownOf(t testing.TB, w *Workspace) []string {
	t.Helper()
	parts, err := w.Parts()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ctx := context.Background()
	for _, p := range parts {
		columns := map[string][]string{}
		for _, name := range []string{"time_text", "actor", "target", "action", "details", "source_key", "extra.Request"} {
			text, err := w.Text(ctx, p.Key, name)
			if err != nil {
				t.Fatal(err)
			}
			if text == nil {
				columns[name] = make([]string, p.Rows)
				continue
			}
			if text.Len() != p.Rows {
				t.Fatalf("%s has %d values for %d rows", name, text.Len(), p.Rows)
			}
			for i := range p.Rows {
				columns[name] = append(columns[name], text.At(i))
			}
		}
		for _, name := range intColumns {
			ints, err := w.Ints(ctx, p.Key, name)
			if err != nil || len(ints) != p.Rows {
				t.Fatalf("%s has %d values for %d rows (%v)", name, len(ints), p.Rows, err)
			}
		}
		for i := range p.Rows {
			out = append(out, strings.Join([]string{columns["time_text"][i], columns["actor"][i], columns["target"][i], columns["action"][i],
				columns["details"][i], columns["source_key"][i], columns["extra.Request"][i]}, ";"))
		}
	}
	slices.Sort(out)
	return out
}

// asShown gives records as shownOf would show them.
func asShown(records []string) []string {
	var out []string
	for _, r := range records {
		c := strings.Split(r, ";")
		out = append(out, strings.Join([]string{c[0], c[1], c[2], c[3], c[4], "", c[5]}, ";"))
	}
	slices.Sort(out)
	return out
}

// TestOverlappingExportsGiveExactlyTheLog imports twelve shuffled exports that
// overlap and together cover a log with identical records in it.
func TestOverlappingExportsGiveExactlyTheLog(t *testing.T) {
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 7))
		var all []string
		for i := range 600 {
			// Few different seconds and actions: many records are identical.
			all = append(all, line(i/4, []string{"Login", "Payment recorded"}[random.IntN(2)]))
		}
		w := fresh(t)
		covered := make([]int, len(all))
		var order []int
		for i := range 12 {
			order = append(order, i)
		}
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			// Exports are stretches of the log in time, cut at the borders of
			// seconds, so that each holds all of a second or nothing.
			from, to := max(0, i*50-random.IntN(40)), min(600, i*50+50+random.IntN(60))
			from, to = from/4*4, min(600, (to+3)/4*4)
			piece := slices.Clone(all[from:to])
			for at := from; at < to; at++ {
				covered[at]++
			}
			random.Shuffle(len(piece), func(i, j int) { piece[i], piece[j] = piece[j], piece[i] })
			r := bring(t, w, lines(piece...))
			if r.Read != int64(len(piece)) || r.Read != r.Stored+r.Duplicates+r.Rejected {
				t.Fatalf("receipt %+v of %d", r, len(piece))
			}
			if r.Vanished != 0 || r.Altered != 0 {
				t.Errorf("seed %d: nothing vanished or was altered: %+v", seed, r)
			}
		}
		if slices.Contains(covered, 0) {
			t.Fatal("the exports do not cover the log")
		}
		if got, want := shownOf(t, w), asShown(all); !slices.Equal(got, want) {
			t.Errorf("seed %d: %d entries are shown of a log of %d", seed, len(got), len(want))
		}
		clean(t, w)
		again(t, w)
	}
}

// again holds that what import by import gave is what all sources together give.
func again(t *testing.T, w *Workspace) {
	t.Helper()
	now, err := w.reconsider(context.Background(), -1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(now.lists) > 0 || len(now.changed) > 0 {
		t.Errorf("held against each other anew, %d sources have other lists and %d hide other records", len(now.lists), len(now.changed))
	}
}

// TestOverlapKeepsTheFullestSource: of arbitrary subsets, every record is shown
// as often as the source that has it most often.
func TestOverlapKeepsTheFullestSource(t *testing.T) {
	for seed := range uint64(10) {
		random := rand.New(rand.NewPCG(seed, 8))
		w := fresh(t)
		most := map[string]int{}
		for range 5 {
			var piece []string
			times := map[string]int{}
			for range 40 + random.IntN(40) {
				r := line(random.IntN(20), "Login")
				piece = append(piece, r)
				times[r]++
			}
			// A record that cannot be read is rejected and never a duplicate.
			content := append(lines(piece...), fmt.Sprintf("2026-03-14 09:26:53;\"never closed %d\n", random.IntN(2))...)
			bring(t, w, content)
			for r, n := range times {
				most[r] = max(most[r], n)
			}
		}
		var want []string
		for r, n := range most {
			for range n {
				want = append(want, r)
			}
		}
		if got := shownOf(t, w); !slices.Equal(got, asShown(want)) {
			t.Errorf("seed %d: %d entries, want %d", seed, len(got), len(want))
		}
		clean(t, w)
		again(t, w)
	}
}

func TestDuplicatesAreKnownWhereTheDialectDiffers(t *testing.T) {
	w := fresh(t)
	bring(t, w, lines(line(1, "Login"), line(1, "Login"), line(2, "Logout")))
	comma := reading()
	comma.Delimiter = ","
	content := strings.ReplaceAll(string(lines(line(1, "Login"), line(2, "Logout"), line(3, "Login"))), ";", ",")
	r, err := w.Import(context.Background(), file(t, []byte(content)), comma, nobody, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Duplicates != 2 || r.Stored != 1 || r.Vanished != 0 {
		t.Errorf("%+v", r)
	}
	clean(t, w)
	again(t, w)
}

// TestSampleThatShowsNoQuotesIsTheSameLog imports two exports of one log of which
// the detection saw different things.
func TestSampleThatShowsNoQuotesIsTheSameLog(t *testing.T) {
	w := fresh(t)
	bring(t, w, lines(line(1, "Login"), line(2, `"Pay;ment"`), line(3, "Logout"), line(4, "Login")))
	other := reading()
	other.Quote, other.Escape, other.Encoding = "", "", "windows-1252"
	other.Columns[4].Field = ""
	r, err := w.Import(context.Background(), file(t, lines(line(1, "Login"), line(3, "Logout"), line(5, "Login"))), other, nobody, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Duplicates != 2 || r.Stored != 1 || r.Vanished != 2 {
		t.Errorf("%+v", r)
	}
	clean(t, w)
	again(t, w)
}

// keyed is a reading whose last column is the source's own key.
func keyed() *intake.Reading {
	rd := reading()
	rd.Columns[5].Field = "source_key"
	return rd
}

func bringKeyed(t *testing.T, w *Workspace, records ...string) Receipt {
	t.Helper()
	r, err := w.Import(context.Background(), file(t, lines(records...)), keyed(), nobody, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSourceKeyJoinsAnAlteredVersion(t *testing.T) {
	w := fresh(t)
	bringKeyed(t, w, line(1, "Login")+"1", line(2, "Payment 10")+"2", line(3, "Logout")+"3", line(4, "Refund")+"4", line(5, "Logout")+"5")
	r := bringKeyed(t, w, line(1, "Login")+"1", line(2, "Payment 90")+"2", line(3, "Logout")+"3", line(5, "Logout")+"5")
	if r.Read != 4 || r.Duplicates != 3 || r.Stored != 1 || r.Altered != 1 || r.Vanished != 1 {
		t.Errorf("%+v", r)
	}
	got := strings.Join(shownOf(t, w), "\n")
	if strings.Contains(got, "Payment 10") || !strings.Contains(got, "Payment 90") || !strings.Contains(got, "Refund") || strings.Count(got, "\n") != 4 {
		t.Errorf("shown:\n%s", got)
	}
	sources, err := w.Sources()
	if err != nil {
		t.Fatal(err)
	}
	if s := sources[0]; s.Superseded != 1 || s.Vanished != 1 || s.Duplicates != 0 {
		t.Errorf("the first source: %+v", s)
	}
	if s := sources[1]; s.Superseded != 0 || s.Vanished != 0 || s.Duplicates != 3 {
		t.Errorf("the second source: %+v", s)
	}
	var told []string
	err = w.Occurrences(context.Background(), func(o Occurrence) error {
		told = append(told, fmt.Sprintf("%s %d %d", o.Kind, o.LaterRecord, o.SourceRecord))
		return nil
	})
	if want := []string{"duplicate 0 0", "duplicate 2 2", "duplicate 3 4", "superseded 1 1", "vanished -1 3"}; err != nil || !slices.Equal(told, want) {
		t.Errorf("%q %v", told, err)
	}
	parts, err := w.Everything().Parts()
	if err != nil {
		t.Fatal(err)
	}
	seen := func(part, record int) string {
		offsets, err := w.Ints(context.Background(), parts[part].Key, "offset")
		if err != nil {
			t.Fatal(err)
		}
		all, err := w.Seen(context.Background(), entry.Identity{Source: parts[part].Source, Offset: offsets[record]})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, s := range all {
			out = append(out, fmt.Sprintf("%s %v %d", s.Kind, s.Later, s.Record))
		}
		return strings.Join(out, " ")
	}
	for _, c := range []struct {
		part, record int
		want         string
	}{{0, 0, "duplicate true 1"}, {0, 1, "superseded true 2"}, {0, 3, "vanished true 0"}, {1, 0, "duplicate false 1"}, {1, 1, "superseded false 2"}} {
		if got := seen(c.part, c.record); got != c.want {
			t.Errorf("record %d of source %d was seen: %s, want %s", c.record, c.part, got, c.want)
		}
	}
	clean(t, w)
	again(t, w)
}

func TestKeysOfTwoInstallationsDoNotJoin(t *testing.T) {
	w := fresh(t)
	bringKeyed(t, w, line(1, "Login")+"1", line(2, "Payment 10")+"2")
	r := bringKeyed(t, w, line(61, "Logout")+"1", line(62, "Refund")+"2")
	if r.Stored != 2 || r.Altered != 0 || r.Vanished != 0 {
		t.Errorf("%+v", r)
	}
	clean(t, w)
}

func TestTwoEqualPaymentsInOneSecondAreKept(t *testing.T) {
	w := fresh(t)
	r := bring(t, w, lines(line(1, "Payment"), line(1, "Payment"), line(2, "Login")))
	if r.Stored != 3 || r.Duplicates != 0 {
		t.Errorf("%+v", r)
	}
	r = bring(t, w, lines(line(1, "Payment"), line(1, "Payment"), line(1, "Payment"), line(2, "Login")))
	if r.Stored != 1 || r.Duplicates != 3 {
		t.Errorf("%+v", r)
	}
	if n := len(shownOf(t, w)); n != 4 {
		t.Errorf("%d entries", n)
	}
}
